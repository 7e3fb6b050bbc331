//! Figures of merit of an index of several classes. Where a figure is of one class against the rest, the whole is the plain mean over the
//! classes that occur (Hand and Till 2001 compare pairs of classes instead; this is Provost and Domingos 2000, unweighted).

use crate::math::ln;
use crate::model::{ClassCard, ClassesCard, Metrics};

use super::{Weights, average_precision, calibration_error, mean, roc_auc};

/// The position of the largest probability, the first of equals.
pub(crate) fn likeliest(shares: &[f64]) -> usize {
    (1..shares.len()).fold(0, |best, at| if shares[at] > shares[best] { at } else { best })
}

/// The figures of rows with a probability for each of `names` and the position of their class among them.
#[must_use]
pub fn class_metrics(names: &[String], shares: &[Vec<f64>], classes: &[u32], weights: Weights<'_>) -> (Metrics, ClassesCard) {
    let weight = |row: usize| weights.map_or(1.0, |weights| f64::from(weights[row]));
    let chosen: Vec<usize> = shares.iter().map(|shares| likeliest(shares)).collect();
    let over = |of_row: &dyn Fn(usize) -> f64| mean((0..classes.len()).map(|row| (of_row(row), weight(row))));
    let own = |row: usize| shares[row][classes[row] as usize];
    let right: Vec<f32> = (0..classes.len()).map(|row| f32::from(u8::from(chosen[row] == classes[row] as usize))).collect();
    let mut confusion = vec![vec![0_u64; names.len()]; names.len()];
    classes.iter().zip(&chosen).for_each(|(&class, &chosen)| confusion[class as usize][chosen] += 1);
    let (mut cards, mut aps) = (Vec::new(), Vec::new());
    for (class, name) in names.iter().enumerate() {
        let of_class: Vec<f64> = shares.iter().map(|shares| shares[class]).collect();
        let labels: Vec<f32> = classes.iter().map(|&of| f32::from(u8::from(of as usize == class))).collect();
        // Nothing weighs 0 and not -0, which is where sums begin.
        let sum = |counts: &dyn Fn(usize) -> bool| 0.0 + (0..classes.len()).filter(|&row| counts(row)).map(weight).sum::<f64>();
        let (rows, called) = (sum(&|row| labels[row] > 0.5), sum(&|row| chosen[row] == class));
        let hits = sum(&|row| labels[row] > 0.5 && chosen[row] == class);
        let share = |of: f64| if of > 0.0 { hits / of } else { 0.0 };
        aps.push(average_precision(&of_class, &labels, weights));
        cards.push(ClassCard {
            name: name.clone(),
            rows: labels.iter().filter(|&&y| y > 0.5).count() as u64,
            rate: over(&|row| f64::from(labels[row])),
            auc: roc_auc(&of_class, &labels, weights),
            precision: share(called),
            recall: share(rows),
            f1: if hits > 0.0 { 2.0 * hits / (called + rows) } else { 0.0 },
        });
    }
    let macro_mean = |of: &dyn Fn(usize) -> f64| mean((0..names.len()).filter(|&at| cards[at].rows > 0).map(|at| (of(at), 1.0)));
    let squares = |row: usize| {
        let off = |(at, p): (usize, &f64)| p - f64::from(u8::from(at == classes[row] as usize));
        shares[row].iter().enumerate().map(off).map(|off| off * off).sum()
    };
    let tops: Vec<f64> = shares.iter().zip(&chosen).map(|(shares, &chosen)| shares[chosen]).collect();
    let (precision, recall) = (macro_mean(&|at| cards[at].precision), macro_mean(&|at| cards[at].recall));
    let f1 = macro_mean(&|at| cards[at].f1);
    let metrics = Metrics {
        auc: macro_mean(&|at| cards[at].auc),
        logloss: over(&|row| -ln(own(row).clamp(1e-15, 1.0))),
        ap: macro_mean(&|at| aps[at]),
        brier: over(&squares),
        ece: calibration_error(&tops, &right, weights),
        threshold: 0.0,
        precision,
        recall,
        f1,
        model_score: f1 * recall,
    };
    (metrics, ClassesCard { accuracy: over(&|row| f64::from(right[row])), classes: cards, confusion })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_agree_with_hand_counts() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let shares = [vec![0.7, 0.2, 0.1], vec![0.2, 0.5, 0.3], vec![0.4, 0.5, 0.1], vec![0.1, 0.1, 0.8]];
        let (metrics, card) = class_metrics(&names, &shares, &[0, 1, 0, 2], None);
        assert_eq!(card.accuracy, 0.75);
        assert_eq!(card.confusion, [[1, 1, 0], [0, 1, 0], [0, 0, 1]]);
        let loss = -(ln(0.7) + ln(0.5) + ln(0.4) + ln(0.8)) / 4.0;
        assert!((metrics.logloss - loss).abs() < 1e-12);
        // b: 0.5 beats 0.2 and 0.1 and ties with 0.5 among the rest.
        assert!((card.classes[1].auc - 2.5 / 3.0).abs() < 1e-12 && card.classes[2].auc == 1.0);
        assert_eq!((card.classes[0].precision, card.classes[0].recall, card.classes[1].precision), (1.0, 0.5, 0.5));
        let brier = (0.14 + 0.38 + (0.36 + 0.25 + 0.01) + 0.06) / 4.0;
        assert!((metrics.brier - brier).abs() < 1e-12, "{}", metrics.brier);
        // A weight counts like so many rows.
        let twice: Vec<Vec<f64>> = shares.iter().chain([&shares[2]]).cloned().collect();
        let (weighted, repeated) = (
            class_metrics(&names, &shares, &[0, 1, 0, 2], Some(&[1.0, 1.0, 2.0, 1.0])),
            class_metrics(&names, &twice, &[0, 1, 0, 2, 0], None),
        );
        assert!((weighted.0.logloss - repeated.0.logloss).abs() < 1e-12 && (weighted.1.accuracy - 0.6).abs() < 1e-12);
        assert!((weighted.0.auc - repeated.0.auc).abs() < 1e-12);
    }
}
