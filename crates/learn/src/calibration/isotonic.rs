//! The best curve that never falls (or never rises).

use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Result, target};
use serde::{Deserialize, Serialize};
use sparkler_formats::onnx::{Attribute, DataType};

/// What is predicted outside the range that was learnt from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutOfBounds {
    /// Not a number.
    #[default]
    Nan,
    /// What is predicted at the nearest end.
    Clip,
    /// Nothing: an error.
    Raise,
}

/// The curve of one column that never falls and is nearest to the target (pool adjacent violators),
/// as scikit-learn's class of that name: straight between the points that it learnt from.
///
/// ```
/// use sparkler_learn::{Estimator, IsotonicRegression, Matrix, Model};
/// let x = Matrix::new(4, 1, vec![1.0, 2.0, 3.0, 4.0]).unwrap().into();
/// let model = IsotonicRegression::default().fit(&x, &[1.0, 3.0, 2.0, 4.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [1.0, 2.5, 2.5, 4.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IsotonicRegression {
    /// The least that is predicted.
    pub y_min: Option<f64>,
    /// The most.
    pub y_max: Option<f64>,
    /// Whether the curve rises; `None` finds out by the rank correlation.
    pub increasing: Option<bool>,
    /// What is predicted outside the range.
    pub out_of_bounds: OutOfBounds,
}

impl Default for IsotonicRegression {
    fn default() -> Self {
        IsotonicRegression {
            y_min: None,
            y_max: None,
            increasing: Some(true),
            out_of_bounds: OutOfBounds::Nan,
        }
    }
}

/// What an [`IsotonicRegression`] has learnt: the corners of its curve.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IsotonicRegressionModel {
    /// The corners' places, ascending.
    pub x_thresholds: Vec<f64>,
    /// The values there.
    pub y_thresholds: Vec<f64>,
    out_of_bounds: OutOfBounds,
}

/// The means of blocks such that values never fall, each by its weight.
fn pool(values: &[f64], weights: &[f64]) -> Vec<f64> {
    // Sum of weighted values, weight and length of each block.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (v, w) in values.iter().zip(weights) {
        let mut block = (v * w, *w, 1);
        while let Some(last) = blocks.last() {
            if last.0 / last.1 < block.0 / block.1 {
                break;
            }
            block = (block.0 + last.0, block.1 + last.1, block.2 + last.2);
            blocks.pop();
        }
        blocks.push(block);
    }
    blocks.iter().flat_map(|b| std::iter::repeat_n(b.0 / b.1, b.2)).collect()
}

/// Whether `y` rises with `x`, by the sign of Spearman's rank correlation.
fn rises(x: &[f64], y: &[f64]) -> bool {
    let ranks = |v: &[f64]| {
        let mut order: Vec<usize> = (0..v.len()).collect();
        order.sort_by(|&a, &b| v[a].total_cmp(&v[b]));
        let mut ranks = vec![0.0; v.len()];
        let mut start = 0;
        while start < order.len() {
            let mut end = start + 1;
            while end < order.len() && v[order[end]] == v[order[start]] {
                end += 1;
            }
            order[start..end].iter().for_each(|&i| ranks[i] = (start + end) as f64 / 2.0);
            start = end;
        }
        let mean = ranks.iter().sum::<f64>() / ranks.len() as f64;
        ranks.iter().map(|r| r - mean).collect::<Vec<_>>()
    };
    ranks(x).iter().zip(ranks(y)).map(|(a, b)| a * b).sum::<f64>() >= 0.0
}

impl IsotonicRegression {
    /// Learns from numbers in a slice.
    ///
    /// # Errors
    /// If they do not fit or are not finite, or `y_min` is above `y_max`.
    pub fn fit_slice(
        &self,
        x: &[f64],
        y: &[f64],
        sample_weight: Option<&[f64]>,
    ) -> Result<IsotonicRegressionModel> {
        target::require_numbers(Self::NAME, y, x.len())?;
        target::require_numbers(Self::NAME, x, x.len())?;
        let options = FitOptions { sample_weight, ..Default::default() };
        let weights = options.weights(Self::NAME, x.len())?;
        let (low, high) =
            (self.y_min.unwrap_or(f64::NEG_INFINITY), self.y_max.unwrap_or(f64::INFINITY));
        if low.is_nan() || high.is_nan() || low > high {
            let expected = format!("a number of at most y_max, {high}");
            return Err(Error::parameter(Self::NAME, "y_min", low, expected));
        }
        let mut order: Vec<usize> =
            (0..x.len()).filter(|&i| weights.is_none_or(|w| w[i] > 0.0)).collect();
        if order.is_empty() {
            return Err(Error::data(Self::NAME, "there are 0 rows: expected at least 1"));
        }
        let increasing = self.increasing.unwrap_or_else(|| rises(x, y));
        order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
        // Rows of the same place are one, with their mean.
        let (mut places, mut values, mut sums) = (Vec::new(), Vec::new(), Vec::new());
        for i in order {
            let w = weights.map_or(1.0, |w| w[i]);
            if places.last().is_none_or(|last| *last != x[i]) {
                places.push(x[i]);
                values.push(0.0);
                sums.push(0.0);
            }
            let last = places.len() - 1;
            values[last] += w * y[i];
            sums[last] += w;
        }
        values.iter_mut().zip(&sums).for_each(|(v, s)| *v /= s);
        if !increasing {
            values.iter_mut().for_each(|v| *v = -*v);
        }
        let mut curve = pool(&values, &sums);
        if !increasing {
            curve.iter_mut().for_each(|v| *v = -*v);
        }
        curve.iter_mut().for_each(|v| *v = v.clamp(low, high));
        // Inside a level stretch points say nothing.
        let n = curve.len();
        let corner = |i: &usize| {
            *i == 0 || *i + 1 == n || curve[*i] != curve[*i - 1] || curve[*i] != curve[*i + 1]
        };
        let keep: Vec<usize> = (0..n).filter(corner).collect();
        Ok(IsotonicRegressionModel {
            x_thresholds: keep.iter().map(|&i| places[i]).collect(),
            y_thresholds: keep.iter().map(|&i| curve[i]).collect(),
            out_of_bounds: self.out_of_bounds,
        })
    }
}

