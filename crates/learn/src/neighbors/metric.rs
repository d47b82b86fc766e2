//! Distances.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use sparkler_cpu::distance::Reduced;

/// How far two points are from each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    /// The root of the sum of squared differences.
    #[serde(alias = "l2")]
    Euclidean,
    /// The sum of absolute differences.
    #[serde(alias = "l1", alias = "cityblock")]
    Manhattan,
    /// The largest absolute difference.
    #[serde(alias = "infinity")]
    Chebyshev,
    /// The `p`-th root of the sum of the `p`-th powers of absolute differences.
    #[default]
    Minkowski,
    /// One less the cosine of the angle between the points as seen from zero.
    Cosine,
}

/// A metric with its parameter, in the form that is fastest to compare.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Distance {
    metric: Metric,
    p: f64,
}

impl Distance {
    pub(crate) fn new(estimator: &'static str, metric: Metric, p: f64) -> Result<Distance> {
        if metric == Metric::Minkowski && (p.is_nan() || p < 1.0) {
            return Err(Error::parameter(estimator, "p", p, "1 or more"));
        }
        let metric = match (metric, p) {
            (Metric::Minkowski, 1.0) => Metric::Manhattan,
            (Metric::Minkowski, 2.0) => Metric::Euclidean,
            (Metric::Minkowski, f64::INFINITY) => Metric::Chebyshev,
            _ => metric,
        };
        Ok(Distance { metric, p })
    }

    pub(crate) fn metric(self) -> Metric {
        self.metric
    }

    pub(crate) fn p(self) -> f64 {
        self.p
    }

    /// Points of length 1 are what the cosine compares.
    pub(crate) fn normalised(self) -> bool {
        self.metric == Metric::Cosine
    }

    /// Does it follow from scalar products?
    pub(crate) fn of_products(self) -> bool {
        matches!(self.metric, Metric::Euclidean | Metric::Cosine)
    }

    pub(crate) fn reduced(self) -> Reduced {
        match self.metric {
            Metric::Euclidean | Metric::Cosine => Reduced::Square,
            Metric::Manhattan => Reduced::Absolute,
            Metric::Chebyshev => Reduced::Largest,
            Metric::Minkowski => Reduced::Power(self.p),
        }
    }

    /// The distance, from its reduced form.
    pub(crate) fn finish(self, reduced: f64) -> f64 {
        match self.metric {
            Metric::Euclidean => reduced.sqrt(),
            Metric::Manhattan | Metric::Chebyshev => reduced,
            Metric::Minkowski => reduced.powf(1.0 / self.p),
            // Of points of length 1: |a - b|^2 = 2 - 2 a b.
            Metric::Cosine => reduced / 2.0,
        }
    }

    /// The reduced form of a distance.
    pub(crate) fn reduce(self, distance: f64) -> f64 {
        match self.metric {
            Metric::Euclidean => distance * distance,
            Metric::Manhattan | Metric::Chebyshev => distance,
            Metric::Minkowski => distance.powf(self.p),
            Metric::Cosine => distance * 2.0,
        }
    }

    /// What a single difference adds to the reduced form; for [`Metric::Chebyshev`], the largest
    /// counts alone.
    pub(crate) fn term(self, difference: f64) -> f64 {
        match self.metric {
            Metric::Euclidean | Metric::Cosine => difference * difference,
            Metric::Manhattan | Metric::Chebyshev => difference.abs(),
            Metric::Minkowski => difference.abs().powf(self.p),
        }
    }

    /// The reduced form between two points.
    pub(crate) fn between(self, a: &[f64], b: &[f64]) -> f64 {
        match self.metric {
            Metric::Euclidean | Metric::Cosine => sparkler_cpu::distance::euclidean(a, b),
            Metric::Chebyshev => a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max),
            _ => a.iter().zip(b).map(|(a, b)| self.term(a - b)).sum(),
        }
    }

    /// Adds terms, or takes the larger.
    pub(crate) fn join(self, a: f64, b: f64) -> f64 {
        if self.metric == Metric::Chebyshev { a.max(b) } else { a + b }
    }
}

/// Gives points the length 1; those of length 0 stay.
pub(crate) fn normalise(x: &mut [f64], columns: usize) {
    for row in x.chunks_exact_mut(columns) {
        let norm = row.iter().map(|v| v * v).sum::<f64>().sqrt();
        if norm > 0.0 {
            row.iter_mut().for_each(|v| *v /= norm);
        }
    }
}
