//! Recommendations: what a user may like, learnt from what users have liked so far.
//!
//! [`Interactions`] hold who met what, with names. From its [matrix](Interactions::matrix) (users
//! x items) learn
//!
//! - [`AlternatingLeastSquares`] and [`BayesianPersonalizedRanking`] from implicit feedback: plays,
//!   clicks, purchases;
//! - [`MatrixFactorization`] and [`SvdPlusPlus`] from ratings;
//! - [`CosineRecommender`], [`TfidfRecommender`] and [`Bm25Recommender`] from items that go
//!   together.
//!
//! What comes of it is a [`Recommender`]. [`evaluate_ranking`] and [`rmse`] measure it on a part
//! that was held out.
//!
//! ```
//! use sparkler_learn::recommend::{AlternatingLeastSquares, Interactions, Recommender};
//!
//! # fn main() -> sparkler_learn::Result<()> {
//! let mut plays = Interactions::default();
//! for (user, item) in [("ann", "jazz"), ("ann", "blues"), ("bob", "jazz"), ("bob", "blues"),
//!                      ("cid", "jazz"), ("dan", "rock"), ("dan", "punk"), ("eve", "punk")] {
//!     plays.push(user, item, 1.0, None);
//! }
//! let learner = AlternatingLeastSquares { factors: 2, alpha: 10.0, ..Default::default() };
//! let model = learner.fit(&plays.matrix()?)?;
//! let cid = plays.user("cid")?;
//! let best = model.recommend(cid, 1, true)?;
//! assert_eq!(plays.item_name(best[0].id), "blues");
//! # Ok(())
//! # }
//! ```

mod als;
mod bpr;
mod evaluate;
mod factors;
mod interactions;
mod neighbors;
mod ratings;
mod saved;

pub use als::{AlternatingLeastSquares, AlternatingLeastSquaresModel};
pub use bpr::{BayesianPersonalizedRanking, BayesianPersonalizedRankingModel};
pub use evaluate::{RankingScores, evaluate_ranking, rmse};
pub use interactions::{Interactions, Split};
pub use neighbors::{Bm25Recommender, CosineRecommender, ItemNeighborsModel, TfidfRecommender};
pub use ratings::{MatrixFactorization, RatingModel, SvdPlusPlus};
pub use saved::{SavedRecommender, recommender_list, recommender_params, recommenders};

use crate::{Error, Result, SparseMatrix};

/// A user or an item, and a number that orders it among others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// Its number.
    pub id: usize,
    /// The larger, the better.
    pub score: f64,
}

/// Why a user was given a score for an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The score.
    pub score: f64,
    /// What each item that the user has met adds to it, the largest first.
    pub contributions: Vec<Scored>,
}

/// What has learnt to recommend.
pub trait Recommender: Send + Sync {
    /// The name of the estimator that made it.
    fn estimator(&self) -> &'static str;

    /// What it has learnt from: users x items.
    fn interactions(&self) -> &SparseMatrix;

    /// A user's scores of all items.
    ///
    /// # Errors
    /// If there is no such user.
    fn scores(&self, user: usize) -> Result<Vec<f64>>;

    /// The scores of all items for somebody it has not learnt from, who has met these items (each
    /// with its strength or rating). Nothing is learnt again; the new user is folded in.
    ///
    /// # Errors
    /// If there is no such item, or a value is not finite.
    fn scores_for(&self, met: &[(usize, f64)]) -> Result<Vec<f64>>;

    /// The score of one item.
    ///
    /// # Errors
    /// If there is no such user or item.
    fn predict(&self, user: usize, item: usize) -> Result<f64> {
        check(self.estimator(), "item", item, self.interactions().columns())?;
        Ok(self.scores(user)?[item])
    }

    /// The `n` items of the highest scores. `filter_already_liked` leaves out those that the user
    /// has met.
    ///
    /// # Errors
    /// If there is no such user.
    fn recommend(&self, user: usize, n: usize, filter_already_liked: bool) -> Result<Vec<Scored>> {
        let scores = self.scores(user)?;
        let met = if filter_already_liked { self.interactions().row(user).0 } else { &[] };
        Ok(best(&scores, n, |item| met.binary_search(&(item as u32)).is_err()))
    }

