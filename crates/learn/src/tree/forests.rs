//! Decision trees, random forests and extremely randomised trees.

use super::bins::Binning;
use super::forest::{
    ClassCriterion, Classes, Criterion, Grower, Limits, NumberCriterion, Numbers, OfTwo,
};
use super::input::Input;
use super::options::MaxFeatures;
use super::structure::{Tree, Walk, normalized, sum_trees};
use crate::class_weight::ClassWeight;
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::onnx::{Builder, Output, Value};
use crate::random::Generator;
use crate::rows::{best_classes, largest_place};
use crate::{Error, Features, Matrix, Result, Samples, Values, target};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// Which threshold of a column a split takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Splitter {
    /// The best.
    #[default]
    Best,
    /// One at random.
    Random,
}

/// All parameters, whichever estimator they come from.
struct Params<C> {
    which: Which,
    criterion: C,
    n_estimators: usize,
    max_depth: Option<usize>,
    min_samples_split: usize,
    min_samples_leaf: usize,
    min_weight_fraction_leaf: f64,
    max_features: MaxFeatures,
    max_leaf_nodes: Option<usize>,
    min_impurity_decrease: f64,
    ccp_alpha: f64,
    exact: bool,
    max_bins: usize,
    random_state: u64,
    random_thresholds: bool,
    bootstrap: bool,
    oob_score: bool,
    max_samples: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Which {
    DecisionTreeClassifier,
    DecisionTreeRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Which::DecisionTreeClassifier => DecisionTreeClassifier::NAME,
            Which::DecisionTreeRegressor => DecisionTreeRegressor::NAME,
            Which::RandomForestClassifier => RandomForestClassifier::NAME,
            Which::RandomForestRegressor => RandomForestRegressor::NAME,
            Which::ExtraTreesClassifier => ExtraTreesClassifier::NAME,
            Which::ExtraTreesRegressor => ExtraTreesRegressor::NAME,
        }
    }

    fn is_classifier(self) -> bool {
        matches!(
            self,
            Which::DecisionTreeClassifier
                | Which::RandomForestClassifier
                | Which::ExtraTreesClassifier
        )
    }
}

