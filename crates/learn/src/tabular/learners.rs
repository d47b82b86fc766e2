//! Learners by short names, each with the preparation that it needs.

use super::encoder::TableEncoder;
use super::target::Task;
use crate::compose::{ColumnTransformer, Part, Pipeline, Step};
use crate::estimator::AnyEstimator;
use crate::preprocessing::{
    HandleUnknown, ImputerStrategy, OneHotEncoder, SimpleImputer, StandardScaler,
};
use crate::{Error, Result, registry};
use serde_json::{Value, json};

/// What is done to the numbers of a table before a learner sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preparation {
    /// Nothing: it takes missing values, and the numbers of categories in order.
    None,
    /// Nothing: it takes missing values, and knows which columns hold categories.
    Categories,
    /// Missing numbers become the median, numbers get mean 0 and variance 1, categories a column
    /// each.
    Scaled,
}

/// A learner: a short name, and an estimator for each task.
#[derive(Clone, Copy, Debug)]
pub struct Learner {
    /// The short name.
    pub name: &'static str,
    /// The estimator of classes.
    pub classifier: Option<&'static str>,
    /// The estimator of numbers.
    pub regressor: Option<&'static str>,
    /// What it needs.
    pub preparation: Preparation,
    /// Is it tried by `auto`?
    pub auto: bool,
    /// `auto` leaves it out above so many rows, since its time grows faster than they do.
    pub at_most: usize,
}

const fn row(
    name: &'static str,
    classifier: &'static str,
    regressor: &'static str,
    preparation: Preparation,
    auto: bool,
    at_most: usize,
) -> Learner {
    const fn some(name: &'static str) -> Option<&'static str> {
        if name.is_empty() { None } else { Some(name) }
    }
    Learner {
        name,
        classifier: some(classifier),
        regressor: some(regressor),
        preparation,
        auto,
        at_most,
    }
}

use Preparation::{Categories, None as Plain, Scaled};
const ANY: usize = usize::MAX;

/// All learners. Those whose estimator is not in the [registry] are not there.
const LEARNERS: &[Learner] = &[
    row("dummy", "DummyClassifier", "DummyRegressor", Plain, false, ANY),
    row(
        "boosting",
        "HistGradientBoostingClassifier",
        "HistGradientBoostingRegressor",
        Categories,
        true,
        ANY,
    ),
    row("forest", "RandomForestClassifier", "RandomForestRegressor", Plain, true, 200_000),
    row("extra-trees", "ExtraTreesClassifier", "ExtraTreesRegressor", Plain, true, 200_000),
    row("tree", "DecisionTreeClassifier", "DecisionTreeRegressor", Plain, true, ANY),
    row("logistic", "LogisticRegression", "", Scaled, true, ANY),
    row("linear", "LogisticRegression", "LinearRegression", Scaled, false, ANY),
    row("ridge", "RidgeClassifier", "Ridge", Scaled, true, ANY),
    row("lasso", "", "Lasso", Scaled, true, ANY),
    row("elastic-net", "", "ElasticNet", Scaled, false, ANY),
    row("linear-svm", "LinearSVC", "LinearSVR", Scaled, false, ANY),
    row("svm", "SVC", "SVR", Scaled, true, 10_000),
    row("sgd", "SGDClassifier", "SGDRegressor", Scaled, false, ANY),
    row("huber", "", "HuberRegressor", Scaled, false, ANY),
    row("knn", "KNeighborsClassifier", "KNeighborsRegressor", Scaled, true, 20_000),
    row("bayes", "GaussianNB", "", Scaled, true, ANY),
    row("lda", "LinearDiscriminantAnalysis", "", Scaled, false, ANY),
    row("qda", "QuadraticDiscriminantAnalysis", "", Scaled, false, ANY),
];

/// Does the learner of that name ask of numbers only which is greater, so that it may round them?
/// That is so for learners made of trees.
pub fn looks_at_order(name: &str) -> bool {
    LEARNERS.iter().any(|l| l.name == name && l.preparation != Scaled)
}

/// The learners that this build has for a task.
pub fn learners(task: Task) -> impl Iterator<Item = &'static Learner> {
    LEARNERS.iter().filter(move |l| {
        l.estimator_name(task)
            .is_some_and(|name| registry::ESTIMATORS.iter().any(|row| row.name == name))
    })
}

/// The learner of that name.
///
/// # Errors
/// If there is none for the task; the message lists those there are.
pub fn learner(name: &str, task: Task) -> Result<&'static Learner> {
    learners(task).find(|l| l.name == name).ok_or_else(|| {
        let known: Vec<&str> = learners(task).map(|l| l.name).collect();
        let what = match task {
            Task::Classification => "classification",
            Task::Regression => "regression",
        };
        Error::data("model", format!("no {name} for {what}: expected auto, {}", known.join(", ")))
    })
}

impl Learner {
    /// The name of its estimator for a task.
    pub fn estimator_name(&self, task: Task) -> Option<&'static str> {
        match task {
            Task::Classification => self.classifier,
            Task::Regression => self.regressor,
        }
    }

    /// The learner with its preparation, for the numbers that an encoder makes.
    ///
    /// # Errors
    /// If it is not for that task, or lacks one of the parameters.
    pub fn build(
        &self,
        task: Task,
        encoder: &TableEncoder,
        seed: u64,
        params: &Value,
    ) -> Result<Box<dyn AnyEstimator>> {
        let name = self
            .estimator_name(task)
            .ok_or_else(|| Error::data("model", format!("{} is not for this task", self.name)))?;
        let mut estimator = registry::estimator(name, &json!({}))?;
        let known = estimator.params();
        if known.get("random_state").is_some() {
            estimator.set_params(&json!({ "random_state": seed }))?;
        }
        let categories = encoder.categorical();
        if self.preparation == Categories && known.get("categorical_features").is_some() {
            // More names than there are bins are taken as ordered numbers.
            let columns: Vec<usize> =
                categories.iter().filter(|c| c.1 <= 255).map(|c| c.0).collect();
            estimator.set_params(&json!({ "categorical_features": columns }))?;
        }
        estimator.set_params(params)?;
        if self.preparation != Scaled {
            return Ok(estimator);
        }
        let words = encoder.words();
        let is_category: std::collections::HashSet<usize> =
            categories.iter().map(|c| c.0).collect();
        let is_word: std::collections::HashSet<usize> = words.iter().copied().collect();
        let numbers: Vec<usize> = (0..encoder.width())
            .filter(|c| !is_category.contains(c) && !is_word.contains(c))
            .collect();
        let scaled = Pipeline {
            steps: vec![
                Step::new(
                    "impute",
                    SimpleImputer {
                        strategy: ImputerStrategy::Median,
                        keep_empty_features: true,
                        ..SimpleImputer::default()
                    },
                ),
                Step::new("scale", StandardScaler::default()),
            ],
        };
        let one_hot =
            OneHotEncoder { handle_unknown: HandleUnknown::Ignore, ..OneHotEncoder::default() };
        let columns = ColumnTransformer {
            transformers: vec![
                Part {
                    name: "numbers".into(),
                    estimator: Some(Box::new(scaled)),
                    columns: numbers,
                },
                Part {
                    name: "categories".into(),
                    estimator: Some(Box::new(one_hot)),
                    columns: categories.iter().map(|c| c.0).collect(),
                },
                Part { name: "words".into(), estimator: None, columns: words },
            ],
            ..ColumnTransformer::default()
        };
        Ok(Box::new(Pipeline {
            steps: vec![Step::new("columns", columns), Step { name: self.name.into(), estimator }],
        }))
    }
}
