//! How good predictions are: the figures of `evaluate` and of the report.

use serde_json::{Map, Value, json};
use sparkler::learn::Matrix;
use sparkler::learn::model_selection::Scoring;
use sparkler::learn::model_selection::scoring::{log_loss, roc_auc};
use sparkler::learn::random::Generator;
use sparkler::learn::tabular::{Target, Task};

/// Figures by name, the most important first, and what belongs to single classes.
pub struct Figures {
    /// Names and values.
    pub values: Vec<(&'static str, f64)>,
    /// The interval of 95 % of the first.
    pub interval: (f64, f64),
    /// Rows.
    pub rows: usize,
    /// For classes: how often each (rows) was taken for each (columns).
    pub confusion: Vec<Vec<usize>>,
}

/// The interval of 95 % of a share (Wilson 1927).
fn wilson(right: f64, n: f64) -> (f64, f64) {
    let z = 1.959_964;
    let p = right / n;
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    (middle - half, middle + half)
}

impl Figures {
    /// The figures of predictions; rows all have a target.
    pub fn new(target: &Target, y: &[f64], predicted: &[f64], p: Option<&Matrix>) -> Figures {
        let of = |scoring: Scoring| scoring.of_predictions(predicted, y);
        let n = y.len();
        if target.task == Task::Regression {
            let rmse = -of(Scoring::NegRootMeanSquaredError);
            // A thousand times as many rows drawn anew (Efron 1979).
            let mut generator = Generator::new(0, 0);
            let squares: Vec<f64> =
                y.iter().zip(predicted).map(|(a, b)| (a - b) * (a - b)).collect();
            let mut drawn: Vec<f64> = (0..1000)
                .map(|_| {
                    let sum: f64 = (0..n).map(|_| squares[generator.below(n)]).sum();
                    (sum / n as f64).sqrt()
                })
                .collect();
            drawn.sort_by(f64::total_cmp);
            return Figures {
                values: vec![
                    ("rmse", rmse),
                    ("r2", of(Scoring::R2)),
                    ("mae", -of(Scoring::NegMeanAbsoluteError)),
                ],
                interval: (drawn[24], drawn[974]),
                rows: n,
                confusion: Vec::new(),
            };
        }
        let k = target.classes.len();
        let mut confusion = vec![vec![0usize; k]; k];
        for (a, b) in y.iter().zip(predicted) {
            if let Some(cell) = confusion.get_mut(*a as usize).and_then(|r| r.get_mut(*b as usize))
            {
                *cell += 1;
            }
        }
        let right: usize = (0..k).map(|i| confusion[i][i]).sum();
        let f1s: Vec<f64> = (0..k)
            .filter_map(|i| {
                let truth: usize = confusion[i].iter().sum();
                let taken: usize = confusion.iter().map(|r| r[i]).sum();
                let both = truth + taken;
                (both > 0).then(|| 2.0 * confusion[i][i] as f64 / both as f64)
            })
            .collect();
        let mut values = vec![
            ("accuracy", right as f64 / n as f64),
            ("balanced_accuracy", of(Scoring::BalancedAccuracy)),
            ("f1_macro", f1s.iter().sum::<f64>() / f1s.len() as f64),
        ];
        if let Some(p) = p {
            let area = |class: usize| roc_auc(&p.column(class), y, class as f64);
            let areas: Vec<f64> = match k {
                2 => vec![area(1)],
                _ => (0..k).map(area).collect(),
            };
            let areas: Vec<f64> = areas.into_iter().filter(|a| !a.is_nan()).collect();
            if !areas.is_empty() {
                values.push(("roc_auc", areas.iter().sum::<f64>() / areas.len() as f64));
            }
            let classes: Vec<f64> = (0..k).map(|c| c as f64).collect();
            values.push(("log_loss", log_loss(&p.to_f64(), &classes, y)));
        }
        Figures { values, interval: wilson(right as f64, n as f64), rows: n, confusion }
    }

    /// `accuracy 0.9500 (95 % interval 0.9300 to 0.9700)  roc_auc 0.9900 ...`
    pub fn line(&self) -> String {
        let mut parts = Vec::new();
        for (i, (name, value)) in self.values.iter().enumerate() {
            parts.push(match i {
                0 => format!(
                    "{name} {value:.4} (95 % interval {:.4} to {:.4})",
                    self.interval.0, self.interval.1
                ),
                _ => format!("{name} {value:.4}"),
            });
        }
        parts.join("  ")
    }

    /// The same as the fields of a JSON object.
    pub fn to_json(&self) -> Map<String, Value> {
        let mut out = Map::new();
        for (name, value) in &self.values {
            out.insert((*name).into(), json!(value));
        }
        out.insert("interval".into(), json!([self.interval.0, self.interval.1]));
        out.insert("rows".into(), json!(self.rows));
        if !self.confusion.is_empty() {
            out.insert("confusion".into(), json!(self.confusion));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval() {
        // statsmodels.stats.proportion.proportion_confint(90, 100, method="wilson")
        let (low, high) = wilson(90.0, 100.0);
        assert!((low - 0.825_634_39).abs() < 1e-6 && (high - 0.944_770_86).abs() < 1e-6);
    }
}
