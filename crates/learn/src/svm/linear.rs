//! Linear machines by coordinate descent, which need no kernel matrix.
//!
//! The dual problem of classification after Hsieh et al., *A Dual Coordinate Descent Method for
//! Large-scale Linear SVM* (ICML 2008); of regression after Ho and Lin, *Large-scale Linear Support
//! Vector Regression* (JMLR 13, 2012); the primal problem with the absolute values of the
//! coefficients after Yuan et al., *A Comparison of Optimization Methods and Software for
//! Large-scale L1-regularized Linear Classification* (JMLR 11, 2010).

use crate::class_weight::ClassWeight;
use crate::estimator::{Estimator, FitOptions, Kind, Progress};
use crate::linear::{LinearClassifier, LinearPredictor, Probabilities};
use crate::random::Generator;
use crate::{Error, Features, Result, target};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What is added to the loss so that coefficients stay small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Penalty {
    /// Absolute values: many coefficients become zero.
    L1,
    /// Squares.
    #[default]
    L2,
}

/// The loss of a [`LinearSVC`] at a margin `m = y f(x)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarginLoss {
    /// `max(0, 1 - m)`.
    Hinge,
    /// `max(0, 1 - m)^2`.
    #[default]
    SquaredHinge,
}

/// The loss of a [`LinearSVR`] at an error `e`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TubeLoss {
    /// `max(0, |e| - epsilon)`.
    #[default]
    EpsilonInsensitive,
    /// `max(0, |e| - epsilon)^2`.
    SquaredEpsilonInsensitive,
}

/// Linear support vector classification, one class against the rest, as scikit-learn's class of
/// that name. Penalty `l1` goes with the loss `squared_hinge`.
///
/// ```
/// use sparkler_learn::{Estimator, LinearSVC, Matrix, Model};
/// let x = Matrix::from_rows(&[[-1.0, -1.0], [-2.0, -1.0], [1.0, 1.0], [2.0, 1.0]]).unwrap();
/// let x = x.into();
/// let model = LinearSVC::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [0.0, 0.0, 1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinearSVC {
    /// What keeps coefficients small.
    pub penalty: Penalty,
    /// The loss.
    pub loss: MarginLoss,
    /// How far from optimal the solution may be.
    pub tol: f64,
    /// How much an error costs, above 0.
    #[serde(rename = "C")]
    pub c: f64,
    /// Learn a constant too.
    pub fit_intercept: bool,
    /// The constant is the coefficient of a column of this number: the larger, the less it is
    /// penalised.
    pub intercept_scaling: f64,
    /// How much each class counts.
    pub class_weight: Option<ClassWeight>,
    /// The seed of the order in which rows are looked at.
    pub random_state: u64,
    /// Most passes over the data.
    pub max_iter: usize,
}

impl Default for LinearSVC {
    fn default() -> Self {
        LinearSVC {
            penalty: Penalty::L2,
            loss: MarginLoss::SquaredHinge,
            tol: 1e-4,
            c: 1.0,
            fit_intercept: true,
            intercept_scaling: 1.0,
            class_weight: None,
            random_state: 0,
            max_iter: 1000,
        }
    }
}

