//! Regression: a tube around the values within which errors cost nothing.

use super::kernel::{Expansion, Gamma, Gram, Kernel, KernelKind};
use super::solver::{self, Problem};
use super::svc::nonzero;
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Result, target};
use serde::{Deserialize, Serialize};

/// Support vector regression with kernels, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, SVR};
/// let x = Matrix::from_rows(&[[0.0], [1.0], [2.0], [3.0]]).unwrap().into();
/// let svr = SVR { c: 100.0, epsilon: 0.01, ..SVR::default() };
/// let y = [0.0, 1.0, 4.0, 9.0];
/// let found = svr.fit(&x, &y).unwrap().predict(&x).unwrap();
/// assert!(found.iter().zip(&y).all(|(a, b)| (a - b).abs() < 0.02));
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SVR {
    /// The kernel function.
    pub kernel: KernelKind,
    /// The power of a polynomial kernel.
    pub degree: u32,
    /// The factor in the kernel.
    pub gamma: Gamma,
    /// The constant of polynomial and sigmoid kernels.
    pub coef0: f64,
    /// How far from optimal the solution may be.
    pub tol: f64,
    /// How much an error costs, above 0.
    #[serde(rename = "C")]
    pub c: f64,
    /// Half the width of the tube, not negative.
    pub epsilon: f64,
    /// Leave out points that stay where they are.
    pub shrinking: bool,
    /// Memory for kernel values, in megabytes.
    pub cache_size: f64,
    /// Most steps; -1 for no limit.
    pub max_iter: i64,
}

impl Default for SVR {
    fn default() -> Self {
        SVR {
            kernel: KernelKind::Rbf,
            degree: 3,
            gamma: Gamma::default(),
            coef0: 0.0,
            tol: 1e-3,
            c: 1.0,
            epsilon: 0.1,
            shrinking: true,
            cache_size: 200.0,
            max_iter: -1,
        }
    }
}

/// What an [`SVR`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SvrModel {
    /// The support vectors.
    pub expansion: Expansion,
    /// The coefficient of each support vector.
    pub dual_coef: Vec<f64>,
    /// What is added to the sum.
    pub intercept: f64,
    /// The steps it took.
    pub n_iter: usize,
    /// Whether it reached the tolerance.
    pub converged: bool,
    nu: bool,
}

impl Estimator for SVR {
    const NAME: &'static str = "SVR";
    const KIND: Kind = Kind::Regressor;
    type Fitted = SvrModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<SvrModel> {
        let name = Self::NAME;
        super::positive(name, "C", self.c)?;
        if !(self.epsilon >= 0.0 && self.epsilon.is_finite()) {
            return Err(Error::parameter(name, "epsilon", self.epsilon, "0 or more"));
        }
        let limits = super::limits(name, self.tol, self.shrinking, self.cache_size, self.max_iter)?;
        x.require_finite(name)?;
        target::require_numbers(name, y, x.rows())?;
        let kernel = Kernel::new(name, self.kernel, self.gamma, self.coef0, self.degree, x)?;
        let weights = options.weights(name, x.rows())?;
        let weight = |row: usize| weights.map_or(1.0, |w| w[row]);
        let rows: Vec<usize> = (0..x.rows()).filter(|&row| weight(row) > 0.0).collect();
        let problem = Problem {
            linear: rows.iter().map(|&row| -y[row]).collect(),
            lower: rows.iter().map(|&row| -self.c * weight(row)).collect(),
            upper: rows.iter().map(|&row| self.c * weight(row)).collect(),
            insensitivity: self.epsilon,
            beta: vec![0.0; rows.len()],
            groups: None,
        };
        let gram = Gram::new(kernel, x, &rows);
        let solution = solver::solve(name, gram, problem, limits, options)?;
        let (support, dual_coef) = nonzero(&rows, &solution.beta);
        Ok(SvrModel {
            expansion: Expansion::new(kernel, x, support),
            dual_coef,
            intercept: -solution.rho,
            n_iter: solution.iterations,
            converged: solution.converged,
            nu: false,
        })
    }
}

impl Model for SvrModel {
    fn estimator(&self) -> &'static str {
        if self.nu { NuSVR::NAME } else { SVR::NAME }
    }

    fn n_features(&self) -> usize {
        self.expansion.n_features()
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let mut sums = self.expansion.sums(self.estimator(), x, &self.dual_coef)?;
        sums.iter_mut().for_each(|sum| *sum += self.intercept);
        Ok(sums)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let coef = &self.dual_coef;
        Ok(Output::Numbers(self.expansion.onnx_sums(graph, x, coef, &[self.intercept])?))
    }

    fn validate(&self) -> Result<()> {
        self.expansion.validate(self.estimator())?;
        super::one_class::as_many(self.estimator(), self.dual_coef.len(), self.expansion.len())
    }
}

