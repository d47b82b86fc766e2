//! Estimators made of others.

mod column_transformer;
mod pipeline;

pub use column_transformer::{
    ColumnTransformer, ColumnTransformerModel, Part, PartModel, Remainder,
};
pub use pipeline::{Pipeline, PipelineModel, Step};