/// Rows of features, with a column of one number behind them if there is an intercept.
enum Rows<'a> {
    Dense { x: Cow<'a, [f64]>, columns: usize, bias: Option<f64> },
    Sparse { x: &'a crate::SparseMatrix, bias: Option<f64> },
}

impl<'a> Rows<'a> {
    fn new(x: &'a Features, bias: Option<f64>) -> Rows<'a> {
        match x {
            Features::Dense(m) => Rows::Dense { x: m.to_f64(), columns: m.columns(), bias },
            Features::Sparse(x) => Rows::Sparse { x, bias },
        }
    }

    fn dot(&self, row: usize, w: &[f64]) -> f64 {
        match self {
            Rows::Dense { x, columns, bias } => {
                let x = &x[row * columns..][..*columns];
                let mut lanes = [0.0; 8];
                let (xs, ws) = (x.chunks_exact(8), w[..*columns].chunks_exact(8));
                let rest = xs.remainder().iter().zip(ws.remainder());
                let rest: f64 = rest.map(|(x, w)| x * w).sum();
                for (x, w) in xs.zip(ws) {
                    (0..8).for_each(|i| lanes[i] += x[i] * w[i]);
                }
                lanes.iter().sum::<f64>() + rest + bias.map_or(0.0, |b| b * w[*columns])
            }
            Rows::Sparse { x, bias } => {
                let (columns, values) = x.row(row);
                let sum: f64 = columns.iter().zip(values).map(|(&c, v)| v * w[c as usize]).sum();
                sum + bias.map_or(0.0, |b| b * w[x.columns()])
            }
        }
    }

    fn add(&self, row: usize, factor: f64, w: &mut [f64]) {
        match self {
            Rows::Dense { x, columns, bias } => {
                let x = &x[row * columns..][..*columns];
                w.iter_mut().zip(x).for_each(|(w, x)| *w += factor * x);
                if let Some(bias) = bias {
                    w[*columns] += factor * bias;
                }
            }
            Rows::Sparse { x, bias } => {
                let (columns, values) = x.row(row);
                for (&c, v) in columns.iter().zip(values) {
                    w[c as usize] += factor * v;
                }
                if let Some(bias) = bias {
                    w[x.columns()] += factor * bias;
                }
            }
        }
    }

    fn square(&self, row: usize) -> f64 {
        match self {
            Rows::Dense { x, columns, bias } => {
                let x = &x[row * columns..][..*columns];
                x.iter().map(|v| v * v).sum::<f64>() + bias.map_or(0.0, |b| b * b)
            }
            Rows::Sparse { x, bias } => {
                x.row(row).1.iter().map(|v| v * v).sum::<f64>() + bias.map_or(0.0, |b| b * b)
            }
        }
    }
}

/// What coordinate descent found.
struct Found {
    w: Vec<f64>,
    passes: usize,
    converged: bool,
}

/// How a descent goes on: its tolerance, its passes, and who watches.
struct Passes<'a> {
    estimator: &'static str,
    tol: f64,
    most: usize,
    options: &'a FitOptions<'a>,
}

impl Passes<'_> {
    fn step(&self, done: usize) -> Result<()> {
        let progress = Progress { done, total: self.most, score: None };
        self.options.step(self.estimator, progress)
    }
}

/// Classification in the dual: `y` is 1 or -1, `cost` that of an error of each row.
fn dual_classification(
    rows: &Rows<'_>,
    width: usize,
    y: &[f64],
    cost: &[f64],
    loss: MarginLoss,
    passes: &Passes<'_>,
    generator: &mut Generator,
) -> Result<Found> {
    let squared = loss == MarginLoss::SquaredHinge;
    let mut w = vec![0.0; width];
    let mut alpha = vec![0.0; y.len()];
    let extra = |i: usize| if squared { 0.5 / cost[i] } else { 0.0 };
    let bound = |i: usize| if squared { f64::INFINITY } else { cost[i] };
    let curvature: Vec<f64> = (0..y.len()).map(|i| rows.square(i) + extra(i)).collect();
    let mut order: Vec<usize> = (0..y.len()).filter(|&i| cost[i] > 0.0).collect();
    let everyone = order.len();
    let mut active = everyone;
    // Rows whose gradient is outside these of the last pass stay at their bounds.
    let (mut last_high, mut last_low) = (f64::INFINITY, f64::NEG_INFINITY);
    for pass in 0..passes.most {
        passes.step(pass)?;
        let (mut high, mut low) = (f64::NEG_INFINITY, f64::INFINITY);
        generator.shuffle(&mut order[..active]);
        let mut s = 0;
        while s < active {
            let i = order[s];
            let gradient = y[i] * rows.dot(i, &w) - 1.0 + alpha[i] * extra(i);
            let mut projected = 0.0;
            let mut leave = false;
            if alpha[i] == 0.0 {
                leave = gradient > last_high;
                if gradient < 0.0 {
                    projected = gradient;
                }
            } else if alpha[i] == bound(i) {
                leave = gradient < last_low;
                if gradient > 0.0 {
                    projected = gradient;
                }
            } else {
                projected = gradient;
            }
            if leave {
                active -= 1;
                order.swap(s, active);
                continue;
            }
            high = high.max(projected);
            low = low.min(projected);
            if projected.abs() > 1e-12 && curvature[i] > 0.0 {
                let old = alpha[i];
                alpha[i] = (old - gradient / curvature[i]).clamp(0.0, bound(i));
                rows.add(i, (alpha[i] - old) * y[i], &mut w);
            }
            s += 1;
        }
        if high - low <= passes.tol || active == 0 {
            if active == everyone {
                return Ok(Found { w, passes: pass + 1, converged: true });
            }
            active = everyone;
            (last_high, last_low) = (f64::INFINITY, f64::NEG_INFINITY);
            continue;
        }
        last_high = if high <= 0.0 { f64::INFINITY } else { high };
        last_low = if low >= 0.0 { f64::NEG_INFINITY } else { low };
    }
    Ok(Found { w, passes: passes.most, converged: false })
}

