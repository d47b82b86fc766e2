//! Missing values from similar rows.

use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result, parallel};
use serde::{Deserialize, Serialize};
use sparkler_formats::onnx::{Attribute, DataType};

/// How much each neighbour counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImputerWeights {
    /// All the same.
    #[default]
    Uniform,
    /// One divided by its distance.
    Distance,
}

/// Fills each missing value (NaN) with the mean of the nearest rows of the fit that have one in this
/// column (Troyanskaya et al. 2001), as scikit-learn's class of that name. Distances are those of
/// the columns that both rows have, scaled up to all columns. A row that shares none gets the mean
/// of the column. Of rows as far away those that come first are taken. A column without any value is
/// left out, unless `keep_empty_features`. Every row with a missing value is held against every row
/// of the fit.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, preprocessing::KNNImputer};
/// let x = [[1.0, 2.0], [1.1, f64::NAN], [1.2, 4.0], [9.0, 50.0]];
/// let x = Matrix::from_rows(&x).unwrap().into();
/// let imputer = KNNImputer { n_neighbors: 2, ..Default::default() };
/// let filled = imputer.fit(&x, &[]).unwrap().transform(&x).unwrap();
/// assert_eq!(filled.to_dense().get(1, 1), 3.0);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KNNImputer {
    /// How many rows.
    pub n_neighbors: usize,
    /// How much each counts.
    pub weights: ImputerWeights,
    /// Add a column of 0 and 1 for each that had missing values in the fit?
    pub add_indicator: bool,
    /// Keep columns without any value, filled with 0?
    pub keep_empty_features: bool,
}

impl Default for KNNImputer {
    fn default() -> Self {
        KNNImputer {
            n_neighbors: 5,
            weights: ImputerWeights::Uniform,
            add_indicator: false,
            keep_empty_features: false,
        }
    }
}

/// What a [`KNNImputer`] has learnt: its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KNNImputerModel {
    n_neighbors: usize,
    weights: ImputerWeights,
    keep_empty_features: bool,
    rows: Matrix,
    /// The columns that have an indicator.
    pub indicators: Vec<usize>,
}

impl Estimator for KNNImputer {
    const NAME: &'static str = "KNNImputer";
    const KIND: Kind = Kind::Transformer;
    type Fitted = KNNImputerModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<Self::Fitted> {
        if self.n_neighbors == 0 {
            return Err(Error::parameter(Self::NAME, "n_neighbors", 0, "1 or more"));
        }
        let rows = super::dense(Self::NAME, x)?;
        let missing = |c: &usize| (0..rows.rows()).any(|r| rows.get(r, *c).is_nan());
        let indicators = match self.add_indicator {
            true => (0..rows.columns()).filter(missing).collect(),
            false => Vec::new(),
        };
        Ok(KNNImputerModel {
            n_neighbors: self.n_neighbors,
            weights: self.weights,
            keep_empty_features: self.keep_empty_features,
            rows,
            indicators,
        })
    }
}

impl KNNImputerModel {
    /// The mean of the nearest of the rows that have a value, and of all that have where none can be
    /// compared.
    fn value(&self, donors: &mut Vec<(f64, f64, usize)>) -> f64 {
        let mean = |values: &[(f64, f64, usize)]| {
            values.iter().map(|d| d.1).sum::<f64>() / values.len() as f64
        };
        if donors.iter().all(|d| d.0.is_nan()) {
            return mean(donors);
        }
        donors.retain(|d| !d.0.is_nan());
        if donors.len() > self.n_neighbors {
            donors.select_nth_unstable_by(self.n_neighbors - 1, |a, b| {
                a.0.total_cmp(&b.0).then(a.2.cmp(&b.2))
            });
            donors.truncate(self.n_neighbors);
        }
        if self.weights == ImputerWeights::Uniform {
            return mean(donors);
        }
        // Rows that do not differ leave no say to others.
        if donors.iter().any(|d| d.0 == 0.0) {
            donors.retain(|d| d.0 == 0.0);
            return mean(donors);
        }
        let total: f64 = donors.iter().map(|d| 1.0 / d.0).sum();
        donors.iter().map(|d| d.1 / d.0).sum::<f64>() / total
    }
}

