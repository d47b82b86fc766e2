//! Logistic regression, for two classes and more.

use super::coordinate::soft_threshold;
use super::design::Design;
use super::models::{LinearClassifier, Probabilities};
use super::optimize::{Minimum, Stop, lbfgs, newton};
use crate::class_weight::ClassWeight;
use crate::estimator::{Estimator, FitOptions, Kind, Progress};
use crate::linalg::sum_over_rows;
use crate::rows::softmax;
use crate::target::{self, Classes};
use crate::{Error, Features, Result};
use serde::{Deserialize, Serialize};
use sparkler_cpu::double;
use std::ops::Range;

/// What keeps coefficients small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Penalty {
    /// By `l1_ratio`: squares at 0, absolute values at 1, both in between.
    #[default]
    Auto,
    /// Half the sum of squares.
    L2,
    /// The sum of absolute values; makes coefficients exactly 0.
    L1,
    /// `l1_ratio` of the absolute values, the rest of the squares.
    Elasticnet,
    /// Nothing.
    None,
}

/// How the minimum is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Solver {
    /// Limited-memory BFGS: any number of columns.
    #[default]
    Lbfgs,
    /// Newton's method: few steps, each with a matrix of all coefficients squared; best for many
    /// rows and few columns.
    NewtonCholesky,
}

/// Logistic regression, as scikit-learn's class of that name. Minimises `C` times the sum of the
/// logistic losses plus the penalty; the intercept is not penalised. For more than two classes the
/// loss is that of softmax over all classes. Where absolute values are in the penalty, proximal
/// Newton steps by coordinate descent are used whatever the solver (Friedman, Hastie and Tibshirani
/// 2010; Yuan, Ho and Lin 2012).
///
/// ```
/// use sparkler_learn::{Estimator, LogisticRegression, Matrix, Model};
/// let x = Matrix::new(4, 1, vec![0.0, 1.0, 2.0, 3.0]).unwrap().into();
/// let model = LogisticRegression::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [0.0, 0.0, 1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogisticRegression {
    /// What keeps coefficients small.
    pub penalty: Penalty,
    /// How much the losses count against the penalty, above 0.
    #[serde(rename = "C")]
    pub c: f64,
    /// The share of absolute values in the penalty, from 0 to 1.
    pub l1_ratio: f64,
    /// Stops at this largest element of the gradient of the mean loss and penalty.
    pub tol: f64,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// How much the rows of each class count.
    pub class_weight: Option<ClassWeight>,
    /// How the minimum is found.
    pub solver: Solver,
    /// Most steps.
    pub max_iter: usize,
}

impl Default for LogisticRegression {
    fn default() -> Self {
        LogisticRegression {
            penalty: Penalty::Auto,
            c: 1.0,
            l1_ratio: 0.0,
            tol: 1e-4,
            fit_intercept: true,
            class_weight: None,
            solver: Solver::Lbfgs,
            max_iter: 100,
        }
    }
}

/// What a [`LogisticRegression`] has learnt.
pub type LogisticRegressionModel = LinearClassifier<LogisticRegression>;

/// The mean loss over rows, as a function of scores and of coefficients.
struct Loss<'a> {
    design: &'a Design<'a>,
    codes: &'a [u32],
    weights: Option<&'a [f64]>,
    total: f64,
    /// Rows of coefficients: 1 for two classes.
    k: usize,
    intercept: bool,
}

