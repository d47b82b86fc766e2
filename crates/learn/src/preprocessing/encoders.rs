//! Categories as numbers that learners can use.

use super::dense;
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result, SparseMatrix};
use serde::{Deserialize, Serialize};
use sparkler_formats::onnx::DataType;

/// What an encoder does with a category that it has not learnt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandleUnknown {
    /// It is an error.
    #[default]
    Error,
    /// It is no category: only zeros.
    Ignore,
    /// It belongs to the rare ones where these are taken together, else as `ignore`.
    InfrequentIfExist,
}

/// The categories of a column: ascending, a missing value (NaN) last.
pub(super) fn categories(column: &[f64]) -> Vec<f64> {
    let mut values = column.to_vec();
    values.sort_by(f64::total_cmp);
    values.dedup_by(|a, b| a == b || (a.is_nan() && b.is_nan()));
    values
}

pub(super) fn place(categories: &[f64], value: f64) -> Option<usize> {
    if value.is_nan() {
        return categories.last().filter(|c| c.is_nan()).map(|_| categories.len() - 1);
    }
    let place = categories.partition_point(|c| *c < value);
    categories.get(place).filter(|c| **c == value).map(|_| place)
}

pub(super) fn check_categories(estimator: &'static str, all: &[Vec<f64>]) -> Result<()> {
    for (column, categories) in all.iter().enumerate() {
        let numbers = match categories.last() {
            Some(last) if last.is_nan() => &categories[..categories.len() - 1],
            _ => &categories[..],
        };
        if categories.is_empty() || numbers.iter().any(|c| c.is_nan()) || !numbers.is_sorted() {
            return Err(Error::Model {
                what: estimator.into(),
                reason: format!("the categories of column {column} are not in ascending order"),
            });
        }
    }
    Ok(())
}

fn unknown(estimator: &'static str, value: f64, row: usize, column: usize) -> Error {
    Error::data(
        estimator,
        format!(
            "row {row} has category {value} in column {column}, which was not there in the fit \
             (handle_unknown says what to do then)"
        ),
    )
}

/// A column of 0 and 1 for each category, as scikit-learn's class of that name. The result is
/// sparse; a missing value is a category of its own.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, preprocessing::OneHotEncoder};
/// let x = Matrix::from_rows(&[[2.0], [5.0], [2.0]]).unwrap().into();
/// let coded = OneHotEncoder::default().fit(&x, &[]).unwrap().transform(&x).unwrap();
/// assert_eq!(coded.to_dense().column(0), [1.0, 0.0, 1.0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OneHotEncoder {
    /// What to do with a category that was not there in the fit.
    pub handle_unknown: HandleUnknown,
    /// Leave a column out: `first` of each, or only of those with two categories.
    pub drop: Option<Drop>,
    /// Categories that come less often are taken together.
    pub min_frequency: Option<usize>,
    /// At most so many columns for a column, the rare categories taken together.
    pub max_categories: Option<usize>,
}

/// Which category has no column of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drop {
    /// The first of each.
    First,
    /// The first of those with two.
    IfBinary,
}

/// The categories of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoding {
    /// Ascending; a missing value (NaN) last.
    pub categories: Vec<f64>,
    /// For each the number of its column among those of this feature; nothing where it has none.
    pub columns: Vec<Option<u32>>,
    /// The column of those taken together.
    pub infrequent: Option<u32>,
    /// How many columns the feature has.
    pub width: u32,
}

/// What a [`OneHotEncoder`] has learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OneHotEncoderModel {
    /// For each column.
    pub encodings: Vec<Encoding>,
    handle_unknown: HandleUnknown,
}

impl Estimator for OneHotEncoder {
    const NAME: &'static str = "OneHotEncoder";
    const KIND: Kind = Kind::Transformer;
    type Fitted = OneHotEncoderModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<Self::Fitted> {
        let x = dense(Self::NAME, x)?;
        if self.max_categories == Some(0) {
            return Err(Error::parameter(Self::NAME, "max_categories", 0, "1 or more"));
        }
        let encodings = (0..x.columns())
            .map(|c| {
                let column = x.column(c);
                let categories = categories(&column);
                let mut counts = vec![0usize; categories.len()];
                for &v in &column {
                    if let Some(place) = place(&categories, v) {
                        counts[place] += 1;
                    }
                }
                let mut rare: Vec<bool> =
                    counts.iter().map(|&n| self.min_frequency.is_some_and(|m| n < m)).collect();
                if let Some(most) = self.max_categories {
                    // One column is kept for the rare ones, needed or not, as in scikit-learn.
                    let kept = rare.iter().filter(|r| !**r).count();
                    if kept + 1 > most {
                        // The most frequent stay; of equals the last.
                        let mut order: Vec<usize> = (0..rare.len()).collect();
                        order.sort_by_key(|&i| counts[i]);
                        for &i in &order[..order.len().saturating_sub(most - 1)] {
                            rare[i] = true;
                        }
                    }
                }
                let any_rare = rare.contains(&true);
                let groups = rare.iter().filter(|r| !**r).count() + usize::from(any_rare);
                let mut drop_one = match self.drop {
                    Some(Drop::First) => true,
                    Some(Drop::IfBinary) => groups == 2,
                    None => false,
                };
                let mut width = 0;
                let columns: Vec<Option<u32>> = rare
                    .iter()
                    .map(|&rare| {
                        if rare || std::mem::take(&mut drop_one) {
                            return None;
                        }
                        width += 1;
                        Some(width - 1)
                    })
                    .collect();
                let infrequent = any_rare.then_some(width);
                let columns = columns
                    .into_iter()
                    .zip(&rare)
                    .map(|(c, &rare)| if rare { infrequent } else { c })
                    .collect();
                let width = width + u32::from(any_rare);
                Encoding { categories, columns, infrequent, width }
            })
            .collect();
        Ok(OneHotEncoderModel { encodings, handle_unknown: self.handle_unknown })
    }
}

