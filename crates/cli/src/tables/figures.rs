//! How good predictions are: the figures of `evaluate` and of the report.

use crate::report::scores::wilson;
use serde_json::{Map, Value, json};
use sparkler::learn::Matrix;
use sparkler::learn::metrics::{self, Average};
use sparkler::learn::model_selection::Scoring;
use sparkler::learn::model_selection::scoring::{log_loss, roc_auc};
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

const CONFIDENCE: f64 = 0.95;

impl Figures {
    /// The figures of predictions; rows all have a target.
    pub fn new(target: &Target, y: &[f64], predicted: &[f64], p: Option<&Matrix>) -> Figures {
        let of = |scoring: Scoring| scoring.of_predictions(predicted, y);
        let n = y.len();
        if target.task == Task::Regression {
            let rmse = -of(Scoring::NegRootMeanSquaredError);
            let squares: Vec<f64> =
                y.iter().zip(predicted).map(|(a, b)| (a - b) * (a - b)).collect();
            let root_mean = |rows: &[usize]| {
                let sum: f64 = rows.iter().map(|&row| squares[row]).sum();
                Ok((sum / rows.len() as f64).sqrt())
            };
            let interval = metrics::bootstrap_interval(n, 1000, CONFIDENCE, 0, root_mean);
            return Figures {
                values: vec![
                    ("rmse", rmse),
                    ("r2", of(Scoring::R2)),
                    ("mae", -of(Scoring::NegMeanAbsoluteError)),
                ],
                interval: interval.map_or((rmse, rmse), |i| (i.lower, i.upper)),
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
        let f1 = metrics::f1_score(y, predicted, Average::Macro, None).unwrap_or(f64::NAN);
        let mut values = vec![
            ("accuracy", right as f64 / n as f64),
            ("balanced_accuracy", of(Scoring::BalancedAccuracy)),
            ("f1_macro", f1),
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
        let interval = wilson(right, n);
        Figures { values, interval, rows: n, confusion }
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
