//! Recommenders of any kind by name, with the names of users and items, as one file.

use super::{
    AlternatingLeastSquares, AlternatingLeastSquaresModel, BayesianPersonalizedRanking,
    BayesianPersonalizedRankingModel, Bm25Recommender, CosineRecommender, Interactions,
    ItemNeighborsModel, MatrixFactorization, RatingModel, Recommender, SvdPlusPlus,
    TfidfRecommender, broken,
};
use crate::estimator::FitOptions;
use crate::saved::{pack, unpack};
use crate::{Error, Result, SparseMatrix};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a file of a recommender begins with; the version of its form follows in one byte.
const MAGIC: &[u8] = b"SPARKLER-RECOMMENDER\n";
const VERSION: u8 = 1;

/// What has learnt to recommend, of any kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Learnt {
    LeastSquares(AlternatingLeastSquaresModel),
    Ranking(BayesianPersonalizedRankingModel),
    Ratings(RatingModel),
    Neighbors(ItemNeighborsModel),
}

/// A recommender that knows users and items by name, as it goes into a file and comes out on any
/// machine.
///
/// The file is `SPARKLER-RECOMMENDER`, a line feed, the byte 1 (the version), and one CBOR object.
///
/// ```
/// use sparkler_learn::recommend::{Interactions, SavedRecommender};
/// use serde_json::json;
///
/// # fn main() -> sparkler_learn::Result<()> {
/// let mut met = Interactions::default();
/// for (user, item) in [("ann", "jazz"), ("ann", "blues"), ("bob", "jazz"), ("bob", "blues"),
///                      ("cid", "jazz"), ("dan", "rock")] {
///     met.push(user, item, 1.0, None);
/// }
/// let saved = SavedRecommender::fit("CosineRecommender", &json!({}), &met, &Default::default())?;
/// let again = SavedRecommender::from_bytes("model", &saved.to_bytes()?)?;
/// let best = again.model().recommend(again.names().user("cid")?, 1, true)?;
/// assert_eq!(again.names().item_name(best[0].id), "blues");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedRecommender {
    names: Interactions,
    learnt: Learnt,
}

/// One row of the list of learners.
struct Row {
    name: &'static str,
    params: fn(&Value) -> serde_json::Result<Value>,
    fit: fn(&Value, &SparseMatrix, &FitOptions<'_>) -> Result<Learnt>,
    /// Are values ratings, of which the last counts? Else they are added.
    rates: bool,
}

fn params_of<P: Serialize + DeserializeOwned>(given: &Value) -> serde_json::Result<Value> {
    serde_json::to_value(P::deserialize(given)?)
}

macro_rules! rows {
    ($($learner:ident $rates:literal |$it:ident, $x:ident, $options:ident| $fit:expr;)*) => {
        &[$(Row {
            name: stringify!($learner),
            params: params_of::<$learner>,
            fit: |params, $x, $options| {
                let $it = $learner::deserialize(params).map_err(|e| wrong(stringify!($learner), e))?;
                $fit
            },
            rates: $rates,
        }),*]
    };
}

const ROWS: &[Row] = rows! {
    AlternatingLeastSquares false |it, x, options| it.fit_with(x, options).map(Learnt::LeastSquares);
    BayesianPersonalizedRanking false |it, x, options| it.fit_with(x, options).map(Learnt::Ranking);
    MatrixFactorization true |it, x, options| it.fit_with(x, options).map(Learnt::Ratings);
    SvdPlusPlus true |it, x, options| it.fit_with(x, options).map(Learnt::Ratings);
    CosineRecommender false |it, x, _options| it.fit(x).map(Learnt::Neighbors);
    TfidfRecommender false |it, x, _options| it.fit(x).map(Learnt::Neighbors);
    Bm25Recommender false |it, x, _options| it.fit(x).map(Learnt::Neighbors);
};

fn wrong(name: &str, error: serde_json::Error) -> Error {
    Error::Parameters { estimator: name.into(), reason: error.to_string() }
}

fn row(name: &str) -> Result<&'static Row> {
    ROWS.iter().find(|row| row.name == name).ok_or_else(|| Error::Parameters {
        estimator: name.into(),
        reason: format!(
            "is no recommender; there are {}",
            recommenders().collect::<Vec<_>>().join(", ")
        ),
    })
}

/// The names of all that learn to recommend.
pub fn recommenders() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.name)
}

/// All parameters of a recommender, where some are given.
///
/// # Errors
/// If there is no such recommender or parameter, or a value is of the wrong type.
pub fn recommender_params(name: &str, given: &Value) -> Result<Value> {
    (row(name)?.params)(given).map_err(|e| wrong(name, e))
}

impl SavedRecommender {
    /// Learns from interactions with the recommender of that name. Where a user met an item several
    /// times, the values are added; of several ratings the last counts.
    ///
    /// # Errors
    /// If a parameter is unknown or out of range, there is nothing to learn from, or it was
    /// cancelled.
    pub fn fit(
        name: &str,
        params: &Value,
        interactions: &Interactions,
        options: &FitOptions<'_>,
    ) -> Result<SavedRecommender> {
        let row = row(name)?;
        let matrix = if row.rates { interactions.latest() } else { interactions.matrix() }?;
        let learnt = (row.fit)(params, &matrix, options)?;
        // Who met what is in the model.
        Ok(SavedRecommender { names: interactions.filter(|_| false), learnt })
    }

    /// The names of users and items, without what they met.
    pub fn names(&self) -> &Interactions {
        &self.names
    }

    /// What has learnt.
    pub fn model(&self) -> &dyn Recommender {
        match &self.learnt {
            Learnt::LeastSquares(model) => model,
            Learnt::Ranking(model) => model,
            Learnt::Ratings(model) => model,
            Learnt::Neighbors(model) => model,
        }
    }

    /// Its file.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        pack(MAGIC, VERSION, self.model().estimator(), self)
    }

    /// A recommender from its file; `name` stands for it in messages.
    ///
    /// # Errors
    /// If it is none, is of a later version, or is broken.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<SavedRecommender> {
        let saved: SavedRecommender = unpack(MAGIC, VERSION, name, bytes)?;
        let model = saved.model();
        model.validate()?;
        let (users, items) = (model.interactions().rows(), model.interactions().columns());
        let (named, called) = (saved.names.n_users(), saved.names.n_items());
        if (users, items) != (named, called) || !saved.names.is_empty() {
            let reason =
                format!("{users} users and {items} items, and names for {named} and {called}");
            return Err(broken(model.estimator(), reason));
        }
        Ok(saved)
    }
}

/// The parameters of all recommenders with their defaults: a list of objects with `name` and
/// `params`.
///
/// # Errors
/// If a default cannot be written down.
pub fn recommender_list() -> Result<Value> {
    let of = |row: &Row| -> Result<Value> {
        let params = (row.params)(&json!({})).map_err(|e| wrong(row.name, e))?;
        Ok(json!({ "name": row.name, "params": params }))
    };
    ROWS.iter().map(of).collect::<Result<Vec<Value>>>().map(Value::from)
}
