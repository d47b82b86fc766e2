//! Successive halving: many sets of parameters with few resources, the best of them with more.

use super::scoring::Scoring;
use super::search::Candidate;
use super::split::Fold;
use super::validation::cross_validate;
use crate::estimator::{FitOptions, Kind};
use crate::random::Generator;
use crate::{AnyEstimator, AnyModel, Error, Features, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How much the first round of a [`Halving`] gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MinResources {
    /// So much that the last round gets all there is.
    #[default]
    Exhaust,
    /// Little: two rows for each fold (and class), or 1 of another resource.
    Smallest,
    /// So much.
    Count(usize),
}

/// How a search halves: the parameters of scikit-learn's `HalvingGridSearchCV` and
/// `HalvingRandomSearchCV` (whose `min_resources` is [`MinResources::Smallest`] by default).
///
/// ```
/// use sparkler_learn::model_selection::{Folds, Halving, Scoring, parameter_grid};
/// use sparkler_learn::{FitOptions, KNeighborsClassifier, Matrix};
/// use serde_json::json;
/// let x = Matrix::new(40, 1, (0..40).map(f64::from).collect()).unwrap().into();
/// let y: Vec<f64> = (0..40).map(|i| f64::from(i / 10 % 2)).collect();
/// let grid = parameter_grid(&json!({ "n_neighbors": [1, 2, 3, 4] })).unwrap();
/// let folds = Folds::stratified(2).split(40, &y, None).unwrap();
/// let (knn, options) = (KNeighborsClassifier::default(), FitOptions::default());
/// let found = Halving::default()
///     .search(&knn, &x, &y, &grid, &folds, Scoring::Accuracy, &options)
///     .unwrap();
/// let counts: Vec<usize> = found.rounds.iter().map(|round| round.candidates.len()).collect();
/// assert_eq!(counts, [4, 2]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Halving {
    /// One in so many candidates comes into the next round, with so many times the resources.
    /// Above 1.
    pub factor: f64,
    /// What grows from round to round: `n_samples`, the rows, or a parameter of the estimator that
    /// is a whole number.
    pub resource: String,
    /// The most of it; all rows where it is not given.
    pub max_resources: Option<usize>,
    /// What the first round gets.
    pub min_resources: MinResources,
    /// Go on with the smallest amount until few enough candidates are left?
    pub aggressive_elimination: bool,
    /// The seed of the choice of rows.
    pub random_state: u64,
}

impl Default for Halving {
    fn default() -> Self {
        Halving {
            factor: 3.0,
            resource: "n_samples".into(),
            max_resources: None,
            min_resources: MinResources::Exhaust,
            aggressive_elimination: false,
            random_state: 0,
        }
    }
}

/// A round of a [`Halving`].
#[derive(Clone, Debug)]
pub struct HalvingRound {
    /// What each candidate got.
    pub n_resources: usize,
    /// The candidates and their scores; ranks are those of the round.
    pub candidates: Vec<Candidate>,
}

/// What came of a [`Halving`].
#[derive(Debug)]
pub struct HalvingResult {
    /// The rounds.
    pub rounds: Vec<HalvingRound>,
    /// The place of the best among the candidates of the last round.
    pub best: usize,
    /// The best, fitted to all rows.
    pub model: Box<dyn AnyModel>,
}

impl HalvingResult {
    /// The best candidate of the last round.
    pub fn best(&self) -> &Candidate {
        &self.rounds[self.rounds.len() - 1].candidates[self.best]
    }
}

const NAME: &str = "halving search";

/// The whole number of times that `factor` goes into `count` as a factor.
fn powers(count: usize, factor: f64) -> usize {
    ((count.max(1) as f64).ln() / factor.ln()).floor() as usize
}

impl Halving {
    /// The least and the most of the resource, before the first is raised so that the last round
    /// gets all.
    fn bounds(
        &self,
        estimator: &dyn AnyEstimator,
        y: &[f64],
        folds: &[Fold],
    ) -> Result<(usize, usize)> {
        if !(self.factor > 1.0 && self.factor.is_finite()) {
            return Err(Error::parameter(NAME, "factor", self.factor, "a number above 1"));
        }
        let rows = self.resource == "n_samples";
        let Some(most) = self.max_resources.or(rows.then_some(y.len())) else {
            return Err(Error::parameter(
                NAME,
                "max_resources",
                "null",
                format!("a number, since the resource is {}", self.resource),
            ));
        };
        let least = match self.min_resources {
            MinResources::Count(count) => count,
            _ if !rows => 1,
            _ => {
                let mut classes = 1;
                if estimator.kind() == Kind::Classifier {
                    let mut all = y.to_vec();
                    all.sort_by(f64::total_cmp);
                    all.dedup();
                    classes = all.len();
                }
                2 * folds.len() * classes
            }
        };
        if least == 0 || least > most || (rows && most > y.len()) {
            return Err(Error::parameter(
                NAME,
                "min_resources",
                least,
                format!("1 or more and not above max_resources = {most} of {} rows", y.len()),
            ));
        }
        Ok((least, most))
    }

