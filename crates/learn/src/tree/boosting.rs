//! Gradient boosting of histogram trees: classifier, regressor and ranker.

use super::bins::Binning;
use super::grow::{Grower, Growth, LeafRows, Quantized, Scratch};
use super::input::Input;
use super::loss::{Loss, quantile, sample_rows};
use super::structure::{Tree, Walk, normalized, sum_trees};
use crate::class_weight::ClassWeight;
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::linear::{Link, Probabilities};
use crate::onnx::{Builder, Output, Value};
use crate::random::Generator;
use crate::rows::{best_classes, softmax};
use crate::tree::GrowPolicy;
use crate::{Error, Features, Matrix, Result, Samples, Values, target};
use serde::{Deserialize, Serialize};

/// More rows would leave too few bits for the sums of hessians.
const MOST_ROWS: usize = 1 << 26;

/// What a boosting regressor minimises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegressionLoss {
    /// The squared error; predicts the mean.
    #[default]
    SquaredError,
    /// The absolute error; predicts the median.
    AbsoluteError,
    /// Gamma deviance with a logarithmic link, for positive targets.
    Gamma,
    /// Poisson deviance with a logarithmic link, for counts.
    Poisson,
    /// Pinball loss; predicts the quantile that the parameter `quantile` says.
    Quantile,
}

/// All parameters besides those of one estimator alone.
struct Params<'a> {
    name: &'static str,
    learning_rate: f64,
    max_iter: usize,
    max_leaf_nodes: Option<usize>,
    max_depth: Option<usize>,
    min_samples_leaf: usize,
    min_child_weight: f64,
    min_split_gain: f64,
    l1_regularization: f64,
    l2_regularization: f64,
    max_features: f64,
    subsample: f64,
    max_bins: usize,
    grow_policy: GrowPolicy,
    categorical_features: &'a [usize],
    monotonic_cst: &'a [i8],
    interaction_cst: &'a [Vec<usize>],
    early_stopping: Option<bool>,
    validation_fraction: f64,
    n_iter_no_change: usize,
    tol: f64,
    random_state: u64,
}

