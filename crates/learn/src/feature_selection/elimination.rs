//! Leaving out the columns that matter least, again and again (Guyon, Weston, Barnhill and Vapnik
//! 2002).

use super::{importances, transform, validate};
use crate::estimator::{AnyEstimator, AnyModel, Estimator, FitOptions, Kind, Model, Progress};
use crate::model_selection::validation::pick;
use crate::model_selection::{CrossValidator, Scoring};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};

/// A number of columns. In JSON a whole number, or a share with a decimal point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Select {
    /// So many.
    Count(usize),
    /// This share of all columns, between 0 and 1.
    Share(f64),
}

impl Select {
    pub(super) fn of(
        self,
        estimator: &'static str,
        parameter: &'static str,
        columns: usize,
    ) -> Result<usize> {
        match self {
            Select::Count(count) if count >= 1 => Ok(count),
            Select::Share(share) if share > 0.0 && share < 1.0 => {
                Ok(((share * columns as f64) as usize).max(1))
            }
            Select::Share(1.0) => Ok(columns),
            wrong => Err(Error::parameter(
                estimator,
                parameter,
                format!("{wrong:?}"),
                "1 or more, or a share between 0.0 and 1.0",
            )),
        }
    }
}

/// Fits, leaves out the columns that matter least to the model, and so on until few enough are left,
/// as scikit-learn's class of that name. The model on the columns that are left also predicts.
///
/// ```
/// use sparkler_learn::feature_selection::{RFE, Select};
/// use sparkler_learn::{Estimator, LinearRegression, Matrix};
/// let x = Matrix::new(4, 2, vec![0.0, 1.0, 1.0, 0.9, 2.0, 1.2, 3.0, 1.0]).unwrap().into();
/// let rfe = RFE {
///     estimator: Box::new(LinearRegression::default()),
///     n_features_to_select: Some(Select::Count(1)),
///     ..Default::default()
/// };
/// assert_eq!(rfe.fit(&x, &[0.0, 2.0, 4.0, 6.0]).unwrap().ranking, [1, 2]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RFE {
    /// The model: a linear one, trees, boosting.
    pub estimator: Box<dyn AnyEstimator>,
    /// How many columns are left in the end; half of them without it.
    pub n_features_to_select: Option<Select>,
    /// How many are left out at once.
    pub step: Select,
}

impl Default for RFE {
    fn default() -> Self {
        RFE {
            estimator: Box::new(crate::LogisticRegression::default()),
            n_features_to_select: None,
            step: Select::Count(1),
        }
    }
}

/// What an [`RFE`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct RFEModel {
    /// The columns that are left, ascending.
    pub support: Vec<usize>,
    /// 1 for these, 2 for those left out last, and so on.
    pub ranking: Vec<usize>,
    /// The model on these columns.
    pub model: Box<dyn AnyModel>,
}

/// Leaves out columns until `least` are left; `each` sees the columns of every round and their
/// model.
fn eliminate(
    name: &'static str,
    estimator: &dyn AnyEstimator,
    x: &Features,
    y: &[f64],
    (least, step): (usize, usize),
    options: &FitOptions<'_>,
    mut each: impl FnMut(&[usize], &dyn AnyModel) -> Result<()>,
) -> Result<RFEModel> {
    let columns = x.columns();
    let mut support: Vec<usize> = (0..columns).collect();
    let mut ranking = vec![1; columns];
    let plain = FitOptions { sample_weight: options.sample_weight, ..FitOptions::default() };
    loop {
        let model = estimator.fit_any(&x.take_columns(&support)?, y, &plain)?;
        each(&support, &*model)?;
        if support.len() <= least {
            return Ok(RFEModel { support, ranking, model });
        }
        // Norms of squares, in whose order the squares are too.
        let importances = importances(name, &*model, 2.0)?;
        let mut order: Vec<usize> = (0..support.len()).collect();
        order.sort_by(|&a, &b| importances[a].total_cmp(&importances[b]));
        let mut out = order[..step.min(support.len() - least)].to_vec();
        out.sort_unstable();
        for place in out.into_iter().rev() {
            support.remove(place);
        }
        let mut left = vec![false; columns];
        support.iter().for_each(|&c| left[c] = true);
        ranking.iter_mut().zip(left).filter(|(_, left)| !left).for_each(|(r, _)| *r += 1);
        let progress =
            Progress { done: columns - support.len(), total: columns - least, score: None };
        options.step(name, progress)?;
    }
}

impl Estimator for RFE {
    const NAME: &'static str = "RFE";
    const KIND: Kind = Kind::Transformer;
    type Fitted = RFEModel;

    fn kind(&self) -> Kind {
        self.estimator.kind()
    }

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let columns = x.columns();
        let least = match self.n_features_to_select {
            Some(select) => select.of(Self::NAME, "n_features_to_select", columns)?.min(columns),
            None => (columns / 2).max(1),
        };
        let step = self.step.of(Self::NAME, "step", columns)?;
        eliminate(Self::NAME, &*self.estimator, x, y, (least, step), options, |_, _| Ok(()))
    }
}

