//! What stands for missing values.

use super::require_length;
use super::scalers::percentile;
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Features, Matrix, Result};
use serde::{Deserialize, Serialize};
use sparkler_formats::onnx::DataType;

/// What a [`SimpleImputer`] fills in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImputerStrategy {
    /// The mean of the column.
    #[default]
    Mean,
    /// Its median.
    Median,
    /// Its most frequent value, the smallest of several.
    MostFrequent,
    /// `fill_value`.
    Constant,
}

/// Fills missing values (NaN) column by column, as scikit-learn's class of that name. A column
/// without any value is left out, unless `keep_empty_features` or a constant is filled in.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, preprocessing::SimpleImputer};
/// let x = Matrix::from_rows(&[[1.0], [f64::NAN], [3.0]]).unwrap().into();
/// let filled = SimpleImputer::default().fit(&x, &[]).unwrap().transform(&x).unwrap();
/// assert_eq!(filled.to_dense().column(0), [1.0, 2.0, 3.0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SimpleImputer {
    /// What is filled in.
    pub strategy: ImputerStrategy,
    /// The constant.
    pub fill_value: f64,
    /// Add a column of 0 and 1 for each that had missing values in the fit?
    pub add_indicator: bool,
    /// Keep columns without any value, filled with 0?
    pub keep_empty_features: bool,
}

/// What a [`SimpleImputer`] has learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SimpleImputerModel {
    /// What is filled into each column; NaN for a column that is left out.
    pub statistics: Vec<f64>,
    /// The columns that have an indicator.
    pub indicators: Vec<usize>,
}

impl Estimator for SimpleImputer {
    const NAME: &'static str = "SimpleImputer";
    const KIND: Kind = Kind::Transformer;
    type Fitted = SimpleImputerModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_not_infinite(Self::NAME)?;
        let dense = x.to_dense();
        let (mut statistics, mut indicators) = (Vec::new(), Vec::new());
        for c in 0..dense.columns() {
            let mut column = dense.column(c);
            column.retain(|v| !v.is_nan());
            if column.len() < dense.rows() && self.add_indicator {
                indicators.push(c);
            }
            let filled = match self.strategy {
                ImputerStrategy::Constant => self.fill_value,
                _ if column.is_empty() && self.keep_empty_features => 0.0,
                _ if column.is_empty() => f64::NAN,
                ImputerStrategy::Mean => column.iter().sum::<f64>() / column.len() as f64,
                ImputerStrategy::Median => {
                    column.sort_by(f64::total_cmp);
                    percentile(&column, 50.0)
                }
                ImputerStrategy::MostFrequent => {
                    column.sort_by(f64::total_cmp);
                    let mut best = (0, f64::NAN);
                    for run in column.chunk_by(|a, b| a == b) {
                        if run.len() > best.0 {
                            best = (run.len(), run[0]);
                        }
                    }
                    best.1
                }
            };
            statistics.push(filled);
        }
        Ok(SimpleImputerModel { statistics, indicators })
    }
}

impl Model for SimpleImputerModel {
    fn estimator(&self) -> &'static str {
        SimpleImputer::NAME
    }

    fn n_features(&self) -> usize {
        self.statistics.len()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(SimpleImputer::NAME, self.statistics.len())?;
        let dense = x.to_dense();
        let kept: Vec<usize> =
            (0..self.statistics.len()).filter(|&c| !self.statistics[c].is_nan()).collect();
        let columns = kept.len() + self.indicators.len();
        let mut out = Vec::with_capacity(x.rows() * columns);
        let values = dense.to_f64();
        for row in values.chunks_exact(dense.columns().max(1)) {
            let fill = |&c: &usize| if row[c].is_nan() { self.statistics[c] } else { row[c] };
            out.extend(kept.iter().map(fill));
            out.extend(self.indicators.iter().map(|&c| f64::from(u8::from(row[c].is_nan()))));
        }
        Ok(Matrix::new(x.rows(), columns, out)?.into())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let missing = graph.call("IsNaN", &[x], vec![]);
        let fill = graph.constant(&[self.statistics.len()], &self.statistics);
        let filled = graph.call("Where", &[&missing, &fill, x], vec![]);
        let kept: Vec<usize> =
            (0..self.statistics.len()).filter(|&c| !self.statistics[c].is_nan()).collect();
        let mut parts = vec![if kept.len() == self.statistics.len() {
            filled
        } else {
            graph.columns(&filled, &kept)
        }];
        if !self.indicators.is_empty() {
            let missing = graph.cast(&missing, DataType::Double);
            parts.push(graph.columns(&missing, &self.indicators));
        }
        Ok(Output::Features(graph.beside(&parts)))
    }

    fn validate(&self) -> Result<()> {
        let n = self.statistics.len();
        let wrong = self.indicators.iter().filter(|&&c| c >= n).count();
        require_length(SimpleImputer::NAME, "indicators", n + wrong, n)
    }
}
