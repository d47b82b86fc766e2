//! Linear models by stochastic gradient descent: one row at a time, any number of them.

use super::models::{LinearClassifier, LinearPredictor, Probabilities};
use crate::class_weight::ClassWeight;
use crate::estimator::{Estimator, FitOptions, Kind, Progress};
use crate::random::Generator;
use crate::target;
use crate::{Error, Features, Result, parallel};
use serde::{Deserialize, Serialize};

/// What is made small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SgdLoss {
    /// `max(0, 1 - t s)`: a linear support-vector machine.
    Hinge,
    /// Its square.
    SquaredHinge,
    /// Logistic regression.
    LogLoss,
    /// The square of the hinge, straight below -1: probabilities, and robust.
    ModifiedHuber,
    /// `max(0, -t s)`.
    Perceptron,
    /// Half the square of the error.
    SquaredError,
    /// The same, straight above `epsilon`.
    Huber,
    /// The error's size less `epsilon`.
    EpsilonInsensitive,
    /// Its square.
    SquaredEpsilonInsensitive,
}

impl SgdLoss {
    fn value(self, s: f64, y: f64, epsilon: f64) -> f64 {
        let (margin, rest) = (y * s, (y - s).abs());
        match self {
            SgdLoss::Hinge => (1.0 - margin).max(0.0),
            SgdLoss::SquaredHinge => (1.0 - margin).max(0.0).powi(2),
            SgdLoss::LogLoss => (-margin).max(0.0) + (-margin.abs()).exp().ln_1p(),
            SgdLoss::ModifiedHuber if margin < -1.0 => -4.0 * margin,
            SgdLoss::ModifiedHuber => (1.0 - margin).max(0.0).powi(2),
            SgdLoss::Perceptron => (-margin).max(0.0),
            SgdLoss::SquaredError => 0.5 * rest * rest,
            SgdLoss::Huber if rest > epsilon => epsilon * rest - 0.5 * epsilon * epsilon,
            SgdLoss::Huber => 0.5 * rest * rest,
            SgdLoss::EpsilonInsensitive => (rest - epsilon).max(0.0),
            SgdLoss::SquaredEpsilonInsensitive => (rest - epsilon).max(0.0).powi(2),
        }
    }

    /// The derivative by the score.
    fn slope(self, s: f64, y: f64, epsilon: f64) -> f64 {
        let (margin, rest) = (y * s, s - y);
        match self {
            SgdLoss::Hinge => {
                if margin <= 1.0 {
                    -y
                } else {
                    0.0
                }
            }
            SgdLoss::SquaredHinge => -2.0 * y * (1.0 - margin).max(0.0),
            SgdLoss::LogLoss => -y / (1.0 + margin.exp()),
            SgdLoss::ModifiedHuber if margin < -1.0 => -4.0 * y,
            SgdLoss::ModifiedHuber => -2.0 * y * (1.0 - margin).max(0.0),
            SgdLoss::Perceptron => {
                if margin <= 0.0 {
                    -y
                } else {
                    0.0
                }
            }
            SgdLoss::SquaredError => rest,
            SgdLoss::Huber => rest.clamp(-epsilon, epsilon),
            SgdLoss::EpsilonInsensitive => {
                if rest.abs() > epsilon {
                    1f64.copysign(rest)
                } else {
                    0.0
                }
            }
            SgdLoss::SquaredEpsilonInsensitive => {
                2.0 * (rest.abs() - epsilon).max(0.0).copysign(rest)
            }
        }
    }

    fn is_for_classes(self) -> bool {
        matches!(
            self,
            SgdLoss::Hinge
                | SgdLoss::SquaredHinge
                | SgdLoss::LogLoss
                | SgdLoss::ModifiedHuber
                | SgdLoss::Perceptron
        )
    }
}

/// What keeps coefficients small in stochastic gradient descent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SgdPenalty {
    /// Squares.
    #[default]
    L2,
    /// Absolute values.
    L1,
    /// Both.
    Elasticnet,
    /// Nothing.
    None,
}

