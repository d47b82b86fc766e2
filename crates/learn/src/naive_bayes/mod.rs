//! Naive Bayes: classifiers that take columns as independent within each class.

use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::linear::Probabilities;
use crate::linear::design::Design;
use crate::onnx::{Builder, Output, Value};
use crate::rows::{best_classes, softmax};
use crate::target::{self, Classes};
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};
use sparkler_cpu::double;
use sparkler_formats::onnx::{Attribute, DataType};

/// What all of the family have learnt beside their own: classes and the logarithms of their shares.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Common {
    n_features: usize,
    classes: Vec<f64>,
    class_log_prior: Vec<f64>,
}

/// The classes of rows, and the weight of each class.
struct Counted {
    classes: Classes,
    weights: Vec<f64>,
    class_count: Vec<f64>,
}

fn count(name: &'static str, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Counted> {
    x.require_finite(name)?;
    let classes = target::classes(name, y, x.rows())?;
    let given = options.weights(name, x.rows())?;
    let weights: Vec<f64> = given.map_or_else(|| vec![1.0; y.len()], <[f64]>::to_vec);
    let mut class_count = vec![0.0; classes.values.len()];
    for (&code, w) in classes.codes.iter().zip(&weights) {
        class_count[code as usize] += w;
    }
    if let Some(i) = class_count.iter().position(|c| *c == 0.0) {
        let class = classes.values[i];
        return Err(Error::data(name, format!("all rows of class {class} have the weight 0")));
    }
    Ok(Counted { classes, weights, class_count })
}

impl Counted {
    fn common(
        &self,
        name: &'static str,
        n_features: usize,
        prior: Option<&[f64]>,
        fit_prior: bool,
    ) -> Result<Common> {
        let k = self.class_count.len();
        let total: f64 = self.class_count.iter().sum();
        let shares = match prior {
            Some(prior) => {
                let sum: f64 = prior.iter().sum();
                if prior.len() != k
                    || prior.iter().any(|p| p.is_nan() || *p <= 0.0)
                    || (sum - 1.0).abs() > 1e-6
                {
                    return Err(Error::parameter(
                        name,
                        "class_prior",
                        format!("{prior:?}"),
                        format!("{k} numbers above 0, one for each class, that add up to 1"),
                    ));
                }
                prior.to_vec()
            }
            None if fit_prior => self.class_count.iter().map(|c| c / total).collect(),
            None => vec![1.0 / k as f64; k],
        };
        Ok(Common {
            n_features,
            classes: self.classes.values.clone(),
            class_log_prior: shares.iter().map(|p| p.ln()).collect(),
        })
    }

    /// The sum of each column over the rows of each class, row after row.
    fn feature_counts(&self, design: &Design<'_>) -> Vec<f64> {
        let k = self.class_count.len();
        let n = design.columns();
        let mut out = vec![0.0; k * n];
        for class in 0..k {
            let own: Vec<f64> =
                (0..design.rows())
                    .map(|i| {
                        if self.classes.codes[i] as usize == class { self.weights[i] } else { 0.0 }
                    })
                    .collect();
            out[class * n..(class + 1) * n].copy_from_slice(&design.weighted_sum(&own));
        }
        out
    }
}

fn require_not_negative(name: &'static str, x: &Features) -> Result<()> {
    let negative = match x {
        Features::Dense(m) => m.to_f64().iter().any(|v| *v < 0.0),
        Features::Sparse(m) => (0..m.rows()).any(|row| m.row(row).1.iter().any(|v| *v < 0.0)),
    };
    if negative {
        return Err(Error::data(name, "X holds negative numbers: expected counts of 0 or more"));
    }
    Ok(())
}

fn require_alpha(name: &'static str, alpha: f64) -> Result<f64> {
    if alpha.is_nan() || alpha < 0.0 || alpha.is_infinite() {
        return Err(Error::parameter(name, "alpha", alpha, "a number of 0 or more"));
    }
    // No smoothing at all would give logarithms of 0.
    Ok(alpha.max(1e-10))
}

fn broken(name: &'static str, reason: &str) -> Error {
    Error::Model { what: name.into(), reason: reason.into() }
}

impl Common {
    fn validate(&self, name: &'static str) -> Result<()> {
        if self.classes.len() < 2 || self.classes.len() != self.class_log_prior.len() {
            return Err(broken(name, "expected two or more classes, and a prior for each"));
        }
        Ok(())
    }