/// Regression in the dual.
fn dual_regression(
    rows: &Rows<'_>,
    width: usize,
    y: &[f64],
    cost: &[f64],
    loss: TubeLoss,
    epsilon: f64,
    passes: &Passes<'_>,
    generator: &mut Generator,
) -> Result<Found> {
    let squared = loss == TubeLoss::SquaredEpsilonInsensitive;
    let mut w = vec![0.0; width];
    let mut beta = vec![0.0f64; y.len()];
    let extra = |i: usize| if squared { 0.5 / cost[i] } else { 0.0 };
    let bound = |i: usize| if squared { f64::INFINITY } else { cost[i] };
    let curvature: Vec<f64> = (0..y.len()).map(|i| rows.square(i) + extra(i)).collect();
    let mut order: Vec<usize> = (0..y.len()).filter(|&i| cost[i] > 0.0).collect();
    let everyone = order.len();
    let mut active = everyone;
    let mut last = f64::INFINITY;
    let mut first_sum = None;
    for pass in 0..passes.most {
        passes.step(pass)?;
        let (mut largest, mut sum) = (0.0f64, 0.0);
        generator.shuffle(&mut order[..active]);
        let mut s = 0;
        while s < active {
            let i = order[s];
            let gradient = rows.dot(i, &w) - y[i] + extra(i) * beta[i];
            // The slopes to the right and to the left: the tube's term has a kink at zero.
            let (right, left) = (gradient + epsilon, gradient - epsilon);
            let mut violation = 0.0;
            let mut leave = false;
            if beta[i] == 0.0 {
                if right < 0.0 {
                    violation = -right;
                } else if left > 0.0 {
                    violation = left;
                } else {
                    leave = right > last && left < -last;
                }
            } else if beta[i] >= bound(i) {
                if right > 0.0 {
                    violation = right;
                } else {
                    leave = right < -last;
                }
            } else if beta[i] <= -bound(i) {
                if left < 0.0 {
                    violation = -left;
                } else {
                    leave = left > last;
                }
            } else {
                violation = if beta[i] > 0.0 { right.abs() } else { left.abs() };
            }
            if leave {
                active -= 1;
                order.swap(s, active);
                continue;
            }
            largest = largest.max(violation);
            sum += violation;
            let h = curvature[i];
            let step = if h <= 0.0 {
                0.0
            } else if right < h * beta[i] {
                -right / h
            } else if left > h * beta[i] {
                -left / h
            } else {
                -beta[i]
            };
            if step.abs() > 1e-12 {
                let old = beta[i];
                beta[i] = (old + step).clamp(-bound(i), bound(i));
                rows.add(i, beta[i] - old, &mut w);
            }
            s += 1;
        }
        let first = *first_sum.get_or_insert(sum);
        if sum <= passes.tol * first {
            if active == everyone {
                return Ok(Found { w, passes: pass + 1, converged: true });
            }
            active = everyone;
            last = f64::INFINITY;
            continue;
        }
        last = largest;
    }
    Ok(Found { w, passes: passes.most, converged: false })
}

