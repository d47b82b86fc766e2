//! What a classifier got right and wrong.

use crate::error::{Error, Result};
use sparkler::learn::metrics;

/// A classifier held against the truth.
pub struct Scores {
    /// What the classes are called.
    pub classes: Vec<String>,
    /// `confusion[truth][predicted]`: how many examples.
    pub confusion: Vec<Vec<usize>>,
    /// What it got wrong, the surest of its mistakes first.
    pub mistakes: Vec<Mistake>,
}

/// An example that was taken for what it is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    /// Its place among the examples.
    pub index: usize,
    /// Its class.
    pub truth: usize,
    /// What it was taken for.
    pub predicted: usize,
    /// How sure of that the model was.
    pub confidence: f32,
}

/// How well one class is recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassScore {
    /// Of what was taken for this class, which part belongs to it; none if nothing was.
    pub precision: Option<f64>,
    /// Of what belongs to this class, which part was taken for it; none if nothing does.
    pub recall: Option<f64>,
    /// The harmonic mean of the two.
    pub f1: Option<f64>,
    /// How many examples belong to it.
    pub support: usize,
}

impl Scores {
    /// Holds scores of all classes (row by row, one row an example) against the labels. The
    /// prediction is the class of the highest score, the first of equals.
    ///
    /// # Errors
    /// If a label is no class or the number of scores does not fit.
    pub fn new(classes: &[String], labels: &[usize], scores: &[f32]) -> Result<Scores> {
        let count = classes.len();
        if scores.len() != labels.len() * count {
            return Err(Error::failed(format!(
                "the model gives {} scores for {} examples of {count} classes",
                scores.len(),
                labels.len()
            )));
        }
        let mut confusion = vec![vec![0; count]; count];
        let mut mistakes = Vec::new();
        for (index, (row, &truth)) in scores.chunks_exact(count.max(1)).zip(labels).enumerate() {
            let predicted = best(row);
            let Some(cell) = confusion.get_mut(truth).and_then(|r| r.get_mut(predicted)) else {
                return Err(Error::failed(format!("label {truth} is none of {count} classes")));
            };
            *cell += 1;
            if predicted != truth {
                mistakes.push(Mistake { index, truth, predicted, confidence: row[predicted] });
            }
        }
        mistakes.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.index.cmp(&b.index)));
        Ok(Scores { classes: classes.to_vec(), confusion, mistakes })
    }

    /// The number of examples.
    pub fn total(&self) -> usize {
        self.confusion.iter().flatten().sum()
    }

    /// The number of examples that were recognised.
    pub fn correct(&self) -> usize {
        (0..self.classes.len()).map(|c| self.confusion[c][c]).sum()
    }

    /// The part of the examples that was recognised.
    pub fn accuracy(&self) -> f64 {
        self.correct() as f64 / self.total().max(1) as f64
    }

    /// Where the accuracy lies on all data of this kind, with 95 % confidence.
    pub fn interval(&self) -> (f64, f64) {
        wilson(self.correct(), self.total())
    }

    /// Precision, recall and F1 of each class.
    pub fn per_class(&self) -> Vec<ClassScore> {
        let part = |hits: usize, of: usize| (of > 0).then(|| hits as f64 / of as f64);
        (0..self.classes.len())
            .map(|c| {
                let hits = self.confusion[c][c];
                let support: usize = self.confusion[c].iter().sum();
                let taken: usize = self.confusion.iter().map(|row| row[c]).sum();
                ClassScore {
                    precision: part(hits, taken),
                    recall: part(hits, support),
                    f1: part(2 * hits, support + taken),
                    support,
                }
            })
            .collect()
    }
}

/// The place of the highest score, the first of equals; a NaN is never the highest.
pub fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (i, &score) in scores.iter().enumerate() {
        if score > scores[best] || scores[best].is_nan() {
            best = i;
        }
    }
    best
}

/// Wilson's 95 % confidence interval of a proportion. Unlike the textbook's `p ± 1.96 s` it is
/// right near 1, where good classifiers live.
pub fn wilson(hits: usize, of: usize) -> (f64, f64) {
    // Of no images nothing is known.
    metrics::wilson_interval(hits, of, 0.95).map_or((0.0, 1.0), |i| (i.lower, i.upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores() -> Scores {
        let classes = ["a", "b", "c"].map(String::from);
        #[rustfmt::skip]
        let rows = [
            0.8, 0.1, 0.1,
            0.2, 0.7, 0.1, // an a taken for b
            0.1, 0.6, 0.3,
            0.9, 0.1, 0.0, // a b taken for a, and surer
        ];
        Scores::new(&classes, &[0, 0, 1, 1], &rows).unwrap()
    }

    #[test]
    fn counts_and_mistakes() {
        let s = scores();
        assert_eq!(s.confusion, [[1, 1, 0], [1, 1, 0], [0, 0, 0]]);
        assert_eq!((s.correct(), s.total(), s.accuracy()), (2, 4, 0.5));
        assert_eq!(s.mistakes.iter().map(|m| m.index).collect::<Vec<_>>(), [3, 1]);
        let per_class = s.per_class();
        assert_eq!(per_class[0].precision, Some(0.5));
        assert_eq!(per_class[1].f1, Some(0.5));
        let none = ClassScore { precision: None, recall: None, f1: None, support: 0 };
        assert_eq!(per_class[2], none);
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let classes = ["a", "b"].map(String::from);
        assert!(Scores::new(&classes, &[0], &[1.0]).is_err());
        assert!(Scores::new(&classes, &[2], &[1.0, 0.0]).is_err());
        assert!(Scores::new(&[], &[], &[]).unwrap().per_class().is_empty());
        assert_eq!(best(&[f32::NAN, 0.1, f32::NAN, 0.2]), 3);
    }

    #[test]
    fn intervals_stay_inside_0_and_1() {
        for (hits, of, low, high) in
            [(1900, 2000, 0.939_556, 0.958_719), (10, 10, 0.722_467, 1.0), (0, 5, 0.0, 0.434_482)]
        {
            let (a, b) = wilson(hits, of);
            assert!((a - low).abs() < 1e-6 && (b - high).abs() < 1e-6, "{hits}/{of}: {a} {b}");
        }
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }
}