impl Model for KNNImputerModel {
    fn estimator(&self) -> &'static str {
        KNNImputer::NAME
    }

    fn n_features(&self) -> usize {
        self.rows.columns()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        let columns = self.rows.columns();
        x.require_columns(KNNImputer::NAME, columns)?;
        x.require_not_infinite(KNNImputer::NAME)?;
        let (known, x) = (self.rows.to_f64(), x.to_dense());
        let empty: Vec<bool> = (0..columns)
            .map(|c| known.iter().skip(c).step_by(columns).all(|v| v.is_nan()))
            .collect();
        let values = x.to_f64();
        let cost = 4 * known.len();
        let filled = parallel::map(x.rows(), cost, |r| {
            let row = &values[r * columns..(r + 1) * columns];
            let mut out = row.to_vec();
            if row.iter().zip(&empty).all(|(v, empty)| *empty || !v.is_nan()) {
                return out;
            }
            let distances: Vec<f64> = known
                .chunks_exact(columns)
                .map(|other| {
                    let (mut sum, mut count) = (0.0, 0usize);
                    for (a, b) in row.iter().zip(other) {
                        let off = a - b;
                        if !off.is_nan() {
                            sum += off * off;
                            count += 1;
                        }
                    }
                    // None in common is NaN.
                    (sum / count as f64 * columns as f64).sqrt()
                })
                .collect();
            for c in (0..columns).filter(|&c| row[c].is_nan() && !empty[c]) {
                let mut donors: Vec<(f64, f64, usize)> = distances
                    .iter()
                    .zip(known.iter().skip(c).step_by(columns))
                    .enumerate()
                    .filter(|(_, (_, v))| !v.is_nan())
                    .map(|(other, (d, v))| (*d, *v, other))
                    .collect();
                out[c] = self.value(&mut donors);
            }
            out
        });
        let kept: Vec<usize> =
            (0..columns).filter(|&c| !empty[c] || self.keep_empty_features).collect();
        let width = kept.len() + self.indicators.len();
        let mut out = Vec::with_capacity(x.rows() * width);
        for (row, before) in filled.iter().zip(values.chunks_exact(columns)) {
            out.extend(kept.iter().map(|&c| if empty[c] { 0.0 } else { row[c] }));
            out.extend(self.indicators.iter().map(|&c| f64::from(u8::from(before[c].is_nan()))));
        }
        Ok(Matrix::new(x.rows(), width, out)?.into())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let (columns, known) = (self.rows.columns(), self.rows.to_f64());
        let distances = graph.distances_with_gaps(x, &known, columns);
        let none = graph.call("IsNaN", &[&distances], vec![]);
        let far = graph.constant(&[], &[f64::INFINITY]);
        let distances = graph.call("Where", &[&none, &far, &distances], vec![]);
        let (zero, one) = (graph.constant(&[], &[0.0]), graph.constant(&[], &[1.0]));
        let mut parts = Vec::new();
        for c in 0..columns {
            let (donors, values): (Vec<usize>, Vec<f64>) = known
                .iter()
                .skip(c)
                .step_by(columns)
                .copied()
                .enumerate()
                .filter(|(_, v)| !v.is_nan())
                .unzip();
            if donors.is_empty() {
                if self.keep_empty_features {
                    parts.push(graph.for_each_row(x, &[0.0]));
                }
                continue;
            }
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let own = graph.columns(&distances, &donors);
            let [nearest, places] = graph.top(&own, self.n_neighbors.min(donors.len()), false);
            let values = graph.constant(&[values.len()], &values);
            let axis = vec![Attribute::int("axis", 0)];
            let values = graph.call("Gather", &[&values, &places], axis);
            let comparable = graph.call("Less", &[&nearest, &far], vec![]);
            let comparable = graph.cast(&comparable, DataType::Double);
            let weights = match self.weights {
                ImputerWeights::Uniform => comparable,
                ImputerWeights::Distance => {
                    let same = graph.with("Equal", &nearest, 0.0);
                    let apart = graph.call("Where", &[&same, &one, &nearest], vec![]);
                    let inverse = graph.call("Reciprocal", &[&apart], vec![]);
                    // Rows that do not differ leave no say to others.
                    let same = graph.cast(&same, DataType::Double);
                    let any = graph.reduce_and_keep("ReduceMax", &same, 1);
                    let any = graph.with("Greater", &any, 0.0);
                    graph.call("Where", &[&any, &same, &inverse], vec![])
                }
            };
            let total = graph.reduce_and_keep("ReduceSum", &weights, 1);
            let weighted = graph.call("Mul", &[&weights, &values], vec![]);
            let sum = graph.reduce_and_keep("ReduceSum", &weighted, 1);
            let found = graph.call("Greater", &[&total, &zero], vec![]);
            let total = graph.call("Where", &[&found, &total, &one], vec![]);
            let filled = graph.call("Div", &[&sum, &total], vec![]);
            let mean = graph.constant(&[], &[mean]);
            let filled = graph.call("Where", &[&found, &filled, &mean], vec![]);
            let x = graph.columns(x, &[c]);
            let missing = graph.call("IsNaN", &[&x], vec![]);
            parts.push(graph.call("Where", &[&missing, &filled, &x], vec![]));
        }
        if !self.indicators.is_empty() {
            let missing = graph.call("IsNaN", &[x], vec![]);
            let missing = graph.cast(&missing, DataType::Double);
            parts.push(graph.columns(&missing, &self.indicators));
        }
        Ok(Output::Features(graph.beside(&parts)))
    }

    fn validate(&self) -> Result<()> {
        if self.n_neighbors > 0
            && self.rows.rows() > 0
            && self.rows.columns() > 0
            && self.indicators.iter().all(|c| *c < self.rows.columns())
        {
            return Ok(());
        }
        Err(Error::Model {
            what: KNNImputer::NAME.into(),
            reason: "expected rows, neighbours, and indicators of columns that there are".into(),
        })
    }
}