/// Classification in the primal with absolute values and the squared hinge: one coefficient at a
/// time, by a Newton step with a line search.
fn primal_l1(
    x: &Features,
    bias: Option<f64>,
    y: &[f64],
    cost: &[f64],
    passes: &Passes<'_>,
    generator: &mut Generator,
) -> Result<Found> {
    // Columns, each with the rows in which it is not zero.
    let columns = x.columns();
    let mut by_column: Vec<Vec<(u32, f64)>> = vec![Vec::new(); columns];
    match x {
        Features::Dense(m) => {
            let values = m.to_f64();
            for (row, values) in values.chunks_exact(columns).enumerate() {
                for (column, &v) in by_column.iter_mut().zip(values) {
                    if v != 0.0 {
                        column.push((row as u32, v));
                    }
                }
            }
        }
        Features::Sparse(m) => {
            for row in 0..m.rows() {
                let (columns, values) = m.row(row);
                for (&c, &v) in columns.iter().zip(values) {
                    by_column[c as usize].push((row as u32, v));
                }
            }
        }
    }
    if let Some(bias) = bias {
        by_column.push((0..y.len()).map(|row| (row as u32, bias)).collect());
    }
    let width = by_column.len();
    let mut w = vec![0.0f64; width];
    // 1 - y f(x) of each row.
    let mut slack = vec![1.0; y.len()];
    let mut order: Vec<usize> = (0..width).collect();
    let mut active = width;
    let mut last = f64::INFINITY;
    let mut first_sum = None;
    for pass in 0..passes.most {
        passes.step(pass)?;
        let (mut largest, mut sum) = (0.0f64, 0.0);
        generator.shuffle(&mut order[..active]);
        let mut s = 0;
        while s < active {
            let j = order[s];
            let (mut gradient, mut curvature) = (0.0, 0.0);
            for &(row, v) in &by_column[j] {
                let i = row as usize;
                if slack[i] > 0.0 {
                    gradient -= 2.0 * cost[i] * y[i] * v * slack[i];
                    curvature += 2.0 * cost[i] * v * v;
                }
            }
            let curvature = f64::max(curvature, 1e-12);
            let (right, left) = (gradient + 1.0, gradient - 1.0);
            let mut violation = 0.0;
            if w[j] == 0.0 {
                if right < 0.0 {
                    violation = -right;
                } else if left > 0.0 {
                    violation = left;
                } else if right > last / y.len() as f64 && left < -last / y.len() as f64 {
                    active -= 1;
                    order.swap(s, active);
                    continue;
                }
            } else {
                violation = if w[j] > 0.0 { right.abs() } else { left.abs() };
            }
            s += 1;
            largest = largest.max(violation);
            sum += violation;
            let direction = if right < curvature * w[j] {
                -right / curvature
            } else if left > curvature * w[j] {
                -left / curvature
            } else {
                -w[j]
            };
            if direction.abs() < 1e-12 {
                continue;
            }
            // Halve the step until the objective falls as it should.
            let expected = (w[j] + direction).abs() - w[j].abs() + gradient * direction;
            let mut step = 1.0;
            for _ in 0..20 {
                let d = step * direction;
                let mut change = (w[j] + d).abs() - w[j].abs() - 0.01 * step * expected;
                for &(row, v) in &by_column[j] {
                    let i = row as usize;
                    let old = f64::max(slack[i], 0.0);
                    let new = f64::max(slack[i] - d * y[i] * v, 0.0);
                    change += cost[i] * (new * new - old * old);
                }
                if change <= 0.0 {
                    break;
                }
                step *= 0.5;
            }
            let d = step * direction;
            w[j] += d;
            for &(row, v) in &by_column[j] {
                slack[row as usize] -= d * y[row as usize] * v;
            }
        }
        let first = *first_sum.get_or_insert(sum);
        if sum <= passes.tol * first {
            if active == width {
                return Ok(Found { w, passes: pass + 1, converged: true });
            }
            active = width;
            last = f64::INFINITY;
            continue;
        }
        last = largest;
    }
    Ok(Found { w, passes: passes.most, converged: false })
}

impl Estimator for LinearSVC {
    const NAME: &'static str = "LinearSVC";
    const KIND: Kind = Kind::Classifier;
    type Fitted = LinearClassifier<LinearSVC>;

