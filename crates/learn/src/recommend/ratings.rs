//! Factorisation of ratings.

use super::factors::solve;
use super::{Explanation, Recommender, Scored, best, broken, check, check_matrix, check_met};
use crate::estimator::{FitOptions, Progress};
use crate::random::Generator;
use crate::{Error, Result, SparseMatrix};
use serde::{Deserialize, Serialize};

macro_rules! estimator {
    ($(#[$meta:meta])* $name:ident, $text:literal, $implicit:literal,
     $factors:literal, $rate:literal, $penalty:literal, $spread:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// Numbers for each user and item.
            pub n_factors: usize,
            /// How often each rating is learnt from.
            pub n_epochs: usize,
            /// The length of a step; more than 0.
            pub learning_rate: f64,
            /// How strongly biases and factors are held near 0; 0 or more.
            pub regularization: f64,
            /// The spread of the first factors.
            pub init_std: f64,
            /// The seed of the first factors and of the order of ratings.
            pub random_state: u64,
        }

        impl Default for $name {
            fn default() -> Self {
                $name {
                    n_factors: $factors,
                    n_epochs: 20,
                    learning_rate: $rate,
                    regularization: $penalty,
                    init_std: $spread,
                    random_state: 0,
                }
            }
        }

        impl $name {
            /// Learns from a matrix of users x items whose values are ratings.
            ///
            /// # Errors
            /// If a parameter is out of range, or there is nothing to learn from.
            pub fn fit(&self, ratings: &SparseMatrix) -> Result<RatingModel> {
                self.fit_with(ratings, &FitOptions::default())
            }

            #[doc = concat!("[`", $text, "::fit`] with progress (whose score is the root mean square error on the ratings while learning) and cancellation.")]
            ///
            /// # Errors
            /// As there, and if it was cancelled.
            pub fn fit_with(
                &self,
                ratings: &SparseMatrix,
                options: &FitOptions<'_>,
            ) -> Result<RatingModel> {
                let descent = Descent {
                    name: $text,
                    implicit: $implicit,
                    n_factors: self.n_factors,
                    n_epochs: self.n_epochs,
                    learning_rate: self.learning_rate,
                    regularization: self.regularization,
                    init_std: self.init_std,
                    random_state: self.random_state,
                };
                descent.fit(ratings, options)
            }
        }
    };
}

estimator!(
    /// A rating is the mean of all, plus the user's bias, plus the item's, plus the product of their
    /// factors (Koren, Bell and Volinsky 2009), learnt by stochastic gradient descent.
    MatrixFactorization, "MatrixFactorization", false, 50, 0.01, 0.05, 0.1
);
estimator!(
    /// [`MatrixFactorization`] in which a user's factors are joined by those of all items the user
    /// has rated, whatever the ratings (Koren 2008). The items' part is learnt once for each user
    /// and epoch, from the sum of the gradients of all the user's ratings, so that an epoch takes
    /// no longer than that of [`MatrixFactorization`]. Learning rate and size are the paper's.
    SvdPlusPlus, "SvdPlusPlus", true, 20, 0.007, 0.02, 0.01
);

/// The parameters of both.
struct Descent {
    name: &'static str,
    implicit: bool,
    n_factors: usize,
    n_epochs: usize,
    learning_rate: f64,
    regularization: f64,
    init_std: f64,
    random_state: u64,
}

/// What [`MatrixFactorization`] and [`SvdPlusPlus`] have learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RatingModel {
    implicit: bool,
    n_factors: usize,
    regularization: f64,
    /// The mean of all ratings it has learnt from.
    pub mean: f64,
    /// The lowest and the highest rating: predictions are kept between.
    pub range: (f64, f64),
    /// What each user adds to ratings.
    pub user_bias: Vec<f64>,
    /// What each item adds to ratings.
    pub item_bias: Vec<f64>,
    /// Users x factors, row after row.
    user_factors: Vec<f32>,
    item_factors: Vec<f32>,
    /// The factors an item adds to a user who has rated it; empty without.
    implicit_factors: Vec<f32>,
    interactions: SparseMatrix,
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    // Eight sums at a time, which the compiler keeps in a register.
    let mut sums = [0.0f32; 8];
    let (chunks_a, rest_a) = a.as_chunks::<8>();
    let (chunks_b, rest_b) = b.as_chunks::<8>();
    for (a, b) in chunks_a.iter().zip(chunks_b) {
        for l in 0..8 {
            sums[l] += a[l] * b[l];
        }
    }
    let rest: f32 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    f64::from(sums.iter().sum::<f32>() + rest)
}

