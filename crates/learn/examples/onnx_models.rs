//! Fits a model of each kind that has a form in ONNX to made-up data, and writes the models, the
//! data and the predictions into a folder: `benches/learn/onnx.py` has onnxruntime run them.

use serde_json::{Value, json};
use sparkler_learn::compose::{ColumnTransformer, Part, Pipeline, Step};
use sparkler_learn::preprocessing::{
    HandleUnknown, MinMaxScaler, OneHotEncoder, RobustScaler, SimpleImputer, StandardScaler,
};
use sparkler_learn::random::Generator;
use sparkler_learn::{AnyModel, Features, Kind, Matrix, Result, onnx, registry};
use std::path::Path;

/// Columns: four numbers, one of them sometimes missing, and a category from 0 to 39.
fn data(rows: usize) -> Result<(Features, Features, Vec<f64>)> {
    let mut random = Generator::new(1, 0);
    let (mut with_missing, mut complete, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rows {
        let mut row: Vec<f64> = (0..4).map(|_| f64::from(random.normal() as f32)).collect();
        row.push(random.below(40) as f64);
        y.push(row[0] - row[1] * row[2] + f64::from(u8::from(row[4] % 3.0 == 0.0)));
        complete.extend_from_slice(&row);
        if random.below(10) == 0 {
            row[3] = f64::NAN;
        }
        with_missing.extend(row);
    }
    Ok((Matrix::new(rows, 5, with_missing)?.into(), Matrix::new(rows, 5, complete)?.into(), y))
}

/// Parameters without which an ensemble has no members.
fn members(name: &str) -> Value {
    let named = |names: &[&str]| -> Vec<Value> {
        let member = |n: &&str| json!({ "name": n, "estimator": { "estimator": n, "state": {} } });
        names.iter().map(member).collect()
    };
    match name {
        "VotingClassifier" | "StackingClassifier" => {
            let names = ["GaussianNB", "RidgeClassifier", "DecisionTreeClassifier"];
            json!({ "estimators": named(&names) })
        }
        "VotingRegressor" | "StackingRegressor" => {
            json!({ "estimators": named(&["Ridge", "DecisionTreeRegressor"]) })
        }
        _ => json!({}),
    }
}

fn prepared(name: &str) -> Result<Pipeline> {
    let numbers = Pipeline {
        steps: vec![
            Step::new("impute", SimpleImputer { add_indicator: true, ..Default::default() }),
            Step::new("scale", StandardScaler::default()),
            Step::new("robust", RobustScaler::default()),
            Step::new("range", MinMaxScaler::default()),
        ],
    };
    let one_hot = OneHotEncoder { handle_unknown: HandleUnknown::Ignore, ..Default::default() };
    let columns = ColumnTransformer {
        transformers: vec![
            Part {
                name: "numbers".into(),
                estimator: Some(Box::new(numbers)),
                columns: vec![0, 1, 2, 3],
            },
            Part { name: "category".into(), estimator: Some(Box::new(one_hot)), columns: vec![4] },
        ],
        ..ColumnTransformer::default()
    };
    let estimator = registry::estimator(name, &json!({}))?;
    Ok(Pipeline {
        steps: vec![Step::new("columns", columns), Step { name: "last".into(), estimator }],
    })
}

fn write(folder: &Path, name: &str, model: &dyn AnyModel, x: &Features) -> Result<()> {
    let file = folder.join(format!("{name}.onnx"));
    onnx::export(model)?.write(file).expect("the folder can be written");
    let numbers = |m: Result<Matrix>| m.ok().map(|m| m.into_f64());
    let transformed = model.transform(x).map(|f| f.to_dense().into_owned());
    let values = json!({
        "predict": model.predict(x).ok(),
        "probabilities": numbers(model.predict_proba(x)),
        "decision": numbers(model.decision_function(x)),
        "transform": numbers(transformed),
    });
    std::fs::write(folder.join(format!("{name}.json")), values.to_string())
        .expect("the folder can be written");
    Ok(())
}

/// Parameters beside the defaults that change the form of the graph.
fn variants(name: &str) -> Vec<(&'static str, Value)> {
    match name {
        "SVC" => vec![
            ("linear", json!({ "kernel": "linear" })),
            ("poly", json!({ "kernel": "poly", "degree": 2, "coef0": 1.0 })),
            ("sigmoid", json!({ "kernel": "sigmoid", "gamma": 0.02 })),
            ("probability", json!({ "probability": true })),
            ("ties", json!({ "break_ties": true })),
            ("pairs", json!({ "decision_function_shape": "ovo" })),
        ],
        "NuSVC" => vec![("probability", json!({ "probability": true, "nu": 0.2 }))],
        "SVR" => vec![("poly", json!({ "kernel": "poly" }))],
        "KNeighborsClassifier" | "KNeighborsRegressor" => vec![
            ("distance", json!({ "weights": "distance", "n_neighbors": 8 })),
            ("manhattan", json!({ "metric": "manhattan" })),
            ("chebyshev", json!({ "metric": "chebyshev", "weights": "distance" })),
            ("minkowski", json!({ "p": 3.0 })),
            ("cosine", json!({ "metric": "cosine" })),
        ],
        "GaussianMixture" => ["tied", "diag", "spherical"]
            .map(|kind| (kind, json!({ "covariance_type": kind, "n_components": 3 })))
            .to_vec(),
        "DummyClassifier" => vec![("frequent", json!({ "strategy": "most_frequent" }))],
        "DummyRegressor" => vec![("median", json!({ "strategy": "median" }))],
        "PCA" => vec![("whiten", json!({ "whiten": true, "n_components": 3 }))],
        "Normalizer" => vec![("l1", json!({ "norm": "l1" })), ("max", json!({ "norm": "max" }))],
        "PolynomialFeatures" => vec![("cubic", json!({ "degree": 3, "interaction_only": true }))],
        "KBinsDiscretizer" => vec![("uniform", json!({ "strategy": "uniform" }))],
        "MinMaxScaler" => vec![("clip", json!({ "clip": true }))],
        "IsolationForest" => vec![("share", json!({ "contamination": 0.1 }))],
        "IncrementalPCA" => vec![("two", json!({ "n_components": 2 }))],
        "DBSCAN" => vec![("wide", json!({ "eps": 1.5 }))],
        _ => Vec::new(),
    }
}

/// The same for rows with missing values, or for numbers above 0.
fn variants_of(name: &str, data: &str) -> Vec<(&'static str, Value)> {
    match (name, data) {
        ("KNNImputer", "gaps") => vec![
            ("default", json!({})),
            ("distance", json!({ "weights": "distance", "n_neighbors": 3, "add_indicator": true })),
        ],
        ("PowerTransformer", "gaps") => vec![("bare", json!({ "standardize": false }))],
        ("PowerTransformer", "positive") => vec![("boxcox", json!({ "method": "box-cox" }))],
        ("QuantileTransformer", "gaps") => vec![
            ("default", json!({})),
            ("normal", json!({ "output_distribution": "normal", "n_quantiles": 50 })),
        ],
        ("RFE", "positive") => {
            let tree = json!({ "estimator": "RandomForestRegressor", "state": {} });
            vec![("forest", json!({ "estimator": tree, "n_features_to_select": 2 }))]
        }
        _ => Vec::new(),
    }
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: onnx_models FOLDER [ESTIMATOR...]")?;
    let wanted: Vec<String> = std::env::args().skip(2).collect();
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let (missing, complete, numbers) = data(800)?;
    // Counts alone, for what takes no negative numbers, and one column alone.
    let counts: Vec<f64> =
        complete.to_dense().to_f64().iter().map(|v| (v.abs() * 2.0).round()).collect();
    let counts: Features = Matrix::new(complete.rows(), 5, counts)?.into();
    let one = complete.take_columns(&[1])?;
    let positive: Vec<f64> =
        complete.to_dense().to_f64().iter().map(|v| f64::from(v.abs() as f32 + 0.1)).collect();
    let above: Features = Matrix::new(complete.rows(), 5, positive)?.into();
    for (name, x) in [
        ("missing", &missing),
        ("complete", &complete),
        ("counts", &counts),
        ("one", &one),
        ("positive", &above),
    ] {
        let values: Vec<Value> =
            x.to_dense().to_f64().iter().map(|v| json!(v.is_finite().then_some(*v))).collect();
        std::fs::write(folder.join(format!("{name}.data")), json!(values).to_string())?;
    }
    let two: Vec<f64> = numbers.iter().map(|v| f64::from(u8::from(*v > 0.0))).collect();
    let three: Vec<f64> = numbers.iter().map(|v| v.clamp(-1.0, 1.0).round() * 0.5).collect();
    let mut written = 0;
    let mut names = std::collections::BTreeSet::new();
    for row in registry::ESTIMATORS {
        if !names.insert(row.name) || !wanted.is_empty() && !wanted.contains(&row.name.into()) {
            continue;
        }
        let targets: &[(&str, &[f64])] = match row.kind {
            Kind::Classifier => &[("two", &two), ("three", &three)],
            Kind::Regressor => &[("number", &numbers)],
            Kind::Ranker => continue,
            _ => &[("three", &three)],
        };
        for (target, y) in targets {
            // Some take positive targets alone.
            let positive: Vec<f64>;
            let y: &[f64] = if row.kind == Kind::Regressor && row.name.contains("Gamma") {
                positive = y.iter().map(|v| v.abs() + 0.1).collect();
                &positive
            } else if row.kind == Kind::Regressor && row.name.contains("Poisson") {
                positive = y.iter().map(|v| v.abs()).collect();
                &positive
            } else {
                y
            };
            let ways: [(&str, &Features, Result<Box<dyn AnyModel>>); 3] = [
                ("plain", &complete, fit(row.name, members(row.name), &complete, y)),
                (
                    "categories",
                    &missing,
                    fit(row.name, json!({ "categorical_features": [4] }), &missing, y),
                ),
                ("prepared", &missing, {
                    use sparkler_learn::Estimator;
                    prepared(row.name)?.fit(&missing, y).map(|m| Box::new(m) as Box<dyn AnyModel>)
                }),
            ];
            let more = variants(row.name);
            let more = more.iter().map(|(way, params)| {
                (format!("{way}-plain"), &complete, fit(row.name, params.clone(), &complete, y))
            });
            let others = [
                ("counts", &counts, fit(row.name, json!({}), &counts, y)),
                ("one", &one, fit(row.name, json!({}), &one, y)),
            ];
            let further = [("gaps", &missing), ("positive", &above)].map(|(data, x)| {
                let all = variants_of(row.name, data).into_iter();
                all.map(move |(way, params)| {
                    (format!("{way}-{data}"), x, fit(row.name, params, x, y))
                })
            });
            let more = more.chain(further.into_iter().flatten());
            let all = ways.into_iter().chain(others).map(|(way, x, m)| (way.to_string(), x, m));
            for (way, x, model) in all.chain(more) {
                let Ok(model) = model else { continue };
                let name = format!("{}-{target}-{way}", row.name);
                match write(folder, &name, &*model, x) {
                    Ok(()) => written += 1,
                    Err(error) => eprintln!("{name}: {error}"),
                }
            }
        }
    }
    println!("{written} models");
    Ok(())
}

fn fit(name: &str, params: Value, x: &Features, y: &[f64]) -> Result<Box<dyn AnyModel>> {
    registry::estimator(name, &params)?.fit_any(x, y, &Default::default())
}