    /// That a list holds one number for each class and column.
    fn require_table(&self, name: &'static str, table: &[f64]) -> Result<()> {
        if Some(table.len()) != self.classes.len().checked_mul(self.n_features) {
            return Err(broken(name, "expected one number for each class and column"));
        }
        Ok(())
    }

    fn require(&self, name: &'static str, x: &Features) -> Result<()> {
        x.require_columns(name, self.n_features)?;
        x.require_finite(name)
    }

    fn probabilities_of(&self, mut scores: Vec<f64>) -> Result<Matrix> {
        let k = self.classes.len();
        scores.chunks_exact_mut(k).for_each(softmax);
        Matrix::new(scores.len() / k, k, scores)
    }
}

/// What a model of the family answers, given the logarithms of its joint likelihood.
macro_rules! bayes_model {
    ($model:ty, $estimator:ty) => {
        impl Model for $model {
            fn estimator(&self) -> &'static str {
                <$estimator>::NAME
            }

            fn n_features(&self) -> usize {
                self.common.n_features
            }

            fn classes(&self) -> Option<&[f64]> {
                Some(&self.common.classes)
            }

            fn predict(&self, x: &Features) -> Result<Vec<f64>> {
                Ok(best_classes(&self.joint(x)?, &self.common.classes))
            }

            fn predict_proba(&self, x: &Features) -> Result<Matrix> {
                self.common.probabilities_of(self.joint(x)?)
            }

            fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
                let scores = self.joint_onnx(graph, x);
                Ok(graph.classes(&scores, false, Probabilities::Softmax))
            }

            fn validate(&self) -> Result<()> {
                self.common.validate(self.estimator())?;
                self.validate_own()
            }
        }
    };
}

/// Naive Bayes of numbers that are normal within each class, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{Estimator, GaussianNB, Matrix, Model};
/// let x = Matrix::new(4, 1, vec![0.0, 1.0, 5.0, 6.0]).unwrap().into();
/// let model = GaussianNB::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [0.0, 0.0, 1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GaussianNB {
    /// The classes' shares; those of the rows if not given.
    pub priors: Option<Vec<f64>>,
    /// The share of the largest column's variance that is added to all.
    pub var_smoothing: f64,
}

impl Default for GaussianNB {
    fn default() -> Self {
        GaussianNB { priors: None, var_smoothing: 1e-9 }
    }
}

/// What a [`GaussianNB`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GaussianNBModel {
    common: Common,
    /// The mean of each column in each class, class after class.
    pub theta: Vec<f64>,
    /// The variance likewise.
    pub var: Vec<f64>,
}

impl Estimator for GaussianNB {
    const NAME: &'static str = "GaussianNB";
    const KIND: Kind = Kind::Classifier;
    type Fitted = GaussianNBModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let counted = count(Self::NAME, x, y, options)?;
        if self.var_smoothing.is_nan() || self.var_smoothing < 0.0 {
            let expected = "a number of 0 or more";
            return Err(Error::parameter(
                Self::NAME,
                "var_smoothing",
                self.var_smoothing,
                expected,
            ));
        }
        let n = x.columns();
        let common = counted.common(Self::NAME, n, self.priors.as_deref(), true)?;
        let dense = x.to_dense();
        let data = dense.to_f64();
        let mut theta = counted.feature_counts(&Design::new(x));
        for (mean, count) in theta.chunks_exact_mut(n).zip(&counted.class_count) {
            mean.iter_mut().for_each(|m| *m /= count);
        }
        let mut var = vec![0.0; theta.len()];
        let mut mean = vec![0.0; n];
        for (i, row) in data.chunks_exact(n).enumerate() {
            let class = counted.classes.codes[i] as usize;
            for j in 0..n {
                let rest = row[j] - theta[class * n + j];
                var[class * n + j] += counted.weights[i] * rest * rest / counted.class_count[class];
                mean[j] += row[j] / y.len() as f64;
            }
        }
        let mut spread = vec![0.0; n];
        for row in data.chunks_exact(n) {
            for j in 0..n {
                spread[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / y.len() as f64;
            }
        }
        let largest = spread.iter().fold(0.0f64, |m, v| m.max(*v));
        let added = self.var_smoothing * largest;
        // Where all columns are constant any variance will do.
        let added = if largest == 0.0 { f64::MIN_POSITIVE } else { added };
        var.iter_mut().for_each(|v| *v += added);
        if var.contains(&0.0) {
            return Err(Error::data(
                Self::NAME,
                "a column is constant within a class: take a var_smoothing above 0",
            ));
        }
        Ok(GaussianNBModel { common, theta, var })
    }
}

