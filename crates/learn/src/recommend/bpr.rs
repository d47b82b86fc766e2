//! Bayesian personalised ranking.

use super::factors::Factors;
use super::{Recommender, Scored, broken, check, check_matrix, check_met};
use crate::estimator::{FitOptions, Progress};
use crate::random::Generator;
use crate::{Error, Result, SparseMatrix};
use serde::{Deserialize, Serialize};

const NAME: &str = "BayesianPersonalizedRanking";

/// Factors of users and items, and a bias for each item, that put what a user has met before what
/// the user has not (Rendle, Freudenthaler, Gantner and Schmidt-Thieme 2009): stochastic gradient
/// steps on the logistic loss of random pairs. Values do not count, only that they are there.
///
/// Parameters and defaults are those of the Python package `implicit`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BayesianPersonalizedRanking {
    /// Numbers for each user and item, the item's bias not counted.
    pub factors: usize,
    /// The length of a step; more than 0.
    pub learning_rate: f64,
    /// How strongly factors are held near 0; 0 or more.
    pub regularization: f64,
    /// Each draws as many pairs as there are interactions.
    pub iterations: usize,
    /// Skips pairs whose second item the user has met too.
    pub verify_negative_samples: bool,
    /// The seed of first factors and pairs.
    pub random_state: u64,
}

impl Default for BayesianPersonalizedRanking {
    fn default() -> Self {
        BayesianPersonalizedRanking {
            factors: 100,
            learning_rate: 0.01,
            regularization: 0.01,
            iterations: 100,
            verify_negative_samples: true,
            random_state: 0,
        }
    }
}

/// What [`BayesianPersonalizedRanking`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BayesianPersonalizedRankingModel {
    parameters: BayesianPersonalizedRanking,
    user_factors: Factors,
    item_factors: Factors,
    /// The bias of each item.
    item_bias: Vec<f32>,
    interactions: SparseMatrix,
}

/// One gradient step on a pair. `learn_items` is off when a user is folded in.
fn step(
    user: &mut [f32],
    liked: (&mut [f32], &mut f32),
    disliked: (&mut [f32], &mut f32),
    rate: f32,
    penalty: f32,
    learn_items: bool,
) {
    let (liked, liked_bias) = liked;
    let (disliked, disliked_bias) = disliked;
    let mut score = *liked_bias - *disliked_bias;
    for ((u, i), j) in user.iter().zip(liked.iter()).zip(disliked.iter()) {
        score += u * (i - j);
    }
    let slope = 1.0 / (1.0 + score.exp());
    for ((u, i), j) in user.iter_mut().zip(liked.iter_mut()).zip(disliked.iter_mut()) {
        let (old, difference) = (*u, *i - *j);
        *u += rate * (slope * difference - penalty * old);
        if learn_items {
            *i += rate * (slope * old - penalty * *i);
            *j += rate * (-slope * old - penalty * *j);
        }
    }
    if learn_items {
        *liked_bias += rate * (slope - penalty * *liked_bias);
        *disliked_bias += rate * (-slope - penalty * *disliked_bias);
    }
}

/// Two different rows of a table.
fn two(values: &mut [f32], width: usize, a: usize, b: usize) -> (&mut [f32], &mut [f32]) {
    let (low, high) = (a.min(b), a.max(b));
    let (first, rest) = values.split_at_mut(high * width);
    let (x, y) = (&mut first[low * width..][..width], &mut rest[..width]);
    if a < b { (x, y) } else { (y, x) }
}

impl BayesianPersonalizedRanking {
    /// Learns from a matrix of users x items.
    ///
    /// # Errors
    /// If a parameter is out of range, or there is nothing to learn from.
    pub fn fit(&self, interactions: &SparseMatrix) -> Result<BayesianPersonalizedRankingModel> {
        self.fit_with(interactions, &FitOptions::default())
    }

