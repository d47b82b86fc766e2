//! A model for tables, saved as one file.

use super::encoder::{EncodedColumn, Role, TableEncoder, Unknown};
use super::target::{Target, Task};
use crate::saved::{pack, unpack};
use crate::{AnyModel, Error, Matrix, Result, onnx};
use serde::{Deserialize, Serialize};
use sparkler_data::Table;
use sparkler_data::table::{ReadOptions, read_bytes_as};
use sparkler_formats::atomic;
use sparkler_formats::onnx::{DataType, Model as File};
use std::path::Path;

/// What a file of a model begins with; the version of its form follows in one byte.
const MAGIC: &[u8] = b"SPARKLER-TABLE\n";
const VERSION: u8 = 1;

/// All that is needed to predict from a table: the columns and what they become, preparation and
/// learner, the target.
///
/// The file is `SPARKLER-TABLE`, a line feed, the byte 1 (the version), and one CBOR object.
#[derive(Debug, Serialize, Deserialize)]
pub struct TabularModel {
    /// The short name of the learner.
    pub learner: String,
    /// What is predicted.
    pub target: Target,
    /// What the columns become.
    pub encoder: TableEncoder,
    /// Preparation and learner.
    pub model: Box<dyn AnyModel>,
    /// Texts that stand for missing values, besides the usual ones.
    pub missing: Vec<String>,
    /// Does the first line of a file hold names?
    pub header: bool,
    /// How many rows it has learnt from.
    pub rows: usize,
    /// Its scores when it was made: on rows that it had not learnt from.
    pub scores: Vec<(String, f64)>,
}

/// What a model says of a table.
#[derive(Clone, Debug)]
pub struct Predictions {
    /// A number for each row: a class's or a value.
    pub values: Vec<f64>,
    /// The probability of each class, where the learner has them.
    pub probabilities: Option<Matrix>,
    /// Categories that it did not know.
    pub unknown: Vec<Unknown>,
}

impl TabularModel {
    /// Predicts from a table. Columns are found by name.
    ///
    /// # Errors
    /// If a column is missing or has another type.
    pub fn predict(&self, table: &Table) -> Result<Predictions> {
        let encoded = self.encoder.encode(table)?;
        let x = &encoded.features;
        let probabilities = match self.target.task {
            Task::Regression => None,
            Task::Classification => match self.model.predict_proba(x) {
                Ok(p) => Some(self.in_order(&p)?),
                Err(Error::Unsupported { .. }) => None,
                Err(e) => return Err(e),
            },
        };
        Ok(Predictions { values: self.model.predict(x)?, probabilities, unknown: encoded.unknown })
    }