/// Support vector regression where `nu` bounds the share of rows outside the tube, whose width
/// follows from it (Schölkopf et al., *New Support Vector Algorithms*, 2000), as scikit-learn's
/// class of that name. Other parameters are those of [`SVR`].
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, svm::NuSVR};
/// let x = Matrix::from_rows(&[[0.0], [1.0], [2.0], [3.0]]).unwrap().into();
/// let model = NuSVR { c: 100.0, ..NuSVR::default() }.fit(&x, &[0.0, 1.0, 4.0, 9.0]).unwrap();
/// assert!(model.predict(&x).unwrap()[3] > 4.0);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NuSVR {
    /// Above 0, at most 1.
    pub nu: f64,
    /// How much an error costs, above 0.
    #[serde(rename = "C")]
    pub c: f64,
    /// The kernel function.
    pub kernel: KernelKind,
    /// The power of a polynomial kernel.
    pub degree: u32,
    /// The factor in the kernel.
    pub gamma: Gamma,
    /// The constant of polynomial and sigmoid kernels.
    pub coef0: f64,
    /// Leave out points that stay where they are.
    pub shrinking: bool,
    /// How far from optimal the solution may be.
    pub tol: f64,
    /// Memory for kernel values, in megabytes.
    pub cache_size: f64,
    /// Most steps; -1 for no limit.
    pub max_iter: i64,
}

impl Default for NuSVR {
    fn default() -> Self {
        let svr = SVR::default();
        NuSVR {
            nu: 0.5,
            c: svr.c,
            kernel: svr.kernel,
            degree: svr.degree,
            gamma: svr.gamma,
            coef0: svr.coef0,
            shrinking: svr.shrinking,
            tol: svr.tol,
            cache_size: svr.cache_size,
            max_iter: svr.max_iter,
        }
    }
}

impl Estimator for NuSVR {
    const NAME: &'static str = "NuSVR";
    const KIND: Kind = Kind::Regressor;
    type Fitted = SvrModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<SvrModel> {
        let name = Self::NAME;
        super::positive(name, "C", self.c)?;
        if !(self.nu > 0.0 && self.nu <= 1.0) {
            return Err(Error::parameter(name, "nu", self.nu, "above 0 and at most 1"));
        }
        let limits = super::limits(name, self.tol, self.shrinking, self.cache_size, self.max_iter)?;
        x.require_finite(name)?;
        target::require_numbers(name, y, x.rows())?;
        let kernel = Kernel::new(name, self.kernel, self.gamma, self.coef0, self.degree, x)?;
        let weights = options.weights(name, x.rows())?;
        let weight = |row: usize| self.c * weights.map_or(1.0, |w| w[row]);
        let rows: Vec<usize> = (0..x.rows()).filter(|&row| weight(row) > 0.0).collect();
        // Each row twice: pulled up, and pulled down. Both sides begin with as much as nu allows.
        let n = rows.len();
        let mut rest = self.nu * rows.iter().map(|&row| weight(row)).sum::<f64>() / 2.0;
        let mut beta = vec![0.0; 2 * n];
        for (i, &row) in rows.iter().enumerate() {
            let share = rest.min(weight(row));
            rest -= share;
            (beta[i], beta[n + i]) = (share, -share);
        }
        let twice = [rows.as_slice(), rows.as_slice()].concat();
        let problem = Problem {
            linear: twice.iter().map(|&row| -y[row]).collect(),
            lower: (0..2 * n).map(|i| if i < n { 0.0 } else { -weight(twice[i]) }).collect(),
            upper: (0..2 * n).map(|i| if i < n { weight(twice[i]) } else { 0.0 }).collect(),
            insensitivity: 0.0,
            beta,
            groups: Some((0..2 * n).map(|i| i < n).collect()),
        };
        let gram = Gram::new(kernel, x, &twice);
        let solution = solver::solve(name, gram, problem, limits, options)?;
        let sums: Vec<f64> = (0..n).map(|i| solution.beta[i] + solution.beta[n + i]).collect();
        let (support, dual_coef) = nonzero(&rows, &sums);
        Ok(SvrModel {
            expansion: Expansion::new(kernel, x, support),
            dual_coef,
            intercept: -solution.rho,
            n_iter: solution.iterations,
            converged: solution.converged,
            nu: true,
        })
    }
}
