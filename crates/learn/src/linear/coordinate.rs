//! The lasso and the elastic net by coordinate descent (Friedman, Hastie and Tibshirani 2010).

use super::design::Design;
use super::models::LinearPredictor;
use crate::estimator::{Estimator, FitOptions, Kind, Progress};
use crate::{Error, Features, Result, target};
use serde::{Deserialize, Serialize};
use sparkler_cpu::double;

/// `x` brought nearer to 0 by `by`, and 0 where it is not farther than that.
pub(crate) fn soft_threshold(x: f64, by: f64) -> f64 {
    (x.abs() - by).max(0.0).copysign(x)
}

/// Linear regression with absolute values and squares of the coefficients as a penalty, as
/// scikit-learn's class of that name. Minimises
/// `|y - X w|^2 / (2 rows) + alpha (l1_ratio |w|_1 + (1 - l1_ratio) |w|^2 / 2)`.
///
/// ```
/// use sparkler_learn::{ElasticNet, Estimator, Matrix};
/// let x = Matrix::new(3, 1, vec![-1.0, 0.0, 1.0]).unwrap().into();
/// let model = ElasticNet { alpha: 0.0, ..Default::default() }.fit(&x, &[1.0, 3.0, 5.0]).unwrap();
/// assert!((model.coef[0] - 2.0).abs() < 1e-9);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ElasticNet {
    /// How much the penalty counts, 0 or more.
    pub alpha: f64,
    /// The share of absolute values in the penalty, from 0 to 1.
    pub l1_ratio: f64,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// Most rounds over all columns.
    pub max_iter: usize,
    /// Stops when the duality gap is below this share of the target's sum of squares.
    pub tol: f64,
    /// Whether coefficients must not be negative.
    pub positive: bool,
}

impl Default for ElasticNet {
    fn default() -> Self {
        ElasticNet {
            alpha: 1.0,
            l1_ratio: 0.5,
            fit_intercept: true,
            max_iter: 1000,
            tol: 1e-4,
            positive: false,
        }
    }
}

/// What an [`ElasticNet`] has learnt.
pub type ElasticNetModel = LinearPredictor<ElasticNet>;

/// [`ElasticNet`] with absolute values alone, as scikit-learn's class of that name: leaves out
/// columns that help little.
///
/// ```
/// use sparkler_learn::{Estimator, Lasso, Matrix};
/// let x = Matrix::new(3, 2, vec![-1.0, 0.1, 0.0, 0.3, 1.0, 0.1]).unwrap().into();
/// let model = Lasso { alpha: 0.1, ..Default::default() }.fit(&x, &[1.0, 3.0, 5.0]).unwrap();
/// assert_eq!(model.coef[1], 0.0);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lasso {
    /// How much the penalty counts, 0 or more.
    pub alpha: f64,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// Most rounds over all columns.
    pub max_iter: usize,
    /// Stops when the duality gap is below this share of the target's sum of squares.
    pub tol: f64,
    /// Whether coefficients must not be negative.
    pub positive: bool,
}

impl Default for Lasso {
    fn default() -> Self {
        let ElasticNet { alpha, fit_intercept, max_iter, tol, positive, .. } =
            ElasticNet::default();
        Lasso { alpha, fit_intercept, max_iter, tol, positive }
    }
}

/// What a [`Lasso`] has learnt.
pub type LassoModel = LinearPredictor<Lasso>;

/// The columns, each less its mean, times the square roots of the weights.
enum Columns {
    Dense {
        rows: usize,
        data: Vec<f64>,
    },
    /// Stored values times the roots; the mean of each column; the roots.
    Sparse {
        transposed: crate::SparseMatrix,
        means: Vec<f64>,
        roots: Vec<f64>,
    },
}

impl Columns {
    /// The product of column `j` with `shift * roots + rest`, which sums to 0 with the roots where
    /// means were taken off.
    fn dot(&self, j: usize, rest: &[f64], shift: f64) -> f64 {
        match self {
            Columns::Dense { rows, data } => double::dot(&data[j * rows..(j + 1) * rows], rest),
            Columns::Sparse { transposed, roots, .. } => {
                let (indices, values) = transposed.row(j);
                let mut sum = 0.0;
                for (&i, &v) in indices.iter().zip(values) {
                    let i = i as usize;
                    sum += v * (rest[i] + shift * roots[i]);
                }
                sum
            }
        }
    }