macro_rules! tree_estimator {
    ($(#[$meta:meta])* $name:ident, $kind:expr, $criterion:ty, max_features $max_features:expr;
        own { $($(#[$own_meta:meta])* $own:ident: $own_type:ty = $own_default:expr,)* }
        fixed { $($fixed:ident: $fixed_value:expr,)* }
        random_thresholds($self:ident) $random:expr;
        fit($this:ident, $x:ident, $y:ident, $options:ident) $fit:expr
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// What a split improves.
            pub criterion: $criterion,
            $($(#[$own_meta])* pub $own: $own_type,)*
            /// The greatest depth, at least 1; `None` for no limit.
            pub max_depth: Option<usize>,
            /// The fewest rows that are split, at least 2.
            pub min_samples_split: usize,
            /// The fewest rows in a leaf, at least 1.
            pub min_samples_leaf: usize,
            /// The least share of all weight in a leaf, 0 to 0.5.
            pub min_weight_fraction_leaf: f64,
            /// How many columns each split looks at.
            pub max_features: MaxFeatures,
            /// The most leaves, at least 2, of which the best are split first; `None` for no limit.
            pub max_leaf_nodes: Option<usize>,
            /// The least (weighted) decrease of impurity of a split.
            pub min_impurity_decrease: f64,
            /// How much impurity each leaf must save so as not to be cut off again.
            pub ccp_alpha: f64,
            /// Look between any two numbers of a column, as scikit-learn does, instead of between
            /// `max_bins` quantiles. Slower; the same where a column has no more different numbers.
            pub exact: bool,
            /// The most codes of a column, 2 to 255.
            pub max_bins: usize,
            /// The seed of every random choice.
            pub random_state: u64,
        }

        impl Default for $name {
            fn default() -> Self {
                $name {
                    criterion: Default::default(),
                    $($own: $own_default,)*
                    max_depth: None,
                    min_samples_split: 2,
                    min_samples_leaf: 1,
                    min_weight_fraction_leaf: 0.0,
                    max_features: $max_features,
                    max_leaf_nodes: None,
                    min_impurity_decrease: 0.0,
                    ccp_alpha: 0.0,
                    exact: false,
                    max_bins: 255,
                    random_state: 0,
                }
            }
        }

        impl $name {
            fn params(&self) -> Params<$criterion> {
                let $self = self;
                let _ = $self;
                #[allow(unused_mut)]
                let mut params = Params {
                    which: Which::$name,
                    criterion: self.criterion,
                    n_estimators: 1,
                    max_depth: self.max_depth,
                    min_samples_split: self.min_samples_split,
                    min_samples_leaf: self.min_samples_leaf,
                    min_weight_fraction_leaf: self.min_weight_fraction_leaf,
                    max_features: self.max_features,
                    max_leaf_nodes: self.max_leaf_nodes,
                    min_impurity_decrease: self.min_impurity_decrease,
                    ccp_alpha: self.ccp_alpha,
                    exact: self.exact,
                    max_bins: self.max_bins,
                    random_state: self.random_state,
                    random_thresholds: $random,
                    bootstrap: false,
                    oob_score: false,
                    max_samples: None,
                };
                $(params.$fixed = { let $self = self; $fixed_value };)*
                params
            }
        }

        impl Estimator for $name {
            const NAME: &'static str = stringify!($name);
            const KIND: Kind = $kind;
            type Fitted = ForestModel;

            fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<ForestModel> {
                self.fit_on(&Input::features(x), y, options)
            }

            fn fit_samples(&self, x: &Samples<'_>, y: &[f64], options: &FitOptions<'_>) -> Result<ForestModel> {
                self.fit_on(&Input::samples(x)?, y, options)
            }
        }

        impl $name {
            fn fit_on(&self, x: &Input<'_>, y: &[f64], options: &FitOptions<'_>) -> Result<ForestModel> {
                let ($this, $x, $y, $options) = (self, x, y, options);
                $fit
            }
        }
    };
}

macro_rules! classifier_and_regressor {
    ($(#[$c_meta:meta])* $classifier:ident, $(#[$r_meta:meta])* $regressor:ident,
        max_features $c_max:expr, $r_max:expr;
        own { $($(#[$own_meta:meta])* $own:ident: $own_type:ty = $own_default:expr,)* }
        fixed { $($fixed:ident: $fixed_value:expr,)* }
        random_thresholds($self:ident) $random:expr;
    ) => {
        tree_estimator! {
            $(#[$c_meta])* $classifier, Kind::Classifier, ClassCriterion, max_features $c_max;
            own { $($(#[$own_meta])* $own: $own_type = $own_default,)*
                /// How much each class counts.
                class_weight: Option<ClassWeight> = None, }
            fixed { $($fixed: $fixed_value,)* }
            random_thresholds($self) $random;
            fit(this, x, y, options) fit_classes(&this.params(), this.class_weight.as_ref(), x, y, options)
        }
        tree_estimator! {
            $(#[$r_meta])* $regressor, Kind::Regressor, NumberCriterion, max_features $r_max;
            own { $($(#[$own_meta])* $own: $own_type = $own_default,)* }
            fixed { $($fixed: $fixed_value,)* }
            random_thresholds($self) $random;
            fit(this, x, y, options) fit_numbers(&this.params(), x, y, options)
        }
    };
}

classifier_and_regressor! {
    /// A decision tree for classes (CART, Breiman et al. 1984). Missing values go where they fit
    /// best.
    ///
    /// ```
    /// use sparkler_learn::{Estimator, Matrix, Model, tree::DecisionTreeClassifier};
    /// let x = Matrix::from_rows(&[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]).unwrap().into();
    /// let y = [1.0, 2.0, 2.0, 1.0];
    /// let model = DecisionTreeClassifier::default().fit(&x, &y).unwrap();
    /// assert_eq!(model.predict(&x).unwrap(), y);
    /// ```
    DecisionTreeClassifier,
    /// A decision tree for numbers (CART, Breiman et al. 1984).
    DecisionTreeRegressor,
    max_features MaxFeatures::All, MaxFeatures::All;
    own {
        /// The best threshold of a column or one at random.
        splitter: Splitter = Splitter::Best,
    }
    fixed {}
    random_thresholds(this) this.splitter == Splitter::Random;
}

classifier_and_regressor! {
    /// A random forest for classes (Breiman 2001): trees of random rows and columns vote by their
    /// probabilities.
    ///
    /// ```
    /// use sparkler_learn::{Estimator, Matrix, Model, tree::RandomForestClassifier};
    /// let x = Matrix::new(50, 1, (0..50).map(f64::from).collect()).unwrap().into();
    /// let y: Vec<f64> = (0..50).map(|i| f64::from(u8::from(i > 20))).collect();
    /// let forest = RandomForestClassifier { oob_score: true, ..RandomForestClassifier::default() };
    /// let model = forest.fit(&x, &y).unwrap();
    /// assert!(model.oob_score.unwrap() > 0.9);
    /// ```
    RandomForestClassifier,
    /// A random forest for numbers (Breiman 2001): the mean of trees of random rows.
    RandomForestRegressor,
    max_features MaxFeatures::Sqrt, MaxFeatures::Share(1.0);
    own {
        /// The number of trees.
        n_estimators: usize = 100,
        /// Draw the rows of each tree with replacement.
        bootstrap: bool = true,
        /// Score each row by the trees that have not seen it (accuracy, or R²).
        oob_score: bool = false,
        /// With `bootstrap`, how many rows to draw: a share up to 1, or a number above; all if
        /// `None`.
        max_samples: Option<f64> = None,
    }
    fixed {
        n_estimators: this.n_estimators,
        bootstrap: this.bootstrap,
        oob_score: this.oob_score,
        max_samples: this.max_samples,
    }
    random_thresholds(this) false;
}

classifier_and_regressor! {
    /// Extremely randomised trees for classes (Geurts et al. 2006): thresholds at random, of which
    /// the best column's is taken.
    ExtraTreesClassifier,
    /// Extremely randomised trees for numbers (Geurts et al. 2006).
    ExtraTreesRegressor,
    max_features MaxFeatures::Sqrt, MaxFeatures::Share(1.0);
    own {
        /// The number of trees.
        n_estimators: usize = 100,
        /// Draw the rows of each tree with replacement.
        bootstrap: bool = false,
        /// Score each row by the trees that have not seen it (accuracy, or R²).
        oob_score: bool = false,
        /// With `bootstrap`, how many rows to draw: a share up to 1, or a number above; all if
        /// `None`.
        max_samples: Option<f64> = None,
    }
    fixed {
        n_estimators: this.n_estimators,
        bootstrap: this.bootstrap,
        oob_score: this.oob_score,
        max_samples: this.max_samples,
    }
    random_thresholds(this) true;
}

impl<C> Params<C> {
    fn check(&self) -> Result<()> {
        let wrong = |parameter, value: String, expected: &str| {
            Err(Error::parameter(self.which.name(), parameter, value, expected))
        };
        if self.n_estimators == 0 {
            return wrong("n_estimators", "0".into(), "at least 1");
        }
        if self.max_depth == Some(0) {
            return wrong("max_depth", "0".into(), "at least 1, or null");
        }
        if self.min_samples_split < 2 {
            return wrong("min_samples_split", self.min_samples_split.to_string(), "at least 2");
        }
        if self.min_samples_leaf < 1 {
            return wrong("min_samples_leaf", "0".into(), "at least 1");
        }
        if !(0.0..=0.5).contains(&self.min_weight_fraction_leaf) {
            let value = self.min_weight_fraction_leaf.to_string();
            return wrong("min_weight_fraction_leaf", value, "0 to 0.5");
        }
        if self.max_leaf_nodes.is_some_and(|n| n < 2) {
            return wrong(
                "max_leaf_nodes",
                format!("{:?}", self.max_leaf_nodes),
                "at least 2, or null",
            );
        }
        if !(2..=255).contains(&self.max_bins) {
            return wrong("max_bins", self.max_bins.to_string(), "2 to 255");
        }
        for (name, value) in
            [("min_impurity_decrease", self.min_impurity_decrease), ("ccp_alpha", self.ccp_alpha)]
        {
            if !(value >= 0.0 && value.is_finite()) {
                return wrong(name, value.to_string(), "a number of 0 or more");
            }
        }
        if let Some(share) = self.max_samples.filter(|s| !(*s > 0.0 && s.is_finite())) {
            return wrong("max_samples", share.to_string(), "a number above 0, or null");
        }
        if self.oob_score && !self.bootstrap {
            return wrong("oob_score", "true".into(), "bootstrap = true with it");
        }
        if self.max_samples.is_some() && !self.bootstrap {
            return wrong(
                "max_samples",
                format!("{:?}", self.max_samples),
                "bootstrap = true with it",
            );
        }
        Ok(())
    }

    /// How often tree number `tree` draws each row; `None` where it takes all.
    fn draws(&self, tree: usize, rows: usize) -> Option<Vec<u32>> {
        if !self.bootstrap {
            return None;
        }
        let count = match self.max_samples {
            None => rows,
            Some(share) if share <= 1.0 => ((share * rows as f64).round() as usize).max(1),
            Some(count) => (count as usize).min(rows),
        };
        let mut random = Generator::new(self.random_state, tree as u64 * 2 + 1);
        let mut draws = vec![0; rows];
        for _ in 0..count {
            draws[random.below(rows)] += 1;
        }
        Some(draws)
    }
}

fn fit_classes(
    params: &Params<ClassCriterion>,
    class_weight: Option<&ClassWeight>,
    x: &Input<'_>,
    y: &[f64],
    options: &FitOptions<'_>,
) -> Result<ForestModel> {
    let name = params.which.name();
    let classes = target::classes(name, y, x.rows())?;
    let given = options.weights(name, x.rows())?;
    let weights = ClassWeight::of_rows(class_weight, name, &classes, given)?;
    let (criterion, count) = (params.criterion, classes.values.len());
    let mut model = if count == 2 {
        let labels: Vec<OfTwo> = classes.codes.iter().map(|&c| OfTwo(c == 1)).collect();
        let criterion = Classes { criterion, classes: count, label: PhantomData };
        fit(params, &criterion, x, &labels, weights.as_deref(), options)?
    } else {
        let criterion = Classes { criterion, classes: count, label: PhantomData };
        fit(params, &criterion, x, &classes.codes, weights.as_deref(), options)?
    };
    model.classes = classes.values;
    if params.oob_score {
        let codes: Vec<f64> = classes.codes.iter().map(|&c| f64::from(c)).collect();
        model.score_out_of_bag(params, x, &codes)?;
    }
    Ok(model)
}

fn fit_numbers(
    params: &Params<NumberCriterion>,
    x: &Input<'_>,
    y: &[f64],
    options: &FitOptions<'_>,
) -> Result<ForestModel> {
    let name = params.which.name();
    target::require_numbers(name, y, x.rows())?;
    if params.criterion == NumberCriterion::Poisson {
        let row = y.iter().position(|&v| v < 0.0);
        if row.is_some() || y.iter().all(|&v| v == 0.0) {
            return Err(Error::data(
                name,
                format!(
                    "the criterion poisson expects targets of 0 or more and one above 0: row {} \
                     has {}",
                    row.unwrap_or(0),
                    y[row.unwrap_or(0)]
                ),
            ));
        }
    }
    let weights = options.weights(name, y.len())?;
    let criterion = Numbers { criterion: params.criterion };
    let mut model = fit(params, &criterion, x, y, weights, options)?;
    if params.oob_score {
        model.score_out_of_bag(params, x, y)?;
    }
    Ok(model)
}

fn fit<P: Sync, C: Criterion>(
    params: &Params<P>,
    criterion: &C,
    x: &Input<'_>,
    labels: &[C::Label],
    weights: Option<&[f64]>,
    options: &FitOptions<'_>,
) -> Result<ForestModel> {
    let name = params.which.name();
    x.require_not_infinite(name)?;
    params.check()?;
    if u32::try_from(x.rows()).is_err() {
        return Err(Error::data(name, format!("{} rows are too many: at most 2^32", x.rows())));
    }
    let max_features = params.max_features.of(name, x.columns())?;
    let bins = Binning {
        estimator: name,
        max_bins: params.max_bins,
        categorical: &[],
        one_block: true,
        weights: None,
    }
    .make(x)?;
    let dense = match params.exact {
        true => Some(x.to_dense()?),
        false => None,
    };
    let rows = x.rows();
    let grow = |tree: usize| {
        let draws = params.draws(tree, rows);
        let weight = |row: usize| {
            let drawn = draws.as_ref().map_or(1.0, |d| f64::from(d[row]));
            (drawn * weights.map_or(1.0, |w| w[row])) as f32
        };
        let mut own: Option<Vec<f32>> =
            (draws.is_some() || weights.is_some()).then(|| (0..rows).map(weight).collect());
        let counts = |row: &u32| own.as_ref().is_none_or(|w| w[*row as usize] > 0.0);
        let mut grown_from: Vec<u32> = (0..rows as u32).filter(counts).collect();
        let sum = |own: &Vec<f32>| own.iter().map(|w| f64::from(*w)).sum();
        let total_weight: f64 = own.as_ref().map_or(rows as f64, sum);
        let limits = Limits {
            max_depth: params.max_depth.unwrap_or(usize::MAX),
            min_samples_split: params.min_samples_split,
            min_samples_leaf: params.min_samples_leaf,
            min_weight_leaf: params.min_weight_fraction_leaf * total_weight,
            min_impurity_decrease: params.min_impurity_decrease,
            max_features,
            max_leaves: params.max_leaf_nodes.unwrap_or(usize::MAX),
            random_thresholds: params.random_thresholds,
        };
        if grown_from.is_empty() {
            // All drawn rows have weight 0: the tree predicts nothing better than all rows do.
            grown_from.extend(0..rows as u32);
            own = None;
        }
        let mut grower = Grower {
            bins: &bins,
            exact: dense.as_deref().filter(|_| !params.random_thresholds),
            criterion,
            labels,
            weights: own.as_deref(),
            limits,
            random: Generator::new(params.random_state, tree as u64 * 2),
            total_weight,
        };
        let mut grown = grower.grow(&mut grown_from);
        if params.ccp_alpha > 0.0 {
            grown.prune(params.ccp_alpha);
        }
        grown
    };
    // In portions, between which the caller may stop.
    let mut trees = Vec::with_capacity(params.n_estimators);
    while trees.len() < params.n_estimators {
        let first = trees.len();
        let count = (params.n_estimators - first).min(16);
        let cost = rows.saturating_mul(max_features).saturating_mul(16);
        trees.extend(crate::parallel::map(count, cost, |i| grow(first + i)));
        let progress = Progress { done: trees.len(), total: params.n_estimators, score: None };
        options.step(name, progress)?;
    }
    Ok(ForestModel {
        which: params.which,
        n_features: x.columns(),
        classes: Vec::new(),
        trees,
        oob_score: None,
    })
}

/// What a decision tree or a forest has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForestModel {
    which: Which,
    n_features: usize,
    classes: Vec<f64>,
    /// The trees; a decision tree has one.
    pub trees: Vec<Tree>,
    /// The score of rows by trees that have not seen them: accuracy, or R².
    pub oob_score: Option<f64>,
}

impl ForestModel {
    /// The mean of the trees, row after row.
    fn mean(&self, x: &Features) -> Result<Vec<f64>> {
        x.require_columns(self.which.name(), self.n_features)?;
        let mut out = vec![0.0; x.rows() * self.outputs()];
        sum_trees(&self.trees, 1, &x.to_dense(), &mut out);
        let n = self.trees.len() as f64;
        out.iter_mut().for_each(|v| *v /= n);
        Ok(out)
    }

    fn outputs(&self) -> usize {
        if self.which.is_classifier() { self.classes.len() } else { 1 }
    }

    fn score_out_of_bag<P>(&mut self, params: &Params<P>, x: &Input<'_>, y: &[f64]) -> Result<()> {
        let dense = x.to_dense()?;
        let k = self.outputs();
        let n = x.rows();
        let mut sums = vec![0.0; n * k];
        let mut seen = vec![false; n];
        for (t, tree) in self.trees.iter().enumerate() {
            let Some(draws) = params.draws(t, n) else { continue };
            let walk = Walk::new(tree);
            let mut leaves = vec![0; n];
            match dense.values() {
                Values::F32(v) => walk.leaves(v, dense.columns(), &mut leaves),
                Values::F64(v) => walk.leaves(v, dense.columns(), &mut leaves),
            }
            for row in (0..n).filter(|&row| draws[row] == 0) {
                seen[row] = true;
                for (sum, v) in sums[row * k..].iter_mut().zip(tree.value_of(leaves[row] as usize))
                {
                    *sum += v;
                }
            }
        }
        let rows: Vec<usize> = (0..n).filter(|&row| seen[row]).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let score = if self.which.is_classifier() {
            let right = |row: &&usize| {
                largest_place(&sums[**row * k..(**row + 1) * k]) == y[**row] as usize
            };
            rows.iter().filter(right).count() as f64 / rows.len() as f64
        } else {
            let mut counts = vec![0.0; n];
            for t in 0..self.trees.len() {
                if let Some(draws) = params.draws(t, n) {
                    for row in (0..n).filter(|&row| draws[row] == 0) {
                        counts[row] += 1.0;
                    }
                }
            }
            let mean = rows.iter().map(|&r| y[r]).sum::<f64>() / rows.len() as f64;
            let error: f64 = rows.iter().map(|&r| (y[r] - sums[r] / counts[r]).powi(2)).sum();
            let spread: f64 = rows.iter().map(|&r| (y[r] - mean).powi(2)).sum();
            if spread > 0.0 { 1.0 - error / spread } else { 0.0 }
        };
        self.oob_score = Some(score);
        Ok(())
    }
}

impl Model for ForestModel {
    fn estimator(&self) -> &'static str {
        self.which.name()
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn classes(&self) -> Option<&[f64]> {
        self.which.is_classifier().then_some(&self.classes[..])
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let mean = self.mean(x)?;
        if !self.which.is_classifier() {
            return Ok(mean);
        }
        Ok(best_classes(&mean, &self.classes))
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        if !self.which.is_classifier() {
            return Err(self.unsupported("predict_proba"));
        }
        Matrix::new(x.rows(), self.classes.len(), self.mean(x)?)
    }

    fn feature_importances(&self) -> Option<Vec<f64>> {
        let mut sums = vec![0.0; self.n_features];
        for tree in &self.trees {
            let mut own = vec![0.0; self.n_features];
            tree.add_importances(&mut own);
            for (sum, own) in sums.iter_mut().zip(normalized(own)) {
                *sum += own;
            }
        }
        Some(normalized(sums))
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let sums = graph.trees(x, &self.trees, 1);
        let count = graph.constant(&[], &[self.trees.len() as f64]);
        let mean = graph.call("Div", &[&sums, &count], vec![]);
        Ok(if self.which.is_classifier() { graph.classes_of(mean) } else { Output::Numbers(mean) })
    }

    fn validate(&self) -> Result<()> {
        if self.trees.is_empty() || (self.which.is_classifier() && self.classes.len() < 2) {
            return Err(Error::Model {
                what: self.which.name().into(),
                reason: format!(
                    "{} trees and {} classes: expected at least 1 tree and 2 classes",
                    self.trees.len(),
                    self.classes.len()
                ),
            });
        }
        let outputs = self.outputs();
        self.trees.iter().try_for_each(|t| t.validate(self.which.name(), self.n_features, outputs))
    }
}
