//! Sums of products over short vectors of `f32`, in lanes: fast without fused or reordered arithmetic, so that bits do not depend on
//! the machine. Vectors have a multiple of [`LANES`] numbers.

/// Numbers added side by side.
pub(super) const LANES: usize = 16;

/// Σ aᵢ bᵢ.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] += lanes[lane + half];
        }
        half /= 2;
    }
    lanes[0]
}

/// y += weight × x.
pub(super) fn add(y: &mut [f32], weight: f32, x: &[f32]) {
    for (y, x) in y.as_chunks_mut::<LANES>().0.iter_mut().zip(x.as_chunks::<LANES>().0) {
        for (y, x) in y.iter_mut().zip(x) {
            *y += weight * x;
        }
    }
}

/// y += Σ weightᵢ xᵢ over four vectors.
pub(super) fn add_four(y: &mut [f32], weights: [f32; 4], x: [&[f32]; 4]) {
    let [a, b, c, d] = x.map(|x| x.as_chunks::<LANES>().0);
    for ((((y, a), b), c), d) in y.as_chunks_mut::<LANES>().0.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        for lane in 0..LANES {
            y[lane] += (weights[0] * a[lane] + weights[1] * b[lane]) + (weights[2] * c[lane] + weights[3] * d[lane]);
        }
    }
}

/// out = M x for a symmetric M.
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
        assert_eq!((padded(1), padded(LANES), padded(LANES + 1)), (LANES, LANES, 2 * LANES));
    }
}