macro_rules! boosting {
    ($(#[$meta:meta])* $name:ident { $($(#[$extra_meta:meta])* $extra:ident: $ty:ty = $default:expr,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$extra_meta])* pub $extra: $ty,)*
            /// What each tree's values are multiplied by, above 0.
            pub learning_rate: f64,
            /// The number of rounds, each of one tree (of one for each class of more than two).
            pub max_iter: usize,
            /// The most leaves of a tree, at least 2; `None` for no limit.
            pub max_leaf_nodes: Option<usize>,
            /// The greatest depth of a tree, at least 1; `None` for no limit.
            pub max_depth: Option<usize>,
            /// The fewest rows in a leaf.
            pub min_samples_leaf: usize,
            /// The least sum of hessians in a leaf.
            pub min_child_weight: f64,
            /// A split must improve the loss by more than this.
            pub min_split_gain: f64,
            /// The weight of the absolute leaf values in the loss.
            pub l1_regularization: f64,
            /// The weight of the squared leaf values in the loss.
            pub l2_regularization: f64,
            /// The share of columns, chosen at random, that each split looks at.
            pub max_features: f64,
            /// The share of rows, chosen at random, that each round learns from.
            pub subsample: f64,
            /// The most codes of a column, 2 to 255; missing values have one more.
            pub max_bins: usize,
            /// Best leaf first, or level by level.
            pub grow_policy: GrowPolicy,
            /// The columns that hold categories: whole numbers from 0 to 254.
            pub categorical_features: Vec<usize>,
            /// For each column 1 if predictions must not fall with it, -1 if they must not rise,
            /// 0 if they are free. Empty if all are.
            pub monotonic_cst: Vec<i8>,
            /// Sets of columns that may stand in one branch together; columns in no set form one
            /// of their own. Empty if all may.
            pub interaction_cst: Vec<Vec<usize>>,
            /// Stop when the loss of held-out rows no longer falls; `None` decides for it with more
            /// than 10,000 rows.
            pub early_stopping: Option<bool>,
            /// The share of rows that are held out for early stopping.
            pub validation_fraction: f64,
            /// Rounds without improvement before it stops.
            pub n_iter_no_change: usize,
            /// What counts as improvement.
            pub tol: f64,
            /// The seed of every random choice.
            pub random_state: u64,
        }

        impl Default for $name {
            fn default() -> Self {
                $name {
                    $($extra: $default,)*
                    learning_rate: 0.1,
                    max_iter: 100,
                    max_leaf_nodes: Some(31),
                    max_depth: None,
                    min_samples_leaf: 20,
                    min_child_weight: 1e-3,
                    min_split_gain: 0.0,
                    l1_regularization: 0.0,
                    l2_regularization: 0.0,
                    max_features: 1.0,
                    subsample: 1.0,
                    max_bins: 255,
                    grow_policy: GrowPolicy::Lossguide,
                    categorical_features: Vec::new(),
                    monotonic_cst: Vec::new(),
                    interaction_cst: Vec::new(),
                    early_stopping: None,
                    validation_fraction: 0.1,
                    n_iter_no_change: 10,
                    tol: 1e-7,
                    random_state: 0,
                }
            }
        }

        impl $name {
            fn params(&self) -> Params<'_> {
                Params {
                    name: Self::NAME,
                    learning_rate: self.learning_rate,
                    max_iter: self.max_iter,
                    max_leaf_nodes: self.max_leaf_nodes,
                    max_depth: self.max_depth,
                    min_samples_leaf: self.min_samples_leaf,
                    min_child_weight: self.min_child_weight,
                    min_split_gain: self.min_split_gain,
                    l1_regularization: self.l1_regularization,
                    l2_regularization: self.l2_regularization,
                    max_features: self.max_features,
                    subsample: self.subsample,
                    max_bins: self.max_bins,
                    grow_policy: self.grow_policy,
                    categorical_features: &self.categorical_features,
                    monotonic_cst: &self.monotonic_cst,
                    interaction_cst: &self.interaction_cst,
                    early_stopping: self.early_stopping,
                    validation_fraction: self.validation_fraction,
                    n_iter_no_change: self.n_iter_no_change,
                    tol: self.tol,
                    random_state: self.random_state,
                }
            }
        }

        impl Estimator for $name {
            const NAME: &'static str = stringify!($name);
            const KIND: Kind = Self::KIND_OF;
            type Fitted = BoostingModel;

            fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<BoostingModel> {
                self.fit_on(None, &Input::features(x), y, options)
            }

            fn fit_samples(&self, x: &Samples<'_>, y: &[f64], options: &FitOptions<'_>) -> Result<BoostingModel> {
                self.fit_on(None, &Input::samples(x)?, y, options)
            }
        }

        impl $name {
            /// Goes on where another model of this estimator stopped (`warm_start`): as many trees
            /// again are added to its own.
            ///
            /// # Errors
            /// As [`Estimator::fit_with`], and if the model does not fit the data.
            pub fn fit_from(&self, model: &BoostingModel, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<BoostingModel> {
                self.fit_on(Some(model), &Input::features(x), y, options)
            }
        }
    };
}

