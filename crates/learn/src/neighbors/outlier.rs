//! Outliers by how dense the rows around a row are.

use super::index::Found;
use super::{Algorithm, HnswOptions, Index, Metric, Search};
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::preprocessing::percentile;
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};

/// How the share of outliers is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContaminationRule {
    /// A factor above 1.5 is an outlier.
    Auto,
}

/// The share of outliers among the rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Contamination {
    /// `"auto"`.
    Rule(ContaminationRule),
    /// Above 0, at most 0.5.
    Share(f64),
}

/// The local outlier factor of Breunig et al. (2000), as scikit-learn's class of that name: how
/// much less dense a row's surroundings are than those of its neighbours. It ignores the target.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, neighbors::LocalOutlierFactor};
/// let x = Matrix::from_rows(&[[-1.1], [0.2], [101.1], [0.3]]).unwrap().into();
/// let lof = LocalOutlierFactor { n_neighbors: 2, ..Default::default() };
/// let model = lof.fit(&x, &[]).unwrap();
/// assert_eq!(model.labels().unwrap(), [1.0, 1.0, -1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LocalOutlierFactor {
    /// The number of neighbours; all other rows where there are fewer.
    pub n_neighbors: usize,
    /// How neighbours are found.
    pub algorithm: Algorithm,
    /// Points in a leaf of a tree.
    pub leaf_size: usize,
    /// How far two rows are from each other.
    pub metric: Metric,
    /// The power of the metric `minkowski`.
    pub p: f64,
    /// The share of outliers.
    pub contamination: Contamination,
    /// Is it to judge new rows? Without it, only the rows it has learnt from are judged.
    pub novelty: bool,
    /// How thorough the algorithm `hnsw` is.
    pub hnsw: HnswOptions,
}

impl Default for LocalOutlierFactor {
    fn default() -> Self {
        LocalOutlierFactor {
            n_neighbors: 20,
            algorithm: Algorithm::Auto,
            leaf_size: 30,
            metric: Metric::Minkowski,
            p: 2.0,
            contamination: Contamination::Rule(ContaminationRule::Auto),
            novelty: false,
            hnsw: HnswOptions::default(),
        }
    }
}

/// What a [`LocalOutlierFactor`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LocalOutlierFactorModel {
    index: Index,
    n_neighbors: usize,
    novelty: bool,
    /// The distance of each row's farthest neighbour.
    reach: Vec<f64>,
    density: Vec<f64>,
    /// The factor of each row that it has learnt from, with a minus: the lower, the more of an
    /// outlier; about -1 inside a cluster.
    pub negative_outlier_factor: Vec<f64>,
    /// Below this a row is an outlier.
    pub offset: f64,
    labels: Vec<f64>,
}

/// The inverse of the mean distance to the neighbours, each at least its neighbour's own reach.
fn densities(found: &Found, reach: &[f64]) -> Vec<f64> {
    let density = |found: &Vec<(f64, u32)>| {
        let sum: f64 = found.iter().map(|&(d, who)| d.max(reach[who as usize])).sum();
        1.0 / (sum / found.len() as f64 + 1e-10)
    };
    found.iter().map(density).collect()
}

fn factors(found: &Found, own: &[f64], density: &[f64]) -> Vec<f64> {
    found
        .iter()
        .zip(own)
        .map(|(found, own)| {
            let sum: f64 = found.iter().map(|f| density[f.1 as usize] / own).sum();
            -sum / found.len() as f64
        })
        .collect()
}

impl Estimator for LocalOutlierFactor {
    const NAME: &'static str = "LocalOutlierFactor";
    const KIND: Kind = Kind::Outlier;
    type Fitted = LocalOutlierFactorModel;

    fn fit_with(
        &self,
        x: &Features,
        _y: &[f64],
        _options: &FitOptions<'_>,
    ) -> Result<LocalOutlierFactorModel> {
        let name = Self::NAME;
        if let Contamination::Share(share) = self.contamination
            && !(share > 0.0 && share <= 0.5)
        {
            let expected = "auto, or above 0 and at most 0.5";
            return Err(Error::parameter(name, "contamination", share, expected));
        }
        let search = Search {
            algorithm: self.algorithm,
            leaf_size: self.leaf_size,
            metric: self.metric,
            p: self.p,
            hnsw: self.hnsw,
        };
        let index = Index::new(name, x, search)?;
        if index.rows() < 2 {
            return Err(Error::data(name, "there is 1 row: expected at least 2"));
        }
        let k = self.n_neighbors.min(index.rows() - 1);
        let found = index.nearest(name, None, k)?;
        let reach: Vec<f64> = found.iter().map(|f| f.last().map_or(0.0, |f| f.0)).collect();
        let density = densities(&found, &reach);
        let negative_outlier_factor = factors(&found, &density, &density);
        let offset = match self.contamination {
            Contamination::Rule(ContaminationRule::Auto) => -1.5,
            Contamination::Share(share) => {
                let mut sorted = negative_outlier_factor.clone();
                sorted.sort_by(f64::total_cmp);
                percentile(&sorted, 100.0 * share)
            }
        };
        let label = |&factor: &f64| if factor < offset { -1.0 } else { 1.0 };
        let labels = negative_outlier_factor.iter().map(label).collect();
        Ok(LocalOutlierFactorModel {
            index,
            n_neighbors: k,
            novelty: self.novelty,
            reach,
            density,
            negative_outlier_factor,
            offset,
            labels,
        })
    }
}

impl LocalOutlierFactorModel {
    /// The factors of new rows, with a minus.
    ///
    /// # Errors
    /// If it was fitted without `novelty`, or the columns differ.
    pub fn score_samples(&self, x: &Features) -> Result<Vec<f64>> {
        if !self.novelty {
            return Err(Error::Unsupported {
                estimator: LocalOutlierFactor::NAME,
                method: "judgement of new rows",
                hint: "; fit it with novelty = true",
            });
        }
        let found = self.index.nearest(LocalOutlierFactor::NAME, Some(x), self.n_neighbors)?;
        let own = densities(&found, &self.reach);
        Ok(factors(&found, &own, &self.density))
    }
}

impl Model for LocalOutlierFactorModel {
    fn estimator(&self) -> &'static str {
        LocalOutlierFactor::NAME
    }

    fn n_features(&self) -> usize {
        self.index.columns()
    }

    fn labels(&self) -> Option<&[f64]> {
        Some(&self.labels)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let values = self.score_samples(x)?;
        Ok(values.iter().map(|&v| if v < self.offset { -1.0 } else { 1.0 }).collect())
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        let values = self.score_samples(x)?;
        Matrix::new(x.rows(), 1, values.iter().map(|v| v - self.offset).collect())
    }

    fn validate(&self) -> Result<()> {
        self.index.validate(LocalOutlierFactor::NAME)?;
        let n = self.index.rows();
        if [&self.reach, &self.density, &self.negative_outlier_factor, &self.labels]
            .iter()
            .any(|list| list.len() != n)
        {
            return Err(Error::Model {
                what: LocalOutlierFactor::NAME.into(),
                reason: format!("its lists are not as long as its {n} rows"),
            });
        }
        Ok(())
    }
}
