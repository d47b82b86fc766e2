//! Features one by one or in products: norms of rows, thresholds, bins, polynomials, selections.

use super::scalers::percentile;
use super::text::Norm;
use super::{dense, require_length};
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::feature_selection::{mutual_info_classif, mutual_info_regression};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};

/// Brings each row to length 1, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, preprocessing::Normalizer};
/// let x = Matrix::from_rows(&[[3.0, 4.0]]).unwrap().into();
/// let out = Normalizer::default().fit(&x, &[]).unwrap().transform(&x).unwrap();
/// assert_eq!(out.to_dense().get(0, 1), 0.8);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Normalizer {
    /// What length is.
    pub norm: Norm,
}

impl Default for Normalizer {
    fn default() -> Normalizer {
        Normalizer { norm: Norm::L2 }
    }
}

/// Numbers above a threshold become 1, others 0: scikit-learn's class of that name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Binarizer {
    /// The threshold.
    pub threshold: f64,
}

/// What a [`Normalizer`] or a [`Binarizer`] keeps: nothing but its parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowModel {
    norm: Option<Norm>,
    threshold: f64,
    n_features: usize,
}

impl Estimator for Normalizer {
    const NAME: &'static str = "Normalizer";
    const KIND: Kind = Kind::Transformer;
    type Fitted = RowModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<RowModel> {
        x.require_finite(Self::NAME)?;
        Ok(RowModel { norm: Some(self.norm), threshold: 0.0, n_features: x.columns() })
    }
}

impl Estimator for Binarizer {
    const NAME: &'static str = "Binarizer";
    const KIND: Kind = Kind::Transformer;
    type Fitted = RowModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<RowModel> {
        x.require_finite(Self::NAME)?;
        Ok(RowModel { norm: None, threshold: self.threshold, n_features: x.columns() })
    }
}

impl Model for RowModel {
    fn estimator(&self) -> &'static str {
        if self.norm.is_some() { Normalizer::NAME } else { Binarizer::NAME }
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(self.estimator(), self.n_features)?;
        x.require_finite(self.estimator())?;
        let mut values = x.to_dense().into_owned().into_f64();
        match self.norm {
            Some(norm) => {
                for row in values.chunks_exact_mut(self.n_features.max(1)) {
                    let length = norm.of(row);
                    if length > 0.0 {
                        row.iter_mut().for_each(|v| *v /= length);
                    }
                }
            }
            None => {
                values.iter_mut().for_each(|v| *v = f64::from(u8::from(*v > self.threshold)));
            }
        }
        Ok(Matrix::new(x.rows(), self.n_features, values)?.into())
    }

    fn validate(&self) -> Result<()> {
        Ok(())
    }
}

/// Where the borders of bins lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinStrategy {
    /// Bins of equal width.
    Uniform,
    /// Bins of equally many rows.
    #[default]
    Quantile,
}

/// Numbers as the number of the bin that they lie in: scikit-learn's class of that name, with
/// `encode="ordinal"` (a [`OneHotEncoder`](super::OneHotEncoder) after it gives columns of 0 and 1)
/// and `quantile_method="linear"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KBinsDiscretizer {
    /// How many bins, at least 2. Borders that fall together make fewer.
    pub n_bins: usize,
    /// Where their borders lie.
    pub strategy: BinStrategy,
}

impl Default for KBinsDiscretizer {
    fn default() -> KBinsDiscretizer {
        KBinsDiscretizer { n_bins: 5, strategy: BinStrategy::Quantile }
    }
}

/// What a [`KBinsDiscretizer`] has learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KBinsDiscretizerModel {
    /// The borders of each column, both ends included.
    pub bin_edges: Vec<Vec<f64>>,
}