    /// So many candidates that the last round of a random search can get all of the resource:
    /// `HalvingRandomSearchCV`'s `n_candidates="exhaust"`, for [`draw`](super::draw).
    ///
    /// # Errors
    /// As [`Halving::search`].
    pub fn n_candidates(
        &self,
        estimator: &dyn AnyEstimator,
        y: &[f64],
        folds: &[Fold],
    ) -> Result<usize> {
        let (least, most) = self.bounds(estimator, y, folds)?;
        Ok(most / least)
    }

    /// Tries sets of parameters in rounds and fits the best of the last round to all rows. With the
    /// sets of [`parameter_grid`](super::parameter_grid) this is scikit-learn's
    /// `HalvingGridSearchCV`, with those of [`draw`](super::draw) its `HalvingRandomSearchCV`.
    /// Where rows are the resource, each fold's are drawn from Sparkler's own random numbers, more
    /// in each round.
    ///
    /// # Errors
    /// If there is no set, a parameter does not exist or is the resource, the resources do not
    /// suffice for a round, or a fit fails.
    #[allow(clippy::too_many_arguments)]
    pub fn search(
        &self,
        estimator: &dyn AnyEstimator,
        x: &Features,
        y: &[f64],
        params: &[Value],
        folds: &[Fold],
        scoring: Scoring,
        options: &FitOptions<'_>,
    ) -> Result<HalvingResult> {
        if params.is_empty() {
            return Err(Error::data(NAME, "0 sets of parameters: expected at least 1"));
        }
        if folds.is_empty() {
            return Err(Error::data(NAME, "0 folds: expected at least 1"));
        }
        crate::target::require_numbers(NAME, y, x.rows())?;
        let rows = self.resource == "n_samples";
        if !rows && params.iter().any(|p| p.get(&self.resource).is_some()) {
            let expected = "a parameter that is not searched for";
            return Err(Error::parameter(NAME, "resource", &self.resource, expected));
        }
        let (mut least, most) = self.bounds(estimator, y, folds)?;
        let required = 1 + powers(params.len(), self.factor);
        if self.min_resources == MinResources::Exhaust {
            let last = self.factor.powi(required as i32 - 1);
            least = least.max((most as f64 / last).floor() as usize);
        }
        let possible = 1 + powers(most / least, self.factor);
        let count = if self.aggressive_elimination { required } else { possible.min(required) };
        let mut left = params.to_vec();
        let mut rounds = Vec::with_capacity(count);
        for round in 0..count {
            let power = match self.aggressive_elimination {
                true => (round + possible).saturating_sub(required),
                false => round,
            };
            let amount = self.factor.powi(power as i32) * least as f64;
            let n_resources = (amount as usize).min(most);
            let drawn;
            let folds = if rows {
                drawn = self.draw_rows(folds, n_resources as f64 / y.len() as f64);
                &drawn[..]
            } else {
                for params in &mut left {
                    if let Some(object) = params.as_object_mut() {
                        object.insert(self.resource.clone(), n_resources.into());
                    }
                }
                folds
            };
            let mut candidates = Vec::with_capacity(left.len());
            for params in &left {
                let mut estimator = estimator.clone_any();
                estimator.set_params(params)?;
                let mut found =
                    cross_validate(&*estimator, x, y, folds, &[scoring], false, options)?;
                let mean = found.mean(0);
                let scores = found.test_scores.pop().unwrap_or_default();
                candidates.push(Candidate { params: params.clone(), scores, mean, rank: 0 });
            }
            super::search::rank(&mut candidates);
            // The best come last; of equals the later ones stay, as in scikit-learn.
            let mut order: Vec<usize> = (0..left.len()).collect();
            order.sort_by(|&a, &b| candidates[a].key().total_cmp(&candidates[b].key()));
            let stay = (left.len() as f64 / self.factor).ceil() as usize;
            left =
                order[order.len() - stay..].iter().map(|&i| candidates[i].params.clone()).collect();
            rounds.push(HalvingRound { n_resources, candidates });
        }
        let last = rounds.last().map_or(&[][..], |round| &round.candidates);
        let Some(best) = last.iter().position(|c| c.rank == 1) else {
            return Err(Error::data(NAME, "no candidate is left"));
        };
        let mut estimator = estimator.clone_any();
        estimator.set_params(&last[best].params)?;
        let model = estimator.fit_any(x, y, options)?;
        Ok(HalvingResult { rounds, best, model })
    }

    /// A share of the rows of each part of each fold: those of a smaller share are among those of a
    /// larger one.
    fn draw_rows(&self, folds: &[Fold], share: f64) -> Vec<Fold> {
        let some = |rows: &[usize], stream: usize| -> Vec<usize> {
            let count = (share * rows.len() as f64) as usize;
            let chosen = Generator::new(self.random_state, stream as u64).choose(rows.len(), count);
            chosen.into_iter().map(|i| rows[i]).collect()
        };
        let fold = |(i, fold): (usize, &Fold)| Fold {
            train: some(&fold.train, 2 * i),
            test: some(&fold.test, 2 * i + 1),
        };
        folds.iter().enumerate().map(fold).collect()
    }
}