boosting! {
    /// Gradient boosting for classes, with scikit-learn's names and meaning; missing values and
    /// categories need no preparation.
    ///
    /// ```
    /// use sparkler_learn::{Estimator, Matrix, Model, tree::HistGradientBoostingClassifier};
    /// let x = Matrix::new(100, 1, (0..100).map(f64::from).collect()).unwrap().into();
    /// let y: Vec<f64> = (0..100).map(|i| f64::from(u8::from(i >= 50))).collect();
    /// let model = HistGradientBoostingClassifier::default().fit(&x, &y).unwrap();
    /// assert_eq!(model.predict(&x).unwrap(), y);
    /// ```
    HistGradientBoostingClassifier {
        /// How much each class counts.
        class_weight: Option<ClassWeight> = None,
    }
}
boosting! {
    /// Gradient boosting for numbers, with scikit-learn's names and meaning; missing values and
    /// categories need no preparation.
    ///
    /// ```
    /// use sparkler_learn::{Estimator, Matrix, Model, tree::HistGradientBoostingRegressor};
    /// let x = Matrix::new(100, 1, (0..100).map(f64::from).collect()).unwrap().into();
    /// let y: Vec<f64> = (0..100).map(|i| if i < 50 { 1.0 } else { 3.0 }).collect();
    /// let model = HistGradientBoostingRegressor::default().fit(&x, &y).unwrap();
    /// assert!((model.predict(&x).unwrap()[99] - 3.0).abs() < 1e-3);
    /// ```
    HistGradientBoostingRegressor {
        /// What is minimised.
        loss: RegressionLoss = RegressionLoss::SquaredError,
        /// The quantile that the loss `quantile` predicts, between 0 and 1.
        quantile: Option<f64> = None,
    }
}
boosting! {
    /// Gradient boosting for orders within groups (LambdaMART, Burges 2010), as LightGBM's ranker:
    /// the target is a relevance from 0 to 31, groups are consecutive rows.
    ///
    /// ```
    /// use sparkler_learn::{Estimator, FitOptions, Matrix, Model, tree::HistGradientBoostingRanker};
    /// let x = Matrix::new(200, 1, (0..200).map(|i| f64::from(i % 10)).collect()).unwrap().into();
    /// let y: Vec<f64> = (0..200).map(|i| f64::from((i % 10) / 4)).collect();
    /// let groups = [10; 20];
    /// let options = FitOptions { groups: Some(&groups), ..FitOptions::default() };
    /// let model = HistGradientBoostingRanker::default().fit_with(&x, &y, &options).unwrap();
    /// let scores = model.predict(&x).unwrap();
    /// assert!(scores[9] > scores[0]);
    /// ```
    HistGradientBoostingRanker {
        /// How many places of the order count.
        truncation_level: usize = 30,
    }
}

impl HistGradientBoostingClassifier {
    const KIND_OF: Kind = Kind::Classifier;

    fn fit_on(
        &self,
        from: Option<&BoostingModel>,
        x: &Input<'_>,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<BoostingModel> {
        let classes = target::classes(Self::NAME, y, x.rows())?;
        let given = options.weights(Self::NAME, x.rows())?;
        let weights =
            ClassWeight::of_rows(self.class_weight.as_ref(), Self::NAME, &classes, given)?;
        let codes: Vec<f64> = classes.codes.iter().map(|&c| f64::from(c)).collect();
        let k = classes.values.len();
        let loss = if k == 2 { Loss::Logistic } else { Loss::Multinomial };
        let validation = match options.validation {
            Some((x, y)) => {
                target::require_numbers(Self::NAME, y, x.rows())?;
                let code = |v: &f64| classes.values.iter().position(|c| c == v).map(|c| c as f64);
                let codes: Option<Vec<f64>> = y.iter().map(code).collect();
                let codes = codes.ok_or_else(|| {
                    Error::data(
                        Self::NAME,
                        "the validation target has a class that y does not have",
                    )
                })?;
                Some((x, codes))
            }
            None => None,
        };
        let job = Job { task: Task::Classifier, loss, groups: if k == 2 { 1 } else { k } };
        let mut model =
            fit(&self.params(), job, from, x, &codes, weights.as_deref(), validation, options)?;
        model.classes = classes.values;
        if from.is_some_and(|from| from.classes != model.classes) {
            return Err(Error::data(Self::NAME, "the model to go on from has other classes"));
        }
        Ok(model)
    }
}

impl HistGradientBoostingRegressor {
    const KIND_OF: Kind = Kind::Regressor;