/// The methods of a model on chosen columns.
macro_rules! on_chosen {
    ($estimator:ident) => {
        fn estimator(&self) -> &'static str {
            $estimator::NAME
        }

        fn n_features(&self) -> usize {
            self.ranking.len()
        }

        fn classes(&self) -> Option<&[f64]> {
            self.model.classes()
        }

        fn predict(&self, x: &Features) -> Result<Vec<f64>> {
            self.model.predict(&self.transform(x)?)
        }

        fn predict_proba(&self, x: &Features) -> Result<Matrix> {
            self.model.predict_proba(&self.transform(x)?)
        }

        fn decision_function(&self, x: &Features) -> Result<Matrix> {
            self.model.decision_function(&self.transform(x)?)
        }

        fn transform(&self, x: &Features) -> Result<Features> {
            transform($estimator::NAME, &self.support, self.ranking.len(), x)
        }

        /// The chosen columns: a pipeline goes on with them.
        fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
            Ok(Output::Features(graph.columns(x, &self.support)))
        }

        /// What its model says of them.
        fn onnx_predictor(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
            let chosen = graph.columns(x, &self.support);
            self.model.onnx_predictor(graph, &chosen)
        }

        fn validate(&self) -> Result<()> {
            validate($estimator::NAME, &self.support, self.ranking.len())?;
            if self.model.n_features() != self.support.len() {
                return Err(Error::Model {
                    what: $estimator::NAME.into(),
                    reason: "its model expects other columns than are chosen".into(),
                });
            }
            Ok(())
        }
    };
}

impl Model for RFEModel {
    on_chosen!(RFE);
}

/// [`RFE`] with as many columns as do best in cross-validation, as scikit-learn's class of that
/// name; of equals the fewest.
///
/// ```
/// use sparkler_learn::feature_selection::RFECV;
/// use sparkler_learn::{Estimator, LinearRegression, Matrix};
/// let x: Vec<f64> = (0..20).flat_map(|i| [f64::from(i), f64::from(i * 7 % 5)]).collect();
/// let y: Vec<f64> = (0..20).map(|i| f64::from(2 * i + i * 3 % 4)).collect();
/// let rfecv = RFECV { estimator: Box::new(LinearRegression::default()), ..Default::default() };
/// let model = rfecv.fit(&Matrix::new(20, 2, x).unwrap().into(), &y).unwrap();
/// assert!(model.support.contains(&0));
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RFECV {
    /// The model: a linear one, trees, boosting.
    pub estimator: Box<dyn AnyEstimator>,
    /// How many columns are left out at once.
    pub step: Select,
    /// The fewest columns that may be left.
    pub min_features_to_select: usize,
    /// How the rows are split.
    pub cv: CrossValidator,
    /// The score; without it accuracy for classes, R² for numbers.
    pub scoring: Option<Scoring>,
}

impl Default for RFECV {
    fn default() -> Self {
        RFECV {
            estimator: Box::new(crate::LogisticRegression::default()),
            step: Select::Count(1),
            min_features_to_select: 1,
            cv: CrossValidator::default(),
            scoring: None,
        }
    }
}

/// What an [`RFECV`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct RFECVModel {
    /// The columns that are left, ascending.
    pub support: Vec<usize>,
    /// 1 for these, 2 for those left out last, and so on.
    pub ranking: Vec<usize>,
    /// The model on these columns.
    pub model: Box<dyn AnyModel>,
    /// Numbers of columns that were tried, ascending.
    pub n_features_tried: Vec<usize>,
    /// The mean score on the test parts with so many.
    pub mean_test_score: Vec<f64>,
}

impl Estimator for RFECV {
    const NAME: &'static str = "RFECV";
    const KIND: Kind = Kind::Transformer;
    type Fitted = RFECVModel;

    fn kind(&self) -> Kind {
        self.estimator.kind()
    }

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let columns = x.columns();
        let least = self.min_features_to_select;
        if least == 0 || least > columns {
            let expected = format!("1 to {columns}");
            return Err(Error::parameter(Self::NAME, "min_features_to_select", least, expected));
        }
        crate::target::require_numbers(Self::NAME, y, x.rows())?;
        let weights = options.weights(Self::NAME, x.rows())?;
        let step = self.step.of(Self::NAME, "step", columns)?;
        let kind = self.estimator.kind();
        let scoring = self.scoring.unwrap_or(Scoring::default_of(kind));
        let folds = self.cv.folds(kind == Kind::Classifier).split(x.rows(), y, options.groups)?;
        let (mut tried, mut sums) = (Vec::new(), Vec::new());
        for (f, fold) in folds.iter().enumerate() {
            let own = weights.map(|w| pick(w, &fold.train));
            let quiet = FitOptions { sample_weight: own.as_deref(), ..FitOptions::default() };
            let (test, test_y) = (x.take_rows(&fold.test), pick(y, &fold.test));
            let (train, train_y) = (x.take_rows(&fold.train), pick(y, &fold.train));
            let mut round = 0;
            let sizes = (least, step);
            let estimator = &*self.estimator;
            eliminate(Self::NAME, estimator, &train, &train_y, sizes, &quiet, |support, model| {
                let score = scoring.score(model, &test.take_columns(support)?, &test_y)?;
                if f == 0 {
                    tried.push(support.len());
                    sums.push(0.0);
                }
                sums[round] += score;
                round += 1;
                Ok(())
            })?;
            options.step(Self::NAME, Progress { done: f + 1, total: folds.len(), score: None })?;
        }
        tried.reverse();
        sums.reverse();
        let mut best = 0;
        for i in 0..sums.len() {
            if sums[i] > sums[best] || (sums[best].is_nan() && !sums[i].is_nan()) {
                best = i;
            }
        }
        let quiet = FitOptions { sample_weight: weights, ..FitOptions::default() };
        let sizes = (tried[best], step);
        let chosen = eliminate(Self::NAME, &*self.estimator, x, y, sizes, &quiet, |_, _| Ok(()))?;
        Ok(RFECVModel {
            support: chosen.support,
            ranking: chosen.ranking,
            model: chosen.model,
            n_features_tried: tried,
            mean_test_score: sums.iter().map(|s| s / folds.len() as f64).collect(),
        })
    }
}

impl Model for RFECVModel {
    on_chosen!(RFECV);
}