impl GaussianNBModel {
    /// What is the same for all rows, class by class.
    fn constants(&self) -> Vec<f64> {
        let n = self.common.n_features;
        (0..self.common.classes.len())
            .map(|c| {
                let own = &self.var[c * n..(c + 1) * n];
                let logs: f64 = own.iter().map(|v| (std::f64::consts::TAU * v).ln()).sum();
                self.common.class_log_prior[c] - 0.5 * logs
            })
            .collect()
    }

    fn joint(&self, x: &Features) -> Result<Vec<f64>> {
        self.common.require(GaussianNB::NAME, x)?;
        let n = self.common.n_features;
        let k = self.common.classes.len();
        let constants = self.constants();
        let dense = x.to_dense();
        let mut out = Vec::with_capacity(x.rows() * k);
        for row in dense.to_f64().chunks_exact(n) {
            for c in 0..k {
                let mut sum = 0.0;
                for j in 0..n {
                    let rest = row[j] - self.theta[c * n + j];
                    sum += rest * rest / self.var[c * n + j];
                }
                out.push(constants[c] - 0.5 * sum);
            }
        }
        Ok(out)
    }

    fn joint_onnx(&self, graph: &mut Builder, x: &Value) -> Value {
        let (n, k) = (self.common.n_features, self.common.classes.len());
        let theta = graph.constant(&[k, n], &self.theta);
        let halves: Vec<f64> = self.var.iter().map(|v| -0.5 / v).collect();
        let halves = graph.constant(&[k, n], &halves);
        let wide = graph.widen(x, 1);
        // rows x classes x columns
        let rest = graph.call("Sub", &[&wide, &theta], vec![]);
        let squares = graph.call("Mul", &[&rest, &rest], vec![]);
        let parts = graph.call("Mul", &[&squares, &halves], vec![]);
        let sums = graph.reduce("ReduceSum", &parts, 2);
        let constants = graph.constant(&[k], &self.constants());
        graph.call("Add", &[&sums, &constants], vec![])
    }

    fn validate_own(&self) -> Result<()> {
        self.common.require_table(GaussianNB::NAME, &self.theta)?;
        self.common.require_table(GaussianNB::NAME, &self.var)
    }
}
bayes_model!(GaussianNBModel, GaussianNB);

/// What a [`MultinomialNB`], [`ComplementNB`] or [`BernoulliNB`] has learnt: a linear score for
/// each class.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Scores {
    /// What a unit of each column adds to each class's score, class after class.
    weights: Vec<f64>,
    /// The score of a row of zeros.
    constants: Vec<f64>,
    /// Above which a number counts as 1, where it is not counted as it is.
    binarize: Option<f64>,
}