    fn fit_with(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<LinearClassifier<LinearSVC>> {
        let name = Self::NAME;
        super::positive(name, "C", self.c)?;
        super::positive(name, "tol", self.tol)?;
        if self.fit_intercept {
            super::positive(name, "intercept_scaling", self.intercept_scaling)?;
        }
        if self.penalty == Penalty::L1 && self.loss == MarginLoss::Hinge {
            return Err(Error::parameter(
                name,
                "loss",
                "hinge",
                "squared_hinge with penalty = l1, or penalty = l2",
            ));
        }
        x.require_finite(name)?;
        let classes = target::classes(name, y, x.rows())?;
        let class_weight = match &self.class_weight {
            Some(weight) => weight.of_classes(name, &classes)?,
            None => vec![1.0; classes.values.len()],
        };
        let weights = options.weights(name, x.rows())?;
        let cost: Vec<f64> = (0..x.rows())
            .map(|row| {
                self.c * class_weight[classes.codes[row] as usize] * weights.map_or(1.0, |w| w[row])
            })
            .collect();
        let bias = self.fit_intercept.then_some(self.intercept_scaling);
        let rows = Rows::new(x, bias);
        let columns = x.columns();
        let width = columns + usize::from(bias.is_some());
        let k = classes.values.len();
        let machines: Vec<u32> = if k == 2 { vec![1] } else { (0..k as u32).collect() };
        let passes = Passes { estimator: name, tol: self.tol, most: self.max_iter, options };
        let work = x.rows() * columns * 10;
        let found = crate::parallel::map(machines.len(), work, |m| {
            let sign = |code: &u32| if *code == machines[m] { 1.0 } else { -1.0 };
            let signs: Vec<f64> = classes.codes.iter().map(sign).collect();
            let mut generator = Generator::new(self.random_state, m as u64);
            if self.penalty == Penalty::L1 {
                primal_l1(x, bias, &signs, &cost, &passes, &mut generator)
            } else {
                dual_classification(&rows, width, &signs, &cost, self.loss, &passes, &mut generator)
            }
        })
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
        let coef = found.iter().flat_map(|f| &f.w[..columns]).copied().collect();
        let intercept = found.iter().map(|f| bias.map_or(0.0, |b| f.w[columns] * b)).collect();
        let passes = found.iter().map(|f| f.passes).max().unwrap_or(0);
        Ok(LinearClassifier::new(classes.values, coef, intercept, Probabilities::None)
            .after(passes, found.iter().all(|f| f.converged)))
    }
}

/// Linear support vector regression, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{Estimator, LinearSVR, Matrix, Model};
/// let x = Matrix::from_rows(&[[0.0], [1.0], [2.0], [3.0]]).unwrap().into();
/// let svr = LinearSVR { c: 100.0, ..LinearSVR::default() };
/// let model = svr.fit(&x, &[1.0, 3.0, 5.0, 7.0]).unwrap();
/// assert!((model.coef[0] - 2.0).abs() < 0.01);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinearSVR {
    /// Half the width of the tube, not negative.
    pub epsilon: f64,
    /// How far from optimal the solution may be.
    pub tol: f64,
    /// How much an error costs, above 0.
    #[serde(rename = "C")]
    pub c: f64,
    /// The loss.
    pub loss: TubeLoss,
    /// Learn a constant too.
    pub fit_intercept: bool,
    /// The constant is the coefficient of a column of this number.
    pub intercept_scaling: f64,
    /// The seed of the order in which rows are looked at.
    pub random_state: u64,
    /// Most passes over the data.
    pub max_iter: usize,
}

impl Default for LinearSVR {
    fn default() -> Self {
        LinearSVR {
            epsilon: 0.0,
            tol: 1e-4,
            c: 1.0,
            loss: TubeLoss::EpsilonInsensitive,
            fit_intercept: true,
            intercept_scaling: 1.0,
            random_state: 0,
            max_iter: 1000,
        }
    }
}

impl Estimator for LinearSVR {
    const NAME: &'static str = "LinearSVR";
    const KIND: Kind = Kind::Regressor;
    type Fitted = LinearPredictor<LinearSVR>;

    fn fit_with(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<LinearPredictor<LinearSVR>> {
        let name = Self::NAME;
        super::positive(name, "C", self.c)?;
        super::positive(name, "tol", self.tol)?;
        if !(self.epsilon >= 0.0 && self.epsilon.is_finite()) {
            return Err(Error::parameter(name, "epsilon", self.epsilon, "0 or more"));
        }
        if self.fit_intercept {
            super::positive(name, "intercept_scaling", self.intercept_scaling)?;
        }
        x.require_finite(name)?;
        target::require_numbers(name, y, x.rows())?;
        let weights = options.weights(name, x.rows())?;
        let cost: Vec<f64> =
            (0..x.rows()).map(|row| self.c * weights.map_or(1.0, |w| w[row])).collect();
        let bias = self.fit_intercept.then_some(self.intercept_scaling);
        let rows = Rows::new(x, bias);
        let columns = x.columns();
        let width = columns + usize::from(bias.is_some());
        let passes = Passes { estimator: name, tol: self.tol, most: self.max_iter, options };
        let mut generator = Generator::new(self.random_state, 0);
        let found = dual_regression(
            &rows,
            width,
            y,
            &cost,
            self.loss,
            self.epsilon,
            &passes,
            &mut generator,
        )?;
        let intercept = bias.map_or(0.0, |b| found.w[columns] * b);
        Ok(LinearPredictor::new(found.w[..columns].to_vec(), intercept)
            .after(found.passes, found.converged))
    }
}
