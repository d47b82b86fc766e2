//! Platt's curve.

use crate::Result;
use crate::linear::optimize::{Stop, newton};
use serde::{Deserialize, Serialize};

/// The curve `1 / (1 + exp(a score + b))` (Platt 1999), with the targets that he proposes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sigmoid {
    /// The slope; negative where higher scores mean the class.
    pub a: f64,
    /// The shift.
    pub b: f64,
}

impl Sigmoid {
    /// The curve of most likelihood for scores and whether they were of the class.
    ///
    /// # Errors
    /// Never with finite scores.
    pub fn fit(scores: &[f64], is_class: &[bool], weights: Option<&[f64]>) -> Result<Sigmoid> {
        let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
        let sum = |class: bool| -> f64 {
            (0..scores.len()).filter(|&i| is_class[i] == class).map(weight).sum()
        };
        let (yes, no) = (sum(true), sum(false));
        // A little less than sure.
        let (high, low) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
        // Large scores would make the first steps too long.
        let largest = scores.iter().fold(0.0f64, |m, s| m.max(s.abs()));
        let scale = if largest >= 30.0 { largest } else { 1.0 };
        let total: f64 = (yes + no).max(1e-300);
        let evaluate = |p: &[f64]| {
            let (mut value, mut g, mut h) = (0.0, [0.0; 2], [0.0; 3]);
            for i in 0..scores.len() {
                let s = scores[i] / scale;
                let t = if is_class[i] { high } else { low };
                let z = -(p[0] * s + p[1]);
                let w = weight(i) / total;
                value += w * (z.max(0.0) - t * z + (-z.abs()).exp().ln_1p());
                let q = 1.0 / (1.0 + (-z).exp());
                g[0] -= w * (q - t) * s;
                g[1] -= w * (q - t);
                let curve = w * q * (1.0 - q);
                h[0] += curve * s * s;
                h[1] += curve * s;
                h[2] += curve;
            }
            (value, g.to_vec(), vec![h[0], h[1], h[1], h[2]])
        };
        let start = vec![0.0, ((no + 1.0) / (yes + 1.0)).ln()];
        let stop = Stop { gradient: 1e-12, value: 0.0, max_iter: 100 };
        let quiet = crate::FitOptions::default();
        let found = newton("Sigmoid", start, &stop, &quiet, evaluate, |p| evaluate(p).0)?.at;
        Ok(Sigmoid { a: found[0] / scale, b: found[1] })
    }

    /// The probability of a score.
    pub fn probability(&self, score: f64) -> f64 {
        1.0 / (1.0 + (self.a * score + self.b).exp())
    }
}