    /// As [`Recommender::recommend`] for a user as [`Recommender::scores_for`] has them.
    ///
    /// # Errors
    /// As there.
    fn recommend_for(
        &self,
        met: &[(usize, f64)],
        n: usize,
        filter_already_liked: bool,
    ) -> Result<Vec<Scored>> {
        let scores = self.scores_for(met)?;
        Ok(best(&scores, n, |item| !filter_already_liked || met.iter().all(|m| m.0 != item)))
    }

    /// The `n` items most like an item, itself not among them.
    ///
    /// # Errors
    /// If there is no such item.
    fn similar_items(&self, item: usize, n: usize) -> Result<Vec<Scored>>;

    /// The `n` users most like a user, without that user.
    ///
    /// # Errors
    /// If there is no such user, or the model knows nothing about users.
    fn similar_users(&self, user: usize, n: usize) -> Result<Vec<Scored>>;

    /// What the items that a user has met add to the score of an item; the `n` largest parts.
    ///
    /// # Errors
    /// If there is no such user or item, or the model cannot tell.
    fn explain(&self, _user: usize, _item: usize, _n: usize) -> Result<Explanation> {
        Err(Error::Unsupported {
            estimator: self.estimator(),
            method: "explain",
            hint: "; AlternatingLeastSquares, SvdPlusPlus and item neighbours have it",
        })
    }

    /// That what was read from a file holds together.
    ///
    /// # Errors
    /// Says what does not.
    fn validate(&self) -> Result<()>;
}

/// That a number is one of so many users or items.
fn check(estimator: &'static str, what: &'static str, found: usize, count: usize) -> Result<()> {
    if found < count {
        return Ok(());
    }
    Err(Error::Shape {
        estimator,
        what,
        found: format!("number {found}"),
        expected: format!("below {count}, as many as it has learnt from"),
    })
}

/// That a matrix has something to learn from.
fn check_matrix(estimator: &'static str, matrix: &SparseMatrix) -> Result<()> {
    if matrix.stored() == 0 {
        return Err(Error::data(
            estimator,
            format!(
                "{} users x {} items without an interaction: expected at least one",
                matrix.rows(),
                matrix.columns()
            ),
        ));
    }
    for row in 0..matrix.rows() {
        let (columns, values) = matrix.row(row);
        if let Some(i) = values.iter().position(|v| !v.is_finite()) {
            let (value, column) = (values[i], columns[i] as usize);
            return Err(Error::NotFinite { estimator, what: "interactions", value, row, column });
        }
    }
    Ok(())
}

/// That the items a new user has met are there, and their values are numbers.
fn check_met(estimator: &'static str, met: &[(usize, f64)], items: usize) -> Result<()> {
    for (place, &(item, value)) in met.iter().enumerate() {
        check(estimator, "item", item, items)?;
        if !value.is_finite() {
            let (row, column) = (place, item);
            return Err(Error::NotFinite { estimator, what: "the new user", value, row, column });
        }
    }
    Ok(())
}

/// The `n` best of those that are allowed, in descending order; of equals the first.
fn best(scores: &[f64], n: usize, allowed: impl Fn(usize) -> bool) -> Vec<Scored> {
    best_of(scores, n, &allowed)
}

/// As [`best`]; compiled once and not for every caller, since sorting is much code.
fn best_of(scores: &[f64], n: usize, allowed: &dyn Fn(usize) -> bool) -> Vec<Scored> {
    let mut all: Vec<Scored> = scores
        .iter()
        .enumerate()
        .filter(|(id, score)| !score.is_nan() && allowed(*id))
        .map(|(id, &score)| Scored { id, score })
        .collect();
    let order = |a: &Scored, b: &Scored| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id));
    if n < all.len() && n > 0 {
        all.select_nth_unstable_by(n - 1, order);
    }
    all.truncate(n);
    all.sort_unstable_by(order);
    all
}

/// Reports a broken model.
fn broken(estimator: &'static str, reason: impl Into<String>) -> Error {
    Error::Model { what: estimator.into(), reason: reason.into() }
}