/// The only column.
fn column(x: &Features) -> Result<Vec<f64>> {
    x.require_finite(IsotonicRegression::NAME)?;
    x.require_columns(IsotonicRegression::NAME, 1)?;
    Ok(x.to_dense().column(0))
}

impl Estimator for IsotonicRegression {
    const NAME: &'static str = "IsotonicRegression";
    const KIND: Kind = Kind::Regressor;
    type Fitted = IsotonicRegressionModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        self.fit_slice(&column(x)?, y, options.sample_weight)
    }
}

impl IsotonicRegressionModel {
    /// The curve's value; as [`OutOfBounds`] says outside (not a number for `raise`).
    pub fn value(&self, x: f64) -> f64 {
        let (xs, ys) = (&self.x_thresholds, &self.y_thresholds);
        let after = xs.partition_point(|t| *t <= x);
        let last = xs.len() - 1;
        if x.is_nan() {
            return f64::NAN;
        }
        if x < xs[0] || x > xs[last] {
            let end = if x < xs[0] { ys[0] } else { ys[last] };
            return if self.out_of_bounds == OutOfBounds::Clip { end } else { f64::NAN };
        }
        if after > last {
            return ys[last];
        }
        let share = (x - xs[after - 1]) / (xs[after] - xs[after - 1]);
        ys[after - 1] + share * (ys[after] - ys[after - 1])
    }
}

impl IsotonicRegressionModel {
    /// The curve's values of a column.
    pub(super) fn curve(&self, graph: &mut Builder, x: &Value) -> Value {
        let (xs, ys) = (&self.x_thresholds, &self.y_thresholds);
        let last = xs.len() - 1;
        let (low, high) = (graph.constant(&[], &[xs[0]]), graph.constant(&[], &[xs[last]]));
        let inside = graph.call("Clip", &[x, &low, &high], vec![]);
        let value = if last == 0 {
            let none = graph.with("Mul", &inside, 0.0);
            graph.with("Add", &none, ys[0])
        } else {
            // The stretch that a number lies on, by how many inner places it has reached.
            let places = graph.constant(&[last], &{
                let mut inner = xs[1..last].to_vec();
                inner.push(f64::INFINITY);
                inner
            });
            let reached = graph.call("GreaterOrEqual", &[&inside, &places], vec![]);
            let reached = graph.cast(&reached, DataType::Int64);
            let stretch = graph.reduce_and_keep("ReduceSum", &reached, 1);
            let mut of_stretch = |values: Vec<f64>| {
                let values = graph.constant(&[last], &values);
                graph.call("Gather", &[&values, &stretch], vec![Attribute::int("axis", 0)])
            };
            let from = of_stretch(xs[..last].to_vec());
            let start = of_stretch(ys[..last].to_vec());
            let slope =
                of_stretch((0..last).map(|i| (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i])).collect());
            let along = graph.call("Sub", &[&inside, &from], vec![]);
            let rise = graph.call("Mul", &[&along, &slope], vec![]);
            graph.call("Add", &[&start, &rise], vec![])
        };
        if self.out_of_bounds == OutOfBounds::Clip {
            return value;
        }
        let same = graph.call("Equal", &[x, &inside], vec![]);
        let outside = graph.constant(&[], &[f64::NAN]);
        graph.call("Where", &[&same, &value, &outside], vec![])
    }
}

impl Model for IsotonicRegressionModel {
    fn estimator(&self) -> &'static str {
        IsotonicRegression::NAME
    }

    fn n_features(&self) -> usize {
        1
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let x = column(x)?;
        let (low, high) = (self.x_thresholds[0], self.x_thresholds[self.x_thresholds.len() - 1]);
        if self.out_of_bounds == OutOfBounds::Raise
            && let Some(v) = x.iter().find(|v| **v < low || **v > high)
        {
            return Err(Error::data(
                self.estimator(),
                format!("{v} is outside the range that was learnt from, {low} to {high}"),
            ));
        }
        Ok(x.iter().map(|v| self.value(*v)).collect())
    }

    /// Outside the range that was learnt from the graph's value is the end's (`clip`), else not a
    /// number.
    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        Ok(Output::Numbers(self.curve(graph, x)))
    }

    fn validate(&self) -> Result<()> {
        if self.x_thresholds.is_empty()
            || self.x_thresholds.len() != self.y_thresholds.len()
            || !self.x_thresholds.windows(2).all(|w| w[0] < w[1])
        {
            return Err(Error::Model {
                what: self.estimator().into(),
                reason: "expected as many values as ascending places, at least 1".into(),
            });
        }
        Ok(())
    }
}