impl Model for OneHotEncoderModel {
    fn estimator(&self) -> &'static str {
        OneHotEncoder::NAME
    }

    fn n_features(&self) -> usize {
        self.encodings.len()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(OneHotEncoder::NAME, self.encodings.len())?;
        let dense = x.to_dense();
        let values = dense.to_f64();
        let width: u32 = self.encodings.iter().map(|e| e.width).sum();
        let mut starts = vec![0];
        let mut indices = Vec::with_capacity(values.len());
        for (r, row) in values.chunks_exact(self.encodings.len().max(1)).enumerate() {
            let mut offset = 0;
            for (c, (encoding, &value)) in self.encodings.iter().zip(row).enumerate() {
                let column = match place(&encoding.categories, value) {
                    Some(place) => encoding.columns[place],
                    None => match self.handle_unknown {
                        HandleUnknown::Error => {
                            return Err(unknown(OneHotEncoder::NAME, value, r, c));
                        }
                        HandleUnknown::Ignore => None,
                        HandleUnknown::InfrequentIfExist => encoding.infrequent,
                    },
                };
                indices.extend(column.map(|c| offset + c));
                offset += encoding.width;
            }
            starts.push(indices.len());
        }
        let ones = vec![1.0; indices.len()];
        Ok(SparseMatrix::new(x.rows(), width as usize, starts, indices, ones)?.into())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let mut parts = Vec::with_capacity(self.encodings.len());
        for (c, encoding) in self.encodings.iter().enumerate() {
            let frequent = encoding.categories.iter().zip(&encoding.columns);
            let named: Vec<(f64, u32)> =
                frequent.filter_map(|(v, column)| Some((*v, (*column)?))).collect();
            if encoding.infrequent.is_some() {
                return Err(self.unsupported("form in ONNX with rare categories taken together"));
            }
            let column = graph.columns(x, &[c]);
            let values: Vec<f64> = named.iter().map(|(v, _)| *v).filter(|v| !v.is_nan()).collect();
            if !values.is_empty() {
                let constant = graph.constant(&[values.len()], &values);
                let equal = graph.call("Equal", &[&column, &constant], vec![]);
                parts.push(graph.cast(&equal, DataType::Double));
            }
            // Missing values are the last category.
            if values.len() < named.len() {
                let missing = graph.call("IsNaN", &[&column], vec![]);
                parts.push(graph.cast(&missing, DataType::Double));
            }
        }
        Ok(Output::Features(graph.beside(&parts)))
    }

    fn validate(&self) -> Result<()> {
        for encoding in &self.encodings {
            check_categories(OneHotEncoder::NAME, std::slice::from_ref(&encoding.categories))?;
            let columns = encoding.columns.iter().flatten().chain(&encoding.infrequent);
            if encoding.columns.len() != encoding.categories.len()
                || columns.into_iter().any(|c| *c >= encoding.width)
                || encoding.width as usize > encoding.categories.len()
            {
                return Err(Error::Model {
                    what: OneHotEncoder::NAME.into(),
                    reason: "columns and categories do not fit together".into(),
                });
            }
        }
        Ok(())
    }
}

/// The place of each category among those of its column, as scikit-learn's class of that name.
/// Missing values stay missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrdinalEncoder {
    /// Give categories that were not there in the fit `unknown_value`? Else they are an error.
    pub use_encoded_value: bool,
    /// The number of unknown categories; null for a missing value.
    pub unknown_value: Option<f64>,
}

/// What an [`OrdinalEncoder`] has learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrdinalEncoderModel {
    /// The categories of each column, ascending.
    pub categories: Vec<Vec<f64>>,
    use_encoded_value: bool,
    unknown_value: Option<f64>,
}

impl Estimator for OrdinalEncoder {
    const NAME: &'static str = "OrdinalEncoder";
    const KIND: Kind = Kind::Transformer;
    type Fitted = OrdinalEncoderModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<Self::Fitted> {
        let x = dense(Self::NAME, x)?;
        Ok(OrdinalEncoderModel {
            categories: (0..x.columns()).map(|c| categories(&x.column(c))).collect(),
            use_encoded_value: self.use_encoded_value,
            unknown_value: self.unknown_value,
        })
    }
}

impl Model for OrdinalEncoderModel {
    fn estimator(&self) -> &'static str {
        OrdinalEncoder::NAME
    }

    fn n_features(&self) -> usize {
        self.categories.len()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(OrdinalEncoder::NAME, self.categories.len())?;
        let mut values = x.to_dense().into_owned().into_f64();
        let width = self.categories.len().max(1);
        for (i, v) in values.iter_mut().enumerate().filter(|(_, v)| !v.is_nan()) {
            *v = match place(&self.categories[i % width], *v) {
                Some(place) => place as f64,
                None if self.use_encoded_value => self.unknown_value.unwrap_or(f64::NAN),
                None => return Err(unknown(OrdinalEncoder::NAME, *v, i / width, i % width)),
            };
        }
        Ok(Matrix::new(x.rows(), x.columns(), values)?.into())
    }

    fn validate(&self) -> Result<()> {
        check_categories(OrdinalEncoder::NAME, &self.categories)
    }
}
