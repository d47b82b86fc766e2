//! Clusters of any density: Campello, Moulavi and Sander, *Density-Based Clustering Based on
//! Hierarchical Density Estimates* (2013).

use super::agglomerative::{Sets, shortest_links};
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::neighbors::{Algorithm, Distance, HnswOptions, Index, Links, Metric, Search, normalise};
use crate::{Error, Features, Result};
use serde::{Deserialize, Serialize};

/// Which clusters of the hierarchy are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Selection {
    /// Those that last longest as the density grows (excess of mass).
    #[default]
    Eom,
    /// The smallest.
    Leaf,
}

/// Hierarchical density-based clustering, as scikit-learn's class of that name. It ignores the
/// target. Memory is that of the rows and some numbers for each; the time is about n log n with up
/// to 8 columns, where a tree of points finds the links, else n² columns.
///
/// ```
/// use sparkler_learn::{Estimator, HDBSCAN, Matrix, Model};
/// let rows: Vec<[f64; 1]> = (0..20).map(|i| [f64::from(i % 10) * 0.1 + f64::from(i / 10) * 9.0]).collect();
/// let x = Matrix::from_rows(&rows).unwrap().into();
/// let model = HDBSCAN::default().fit(&x, &[]).unwrap();
/// assert_eq!(model.labels().unwrap()[0], 0.0);
/// assert_eq!(model.labels().unwrap()[19], 1.0);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HDBSCAN {
    /// Fewer rows are no cluster.
    pub min_cluster_size: usize,
    /// A row's density is that up to its so-many-th neighbour, itself included;
    /// `min_cluster_size` if absent.
    pub min_samples: Option<usize>,
    /// Clusters nearer to each other than this are joined.
    pub cluster_selection_epsilon: f64,
    /// Larger clusters are not chosen (`eom`).
    pub max_cluster_size: Option<usize>,
    /// How far two rows are from each other.
    pub metric: Metric,
    /// The power of the metric `minkowski`.
    pub p: f64,
    /// Distances are divided by it before densities join in.
    pub alpha: f64,
    /// Which clusters are chosen.
    pub cluster_selection_method: Selection,
    /// May all rows be one cluster?
    pub allow_single_cluster: bool,
}

impl Default for HDBSCAN {
    fn default() -> Self {
        HDBSCAN {
            min_cluster_size: 5,
            min_samples: None,
            cluster_selection_epsilon: 0.0,
            max_cluster_size: None,
            metric: Metric::Euclidean,
            p: 2.0,
            alpha: 1.0,
            cluster_selection_method: Selection::Eom,
            allow_single_cluster: false,
        }
    }
}

/// What [`HDBSCAN`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HdbscanModel {
    labels: Vec<f64>,
    /// How firmly each row belongs to its cluster, from 0 to 1.
    pub probabilities: Vec<f64>,
    n_features: usize,
}

/// A cluster of the condensed tree.
struct Cluster {
    parent: usize,
    /// One over the distance at which it comes apart from its parent.
    birth: f64,
    size: usize,
    children: Vec<usize>,
    /// The rows that fall out of it, and one over the distances at which they do.
    rows: Vec<(usize, f64)>,
    stability: f64,
}

/// One over a distance; no more than the largest number.
fn density(distance: f64) -> f64 {
    if distance > 0.0 { 1.0 / distance } else { f64::INFINITY }
}