impl Estimator for KBinsDiscretizer {
    const NAME: &'static str = "KBinsDiscretizer";
    const KIND: Kind = Kind::Transformer;
    type Fitted = KBinsDiscretizerModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        if self.n_bins < 2 {
            return Err(Error::parameter(Self::NAME, "n_bins", self.n_bins, "2 or more"));
        }
        let x = x.to_dense();
        let n = self.n_bins;
        let bin_edges = (0..x.columns())
            .map(|c| {
                let mut column = x.column(c);
                column.sort_by(f64::total_cmp);
                let (low, high) = (column[0], column[column.len() - 1]);
                if low == high {
                    return vec![f64::NEG_INFINITY, f64::INFINITY];
                }
                match self.strategy {
                    BinStrategy::Uniform => {
                        (0..=n).map(|i| low + (high - low) * i as f64 / n as f64).collect()
                    }
                    BinStrategy::Quantile => {
                        let at = |i: usize| percentile(&column, 100.0 * i as f64 / n as f64);
                        let mut edges = vec![at(0)];
                        for i in 1..=n {
                            // Bins of next to no width are taken together.
                            if at(i) - edges[edges.len() - 1] > 1e-8 {
                                edges.push(at(i));
                            }
                        }
                        edges
                    }
                }
            })
            .collect();
        Ok(KBinsDiscretizerModel { bin_edges })
    }
}

impl Model for KBinsDiscretizerModel {
    fn estimator(&self) -> &'static str {
        KBinsDiscretizer::NAME
    }

    fn n_features(&self) -> usize {
        self.bin_edges.len()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(KBinsDiscretizer::NAME, self.bin_edges.len())?;
        x.require_finite(KBinsDiscretizer::NAME)?;
        let mut values = x.to_dense().into_owned().into_f64();
        let width = self.bin_edges.len().max(1);
        for (i, v) in values.iter_mut().enumerate() {
            let edges = &self.bin_edges[i % width];
            let inner = &edges[1..edges.len() - 1];
            *v = inner.partition_point(|e| e <= v) as f64;
        }
        Ok(Matrix::new(x.rows(), x.columns(), values)?.into())
    }

    fn validate(&self) -> Result<()> {
        match self.bin_edges.iter().find(|e| e.len() < 2 || !e.is_sorted()) {
            Some(edges) => Err(Error::Model {
                what: KBinsDiscretizer::NAME.into(),
                reason: format!("borders {edges:?}: expected two or more, ascending"),
            }),
            None => Ok(()),
        }
    }
}

/// All products of columns up to a degree, as scikit-learn's class of that name, in its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolynomialFeatures {
    /// The most factors.
    pub degree: usize,
    /// Products of different columns alone?
    pub interaction_only: bool,
    /// A column of ones first?
    pub include_bias: bool,
}

impl Default for PolynomialFeatures {
    fn default() -> PolynomialFeatures {
        PolynomialFeatures { degree: 2, interaction_only: false, include_bias: true }
    }
}

/// The products of a [`PolynomialFeatures`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolynomialFeaturesModel {
    /// The factors of each product.
    pub products: Vec<Vec<u32>>,
    n_features: usize,
}

/// More columns than this are a mistake.
const MOST_COLUMNS: usize = 10_000_000;

impl Estimator for PolynomialFeatures {
    const NAME: &'static str = "PolynomialFeatures";
    const KIND: Kind = Kind::Transformer;
    type Fitted = PolynomialFeaturesModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        let n = x.columns() as u32;
        let mut products: Vec<Vec<u32>> = Vec::new();
        if self.include_bias {
            products.push(Vec::new());
        }
        let mut last: Vec<Vec<u32>> = vec![Vec::new()];
        for _ in 0..self.degree {
            let mut next = Vec::new();
            for product in &last {
                let from = match product.last() {
                    None => 0,
                    Some(&c) => c + u32::from(self.interaction_only),
                };
                for column in from..n {
                    let mut longer = product.clone();
                    longer.push(column);
                    next.push(longer);
                }
                if products.len() + next.len() > MOST_COLUMNS {
                    return Err(Error::parameter(
                        Self::NAME,
                        "degree",
                        self.degree,
                        format!("at most {MOST_COLUMNS} products of {n} columns"),
                    ));
                }
            }
            products.extend(next.iter().cloned());
            last = next;
        }
        if products.is_empty() {
            return Err(Error::parameter(
                Self::NAME,
                "degree",
                self.degree,
                "1 or more, or include_bias",
            ));
        }
        Ok(PolynomialFeaturesModel { products, n_features: x.columns() })
    }
}

