//! Where a margin stands among those of the training population.

/// Percentiles from which grades 1 to 6 begin; what is below the last is grade 7. Grade 1 is the most likely twentieth.
pub const GRADES: [f64; 6] = [95.0, 85.0, 65.0, 35.0, 15.0, 5.0];

/// Evenly spaced quantiles of the population's margins.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Ascending margins, two or more: the first is the lowest seen, the last the highest.
    pub quantiles: Vec<f64>,
}

impl Population {
    /// The percentile of `margin`, in [0, 100]; among equal margins, the middle.
    #[must_use]
    pub fn index(&self, margin: f64) -> f64 {
        let q = &self.quantiles;
        let (below, through) = (q.partition_point(|&x| x < margin), q.partition_point(|&x| x <= margin));
        let last = (q.len() - 1) as f64;
        let place = if below < through {
            (below + through - 1) as f64 / 2.0
        } else if below == 0 {
            0.0
        } else if below == q.len() {
            last
        } else {
            (below - 1) as f64 + (margin - q[below - 1]) / (q[below] - q[below - 1])
        };
        100.0 * place / last
    }

    /// 1 (most likely tenth) to 10, from a percentile.
    #[must_use]
    pub fn decile(index: f64) -> u8 {
        (10.0 - (index / 10.0).floor()).clamp(1.0, 10.0) as u8
    }

    /// 1 (most likely) to 7, from a percentile.
    #[must_use]
    pub fn grade(index: f64) -> u8 {
        1 + GRADES.iter().filter(|&&from| index < from).count() as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_deciles_and_grades() {
        let population = Population { quantiles: vec![-3.0, -1.0, -1.0, -1.0, 0.0] };
        for (margin, index) in [(-9.0, 0.0), (-3.0, 0.0), (-2.0, 12.5), (-1.0, 50.0), (-0.5, 87.5), (0.0, 100.0), (7.0, 100.0)] {
            assert_eq!(population.index(margin), index, "{margin}");
        }
        for (index, decile, grade) in
            [(0.0, 10, 7), (9.9, 10, 6), (10.0, 9, 6), (50.0, 5, 4), (94.9, 1, 2), (95.0, 1, 1), (100.0, 1, 1)]
        {
            assert_eq!((Population::decile(index), Population::grade(index)), (decile, grade), "{index}");
        }
    }
}
