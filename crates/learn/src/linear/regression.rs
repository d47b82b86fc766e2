//! Least squares, plain and with a penalty on squares.

use super::design::Design;
use super::models::{LinearClassifier, LinearPredictor, Probabilities};
use crate::class_weight::ClassWeight;
use crate::estimator::{Estimator, FitOptions, Kind};
use crate::linalg::{self, Cholesky, least_squares, symmetric_eigen};
use crate::target;
use crate::{Error, Features, Result};
use serde::{Deserialize, Serialize};
use sparkler_cpu::double;

/// Linear regression by least squares, as scikit-learn's class of that name. Where columns depend
/// on each other, it finds the shortest of the best coefficients.
///
/// ```
/// use sparkler_learn::{Estimator, LinearRegression, Matrix};
/// let x = Matrix::new(3, 1, vec![0.0, 1.0, 2.0]).unwrap().into();
/// let model = LinearRegression::default().fit(&x, &[1.0, 3.0, 5.0]).unwrap();
/// assert!((model.coef[0] - 2.0).abs() < 1e-12 && (model.intercept - 1.0).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinearRegression {
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// Singular values below this share of the largest count as zero.
    pub tol: f64,
}

impl Default for LinearRegression {
    fn default() -> Self {
        LinearRegression { fit_intercept: true, tol: 1e-6 }
    }
}

/// What a [`LinearRegression`] has learnt.
pub type LinearRegressionModel = LinearPredictor<LinearRegression>;

impl Estimator for LinearRegression {
    const NAME: &'static str = "LinearRegression";
    const KIND: Kind = Kind::Regressor;
    type Fitted = LinearRegressionModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        target::require_numbers(Self::NAME, y, x.rows())?;
        if !(0.0..1.0).contains(&self.tol) {
            return Err(Error::parameter(
                Self::NAME,
                "tol",
                self.tol,
                "a number from 0 to below 1",
            ));
        }
        let weights = options.weights(Self::NAME, x.rows())?;
        let design = Design::new(x);
        let Centre { means, y_mean, .. } = Centre::new(&design, y, weights, self.fit_intercept);
        let (rows, n) = (x.rows(), x.columns());
        let dense = x.to_dense();
        let data = dense.to_f64();
        let mut centred = Vec::with_capacity(rows * n);
        let mut target = Vec::with_capacity(rows);
        for (i, row) in data.chunks_exact(n).enumerate() {
            let root = weights.map_or(1.0, |w| w[i].sqrt());
            centred.extend(row.iter().zip(&means).map(|(x, mean)| root * (x - mean)));
            target.push(root * (y[i] - y_mean));
        }
        let fit = least_squares(rows, n, &centred, 1, &target, self.tol)?;
        let intercept = y_mean - double::dot(&means, &fit.solution);
        Ok(LinearPredictor::new(fit.solution, intercept))
    }
}

/// The means that an intercept stands for.
struct Centre {
    means: Vec<f64>,
    y_mean: f64,
    total: f64,
}

impl Centre {
    fn new(design: &Design<'_>, y: &[f64], weights: Option<&[f64]>, intercept: bool) -> Centre {
        let total = weights.map_or(y.len() as f64, |w| w.iter().sum());
        if !intercept {
            return Centre { means: vec![0.0; design.columns()], y_mean: 0.0, total };
        }
        let y_sum: f64 = match weights {
            Some(w) => double::dot(w, y),
            None => y.iter().sum(),
        };
        Centre { means: design.means(weights), y_mean: y_sum / total, total }
    }
}