    /// `rest += factor * column j`.
    fn add(&self, j: usize, factor: f64, rest: &mut [f64], shift: &mut f64) {
        match self {
            Columns::Dense { rows, data } => {
                double::axpy(factor, &data[j * rows..(j + 1) * rows], rest);
            }
            Columns::Sparse { transposed, means, .. } => {
                let (indices, values) = transposed.row(j);
                for (&i, &v) in indices.iter().zip(values) {
                    rest[i as usize] += factor * v;
                }
                *shift -= factor * means[j];
            }
        }
    }
}

pub(super) struct Solved {
    pub(super) coef: Vec<f64>,
    pub(super) intercept: f64,
    pub(super) n_iter: usize,
    pub(super) converged: bool,
}

/// The data in the form in which coordinates descend.
pub(super) struct Problem {
    columns: Columns,
    means: Vec<f64>,
    y_mean: f64,
    total: f64,
    roots: Vec<f64>,
    target: Vec<f64>,
    squares: Vec<f64>,
}

impl Problem {
    /// Rows' weights are square roots on both sides, the intercept is in the means.
    pub(super) fn new(
        estimator: &'static str,
        x: &Features,
        y: &[f64],
        weights: Option<&[f64]>,
        fit_intercept: bool,
    ) -> Result<Problem> {
        x.require_finite(estimator)?;
        target::require_numbers(estimator, y, x.rows())?;
        let (rows, n) = (x.rows(), x.columns());
        let total = weights.map_or(rows as f64, |w| w.iter().sum());
        let roots: Vec<f64> =
            weights.map_or_else(|| vec![1.0; rows], |w| w.iter().map(|w| w.sqrt()).collect());
        let design = Design::new(x);
        let (means, y_mean) = if fit_intercept {
            let sum: f64 = y.iter().zip(&roots).map(|(y, r)| y * r * r).sum();
            (design.means(weights), sum / total)
        } else {
            (vec![0.0; n], 0.0)
        };
        let columns = match &design {
            Design::Dense { .. } => Columns::Dense {
                rows,
                data: design.centred_columns(&means, weights.is_some().then_some(&roots)),
            },
            Design::Sparse(m) => {
                let transposed = m.transpose();
                let mut starts = vec![0];
                let (mut indices, mut values) = (Vec::new(), Vec::new());
                for j in 0..n {
                    let (i, v) = transposed.row(j);
                    indices.extend_from_slice(i);
                    values.extend(v.iter().zip(i).map(|(v, &i)| v * roots[i as usize]));
                    starts.push(indices.len());
                }
                let transposed = crate::SparseMatrix::new(n, rows, starts, indices, values)?;
                Columns::Sparse { transposed, means: means.clone(), roots: roots.clone() }
            }
        };
        let target: Vec<f64> = y.iter().zip(&roots).map(|(y, r)| (y - y_mean) * r).collect();
        let squares: Vec<f64> = (0..n)
            .map(|j| match &columns {
                Columns::Dense { rows, data } => {
                    let column = &data[j * rows..(j + 1) * rows];
                    double::dot(column, column)
                }
                Columns::Sparse { transposed, means, .. } => {
                    let (_, values) = transposed.row(j);
                    (double::dot(values, values) - total * means[j] * means[j]).max(0.0)
                }
            })
            .collect();
        Ok(Problem { columns, means, y_mean, total, roots, target, squares })
    }

    /// The smallest penalty at which all coefficients are 0.
    pub(super) fn largest_alpha(&self, l1_ratio: f64, positive: bool) -> f64 {
        let along = (0..self.means.len()).map(|j| self.columns.dot(j, &self.target, 0.0));
        let largest = along.map(|d| if positive { d } else { d.abs() }).fold(0.0, f64::max);
        largest / (self.total * l1_ratio)
    }

