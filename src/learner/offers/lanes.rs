//! Sums of products over short vectors of `f32`, in lanes: fast without fused or reordered arithmetic, so that bits do not depend on
//! the machine. Vectors have a multiple of [`LANES`] numbers. All is inlined, so that a caller that pulp runs with wider registers
//! where the processor has them takes these along.

/// Numbers added side by side.
pub(super) const LANES: usize = 8;

/// One step of every lane; by value, which is what makes the compiler keep lanes in registers.
type Lanes = [f32; LANES];

/// sum + a × b.
#[inline(always)]
fn plus(sum: Lanes, a: Lanes, b: Lanes) -> Lanes {
    std::array::from_fn(|lane| sum[lane] + a[lane] * b[lane])
}

/// The lanes added up in pairs.
#[inline(always)]
fn total(l: Lanes) -> f32 {
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

/// Σ aᵢ bᵢ.
#[inline(always)]
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let pairs = a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0);
    total(pairs.fold([0.0; LANES], |sum, (a, b)| plus(sum, *a, *b)))
}

/// Σ aᵢ bᵢ for each of four vectors.
#[inline(always)]
pub(super) fn dot_four(a: [&[f32]; 4], b: &[f32]) -> [f32; 4] {
    let [mut i, mut j, mut k, mut l] = [[0.0; LANES]; 4];
    let [a, c, d, e] = a.map(|a| a.as_chunks::<LANES>().0);
    for ((((a, c), d), e), b) in a.iter().zip(c).zip(d).zip(e).zip(b.as_chunks::<LANES>().0) {
        (i, j, k, l) = (plus(i, *a, *b), plus(j, *c, *b), plus(k, *d, *b), plus(l, *e, *b));
    }
    [total(i), total(j), total(k), total(l)]
}

/// y += weight × x.
#[inline(always)]
pub(super) fn add(y: &mut [f32], weight: f32, x: &[f32]) {
    for (y, x) in y.as_chunks_mut::<LANES>().0.iter_mut().zip(x.as_chunks::<LANES>().0) {
        *y = plus(*y, [weight; LANES], *x);
    }
}

/// y += Σ weightᵢ xᵢ over four vectors.
#[inline(always)]
pub(super) fn add_four(y: &mut [f32], weights: [f32; 4], x: [&[f32]; 4]) {
    let [a, b, c, d] = x.map(|x| x.as_chunks::<LANES>().0);
    let [i, j, k, l] = weights.map(|weight| [weight; LANES]);
    for ((((y, a), b), c), d) in y.as_chunks_mut::<LANES>().0.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        *y = plus(plus(plus(plus(*y, i, *a), j, *b), k, *c), l, *d);
    }
}

/// x = keep × x + weight × y and y = keep × y + weight × x, both from what x and y were.
#[inline(always)]
pub(super) fn pull(x: &mut [f32], y: &mut [f32], weight: f32, keep: f32) {
    let none = [0.0; LANES];
    for (x, y) in x.as_chunks_mut::<LANES>().0.iter_mut().zip(y.as_chunks_mut::<LANES>().0) {
        let (was, weight, keep) = (*x, [weight; LANES], [keep; LANES]);
        *x = plus(plus(none, keep, was), weight, *y);
        *y = plus(plus(none, keep, *y), weight, was);
    }
}

/// out = M x for a symmetric M.
#[inline(always)]
pub(super) fn multiply(out: &mut [f32], matrix: &[f32], x: &[f32]) {
    out.fill(0.0);
    let width = x.len();
    for (rows, weights) in matrix.chunks_exact(4 * width).zip(x.as_chunks::<4>().0) {
        let row = |at: usize| &rows[at * width..(at + 1) * width];
        add_four(out, *weights, [row(0), row(1), row(2), row(3)]);
    }
}

/// `width` rounded up to whole lanes.
pub(super) fn padded(width: usize) -> usize {
    width.next_multiple_of(LANES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_add_up_like_loops() {
        let width = 3 * LANES;
        let (a, b): (Vec<f32>, Vec<f32>) = (0..width).map(|i| (i as f32 - 7.0, (i % 5) as f32)).unzip();
        let plain: f32 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
        assert_eq!(dot(&a, &b), plain);
        let matrix: Vec<f32> = (0..width * width).map(|at| ((at / width) * (at % width) % 7) as f32).collect();
        let mut out = vec![1.0; width];
        multiply(&mut out, &matrix, &b);
        for row in 0..width {
            assert_eq!(out[row], dot(&matrix[row * width..(row + 1) * width], &b));
        }
        add(&mut out, 2.0, &a);
        assert_eq!(out[1], dot(&matrix[width..2 * width], &b) + 2.0 * a[1]);
        let (mut x, mut y) = (vec![2.0; LANES], vec![3.0; LANES]);
        pull(&mut x, &mut y, 0.5, 0.25);
        assert_eq!((x[0], y[LANES - 1]), (2.0, 1.75));
        assert_eq!((padded(1), padded(LANES), padded(LANES + 1)), (LANES, LANES, 2 * LANES));
    }
}
