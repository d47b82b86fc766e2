//! Regression: a tube around the values within which errors cost nothing.

use super::kernel::{Expansion, Gamma, Gram, Kernel, KernelKind};
use super::solver::{self, Problem};
use super::svc::nonzero;
use crate::estimator::{Estimator, FitOptions, Kind, Model};
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
        })
    }
}

impl Model for SvrModel {
    fn estimator(&self) -> &'static str {
        SVR::NAME
    }

    fn n_features(&self) -> usize {
        self.expansion.n_features()
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let mut sums = self.expansion.sums(SVR::NAME, x, &self.dual_coef)?;
        sums.iter_mut().for_each(|sum| *sum += self.intercept);
        Ok(sums)
    }

    fn validate(&self) -> Result<()> {
        self.expansion.validate(SVR::NAME)?;
        super::one_class::as_many(SVR::NAME, self.dual_coef.len(), self.expansion.len())
    }
}
