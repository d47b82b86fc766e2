//! Features in another form, with scikit-learn's names and meaning: scaling, filling missing
//! values, coding categories.
//!
//! All are estimators on [`Features`](crate::Features), in which a category is a number. Missing
//! values are NaN; scalers leave them as they are.

mod distributions;
mod encoders;
mod features;
mod imputers;
mod knn_imputer;
mod scalers;
mod target_encoder;
mod text;

pub use distributions::{
    OutputDistribution, PowerMethod, PowerTransformer, PowerTransformerModel, QuantileTransformer,
    QuantileTransformerModel,
};
pub use encoders::{
    Encoding, HandleUnknown, OneHotEncoder, OneHotEncoderModel, OrdinalEncoder, OrdinalEncoderModel,
};
pub use features::{
    BinStrategy, Binarizer, KBinsDiscretizer, KBinsDiscretizerModel, Normalizer,
    PolynomialFeatures, PolynomialFeaturesModel, RowModel, ScoreFunction, SelectKBest,
    SelectionModel, VarianceThreshold,
};
pub use imputers::{ImputerStrategy, SimpleImputer, SimpleImputerModel};
pub use knn_imputer::{ImputerWeights, KNNImputer, KNNImputerModel};
pub use scalers::{MaxAbsScaler, MinMaxScaler, RobustScaler, ScalerModel, StandardScaler};
pub use target_encoder::{Smooth, SmoothRule, TargetEncoder, TargetEncoderModel, TargetType};
pub use text::{
    CountVectorizer, CountVectorizerModel, HashingVectorizer, Norm, TfidfVectorizer,
    TfidfVectorizerModel, Words, hash_categories,
};

use crate::{Error, Features, Matrix, Result};

/// The numbers of features as a dense matrix, after a check for infinite ones and emptiness.
pub(crate) fn dense(estimator: &'static str, x: &Features) -> Result<Matrix> {
    x.require_not_infinite(estimator)?;
    Ok(x.to_dense().into_owned())
}

/// That a list in a model has one entry a column.
pub(crate) fn require_length(
    estimator: &'static str,
    what: &str,
    found: usize,
    expected: usize,
) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Model {
        what: estimator.into(),
        reason: format!("{found} entries in {what}: expected {expected}, one for each column"),
    })
}
