//! Different transformers for different columns.

use crate::estimator::{AnyEstimator, AnyModel, Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Result};
use serde::{Deserialize, Serialize};

/// A transformer and the columns that it gets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The transformer; nothing passes the columns on as they are.
    pub estimator: Option<Box<dyn AnyEstimator>>,
    /// The columns.
    pub columns: Vec<usize>,
}

/// What becomes of columns that no part names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remainder {
    /// They are left out.
    #[default]
    Drop,
    /// They come last, as they are.
    Passthrough,
}

/// Different transformers for different columns, their results side by side: as scikit-learn's
/// class of that name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnTransformer {
    /// The parts.
    pub transformers: Vec<Part>,
    /// What becomes of other columns.
    pub remainder: Remainder,
}

/// What a part has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct PartModel {
    /// Its name.
    pub name: String,
    /// What it has learnt; nothing for columns that pass.
    pub model: Option<Box<dyn AnyModel>>,
    /// Its columns.
    pub columns: Vec<usize>,
}

/// What a [`ColumnTransformer`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct ColumnTransformerModel {
    /// The parts, those that pass included.
    pub parts: Vec<PartModel>,
    n_features: usize,
}

impl ColumnTransformer {
    /// The parts, with the other columns as the last one.
    fn parts(&self, columns: usize) -> Vec<Part> {
        let mut parts = self.transformers.clone();
        if self.remainder == Remainder::Passthrough {
            let mut used = vec![false; columns];
            for &c in parts.iter().flat_map(|p| &p.columns).filter(|c| **c < columns) {
                used[c] = true;
            }
            let rest: Vec<usize> = (0..columns).filter(|&c| !used[c]).collect();
            if !rest.is_empty() {
                parts.push(Part { name: "remainder".into(), estimator: None, columns: rest });
            }
        }
        parts.retain(|p| !p.columns.is_empty());
        parts
    }
}

impl Estimator for ColumnTransformer {
    const NAME: &'static str = "ColumnTransformer";
    const KIND: Kind = Kind::Transformer;
    type Fitted = ColumnTransformerModel;

    fn fit_with(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<ColumnTransformerModel> {
        Ok(self.fit_transform(x, y, options)?.0)
    }

    fn fit_transform(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<(ColumnTransformerModel, Features)> {
        let (mut parts, mut outs) = (Vec::new(), Vec::new());
        for Part { name, estimator, columns } in self.parts(x.columns()) {
            let input = x.take_columns(&columns)?;
            let model = match estimator {
                Some(estimator) => {
                    let (model, out) = estimator.fit_transform_any(&input, y, options)?;
                    outs.push(out);
                    Some(model)
                }
                None => {
                    outs.push(input);
                    None
                }
            };
            parts.push(PartModel { name, model, columns });
        }
        if parts.is_empty() {
            return Err(Error::data(Self::NAME, "no part has a column"));
        }
        let model = ColumnTransformerModel { parts, n_features: x.columns() };
        Ok((model, Features::beside(&outs)?))
    }
}

impl Model for ColumnTransformerModel {
    fn estimator(&self) -> &'static str {
        ColumnTransformer::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(ColumnTransformer::NAME, self.n_features)?;
        let mut outs = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let input = x.take_columns(&part.columns)?;
            outs.push(match &part.model {
                Some(model) => model.transform(&input)?,
                None => input,
            });
        }
        Features::beside(&outs)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let mut outs = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let input = graph.columns(x, &part.columns);
            outs.push(match &part.model {
                Some(model) => match model.onnx(graph, &input)? {
                    Output::Features(out) | Output::Clusters { distances: Some(out), .. } => out,
                    _ => return Err(self.unsupported("form in ONNX with a predictor inside")),
                },
                None => input,
            });
        }
        Ok(Output::Features(graph.beside(&outs)))
    }

    fn validate(&self) -> Result<()> {
        let wrong =
            |reason: String| Err(Error::Model { what: ColumnTransformer::NAME.into(), reason });
        for part in &self.parts {
            if let Some(c) = part.columns.iter().find(|c| **c >= self.n_features) {
                return wrong(format!("column {c} of part {} of {}", part.name, self.n_features));
            }
            if let Some(model) = &part.model
                && model.n_features() != part.columns.len()
            {
                return wrong(format!(
                    "part {} has {} columns and learnt from {}",
                    part.name,
                    part.columns.len(),
                    model.n_features()
                ));
            }
        }
        Ok(())
    }
}