impl Descent {
    fn check(&self, ratings: &SparseMatrix) -> Result<()> {
        for (name, value) in [("n_factors", self.n_factors), ("n_epochs", self.n_epochs)] {
            if value == 0 || value >= 1 << 16 {
                return Err(Error::parameter(self.name, name, value, "1 to 65535"));
            }
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            let expected = "a number greater than 0";
            return Err(Error::parameter(self.name, "learning_rate", self.learning_rate, expected));
        }
        for (name, value) in [("regularization", self.regularization), ("init_std", self.init_std)]
        {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::parameter(self.name, name, value, "a number of at least 0"));
            }
        }
        check_matrix(self.name, ratings)
    }

    fn fit(&self, ratings: &SparseMatrix, options: &FitOptions<'_>) -> Result<RatingModel> {
        self.check(ratings)?;
        let n = self.n_factors;
        let mut random = Generator::new(self.random_state, 0);
        let mut table = |rows: usize| -> Vec<f32> {
            (0..rows * n).map(|_| (random.normal() * self.init_std) as f32).collect()
        };
        let values = ratings.stored_values();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut model = RatingModel {
            implicit: self.implicit,
            n_factors: n,
            regularization: self.regularization,
            mean: values.iter().sum::<f64>() / values.len() as f64,
            range: (low, high),
            user_bias: vec![0.0; ratings.rows()],
            item_bias: vec![0.0; ratings.columns()],
            user_factors: table(ratings.rows()),
            item_factors: table(ratings.columns()),
            implicit_factors: if self.implicit { table(ratings.columns()) } else { Vec::new() },
            interactions: ratings.clone(),
        };
        for epoch in 0..self.n_epochs {
            let mut random = Generator::new(self.random_state, 1 + epoch as u64);
            let squares = if self.implicit {
                self.epoch_by_user(&mut model, ratings, &mut random)
            } else {
                self.epoch(&mut model, ratings, &mut random)
            };
            let error = (squares / values.len() as f64).sqrt();
            if !error.is_finite() {
                return Err(Error::data(
                    self.name,
                    format!(
                        "the error became infinite in epoch {}: a smaller learning_rate helps",
                        epoch + 1
                    ),
                ));
            }
            let progress = Progress { done: epoch + 1, total: self.n_epochs, score: Some(error) };
            options.step(self.name, progress)?;
        }
        Ok(model)
    }

    /// Each rating once, in random order. Returns the sum of squared errors on the way.
    fn epoch(
        &self,
        model: &mut RatingModel,
        ratings: &SparseMatrix,
        random: &mut Generator,
    ) -> f64 {
        let n = self.n_factors;
        let (rate, penalty) = (self.learning_rate, self.regularization);
        let users: Vec<u32> = (0..ratings.rows())
            .flat_map(|user| std::iter::repeat_n(user as u32, ratings.row(user).0.len()))
            .collect();
        let mut squares = 0.0;
        for place in random.permutation(ratings.stored()) {
            let user = users[place] as usize;
            let item = ratings.columns_of_values()[place] as usize;
            let p = &mut model.user_factors[user * n..][..n];
            let q = &mut model.item_factors[item * n..][..n];
            let (bu, bi) = (&mut model.user_bias[user], &mut model.item_bias[item]);
            let error = ratings.stored_values()[place] - (model.mean + *bu + *bi + dot(p, q));
            squares += error * error;
            *bu += rate * (error - penalty * *bu);
            *bi += rate * (error - penalty * *bi);
            let (step, keep) = ((rate * error) as f32, (1.0 - rate * penalty) as f32);
            for (p, q) in p.iter_mut().zip(q) {
                let old = *p;
                *p = keep * *p + step * *q;
                *q = keep * *q + step * old;
            }
        }
        squares
    }

    /// All ratings of a user together, users in random order.
    fn epoch_by_user(
        &self,
        model: &mut RatingModel,
        ratings: &SparseMatrix,
        random: &mut Generator,
    ) -> f64 {
        let n = self.n_factors;
        let (rate, penalty) = (self.learning_rate, self.regularization);
        let (mut squares, mut own, mut slope) = (0.0, vec![0.0f32; n], vec![0.0f32; n]);
        for user in random.permutation(ratings.rows()) {
            let (items, values) = ratings.row(user);
            if items.is_empty() {
                continue;
            }
            let scale = 1.0 / (items.len() as f32).sqrt();
            own.fill(0.0);
            for &item in items {
                for (o, y) in own.iter_mut().zip(&model.implicit_factors[item as usize * n..][..n])
                {
                    *o += scale * y;
                }
            }
            slope.fill(0.0);
            for place in random.permutation(items.len()) {
                let item = items[place] as usize;
                let p = &mut model.user_factors[user * n..][..n];
                let q = &mut model.item_factors[item * n..][..n];
                let (bu, bi) = (&mut model.user_bias[user], &mut model.item_bias[item]);
                let error = values[place] - (model.mean + *bu + *bi + dot(p, q) + dot(&own, q));
                squares += error * error;
                *bu += rate * (error - penalty * *bu);
                *bi += rate * (error - penalty * *bi);
                let (step, keep) = ((rate * error) as f32, (1.0 - rate * penalty) as f32);
                for (((p, q), o), s) in p.iter_mut().zip(q).zip(&own).zip(&mut slope) {
                    let old = *p;
                    *s += step * *q;
                    *p = keep * *p + step * *q;
                    *q = keep * *q + step * (old + o);
                }
            }
            let keep = (1.0 - rate * penalty) as f32;
            for &item in items {
                for (y, s) in
                    model.implicit_factors[item as usize * n..][..n].iter_mut().zip(&slope)
                {
                    *y = keep * *y + scale * s;
                }
            }
        }
        squares
    }
}

