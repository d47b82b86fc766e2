//! Alternating least squares for implicit feedback.

use super::factors::{Factors, solve};
use super::{Explanation, Recommender, Scored, best, broken, check, check_matrix, check_met};
use crate::estimator::{FitOptions, Progress};
use crate::random::Generator;
use crate::{Error, Result, SparseMatrix};
use serde::{Deserialize, Serialize};
use sparkler_cpu::normal_equations::{Systems, conjugate_gradient};

const NAME: &str = "AlternatingLeastSquares";

/// Factors of users and items whose products come near 1 where there was an interaction and near 0
/// elsewhere, the more so the stronger it was (Hu, Koren and Volinsky 2008). Each half step is
/// solved by a few steps of conjugate gradients (Takács, Pilászy and Tikk 2011).
///
/// The value of an interaction, times `alpha`, is the confidence in it; where there is none, the
/// confidence is 1. A negative value says, with that confidence, that the item was not liked.
/// Parameters and defaults are those of the Python package `implicit`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlternatingLeastSquares {
    /// Numbers for each user and item.
    pub factors: usize,
    /// How strongly factors are held near 0; more than 0.
    pub regularization: f64,
    /// What values are multiplied with to become confidence; more than 0.
    pub alpha: f64,
    /// How often users and items are solved in turn.
    pub iterations: usize,
    /// Steps of conjugate gradients each time.
    pub cg_steps: usize,
    /// The seed of the first factors.
    pub random_state: u64,
}

impl Default for AlternatingLeastSquares {
    fn default() -> Self {
        AlternatingLeastSquares {
            factors: 100,
            regularization: 0.01,
            alpha: 1.0,
            iterations: 15,
            cg_steps: 3,
            random_state: 0,
        }
    }
}

/// What [`AlternatingLeastSquares`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AlternatingLeastSquaresModel {
    regularization: f64,
    alpha: f64,
    user_factors: Factors,
    item_factors: Factors,
    interactions: SparseMatrix,
}

/// One side's systems: the rows of a matrix, with confidences.
struct Side {
    starts: Vec<usize>,
    rows: Vec<u32>,
    weights: Vec<f32>,
}

impl Side {
    fn new(matrix: &SparseMatrix, alpha: f64) -> Side {
        Side {
            starts: matrix.starts().to_vec(),
            rows: matrix.columns_of_values().to_vec(),
            weights: matrix.stored_values().iter().map(|&v| (v * alpha) as f32).collect(),
        }
    }

    fn solve(&self, table: &Factors, regularization: f64, steps: usize, x: &mut Factors) {
        let systems = Systems { starts: &self.starts, rows: &self.rows, weights: &self.weights };
        let gram = table.gram(regularization as f32);
        conjugate_gradient(systems, &table.values, &gram, table.width(), steps, &mut x.values);
    }
}

impl AlternatingLeastSquares {
    /// Learns from a matrix of users x items.
    ///
    /// # Errors
    /// If a parameter is out of range, or there is nothing to learn from.
    pub fn fit(&self, interactions: &SparseMatrix) -> Result<AlternatingLeastSquaresModel> {
        self.fit_with(interactions, &FitOptions::default())
    }

    /// [`AlternatingLeastSquares::fit`] with progress and cancellation.
    ///
    /// # Errors
    /// As there, and if it was cancelled.
    pub fn fit_with(
        &self,
        interactions: &SparseMatrix,
        options: &FitOptions<'_>,
    ) -> Result<AlternatingLeastSquaresModel> {
        for (name, value) in [
            ("factors", self.factors),
            ("iterations", self.iterations),
            ("cg_steps", self.cg_steps),
        ] {
            if value == 0 || value >= 1 << 16 {
                return Err(Error::parameter(NAME, name, value, "1 to 65535"));
            }
        }
        for (name, value) in [("regularization", self.regularization), ("alpha", self.alpha)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(Error::parameter(NAME, name, value, "a number greater than 0"));
            }
        }
        check_matrix(NAME, interactions)?;
        let users = Side::new(interactions, self.alpha);
        let items = Side::new(&interactions.transpose(), self.alpha);
        let mut random = Generator::new(self.random_state, 0);
        let mut user_factors =
            Factors::random(interactions.rows(), self.factors, &mut random, 0.0, 0.01);
        let mut item_factors =
            Factors::random(interactions.columns(), self.factors, &mut random, 0.0, 0.01);
        for done in 1..=self.iterations {
            users.solve(&item_factors, self.regularization, self.cg_steps, &mut user_factors);
            items.solve(&user_factors, self.regularization, self.cg_steps, &mut item_factors);
            options.step(NAME, Progress { done, total: self.iterations, score: None })?;
        }
        if user_factors.values.iter().chain(&item_factors.values).any(|v| !v.is_finite()) {
            return Err(Error::data(
                NAME,
                "factors have become infinite: a smaller alpha or more regularization helps",
            ));
        }
        Ok(AlternatingLeastSquaresModel {
            regularization: self.regularization,
            alpha: self.alpha,
            user_factors,
            item_factors,
            interactions: interactions.clone(),
        })
    }
}