/// From joinings (the nearest first) to clusters of at least `least` rows; the first is all rows.
fn condense(n: usize, joins: &[(usize, usize, f64)], least: usize) -> Vec<Cluster> {
    // The tree of joinings: rows below n, then joinings.
    let mut sets = Sets::new(n);
    let mut number: Vec<usize> = (0..n).collect();
    let mut size = vec![1usize; n];
    let mut nodes: Vec<(usize, usize, f64)> = Vec::with_capacity(joins.len());
    for &(a, b, apart) in joins {
        let (ra, rb) = (sets.find(a), sets.find(b));
        nodes.push((number[ra], number[rb], apart));
        size.push(size[number[ra]] + size[number[rb]]);
        sets.join(ra, rb);
        let root = sets.find(rb);
        number[root] = n + nodes.len() - 1;
    }
    let cluster = |parent, birth, size| Cluster {
        parent,
        birth,
        size,
        children: Vec::new(),
        rows: Vec::new(),
        stability: 0.0,
    };
    let mut clusters = vec![cluster(0, 0.0, n)];
    let mut open = vec![(n + nodes.len() - 1, 0usize)];
    let mut inside = Vec::new();
    while let Some((node, own)) = open.pop() {
        let (left, right, apart) = nodes[node - n];
        let at = density(apart);
        let large = |child: usize| child >= n && size[child] >= least;
        let both = size[left] >= least && size[right] >= least;
        for child in [left, right] {
            if both {
                let new = clusters.len();
                clusters.push(cluster(own, at, size[child]));
                clusters[own].children.push(new);
                if child >= n {
                    open.push((child, new));
                } else {
                    clusters[new].rows.push((child, at));
                }
            } else if large(child) {
                open.push((child, own));
            } else {
                inside.push(child);
                while let Some(node) = inside.pop() {
                    if node < n {
                        clusters[own].rows.push((node, at));
                    } else {
                        inside.extend([nodes[node - n].0, nodes[node - n].1]);
                    }
                }
            }
        }
    }
    for i in 0..clusters.len() {
        let birth = clusters[i].birth;
        let mut stability: f64 = clusters[i].rows.iter().map(|r| r.1 - birth).sum();
        for &child in &clusters[i].children {
            stability += (clusters[child].birth - birth) * clusters[child].size as f64;
        }
        clusters[i].stability = stability;
    }
    clusters
}

impl HDBSCAN {
    /// Which clusters are chosen.
    fn select(&self, clusters: &[Cluster]) -> Vec<bool> {
        let first = usize::from(!self.allow_single_cluster);
        let mut chosen = vec![false; clusters.len()];
        match self.cluster_selection_method {
            Selection::Eom => {
                let mut stability: Vec<f64> = clusters.iter().map(|c| c.stability).collect();
                // Children have higher numbers than their parents.
                for i in (first..clusters.len()).rev() {
                    let below: f64 = clusters[i].children.iter().map(|&c| stability[c]).sum();
                    let large = self.max_cluster_size.is_some_and(|most| clusters[i].size > most);
                    if below > stability[i] || large {
                        stability[i] = below;
                    } else {
                        chosen[i] = true;
                        let mut open = clusters[i].children.clone();
                        while let Some(c) = open.pop() {
                            chosen[c] = false;
                            open.extend(&clusters[c].children);
                        }
                    }
                }
            }
            Selection::Leaf => {
                for i in first..clusters.len() {
                    chosen[i] = clusters[i].children.is_empty();
                }
                if clusters.len() == 1 {
                    chosen[0] = true;
                }
            }
        }
        let epsilon = self.cluster_selection_epsilon;
        if epsilon > 0.0 {
            // A cluster born nearer than epsilon gives way to the first of its parents that was
            // not.
            for i in 1..clusters.len() {
                if !chosen[i] || 1.0 / clusters[i].birth >= epsilon {
                    continue;
                }
                let mut up = i;
                while up != 0 && 1.0 / clusters[up].birth < epsilon {
                    let parent = clusters[up].parent;
                    if parent == 0 && !self.allow_single_cluster {
                        break;
                    }
                    up = parent;
                }
                if up != i {
                    let mut open = vec![up];
                    while let Some(c) = open.pop() {
                        chosen[c] = false;
                        open.extend(&clusters[c].children);
                    }
                    chosen[up] = true;
                }
            }
        }
        chosen
    }