impl Loss<'_> {
    fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |w| w[row])
    }

    /// Turns the scores of some rows into derivatives of the loss by them (not yet divided by the
    /// total weight), and gives the loss.
    fn derivatives(&self, rows: Range<usize>, scores: &mut [f64], work: &mut [f64]) -> f64 {
        let mut loss = 0.0;
        let codes = &self.codes[rows.clone()];
        if self.k > 1 {
            for (i, row) in scores.chunks_exact_mut(self.k).enumerate() {
                let largest = row.iter().fold(f64::NEG_INFINITY, |m, v| m.max(*v));
                let own = row[codes[i] as usize] - largest;
                row.iter_mut().for_each(|v| *v -= largest);
                loss -= self.weight(rows.start + i) * own;
            }
            double::exp(scores);
            for (i, row) in scores.chunks_exact_mut(self.k).enumerate() {
                let weight = self.weight(rows.start + i);
                let sum: f64 = row.iter().sum();
                loss += weight * sum.ln();
                row.iter_mut().for_each(|v| *v *= weight / sum);
                row[codes[i] as usize] -= weight;
            }
            return loss;
        }
        let work = &mut work[..scores.len()];
        work.iter_mut().zip(&*scores).for_each(|(e, z)| *e = -z.abs());
        double::exp(work);
        // Losses are max(z, 0) - t z + ln(1 + exp(-|z|)).
        match self.weights {
            None => {
                // The logarithm of a product is cheaper than a sum of logarithms.
                for e in work.chunks(256) {
                    loss += e.iter().fold(1.0, |p, e| p * (1.0 + e)).ln();
                }
                for ((z, e), &code) in scores.iter_mut().zip(&*work).zip(codes) {
                    let t = f64::from(code);
                    let positive = f64::from(u8::from(*z > 0.0));
                    loss += *z * (positive - t);
                    *z = (positive + (1.0 - positive) * e) / (1.0 + e) - t;
                }
            }
            Some(weights) => {
                let weights = &weights[rows];
                for (((z, e), &code), w) in scores.iter_mut().zip(&*work).zip(codes).zip(weights) {
                    let t = f64::from(code);
                    let top = if *z > 0.0 { 1.0 } else { *e };
                    loss += w * (z.max(0.0) - t * *z + e.ln_1p());
                    *z = w * (top / (1.0 + e) - t);
                }
            }
        }
        loss
    }

    fn split<'p>(&self, params: &'p [f64]) -> (&'p [f64], Vec<f64>) {
        let n = self.k * self.design.columns();
        let intercept = if self.intercept { params[n..].to_vec() } else { vec![0.0; self.k] };
        (&params[..n], intercept)
    }

    /// The mean loss and its gradient by coefficients and intercepts: one pass over the rows.
    fn value_and_gradient(&self, params: &[f64], gradient: &mut [f64]) -> f64 {
        let (coef, intercept) = self.split(params);
        let (k, n) = (self.k, coef.len());
        let block = self.design.block();
        let cost = 2 * k * self.design.cost_of_row() + 8 * k;
        let sums = sum_over_rows(self.design.rows(), n + k + 1, cost, |range, out| {
            let mut scores = vec![0.0; block * k];
            let mut work = vec![0.0; block];
            for first in range.clone().step_by(block) {
                let rows = first..(first + block).min(range.end);
                let scores = &mut scores[..rows.len() * k];
                self.design.scores_of(rows.clone(), coef, &intercept, scores);
                out[n + k] += self.derivatives(rows.clone(), scores, &mut work);
                self.design.add_rows(rows, k, scores, &mut out[..n]);
                for row in scores.chunks_exact(k) {
                    row.iter().zip(&mut out[n..n + k]).for_each(|(d, sum)| *sum += d);
                }
            }
        });
        let len = gradient.len();
        gradient.iter_mut().zip(&sums[..len]).for_each(|(g, s)| *g = s / self.total);
        sums[n + k] / self.total
    }

    /// The mean loss of given scores.
    fn of_scores(&self, scores: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (i, row) in scores.chunks_exact(self.k).enumerate() {
            let code = self.codes[i] as usize;
            sum += self.weight(i)
                * if self.k == 1 {
                    let z = if code == 1 { -row[0] } else { row[0] };
                    z.max(0.0) + (-z.abs()).exp().ln_1p()
                } else {
                    let largest = row.iter().fold(f64::NEG_INFINITY, |m, v| m.max(*v));
                    let exps: f64 = row.iter().map(|v| (v - largest).exp()).sum();
                    exps.ln() + largest - row[code]
                };
        }
        sum / self.total
    }

    /// Each row's probabilities, as many as there are rows of coefficients.
    fn probabilities(&self, scores: &[f64]) -> Vec<f64> {
        let mut p = scores.to_vec();
        if self.k == 1 {
            p.iter_mut().for_each(|z| *z = 1.0 / (1.0 + (-*z).exp()));
        } else {
            p.chunks_exact_mut(self.k).for_each(softmax);
        }
        p
    }

    /// The Hessian of the mean loss by all coefficients, then all intercepts.
    fn hessian(&self, params: &[f64]) -> Vec<f64> {
        let (coef, intercept) = self.split(params);
        let (k, columns) = (self.k, self.design.columns());
        let p = self.probabilities(&self.design.scores(coef, &intercept));
        let size = params.len();
        let width = columns + usize::from(self.intercept);
        let place = |class: usize, i: usize| {
            if i < columns { class * columns + i } else { k * columns + class }
        };
        let mut out = vec![0.0; size * size];
        for a in 0..k {
            for b in 0..=a {
                let weights: Vec<f64> = (0..self.design.rows())
                    .map(|row| {
                        let (pa, pb) = (p[row * k + a], p[row * k + b]);
                        self.weight(row) / self.total
                            * if a == b { pa * (1.0 - pa) } else { -pa * pb }
                    })
                    .collect();
                let gram = self.design.weighted_gram_with_ones(&weights, self.intercept);
                for i in 0..width {
                    for j in 0..width {
                        let (x, y) = (place(a, i), place(b, j));
                        out[x * size + y] = gram[i * width + j];
                        out[y * size + x] = gram[i * width + j];
                    }
                }
            }
        }
        out
    }
}

