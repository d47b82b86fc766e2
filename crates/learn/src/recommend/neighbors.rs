//! Items that the same users meet.

use super::{Explanation, Recommender, Scored, best, broken, check, check_matrix, check_met};
use crate::{Error, Result, SparseMatrix, parallel};
use serde::{Deserialize, Serialize};

macro_rules! recommender {
    ($(#[$meta:meta])* $name:ident, $text:literal, { $($(#[$doc:meta])* $field:ident: $default:expr),* }, |$self:ident, $matrix:ident| $weights:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// How many neighbours each item keeps, itself among them.
            pub k: usize,
            $($(#[$doc])* pub $field: f64,)*
        }

        impl Default for $name {
            fn default() -> Self {
                $name { k: 20, $($field: $default),* }
            }
        }

        impl $name {
            /// Learns from a matrix of users x items.
            ///
            /// # Errors
            /// If a parameter is out of range, or there is nothing to learn from.
            pub fn fit(&$self, interactions: &SparseMatrix) -> Result<ItemNeighborsModel> {
                if $self.k == 0 {
                    return Err(Error::parameter($text, "k", 0, "at least 1"));
                }
                check_matrix($text, interactions)?;
                let $matrix = interactions;
                let weights: Vec<f64> = $weights?;
                let weighted = with_values(interactions, weights)?;
                Ok(ItemNeighborsModel {
                    name: $text.into(),
                    similarity: neighbors(&weighted, $self.k)?,
                    interactions: interactions.clone(),
                })
            }
        }
    };
}

recommender!(
    /// Items are alike by the cosine of their columns (Sarwar et al. 2001). Parameters, defaults
    /// and meaning are those of the Python package `implicit`.
    CosineRecommender, "CosineRecommender", {}, |self, matrix| normalized(matrix, matrix.stored_values().to_vec())
);
recommender!(
    /// Items are alike by the cosine of their columns, in which a value counts by its square root
    /// and a user the less, the more items they have met.
    TfidfRecommender, "TfidfRecommender", {}, |self, matrix| {
        let frequency = frequency(matrix);
        let values = each(matrix, |user, _, value| value.max(0.0).sqrt() * frequency[user]);
        normalized(matrix, values)
    }
);
recommender!(
    /// Items are alike by the product of their columns weighted as words are by Okapi BM25
    /// (Robertson and Zaragoza 2009): items take the place of documents, users that of words.
    Bm25Recommender, "Bm25Recommender", {
        /// How soon the strength of an interaction saturates; 0 or more.
        k1: 1.2,
        /// How much the popularity of an item counts against it, 0 to 1.
        b: 0.75
    }, |self, matrix| bm25(matrix, self.k1, self.b)
);

/// Calls a function with user, item and value of each interaction.
fn each(matrix: &SparseMatrix, weight: impl Fn(usize, usize, f64) -> f64) -> Vec<f64> {
    let mut out = Vec::with_capacity(matrix.stored());
    for user in 0..matrix.rows() {
        let (items, values) = matrix.row(user);
        out.extend(items.iter().zip(values).map(|(&item, &v)| weight(user, item as usize, v)));
    }
    out
}

/// The inverse frequency of each user among items.
fn frequency(matrix: &SparseMatrix) -> Vec<f64> {
    let items = matrix.columns() as f64;
    (0..matrix.rows()).map(|user| items.ln() - (matrix.row(user).0.len() as f64).ln_1p()).collect()
}

/// Divides each column by its length.
fn normalized(matrix: &SparseMatrix, mut values: Vec<f64>) -> Result<Vec<f64>> {
    let mut squares = vec![0.0; matrix.columns()];
    for (&item, &v) in matrix.columns_of_values().iter().zip(&values) {
        squares[item as usize] += v * v;
    }
    for (&item, v) in matrix.columns_of_values().iter().zip(&mut values) {
        let length: f64 = squares[item as usize];
        *v = if length > 0.0 { *v / length.sqrt() } else { 0.0 };
    }
    Ok(values)
}

fn bm25(matrix: &SparseMatrix, k1: f64, b: f64) -> Result<Vec<f64>> {
    const NAME: &str = "Bm25Recommender";
    if !(k1 >= 0.0 && k1.is_finite()) {
        return Err(Error::parameter(NAME, "k1", k1, "a number of at least 0"));
    }
    if !(0.0..=1.0).contains(&b) {
        return Err(Error::parameter(NAME, "b", b, "0 to 1"));
    }
    let frequency = frequency(matrix);
    let mut sums = vec![0.0; matrix.columns()];
    for (&item, v) in matrix.columns_of_values().iter().zip(matrix.stored_values()) {
        sums[item as usize] += v;
    }
    let mean = sums.iter().sum::<f64>() / sums.len() as f64;
    Ok(each(matrix, |user, item, value| {
        let length = 1.0 - b + b * sums[item] / mean;
        let below = k1 * length + value;
        if below > 0.0 { value * (k1 + 1.0) / below * frequency[user] } else { 0.0 }
    }))
}

fn with_values(matrix: &SparseMatrix, values: Vec<f64>) -> Result<SparseMatrix> {
    SparseMatrix::new(
        matrix.rows(),
        matrix.columns(),
        matrix.starts().to_vec(),
        matrix.columns_of_values().to_vec(),
        values,
    )
}

/// The `k` largest products of each column with all columns.
fn neighbors(weighted: &SparseMatrix, k: usize) -> Result<SparseMatrix> {
    let by_item = weighted.transpose();
    let items = by_item.rows();
    const BLOCK: usize = 64;
    let mean = weighted.stored() / weighted.rows().max(1) + 1;
    let cost = BLOCK * (weighted.stored() / items.max(1) + 1) * mean;
    let blocks = parallel::map(items.div_ceil(BLOCK), cost, |block| {
        let mut sums = vec![0.0f64; items];
        let mut touched: Vec<u32> = Vec::new();
        let mut seen = vec![false; items];
        let mut out: Vec<Vec<(u32, f64)>> = Vec::with_capacity(BLOCK);
        for item in block * BLOCK..((block + 1) * BLOCK).min(items) {
            let (users, own) = by_item.row(item);
            for (&user, &a) in users.iter().zip(own) {
                let (others, values) = weighted.row(user as usize);
                for (&other, &b) in others.iter().zip(values) {
                    let other = other as usize;
                    if !seen[other] {
                        seen[other] = true;
                        touched.push(other as u32);
                    }
                    sums[other] += a * b;
                }
            }
            let mut row: Vec<(u32, f64)> =
                touched.iter().map(|&other| (other, sums[other as usize])).collect();
            let order = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
            if k < row.len() {
                row.select_nth_unstable_by(k - 1, order);
                row.truncate(k);
            }
            row.sort_unstable_by_key(|r| r.0);
            out.push(row);
            for &other in &touched {
                sums[other as usize] = 0.0;
                seen[other as usize] = false;
            }
            touched.clear();
        }
        out
    });
    let mut starts = vec![0];
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for row in blocks.into_iter().flatten() {
        columns.extend(row.iter().map(|r| r.0));
        values.extend(row.iter().map(|r| r.1));
        starts.push(columns.len());
    }
    SparseMatrix::new(items, items, starts, columns, values)
}

/// What item neighbours have learnt: how alike items are. A user's score of an item is the sum of
/// its likeness to each item that the user has met, times the value of that.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ItemNeighborsModel {
    name: String,
    similarity: SparseMatrix,
    interactions: SparseMatrix,
}

impl ItemNeighborsModel {
    /// How alike items are: items x items, the nearest of each row.
    pub fn similarity(&self) -> &SparseMatrix {
        &self.similarity
    }

    fn met(&self, user: usize) -> Result<Vec<(usize, f64)>> {
        check(self.estimator(), "user", user, self.interactions.rows())?;
        let (items, values) = self.interactions.row(user);
        Ok(items.iter().map(|&i| i as usize).zip(values.iter().copied()).collect())
    }
}

impl Recommender for ItemNeighborsModel {
    fn estimator(&self) -> &'static str {
        match self.name.as_str() {
            "CosineRecommender" => "CosineRecommender",
            "TfidfRecommender" => "TfidfRecommender",
            _ => "Bm25Recommender",
        }
    }

    fn interactions(&self) -> &SparseMatrix {
        &self.interactions
    }

    fn scores(&self, user: usize) -> Result<Vec<f64>> {
        self.scores_for(&self.met(user)?)
    }

    fn scores_for(&self, met: &[(usize, f64)]) -> Result<Vec<f64>> {
        check_met(self.estimator(), met, self.similarity.rows())?;
        let mut scores = vec![0.0; self.similarity.rows()];
        for &(item, value) in met {
            let (others, alike) = self.similarity.row(item);
            for (&other, &alike) in others.iter().zip(alike) {
                scores[other as usize] += alike * value;
            }
        }
        Ok(scores)
    }

    fn similar_items(&self, item: usize, n: usize) -> Result<Vec<Scored>> {
        check(self.estimator(), "item", item, self.similarity.rows())?;
        let (others, alike) = self.similarity.row(item);
        let found = best(alike, n + 1, |_| true).into_iter();
        let mut found: Vec<Scored> = found
            .map(|s| Scored { id: others[s.id] as usize, ..s })
            .filter(|s| s.id != item)
            .collect();
        found.truncate(n);
        Ok(found)
    }

    fn similar_users(&self, _user: usize, _n: usize) -> Result<Vec<Scored>> {
        Err(Error::Unsupported {
            estimator: self.estimator(),
            method: "similar_users",
            hint: "; it knows how alike items are, not users",
        })
    }

    fn explain(&self, user: usize, item: usize, n: usize) -> Result<Explanation> {
        check(self.estimator(), "item", item, self.similarity.rows())?;
        let met = self.met(user)?;
        let parts: Vec<f64> = met
            .iter()
            .map(|&(other, value)| {
                let (others, alike) = self.similarity.row(other);
                others.binary_search(&(item as u32)).map_or(0.0, |place| alike[place] * value)
            })
            .collect();
        let contributions =
            best(&parts, n, |_| true).into_iter().map(|part| Scored { id: met[part.id].0, ..part });
        Ok(Explanation { score: parts.iter().sum(), contributions: contributions.collect() })
    }

    fn validate(&self) -> Result<()> {
        let items = self.interactions.columns();
        if self.similarity.rows() != items || self.similarity.columns() != items {
            return Err(broken(
                self.estimator(),
                format!("similarities that are not {items} x {items}"),
            ));
        }
        self.similarity.validate()?;
        self.interactions.validate()
    }
}
