//! Scalers: `(x - center) / scale`, column by column.

use super::require_length;
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result, SparseMatrix};
use serde::{Deserialize, Serialize};

/// What a scaler has learnt. A column `x` becomes `(x - center) / scale`, then lies between the
/// limits where there are some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScalerModel {
    estimator: Scaler,
    /// What is subtracted from each column; empty for nothing.
    pub center: Vec<f64>,
    /// What each column is divided by; empty for nothing.
    pub scale: Vec<f64>,
    /// The variance of each column, for a [`StandardScaler`].
    pub var: Vec<f64>,
    n_features: usize,
    clip: Option<(f64, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Scaler {
    Standard,
    MinMax,
    MaxAbs,
    Robust,
}

impl ScalerModel {
    /// The features as they were before [`Model::transform`].
    ///
    /// # Errors
    /// If the number of columns differs.
    pub fn inverse_transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(self.estimator(), self.n_features)?;
        let mut values = x.to_dense().to_f64().into_owned();
        for row in values.chunks_exact_mut(self.n_features.max(1)) {
            for (i, v) in row.iter_mut().enumerate() {
                *v = *v * self.scale.get(i).unwrap_or(&1.0) + self.center.get(i).unwrap_or(&0.0);
            }
        }
        Ok(Matrix::new(x.rows(), self.n_features, values)?.into())
    }
}

impl Model for ScalerModel {
    fn estimator(&self) -> &'static str {
        match self.estimator {
            Scaler::Standard => StandardScaler::NAME,
            Scaler::MinMax => MinMaxScaler::NAME,
            Scaler::MaxAbs => MaxAbsScaler::NAME,
            Scaler::Robust => RobustScaler::NAME,
        }
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(self.estimator(), self.n_features)?;
        if let (Features::Sparse(m), true, None) = (x, self.center.is_empty(), self.clip) {
            // Zeros stay zeros.
            let mut starts = vec![0];
            let (mut indices, mut values) = (Vec::new(), Vec::new());
            for row in 0..m.rows() {
                let (columns, row_values) = m.row(row);
                indices.extend_from_slice(columns);
                values.extend(
                    columns
                        .iter()
                        .zip(row_values)
                        .map(|(&c, v)| v / self.scale.get(c as usize).unwrap_or(&1.0)),
                );
                starts.push(values.len());
            }
            return Ok(SparseMatrix::new(m.rows(), m.columns(), starts, indices, values)?.into());
        }
        let mut values = x.to_dense().into_owned().into_f64();
        for row in values.chunks_exact_mut(self.n_features.max(1)) {
            for (i, v) in row.iter_mut().enumerate() {
                *v = (*v - self.center.get(i).unwrap_or(&0.0)) / self.scale.get(i).unwrap_or(&1.0);
                if let (Some((low, high)), false) = (self.clip, v.is_nan()) {
                    *v = v.max(low).min(high);
                }
            }
        }
        Ok(Matrix::new(x.rows(), self.n_features, values)?.into())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let mut x = x.clone();
        for (op, list) in [("Sub", &self.center), ("Div", &self.scale)] {
            if !list.is_empty() {
                let list = graph.constant(&[list.len()], list);
                x = graph.call(op, &[&x, &list], vec![]);
            }
        }
        if let Some((low, high)) = self.clip {
            let (low, high) = (graph.constant(&[], &[low]), graph.constant(&[], &[high]));
            x = graph.call("Clip", &[&x, &low, &high], vec![]);
        }
        Ok(Output::Features(x))
    }

    fn validate(&self) -> Result<()> {
        for (what, list) in [("center", &self.center), ("scale", &self.scale)] {
            if !list.is_empty() {
                require_length(self.estimator(), what, list.len(), self.n_features)?;
            }
        }
        Ok(())
    }
}

/// The numbers of each column that are not missing.
fn columns(x: &Features) -> impl Iterator<Item = Vec<f64>> {
    let dense = x.to_dense().into_owned();
    (0..dense.columns()).map(move |c| {
        let mut column = dense.column(c);
        column.retain(|v| !v.is_nan());
        column
    })
}