impl Model for PolynomialFeaturesModel {
    fn estimator(&self) -> &'static str {
        PolynomialFeatures::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(PolynomialFeatures::NAME, self.n_features)?;
        let x = x.to_dense();
        let values = x.to_f64();
        let mut out = Vec::with_capacity(x.rows() * self.products.len());
        for row in values.chunks_exact(self.n_features.max(1)) {
            for product in &self.products {
                out.push(product.iter().map(|&c| row[c as usize]).product());
            }
        }
        Ok(Matrix::new(x.rows(), self.products.len(), out)?.into())
    }

    fn validate(&self) -> Result<()> {
        let outside =
            self.products.iter().flatten().filter(|c| **c as usize >= self.n_features).count();
        require_length(PolynomialFeatures::NAME, "products", outside, 0)
    }
}

/// What tells how much a column has to do with the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreFunction {
    /// F of an analysis of variance between classes.
    #[default]
    FClassif,
    /// F of the correlation with a number.
    FRegression,
    /// Chi-squared of counts and classes.
    Chi2,
    /// [`mutual_info_classif`](crate::feature_selection::mutual_info_classif) by 3 neighbours.
    MutualInfoClassif,
    /// [`mutual_info_regression`](crate::feature_selection::mutual_info_regression) by 3
    /// neighbours.
    MutualInfoRegression,
}

impl ScoreFunction {
    /// The score of each column; NaN for a constant one.
    ///
    /// # Errors
    /// If a number is missing or infinite, or negative for `chi2`.
    pub fn scores(self, x: &Features, y: &[f64]) -> Result<Vec<f64>> {
        const NAME: &str = "SelectKBest";
        match self {
            ScoreFunction::MutualInfoClassif => return mutual_info_classif(x, y, 3, 0),
            ScoreFunction::MutualInfoRegression => return mutual_info_regression(x, y, 3, 0),
            _ => x.require_finite(NAME)?,
        }
        let x = dense(NAME, x)?;
        let n = x.rows() as f64;
        if self == ScoreFunction::FRegression {
            crate::target::require_numbers(NAME, y, x.rows())?;
            let mean_y = y.iter().sum::<f64>() / n;
            let of_y: f64 = y.iter().map(|v| (v - mean_y) * (v - mean_y)).sum();
            return Ok((0..x.columns())
                .map(|c| {
                    let column = x.column(c);
                    let mean = column.iter().sum::<f64>() / n;
                    let of_x: f64 = column.iter().map(|v| (v - mean) * (v - mean)).sum();
                    let both: f64 =
                        column.iter().zip(y).map(|(a, b)| (a - mean) * (b - mean_y)).sum();
                    let squared = both * both / (of_x * of_y);
                    squared / (1.0 - squared) * (n - 2.0)
                })
                .collect());
        }
        let classes = crate::target::classes(NAME, y, x.rows())?;
        let k = classes.values.len();
        let mut counts = vec![0.0; k];
        classes.codes.iter().for_each(|&c| counts[c as usize] += 1.0);
        (0..x.columns())
            .map(|c| {
                let column = x.column(c);
                let mut sums = vec![0.0; k];
                for (v, &code) in column.iter().zip(&classes.codes) {
                    sums[code as usize] += v;
                }
                let total: f64 = sums.iter().sum();
                if self == ScoreFunction::Chi2 {
                    if let Some(v) = column.iter().find(|v| **v < 0.0) {
                        return Err(Error::data(
                            NAME,
                            format!("chi2 counts, but column {c} holds {v}: expected 0 or more"),
                        ));
                    }
                    return Ok((0..k)
                        .map(|i| {
                            let expected = total * counts[i] / n;
                            (sums[i] - expected) * (sums[i] - expected) / expected
                        })
                        .sum());
                }
                let mean = total / n;
                let between: f64 = (0..k)
                    .map(|i| {
                        let off = sums[i] / counts[i] - mean;
                        counts[i] * off * off
                    })
                    .sum();
                let within: f64 = column
                    .iter()
                    .zip(&classes.codes)
                    .map(|(v, &code)| {
                        let off = v - sums[code as usize] / counts[code as usize];
                        off * off
                    })
                    .sum();
                Ok(between / (k as f64 - 1.0) / (within / (n - k as f64)))
            })
            .collect()
    }
}

