//! Models that go from native code to WebAssembly and back.
//!
//! `saved/cases.json` holds data, learners and what they predict; `saved/native` the files of
//! their models as native code writes them, `saved/wasm` as the module does. This test makes sure
//! that native code learns what the file says and opens the module's files;
//! `packages/sparkler/test/learn.test.mjs` does so the other way round.
//!
//! `SPARKLER_WRITE_SAVED=1 cargo test -p sparkler-learn --test saved` writes the first two anew,
//! and then `SPARKLER_WRITE_SAVED=1 node packages/sparkler/test/learn.test.mjs` the third.

use serde_json::{Value, json};
use sparkler_learn::random::Generator;
use sparkler_learn::{AnyModel, Features, FitOptions, Matrix, SavedModel, registry};
use std::path::PathBuf;

const ROWS: usize = 120;
const COLUMNS: usize = 4;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/saved")
}

/// Learners by name, parameters, and what they learn: `classes`, `texts`, `numbers` or nothing.
/// Support vectors are looked for until little is left to gain: where the search ends earlier, its
/// last bits decide about the fifth digit.
fn learners() -> Vec<(&'static str, Value, &'static str)> {
    let scaler = json!({ "estimator": "StandardScaler", "state": {} });
    let svc = json!({ "estimator": "SVC", "state": { "C": 2.0, "tol": 1e-8 } });
    let steps =
        json!([{ "name": "scale", "estimator": scaler }, { "name": "svc", "estimator": svc }]);
    vec![
        ("HistGradientBoostingClassifier", json!({ "max_iter": 10 }), "texts"),
        (
            "HistGradientBoostingRegressor",
            json!({ "max_iter": 10, "max_leaf_nodes": 8 }),
            "numbers",
        ),
        ("DecisionTreeClassifier", json!({ "max_depth": 4 }), "classes"),
        ("RandomForestClassifier", json!({ "n_estimators": 10, "random_state": 3 }), "texts"),
        ("ExtraTreesRegressor", json!({ "n_estimators": 5, "max_depth": 5 }), "numbers"),
        ("IsolationForest", json!({ "n_estimators": 10, "max_samples": 32 }), ""),
        ("LogisticRegression", json!({ "C": 0.5 }), "classes"),
        ("Ridge", json!({ "alpha": 2.0 }), "numbers"),
        ("Lasso", json!({ "alpha": 0.05 }), "numbers"),
        ("LinearSVC", json!({}), "classes"),
        ("SVR", json!({ "C": 3.0, "tol": 1e-8 }), "numbers"),
        ("KNeighborsClassifier", json!({ "n_neighbors": 4, "weights": "distance" }), "classes"),
        ("GaussianNB", json!({}), "texts"),
        ("LinearDiscriminantAnalysis", json!({}), "classes"),
        ("KMeans", json!({ "n_clusters": 3, "random_state": 1 }), ""),
        ("GaussianMixture", json!({ "n_components": 2 }), ""),
        ("PCA", json!({ "n_components": 2 }), ""),
        ("Pipeline", json!({ "steps": steps }), "texts"),
    ]
}

/// Rows, and targets of both sorts: three classes that overlap a little, and numbers.
fn data() -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let mut random = Generator::new(11, 0);
    // Few digits, so that the file is short and every reader gets the same numbers.
    let mut short = |x: f64| ((x + random.normal()) * 1000.0).round() / 1000.0;
    let classes: Vec<f64> = (0..ROWS).map(|row| (row * 7 % 3) as f64).collect();
    let (mut x, mut numbers) = (Vec::new(), Vec::new());
    for &class in &classes {
        let row = [short(class * 1.5), short(-class), short(0.0), short(class * class)];
        numbers.push(short(row[0] * 2.0 - row[1] * row[2]));
        x.extend(row);
    }
    (x, classes, numbers)
}

