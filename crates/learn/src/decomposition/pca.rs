//! Principal component analysis.

use super::{broken, check_components, flip};
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::linalg::{
    Svd, matmul, matmul_nt, matmul_tn, randomized_svd, sum_over_rows, svd, symmetric_eigen_largest,
};
use crate::random::Generator;
use crate::{Error, Features, Matrix, Result, parallel};
use serde::{Deserialize, Serialize};
use sparkler_cpu::gemm::{MatRef, gram};
use sparkler_cpu::par;
use std::ops::Range;

/// How many components to keep.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Components {
    /// So many.
    Count(usize),
    /// As many as explain this share of the variance, between 0 and 1.
    Share(f64),
}

/// How components are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SvdSolver {
    /// By the matrix of covariances where there are at least ten rows a column and at most 1000
    /// columns; by random projections where few components of a large matrix are wanted; else all
    /// singular values.
    #[default]
    Auto,
    /// All singular values of the centred matrix.
    Full,
    /// The eigenvectors of the matrix of covariances.
    CovarianceEigh,
    /// Random projections (Halko, Martinsson and Tropp 2011).
    Randomized,
}

/// Principal component analysis: the directions of the largest variance, each at right angles to
/// those before (Pearson 1901). Parameters and meaning are scikit-learn's; `svd_solver = "arpack"`
/// and `n_components = "mle"` are left out. Sparse input is made dense.
///
/// ```
/// use sparkler_learn::decomposition::{Components, Pca};
/// use sparkler_learn::{Estimator, Matrix, Model};
/// let x = Matrix::from_rows(&[[1.0, 2.0], [2.0, 4.1], [3.0, 5.9], [4.0, 8.0]]).unwrap().into();
/// let pca = Pca { n_components: Some(Components::Count(1)), ..Default::default() };
/// let model = pca.fit(&x, &[]).unwrap();
/// assert!(model.explained_variance_ratio[0] > 0.99);
/// assert_eq!(model.transform(&x).unwrap().columns(), 1);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pca {
    /// As many as there can be if `None`.
    pub n_components: Option<Components>,
    /// Gives the new columns variance 1.
    pub whiten: bool,
    /// How to compute.
    pub svd_solver: SvdSolver,
    /// Rounds of the power method of `randomized`; 7 if `None` and fewer than a tenth of all
    /// components are wanted, else 4.
    pub iterated_power: Option<usize>,
    /// How many more directions `randomized` looks at than it keeps.
    pub n_oversamples: usize,
    /// The seed of `randomized`.
    pub random_state: u64,
}

impl Default for Pca {
    fn default() -> Self {
        Pca {
            n_components: None,
            whiten: false,
            svd_solver: SvdSolver::Auto,
            iterated_power: None,
            n_oversamples: 10,
            random_state: 0,
        }
    }
}

/// What [`Pca`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PcaModel {
    pub(super) estimator: String,
    pub(super) whiten: bool,
    pub(super) n_features: usize,
    /// The directions, one a row: components x columns.
    pub components: Vec<f64>,
    /// The variance along each, descending.
    pub explained_variance: Vec<f64>,
    /// Its share of the variance of all columns.
    pub explained_variance_ratio: Vec<f64>,
    /// The singular values of the centred matrix.
    pub singular_values: Vec<f64>,
    /// The mean of each column.
    pub mean: Vec<f64>,
    /// The mean of the variances of the directions that were left out; 0 if none was.
    pub noise_variance: f64,
}

/// The mean of each column.
pub(super) fn means(rows: usize, columns: usize, x: &[f64]) -> Vec<f64> {
    let piece = rows.div_ceil(16).max(1024);
    let sums = parallel::map(rows.div_ceil(piece), piece * columns / 4, |i| {
        let mut sum = vec![0.0; columns];
        let end = ((i + 1) * piece).min(rows);
        for row in x[i * piece * columns..end * columns].chunks_exact(columns) {
            for (s, v) in sum.iter_mut().zip(row) {
                *s += v;
            }
        }
        sum
    });
    let mut mean = vec![0.0; columns];
    for sum in sums {
        for (m, s) in mean.iter_mut().zip(sum) {
            *m += s;
        }
    }
    mean.iter_mut().for_each(|m| *m /= rows as f64);
    mean
}

