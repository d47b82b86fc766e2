//! Principal components of rows that come in batches.

use super::pca::means;
use super::{PcaModel, check_components, flip};
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::linalg::{Svd, svd};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Result};
use serde::{Deserialize, Serialize};

const NAME: &str = "IncrementalPCA";

/// [`super::Pca`] for more rows than fit in memory: the components so far stand for all rows before
/// (Ross, Lim, Lin and Yang 2008). Parameters and meaning are scikit-learn's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IncrementalPca {
    /// How many to keep; the lesser of the first batch's rows and columns if `None`.
    pub n_components: Option<usize>,
    /// Gives the new columns variance 1.
    pub whiten: bool,
    /// Rows of each batch of `fit`; five times the columns if `None`.
    pub batch_size: Option<usize>,
}

/// What [`IncrementalPca`] has learnt so far. It can learn from more rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IncrementalPcaModel {
    /// Components, variances and mean.
    pub pca: PcaModel,
    /// The number of rows so far.
    pub n_samples_seen: usize,
    /// The variance of each column so far, over the number of rows.
    var: Vec<f64>,
}

impl IncrementalPca {
    /// Learns from one more batch; from the first if there is no model yet.
    ///
    /// # Errors
    /// If the number of columns changes, or there are fewer rows in the first batch than components.
    pub fn partial_fit(
        &self,
        model: Option<IncrementalPcaModel>,
        x: &Features,
    ) -> Result<IncrementalPcaModel> {
        x.require_finite(NAME)?;
        let (rows, columns) = (x.rows(), x.columns());
        let count = match (&model, self.n_components) {
            (Some(model), _) => {
                x.require_columns(NAME, model.pca.n_features)?;
                model.pca.n_components()
            }
            (None, count) => {
                let most = rows.min(columns);
                let what = "the lesser of the first batch's rows and columns";
                check_components(NAME, count.unwrap_or(most), most, what)?
            }
        };
        let dense = x.to_dense();
        let values = dense.to_f64();
        let batch_mean = means(rows, columns, &values);
        let mut batch_squares = vec![0.0; columns];
        for row in values.chunks_exact(columns) {
            for ((s, v), m) in batch_squares.iter_mut().zip(row).zip(&batch_mean) {
                *s += (v - m) * (v - m);
            }
        }
        let seen = model.as_ref().map_or(0, |m| m.n_samples_seen);
        let (before, now) = (seen as f64, rows as f64);
        let all = before + now;
        let mut stacked = Vec::with_capacity((rows + count + 1) * columns);
        let (mut mean, mut var) = (batch_mean.clone(), Vec::with_capacity(columns));
        if let Some(model) = &model {
            for (row, s) in
                model.pca.components.chunks_exact(columns).zip(&model.pca.singular_values)
            {
                stacked.extend(row.iter().map(|v| v * s));
            }
            for i in 0..columns {
                let shift = model.pca.mean[i] - batch_mean[i];
                mean[i] = (model.pca.mean[i] * before + batch_mean[i] * now) / all;
                let between = before * now / all * shift * shift;
                var.push((model.var[i] * before + batch_squares[i] + between) / all);
            }
        } else {
            var.extend(batch_squares.iter().map(|s| s / now));
        }
        for row in values.chunks_exact(columns) {
            stacked.extend(row.iter().zip(&batch_mean).map(|(v, m)| v - m));
        }
        if let Some(model) = &model {
            let scale = (before * now / all).sqrt();
            stacked.extend(model.pca.mean.iter().zip(&batch_mean).map(|(m, b)| scale * (m - b)));
        }
        let height = stacked.len() / columns;
        let Svd { s, mut vt, .. } = svd(height, columns, &stacked)?;
        flip(&mut vt, columns, None);
        let free = (all - 1.0).max(f64::MIN_POSITIVE);
        let total: f64 = var.iter().sum::<f64>() * all;
        let variance = |s: &f64| s * s / free;
        let rest: Vec<f64> = s.iter().skip(count).map(variance).collect();
        let kept = &s[..count.min(s.len())];
        vt.truncate(kept.len() * columns);
        Ok(IncrementalPcaModel {
            n_samples_seen: seen + rows,
            var,
            pca: PcaModel {
                estimator: NAME.into(),
                whiten: self.whiten,
                n_features: columns,
                components: vt,
                explained_variance: kept.iter().map(variance).collect(),
                explained_variance_ratio: kept
                    .iter()
                    .map(|s| if total > 0.0 { s * s / total } else { 0.0 })
                    .collect(),
                singular_values: kept.to_vec(),
                mean,
                noise_variance: if rest.is_empty() {
                    0.0
                } else {
                    rest.iter().sum::<f64>() / rest.len() as f64
                },
            },
        })
    }
}

impl Estimator for IncrementalPca {
    const NAME: &'static str = NAME;
    const KIND: Kind = Kind::Transformer;
    type Fitted = IncrementalPcaModel;

    fn fit_with(
        &self,
        x: &Features,
        _y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<IncrementalPcaModel> {
        if self.batch_size == Some(0) {
            return Err(Error::parameter(NAME, "batch_size", 0, "at least 1"));
        }
        x.require_finite(NAME)?;
        let rows = x.rows();
        let batch = self.batch_size.unwrap_or(5 * x.columns());
        let least = self.n_components.unwrap_or(0);
        let mut model = None;
        let mut start = 0;
        while start < rows {
            // A last batch of fewer rows than components goes with the one before.
            let mut end = (start + batch).min(rows);
            if rows - end < least {
                end = rows;
            }
            let part: Vec<usize> = (start..end).collect();
            model = Some(self.partial_fit(model, &x.take_rows(&part))?);
            start = end;
            options.step(NAME, Progress { done: end, total: rows, score: None })?;
        }
        model.ok_or_else(|| Error::data(NAME, "there are 0 rows: expected at least 1"))
    }
}

impl Model for IncrementalPcaModel {
    fn estimator(&self) -> &'static str {
        NAME
    }

    fn n_features(&self) -> usize {
        self.pca.n_features
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        self.pca.transform(x)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        self.pca.onnx(graph, x)
    }

    fn validate(&self) -> Result<()> {
        if self.var.len() != self.pca.n_features {
            return Err(super::broken(NAME, "variances that do not fit the columns"));
        }
        self.pca.validate()
    }
}