/// A scale that divides: 1 where a column is constant.
fn no_zero(scale: f64) -> f64 {
    if scale == 0.0 || scale.is_nan() { 1.0 } else { scale }
}

/// Subtracts the mean and divides by the standard deviation of each column, as scikit-learn's class
/// of that name. Missing values are left out and stay; `sample_weight` counts.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, preprocessing::StandardScaler};
/// let x = Matrix::from_rows(&[[1.0], [3.0]]).unwrap().into();
/// let scaled = StandardScaler::default().fit(&x, &[]).unwrap().transform(&x).unwrap();
/// assert_eq!(scaled.to_dense().column(0), [-1.0, 1.0]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StandardScaler {
    /// Subtract the mean?
    pub with_mean: bool,
    /// Divide by the standard deviation?
    pub with_std: bool,
}

impl Default for StandardScaler {
    fn default() -> StandardScaler {
        StandardScaler { with_mean: true, with_std: true }
    }
}

impl Estimator for StandardScaler {
    const NAME: &'static str = "StandardScaler";
    const KIND: Kind = Kind::Transformer;
    type Fitted = ScalerModel;

    fn fit_with(&self, x: &Features, _: &[f64], options: &FitOptions<'_>) -> Result<ScalerModel> {
        x.require_not_infinite(Self::NAME)?;
        let weights = options.weights(Self::NAME, x.rows())?;
        if self.with_mean && matches!(x, Features::Sparse(_)) {
            return Err(Error::data(
                Self::NAME,
                "a mean cannot be subtracted from sparse features, which would no longer be \
                 sparse: set with_mean to false",
            ));
        }
        let dense = x.to_dense();
        let (mut center, mut scale, mut var) = (Vec::new(), Vec::new(), Vec::new());
        for c in 0..dense.columns() {
            let column = dense.column(c);
            let present = || {
                column
                    .iter()
                    .enumerate()
                    .filter(|(_, v)| !v.is_nan())
                    .map(|(r, v)| (*v, weights.map_or(1.0, |w| w[r])))
            };
            let total: f64 = present().map(|(_, w)| w).sum();
            let mean = present().map(|(v, w)| v * w).sum::<f64>() / total;
            let variance = present().map(|(v, w)| w * (v - mean) * (v - mean)).sum::<f64>() / total;
            // What is only the rounding of a constant column is no spread.
            let rounding = total * f64::EPSILON * variance
                + (total * mean * f64::EPSILON) * (total * mean * f64::EPSILON);
            center.push(if mean.is_nan() { 0.0 } else { mean });
            scale.push(if variance <= rounding { 1.0 } else { no_zero(variance.sqrt()) });
            var.push(variance);
        }
        if !self.with_mean {
            center.clear();
        }
        if !self.with_std {
            scale.clear();
            var.clear();
        }
        let n_features = x.columns();
        Ok(ScalerModel { estimator: Scaler::Standard, center, scale, var, n_features, clip: None })
    }
}

/// Brings each column to a range, as scikit-learn's class of that name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MinMaxScaler {
    /// The range: low, then high.
    pub feature_range: (f64, f64),
    /// Cut off what lies outside later?
    pub clip: bool,
}

impl Default for MinMaxScaler {
    fn default() -> MinMaxScaler {
        MinMaxScaler { feature_range: (0.0, 1.0), clip: false }
    }
}

impl Estimator for MinMaxScaler {
    const NAME: &'static str = "MinMaxScaler";
    const KIND: Kind = Kind::Transformer;
    type Fitted = ScalerModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<ScalerModel> {
        x.require_not_infinite(Self::NAME)?;
        let (low, high) = self.feature_range;
        if low.partial_cmp(&high) != Some(std::cmp::Ordering::Less) {
            let value = format!("({low}, {high})");
            return Err(Error::parameter(Self::NAME, "feature_range", value, "low below high"));
        }
        let (mut center, mut scale) = (Vec::new(), Vec::new());
        for column in columns(x) {
            let min = column.iter().copied().fold(f64::INFINITY, f64::min);
            let max = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let (min, max) = if column.is_empty() { (0.0, 0.0) } else { (min, max) };
            // (x - min) / range * (high - low) + low, in the form of the others.
            let divisor = no_zero(max - min) / (high - low);
            center.push(min - low * divisor);
            scale.push(divisor);
        }
        let n_features = x.columns();
        let clip = self.clip.then_some(self.feature_range);
        let var = Vec::new();
        Ok(ScalerModel { estimator: Scaler::MinMax, center, scale, var, n_features, clip })
    }
}