    /// Goes down coordinate by coordinate from a start.
    pub(super) fn descend(
        &self,
        estimator: &'static str,
        net: &ElasticNet,
        mut coef: Vec<f64>,
        options: &FitOptions<'_>,
    ) -> Result<Solved> {
        let Problem { columns, means, y_mean, total, roots, target, squares } = self;
        let n = means.len();
        // The penalties in the scale of sums instead of means.
        let l1 = net.alpha * net.l1_ratio * total;
        let l2 = net.alpha * (1.0 - net.l1_ratio) * total;
        let size = double::dot(target, target);
        let mut rest = target.clone();
        let mut shift = 0.0;
        for (j, c) in coef.iter().enumerate().filter(|(_, c)| **c != 0.0) {
            columns.add(j, -c, &mut rest, &mut shift);
        }
        let mut n_iter = 0;
        let mut converged = false;
        while n_iter < net.max_iter {
            let (mut largest_step, mut largest) = (0.0f64, 0.0f64);
            for j in 0..n {
                if squares[j] <= 0.0 {
                    continue;
                }
                let old = coef[j];
                let along = columns.dot(j, &rest, shift) + squares[j] * old;
                let mut next = soft_threshold(along, l1) / (squares[j] + l2);
                if net.positive && next < 0.0 {
                    next = 0.0;
                }
                if next != old {
                    columns.add(j, old - next, &mut rest, &mut shift);
                    coef[j] = next;
                }
                largest_step = largest_step.max((next - old).abs());
                largest = largest.max(next.abs());
            }
            n_iter += 1;
            options.step(estimator, Progress { done: n_iter, total: net.max_iter, score: None })?;
            if largest == 0.0 || largest_step / largest <= net.tol || n_iter == net.max_iter {
                // The duality gap, with the residuals scaled so that they are feasible.
                let mut dual = 0.0f64;
                for j in 0..n {
                    let along = columns.dot(j, &rest, shift) - l2 * coef[j];
                    dual = dual.max(if net.positive { along } else { along.abs() });
                }
                let full: Vec<f64> = rest.iter().zip(roots).map(|(v, r)| v + shift * r).collect();
                let squares = double::dot(&full, &full);
                let absolute: f64 = coef.iter().map(|c| c.abs()).sum();
                let coefs = double::dot(&coef, &coef);
                let scale = if dual > l1 { l1 / dual } else { 1.0 };
                let gap = if scale < 1.0 { 0.5 * squares * (1.0 + scale * scale) } else { squares };
                let gap = gap + l1 * absolute - scale * double::dot(&full, target)
                    + 0.5 * l2 * (1.0 + scale * scale) * coefs;
                if gap <= net.tol * size {
                    converged = true;
                    break;
                }
            }
        }
        let intercept = y_mean - double::dot(means, &coef);
        Ok(Solved { coef, intercept, n_iter, converged })
    }
}

impl ElasticNet {
    pub(super) fn check(&self, estimator: &'static str) -> Result<()> {
        let wrong = |parameter, value: f64, expected: &str| {
            Err(Error::parameter(estimator, parameter, value, expected))
        };
        if self.alpha.is_nan() || self.alpha < 0.0 || self.alpha.is_infinite() {
            return wrong("alpha", self.alpha, "a number of 0 or more");
        }
        if !(0.0..=1.0).contains(&self.l1_ratio) {
            return wrong("l1_ratio", self.l1_ratio, "a number from 0 to 1");
        }
        if self.tol.is_nan() || self.tol < 0.0 {
            return wrong("tol", self.tol, "a number of 0 or more");
        }
        Ok(())
    }
}

fn solve(
    estimator: &'static str,
    net: &ElasticNet,
    x: &Features,
    y: &[f64],
    options: &FitOptions<'_>,
) -> Result<Solved> {
    net.check(estimator)?;
    let weights = options.weights(estimator, x.rows())?;
    let problem = Problem::new(estimator, x, y, weights, net.fit_intercept)?;
    problem.descend(estimator, net, vec![0.0; x.columns()], options)
}

impl Estimator for ElasticNet {
    const NAME: &'static str = "ElasticNet";
    const KIND: Kind = Kind::Regressor;
    type Fitted = ElasticNetModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let s = solve(Self::NAME, self, x, y, options)?;
        Ok(LinearPredictor::new(s.coef, s.intercept).after(s.n_iter, s.converged))
    }
}

impl Estimator for Lasso {
    const NAME: &'static str = "Lasso";
    const KIND: Kind = Kind::Regressor;
    type Fitted = LassoModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let net = ElasticNet {
            alpha: self.alpha,
            l1_ratio: 1.0,
            fit_intercept: self.fit_intercept,
            max_iter: self.max_iter,
            tol: self.tol,
            positive: self.positive,
        };
        let s = solve(Self::NAME, &net, x, y, options)?;
        Ok(LinearPredictor::new(s.coef, s.intercept).after(s.n_iter, s.converged))
    }
}