/// The coefficients (a row for each target) and intercepts of ridge regression.
fn ridge(
    estimator: &'static str,
    x: &Features,
    targets: &[Vec<f64>],
    weights: Option<&[f64]>,
    alpha: f64,
    fit_intercept: bool,
) -> Result<(Vec<f64>, Vec<f64>)> {
    x.require_finite(estimator)?;
    if alpha.is_nan() || alpha < 0.0 || alpha.is_infinite() {
        return Err(Error::parameter(estimator, "alpha", alpha, "a number of 0 or more"));
    }
    let design = Design::new(x);
    let (rows, n) = (x.rows(), x.columns());
    let mut all = Vec::new();
    let mut intercepts = Vec::new();
    let centres: Vec<Centre> =
        targets.iter().map(|y| Centre::new(&design, y, weights, fit_intercept)).collect();
    let Some(first) = centres.first() else { return Ok((all, intercepts)) };
    let means = &first.means;
    if n <= rows {
        let ones;
        let weights = match weights {
            Some(w) => w,
            None => {
                ones = vec![1.0; rows];
                &ones
            }
        };
        // The columns' means go before products are taken, so that large ones do no harm.
        let mut gram = match &design {
            Design::Dense { .. } if fit_intercept => {
                let dense = x.to_dense();
                let data = dense.to_f64();
                let mut centred = data.to_vec();
                for row in centred.chunks_exact_mut(n) {
                    row.iter_mut().zip(means).for_each(|(x, mean)| *x -= mean);
                }
                linalg::weighted_gram(rows, n, &centred, weights)
            }
            _ => {
                let mut gram = design.weighted_gram(weights);
                for (row, mean) in gram.chunks_exact_mut(n).zip(means) {
                    double::axpy(-first.total * mean, means, row);
                }
                gram
            }
        };
        (0..n).for_each(|i| gram[i * n + i] += alpha);
        let factor = Cholesky::new(n, &gram);
        let eigen = if factor.is_none() { Some(symmetric_eigen(n, &gram)?) } else { None };
        for (y, centre) in targets.iter().zip(&centres) {
            let centred: Vec<f64> =
                y.iter().zip(weights).map(|(y, w)| w * (y - centre.y_mean)).collect();
            let mut coef = design.weighted_sum(&centred);
            // The centred target adds up to 0, up to rounding.
            double::axpy(-centred.iter().sum::<f64>(), means, &mut coef);
            match (&factor, &eigen) {
                (Some(factor), _) => factor.solve(&mut coef),
                (None, Some(eigen)) => {
                    let limit = eigen.values[n - 1].abs() * n as f64 * f64::EPSILON;
                    let mut sum = vec![0.0; n];
                    for (value, vector) in eigen.values.iter().zip(eigen.vectors.chunks_exact(n)) {
                        if value.abs() > limit {
                            double::axpy(double::dot(vector, &coef) / value, vector, &mut sum);
                        }
                    }
                    coef = sum;
                }
                (None, None) => {}
            }
            intercepts.push(centre.y_mean - double::dot(means, &coef));
            all.extend(coef);
        }
        return Ok((all, intercepts));
    }
    // More columns than rows: w = X' (X X' + alpha)^-1 y.
    let roots: Vec<f64> =
        weights.map_or_else(|| vec![1.0; rows], |w| w.iter().map(|w| w.sqrt()).collect());
    let dense = x.to_dense();
    let data = dense.to_f64();
    let mut centred = data.to_vec();
    for (row, root) in centred.chunks_exact_mut(n).zip(&roots) {
        row.iter_mut().zip(means).for_each(|(x, mean)| *x = root * (*x - mean));
    }
    let mut kernel = linalg::matmul_nt(rows, n, rows, &centred, &centred);
    (0..rows).for_each(|i| kernel[i * rows + i] += alpha);
    let factor = Cholesky::new(rows, &kernel);
    for (y, centre) in targets.iter().zip(&centres) {
        let mut dual: Vec<f64> =
            y.iter().zip(&roots).map(|(y, root)| root * (y - centre.y_mean)).collect();
        let coef = match &factor {
            Some(factor) => {
                factor.solve(&mut dual);
                linalg::matvec_t(rows, n, &centred, &dual)
            }
            None => least_squares(rows, n, &centred, 1, &dual, f64::EPSILON * n as f64)?.solution,
        };
        intercepts.push(centre.y_mean - double::dot(means, &coef));
        all.extend(coef);
    }
    Ok((all, intercepts))
}

/// Linear regression with the squares of the coefficients as a penalty, as scikit-learn's class of
/// that name. Minimises `|y - X w|^2 + alpha |w|^2`.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Ridge};
/// let x = Matrix::new(2, 1, vec![-1.0, 1.0]).unwrap().into();
/// let model = Ridge { alpha: 2.0, ..Default::default() }.fit(&x, &[-1.0, 1.0]).unwrap();
/// assert!((model.coef[0] - 0.5).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ridge {
    /// How much the penalty counts, 0 or more.
    pub alpha: f64,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
}

impl Default for Ridge {
    fn default() -> Self {
        Ridge { alpha: 1.0, fit_intercept: true }
    }
}

/// What a [`Ridge`] has learnt.
pub type RidgeModel = LinearPredictor<Ridge>;

impl Estimator for Ridge {
    const NAME: &'static str = "Ridge";
    const KIND: Kind = Kind::Regressor;
    type Fitted = RidgeModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        target::require_numbers(Self::NAME, y, x.rows())?;
        let weights = options.weights(Self::NAME, x.rows())?;
        let (coef, intercept) =
            ridge(Self::NAME, x, &[y.to_vec()], weights, self.alpha, self.fit_intercept)?;
        Ok(LinearPredictor::new(coef, intercept[0]))
    }
}

/// [`Ridge`] on targets of -1 and 1, one for each class (one for two), as scikit-learn's class of
/// that name.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, RidgeClassifier};
/// let x = Matrix::new(4, 1, vec![0.0, 1.0, 2.0, 3.0]).unwrap().into();
/// let model = RidgeClassifier::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [0.0, 0.0, 1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RidgeClassifier {
    /// How much the penalty counts, 0 or more.
    pub alpha: f64,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// How much the rows of each class count.
    pub class_weight: Option<ClassWeight>,
}

impl Default for RidgeClassifier {
    fn default() -> Self {
        RidgeClassifier { alpha: 1.0, fit_intercept: true, class_weight: None }
    }
}

/// What a [`RidgeClassifier`] has learnt.
pub type RidgeClassifierModel = LinearClassifier<RidgeClassifier>;

impl Estimator for RidgeClassifier {
    const NAME: &'static str = "RidgeClassifier";
    const KIND: Kind = Kind::Classifier;
    type Fitted = RidgeClassifierModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let classes = target::classes(Self::NAME, y, x.rows())?;
        let given = options.weights(Self::NAME, x.rows())?;
        let weights =
            ClassWeight::of_rows(self.class_weight.as_ref(), Self::NAME, &classes, given)?;
        let k = classes.values.len();
        let own = if k == 2 { 1..2 } else { 0..k };
        let targets: Vec<Vec<f64>> = own
            .map(|class| {
                let target = |&code: &u32| if code as usize == class { 1.0 } else { -1.0 };
                classes.codes.iter().map(target).collect()
            })
            .collect();
        let (coef, intercept) =
            ridge(Self::NAME, x, &targets, weights.as_deref(), self.alpha, self.fit_intercept)?;
        Ok(LinearClassifier::new(classes.values, coef, intercept, Probabilities::None))
    }
}
