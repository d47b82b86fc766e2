//! Clusters that are joined, two by two.

use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::neighbors::{Distance, Links, Metric, normalise};
use crate::{Error, Features, Result, parallel};
use serde::{Deserialize, Serialize};

/// How far two clusters are from each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Linkage {
    /// By how much joining them adds to the variance within clusters (Ward 1963).
    #[default]
    Ward,
    /// The largest distance of their rows.
    Complete,
    /// The mean distance of their rows.
    Average,
    /// The smallest distance of their rows.
    Single,
}

/// Hierarchical clustering, as scikit-learn's class of that name, without connectivity constraints.
/// It ignores the target.
///
/// `single` needs no more memory than some numbers a row, nor does `ward` above 10,000 rows, where
/// it takes distances from the clusters' centres each time. `complete` and `average` keep the
/// distances of all pairs of rows: 4 `n^2` bytes, 3.6 GB for the 30,000 rows that are the most they
/// take. The time is about `n^2` columns (`n log n` for `single` with up to 8 columns).
///
/// ```
/// use sparkler_learn::{AgglomerativeClustering, Estimator, Matrix, Model};
/// let x = Matrix::from_rows(&[[1.0], [1.2], [8.0], [8.1]]).unwrap().into();
/// let model = AgglomerativeClustering::default().fit(&x, &[]).unwrap();
/// assert_eq!(model.labels().unwrap(), [0.0, 0.0, 1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgglomerativeClustering {
    /// The number of clusters; none with a distance threshold.
    pub n_clusters: Option<usize>,
    /// How far two rows are from each other. `ward` needs `euclidean`.
    pub metric: Metric,
    /// How far two clusters are from each other.
    pub linkage: Linkage,
    /// Clusters farther from each other than this are not joined.
    pub distance_threshold: Option<f64>,
}

impl Default for AgglomerativeClustering {
    fn default() -> Self {
        AgglomerativeClustering {
            n_clusters: Some(2),
            metric: Metric::Euclidean,
            linkage: Linkage::Ward,
            distance_threshold: None,
        }
    }
}

/// What [`AgglomerativeClustering`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AgglomerativeModel {
    labels: Vec<f64>,
    n_features: usize,
    /// The number of clusters.
    pub n_clusters: usize,
    /// The two clusters of each joining, the nearest first: a row's number, or the number of rows
    /// plus that of a joining before.
    pub children: Vec<[usize; 2]>,
    /// The distance of each joining.
    pub distances: Vec<f64>,
}

/// The most rows whose pairs are kept in memory: 3.6 GB.
const MOST: usize = 30_000;
/// The most rows that Ward's linkage keeps the pairs of: 0.4 GB.
const MOST_WARD: usize = 10_000;

/// Distances of all pairs, those of row `i` to the rows before it.
struct Pairs {
    rows: Vec<Vec<f64>>,
}

impl Pairs {
    fn get(&self, a: usize, b: usize) -> f64 {
        if a > b { self.rows[a][b] } else { self.rows[b][a] }
    }

    fn set(&mut self, a: usize, b: usize, value: f64) {
        if a > b {
            self.rows[a][b] = value;
        } else {
            self.rows[b][a] = value;
        }
    }
}

/// Joinings of two rows that stand for their clusters, and their distances.
type Joins = Vec<(usize, usize, f64)>;

/// What [`chain`] asks of clusters, each of which is called by one of its rows.
trait Clusters {
    fn rows(&self) -> usize;
    /// How far two clusters are from each other.
    fn apart(&self, a: usize, b: usize) -> f64;
    /// The cluster `a`, of `na` rows, joins `b`, of `nb`; `size` are the sizes of `others`.
    fn join(&mut self, a: usize, b: usize, size: &[f64], others: &[usize]);
    /// The nearest of some clusters to one, if it is nearer than `limit`; the first of several.
    fn nearest(&self, to: usize, others: &[usize], limit: f64) -> Option<(f64, usize)> {
        let mut best = None;
        let mut limit = limit;
        for &other in others {
            if other != to {
                let apart = self.apart(to, other);
                if apart < limit {
                    (best, limit) = (Some((apart, other)), apart);
                }
            }
        }
        best
    }
}