impl RatingModel {
    fn name(&self) -> &'static str {
        if self.implicit { "SvdPlusPlus" } else { "MatrixFactorization" }
    }

    /// The factors a user has from the items they have rated.
    fn own(&self, items: impl ExactSizeIterator<Item = usize>) -> Vec<f32> {
        let n = self.n_factors;
        let mut own = vec![0.0; n];
        if self.implicit && items.len() > 0 {
            let scale = 1.0 / (items.len() as f32).sqrt();
            for item in items {
                for (o, y) in own.iter_mut().zip(&self.implicit_factors[item * n..][..n]) {
                    *o += scale * y;
                }
            }
        }
        own
    }

    /// A user's factors with those from the items they have rated.
    fn whole(&self, user: usize) -> Vec<f32> {
        let mut factors = self.own(self.interactions.row(user).0.iter().map(|&i| i as usize));
        for (f, p) in factors.iter_mut().zip(&self.user_factors[user * self.n_factors..]) {
            *f += p;
        }
        factors
    }

    fn score(&self, bias: f64, factors: &[f32], item: usize) -> f64 {
        let n = self.n_factors;
        let q = &self.item_factors[item * n..][..n];
        (self.mean + bias + self.item_bias[item] + dot(factors, q))
            .clamp(self.range.0, self.range.1)
    }

    /// Pairs of users and items: the rating of each. An unknown pair's numbers are errors.
    ///
    /// # Errors
    /// If there is no such user or item.
    pub fn predict_all(&self, pairs: impl IntoIterator<Item = (usize, usize)>) -> Result<Vec<f64>> {
        let mut last: Option<(usize, Vec<f32>)> = None;
        pairs
            .into_iter()
            .map(|(user, item)| {
                check(self.name(), "user", user, self.user_bias.len())?;
                check(self.name(), "item", item, self.item_bias.len())?;
                let factors = match last.take() {
                    Some((same, factors)) if same == user => factors,
                    _ => self.whole(user),
                };
                let score = self.score(self.user_bias[user], &factors, item);
                last = Some((user, factors));
                Ok(score)
            })
            .collect()
    }

    fn similar(&self, values: &[f32], row: usize, n: usize) -> Vec<Scored> {
        let own = &values[row * self.n_factors..][..self.n_factors];
        let scores: Vec<f64> = values
            .chunks_exact(self.n_factors)
            .map(|other| {
                let norms = (dot(own, own) * dot(other, other)).sqrt();
                if norms > 0.0 { dot(own, other) / norms } else { 0.0 }
            })
            .collect();
        best(&scores, n, |i| i != row)
    }
}