/// How long the steps are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LearningRate {
    /// `eta0`.
    Constant,
    /// `1 / (alpha (t0 + t))` (Bottou 2012).
    Optimal,
    /// `eta0 / t^power_t`.
    Invscaling,
    /// `eta0`, a fifth of it each time that the loss does not fall.
    Adaptive,
}

/// What the two estimators have in common.
struct Sgd<'a> {
    loss: SgdLoss,
    penalty: SgdPenalty,
    alpha: f64,
    l1_ratio: f64,
    fit_intercept: bool,
    max_iter: usize,
    tol: f64,
    shuffle: bool,
    epsilon: f64,
    random_state: u64,
    learning_rate: LearningRate,
    eta0: f64,
    power_t: f64,
    n_iter_no_change: usize,
    average: bool,
    estimator: &'static str,
    options: &'a FitOptions<'a>,
}

struct Trained {
    coef: Vec<f64>,
    intercept: f64,
    n_iter: usize,
    converged: bool,
}

/// A row's stored values, dense or sparse.
enum Row<'a> {
    Dense(&'a [f64]),
    Sparse(&'a [u32], &'a [f64]),
}

impl Row<'_> {
    fn dot(&self, v: &[f64]) -> f64 {
        match self {
            Row::Dense(x) => sparkler_cpu::double::dot(x, v),
            Row::Sparse(i, x) => i.iter().zip(*x).map(|(&i, x)| x * v[i as usize]).sum(),
        }
    }

    fn add(&self, factor: f64, v: &mut [f64]) {
        match self {
            Row::Dense(x) => sparkler_cpu::double::axpy(factor, x, v),
            Row::Sparse(i, x) => {
                i.iter().zip(*x).for_each(|(&i, x)| v[i as usize] += factor * x);
            }
        }
    }
}

