//! How good recommendations are, on what was held out.

use super::{Interactions, RatingModel, Recommender};
use crate::metrics::{average_precision_at_k, precision_at_k, recall_at_k};
use crate::{Error, Result, SparseMatrix, parallel};
use serde::Serialize;

/// Means over all users for whom something was held out, of lists of `k` items that leave out what
/// the user had met before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct RankingScores {
    /// The length of the lists.
    pub k: usize,
    /// The number of users.
    pub users: usize,
    /// The share of the list that was held out.
    pub precision: f64,
    /// The share of what was held out that is in the list.
    pub recall: f64,
    /// Mean average precision: the mean of the precisions at the places of hits, over as many as
    /// there can be.
    pub map: f64,
    /// Normalised discounted cumulative gain, each hit counting one (Järvelin and Kekäläinen 2002).
    pub ndcg: f64,
    /// The share of pairs of a held-out item and one never met in which the held-out one has the
    /// higher score; ties count half.
    pub auc: f64,
}

/// Measures a model's lists on interactions that were held out (users x items).
///
/// # Errors
/// If `k` is 0, the sizes differ, or nothing was held out.
pub fn evaluate_ranking(
    model: &dyn Recommender,
    test: &SparseMatrix,
    k: usize,
) -> Result<RankingScores> {
    const NAME: &str = "evaluate_ranking";
    if k == 0 {
        return Err(Error::parameter(NAME, "k", k, "at least 1"));
    }
    let train = model.interactions();
    if (train.rows(), train.columns()) != (test.rows(), test.columns()) {
        return Err(Error::Shape {
            estimator: NAME,
            what: "the test matrix",
            found: format!("{} x {}", test.rows(), test.columns()),
            expected: format!("{} x {}, as in training", train.rows(), train.columns()),
        });
    }
    let per_user: Vec<Result<Option<RankingScores>>> =
        parallel::map(test.rows(), 20 * train.columns(), |user| {
            // What was met in training too is in no list: it cannot be hit.
            let met = train.row(user).0;
            let held: Vec<u32> = test
                .row(user)
                .0
                .iter()
                .copied()
                .filter(|i| met.binary_search(i).is_err())
                .collect();
            if held.is_empty() {
                return Ok(None);
            }
            let scores = model.scores(user)?;
            Ok(Some(user_scores(&scores, met, &held, k)))
        });
    let mut sum = RankingScores { k, ..RankingScores::default() };
    for scores in per_user {
        if let Some(s) = scores? {
            sum.users += 1;
            sum.precision += s.precision;
            sum.recall += s.recall;
            sum.map += s.map;
            sum.ndcg += s.ndcg;
            sum.auc += s.auc;
        }
    }
    if sum.users == 0 {
        return Err(Error::data(NAME, "nothing was held out: expected at least one interaction"));
    }
    let n = sum.users as f64;
    for mean in [&mut sum.precision, &mut sum.recall, &mut sum.map, &mut sum.ndcg, &mut sum.auc] {
        *mean /= n;
    }
    Ok(sum)
}

fn user_scores(scores: &[f64], met: &[u32], held: &[u32], k: usize) -> RankingScores {
    let list = super::best(scores, k, |i| met.binary_search(&(i as u32)).is_err());
    let ranked: Vec<u32> = list.iter().map(|scored| scored.id as u32).collect();
    let at = |place: usize| 1.0 / ((place + 2) as f64).log2();
    let hit = |place: &usize| held.binary_search(&ranked[*place]).is_ok();
    let gain: f64 = (0..ranked.len()).filter(hit).map(at).sum();
    let ideal: f64 = (0..k.min(held.len())).map(at).sum();
    let mut positives: Vec<f64> = held.iter().map(|&i| scores[i as usize]).collect();
    positives.sort_by(f64::total_cmp);
    let (mut wins, mut negatives) = (0.0, 0usize);
    for (item, &score) in scores.iter().enumerate() {
        let known = |list: &[u32]| list.binary_search(&(item as u32)).is_ok();
        if known(met) || known(held) {
            continue;
        }
        negatives += 1;
        let below = positives.partition_point(|&p| p < score);
        let not_above = positives.partition_point(|&p| p <= score);
        wins += (positives.len() - not_above) as f64 + 0.5 * (not_above - below) as f64;
    }
    let pairs = (negatives * positives.len()) as f64;
    RankingScores {
        k,
        users: 1,
        precision: precision_at_k(held, &ranked, k),
        recall: recall_at_k(held, &ranked, k),
        map: average_precision_at_k(held, &ranked, k),
        ndcg: gain / ideal,
        auc: if pairs > 0.0 { wins / pairs } else { 0.5 },
    }
}

/// The root mean square error of a model's ratings on ratings that were held out.
///
/// # Errors
/// If there are none, or a user or an item is unknown.
pub fn rmse(model: &RatingModel, test: &Interactions) -> Result<f64> {
    if test.is_empty() {
        return Err(Error::data("rmse", "nothing was held out: expected at least one rating"));
    }
    let predicted = model.predict_all(test.iter().map(|(user, item, _)| (user, item)))?;
    let squares: f64 =
        predicted.iter().zip(test.iter()).map(|(p, (_, _, rating))| (p - rating).powi(2)).sum();
    Ok((squares / test.len() as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_of_a_list_by_hand() {
        // Item 0 was met before. Held out: 1 and 4. The list of three: 2, 1, 3.
        let s = user_scores(&[9.0, 3.0, 5.0, 2.0, 1.0], &[0], &[1, 4], 3);
        assert!((s.precision - 1.0 / 3.0).abs() < 1e-12);
        assert!((s.recall - 0.5).abs() < 1e-12);
        assert!((s.map - 0.5 / 2.0).abs() < 1e-12);
        let ideal = 1.0 + 1.0 / 3f64.log2();
        assert!((s.ndcg - (1.0 / 3f64.log2()) / ideal).abs() < 1e-12);
        // Pairs: 1 against 2 lost, 1 against 3 won, 4 against both lost.
        assert!((s.auc - 0.25).abs() < 1e-12);
    }
}