    fn fit_on(
        &self,
        from: Option<&BoostingModel>,
        x: &Input<'_>,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<BoostingModel> {
        target::require_numbers(Self::NAME, y, x.rows())?;
        let loss = match (self.loss, self.quantile) {
            (RegressionLoss::SquaredError, _) => Loss::SquaredError,
            (RegressionLoss::AbsoluteError, _) => Loss::AbsoluteError,
            (RegressionLoss::Gamma, _) => Loss::Gamma,
            (RegressionLoss::Poisson, _) => Loss::Poisson,
            (RegressionLoss::Quantile, Some(q)) if q > 0.0 && q < 1.0 => Loss::Quantile(q),
            (RegressionLoss::Quantile, q) => {
                let value = q.map_or("null".into(), |q| q.to_string());
                return Err(Error::parameter(
                    Self::NAME,
                    "quantile",
                    value,
                    "a number between 0 and 1",
                ));
            }
        };
        let wrong = match loss {
            Loss::Gamma => y.iter().position(|&v| v <= 0.0).map(|row| (row, "above 0")),
            Loss::Poisson if y.iter().all(|&v| v == 0.0) => Some((0, "a number above 0 somewhere")),
            Loss::Poisson => y.iter().position(|&v| v < 0.0).map(|row| (row, "0 or more")),
            _ => None,
        };
        if let Some((row, expected)) = wrong {
            return Err(Error::data(
                Self::NAME,
                format!("the target is {} at row {row}: this loss expects {expected}", y[row]),
            ));
        }
        let validation = options.validation.map(|(x, y)| (x, y.to_vec()));
        let weights = options.weights(Self::NAME, y.len())?;
        let job = Job { task: Task::Regressor, loss, groups: 1 };
        fit(&self.params(), job, from, x, y, weights, validation, options)
    }
}

impl HistGradientBoostingRanker {
    const KIND_OF: Kind = Kind::Ranker;

    fn fit_on(
        &self,
        from: Option<&BoostingModel>,
        x: &Input<'_>,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<BoostingModel> {
        target::require_numbers(Self::NAME, y, x.rows())?;
        if let Some(row) = y.iter().position(|&v| !(0.0..=31.0).contains(&v)) {
            return Err(Error::data(
                Self::NAME,
                format!("the relevance of row {row} is {}: expected 0 to 31", y[row]),
            ));
        }
        if self.truncation_level == 0 {
            return Err(Error::parameter(Self::NAME, "truncation_level", 0, "at least 1"));
        }
        if options.validation.is_some() || self.early_stopping == Some(true) {
            return Err(Error::data(Self::NAME, "a ranker does not stop early yet"));
        }
        let weights = options.weights(Self::NAME, y.len())?;
        let loss = Loss::Rank { truncation: self.truncation_level };
        let job = Job { task: Task::Ranker, loss, groups: 1 };
        let mut params = self.params();
        params.early_stopping = Some(false);
        fit(&params, job, from, x, y, weights, None, options)
    }
}

/// Which estimator a model belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Task {
    Classifier,
    Regressor,
    Ranker,
}

struct Job {
    task: Task,
    loss: Loss,
    /// Trees in each round.
    groups: usize,
}