impl Sgd<'_> {
    fn check(&self) -> Result<()> {
        let at_least_0 = [
            ("alpha", self.alpha),
            ("tol", self.tol),
            ("epsilon", self.epsilon),
            ("eta0", self.eta0),
        ];
        for (name, value) in at_least_0 {
            if value.is_nan() || value < 0.0 || value.is_infinite() {
                return Err(Error::parameter(self.estimator, name, value, "0 or more"));
            }
        }
        if !(0.0..=1.0).contains(&self.l1_ratio) {
            return Err(Error::parameter(self.estimator, "l1_ratio", self.l1_ratio, "0 to 1"));
        }
        if self.learning_rate == LearningRate::Optimal && self.alpha == 0.0 {
            return Err(Error::parameter(
                self.estimator,
                "alpha",
                self.alpha,
                "a number above 0 with the learning rate \"optimal\"",
            ));
        }
        if self.learning_rate != LearningRate::Optimal && self.eta0 == 0.0 {
            return Err(Error::parameter(self.estimator, "eta0", self.eta0, "a number above 0"));
        }
        Ok(())
    }

    /// Coefficients for targets `y` (-1 and 1 for classes).
    fn train(
        &self,
        x: &Features,
        y: &[f64],
        weights: Option<&[f64]>,
        stream: u64,
    ) -> Result<Trained> {
        let (rows, n) = (x.rows(), x.columns());
        let dense = match x {
            Features::Dense(m) => Some(m.to_f64()),
            Features::Sparse(_) => None,
        };
        let row = |i: usize| match (&dense, x) {
            (Some(data), _) => Row::Dense(&data[i * n..(i + 1) * n]),
            (None, Features::Sparse(m)) => {
                let (indices, values) = m.row(i);
                Row::Sparse(indices, values)
            }
            (None, Features::Dense(_)) => Row::Dense(&[]),
        };
        let l1_ratio = match self.penalty {
            SgdPenalty::L2 | SgdPenalty::None => 0.0,
            SgdPenalty::L1 => 1.0,
            SgdPenalty::Elasticnet => self.l1_ratio,
        };
        let penalty = if self.penalty == SgdPenalty::None { 0.0 } else { self.alpha };
        // Intercepts of sparse data move more slowly, or they would swing.
        let decay = if dense.is_some() { 1.0 } else { 0.01 };
        // The coefficients are `scale * v`, so that shrinking all is one multiplication.
        let mut v = vec![0.0; n];
        let mut scale = 1.0;
        let mut intercept = 0.0;
        let mut mean = vec![0.0; n];
        let mut mean_intercept = 0.0;
        // Absolute values: what each coefficient should and did lose (Tsuruoka and others 2009).
        let mut owed = 0.0;
        let mut paid = vec![0.0; if l1_ratio > 0.0 { n } else { 0 }];
        let typical = (1.0 / self.alpha.max(1e-300).sqrt()).sqrt();
        let first = typical / self.loss.slope(-typical, 1.0, self.epsilon).abs().max(1.0);
        let t0 = 1.0 / (first * self.alpha.max(1e-300));
        let mut eta0 = self.eta0;
        let mut best = f64::INFINITY;
        let mut idle = 0;
        let mut t = 1.0;
        let mut generator = Generator::new(self.random_state, stream);
        let mut order: Vec<usize> = (0..rows).collect();
        for epoch in 0..self.max_iter {
            if self.shuffle {
                generator.shuffle(&mut order);
            }
            let mut loss = 0.0;
            for &i in &order {
                let row = row(i);
                let s = scale * row.dot(&v) + intercept;
                let eta = match self.learning_rate {
                    LearningRate::Constant | LearningRate::Adaptive => eta0,
                    LearningRate::Optimal => 1.0 / (self.alpha * (t0 + t - 1.0)),
                    LearningRate::Invscaling => eta0 / f64::powf(t, self.power_t),
                };
                let weight = weights.map_or(1.0, |w| w[i]);
                loss += self.loss.value(s, y[i], self.epsilon) * weight;
                let slope = self.loss.slope(s, y[i], self.epsilon).clamp(-1e12, 1e12);
                let update = -eta * slope * weight;
                if penalty > 0.0 && l1_ratio < 1.0 {
                    scale *= (1.0 - (1.0 - l1_ratio) * eta * penalty).max(0.0);
                    if scale < 1e-9 {
                        v.iter_mut().for_each(|v| *v *= scale);
                        scale = 1.0;
                    }
                }
                if update != 0.0 {
                    row.add(update / scale, &mut v);
                    if self.fit_intercept {
                        intercept += update * decay;
                    }
                }
                if penalty > 0.0 && l1_ratio > 0.0 {
                    owed += l1_ratio * eta * penalty;
                    let mut pay = |j: usize| {
                        let before = scale * v[j];
                        let after = if before > 0.0 {
                            (before - (owed + paid[j])).max(0.0)
                        } else {
                            (before + (owed - paid[j])).min(0.0)
                        };
                        paid[j] += after - before;
                        v[j] = after / scale;
                    };
                    match row {
                        Row::Dense(_) => (0..n).for_each(&mut pay),
                        Row::Sparse(indices, _) => {
                            indices.iter().for_each(|&j| pay(j as usize));
                        }
                    }
                }
                if self.average {
                    let share = 1.0 / t;
                    for (mean, v) in mean.iter_mut().zip(&v) {
                        *mean += share * (scale * v - *mean);
                    }
                    mean_intercept += share * (intercept - mean_intercept);
                }
                t += 1.0;
            }
            if !loss.is_finite() || !intercept.is_finite() {
                return Err(Error::data(
                    self.estimator,
                    format!(
                        "the coefficients grew without end in round {}; scale the columns, or take \
                         a smaller eta0",
                        epoch + 1
                    ),
                ));
            }
            let progress =
                Progress { done: epoch + 1, total: self.max_iter, score: Some(loss / rows as f64) };
            self.options.step(self.estimator, progress)?;
            if loss > best - self.tol * rows as f64 {
                idle += 1;
            } else {
                idle = 0;
            }
            best = best.min(loss);
            if idle >= self.n_iter_no_change {
                if self.learning_rate == LearningRate::Adaptive && eta0 > 1e-6 {
                    eta0 /= 5.0;
                    idle = 0;
                } else {
                    return Ok(self.finish(
                        v,
                        scale,
                        intercept,
                        mean,
                        mean_intercept,
                        epoch + 1,
                        true,
                    ));
                }
            }
        }
        Ok(self.finish(v, scale, intercept, mean, mean_intercept, self.max_iter, false))
    }

    fn finish(
        &self,
        v: Vec<f64>,
        scale: f64,
        intercept: f64,
        mean: Vec<f64>,
        mean_intercept: f64,
        n_iter: usize,
        converged: bool,
    ) -> Trained {
        if self.average {
            return Trained { coef: mean, intercept: mean_intercept, n_iter, converged };
        }
        let coef = v.iter().map(|v| v * scale).collect();
        Trained { coef, intercept, n_iter, converged }
    }
}

