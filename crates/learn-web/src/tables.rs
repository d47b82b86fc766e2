//! Tables with named columns of mixed types, as text.

use crate::progress::{Watched, Watcher};
use crate::{parsed, thrown};
use serde_json::json;
use sparkler_data::table::read_bytes;
use sparkler_learn::tabular::{Predictions, TabularLearner, TabularModel, learners};
use sparkler_learn::{Error, FitOptions, Matrix};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

type Result<T> = std::result::Result<T, JsError>;

/// What has learnt from a table.
#[wasm_bindgen]
pub struct Tabular(TabularModel);

/// What it says of another table.
#[wasm_bindgen]
pub struct Answers(Predictions);

#[wasm_bindgen]
impl Tabular {
    /// `what` is a `TabularLearner` as JSON; the ending of `name` tells the format of the bytes.
    pub fn fit(name: &str, bytes: &[u8], what: &str, watcher: Option<Watcher>) -> Result<Tabular> {
        let learner: TabularLearner = parsed("train", what)
            .and_then(|value| {
                serde_json::from_value(value).map_err(|e| Error::Parameters {
                    estimator: "train".into(),
                    reason: e.to_string(),
                })
            })
            .map_err(thrown)?;
        let table = read_bytes(name, bytes, &learner.reading()).map_err(|e| thrown(e.into()))?;
        let fitted = Watched::run(watcher, |progress| {
            let options = FitOptions { progress: Some(progress), ..FitOptions::default() };
            learner.fit(table, &options)
        });
        fitted.map(Tabular).map_err(thrown)
    }

    pub fn load(bytes: &[u8]) -> Result<Tabular> {
        TabularModel::from_bytes("model", bytes).map(Tabular).map_err(thrown)
    }

    pub fn save(&self) -> Result<Vec<u8>> {
        self.0.to_bytes().map_err(thrown)
    }

    /// What is to be known of it, as JSON.
    pub fn about(&self) -> String {
        let TabularModel { learner, target, encoder, rows, scores, .. } = &self.0;
        let columns: Vec<_> = (encoder.schema().fields.iter())
            .map(|field| json!({ "name": field.name, "type": field.column_type.name() }))
            .collect();
        let scores: serde_json::Map<_, _> =
            scores.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        let about = json!({
            "model": learner,
            "target": target.name,
            "task": target.task,
            "classes": target.classes,
            "columns": columns,
            "ignored": encoder.ignored().collect::<Vec<_>>(),
            "rows": rows,
            "scores": scores,
        });
        about.to_string()
    }

    pub fn predict(&self, name: &str, bytes: &[u8]) -> Result<Answers> {
        let table = self.0.read(name, bytes).map_err(thrown)?;
        self.0.predict(&table).map(Answers).map_err(thrown)
    }
}

#[wasm_bindgen]
impl Answers {
    pub fn values(&self) -> Vec<f64> {
        self.0.values.clone()
    }

    /// Row after row, a column for each class.
    pub fn probabilities(&self) -> Option<Vec<f64>> {
        self.0.probabilities.clone().map(Matrix::into_f64)
    }

    /// Categories that it did not know: a JSON list.
    pub fn unknown(&self) -> String {
        let list: Vec<_> = (self.0.unknown.iter())
            .map(|u| json!({ "column": u.column, "rows": u.rows, "examples": u.examples }))
            .collect();
        serde_json::Value::from(list).to_string()
    }
}

/// The short names of the learners for a task.
#[wasm_bindgen(js_name = tableLearners)]
pub fn table_learners(task: &str) -> Result<Vec<String>> {
    let task = serde_json::from_value(json!(task)).map_err(|e| {
        thrown(Error::Parameters { estimator: "task".into(), reason: e.to_string() })
    })?;
    Ok(learners(task).map(|learner| learner.name.into()).collect())
}