impl Params<'_> {
    fn check(&self, columns: usize) -> Result<()> {
        let wrong = |parameter, value: String, expected: &str| {
            Err(Error::parameter(self.name, parameter, value, expected))
        };
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            return wrong("learning_rate", self.learning_rate.to_string(), "a number above 0");
        }
        if self.max_iter == 0 {
            return wrong("max_iter", "0".into(), "at least 1");
        }
        if self.max_leaf_nodes.is_some_and(|n| n < 2) {
            return wrong(
                "max_leaf_nodes",
                format!("{:?}", self.max_leaf_nodes),
                "at least 2, or null",
            );
        }
        if self.max_depth == Some(0) {
            return wrong("max_depth", "0".into(), "at least 1, or null");
        }
        if !(2..=255).contains(&self.max_bins) {
            return wrong("max_bins", self.max_bins.to_string(), "2 to 255");
        }
        for (name, value) in [
            ("min_child_weight", self.min_child_weight),
            ("min_split_gain", self.min_split_gain),
            ("l1_regularization", self.l1_regularization),
            ("l2_regularization", self.l2_regularization),
            ("tol", self.tol),
        ] {
            if !(value >= 0.0 && value.is_finite()) {
                return wrong(name, value.to_string(), "a number of 0 or more");
            }
        }
        for (name, value) in [("max_features", self.max_features), ("subsample", self.subsample)] {
            if !(value > 0.0 && value <= 1.0) {
                return wrong(name, value.to_string(), "a number above 0 and up to 1");
            }
        }
        if !(self.validation_fraction > 0.0 && self.validation_fraction < 1.0) {
            return wrong(
                "validation_fraction",
                self.validation_fraction.to_string(),
                "a number between 0 and 1",
            );
        }
        let cst = self.monotonic_cst;
        if !cst.is_empty() && (cst.len() != columns || cst.iter().any(|c| !(-1..=1).contains(c))) {
            return wrong(
                "monotonic_cst",
                format!("{cst:?}"),
                &format!("-1, 0 or 1 for each of {columns} columns"),
            );
        }
        if let Some(&c) =
            self.categorical_features.iter().find(|&&c| cst.get(c).is_some_and(|&m| m != 0))
        {
            return wrong("monotonic_cst", c.to_string(), "0 for categorical columns");
        }
        if let Some(&c) = self.interaction_cst.iter().flatten().find(|&&c| c >= columns) {
            return wrong("interaction_cst", c.to_string(), &format!("columns below {columns}"));
        }
        Ok(())
    }
}

fn fit(
    params: &Params<'_>,
    job: Job,
    from: Option<&BoostingModel>,
    x: &Input<'_>,
    y: &[f64],
    weights: Option<&[f64]>,
    validation: Option<(&Features, Vec<f64>)>,
    options: &FitOptions<'_>,
) -> Result<BoostingModel> {
    x.require_not_infinite(params.name)?;
    params.check(x.columns())?;
    if x.rows() > MOST_ROWS {
        return Err(Error::data(
            params.name,
            format!("there are {} rows: at most {MOST_ROWS} can be learnt from", x.rows()),
        ));
    }
    if let Some((x, y)) = &validation {
        x.require_columns(params.name, from.map_or(x.columns(), |m| m.n_features))?;
        x.require_not_infinite(params.name)?;
        target::require_numbers(params.name, y, x.rows())?;
    }
    let stopping = params.early_stopping.unwrap_or(validation.is_some() || x.rows() > 10_000);
    if !stopping {
        return boost(params, &job, from, x, y, weights, None, options);
    }
    if let Some((validation_x, validation_y)) = validation {
        let validation = Some((validation_x, &validation_y[..], None));
        return boost(params, &job, from, x, y, weights, validation, options);
    }
    // A part of the rows is held out: of each class the same share.
    let mut random = Generator::new(params.random_state, u64::MAX);
    let classes = if job.task == Task::Classifier { job.groups.max(2) } else { 1 };
    let mut held = vec![false; y.len()];
    for class in 0..classes {
        let mut rows: Vec<usize> =
            (0..y.len()).filter(|&r| classes == 1 || y[r] as usize == class).collect();
        random.shuffle(&mut rows);
        let count = (rows.len() as f64 * params.validation_fraction).round() as usize;
        rows[..count].iter().for_each(|&r| held[r] = true);
    }
    let (out, rest): (Vec<usize>, Vec<usize>) = (0..y.len()).partition(|&r| held[r]);
    if out.is_empty() || rest.is_empty() {
        return Err(Error::data(
            params.name,
            format!(
                "{} rows are too few to hold out a share of {} for early stopping",
                y.len(),
                params.validation_fraction
            ),
        ));
    }
    let take = |values: &[f64], rows: &[usize]| rows.iter().map(|&r| values[r]).collect::<Vec<_>>();
    let (train_weights, held_weights) =
        (weights.map(|w| take(w, &rest)), weights.map(|w| take(w, &out)));
    let (train_x, held_x) = (x.take_rows(&rest), x.take_rows(&out));
    let held_x = held_x.to_features()?;
    let (train_y, held_y) = (take(y, &rest), take(y, &out));
    let validation = Some((&*held_x, &held_y[..], held_weights.as_deref()));
    boost(params, &job, from, &train_x, &train_y, train_weights.as_deref(), validation, options)
}