    /// [`BayesianPersonalizedRanking::fit`] with progress and cancellation.
    ///
    /// # Errors
    /// As there, and if it was cancelled.
    pub fn fit_with(
        &self,
        interactions: &SparseMatrix,
        options: &FitOptions<'_>,
    ) -> Result<BayesianPersonalizedRankingModel> {
        for (name, value) in [("factors", self.factors), ("iterations", self.iterations)] {
            if value == 0 || value >= 1 << 16 {
                return Err(Error::parameter(NAME, name, value, "1 to 65535"));
            }
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            let expected = "a number greater than 0";
            return Err(Error::parameter(NAME, "learning_rate", self.learning_rate, expected));
        }
        if !(self.regularization >= 0.0 && self.regularization.is_finite()) {
            let expected = "a number of at least 0";
            return Err(Error::parameter(NAME, "regularization", self.regularization, expected));
        }
        check_matrix(NAME, interactions)?;
        if interactions.columns() < 2 {
            return Err(Error::data(NAME, "there is 1 item: expected at least 2 to compare"));
        }
        let mut random = Generator::new(self.random_state, 0);
        let spread = 0.5 / self.factors as f64;
        let mut table = |rows| Factors::random(rows, self.factors, &mut random, -spread, spread);
        let mut user_factors = table(interactions.rows());
        let mut item_factors = table(interactions.columns());
        let mut item_bias = vec![0.0f32; interactions.columns()];
        let liked = interactions.columns_of_values();
        let users: Vec<u32> = (0..interactions.rows())
            .flat_map(|user| std::iter::repeat_n(user as u32, interactions.row(user).0.len()))
            .collect();
        let width = user_factors.width();
        let (rate, penalty) = (self.learning_rate as f32, self.regularization as f32);
        for iteration in 0..self.iterations {
            let mut draws = Generator::new(self.random_state, 1 + iteration as u64);
            for _ in 0..liked.len() {
                let place = draws.below(liked.len());
                // Negatives are drawn as often as items were met, which compares popular ones
                // with popular ones.
                let (i, j) = (liked[place] as usize, liked[draws.below(liked.len())] as usize);
                let user = users[place] as usize;
                let met = interactions.row(user).0;
                let known = self.verify_negative_samples && met.binary_search(&(j as u32)).is_ok();
                if i == j || known {
                    continue;
                }
                let (yi, yj) = two(&mut item_factors.values, width, i, j);
                let (bi, bj) = two(&mut item_bias, 1, i, j);
                let x = &mut user_factors.values[user * width..][..width];
                step(x, (yi, &mut bi[0]), (yj, &mut bj[0]), rate, penalty, true);
            }
            let progress = Progress { done: iteration + 1, total: self.iterations, score: None };
            options.step(NAME, progress)?;
        }
        if user_factors.values.iter().chain(&item_factors.values).any(|v| !v.is_finite()) {
            return Err(Error::data(
                NAME,
                "factors have become infinite: a smaller learning_rate helps",
            ));
        }
        Ok(BayesianPersonalizedRankingModel {
            parameters: self.clone(),
            user_factors,
            item_factors,
            item_bias,
            interactions: interactions.clone(),
        })
    }
}

impl BayesianPersonalizedRankingModel {
    fn scores_of(&self, user: &[f32]) -> Vec<f64> {
        let mut scores = self.item_factors.times(user);
        for (score, &bias) in scores.iter_mut().zip(&self.item_bias) {
            *score += f64::from(bias);
        }
        scores
    }
}

impl Recommender for BayesianPersonalizedRankingModel {
    fn estimator(&self) -> &'static str {
        NAME
    }

    fn interactions(&self) -> &SparseMatrix {
        &self.interactions
    }

    fn scores(&self, user: usize) -> Result<Vec<f64>> {
        check(NAME, "user", user, self.user_factors.rows)?;
        Ok(self.scores_of(self.user_factors.row(user)))
    }

    fn scores_for(&self, met: &[(usize, f64)]) -> Result<Vec<f64>> {
        let items = self.item_factors.rows;
        check_met(NAME, met, items)?;
        let width = self.item_factors.width();
        let mut user = vec![0.0f32; width];
        let mut random = Generator::new(self.parameters.random_state, u64::MAX);
        let p = &self.parameters;
        if met.len() < items && !met.is_empty() {
            for _ in 0..p.iterations * met.len() {
                let (i, j) = (met[random.below(met.len())].0, random.below(items));
                if met.iter().any(|m| m.0 == j) {
                    continue;
                }
                let (mut yi, mut yj) =
                    (self.item_factors.row(i).to_vec(), self.item_factors.row(j).to_vec());
                let (mut bi, mut bj) = (self.item_bias[i], self.item_bias[j]);
                let (rate, penalty) = (p.learning_rate as f32, p.regularization as f32);
                step(&mut user, (&mut yi, &mut bi), (&mut yj, &mut bj), rate, penalty, false);
            }
        }
        Ok(self.scores_of(&user))
    }

    fn similar_items(&self, item: usize, n: usize) -> Result<Vec<Scored>> {
        check(NAME, "item", item, self.item_factors.rows)?;
        Ok(self.item_factors.similar(item, n))
    }

    fn similar_users(&self, user: usize, n: usize) -> Result<Vec<Scored>> {
        check(NAME, "user", user, self.user_factors.rows)?;
        Ok(self.user_factors.similar(user, n))
    }

    fn validate(&self) -> Result<()> {
        let (users, items) = (self.interactions.rows(), self.interactions.columns());
        if !self.user_factors.fits(users)
            || !self.item_factors.fits(items)
            || self.user_factors.factors != self.item_factors.factors
            || self.item_bias.len() != items
        {
            return Err(broken(
                NAME,
                format!("factors that do not fit {users} users x {items} items"),
            ));
        }
        self.interactions.validate()
    }
}