macro_rules! sgd {
    ($name:ident, $doc:literal, $example:literal, $loss:expr, $rate:expr, $power:expr, $eta0:expr
     $(, $field:ident: $type:ty = $value:expr, $text:literal)?) => {
        #[doc = $doc]
        ///
        #[doc = $example]
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// What is made small.
            pub loss: SgdLoss,
            /// What keeps coefficients small.
            pub penalty: SgdPenalty,
            /// How much the penalty counts.
            pub alpha: f64,
            /// The share of absolute values in the penalty `elasticnet`, from 0 to 1.
            pub l1_ratio: f64,
            /// Whether there is an intercept.
            pub fit_intercept: bool,
            /// Most rounds over all rows.
            pub max_iter: usize,
            /// Stops when the mean loss of a round falls by less than this,
            pub tol: f64,
            /// this many rounds one after the other.
            pub n_iter_no_change: usize,
            /// Whether each round has its own order.
            pub shuffle: bool,
            /// From where on some losses count, or are straight.
            pub epsilon: f64,
            /// The seed of the orders.
            pub random_state: u64,
            /// How long the steps are.
            pub learning_rate: LearningRate,
            /// The first step's length, except for `optimal`.
            pub eta0: f64,
            /// The power in `invscaling`.
            pub power_t: f64,
            /// Whether the mean over all steps is kept instead of the last coefficients.
            pub average: bool,
            $(#[doc = $text] pub $field: $type,)?
        }

        impl Default for $name {
            fn default() -> Self {
                $name {
                    loss: $loss,
                    penalty: SgdPenalty::L2,
                    alpha: 1e-4,
                    l1_ratio: 0.15,
                    fit_intercept: true,
                    max_iter: 1000,
                    tol: 1e-3,
                    n_iter_no_change: 5,
                    shuffle: true,
                    epsilon: 0.1,
                    random_state: 0,
                    learning_rate: $rate,
                    eta0: $eta0,
                    power_t: $power,
                    average: false,
                    $($field: $value,)?
                }
            }
        }

        impl $name {
            fn sgd<'a>(&self, options: &'a FitOptions<'a>) -> Sgd<'a> {
                Sgd {
                    loss: self.loss,
                    penalty: self.penalty,
                    alpha: self.alpha,
                    l1_ratio: self.l1_ratio,
                    fit_intercept: self.fit_intercept,
                    max_iter: self.max_iter,
                    tol: self.tol,
                    shuffle: self.shuffle,
                    epsilon: self.epsilon,
                    random_state: self.random_state,
                    learning_rate: self.learning_rate,
                    eta0: self.eta0,
                    power_t: self.power_t,
                    n_iter_no_change: self.n_iter_no_change,
                    average: self.average,
                    estimator: Self::NAME,
                    options,
                }
            }
        }
    };
}