/// All that a model says of some rows, by the name of the method.
fn answers(model: &dyn AnyModel, x: &Features) -> Value {
    let mut out = serde_json::Map::new();
    let mut add = |name: &str, found: sparkler_learn::Result<Vec<f64>>| {
        if let Ok(found) = found {
            let short = |v: &f64| (v * 1e10).round() / 1e10;
            out.insert(name.into(), found.iter().map(short).collect());
        }
    };
    add("predict", model.predict(x));
    add("predict_proba", model.predict_proba(x).map(Matrix::into_f64));
    add("decision_function", model.decision_function(x).map(Matrix::into_f64));
    add("transform", model.transform(x).map(|f| f.to_dense().to_f64().into_owned()));
    out.into()
}

fn require_close(found: &Value, expected: &Value, what: &str) {
    let (Value::Object(found), Value::Object(expected)) = (found, expected) else {
        panic!("{what}: {found} and {expected}");
    };
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{what}");
    for (method, numbers) in found {
        let list = |v: &Value| -> Vec<f64> {
            v.as_array().into_iter().flatten().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
        };
        let (found, expected) = (list(numbers), list(&expected[method]));
        assert_eq!(found.len(), expected.len(), "{what}: {method}");
        for (i, (a, b)) in found.iter().zip(&expected).enumerate() {
            let near = (a - b).abs() <= 1e-6 * b.abs().max(1.0);
            assert!(near, "{what}: {method}: {a} and {b} at {i}");
        }
    }
}

#[test]
fn models_go_to_webassembly_and_back() {
    let folder = folder();
    let write = std::env::var_os("SPARKLER_WRITE_SAVED").is_some();
    let (x, classes, numbers) = data();
    let features: Features = Matrix::new(ROWS, COLUMNS, x.clone()).unwrap().into();
    // A few rows are enough to compare, and keep the file small.
    let test: Features = features.take_rows(&(0..ROWS).step_by(5).collect::<Vec<_>>());
    let texts = ["blue", "green", "red"].map(String::from).to_vec();
    let mut cases = Vec::new();
    for (name, params, learns) in learners() {
        let estimator = registry::estimator(name, &params).unwrap();
        let y: &[f64] = match learns {
            "numbers" => &numbers,
            "" => &[],
            _ => &classes,
        };
        let model = estimator.fit_any(&features, y, &FitOptions::default()).unwrap();
        let answers = answers(&*model, &test);
        let labels = if learns == "texts" { texts.clone() } else { Vec::new() };
        if write {
            std::fs::create_dir_all(folder.join("native")).unwrap();
            let bytes = SavedModel { model, labels }.to_bytes().unwrap();
            std::fs::write(folder.join(format!("native/{name}.model")), bytes).unwrap();
        }
        cases.push(
            json!({ "estimator": name, "params": params, "learns": learns, "answers": answers }),
        );
    }
    let path = folder.join("cases.json");
    if write {
        let all = json!({ "rows": ROWS, "columns": COLUMNS, "every": 5, "x": x, "classes": classes,
            "numbers": numbers, "texts": texts, "cases": cases });
        std::fs::write(&path, format!("{all}\n")).unwrap();
        return;
    }
    let known: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(known["cases"].as_array().map(Vec::len), Some(cases.len()));
    for (case, known) in cases.iter().zip(known["cases"].as_array().unwrap()) {
        let name = known["estimator"].as_str().unwrap();
        assert_eq!(case["params"], known["params"], "{name}");
        require_close(&case["answers"], &known["answers"], name);
        for origin in ["native", "wasm"] {
            let file = format!("{origin}/{name}.model");
            let bytes = std::fs::read(folder.join(&file)).unwrap();
            let saved = SavedModel::from_bytes(&file, &bytes).unwrap();
            assert_eq!(saved.model.estimator(), name);
            let labels = if known["learns"] == "texts" { &texts[..] } else { &[] };
            assert_eq!(saved.labels, labels, "{file}");
            require_close(&answers(&*saved.model, &test), &known["answers"], &file);
        }
    }
}