    /// Reads a table to predict from: the columns that the model needs, of the types it has learnt
    /// from. `name` stands for the table in messages, and its ending tells the format.
    ///
    /// # Errors
    /// If the bytes are no table, lack a column, or a cell is not of its column's type; the message
    /// names line and column.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Result<Table> {
        let options = ReadOptions {
            header: self.header,
            missing: self.missing.clone(),
            ..ReadOptions::default()
        };
        Ok(read_bytes_as(name, bytes, &options, self.encoder.schema())?)
    }

    /// The model as an ONNX file's content: one input for each column that is used, of its name and
    /// rows x 1 (texts for categories, floats for numbers and booleans, NaN for missing numbers);
    /// outputs as [`onnx::export`] has them, with the classes' names as labels.
    ///
    /// # Errors
    /// If the learner has no such form, or a column holds dates or running text.
    pub fn to_onnx(&self) -> Result<File> {
        let mut graph = onnx::Builder::default();
        let mut columns = Vec::new();
        for EncodedColumn { field, role, .. } in &self.encoder.columns {
            columns.push(match role {
                Role::Ignored { .. } => continue,
                Role::Number => {
                    let x = graph.input(&field.name, DataType::Float, 1);
                    graph.cast(&x, DataType::Double)
                }
                Role::Category { names } => {
                    let x = graph.input(&field.name, DataType::String, 1);
                    graph.places(&x, names)
                }
                Role::Date | Role::Text { .. } => {
                    return Err(Error::Model {
                        what: self.learner.clone(),
                        reason: format!(
                            "column {} holds {}s, which have no form in ONNX here: train without \
                             it (--ignore)",
                            field.name,
                            field.column_type.name()
                        ),
                    });
                }
            });
        }
        let x = graph.beside(&columns);
        let output = self.model.onnx_predictor(&mut graph, &x)?;
        let class = |c: &f64| self.target.classes.get(*c as usize).map_or("", String::as_str);
        let names = self.model.classes().unwrap_or_default().iter().map(class).collect();
        Ok(onnx::finish(graph, &self.learner, onnx::Labels::Names(names), output))
    }

    /// Probabilities with a column for each class of the target, also for those that the learner
    /// has not seen.
    fn in_order(&self, p: &Matrix) -> Result<Matrix> {
        probabilities_of(&self.target, self.model.classes().unwrap_or_default(), p)
    }

    /// Its file.
    ///
    /// # Errors
    /// If the learner cannot be written down.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        pack(MAGIC, VERSION, &self.learner, self)
    }

    /// A model from its file; `name` stands for it in messages.
    ///
    /// # Errors
    /// If it is none, is of a later version, or is broken.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<TabularModel> {
        let wrong = |reason: String| Error::Model { what: name.into(), reason };
        let model: TabularModel = unpack(MAGIC, VERSION, name, bytes)?;
        model.encoder.validate()?;
        let (width, learnt) = (model.encoder.width(), model.model.n_features());
        if width != learnt {
            return Err(wrong(format!("has columns of {width} numbers and learnt from {learnt}")));
        }
        let known = model.target.classes.len();
        if let Some(classes) = model.model.classes()
            && classes.iter().any(|c| c.fract() != 0.0 || *c < 0.0 || *c >= known as f64)
        {
            return Err(wrong(format!("has classes {classes:?} and {known} names for them")));
        }
        Ok(model)
    }

    /// Saves it: all of it or nothing.
    ///
    /// # Errors
    /// If the file system refuses; an old file is then as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let bytes = self.to_bytes()?;
        atomic::write_file(path, &bytes).map_err(|e| Error::Table(e.into()))
    }

    /// Loads it.
    ///
    /// # Errors
    /// As [`TabularModel::from_bytes`], and if the file cannot be read.
    pub fn load(path: impl AsRef<Path>) -> Result<TabularModel> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|e| Error::Model {
            what: name.clone(),
            reason: match e.kind() {
                std::io::ErrorKind::NotFound => "not found".into(),
                _ => format!("cannot read: {e}"),
            },
        })?;
        TabularModel::from_bytes(&name, &bytes)
    }
}

/// Probabilities with a column for each class of a target, zeros for those not in `classes`.
pub(crate) fn probabilities_of(target: &Target, classes: &[f64], p: &Matrix) -> Result<Matrix> {
    let known = target.classes.len();
    if classes.len() == known && p.columns() == known {
        return Ok(p.clone());
    }
    let mut out = vec![0.0; p.rows() * known];
    for row in 0..p.rows() {
        for (column, &class) in classes.iter().enumerate().take(p.columns()) {
            if let Some(slot) = out.get_mut(row * known..(row + 1) * known)
                && (class as usize) < known
            {
                slot[class as usize] = p.get(row, column);
            }
        }
    }
    Matrix::new(p.rows(), known, out)
}

/// Is it a file of a model for tables?
pub fn is_model(path: impl AsRef<Path>) -> bool {
    use std::io::Read;
    let mut start = vec![0; MAGIC.len()];
    let file = std::fs::File::open(path);
    file.is_ok_and(|mut f| f.read_exact(&mut start).is_ok() && start == MAGIC)
}