fn boost(
    params: &Params<'_>,
    job: &Job,
    from: Option<&BoostingModel>,
    x: &Input<'_>,
    y: &[f64],
    weights: Option<&[f64]>,
    validation: Option<(&Features, &[f64], Option<&[f64]>)>,
    options: &FitOptions<'_>,
) -> Result<BoostingModel> {
    let n = x.rows();
    let whole = [n];
    let queries = match options.groups {
        Some(groups) => {
            if groups.iter().sum::<usize>() != n {
                return Err(Error::Shape {
                    estimator: params.name,
                    what: "the sum of groups",
                    found: groups.iter().sum::<usize>().to_string(),
                    expected: format!("{n}, the number of rows"),
                });
            }
            groups
        }
        None => &whole,
    };
    let bins = Binning {
        estimator: params.name,
        max_bins: params.max_bins,
        categorical: params.categorical_features,
        one_block: false,
        weights,
    }
    .make(x)?;
    let mut interactions = params.interaction_cst.to_vec();
    if !interactions.is_empty() {
        let rest: Vec<usize> =
            (0..x.columns()).filter(|c| !interactions.iter().any(|set| set.contains(c))).collect();
        if !rest.is_empty() {
            interactions.push(rest);
        }
    }
    let growth = Growth {
        max_leaves: params.max_leaf_nodes.unwrap_or(usize::MAX),
        max_depth: params.max_depth.unwrap_or(usize::MAX),
        min_samples_leaf: u32::try_from(params.min_samples_leaf).unwrap_or(u32::MAX),
        min_weight: params.min_child_weight,
        l1: params.l1_regularization,
        l2: params.l2_regularization,
        min_gain: params.min_split_gain,
        depth_wise: params.grow_policy == GrowPolicy::Depthwise,
        monotonic: params.monotonic_cst,
        interactions: &interactions,
        max_features: params.max_features,
    };
    let mut model = match from {
        Some(from) => {
            if from.n_features != x.columns() || from.baseline.len() != job.groups {
                return Err(Error::data(
                    params.name,
                    "the model to go on from has other columns or classes",
                ));
            }
            from.clone()
        }
        None => BoostingModel {
            task: job.task,
            loss: job.loss,
            n_features: x.columns(),
            classes: Vec::new(),
            baseline: job.loss.baseline(y, weights, job.groups),
            trees: Vec::new(),
            train_score: Vec::new(),
            validation_score: Vec::new(),
            single_precision: false,
        },
    };
    let mut raw = match model.trees.is_empty() {
        true => model.baseline.iter().flat_map(|&b| std::iter::repeat_n(b, n)).collect(),
        false => model.raw_by_group(&*x.to_features()?)?,
    };
    let mut held = match validation {
        Some((x, ..)) => Some((x.to_dense(), model.raw_by_group(x)?)),
        None => None,
    };
    let dense = match params.subsample < 1.0 {
        true => Some(x.to_dense()?),
        false => None,
    };
    let mut gradients = vec![0.0f32; n];
    let mut hessians = vec![0.0f32; n];
    let mut scratch = Scratch::default();
    let mut quantized = Quantized::default();
    let rounds = model.trees.len() / job.groups;
    let snapshot = if job.groups > 1 { raw.clone() } else { Vec::new() };
    let mut before = snapshot;
    for round in rounds..rounds + params.max_iter {
        let mut random = Generator::new(params.random_state, round as u64);
        let sampled = (params.subsample < 1.0).then(|| {
            let count = ((n as f64 * params.subsample) as usize).max(1);
            sample_rows(n, count, &mut random)
        });
        if job.groups > 1 {
            // All trees of a round learn from the same predictions.
            before.copy_from_slice(&raw);
        }
        for group in 0..job.groups {
            let at = if job.groups > 1 { &before } else { &raw };
            job.loss.gradients(group, at, y, weights, queries, &mut gradients, &mut hessians);
            quantized.set(&gradients, &hessians);
            scratch.rows.clear();
            match &sampled {
                Some(rows) => scratch.rows.extend_from_slice(rows),
                None => scratch.rows.extend(0..n as u32),
            }
            let stream = (round * job.groups + group) as u64 | 1 << 40;
            let mut grower = Grower {
                bins: &bins,
                growth: &growth,
                quantized: &quantized,
                scratch: &mut scratch,
                random: Generator::new(params.random_state, stream),
                all_rows: sampled.is_none(),
            };
            let (mut tree, leaves) = grower.grow();
            let raw = &mut raw[group * n..(group + 1) * n];
            if let Some(q) = job.loss.residual_quantile() {
                for leaf in &leaves {
                    let rows = &scratch.rows[leaf.start..leaf.end];
                    tree.value[leaf.node] = quantile(rows, |row| y[row] - raw[row], weights, q);
                }
            }
            tree.value.iter_mut().for_each(|v| *v *= params.learning_rate);
            match &dense {
                Some(matrix) => add_tree(&tree, matrix, raw),
                None => add_leaves(&tree, &leaves, &scratch.rows, raw),
            }
            if let Some((matrix, raw)) = &mut held {
                let m = matrix.rows();
                add_tree(&tree, matrix, &mut raw[group * m..(group + 1) * m]);
            }
            model.trees.push(tree);
        }
        let mut score = None;
        if let (Some((_, raw)), Some((_, y, weights))) = (&held, validation) {
            model.validation_score.push(job.loss.value(raw, y, weights, &[]));
            score = model.validation_score.last().copied();
        }
        options.step(
            params.name,
            Progress { done: round + 1 - rounds, total: params.max_iter, score },
        )?;
        if held.is_some() && stops(&model.validation_score, params) {
            break;
        }
    }
    model.train_score.push(job.loss.value(&raw, y, weights, queries));
    Ok(model)
}