impl AlternatingLeastSquaresModel {
    /// A user's factors.
    ///
    /// # Errors
    /// If there is no such user.
    pub fn user_factors(&self, user: usize) -> Result<&[f32]> {
        check(NAME, "user", user, self.user_factors.rows)?;
        Ok(&self.user_factors.row(user)[..self.user_factors.factors])
    }

    /// An item's factors.
    ///
    /// # Errors
    /// If there is no such item.
    pub fn item_factors(&self, item: usize) -> Result<&[f32]> {
        check(NAME, "item", item, self.item_factors.rows)?;
        Ok(&self.item_factors.row(item)[..self.item_factors.factors])
    }

    /// The matrix of a user's equations.
    fn equations(&self, met: &[(usize, f64)]) -> Vec<f64> {
        let (n, width) = (self.item_factors.factors, self.item_factors.width());
        let gram = self.item_factors.gram(self.regularization as f32);
        let mut a: Vec<f64> = gram
            .chunks_exact(width)
            .take(n)
            .flat_map(|row| row[..n].iter().map(|&v| f64::from(v)))
            .collect();
        for &(item, value) in met {
            let weight = (value * self.alpha).abs() - 1.0;
            let y = self.item_factors.row(item);
            for i in 0..n {
                for j in 0..n {
                    a[i * n + j] += weight * f64::from(y[i]) * f64::from(y[j]);
                }
            }
        }
        a
    }

    fn solve(&self, met: &[(usize, f64)], mut right: Vec<f64>) -> Result<Vec<f64>> {
        let mut a = self.equations(met);
        if solve(&mut a, self.item_factors.factors, &mut right) {
            return Ok(right);
        }
        Err(Error::data(
            NAME,
            "the user's equations have no unique solution: more regularization helps",
        ))
    }

    fn met(&self, user: usize) -> Vec<(usize, f64)> {
        let (items, values) = self.interactions.row(user);
        items.iter().map(|&i| i as usize).zip(values.iter().copied()).collect()
    }
}

impl Recommender for AlternatingLeastSquaresModel {
    fn estimator(&self) -> &'static str {
        NAME
    }

    fn interactions(&self) -> &SparseMatrix {
        &self.interactions
    }

    fn scores(&self, user: usize) -> Result<Vec<f64>> {
        check(NAME, "user", user, self.user_factors.rows)?;
        Ok(self.item_factors.times(self.user_factors.row(user)))
    }

    fn scores_for(&self, met: &[(usize, f64)]) -> Result<Vec<f64>> {
        check_met(NAME, met, self.item_factors.rows)?;
        let mut right = vec![0.0; self.item_factors.factors];
        for &(item, value) in met {
            let confidence = (value * self.alpha).max(0.0);
            for (r, &y) in right.iter_mut().zip(self.item_factors.row(item)) {
                *r += confidence * f64::from(y);
            }
        }
        let mut x: Vec<f32> = self.solve(met, right)?.into_iter().map(|v| v as f32).collect();
        x.resize(self.item_factors.width(), 0.0);
        Ok(self.item_factors.times(&x))
    }

    fn similar_items(&self, item: usize, n: usize) -> Result<Vec<Scored>> {
        check(NAME, "item", item, self.item_factors.rows)?;
        Ok(self.item_factors.similar(item, n))
    }

    fn similar_users(&self, user: usize, n: usize) -> Result<Vec<Scored>> {
        check(NAME, "user", user, self.user_factors.rows)?;
        Ok(self.user_factors.similar(user, n))
    }

    /// Section 5 of Hu, Koren and Volinsky 2008. The score is that of exactly solved equations; it
    /// differs a little from [`Recommender::predict`], whose factors were solved approximately.
    fn explain(&self, user: usize, item: usize, n: usize) -> Result<Explanation> {
        check(NAME, "user", user, self.user_factors.rows)?;
        check(NAME, "item", item, self.item_factors.rows)?;
        let met = self.met(user);
        let right =
            self.item_factors.row(item)[..self.item_factors.factors].iter().map(|&v| v.into());
        let weighted = self.solve(&met, right.collect())?;
        let parts: Vec<f64> = met
            .iter()
            .map(|&(other, value)| {
                let y = self.item_factors.row(other);
                let along: f64 = weighted.iter().zip(y).map(|(w, &y)| w * f64::from(y)).sum();
                along * (value * self.alpha).max(0.0)
            })
            .collect();
        let contributions =
            best(&parts, n, |_| true).into_iter().map(|part| Scored { id: met[part.id].0, ..part });
        Ok(Explanation { score: parts.iter().sum(), contributions: contributions.collect() })
    }

    fn validate(&self) -> Result<()> {
        let (users, items) = (self.interactions.rows(), self.interactions.columns());
        if !self.user_factors.fits(users)
            || !self.item_factors.fits(items)
            || self.user_factors.factors != self.item_factors.factors
        {
            return Err(broken(
                NAME,
                format!("factors that do not fit {users} users x {items} items"),
            ));
        }
        self.interactions.validate()
    }
}