impl Scores {
    fn of(&self, name: &'static str, common: &Common, x: &Features) -> Result<Vec<f64>> {
        common.require(name, x)?;
        let binary;
        let x = match self.binarize {
            Some(at) => {
                binary = binarized(x, at)?;
                &binary
            }
            None => x,
        };
        Ok(Design::new(x).scores(&self.weights, &self.constants))
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Value {
        let x = match self.binarize {
            Some(at) => {
                let above = graph.with("Greater", x, at);
                graph.cast(&above, DataType::Double)
            }
            None => x.clone(),
        };
        graph.linear(&x, &self.weights, &self.constants)
    }

    fn validate(&self, name: &'static str, common: &Common) -> Result<()> {
        if self.constants.len() != common.classes.len() {
            return Err(broken(name, "expected one constant for each class"));
        }
        common.require_table(name, &self.weights)
    }
}

/// 1 above a threshold, else 0.
fn binarized(x: &Features, at: f64) -> Result<Features> {
    Ok(match x {
        Features::Sparse(m) if at >= 0.0 => {
            let (mut starts, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
            for row in 0..m.rows() {
                let (i, v) = m.row(row);
                indices.extend(i.iter().zip(v).filter(|(_, v)| **v > at).map(|(i, _)| *i));
                values.resize(indices.len(), 1.0);
                starts.push(indices.len());
            }
            crate::SparseMatrix::new(m.rows(), m.columns(), starts, indices, values)?.into()
        }
        _ => {
            let dense = x.to_dense();
            let ones = dense.to_f64().iter().map(|v| f64::from(u8::from(*v > at))).collect();
            Matrix::new(x.rows(), x.columns(), ones)?.into()
        }
    })
}

macro_rules! linear_bayes {
    ($(#[$doc:meta])* $name:ident, $model:ident, $text:literal, $default:expr,
     { $($(#[$field_doc:meta])* $field:ident: $type:ty = $value:expr),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// What is added to each count, 0 or more.
            pub alpha: f64,
            $($(#[$field_doc])* pub $field: $type,)*
            /// Whether the classes' shares are learnt; else all are the same.
            pub fit_prior: bool,
            /// The classes' shares, if given.
            pub class_prior: Option<Vec<f64>>,
        }

        impl Default for $name {
            fn default() -> Self {
                $name { alpha: $default, $($field: $value,)* fit_prior: true, class_prior: None }
            }
        }

        #[doc = concat!("What a [`", $text, "`] has learnt.")]
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub struct $model {
            common: Common,
            scores: Scores,
            /// The logarithm of each column's share in each class (its weight, for
            /// [`ComplementNB`]), class after class.
            pub feature_log_prob: Vec<f64>,
        }

        impl $model {
            fn joint(&self, x: &Features) -> Result<Vec<f64>> {
                self.scores.of(<$name>::NAME, &self.common, x)
            }

            fn joint_onnx(&self, graph: &mut Builder, x: &Value) -> Value {
                self.scores.onnx(graph, x)
            }

            fn validate_own(&self) -> Result<()> {
                self.scores.validate(<$name>::NAME, &self.common)
            }
        }

        bayes_model!($model, $name);

        impl Estimator for $name {
            const NAME: &'static str = $text;
            const KIND: Kind = Kind::Classifier;
            type Fitted = $model;

            fn fit_with(
                &self,
                x: &Features,
                y: &[f64],
                options: &FitOptions<'_>,
            ) -> Result<Self::Fitted> {
                self.fit_family(x, y, options)
            }
        }
    };
}

linear_bayes!(
    /// Naive Bayes of counts, of words for instance, as scikit-learn's class of that name.
    ///
    /// ```
    /// use sparkler_learn::{Estimator, Matrix, Model, MultinomialNB};
    /// let x = Matrix::new(2, 2, vec![3.0, 0.0, 1.0, 4.0]).unwrap().into();
    /// let model = MultinomialNB::default().fit(&x, &[0.0, 1.0]).unwrap();
    /// assert_eq!(model.predict(&x).unwrap(), [0.0, 1.0]);
    /// ```
    MultinomialNB, MultinomialNBModel, "MultinomialNB", 1.0, {}
);

impl MultinomialNB {
    fn fit_family(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<MultinomialNBModel> {
        let alpha = require_alpha(Self::NAME, self.alpha)?;
        let counted = count(Self::NAME, x, y, options)?;
        require_not_negative(Self::NAME, x)?;
        let n = x.columns();
        let common = counted.common(Self::NAME, n, self.class_prior.as_deref(), self.fit_prior)?;
        let mut table = counted.feature_counts(&Design::new(x));
        for row in table.chunks_exact_mut(n) {
            row.iter_mut().for_each(|c| *c += alpha);
            let total = row.iter().sum::<f64>().ln();
            row.iter_mut().for_each(|c| *c = c.ln() - total);
        }
        let scores = Scores {
            weights: table.clone(),
            constants: common.class_log_prior.clone(),
            binarize: None,
        };
        Ok(MultinomialNBModel { common, scores, feature_log_prob: table })
    }
}

linear_bayes!(
    /// Naive Bayes of counts that learns each class from all others (Rennie and others 2003), as
    /// scikit-learn's class of that name: better where classes are of unequal size.
    ///
    /// ```
    /// use sparkler_learn::{ComplementNB, Estimator, Matrix, Model};
    /// let x = Matrix::new(2, 2, vec![3.0, 0.0, 1.0, 4.0]).unwrap().into();
    /// let model = ComplementNB::default().fit(&x, &[0.0, 1.0]).unwrap();
    /// assert_eq!(model.predict(&x).unwrap(), [0.0, 1.0]);
    /// ```
    ComplementNB, ComplementNBModel, "ComplementNB", 1.0, {
        /// Whether each class's weights are made to add up to 1.
        norm: bool = false,
    }
);

impl ComplementNB {
    fn fit_family(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<ComplementNBModel> {
        let alpha = require_alpha(Self::NAME, self.alpha)?;
        let counted = count(Self::NAME, x, y, options)?;
        require_not_negative(Self::NAME, x)?;
        let n = x.columns();
        let common = counted.common(Self::NAME, n, self.class_prior.as_deref(), self.fit_prior)?;
        let mut table = counted.feature_counts(&Design::new(x));
        let mut all = vec![0.0; n];
        table.chunks_exact(n).for_each(|row| double::axpy(1.0, row, &mut all));
        for row in table.chunks_exact_mut(n) {
            row.iter_mut().zip(&all).for_each(|(c, all)| *c = all + alpha - *c);
            let total = row.iter().sum::<f64>();
            row.iter_mut().for_each(|c| *c = (*c / total).ln());
            let scale = if self.norm { row.iter().sum::<f64>() } else { -1.0 };
            row.iter_mut().for_each(|c| *c /= scale);
        }
        // The classes' shares have a say only if there is one class.
        let constants = vec![0.0; common.classes.len()];
        let scores = Scores { weights: table.clone(), constants, binarize: None };
        Ok(ComplementNBModel { common, scores, feature_log_prob: table })
    }
}

linear_bayes!(
    /// Naive Bayes of columns that are there or not, as scikit-learn's class of that name.
    ///
    /// ```
    /// use sparkler_learn::{BernoulliNB, Estimator, Matrix, Model};
    /// let x = Matrix::new(2, 2, vec![1.0, 0.0, 1.0, 1.0]).unwrap().into();
    /// let model = BernoulliNB::default().fit(&x, &[0.0, 1.0]).unwrap();
    /// assert_eq!(model.predict(&x).unwrap(), [0.0, 1.0]);
    /// ```
    BernoulliNB, BernoulliNBModel, "BernoulliNB", 1.0, {
        /// Above which a number counts as there; `None` if they are 0 and 1 already.
        binarize: Option<f64> = Some(0.0),
    }
);

impl BernoulliNB {
    fn fit_family(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<BernoulliNBModel> {
        let alpha = require_alpha(Self::NAME, self.alpha)?;
        let counted = count(Self::NAME, x, y, options)?;
        let n = x.columns();
        let common = counted.common(Self::NAME, n, self.class_prior.as_deref(), self.fit_prior)?;
        let binary;
        let seen = match self.binarize {
            Some(at) => {
                binary = binarized(x, at)?;
                &binary
            }
            None => x,
        };
        let mut table = counted.feature_counts(&Design::new(seen));
        if self.binarize.is_none() {
            let within = |(row, count): (&[f64], &f64)| row.iter().all(|c| *c >= 0.0 && c <= count);
            if !table.chunks_exact(n).zip(&counted.class_count).all(within) {
                return Err(Error::data(
                    Self::NAME,
                    "X holds numbers outside 0 to 1: give a threshold as binarize",
                ));
            }
        }
        let mut weights = vec![0.0; table.len()];
        let mut constants = common.class_log_prior.clone();
        for (class, row) in table.chunks_exact_mut(n).enumerate() {
            let total = (counted.class_count[class] + 2.0 * alpha).ln();
            for (j, c) in row.iter_mut().enumerate() {
                let there = (*c + alpha).ln() - total;
                let absent = (1.0 - there.exp()).ln();
                weights[class * n + j] = there - absent;
                constants[class] += absent;
                *c = there;
            }
        }
        let scores = Scores { weights, constants, binarize: self.binarize };
        Ok(BernoulliNBModel { common, scores, feature_log_prob: table })
    }
}

/// Naive Bayes of columns of categories, whole numbers from 0, as scikit-learn's class of that
/// name. A category that was not seen counts as one that was never seen in any class.
///
/// ```
/// use sparkler_learn::{CategoricalNB, Estimator, Matrix, Model};
/// let x = Matrix::new(4, 1, vec![0.0, 0.0, 1.0, 2.0]).unwrap().into();
/// let model = CategoricalNB::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [0.0, 0.0, 1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CategoricalNB {
    /// What is added to each count, 0 or more.
    pub alpha: f64,
    /// Whether the classes' shares are learnt; else all are the same.
    pub fit_prior: bool,
    /// The classes' shares, if given.
    pub class_prior: Option<Vec<f64>>,
    /// The fewest categories of each column; more where more are seen.
    pub min_categories: usize,
}

impl Default for CategoricalNB {
    fn default() -> Self {
        CategoricalNB { alpha: 1.0, fit_prior: true, class_prior: None, min_categories: 0 }
    }
}

/// What a [`CategoricalNB`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CategoricalNBModel {
    common: Common,
    /// For each column the logarithm of each category's share in each class, class after class.
    pub feature_log_prob: Vec<Vec<f64>>,
    /// The number of categories of each column.
    pub n_categories: Vec<usize>,
}

/// The category that a number stands for.
fn category(value: f64, row: usize, column: usize) -> Result<usize> {
    if value < 0.0 || value.fract() != 0.0 || value > 1e6 {
        return Err(Error::data(
            CategoricalNB::NAME,
            format!(
                "{value} at row {row}, column {column}: expected whole numbers of 0 to 1000000"
            ),
        ));
    }
    Ok(value as usize)
}

impl Estimator for CategoricalNB {
    const NAME: &'static str = "CategoricalNB";
    const KIND: Kind = Kind::Classifier;
    type Fitted = CategoricalNBModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let alpha = require_alpha(Self::NAME, self.alpha)?;
        let counted = count(Self::NAME, x, y, options)?;
        let n = x.columns();
        let k = counted.class_count.len();
        let common = counted.common(Self::NAME, n, self.class_prior.as_deref(), self.fit_prior)?;
        let dense = x.to_dense();
        let data = dense.to_f64();
        let (mut tables, mut sizes) = (Vec::new(), Vec::new());
        for j in 0..n {
            let column: Vec<usize> =
                (0..x.rows()).map(|i| category(data[i * n + j], i, j)).collect::<Result<_>>()?;
            let seen = column.iter().max().map_or(0, |c| c + 1);
            let size = seen.max(self.min_categories);
            let mut table = vec![alpha; k * size];
            for (i, c) in column.iter().enumerate() {
                table[counted.classes.codes[i] as usize * size + c] += counted.weights[i];
            }
            for row in table.chunks_exact_mut(size) {
                let total = row.iter().sum::<f64>().ln();
                row.iter_mut().for_each(|c| *c = c.ln() - total);
            }
            tables.push(table);
            sizes.push(size);
        }
        Ok(CategoricalNBModel { common, feature_log_prob: tables, n_categories: sizes })
    }
}

impl CategoricalNBModel {
    fn joint(&self, x: &Features) -> Result<Vec<f64>> {
        self.common.require(CategoricalNB::NAME, x)?;
        let n = self.common.n_features;
        let dense = x.to_dense();
        let mut out = Vec::with_capacity(x.rows() * self.common.classes.len());
        for (i, row) in dense.to_f64().chunks_exact(n).enumerate() {
            let start = out.len();
            out.extend_from_slice(&self.common.class_log_prior);
            for j in 0..n {
                let c = category(row[j], i, j)?;
                let size = self.n_categories[j];
                // Of a category that no class has seen nothing is known.
                if c < size {
                    for (class, score) in out[start..].iter_mut().enumerate() {
                        *score += self.feature_log_prob[j][class * size + c];
                    }
                }
            }
        }
        Ok(out)
    }

    /// What is no category (a negative number, a part of a whole one) counts as the next lower
    /// one, or the first, where a prediction here is an error.
    fn joint_onnx(&self, graph: &mut Builder, x: &Value) -> Value {
        let k = self.common.classes.len();
        let mut sum = graph.for_each_row(x, &self.common.class_log_prior);
        for (j, (table, &size)) in self.feature_log_prob.iter().zip(&self.n_categories).enumerate()
        {
            // A row for each category, and one of zeros for those that no class has seen.
            let mut turned = crate::linalg::transpose(k, size, table);
            turned.resize((size + 1) * k, 0.0);
            let turned = graph.constant(&[size + 1, k], &turned);
            let column = graph.columns(x, &[j]);
            let (low, high) = (graph.constant(&[], &[0.0]), graph.constant(&[], &[size as f64]));
            let column = graph.call("Clip", &[&column, &low, &high], vec![]);
            let flat = graph.integers(&[-1]);
            let column = graph.call("Reshape", &[&column, &flat], vec![]);
            let place = graph.cast(&column, DataType::Int64);
            let logs = graph.call("Gather", &[&turned, &place], vec![Attribute::int("axis", 0)]);
            sum = graph.call("Add", &[&sum, &logs], vec![]);
        }
        sum
    }

    fn validate_own(&self) -> Result<()> {
        let k = self.common.classes.len();
        let fits = |(table, size): (&Vec<f64>, &usize)| Some(table.len()) == size.checked_mul(k);
        if self.n_categories.len() != self.common.n_features
            || self.feature_log_prob.len() != self.common.n_features
            || !self.feature_log_prob.iter().zip(&self.n_categories).all(fits)
        {
            return Err(broken(CategoricalNB::NAME, "expected a table of shares for each column"));
        }
        Ok(())
    }
}
bayes_model!(CategoricalNBModel, CategoricalNB);
