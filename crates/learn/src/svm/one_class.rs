//! Outliers: the region that holds most of the rows.

use super::kernel::{Expansion, Gamma, Gram, Kernel, KernelKind};
use super::solver::{self, Problem};
use super::svc::nonzero;
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};

/// The one-class machine of Schölkopf et al., *Estimating the Support of a High-Dimensional
/// Distribution* (2001), as scikit-learn's class of that name. It ignores the target.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, OneClassSVM};
/// let x = Matrix::from_rows(&[[0.0], [0.44], [0.45], [0.46], [1.0]]).unwrap().into();
/// let model = OneClassSVM::default().fit(&x, &[]).unwrap();
/// let new = Matrix::from_rows(&[[3.0]]).unwrap().into();
/// assert_eq!(model.predict(&new).unwrap(), [-1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OneClassSVM {
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
    /// Most outliers and least support vectors, as a share of the rows: above 0, at most 1.
    pub nu: f64,
    /// Leave out points that stay where they are.
    pub shrinking: bool,
    /// Memory for kernel values, in megabytes.
    pub cache_size: f64,
    /// Most steps; -1 for no limit.
    pub max_iter: i64,
}

impl Default for OneClassSVM {
    fn default() -> Self {
        OneClassSVM {
            kernel: KernelKind::Rbf,
            degree: 3,
            gamma: Gamma::default(),
            coef0: 0.0,
            tol: 1e-3,
            nu: 0.5,
            shrinking: true,
            cache_size: 200.0,
            max_iter: -1,
        }
    }
}

/// What a [`OneClassSVM`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OneClassSvmModel {
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

pub(super) fn as_many(estimator: &'static str, coefficients: usize, vectors: usize) -> Result<()> {
    if coefficients == vectors {
        return Ok(());
    }
    Err(Error::Model {
        what: estimator.into(),
        reason: format!("{coefficients} coefficients for {vectors} support vectors"),
    })
}

impl Estimator for OneClassSVM {
    const NAME: &'static str = "OneClassSVM";
    const KIND: Kind = Kind::Outlier;
    type Fitted = OneClassSvmModel;

    fn fit_with(
        &self,
        x: &Features,
        _y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<OneClassSvmModel> {
        let name = Self::NAME;
        if !(self.nu > 0.0 && self.nu <= 1.0) {
            return Err(Error::parameter(name, "nu", self.nu, "above 0 and at most 1"));
        }
        let limits = super::limits(name, self.tol, self.shrinking, self.cache_size, self.max_iter)?;
        x.require_finite(name)?;
        let kernel = Kernel::new(name, self.kernel, self.gamma, self.coef0, self.degree, x)?;
        let weights = options.weights(name, x.rows())?;
        let weight = |row: usize| weights.map_or(1.0, |w| w[row]);
        let rows: Vec<usize> = (0..x.rows()).filter(|&row| weight(row) > 0.0).collect();
        let upper: Vec<f64> = rows.iter().map(|&row| weight(row)).collect();
        // The sum of the coefficients is fixed: begin with the first rows at their bounds.
        let mut rest = self.nu * upper.iter().sum::<f64>();
        let beta = upper
            .iter()
            .map(|&most| {
                let beta = rest.min(most);
                rest -= beta;
                beta
            })
            .collect();
        let n = rows.len();
        let (linear, lower) = (vec![0.0; n], vec![0.0; n]);
        let problem = Problem { linear, lower, upper, insensitivity: 0.0, beta, groups: None };
        let gram = Gram::new(kernel, x, &rows);
        let solution = solver::solve(name, gram, problem, limits, options)?;
        let (support, dual_coef) = nonzero(&rows, &solution.beta);
        Ok(OneClassSvmModel {
            expansion: Expansion::new(kernel, x, support),
            dual_coef,
            intercept: -solution.rho,
            n_iter: solution.iterations,
            converged: solution.converged,
        })
    }
}

impl Model for OneClassSvmModel {
    fn estimator(&self) -> &'static str {
        OneClassSVM::NAME
    }

    fn n_features(&self) -> usize {
        self.expansion.n_features()
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let values = self.decision_function(x)?.into_f64();
        Ok(values.iter().map(|&v| if v > 0.0 { 1.0 } else { -1.0 }).collect())
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        let mut sums = self.expansion.sums(OneClassSVM::NAME, x, &self.dual_coef)?;
        sums.iter_mut().for_each(|sum| *sum += self.intercept);
        Matrix::new(x.rows(), 1, sums)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let scores = self.expansion.onnx_sums(graph, x, &self.dual_coef, &[self.intercept])?;
        let flat = graph.reduce("ReduceSum", &scores, 1);
        let ordinary = graph.with("Greater", &flat, 0.0);
        Ok(Output::Outliers { ordinary, scores })
    }

    fn validate(&self) -> Result<()> {
        self.expansion.validate(OneClassSVM::NAME)?;
        as_many(OneClassSVM::NAME, self.dual_coef.len(), self.expansion.len())
    }
}