/// Has nothing got better in the last rounds?
fn stops(scores: &[f64], params: &Params<'_>) -> bool {
    let recent = params.n_iter_no_change + 1;
    if scores.len() < recent {
        return false;
    }
    let reference = scores[scores.len() - recent] - params.tol;
    !scores[scores.len() - recent + 1..].iter().any(|&s| s < reference)
}

fn add_leaves(tree: &Tree, leaves: &[LeafRows], rows: &[u32], raw: &mut [f64]) {
    for leaf in leaves {
        let value = tree.value[leaf.node];
        for &row in &rows[leaf.start..leaf.end] {
            raw[row as usize] += value;
        }
    }
}

fn add_tree(tree: &Tree, matrix: &Matrix, raw: &mut [f64]) {
    let walk = Walk::new(tree);
    let mut leaves = vec![0; raw.len()];
    match matrix.values() {
        Values::F32(v) => walk.leaves(v, matrix.columns(), &mut leaves),
        Values::F64(v) => walk.leaves(v, matrix.columns(), &mut leaves),
    }
    for (raw, leaf) in raw.iter_mut().zip(leaves) {
        *raw += tree.value[leaf as usize];
    }
}

/// What boosting has learnt: trees whose values add up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoostingModel {
    pub(crate) task: Task,
    pub(crate) loss: Loss,
    pub(crate) n_features: usize,
    pub(crate) classes: Vec<f64>,
    /// The raw prediction before the first tree, for each group of trees.
    pub(crate) baseline: Vec<f64>,
    /// The trees: in each round one, or one for each of more than two classes.
    pub trees: Vec<Tree>,
    /// The loss of the training rows at the end of each fit.
    pub train_score: Vec<f64>,
    /// The loss of the held-out rows after each round.
    pub validation_score: Vec<f64>,
    /// Are numbers rounded to single precision before they are compared?
    pub(crate) single_precision: bool,
}

impl BoostingModel {
    /// The number of rounds.
    pub fn n_iter(&self) -> usize {
        self.trees.len() / self.baseline.len()
    }