/// The products of all pairs of centred columns, the lower triangle. Rows are centred block by block
/// while they are near, which is as fast as correcting the products afterwards and loses no digits.
fn scatter(rows: usize, columns: usize, x: &[f64], mean: &[f64]) -> Vec<f64> {
    let add = |range: Range<usize>, block: usize, sum: &mut [f64]| {
        let mut centred = vec![0.0; block.min(range.len()) * columns];
        for start in range.clone().step_by(block) {
            let count = block.min(range.end - start);
            let from = &x[start * columns..(start + count) * columns];
            let centred = &mut centred[..count * columns];
            par::chunks_mut(centred, 16 * columns, 1, |at, to| {
                let rows = to.chunks_exact_mut(columns).zip(from[at..].chunks_exact(columns));
                for (to, from) in rows {
                    for ((to, from), mean) in to.iter_mut().zip(from).zip(mean) {
                        *to = from - mean;
                    }
                }
            });
            gram(columns, count, MatRef::row_major(centred, columns), sum, true);
        }
    };
    if columns > WIDE {
        // Wide enough for each block's product to be shared out.
        let mut sum = vec![0.0; columns * columns];
        add(0..rows, 512, &mut sum);
        return sum;
    }
    let block = (1 << 15) / columns.clamp(1, 1 << 7);
    sum_over_rows(rows, columns * columns, columns * columns / 16, |range, sum| {
        add(range, block, sum);
    })
}

/// Columns from which on the products of a few rows are enough work for several threads.
const WIDE: usize = 192;

impl Estimator for Pca {
    const NAME: &'static str = "PCA";
    const KIND: Kind = Kind::Transformer;
    type Fitted = PcaModel;

    fn fit_with(&self, x: &Features, _y: &[f64], _: &FitOptions<'_>) -> Result<PcaModel> {
        x.require_finite(Self::NAME)?;
        let (rows, columns) = (x.rows(), x.columns());
        if rows < 2 {
            return Err(Error::data(Self::NAME, "there is 1 row: expected at least 2"));
        }
        let dense = x.to_dense();
        let values = dense.to_f64();
        let most = rows.min(columns);
        let wanted = match self.n_components {
            None => most,
            Some(Components::Count(count)) => {
                check_components(Self::NAME, count, most, "the lesser of rows and columns")?
            }
            Some(Components::Share(share)) if share > 0.0 && share < 1.0 => most,
            Some(Components::Share(share)) => {
                let expected = "a whole number, or a share between 0 and 1";
                return Err(Error::parameter(Self::NAME, "n_components", share, expected));
            }
        };
        let shared = matches!(self.n_components, Some(Components::Share(_)));
        let solver = match self.svd_solver {
            SvdSolver::Auto if columns <= 1000 && rows >= 10 * columns => SvdSolver::CovarianceEigh,
            SvdSolver::Auto if rows.max(columns) > 500 && !shared && wanted * 5 < most * 4 => {
                SvdSolver::Randomized
            }
            SvdSolver::Auto => SvdSolver::Full,
            SvdSolver::Randomized if shared => {
                return Err(Error::parameter(
                    Self::NAME,
                    "svd_solver",
                    "randomized",
                    "full or covariance_eigh where n_components is a share of the variance",
                ));
            }
            solver => solver,
        };
        let mean = means(rows, columns, &values);
        let free = (rows - 1) as f64;
        // The variances of all directions that were computed, their directions, and the variance
        // of all columns together.
        let (mut variance, mut components, total) = if solver == SvdSolver::CovarianceEigh {
            let mut covariance = scatter(rows, columns, &values, &mean);
            covariance.iter_mut().for_each(|v| *v /= free);
            let eigen = symmetric_eigen_largest(columns, &covariance, wanted)?;
            let variance: Vec<f64> = eigen.values.iter().rev().map(|v| v.max(0.0)).collect();
            let components: Vec<f64> =
                eigen.vectors.chunks_exact(columns).rev().flatten().copied().collect();
            let total = variance.iter().sum();
            (variance, components, total)
        } else {
            let mut centred = values.into_owned();
            for row in centred.chunks_exact_mut(columns) {
                row.iter_mut().zip(&mean).for_each(|(v, m)| *v -= m);
            }
            let total = centred.iter().map(|v| v * v).sum::<f64>() / free;
            let Svd { s, vt, .. } = if solver == SvdSolver::Randomized {
                let usual = if wanted * 10 < most { 7 } else { 4 };
                randomized_svd(
                    rows,
                    columns,
                    wanted,
                    self.n_oversamples,
                    self.iterated_power.unwrap_or(usual),
                    &mut Generator::new(self.random_state, 0),
                    &|b, k| matmul(rows, columns, k, &centred, b),
                    &|b, k| matmul_tn(rows, columns, k, &centred, b),
                )?
            } else {
                svd(rows, columns, &centred)?
            };
            (s.iter().map(|s| s * s / free).collect(), vt, total)
        };
        flip(&mut components, columns, None);
        let mut ratio: Vec<f64> =
            variance.iter().map(|v| if total > 0.0 { v / total } else { 0.0 }).collect();
        let count = match self.n_components {
            Some(Components::Share(share)) => {
                let mut sum = 0.0;
                let below = ratio.iter().take_while(|r| {
                    sum += **r;
                    sum <= share
                });
                (below.count() + 1).min(most)
            }
            _ => wanted,
        };
        let left = most - count;
        let noise_variance = match (left, solver) {
            (0, _) => 0.0,
            (_, SvdSolver::Randomized) => {
                (total - variance[..count].iter().sum::<f64>()).max(0.0) / left as f64
            }
            _ => variance[count..most].iter().sum::<f64>() / left as f64,
        };
        variance.truncate(count);
        ratio.truncate(count);
        components.truncate(count * columns);
        Ok(PcaModel {
            estimator: Self::NAME.into(),
            whiten: self.whiten,
            n_features: columns,
            singular_values: variance.iter().map(|v| (v * free).sqrt()).collect(),
            components,
            explained_variance: variance,
            explained_variance_ratio: ratio,
            mean,
            noise_variance,
        })
    }
}

