//! The largest singular values.

use super::{broken, check_components, flip};
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::linalg::{Svd, matmul, matmul_nt, matmul_tn, randomized_svd};
use crate::onnx::{Builder, Output, Value};
use crate::random::Generator;
use crate::{Features, Matrix, Result, SparseMatrix, parallel};
use serde::{Deserialize, Serialize};

const NAME: &str = "TruncatedSVD";

/// The singular vectors of the largest singular values, without centring, so that sparse matrices
/// stay sparse: latent semantic analysis when they count words. Parameters and meaning are
/// scikit-learn's, with `algorithm = "randomized"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TruncatedSvd {
    /// How many; at most as many as there are columns.
    pub n_components: usize,
    /// Rounds of the power method.
    pub n_iter: usize,
    /// How many more directions to look at than to keep.
    pub n_oversamples: usize,
    /// The seed of the projections.
    pub random_state: u64,
}

impl Default for TruncatedSvd {
    fn default() -> Self {
        TruncatedSvd { n_components: 2, n_iter: 5, n_oversamples: 10, random_state: 0 }
    }
}

/// What [`TruncatedSvd`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TruncatedSvdModel {
    n_features: usize,
    /// The right singular vectors, one a row: components x columns.
    pub components: Vec<f64>,
    /// The variance of each new column.
    pub explained_variance: Vec<f64>,
    /// Its share of the variance of all columns.
    pub explained_variance_ratio: Vec<f64>,
    /// The singular values, descending.
    pub singular_values: Vec<f64>,
}

/// `x * b` for `b` of `columns` x `k`.
pub(super) fn multiply(x: &SparseMatrix, b: &[f64], k: usize) -> Vec<f64> {
    const BLOCK: usize = 256;
    let cost = (x.stored() / x.rows().max(1) + 1) * k * BLOCK;
    let blocks = parallel::map(x.rows().div_ceil(BLOCK), cost, |block| {
        let rows = block * BLOCK..((block + 1) * BLOCK).min(x.rows());
        let mut out = vec![0.0; rows.len() * k];
        for (to, row) in out.chunks_exact_mut(k).zip(rows) {
            let (columns, values) = x.row(row);
            for (&column, v) in columns.iter().zip(values) {
                let from = &b[column as usize * k..][..k];
                to.iter_mut().zip(from).for_each(|(to, from)| *to += v * from);
            }
        }
        out
    });
    blocks.concat()
}

/// The largest singular values of dense or sparse features.
pub(super) fn decompose(
    x: &Features,
    count: usize,
    oversamples: usize,
    iterations: usize,
    seed: u64,
) -> Result<Svd> {
    let (rows, columns) = (x.rows(), x.columns());
    let mut generator = Generator::new(seed, 0);
    match x {
        Features::Dense(m) => {
            let values = m.to_f64();
            randomized_svd(
                rows,
                columns,
                count,
                oversamples,
                iterations,
                &mut generator,
                &|b, k| matmul(rows, columns, k, &values, b),
                &|b, k| matmul_tn(rows, columns, k, &values, b),
            )
        }
        Features::Sparse(m) => {
            let transposed = m.transpose();
            randomized_svd(
                rows,
                columns,
                count,
                oversamples,
                iterations,
                &mut generator,
                &|b, k| multiply(m, b, k),
                &|b, k| multiply(&transposed, b, k),
            )
        }
    }
}

/// The sum of the variances of all columns.
fn total_variance(x: &Features) -> f64 {
    let n = x.rows() as f64;
    let (mut sums, mut squares) = (vec![0.0; x.columns()], vec![0.0; x.columns()]);
    let mut add = |column: usize, v: f64| {
        sums[column] += v;
        squares[column] += v * v;
    };
    match x {
        Features::Dense(m) => {
            let values = m.to_f64();
            for row in values.chunks_exact(x.columns()) {
                row.iter().enumerate().for_each(|(column, &v)| add(column, v));
            }
        }
        Features::Sparse(m) => {
            for (&column, &v) in m.columns_of_values().iter().zip(m.stored_values()) {
                add(column as usize, v);
            }
        }
    }
    sums.iter().zip(&squares).map(|(s, q)| (q / n - (s / n) * (s / n)).max(0.0)).sum()
}

impl Estimator for TruncatedSvd {
    const NAME: &'static str = NAME;
    const KIND: Kind = Kind::Transformer;
    type Fitted = TruncatedSvdModel;

    fn fit_with(&self, x: &Features, _y: &[f64], _: &FitOptions<'_>) -> Result<TruncatedSvdModel> {
        x.require_finite(NAME)?;
        let most = x.rows().min(x.columns());
        check_components(NAME, self.n_components, most, "the lesser of rows and columns")?;
        let Svd { mut u, s, mut vt } =
            decompose(x, self.n_components, self.n_oversamples, self.n_iter, self.random_state)?;
        flip(&mut vt, x.columns(), Some(&mut u));
        let (n, count) = (x.rows() as f64, s.len());
        let variance: Vec<f64> = (0..count)
            .map(|i| {
                let column = || u.iter().skip(i).step_by(count).map(|v| v * s[i]);
                let mean = column().sum::<f64>() / n;
                column().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n
            })
            .collect();
        let total = total_variance(x);
        Ok(TruncatedSvdModel {
            n_features: x.columns(),
            components: vt,
            explained_variance_ratio: variance
                .iter()
                .map(|v| if total > 0.0 { v / total } else { 0.0 })
                .collect(),
            explained_variance: variance,
            singular_values: s,
        })
    }
}

impl TruncatedSvdModel {
    /// Rows of components as rows of the original columns.
    ///
    /// # Errors
    /// If the number of columns is not that of components.
    pub fn inverse_transform(&self, x: &Features) -> Result<Features> {
        let count = self.singular_values.len();
        x.require_columns(NAME, count)?;
        let z = x.to_dense();
        let out = matmul(x.rows(), count, self.n_features, &z.to_f64(), &self.components);
        Ok(Matrix::new(x.rows(), self.n_features, out)?.into())
    }
}

impl Model for TruncatedSvdModel {
    fn estimator(&self) -> &'static str {
        NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(NAME, self.n_features)?;
        x.require_finite(NAME)?;
        let count = self.singular_values.len();
        let out = match x {
            Features::Dense(m) => {
                matmul_nt(x.rows(), self.n_features, count, &m.to_f64(), &self.components)
            }
            Features::Sparse(m) => {
                let directions = crate::linalg::transpose(count, self.n_features, &self.components);
                multiply(m, &directions, count)
            }
        };
        Ok(Matrix::new(x.rows(), count, out)?.into())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        Ok(Output::Features(graph.products(x, self.n_features, &self.components)))
    }

    fn validate(&self) -> Result<()> {
        let n = self.singular_values.len();
        if n == 0
            || self.n_features == 0
            || n.checked_mul(self.n_features) != Some(self.components.len())
            || self.explained_variance.len() != n
            || self.explained_variance_ratio.len() != n
        {
            return Err(broken(NAME, "components and singular values do not fit"));
        }
        Ok(())
    }
}