    fn label(&self, n: usize, clusters: &[Cluster], chosen: &[bool]) -> (Vec<f64>, Vec<f64>) {
        let mut labels = vec![-1.0; n];
        let mut probabilities = vec![0.0; n];
        let mut name = 0.0;
        let count = chosen.iter().filter(|&&c| c).count();
        for top in (0..clusters.len()).filter(|&i| chosen[i]) {
            let mut rows = Vec::new();
            let mut open = vec![top];
            while let Some(c) = open.pop() {
                rows.extend_from_slice(&clusters[c].rows);
                open.extend(&clusters[c].children);
            }
            // All rows as one cluster: only those that stay until it would come apart.
            let least = if top != 0 || count > 1 {
                0.0
            } else if self.cluster_selection_epsilon > 0.0 {
                1.0 / self.cluster_selection_epsilon
            } else {
                let children = clusters[0].children.iter().map(|&c| clusters[c].birth);
                let own = clusters[0].rows.iter().map(|r| r.1);
                own.chain(children).fold(0.0, f64::max)
            };
            // When the cluster itself ends: by then its last rows have left or it came apart.
            let births = clusters[top].children.iter().map(|&c| clusters[c].birth);
            let most = clusters[top].rows.iter().map(|r| r.1).chain(births).fold(0.0, f64::max);
            for (row, at) in rows {
                if at < least {
                    continue;
                }
                labels[row] = name;
                probabilities[row] = if most.is_infinite() && at.is_infinite() || most == 0.0 {
                    1.0
                } else {
                    at.min(most) / most
                };
            }
            name += 1.0;
        }
        (labels, probabilities)
    }
}

impl Estimator for HDBSCAN {
    const NAME: &'static str = "HDBSCAN";
    const KIND: Kind = Kind::Clusterer;
    type Fitted = HdbscanModel;

    fn fit_with(
        &self,
        x: &Features,
        _y: &[f64],
        _options: &FitOptions<'_>,
    ) -> Result<HdbscanModel> {
        let name = Self::NAME;
        x.require_finite(name)?;
        let (n, d) = (x.rows(), x.columns());
        if self.min_cluster_size < 2 {
            let size = self.min_cluster_size;
            return Err(Error::parameter(name, "min_cluster_size", size, "2 or more"));
        }
        let min_samples = self.min_samples.unwrap_or(self.min_cluster_size);
        if min_samples == 0 || min_samples > n {
            let expected = format!("from 1 to {n}, the number of rows");
            return Err(Error::parameter(name, "min_samples", min_samples, expected));
        }
        if self.cluster_selection_epsilon.is_nan()
            || self.cluster_selection_epsilon < 0.0
            || self.alpha.is_nan()
            || self.alpha <= 0.0
        {
            let value = format!("{} and {}", self.cluster_selection_epsilon, self.alpha);
            let expected = "0 or more, and above 0";
            return Err(Error::parameter(
                name,
                "cluster_selection_epsilon and alpha",
                value,
                expected,
            ));
        }
        let distance = Distance::new(name, self.metric, self.p)?;
        let search = Search {
            algorithm: Algorithm::Auto,
            leaf_size: 30,
            metric: self.metric,
            p: self.p,
            hnsw: HnswOptions::default(),
        };
        let index = Index::new(name, x, search)?;
        let found = index.nearest(name, Some(x), min_samples)?;
        let core: Vec<f64> = found.iter().map(|f| f.last().map_or(0.0, |f| f.0)).collect();
        let mut values = x.to_dense().to_f64().into_owned();
        if distance.normalised() {
            normalise(&mut values, d);
        }
        let joins = shortest_links(&Links {
            x: &values,
            columns: d,
            distance,
            core: Some(&core),
            alpha: self.alpha,
        });
        if joins.is_empty() {
            return Ok(HdbscanModel {
                labels: vec![-1.0],
                probabilities: vec![0.0],
                n_features: d,
            });
        }
        let clusters = condense(n, &joins, self.min_cluster_size);
        let chosen = self.select(&clusters);
        let (labels, probabilities) = self.label(n, &clusters, &chosen);
        Ok(HdbscanModel { labels, probabilities, n_features: d })
    }
}

impl Model for HdbscanModel {
    fn estimator(&self) -> &'static str {
        HDBSCAN::NAME
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
