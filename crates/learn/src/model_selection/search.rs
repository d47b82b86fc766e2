//! Searching for parameters.

use super::scoring::Scoring;
use super::split::Fold;
use super::validation::cross_validate;
use crate::estimator::FitOptions;
use crate::random::Generator;
use crate::{AnyEstimator, AnyModel, Error, Features, Result};
use serde_json::{Map, Value};

/// One set of parameters and what came of it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The parameters.
    pub params: Value,
    /// The score on each test part.
    pub scores: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Its place, from 1; equals share one.
    pub rank: usize,
}

impl Candidate {
    /// Its mean score; what has none comes last.
    pub(super) fn key(&self) -> f64 {
        if self.mean.is_nan() { f64::NEG_INFINITY } else { self.mean }
    }
}

/// Gives candidates their places.
pub(super) fn rank(candidates: &mut [Candidate]) {
    for i in 0..candidates.len() {
        let above = candidates.iter().filter(|c| c.key() > candidates[i].key()).count();
        candidates[i].rank = above + 1;
    }
}

/// What came of a search.
#[derive(Debug)]
pub struct SearchResult {
    /// All candidates, in the order in which they were tried.
    pub candidates: Vec<Candidate>,
    /// The place of the best among them: the first of several.
    pub best: usize,
    /// The best, fitted to all rows.
    pub model: Box<dyn AnyModel>,
}

impl SearchResult {
    /// The best candidate.
    pub fn best(&self) -> &Candidate {
        &self.candidates[self.best]
    }
}

/// All combinations of the values in an object of lists (scikit-learn's `ParameterGrid`): names in
/// alphabetical order, the last of them changes fastest.
///
/// ```
/// use sparkler_learn::model_selection::parameter_grid;
/// use serde_json::json;
/// let grid = parameter_grid(&json!({ "b": [1, 2], "a": ["x"] })).unwrap();
/// assert_eq!(grid, [json!({ "a": "x", "b": 1 }), json!({ "a": "x", "b": 2 })]);
/// ```
///
/// # Errors
/// If it is no object of lists, or a list is empty.
pub fn parameter_grid(grid: &Value) -> Result<Vec<Value>> {
    let wrong = |value: String| {
        Error::parameter("GridSearchCV", "param_grid", value, "an object of lists of values")
    };
    let lists = grid.as_object().ok_or_else(|| wrong(grid.to_string()))?;
    let mut names: Vec<&String> = lists.keys().collect();
    names.sort();
    let mut out = vec![Map::new()];
    for name in names {
        let values = lists[name].as_array().filter(|v| !v.is_empty());
        let values = values.ok_or_else(|| wrong(format!("{name}: {}", lists[name])))?;
        out = out
            .iter()
            .flat_map(|before| {
                values.iter().map(move |value| {
                    let mut next = before.clone();
                    next.insert(name.clone(), value.clone());
                    next
                })
            })
            .collect();
    }
    Ok(out.into_iter().map(Value::Object).collect())
}

/// Tries sets of parameters by cross-validation and fits the best to all rows. With the sets of
/// [`parameter_grid`] this is scikit-learn's `GridSearchCV`, with those of [`draw`] its
/// `RandomizedSearchCV`.
///
/// # Errors
/// If there is no set, a parameter does not exist, or a fit fails.
pub fn search(
    estimator: &dyn AnyEstimator,
    x: &Features,
    y: &[f64],
    params: &[Value],
    folds: &[Fold],
    scoring: Scoring,
    options: &FitOptions<'_>,
) -> Result<SearchResult> {
    let mut candidates = Vec::with_capacity(params.len());
    for params in params {
        let mut estimator = estimator.clone_any();
        estimator.set_params(params)?;
        let mut found = cross_validate(&*estimator, x, y, folds, &[scoring], false, options)?;
        let mean = found.mean(0);
        let scores = found.test_scores.pop().unwrap_or_default();
        candidates.push(Candidate { params: params.clone(), scores, mean, rank: 0 });
    }
    rank(&mut candidates);
    let Some(best) = candidates.iter().position(|c| c.rank == 1) else {
        return Err(Error::data("search", "0 sets of parameters: expected at least 1"));
    };
    let mut estimator = estimator.clone_any();
    estimator.set_params(&candidates[best].params)?;
    let model = estimator.fit_any(x, y, options)?;
    Ok(SearchResult { candidates, best, model })
}

/// `n_iter` different sets of parameters drawn from the combinations of an object of lists; all of
/// them where there are fewer.
///
/// # Errors
/// As [`parameter_grid`].
pub fn draw(grid: &Value, n_iter: usize, random_state: u64) -> Result<Vec<Value>> {
    let all = parameter_grid(grid)?;
    let chosen = Generator::new(random_state, 0).choose(all.len(), n_iter);
    Ok(chosen.into_iter().map(|i| all[i].clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model_selection::Folds;
    use crate::{DummyRegressor, Matrix};
    use serde_json::json;

    #[test]
    fn the_best_of_a_grid_is_fitted_to_all_rows() {
        // One far value: the median is the better guess for the absolute error.
        let y = [1.0, 1.0, 1.0, 1.0, 1.0, 100.0, 1.0, 1.0];
        let x = Matrix::zeros(8, 1).into();
        let folds = Folds::k_fold(4).split(8, &y, None).unwrap();
        let grid = parameter_grid(&json!({ "strategy": ["mean", "median"] })).unwrap();
        let options = FitOptions::default();
        let scoring = Scoring::NegMeanAbsoluteError;
        let dummy = DummyRegressor::default();
        let found = search(&dummy, &x, &y, &grid, &folds, scoring, &options).unwrap();
        assert_eq!(found.best().params, json!({ "strategy": "median" }));
        assert_eq!(found.model.predict(&x).unwrap()[0], 1.0);
        assert_eq!(found.candidates[0].rank, 2);
        let wrong = [json!({ "depth": 3 })];
        assert!(search(&dummy, &x, &y, &wrong, &folds, scoring, &options).is_err());
        assert!(search(&dummy, &x, &y, &[], &folds, scoring, &options).is_err());
    }

    #[test]
    fn parameters_of_parts_are_reached_by_their_names() {
        use crate::compose::{Pipeline, Step};
        use crate::preprocessing::StandardScaler;
        let mut pipeline = Pipeline {
            steps: vec![
                Step::new("scale", StandardScaler::default()),
                Step::new("dummy", DummyRegressor::default()),
            ],
        };
        pipeline
            .set_params(&json!({ "dummy__strategy": "median", "scale__with_mean": false }))
            .unwrap();
        assert_eq!(pipeline.steps[1].estimator.params()["strategy"], "median");
        assert_eq!(pipeline.steps[0].estimator.params()["with_mean"], false);
        assert!(pipeline.set_params(&json!({ "dummy__depth": 1 })).is_err());
        assert!(pipeline.set_params(&json!({ "none__depth": 1 })).is_err());
    }
}
