//! The learners as a WebAssembly module: estimators by name with parameters as JSON, matrices,
//! models, and files of models; recommenders, baskets, and models of tables.
//!
//! There is nothing to see here but calling convention; what the functions do is written in the
//! package's `learn/native.ts`.

#![allow(missing_docs)] // Documented once, in `learn/native.ts`.

mod baskets;
#[cfg(target_family = "wasm")]
mod memory;
mod progress;
mod recommend;
mod tables;

use progress::{Watched, Watcher};
use serde_json::{Value, json};
use sparkler_cpu::par;
use sparkler_learn::{
    Error, Features, FitOptions, Matrix, Result, SavedModel, SparseMatrix, Values,
    registry::{self, ESTIMATORS},
};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

fn thrown(error: Error) -> JsError {
    JsError::new(&error.to_string())
}

/// Parameters as they are written: JSON.
fn parsed(estimator: &str, params: &str) -> Result<Value> {
    serde_json::from_str(params)
        .map_err(|e| Error::Parameters { estimator: estimator.into(), reason: e.to_string() })
}

/// All estimators: a list of names, kinds and parameters with their defaults.
#[wasm_bindgen]
pub fn estimators() -> std::result::Result<String, JsError> {
    let mut list = Vec::new();
    for row in ESTIMATORS {
        let params = registry::estimator(row.name, &json!({})).map_err(thrown)?.params();
        list.push(json!({ "name": row.name, "kind": row.kind, "params": params }));
    }
    Ok(Value::from(list).to_string())
}

/// All parameters of an estimator, where some are given; what it is for is the field `kind`.
#[wasm_bindgen]
pub fn parameters(estimator: &str, params: &str) -> std::result::Result<String, JsError> {
    let made = parsed(estimator, params).and_then(|p| registry::estimator(estimator, &p));
    let made = made.map_err(thrown)?;
    Ok(json!({ "kind": made.kind(), "params": made.params() }).to_string())
}

/// Rows and columns of numbers.
#[wasm_bindgen]
pub struct Table(Features);

impl Table {
    fn of(rows: usize, columns: usize, values: Values) -> std::result::Result<Table, JsError> {
        let matrix = Matrix::with_values(rows, columns, values).map_err(thrown)?;
        Ok(Table(matrix.into()))
    }
}

#[wasm_bindgen]
impl Table {
    #[wasm_bindgen(js_name = single)]
    pub fn single(
        rows: usize,
        columns: usize,
        values: Vec<f32>,
    ) -> std::result::Result<Table, JsError> {
        Table::of(rows, columns, Values::F32(values))
    }

    #[wasm_bindgen(js_name = double)]
    pub fn double(
        rows: usize,
        columns: usize,
        values: Vec<f64>,
    ) -> std::result::Result<Table, JsError> {
        Table::of(rows, columns, Values::F64(values))
    }

    /// Compressed rows.
    pub fn sparse(
        rows: usize,
        columns: usize,
        starts: Vec<u32>,
        indices: Vec<u32>,
        values: Vec<f64>,
    ) -> std::result::Result<Table, JsError> {
        let starts = starts.into_iter().map(|start| start as usize).collect();
        let matrix = SparseMatrix::new(rows, columns, starts, indices, values).map_err(thrown)?;
        Ok(Table(matrix.into()))
    }
}

/// What an estimator has learnt.
#[wasm_bindgen]
pub struct Learnt(SavedModel);

#[wasm_bindgen]
impl Learnt {
    /// `groups` holds numbers of rows, `labels` a JSON list of texts for the classes 0, 1, ...
    pub fn fit(
        estimator: &str,
        params: &str,
        x: &Table,
        y: Vec<f64>,
        weights: Option<Vec<f64>>,
        groups: Option<Vec<u32>>,
        labels: Vec<String>,
        watcher: Option<Watcher>,
    ) -> std::result::Result<Learnt, JsError> {
        let groups: Option<Vec<usize>> =
            groups.map(|g| g.into_iter().map(|n| n as usize).collect());
        let params = parsed(estimator, params).map_err(thrown)?;
        let made = registry::estimator(estimator, &params).map_err(thrown)?;
        let model = Watched::run(watcher, |progress| {
            let options = FitOptions {
                sample_weight: weights.as_deref(),
                groups: groups.as_deref(),
                progress: Some(progress),
                ..FitOptions::default()
            };
            made.fit_any(&x.0, &y, &options)
        });
        Ok(Learnt(SavedModel { model: model.map_err(thrown)?, labels }))
    }

    pub fn load(bytes: &[u8]) -> std::result::Result<Learnt, JsError> {
        SavedModel::from_bytes("model", bytes).map(Learnt).map_err(thrown)
    }

    pub fn save(&self) -> std::result::Result<Vec<u8>, JsError> {
        self.0.to_bytes().map_err(thrown)
    }

    pub fn estimator(&self) -> String {
        self.0.model.estimator().into()
    }

    #[wasm_bindgen(js_name = featureCount)]
    pub fn feature_count(&self) -> usize {
        self.0.model.n_features()
    }

    pub fn labels(&self) -> Vec<String> {
        self.0.labels.clone()
    }

    pub fn classes(&self) -> Option<Vec<f64>> {
        self.0.model.classes().map(<[f64]>::to_vec)
    }

    pub fn clusters(&self) -> Option<Vec<f64>> {
        self.0.model.labels().map(<[f64]>::to_vec)
    }

    pub fn importances(&self) -> Option<Vec<f64>> {
        self.0.model.feature_importances()
    }

    pub fn predict(&self, x: &Table) -> std::result::Result<Vec<f64>, JsError> {
        self.0.model.predict(&x.0).map_err(thrown)
    }

    #[wasm_bindgen(js_name = predictProba)]
    pub fn predict_proba(&self, x: &Table) -> std::result::Result<Vec<f64>, JsError> {
        self.0.model.predict_proba(&x.0).map(Matrix::into_f64).map_err(thrown)
    }

    #[wasm_bindgen(js_name = decisionFunction)]
    pub fn decision_function(&self, x: &Table) -> std::result::Result<Vec<f64>, JsError> {
        self.0.model.decision_function(&x.0).map(Matrix::into_f64).map_err(thrown)
    }

    pub fn transform(&self, x: &Table) -> std::result::Result<Vec<f64>, JsError> {
        let features = self.0.model.transform(&x.0).map_err(thrown)?;
        Ok(features.to_dense().to_f64().into_owned())
    }
}

/// The number of threads that loops use.
#[wasm_bindgen]
pub fn threads() -> usize {
    par::threads()
}

/// Sets the number of threads that loops use.
#[wasm_bindgen(js_name = setThreads)]
pub fn set_threads(count: usize) {
    par::set_threads(count);
}

/// Has a call been broken off, so that what it held stays taken?
#[wasm_bindgen(js_name = brokenOff)]
pub fn broken_off() -> bool {
    sparkler_wasm::broken_off()
}

/// Gives back the memory that is held back for saving models.
#[wasm_bindgen(js_name = releaseReserve)]
pub fn release_reserve() {
    #[cfg(target_family = "wasm")]
    memory::release();
}

/// A panic, which is a mistake of Sparkler's, becomes a JavaScript error with its message; but
/// where memory has ended on a worker's thread, that is what has happened.
#[wasm_bindgen(start)]
pub fn start() {
    #[cfg(target_family = "wasm")]
    {
        memory::hold_back();
        std::panic::set_hook(Box::new(|panic| {
            if memory::ended(panic) {
                sparkler_wasm::break_off(memory::MESSAGE);
            }
            sparkler_wasm::break_off(&panic.to_string());
        }));
    }
}