    fn name(&self) -> &'static str {
        match self.task {
            Task::Classifier => HistGradientBoostingClassifier::NAME,
            Task::Regressor => HistGradientBoostingRegressor::NAME,
            Task::Ranker => HistGradientBoostingRanker::NAME,
        }
    }

    /// Raw predictions, row after row.
    fn raw(&self, x: &Features) -> Result<Vec<f64>> {
        x.require_columns(self.name(), self.n_features)?;
        let dense = x.to_dense();
        let mut out = Vec::with_capacity(x.rows() * self.baseline.len());
        for _ in 0..x.rows() {
            out.extend_from_slice(&self.baseline);
        }
        if self.single_precision && matches!(dense.values(), Values::F64(_)) {
            let values = Values::F32(dense.to_f32().into_owned());
            let single = Matrix::with_values(dense.rows(), dense.columns(), values)?;
            sum_trees(&self.trees, self.baseline.len(), &single, &mut out);
        } else {
            sum_trees(&self.trees, self.baseline.len(), &dense, &mut out);
        }
        Ok(out)
    }

    fn raw_by_group(&self, x: &Features) -> Result<Vec<f64>> {
        let groups = self.baseline.len();
        let raw = self.raw(x)?;
        if groups == 1 {
            return Ok(raw);
        }
        let n = x.rows();
        Ok((0..groups * n).map(|i| raw[i % n * groups + i / n]).collect())
    }
}

impl Model for BoostingModel {
    fn estimator(&self) -> &'static str {
        self.name()
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn classes(&self) -> Option<&[f64]> {
        (self.task == Task::Classifier).then_some(&self.classes[..])
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let raw = self.raw(x)?;
        if self.task != Task::Classifier {
            return Ok(raw.into_iter().map(|r| self.loss.link(r)).collect());
        }
        if self.baseline.len() == 1 {
            return Ok(raw.into_iter().map(|r| self.classes[usize::from(r > 0.0)]).collect());
        }
        Ok(best_classes(&raw, &self.classes))
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        if self.task != Task::Classifier {
            return Err(self.unsupported("predict_proba"));
        }
        let mut raw = self.raw(x)?;
        let k = self.baseline.len();
        if k == 1 {
            let both = raw.into_iter().flat_map(|r| {
                let p = Loss::Logistic.link(r);
                [1.0 - p, p]
            });
            return Matrix::new(x.rows(), 2, both.collect());
        }
        for row in raw.chunks_exact_mut(k) {
            softmax(row);
        }
        Matrix::new(x.rows(), k, raw)
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        Matrix::new(x.rows(), self.baseline.len(), self.raw(x)?)
    }

    fn feature_importances(&self) -> Option<Vec<f64>> {
        let mut importances = vec![0.0; self.n_features];
        self.trees.iter().for_each(|tree| tree.add_importances(&mut importances));
        Some(normalized(importances))
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let sums = graph.trees(x, &self.trees, self.baseline.len());
        let baseline = graph.constant(&[self.baseline.len()], &self.baseline);
        let raw = graph.call("Add", &[&sums, &baseline], vec![]);
        Ok(match self.loss {
            _ if self.task == Task::Classifier => {
                graph.classes(&raw, self.baseline.len() == 1, Probabilities::Softmax)
            }
            Loss::Poisson | Loss::Gamma => Output::Numbers(graph.link(&raw, Link::Log)),
            Loss::Logistic => Output::Numbers(graph.link(&raw, Link::Logit)),
            _ => Output::Numbers(raw),
        })
    }

    fn validate(&self) -> Result<()> {
        let groups = self.baseline.len();
        let fits = match self.task {
            Task::Classifier => self.classes.len() == if groups == 1 { 2 } else { groups },
            _ => groups == 1,
        };
        if groups == 0 || !fits || !self.trees.len().is_multiple_of(groups) {
            return Err(Error::Model {
                what: self.name().into(),
                reason: format!(
                    "{} trees in rounds of {groups} for {} classes do not fit together",
                    self.trees.len(),
                    self.classes.len()
                ),
            });
        }
        self.trees.iter().try_for_each(|tree| tree.validate(self.name(), self.n_features, 1))
    }
}