sgd!(
    SGDClassifier,
    "A linear classifier by stochastic gradient descent, as scikit-learn's class of that name; one \
     against the rest where there are more than two classes.",
    "```
use sparkler_learn::{Estimator, Matrix, Model, SGDClassifier};
let x = Matrix::new(4, 1, vec![-2.0, -1.0, 1.0, 2.0]).unwrap().into();
let model = SGDClassifier::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
assert_eq!(model.predict(&x).unwrap(), [0.0, 0.0, 1.0, 1.0]);
```",
    SgdLoss::Hinge,
    LearningRate::Optimal,
    0.5,
    0.01,
    class_weight: Option<ClassWeight> = None,
    "How much the rows of each class count."
);
sgd!(
    SGDRegressor,
    "Linear regression by stochastic gradient descent, as scikit-learn's class of that name. The \
     columns should be of about the same size.",
    "```
use sparkler_learn::{Estimator, Matrix, SGDRegressor};
let x = Matrix::new(4, 1, vec![-2.0, -1.0, 1.0, 2.0]).unwrap().into();
let estimator = SGDRegressor { tol: 1e-9, ..Default::default() };
let model = estimator.fit(&x, &[-3.0, -1.0, 3.0, 5.0]).unwrap();
assert!((model.coef[0] - 2.0).abs() < 0.01);
```",
    SgdLoss::SquaredError,
    LearningRate::Invscaling,
    0.25,
    0.01
);

/// What an [`SGDClassifier`] has learnt.
pub type SGDClassifierModel = LinearClassifier<SGDClassifier>;
/// What an [`SGDRegressor`] has learnt.
pub type SGDRegressorModel = LinearPredictor<SGDRegressor>;

impl Estimator for SGDClassifier {
    const NAME: &'static str = "SGDClassifier";
    const KIND: Kind = Kind::Classifier;
    type Fitted = SGDClassifierModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        let sgd = self.sgd(options);
        sgd.check()?;
        let classes = target::classes(Self::NAME, y, x.rows())?;
        let given = options.weights(Self::NAME, x.rows())?;
        let weights =
            ClassWeight::of_rows(self.class_weight.as_ref(), Self::NAME, &classes, given)?;
        let k = if classes.values.len() == 2 { 1 } else { classes.values.len() };
        let cost = x.rows() * x.columns() * 10;
        let trained = parallel::map(k, cost, |i| {
            let own = if k == 1 { 1 } else { i };
            // Losses of numbers are taken of -1 and 1 too.
            let targets: Vec<f64> = classes
                .codes
                .iter()
                .map(|&code| if code as usize == own { 1.0 } else { -1.0 })
                .collect();
            sgd.train(x, &targets, weights.as_deref(), i as u64)
        });
        let (mut coef, mut intercept, mut n_iter, mut converged) = (vec![], vec![], 0, true);
        for one in trained {
            let one = one?;
            coef.extend(one.coef);
            intercept.push(one.intercept);
            n_iter = n_iter.max(one.n_iter);
            converged &= one.converged;
        }
        let probabilities = match self.loss {
            SgdLoss::LogLoss => Probabilities::Logistic,
            SgdLoss::ModifiedHuber => Probabilities::ModifiedHuber,
            _ => Probabilities::None,
        };
        Ok(LinearClassifier::new(classes.values, coef, intercept, probabilities)
            .after(n_iter, converged))
    }
}

impl Estimator for SGDRegressor {
    const NAME: &'static str = "SGDRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = SGDRegressorModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        target::require_numbers(Self::NAME, y, x.rows())?;
        let sgd = self.sgd(options);
        sgd.check()?;
        if self.loss.is_for_classes() {
            return Err(Error::parameter(
                Self::NAME,
                "loss",
                format!("{:?}", self.loss),
                "a loss of numbers: squared_error, huber, epsilon_insensitive or \
                 squared_epsilon_insensitive",
            ));
        }
        let weights = options.weights(Self::NAME, x.rows())?;
        let one = sgd.train(x, y, weights, 0)?;
        Ok(LinearPredictor::new(one.coef, one.intercept).after(one.n_iter, one.converged))
    }
}