impl LogisticRegression {
    /// The weights of squares and of absolute values in the penalty.
    fn strengths(&self) -> Result<(f64, f64)> {
        let wrong = |parameter, value: f64, expected: &str| {
            Err(Error::parameter(Self::NAME, parameter, value, expected))
        };
        if self.c.is_nan() || self.c <= 0.0 {
            return wrong("C", self.c, "a number above 0");
        }
        if !(0.0..=1.0).contains(&self.l1_ratio) {
            return wrong("l1_ratio", self.l1_ratio, "a number from 0 to 1");
        }
        if self.tol.is_nan() || self.tol < 0.0 {
            return wrong("tol", self.tol, "a number of 0 or more");
        }
        let l1_ratio = match self.penalty {
            Penalty::None => return Ok((0.0, 0.0)),
            Penalty::L2 => 0.0,
            Penalty::L1 => 1.0,
            Penalty::Auto | Penalty::Elasticnet => self.l1_ratio,
        };
        Ok(((1.0 - l1_ratio) / self.c, l1_ratio / self.c))
    }

    fn smooth(&self, loss: &Loss<'_>, l2: f64, options: &FitOptions<'_>) -> Result<Minimum> {
        let n = loss.k * loss.design.columns();
        let size = n + if loss.intercept { loss.k } else { 0 };
        let start = vec![0.0; size];
        let stop = Stop { gradient: self.tol, value: 64.0 * f64::EPSILON, max_iter: self.max_iter };
        let both = |params: &[f64], gradient: &mut [f64]| {
            let value = loss.value_and_gradient(params, gradient);
            double::axpy(l2, &params[..n], &mut gradient[..n]);
            value + 0.5 * l2 * double::dot(&params[..n], &params[..n])
        };
        if self.solver == Solver::Lbfgs {
            return lbfgs(Self::NAME, start, &stop, options, both);
        }
        newton(
            Self::NAME,
            start,
            &Stop { value: 0.0, ..stop },
            options,
            |params| {
                let mut gradient = vec![0.0; size];
                let value = both(params, &mut gradient);
                let mut hessian = loss.hessian(params);
                (0..n).for_each(|i| hessian[i * size + i] += l2);
                if loss.k > 1 {
                    // The same number added to all classes' intercepts changes nothing: this keeps
                    // their sum at 0.
                    for i in n..size {
                        for j in n..size {
                            hessian[i * size + j] += 1.0 / loss.k as f64;
                        }
                    }
                    if l2 == 0.0 {
                        for i in 0..n {
                            for j in (i % loss.design.columns()..n).step_by(loss.design.columns()) {
                                hessian[i * size + j] += 1.0 / loss.k as f64;
                            }
                        }
                    }
                }
                (value, gradient, hessian)
            },
            |params| both(params, &mut vec![0.0; size]),
        )
    }