impl PcaModel {
    /// The number of components.
    pub fn n_components(&self) -> usize {
        self.explained_variance.len()
    }

    fn scales(&self) -> Vec<f64> {
        // A direction without variance would be divided by 0.
        self.explained_variance.iter().map(|v| v.sqrt().max(f64::EPSILON)).collect()
    }

    /// Rows of components as rows of the original columns: exact if no component was left out.
    ///
    /// # Errors
    /// If the number of columns is not that of components.
    pub fn inverse_transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(self.estimator(), self.n_components())?;
        let mut z = x.to_dense().into_owned().into_f64();
        if self.whiten {
            let scales = self.scales();
            for row in z.chunks_exact_mut(self.n_components()) {
                row.iter_mut().zip(&scales).for_each(|(v, s)| *v *= s);
            }
        }
        let mut out = matmul(x.rows(), self.n_components(), self.n_features, &z, &self.components);
        for row in out.chunks_exact_mut(self.n_features) {
            row.iter_mut().zip(&self.mean).for_each(|(v, m)| *v += m);
        }
        Ok(Matrix::new(x.rows(), self.n_features, out)?.into())
    }
}

impl Model for PcaModel {
    fn estimator(&self) -> &'static str {
        if self.estimator == "IncrementalPCA" { "IncrementalPCA" } else { Pca::NAME }
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(self.estimator(), self.n_features)?;
        x.require_finite(self.estimator())?;
        let dense = x.to_dense();
        let count = self.n_components();
        let mut out =
            matmul_nt(x.rows(), self.n_features, count, &dense.to_f64(), &self.components);
        let shift = matmul_nt(1, self.n_features, count, &self.mean, &self.components);
        let scales = if self.whiten { self.scales() } else { vec![1.0; count] };
        for row in out.chunks_exact_mut(count) {
            for ((v, shift), scale) in row.iter_mut().zip(&shift).zip(&scales) {
                *v = (*v - shift) / scale;
            }
        }
        Ok(Matrix::new(x.rows(), count, out)?.into())
    }

    fn validate(&self) -> Result<()> {
        let n = self.n_components();
        if n == 0
            || self.n_features == 0
            || n.checked_mul(self.n_features) != Some(self.components.len())
            || self.mean.len() != self.n_features
            || self.explained_variance_ratio.len() != n
            || self.singular_values.len() != n
        {
            return Err(broken(self.estimator(), "components, variances and mean do not fit"));
        }
        Ok(())
    }
}