/// Divides each column by its largest absolute value, as scikit-learn's class of that name. Sparse
/// features stay sparse.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MaxAbsScaler {}

impl Estimator for MaxAbsScaler {
    const NAME: &'static str = "MaxAbsScaler";
    const KIND: Kind = Kind::Transformer;
    type Fitted = ScalerModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<ScalerModel> {
        x.require_not_infinite(Self::NAME)?;
        let mut scale = vec![0.0f64; x.columns()];
        match x {
            Features::Sparse(m) => {
                for row in 0..m.rows() {
                    let (columns, values) = m.row(row);
                    for (&c, v) in columns.iter().zip(values) {
                        scale[c as usize] = scale[c as usize].max(v.abs());
                    }
                }
            }
            Features::Dense(_) => {
                for (s, column) in scale.iter_mut().zip(columns(x)) {
                    *s = column.iter().fold(0.0, |a, v| v.abs().max(a));
                }
            }
        }
        scale.iter_mut().for_each(|s| *s = no_zero(*s));
        Ok(ScalerModel {
            estimator: Scaler::MaxAbs,
            center: Vec::new(),
            scale,
            var: Vec::new(),
            n_features: x.columns(),
            clip: None,
        })
    }
}

/// Subtracts the median and divides by the range between two quantiles, as scikit-learn's class of
/// that name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RobustScaler {
    /// Subtract the median?
    pub with_centering: bool,
    /// Divide by the range?
    pub with_scaling: bool,
    /// The two quantiles, in percent.
    pub quantile_range: (f64, f64),
}

impl Default for RobustScaler {
    fn default() -> RobustScaler {
        RobustScaler { with_centering: true, with_scaling: true, quantile_range: (25.0, 75.0) }
    }
}

/// A quantile, in percent, of numbers in ascending order, with a straight line between two.
pub(crate) fn percentile(sorted: &[f64], percent: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = (percent / 100.0).clamp(0.0, 1.0) * last as f64;
    let below = at.floor() as usize;
    let (a, b) = (sorted[below], sorted[(below + 1).min(last)]);
    let part = at - below as f64;
    // As NumPy: from the nearer end, so that both ends are met.
    if part >= 0.5 { b - (b - a) * (1.0 - part) } else { a + (b - a) * part }
}

impl Estimator for RobustScaler {
    const NAME: &'static str = "RobustScaler";
    const KIND: Kind = Kind::Transformer;
    type Fitted = ScalerModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<ScalerModel> {
        x.require_not_infinite(Self::NAME)?;
        let (low, high) = self.quantile_range;
        if !(0.0 <= low && low <= high && high <= 100.0) {
            return Err(Error::parameter(
                Self::NAME,
                "quantile_range",
                format!("({low}, {high})"),
                "two ascending percentages",
            ));
        }
        let (mut center, mut scale) = (Vec::new(), Vec::new());
        for mut column in columns(x) {
            column.sort_by(f64::total_cmp);
            let median = percentile(&column, 50.0);
            center.push(if median.is_nan() { 0.0 } else { median });
            scale.push(no_zero(percentile(&column, high) - percentile(&column, low)));
        }
        if !self.with_centering {
            center.clear();
        }
        if !self.with_scaling {
            scale.clear();
        }
        let (n_features, var) = (x.columns(), Vec::new());
        Ok(ScalerModel { estimator: Scaler::Robust, center, scale, var, n_features, clip: None })
    }
}
