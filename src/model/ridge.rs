//! Small systems of normal equations, solved to the same bits everywhere.
//!
//! A x = b with A symmetric and A ⪰ λ I, λ > 0, by Cholesky's A = L Lᵀ (Golub and Van Loan, "Matrix Computations", 4.2): only
//! + - * / and the square root, in a fixed order, so that a browser and a native program agree.

/// A symmetric matrix that sums of outer products are added to: its lower triangle, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Gram {
    width: usize,
    lower: Vec<f64>,
}

impl Gram {
    /// A matrix of `width` × `width` zeros.
    pub(super) fn zeros(width: usize) -> Self {
        Self { width, lower: vec![0.0; width * (width + 1) / 2] }
    }

    /// A matrix of `width` × `width` cells, each asked for at or below the diagonal.
    #[cfg(feature = "train")]
    pub(crate) fn symmetric(width: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        let cell = &cell;
        Self { width, lower: (0..width).flat_map(|row| (0..=row).map(move |column| cell(row, column))).collect() }
    }

    /// Adds weight × v vᵀ.
    pub(super) fn add(&mut self, weight: f64, v: &[f64]) {
        let mut at = 0;
        for row in 0..self.width {
            let scaled = weight * v[row];
            for (cell, &other) in self.lower[at..=at + row].iter_mut().zip(v) {
                *cell += scaled * other;
            }
            at += row + 1;
        }
    }

    /// Factorises the matrix with λ on its diagonal.
    pub(crate) fn factorised(mut self, ridge: f64) -> Factorised {
        let begin = |row: usize| row * (row + 1) / 2;
        for row in 0..self.width {
            let (above, own) = self.lower.split_at_mut(begin(row));
            for column in 0..row {
                let done: f64 = own[..column].iter().zip(&above[begin(column)..]).map(|(a, b)| a * b).sum();
                own[column] = (own[column] - done) / above[begin(column) + column];
            }
            let done: f64 = own[..row].iter().map(|a| a * a).sum();
            // No pivot of a matrix that is at least λ I is below λ; only rounding could make it so.
            own[row] = (own[row] + ridge - done).max(ridge).sqrt();
        }
        Factorised(self)
    }
}

/// L of A = L Lᵀ.
pub(crate) struct Factorised(Gram);

impl Factorised {
    /// The x of A x = b.
    pub(crate) fn solve(&self, mut b: Vec<f64>) -> Vec<f64> {
        let Self(Gram { width, lower }) = self;
        let begin = |row: usize| row * (row + 1) / 2;
        for row in 0..*width {
            let line = &lower[begin(row)..=begin(row) + row];
            let done: f64 = line[..row].iter().zip(&b).map(|(a, x)| a * x).sum();
            b[row] = (b[row] - done) / line[row];
        }
        for row in (0..*width).rev() {
            let line = &lower[begin(row)..=begin(row) + row];
            b[row] /= line[row];
            let x = b[row];
            b[..row].iter_mut().zip(line).for_each(|(b, a)| *b -= a * x);
        }
        b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        let mut gram = Gram::zeros(3);
        for v in [[1.0, 2.0, -1.0], [0.5, 0.0, 3.0], [2.0, -1.0, 1.0]] {
            gram.add(2.0, &v);
        }
        let full = |row: usize, column: usize| {
            let (row, column) = (row.max(column), row.min(column));
            gram.lower[row * (row + 1) / 2 + column] + if row == column { 0.25 } else { 0.0 }
        };
        let wanted = [1.0, -2.0, 0.5];
        let b = (0..3).map(|row| (0..3).map(|column| full(row, column) * wanted[column]).sum()).collect();
        let found = gram.clone().factorised(0.25).solve(b);
        assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
    }

    #[test]
    fn a_singular_sum_is_kept_from_breaking_by_the_ridge() {
        let mut gram = Gram::zeros(2);
        gram.add(1e30, &[1.0, 1.0]);
        let found = gram.factorised(1e-6).solve(vec![1.0, 1.0]);
        assert!(found.iter().all(|x| x.is_finite()), "{found:?}");
    }
}