/// Distances of all pairs of clusters by a rule from those before (Lance and Williams 1967).
struct Matrix {
    linkage: Linkage,
    pairs: Pairs,
}

impl Clusters for Matrix {
    fn rows(&self) -> usize {
        self.pairs.rows.len()
    }

    fn apart(&self, a: usize, b: usize) -> f64 {
        self.pairs.get(a, b)
    }

    fn join(&mut self, a: usize, b: usize, size: &[f64], others: &[usize]) {
        let (na, nb, apart) = (size[a], size[b], self.pairs.get(a, b));
        for &other in others.iter().filter(|&&other| other != b) {
            let (da, db, no) = (self.pairs.get(a, other), self.pairs.get(b, other), size[other]);
            // Ward's distances are squared here.
            let new = match self.linkage {
                Linkage::Ward => ((na + no) * da + (nb + no) * db - no * apart) / (na + nb + no),
                Linkage::Complete => da.max(db),
                Linkage::Average => (na * da + nb * db) / (na + nb),
                Linkage::Single => da.min(db),
            };
            self.pairs.set(b, other, new);
        }
    }
}

/// Ward's distances from the clusters' centres: `2 na nb / (na + nb)` times their squared distance.
struct Centres {
    columns: usize,
    centres: Vec<f64>,
    size: Vec<f64>,
}

impl Clusters for Centres {
    fn rows(&self) -> usize {
        self.size.len()
    }

    fn apart(&self, a: usize, b: usize) -> f64 {
        let d = self.columns;
        let square = sparkler_cpu::distance::euclidean(
            &self.centres[a * d..][..d],
            &self.centres[b * d..][..d],
        );
        let (na, nb) = (self.size[a], self.size[b]);
        2.0 * na * nb / (na + nb) * square
    }

    fn join(&mut self, a: usize, b: usize, _size: &[f64], _others: &[usize]) {
        let (na, nb) = (self.size[a], self.size[b]);
        for c in 0..self.columns {
            let (from, to) = (a * self.columns + c, b * self.columns + c);
            self.centres[to] = (na * self.centres[from] + nb * self.centres[to]) / (na + nb);
        }
        self.size[b] = na + nb;
    }

    fn nearest(&self, to: usize, others: &[usize], limit: f64) -> Option<(f64, usize)> {
        const PART: usize = 4096;
        let parts = parallel::map(others.len().div_ceil(PART), PART * self.columns, |part| {
            let mut best: Option<(f64, usize)> = None;
            for &other in &others[part * PART..others.len().min((part + 1) * PART)] {
                if other != to {
                    let apart = self.apart(to, other);
                    if apart < best.map_or(limit, |b| b.0) {
                        best = Some((apart, other));
                    }
                }
            }
            best
        });
        let nearer = |a: (f64, usize), b: (f64, usize)| if b.0 < a.0 { b } else { a };
        parts.into_iter().flatten().reduce(nearer)
    }
}

/// A chain of nearest neighbours: when two are each other's nearest, they are joined (Murtagh 1983).
fn chain(mut clusters: impl Clusters) -> Joins {
    let n = clusters.rows();
    let mut size = vec![1.0f64; n];
    let mut alive: Vec<usize> = (0..n).collect();
    let mut joins = Vec::with_capacity(n - 1);
    let mut chain: Vec<usize> = Vec::new();
    while alive.len() > 1 {
        if chain.is_empty() {
            chain.push(alive[0]);
        }
        let (a, b, apart) = loop {
            let at = chain[chain.len() - 1];
            // The one before wins if it is as near, or the chain would never end.
            let before =
                chain.len().checked_sub(2).map(|i| (clusters.apart(at, chain[i]), chain[i]));
            let limit = before.map_or(f64::INFINITY, |b| b.0);
            match (clusters.nearest(at, &alive, limit), before) {
                (Some((_, nearest)), _) => chain.push(nearest),
                (None, Some((apart, before))) => {
                    chain.truncate(chain.len() - 2);
                    break (at.min(before), at.max(before), apart);
                }
                // Nothing is at a distance that is a number: any other will do.
                (None, None) => match alive.iter().find(|&&other| other != at) {
                    Some(&other) => chain.push(other),
                    None => return joins,
                },
            }
        };
        joins.push((a, b, apart));
        alive.retain(|&i| i != a);
        clusters.join(a, b, &size, &alive);
        size[b] += size[a];
    }
    joins
}