/// Keeps the columns with the highest scores: scikit-learn's class of that name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SelectKBest {
    /// The score.
    pub score_func: ScoreFunction,
    /// How many columns stay.
    pub k: usize,
}

impl Default for SelectKBest {
    fn default() -> SelectKBest {
        SelectKBest { score_func: ScoreFunction::FClassif, k: 10 }
    }
}

/// Leaves out columns whose variance is not above a threshold: scikit-learn's class of that name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VarianceThreshold {
    /// The threshold.
    pub threshold: f64,
}

/// The columns that a selection keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectionModel {
    by_score: bool,
    /// The score or the variance of each column.
    pub scores: Vec<f64>,
    /// The columns that stay, ascending.
    pub support: Vec<usize>,
}

impl Estimator for SelectKBest {
    const NAME: &'static str = "SelectKBest";
    const KIND: Kind = Kind::Transformer;
    type Fitted = SelectionModel;

    fn fit_with(&self, x: &Features, y: &[f64], _: &FitOptions<'_>) -> Result<SelectionModel> {
        if self.k == 0 {
            return Err(Error::parameter(Self::NAME, "k", 0, "1 or more"));
        }
        let scores = self.score_func.scores(x, y)?;
        let mut order: Vec<usize> = (0..scores.len()).collect();
        // What has no score comes first; of equals the last stays, as in scikit-learn.
        let key = |i: usize| if scores[i].is_nan() { f64::MIN } else { scores[i] };
        order.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
        let mut support = order.split_off(order.len().saturating_sub(self.k));
        support.sort_unstable();
        Ok(SelectionModel { by_score: true, scores, support })
    }
}

impl Estimator for VarianceThreshold {
    const NAME: &'static str = "VarianceThreshold";
    const KIND: Kind = Kind::Transformer;
    type Fitted = SelectionModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<SelectionModel> {
        let x = dense(Self::NAME, x)?;
        let scores: Vec<f64> = (0..x.columns())
            .map(|c| {
                let mut column = x.column(c);
                column.retain(|v| !v.is_nan());
                let n = column.len() as f64;
                let mean = column.iter().sum::<f64>() / n;
                let variance = column.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
                let low = column.iter().copied().fold(f64::INFINITY, f64::min);
                let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                // Rounding must not make a constant column vary.
                if self.threshold == 0.0 { variance.min(high - low) } else { variance }
            })
            .collect();
        let support: Vec<usize> =
            (0..scores.len()).filter(|&c| scores[c] > self.threshold).collect();
        if support.is_empty() {
            return Err(Error::data(
                Self::NAME,
                format!("no column has a variance above {}", self.threshold),
            ));
        }
        Ok(SelectionModel { by_score: false, scores, support })
    }
}

impl Model for SelectionModel {
    fn estimator(&self) -> &'static str {
        if self.by_score { SelectKBest::NAME } else { VarianceThreshold::NAME }
    }

    fn n_features(&self) -> usize {
        self.scores.len()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(self.estimator(), self.scores.len())?;
        x.take_columns(&self.support)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        Ok(Output::Features(graph.columns(x, &self.support)))
    }

    fn validate(&self) -> Result<()> {
        let outside = self.support.iter().filter(|c| **c >= self.scores.len()).count();
        require_length(self.estimator(), "support", outside, 0)
    }
}