impl Recommender for RatingModel {
    fn estimator(&self) -> &'static str {
        self.name()
    }

    fn interactions(&self) -> &SparseMatrix {
        &self.interactions
    }

    fn scores(&self, user: usize) -> Result<Vec<f64>> {
        check(self.name(), "user", user, self.user_bias.len())?;
        let factors = self.whole(user);
        let bias = self.user_bias[user];
        Ok((0..self.item_bias.len()).map(|item| self.score(bias, &factors, item)).collect())
    }

    fn predict(&self, user: usize, item: usize) -> Result<f64> {
        Ok(self.predict_all([(user, item)])?[0])
    }

    /// Bias and factors of the new user solve the regularised least squares of their ratings, with
    /// all items as they are.
    fn scores_for(&self, met: &[(usize, f64)]) -> Result<Vec<f64>> {
        check_met(self.name(), met, self.item_bias.len())?;
        let n = self.n_factors;
        let mut factors = self.own(met.iter().map(|m| m.0));
        let mut bias = 0.0;
        if !met.is_empty() {
            // Unknowns: the factors, and the bias last.
            let size = n + 1;
            let (mut a, mut b) = (vec![0.0; size * size], vec![0.0; size]);
            for i in 0..size {
                a[i * size + i] = (self.regularization * met.len() as f64).max(1e-9);
            }
            for &(item, rating) in met {
                let q = &self.item_factors[item * n..][..n];
                let rest = rating - self.mean - self.item_bias[item] - dot(&factors, q);
                let row: Vec<f64> = q.iter().map(|&v| f64::from(v)).chain([1.0]).collect();
                for i in 0..size {
                    b[i] += rest * row[i];
                    for j in 0..size {
                        a[i * size + j] += row[i] * row[j];
                    }
                }
            }
            if !solve(&mut a, size, &mut b) {
                return Err(Error::data(self.name(), "the new user's ratings have no unique fit"));
            }
            bias = b[n];
            for (f, x) in factors.iter_mut().zip(&b) {
                *f += *x as f32;
            }
        }
        Ok((0..self.item_bias.len()).map(|item| self.score(bias, &factors, item)).collect())
    }

    fn similar_items(&self, item: usize, n: usize) -> Result<Vec<Scored>> {
        check(self.name(), "item", item, self.item_bias.len())?;
        Ok(self.similar(&self.item_factors, item, n))
    }

    fn similar_users(&self, user: usize, n: usize) -> Result<Vec<Scored>> {
        check(self.name(), "user", user, self.user_bias.len())?;
        Ok(self.similar(&self.user_factors, user, n))
    }

    /// Of SVD++: what each rated item adds through its implicit factors. The rest of the score is
    /// mean, biases and the user's own factors.
    fn explain(&self, user: usize, item: usize, n: usize) -> Result<Explanation> {
        if !self.implicit {
            return Err(Error::Unsupported {
                estimator: self.name(),
                method: "explain",
                hint: "; AlternatingLeastSquares, SvdPlusPlus and item neighbours have it",
            });
        }
        let score = self.predict(user, item)?;
        let items = self.interactions.row(user).0;
        let q = &self.item_factors[item * self.n_factors..][..self.n_factors];
        let scale = 1.0 / (items.len() as f64).sqrt();
        let parts: Vec<f64> = items
            .iter()
            .map(|&other| {
                let y = &self.implicit_factors[other as usize * self.n_factors..][..self.n_factors];
                scale * dot(y, q)
            })
            .collect();
        let contributions = best(&parts, n, |_| true)
            .into_iter()
            .map(|part| Scored { id: items[part.id] as usize, ..part });
        Ok(Explanation { score, contributions: contributions.collect() })
    }

    fn validate(&self) -> Result<()> {
        let (users, items) = (self.interactions.rows(), self.interactions.columns());
        let n = self.n_factors;
        let size = |rows: usize| rows.checked_mul(n);
        if n == 0
            || self.user_bias.len() != users
            || self.item_bias.len() != items
            || size(users) != Some(self.user_factors.len())
            || size(items) != Some(self.item_factors.len())
            || self.implicit_factors.len()
                != if self.implicit { self.item_factors.len() } else { 0 }
            || self.range.0.is_nan()
            || self.range.1.is_nan()
            || self.range.0 > self.range.1
        {
            return Err(broken(
                self.name(),
                format!("factors that do not fit {users} users x {items} items"),
            ));
        }
        self.interactions.validate()
    }
}