/// The edges of a shortest tree that spans all points, shortest first (Prim 1957): `apart` gives the
/// distances of a point to all.
pub(crate) fn spanning_tree(n: usize, apart: impl Fn(usize, &mut [f64])) -> Joins {
    let mut nearest = vec![(f64::INFINITY, 0usize); n];
    let mut outside: Vec<usize> = (1..n).collect();
    let mut row = vec![0.0; n];
    let mut at = 0;
    let mut joins = Vec::with_capacity(n.saturating_sub(1));
    while !outside.is_empty() {
        apart(at, &mut row);
        let mut best = 0;
        for place in 0..outside.len() {
            let i = outside[place];
            if row[i] < nearest[i].0 {
                nearest[i] = (row[i], at);
            }
            if nearest[i].0 < nearest[outside[best]].0 {
                best = place;
            }
        }
        let next = outside.remove(best);
        joins.push((nearest[next].1, next, nearest[next].0));
        at = next;
    }
    joins.sort_by(|a, b| a.2.total_cmp(&b.2));
    joins
}

/// The edges of a shortest tree that spans all points, shortest first.
pub(crate) fn shortest_links(links: &Links<'_>) -> Joins {
    if links.suit_a_tree() {
        let mut joins = links.spanning_tree();
        joins.sort_by(|a, b| a.2.total_cmp(&b.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        return joins;
    }
    let n = links.x.len() / links.columns;
    let by_columns = crate::linalg::transpose(n, links.columns, links.x);
    spanning_tree(n, |i, out| links.lengths(i, &by_columns, out))
}

/// Sets of points that are joined.
pub(crate) struct Sets {
    parent: Vec<usize>,
}

impl Sets {
    pub(crate) fn new(n: usize) -> Sets {
        Sets { parent: (0..n).collect() }
    }

    pub(crate) fn find(&mut self, mut i: usize) -> usize {
        while self.parent[i] != i {
            self.parent[i] = self.parent[self.parent[i]];
            i = self.parent[i];
        }
        i
    }

    /// The set of `a` joins that of `b`.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.parent[a] = b;
    }
}

impl Estimator for AgglomerativeClustering {
    const NAME: &'static str = "AgglomerativeClustering";
    const KIND: Kind = Kind::Clusterer;
    type Fitted = AgglomerativeModel;

    fn fit_with(
        &self,
        x: &Features,
        _y: &[f64],
        _options: &FitOptions<'_>,
    ) -> Result<AgglomerativeModel> {
        let name = Self::NAME;
        x.require_finite(name)?;
        let (n, d) = (x.rows(), x.columns());
        match (self.n_clusters, self.distance_threshold) {
            (Some(_), Some(_)) | (None, None) => {
                return Err(Error::parameter(
                    name,
                    "n_clusters and distance_threshold",
                    format!("{:?} and {:?}", self.n_clusters, self.distance_threshold),
                    "one of the two",
                ));
            }
            (Some(k), None) if k == 0 || k > n => {
                let expected = format!("from 1 to {n}, the number of rows");
                return Err(Error::parameter(name, "n_clusters", k, expected));
            }
            (None, Some(t)) if t.is_nan() || t < 0.0 => {
                return Err(Error::parameter(name, "distance_threshold", t, "0 or more"));
            }
            _ => {}
        }
        let distance = Distance::new(name, self.metric, 2.0)?;
        let euclidean = matches!(self.metric, Metric::Euclidean | Metric::Minkowski);
        if self.linkage == Linkage::Ward && !euclidean {
            return Err(Error::parameter(
                name,
                "metric",
                format!("{:?}", self.metric).to_lowercase(),
                "euclidean with linkage = ward",
            ));
        }
        let mut values = x.to_dense().to_f64().into_owned();
        if distance.normalised() {
            normalise(&mut values, d);
        }
        let mut joins = if self.linkage == Linkage::Single {
            shortest_links(&Links { x: &values, columns: d, distance, core: None, alpha: 1.0 })
        } else if self.linkage == Linkage::Ward && n > MOST_WARD {
            chain(Centres { columns: d, centres: values, size: vec![1.0; n] })
        } else {
            if n > MOST {
                return Err(Error::data(
                    name,
                    format!(
                        "there are {n} rows, the distances of whose pairs would take {:.0} GB: \
                         expected at most {MOST} rows, or linkage = ward or single, which keep \
                         none",
                        4e-9 * n as f64 * n as f64
                    ),
                ));
            }
            let ward = self.linkage == Linkage::Ward;
            let row = |i: usize| &values[i * d..][..d];
            let rows = parallel::map(n, n * d / 2, |i| {
                let apart = |j: usize| {
                    let reduced = distance.between(row(i), row(j));
                    if ward { reduced } else { distance.finish(reduced) }
                };
                (0..i).map(apart).collect()
            });
            chain(Matrix { linkage: self.linkage, pairs: Pairs { rows } })
        };
        if self.linkage == Linkage::Ward {
            joins.iter_mut().for_each(|j| j.2 = j.2.max(0.0).sqrt());
        }
        joins.sort_by(|a, b| a.2.total_cmp(&b.2));

        let distances: Vec<f64> = joins.iter().map(|j| j.2).collect();
        let n_clusters = match (self.n_clusters, self.distance_threshold) {
            (Some(k), _) => k,
            (None, Some(t)) => distances.iter().filter(|&&d| d >= t).count() + 1,
            (None, None) => 1,
        };
        let mut sets = Sets::new(n);
        let mut number: Vec<usize> = (0..n).collect();
        let mut children = Vec::with_capacity(joins.len());
        let mut cut = Vec::new();
        for step in 0..=joins.len() {
            if step == n - n_clusters {
                cut = (0..n).map(|i| sets.find(i)).collect();
            }
            let Some(&(a, b, _)) = joins.get(step) else { break };
            let (ra, rb) = (sets.find(a), sets.find(b));
            let (low, high) = (number[ra].min(number[rb]), number[ra].max(number[rb]));
            children.push([low, high]);
            sets.join(ra, rb);
            number[rb] = n + step;
        }
        // Clusters are numbered in the order of their first rows.
        let mut names = vec![f64::NAN; n];
        let mut next = 0.0;
        let labels = cut
            .iter()
            .map(|&root| {
                if names[root].is_nan() {
                    names[root] = next;
                    next += 1.0;
                }
                names[root]
            })
            .collect();
        Ok(AgglomerativeModel { labels, n_features: d, n_clusters, children, distances })
    }
}

impl Model for AgglomerativeModel {
    fn estimator(&self) -> &'static str {
        AgglomerativeClustering::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn labels(&self) -> Option<&[f64]> {
        Some(&self.labels)
    }

    fn validate(&self) -> Result<()> {
        Ok(())
    }

    fn unsupported(&self, method: &'static str) -> Error {
        super::knows_labels_alone(self.estimator(), method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Generator;

    #[test]
    fn centres_join_like_the_distances_of_all_pairs() {
        let mut random = Generator::new(5, 0);
        let (n, d) = (300, 4);
        let values: Vec<f64> = (0..n * d).map(|_| random.normal()).collect();
        let row = |i: usize| &values[i * d..][..d];
        let rows = (0..n)
            .map(|i| (0..i).map(|j| sparkler_cpu::distance::euclidean(row(i), row(j))).collect())
            .collect();
        let all = chain(Matrix { linkage: Linkage::Ward, pairs: Pairs { rows } });
        let centres = chain(Centres { columns: d, centres: values.clone(), size: vec![1.0; n] });
        assert_eq!(all.len(), centres.len());
        for (a, b) in all.iter().zip(&centres) {
            assert_eq!((a.0, a.1), (b.0, b.1));
            assert!((a.2 - b.2).abs() < 1e-9 * a.2.max(1.0), "{} {}", a.2, b.2);
        }
    }
}
