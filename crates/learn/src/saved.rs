//! A model as a file of its own: what was learnt, and the texts of its classes.

use crate::{AnyModel, Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a file of a model begins with; the version of its form follows in one byte.
const MAGIC: &[u8] = b"SPARKLER-MODEL\n";
const VERSION: u8 = 1;

/// A model of any kind for matrices, as it goes into a file and comes out on any machine: a page
/// opens what a program has saved, and the other way round. (For tables with named columns there
/// is [`TabularModel`](crate::tabular::TabularModel).)
///
/// The file is `SPARKLER-MODEL`, a line feed, the byte 1 (the version), and one CBOR object.
///
/// ```
/// use sparkler_learn::{DummyClassifier, Estimator, Matrix, Model, SavedModel};
/// let x = Matrix::zeros(3, 1).into();
/// let model = DummyClassifier::default().fit(&x, &[0.0, 1.0, 1.0]).unwrap();
/// let labels = vec!["no".to_string(), "yes".to_string()];
/// let bytes = SavedModel { model: Box::new(model), labels }.to_bytes().unwrap();
/// let saved = SavedModel::from_bytes("model", &bytes).unwrap();
/// assert_eq!(saved.model.predict(&x).unwrap(), [1.0, 1.0, 1.0]);
/// assert_eq!(saved.labels, ["no", "yes"]);
/// ```
#[derive(Debug, Serialize, Deserialize)]
pub struct SavedModel {
    /// What was learnt.
    pub model: Box<dyn AnyModel>,
    /// The texts that the classes 0, 1, ... stand for; none if the classes are numbers.
    pub labels: Vec<String>,
}

impl SavedModel {
    /// Its file.
    ///
    /// # Errors
    /// If the model cannot be written down.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        pack(MAGIC, VERSION, self.model.estimator(), self)
    }

    /// A model from its file; `name` stands for it in messages.
    ///
    /// # Errors
    /// If it is none, is of a later version, or is broken.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<SavedModel> {
        let saved: SavedModel = unpack(MAGIC, VERSION, name, bytes)?;
        let known = saved.labels.len();
        if known > 0
            && let Some(classes) = saved.model.classes()
            && classes.iter().any(|c| c.fract() != 0.0 || *c < 0.0 || *c >= known as f64)
        {
            let reason = format!("has classes {classes:?} and {known} texts for them");
            return Err(Error::Model { what: name.into(), reason });
        }
        Ok(saved)
    }
}

/// A file: its first line, the version of its form in one byte, and a value as CBOR.
pub(crate) fn pack(
    magic: &[u8],
    version: u8,
    name: &str,
    value: &impl Serialize,
) -> Result<Vec<u8>> {
    let wrong = |reason: String| Error::Model { what: name.into(), reason };
    let mut out = magic.to_vec();
    out.push(version);
    // By way of a value, as models go in any case: so there is no second way to compile.
    let value = ciborium::Value::serialized(value).map_err(|e| wrong(e.to_string()))?;
    ciborium::into_writer(&value, &mut out).map_err(|e| wrong(e.to_string()))?;
    Ok(out)
}

/// The value of a file that [`pack`] wrote; `name` stands for the file in messages.
pub(crate) fn unpack<T: DeserializeOwned>(
    magic: &[u8],
    version: u8,
    name: &str,
    bytes: &[u8],
) -> Result<T> {
    let wrong = |reason: String| Error::Model { what: name.into(), reason };
    let Some(rest) = bytes.strip_prefix(magic) else {
        let first = String::from_utf8_lossy(magic.trim_ascii());
        return Err(wrong(format!("is no such model: it does not begin with {first}")));
    };
    let Some((&found, mut rest)) = rest.split_first() else {
        return Err(wrong("ends after its first line".into()));
    };
    if found != version {
        return Err(wrong(format!("is of version {found}: this program reads version {version}")));
    }
    let value: ciborium::Value =
        ciborium::from_reader(&mut rest).map_err(|e| wrong(format!("is broken: {e}")))?;
    let value = value.deserialized().map_err(|e| wrong(format!("is broken: {e}")))?;
    if !rest.is_empty() {
        return Err(wrong(format!("has {} bytes too many at its end", rest.len())));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Matrix, registry};
    use serde_json::json;

    #[test]
    fn broken_files_are_errors() {
        let x = Matrix::new(4, 1, vec![0.0, 1.0, 2.0, 3.0]).unwrap().into();
        let tree = registry::estimator("DecisionTreeClassifier", &json!({})).unwrap();
        let model = tree.fit_any(&x, &[0.0, 0.0, 1.0, 1.0], &Default::default()).unwrap();
        let saved = SavedModel { model, labels: vec!["a".into(), "b".into()] };
        let bytes = saved.to_bytes().unwrap();
        let message = |bytes: &[u8]| SavedModel::from_bytes("it", bytes).unwrap_err().to_string();
        assert_eq!(SavedModel::from_bytes("it", &bytes).unwrap().labels, saved.labels);
        for end in 0..bytes.len() {
            message(&bytes[..end]);
        }
        let mut later = bytes.clone();
        later[MAGIC.len()] = 2;
        assert!(message(&later).contains("version 2"));
        let longer = [&bytes[..], &[0]].concat();
        assert!(message(&longer).contains("1 bytes too many"));
        let unnamed = SavedModel { labels: vec!["a".into()], ..saved };
        assert!(message(&unnamed.to_bytes().unwrap()).contains("1 texts"));
    }
}