    fn sparse(
        &self,
        loss: &Loss<'_>,
        l2: f64,
        l1: f64,
        options: &FitOptions<'_>,
    ) -> Result<Minimum> {
        let (k, columns, rows) = (loss.k, loss.design.columns(), loss.design.rows());
        let n = k * columns;
        let width = columns + usize::from(loss.intercept);
        let mut params = vec![0.0; n + if loss.intercept { k } else { 0 }];
        let mut scores = vec![0.0; rows * k];
        let penalty = |coef: &[f64]| {
            let absolute: f64 = coef.iter().map(|c| c.abs()).sum();
            l1 * absolute + 0.5 * l2 * double::dot(coef, coef)
        };
        let mut value = loss.of_scores(&scores);
        for step in 0..self.max_iter {
            let mut worst = 0.0f64;
            for class in 0..k {
                let p = loss.probabilities(&scores);
                let mut first = Vec::with_capacity(rows);
                let mut second = Vec::with_capacity(rows);
                for row in 0..rows {
                    let p = p[row * k + class];
                    let own = if k == 1 { 1 } else { class as u32 };
                    let t = f64::from(u8::from(loss.codes[row] == own));
                    let weight = loss.weight(row) / loss.total;
                    first.push(weight * (p - t));
                    second.push(weight * (p * (1.0 - p)).max(1e-12));
                }
                let mut old = params[class * columns..(class + 1) * columns].to_vec();
                let mut gradient = loss.design.weighted_sum(&first);
                double::axpy(l2, &old, &mut gradient);
                if loss.intercept {
                    old.push(params[n + class]);
                    gradient.push(first.iter().sum());
                }
                // How far from the minimum's conditions.
                for i in 0..width {
                    worst = worst.max(if i == columns {
                        gradient[i].abs()
                    } else if old[i] == 0.0 {
                        (gradient[i].abs() - l1).max(0.0)
                    } else {
                        (gradient[i] + l1.copysign(old[i])).abs()
                    });
                }
                let mut hessian = loss.design.weighted_gram_with_ones(&second, loss.intercept);
                (0..columns).for_each(|i| hessian[i * width + i] += l2);
                // The quadratic model's minimum by coordinate descent.
                let mut change = vec![0.0; width];
                let mut slope = gradient.clone();
                for _ in 0..1000 {
                    let mut largest = 0.0f64;
                    for i in 0..width {
                        let curve = hessian[i * width + i];
                        if curve <= 0.0 {
                            continue;
                        }
                        let at = old[i] + change[i];
                        let limit = if i == columns { 0.0 } else { l1 };
                        let next = soft_threshold(curve * at - slope[i], limit) / curve;
                        let step = next - at;
                        if step != 0.0 {
                            change[i] += step;
                            double::axpy(step, &hessian[i * width..(i + 1) * width], &mut slope);
                            largest = largest.max(curve * step.abs());
                        }
                    }
                    if largest <= 0.01 * self.tol.max(1e-12) {
                        break;
                    }
                }
                let intercept = if loss.intercept { change[columns] } else { 0.0 };
                let along = loss.design.scores(&change[..columns], &[intercept]);
                let before = penalty(&old[..columns]);
                let mut t = 1.0;
                let expected = double::dot(&gradient, &change)
                    + penalty_l1(l1, &old[..columns], &change[..columns]);
                while t > 1e-10 {
                    let mut trial = scores.clone();
                    for row in 0..rows {
                        trial[row * k + class] += t * along[row];
                    }
                    let mut next = old.clone();
                    double::axpy(t, &change, &mut next);
                    let there = loss.of_scores(&trial);
                    let gain = there - value + penalty(&next[..columns]) - before;
                    if gain <= 1e-4 * t * expected + 8.0 * f64::EPSILON * value.abs() {
                        params[class * columns..(class + 1) * columns]
                            .copy_from_slice(&next[..columns]);
                        if loss.intercept {
                            params[n + class] = next[columns];
                        }
                        scores = trial;
                        value = there;
                        break;
                    }
                    t *= 0.5;
                }
            }
            if worst <= self.tol {
                return Ok(Minimum { at: params, steps: step, converged: true });
            }
            let progress = Progress { done: step + 1, total: self.max_iter, score: Some(value) };
            options.step(Self::NAME, progress)?;
        }
        Ok(Minimum { at: params, steps: self.max_iter, converged: false })
    }
}

/// How much the absolute values grow by a change.
fn penalty_l1(l1: f64, old: &[f64], change: &[f64]) -> f64 {
    old.iter().zip(change).map(|(a, d)| l1 * ((a + d).abs() - a.abs())).sum()
}

impl Estimator for LogisticRegression {
    const NAME: &'static str = "LogisticRegression";
    const KIND: Kind = Kind::Classifier;
    type Fitted = LogisticRegressionModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        let (l2, l1) = self.strengths()?;
        let classes: Classes = target::classes(Self::NAME, y, x.rows())?;
        let given = options.weights(Self::NAME, x.rows())?;
        let weights =
            ClassWeight::of_rows(self.class_weight.as_ref(), Self::NAME, &classes, given)?;
        let total = weights.as_ref().map_or(x.rows() as f64, |w| w.iter().sum());
        if total <= 0.0 {
            return Err(Error::data(Self::NAME, "all rows have the weight 0: no row counts"));
        }
        let design = Design::new(x);
        let k = if classes.values.len() == 2 { 1 } else { classes.values.len() };
        let loss = Loss {
            design: &design,
            codes: &classes.codes,
            weights: weights.as_deref(),
            total,
            k,
            intercept: self.fit_intercept,
        };
        let (l2, l1) = (l2 / total, l1 / total);
        let minimum = if l1 > 0.0 {
            self.sparse(&loss, l2, l1, options)?
        } else {
            self.smooth(&loss, l2, options)?
        };
        let (coef, mut intercept) = loss.split(&minimum.at);
        if k > 1 {
            // The same number added to all changes nothing: the solvers agree on a sum of 0.
            let mean = intercept.iter().sum::<f64>() / k as f64;
            intercept.iter_mut().for_each(|v| *v -= mean);
        }
        let model =
            LinearClassifier::new(classes.values, coef.to_vec(), intercept, Probabilities::Softmax);
        let model = if k == 1 { model.with_probabilities(Probabilities::Logistic) } else { model };
        Ok(model.after(minimum.steps, minimum.converged))
    }
}
