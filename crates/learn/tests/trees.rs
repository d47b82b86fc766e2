//! Trees, forests and boosting against what scikit-learn, LightGBM and XGBoost learn from the same
//! data (`reference/trees.py`).

use serde_json::Value;
use sparkler_learn::tree::{
    BoostingModel, DecisionTreeRegressor, HistGradientBoostingClassifier,
    HistGradientBoostingRanker, HistGradientBoostingRegressor, IsolationForest,
    RandomForestClassifier,
};
use sparkler_learn::{
    AnyModel, Columns, Estimator, Features, FitOptions, Matrix, Model, Values, inspection, registry,
};
use std::io::Read;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Value> = LazyLock::new(|| {
    let packed = &include_bytes!("reference/trees.json.gz")[..];
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
});

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

fn indices(value: &Value) -> Vec<usize> {
    numbers(value).into_iter().map(|i| i as usize).collect()
}

fn matrix(value: &Value, columns: usize) -> Matrix {
    let values = numbers(value);
    Matrix::new(values.len() / columns, columns, values).unwrap()
}

struct Split {
    train: Features,
    train_y: Vec<f64>,
    test: Features,
    test_y: Vec<f64>,
}

fn data(name: &str, change: Option<&str>) -> Split {
    let data = &REFERENCE["data"][name];
    let columns = data["columns"].as_u64().unwrap() as usize;
    let mut x = numbers(&data["x"]);
    let mut y = numbers(&data["y"]);
    let rows = y.len();
    match change {
        Some("missing") => {
            (0..rows).step_by(7).for_each(|row| x[row * columns + 2] = f64::NAN);
            (0..rows).step_by(5).for_each(|row| x[row * columns] = f64::NAN);
        }
        Some("category") => {
            let least = (0..rows).map(|r| x[r * columns]).fold(f64::INFINITY, f64::min);
            for row in 0..rows {
                let place = &mut x[row * columns];
                *place = ((*place - least) * 50.0).floor() % 12.0;
            }
        }
        Some("positive") => y.iter_mut().for_each(|y| *y /= 10.0),
        _ => {}
    }
    let x: Features = Matrix::new(rows, columns, x).unwrap().into();
    let (train, test) = (indices(&data["train"]), indices(&data["test"]));
    Split {
        train: x.take_rows(&train),
        train_y: train.iter().map(|&r| y[r]).collect(),
        test: x.take_rows(&test),
        test_y: test.iter().map(|&r| y[r]).collect(),
    }
}

fn fitted(name: &str, params: &Value, split: &Split) -> Box<dyn AnyModel> {
    let estimator = registry::estimator(name, params).unwrap();
    estimator.fit_any(&split.train, &split.train_y, &FitOptions::default()).unwrap()
}

fn score(model: &dyn Model, x: &Features, y: &[f64]) -> f64 {
    let p = model.predict(x).unwrap();
    if model.classes().is_some() {
        return p.iter().zip(y).filter(|(p, y)| p == y).count() as f64 / y.len() as f64;
    }
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let error: f64 = p.iter().zip(y).map(|(p, y)| (p - y).powi(2)).sum();
    1.0 - error / y.iter().map(|y| (y - mean).powi(2)).sum::<f64>()
}

/// How large a share of predictions agrees, and the greatest difference over the spread.
fn agreement(found: &[f64], expected: &[f64]) -> (f64, f64) {
    assert_eq!(found.len(), expected.len());
    let low = expected.iter().copied().fold(f64::INFINITY, f64::min);
    let high = expected.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let difference = |(a, b): (&f64, &f64)| (a - b).abs() / (high - low);
    let all: Vec<f64> = found.iter().zip(expected).map(difference).collect();
    let close = all.iter().filter(|d| **d < 1e-4).count() as f64 / all.len() as f64;
    (close, all.into_iter().fold(0.0, f64::max))
}

#[test]
fn models_without_random_choices_predict_like_scikit_learn() {
    let mut report = Vec::new();
    for case in REFERENCE["exact"].as_array().unwrap() {
        let split = data(case["data"].as_str().unwrap(), case["change"].as_str());
        let model = fitted(case["estimator"].as_str().unwrap(), &case["params"], &split);
        let found = match model.predict_proba(&split.test) {
            Ok(p) => p.into_f64(),
            Err(_) => model.predict(&split.test).unwrap(),
        };
        let (close, worst) = agreement(&found, &numbers(&case["expected"]));
        let label = format!(
            "{} {} {} {}: {close:.3} agree, worst {worst:.2e}",
            case["estimator"], case["params"], case["data"], case["change"]
        );
        println!("{label}");
        // In exact trees scikit-learn takes one of equally good columns at random.
        let boosting = label.contains("HistGradient");
        if if boosting { worst > 1e-4 } else { close < 0.97 } {
            report.push(label);
        }
    }
    assert!(report.is_empty(), "{report:#?}");
}

#[test]
fn boosting_without_ties_predicts_like_scikit_learn() {
    let reference: Value = serde_json::from_str(include_str!("reference/boosting.json")).unwrap();
    // The rows of reference/boosting.py.
    let (rows, train, columns) = (1200, 1000, 5);
    let mut state = 1u32;
    let mut numbers = vec![0.0f64; rows * (columns + 2)];
    for number in &mut numbers {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *number = f64::from(state >> 8) / f64::from(1 << 24);
    }
    let mut report = Vec::new();
    for case in reference["made_up"].as_array().unwrap() {
        let (mut x, mut y, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for (i, row) in numbers.chunks_exact(columns + 2).enumerate() {
            let mut own: Vec<f64> =
                row[..columns].iter().map(|v| (v * 200.0).floor() / 200.0).collect();
            let mut target = 2.0 + 3.0 * own[0] + (6.0 * own[1]).sin() + own[2] * own[3];
            target += 0.5 * row[5];
            let none = case["weights"] == "fine" && i % 9 == 4;
            weights.push(if none { 0.0 } else { 0.5 + row[6] });
            match case["data"].as_str().unwrap() {
                "category" => {
                    own[4] = (own[4] * 12.0).floor();
                    target += (own[4] * 5.0).cos();
                }
                "even" | "even missing" => target = (target * 64.0).round_ties_even() / 64.0,
                "fine" => own = row[..columns].to_vec(),
                "fine two" => {
                    own = row[..columns].to_vec();
                    target = f64::from(u8::from(target > reference["most"].as_f64().unwrap()));
                }
                "two" => target = f64::from(u8::from(target > 4.5)),
                "three" => target = f64::from(u8::from(target >= 4.0) + u8::from(target >= 5.0)),
                _ => {}
            }
            if case["data"].as_str().unwrap().contains("missing") {
                if i % 7 == 0 {
                    own[2] = f64::NAN;
                }
                if i % 5 == 0 {
                    own[0] = f64::NAN;
                }
            }
            x.extend(own);
            y.push(target);
        }
        if case["data"].as_str().unwrap().contains("even") {
            let sum: f64 = y[..train].iter().sum();
            let mean = (sum / train as f64 * 64.0).round_ties_even() / 64.0;
            y[0] += mean * train as f64 - sum;
        }
        let x: Features = Matrix::new(rows, columns, x).unwrap().into();
        let parts: [Vec<usize>; 2] = [(0..train).collect(), (train..rows).collect()];
        let name = format!("HistGradientBoosting{}", case["kind"].as_str().unwrap());
        let estimator = registry::estimator(&name, &case["params"]).unwrap();
        let sample_weight = (!case["weights"].is_null()).then_some(&weights[..train]);
        let options = FitOptions { sample_weight, ..FitOptions::default() };
        let model = estimator.fit_any(&x.take_rows(&parts[0]), &y[..train], &options).unwrap();
        let found = last_column(&*model, &x.take_rows(&parts[1]));
        let (close, worst) = agreement(&found, &self::numbers(&case["expected"]));
        let label = format!(
            "{} {} {}: {close:.3} agree, worst {worst:.1e}",
            case["data"], case["params"], case["weights"]
        );
        println!("{label}");
        let fine = match case["same"].as_str().unwrap() {
            "loss" => {
                // Squared errors (of probabilities: Brier scores) of new rows.
                let loss = |found: &[f64]| -> f64 {
                    found.iter().zip(&y[train..]).map(|(p, y)| (p - y).powi(2)).sum()
                };
                let ratio = loss(&found) / loss(&self::numbers(&case["expected"]));
                println!("  loss over theirs {ratio:.5}");
                (ratio - 1.0).abs() < 0.02
            }
            // Of a node whose rows have either a number or none in a column, all numbers may go
            // left or right: a matter of rounding, that a new row may show.
            _ if case["data"] == "missing" => close >= 0.99,
            _ => worst < 1e-6,
        };
        if !fine {
            report.push(label);
        }
    }
    let split = data("breast_cancer", None);
    let params = serde_json::json!({ "early_stopping": false, "max_iter": 20 });
    let model = fitted("HistGradientBoostingClassifier", &params, &split);
    let found = last_column(&*model, &split.train);
    let (close, worst) = agreement(&found, &self::numbers(&reference["alike"]));
    println!("breast_cancer: {close:.3} agree, worst {worst:.1e}");
    assert!(close > 0.99, "{close} {worst}");
    assert!(report.is_empty(), "{report:#?}");
}

/// The probabilities of the last class, or predictions.
fn last_column(model: &dyn Model, x: &Features) -> Vec<f64> {
    match model.predict_proba(x) {
        Ok(p) => p.column(p.columns() - 1),
        Err(_) => model.predict(x).unwrap(),
    }
}

#[test]
fn scores_are_those_of_scikit_learn() {
    for case in REFERENCE["scores"].as_array().unwrap() {
        let name = case["estimator"].as_str().unwrap();
        let split = data(case["data"].as_str().unwrap(), None);
        let seeds = if name.starts_with("Hist") { 1 } else { 4 };
        let mean = (0..seeds)
            .map(|seed| {
                let model = fitted(name, &serde_json::json!({ "random_state": seed }), &split);
                score(&*model, &split.test, &split.test_y)
            })
            .sum::<f64>()
            / f64::from(seeds);
        let (expected, deviation) = (case["mean"].as_f64().unwrap(), case["std"].as_f64().unwrap());
        println!("{name} {}: {mean:.4}, peer {expected:.4} +- {deviation:.4}", case["data"]);
        // Inside the interval over seeds, or half a percent, or one test row more or fewer.
        let row = 1.0 / split.test_y.len() as f64;
        assert!(mean > expected - (2.0 * deviation).max(0.005).max(row * 1.01), "{name}: {mean}");
    }
}

#[test]
fn rows_out_of_the_bag_score_like_scikit_learns() {
    let data = &REFERENCE["data"]["breast_cancer"];
    let x = matrix(&data["x"], 30).into();
    let forest = RandomForestClassifier { oob_score: true, ..Default::default() };
    let model = forest.fit(&x, &numbers(&data["y"])).unwrap();
    let expected = REFERENCE["oob"]["mean"].as_f64().unwrap();
    assert!((model.oob_score.unwrap() - expected).abs() < 0.01);
}

#[test]
fn anomaly_scores_lie_where_scikit_learns_do() {
    let x: Features = matrix(&REFERENCE["data"]["breast_cancer"]["x"], 30).into();
    let model = IsolationForest { n_estimators: 400, ..Default::default() }.fit(&x, &[]).unwrap();
    let scores = model.score_samples(&x).unwrap();
    let mean = numbers(&REFERENCE["isolation"]["mean"]);
    let deviation = numbers(&REFERENCE["isolation"]["std"]);
    for row in 0..scores.len() {
        assert!((scores[row] - mean[row]).abs() < 5.0 * deviation[row] + 0.005, "row {row}");
    }
}

#[test]
fn imported_models_predict_like_their_owners() {
    for case in REFERENCE["foreign"].as_array().unwrap() {
        let label = format!("{} {}", case["format"], case["label"]);
        let text = case["text"].as_str().unwrap();
        let model = match case["format"].as_str() {
            Some("lightgbm") => BoostingModel::from_lightgbm(text),
            _ => BoostingModel::from_xgboost(text),
        }
        .unwrap_or_else(|e| panic!("{label}: {e}"));
        let x = matrix(&case["x"], case["columns"].as_u64().unwrap() as usize).into();
        let found = match model.predict_proba(&x) {
            Ok(p) => p.into_f64(),
            Err(_) => model.predict(&x).unwrap(),
        };
        let expected = numbers(&case["expected"]);
        assert_eq!(found.len(), expected.len(), "{label}");
        for (&(mut f), &(mut e)) in found.iter().zip(&expected) {
            // XGBoost adds up in single precision, so its exponentials of 5 and more are no
            // better than a millionth themselves: the sums are compared.
            if label.contains("poisson") {
                (f, e) = (f.ln(), e.ln());
            }
            assert!((f - e).abs() <= 1e-6 * e.abs().max(1.0), "{label}: {f}, expected {e}");
        }
    }
}

#[test]
fn broken_foreign_models_are_errors() {
    for case in REFERENCE["foreign"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let lightgbm = case["format"] == "lightgbm";
        let read = |text: &str| {
            if lightgbm {
                BoostingModel::from_lightgbm(text).map(drop)
            } else {
                BoostingModel::from_xgboost(text).map(drop)
            }
        };
        let end = if lightgbm { text.find("end of trees").unwrap() } else { text.len() };
        for cut in (0..end).step_by(end / 40) {
            assert!(read(&text[..cut]).is_err(), "cut at {cut}");
        }
        // Any digit may become another: an error or a model, never a panic.
        for place in (0..text.len()).step_by(text.len() / 300 + 1) {
            if text.as_bytes()[place].is_ascii_digit() {
                let _ = read(&format!("{}9{}", &text[..place], &text[place + 1..]));
                let _ = read(&format!("{}-{}", &text[..place], &text[place + 1..]));
            }
        }
    }
}

#[test]
fn a_ranker_orders_as_well_as_lightgbm() {
    let reference = &REFERENCE["ranker"];
    let x: Features = matrix(&reference["x"], 6).into();
    let y = numbers(&reference["y"]);
    let rows: Vec<usize> = (0..3000).collect();
    let groups = [20; 100];
    let options = FitOptions { groups: Some(&groups), ..Default::default() };
    let ranker =
        HistGradientBoostingRanker { max_iter: 50, max_leaf_nodes: Some(15), ..Default::default() };
    let model = ranker.fit_with(&x.take_rows(&rows[..2000]), &y[..2000], &options).unwrap();
    let scores = model.predict(&x.take_rows(&rows[2000..])).unwrap();
    let gain = |order: &[usize], labels: &[f64]| -> f64 {
        let part = |(i, &r): (usize, &usize)| (labels[r].exp2() - 1.0) / (i as f64 + 2.0).log2();
        order.iter().enumerate().map(part).sum()
    };
    let mut sum = 0.0;
    for (scores, labels) in scores.chunks(20).zip(y[2000..].chunks(20)) {
        let mut order: Vec<usize> = (0..20).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        let mut best: Vec<usize> = (0..20).collect();
        best.sort_by(|&a, &b| labels[b].total_cmp(&labels[a]));
        sum += gain(&order, labels) / gain(&best, labels);
    }
    let expected = reference["ndcg"].as_f64().unwrap();
    println!("NDCG {} expected {expected}", sum / 50.0);
    assert!(sum / 50.0 > expected - 0.005, "{} below {expected}", sum / 50.0);
}

#[test]
fn partial_dependence_is_scikit_learns() {
    let split = data("diabetes", None);
    let boosting = HistGradientBoostingRegressor {
        max_iter: 20,
        early_stopping: Some(false),
        ..Default::default()
    };
    let model = boosting.fit(&split.train, &split.train_y).unwrap();
    let found = inspection::partial_dependence(&model, &split.train, 2, 10).unwrap();
    let expected = &REFERENCE["partial_dependence"];
    for (found, expected) in
        [(&found.grid, &expected["grid"]), (&found.average[0], &expected["average"])]
    {
        for (f, e) in found.iter().zip(numbers(expected)) {
            assert!((f - e).abs() < 1e-6 * e.abs().max(1.0), "{f}, expected {e}");
        }
    }
}

#[test]
fn a_column_that_decides_matters_and_noise_does_not() {
    let mut random = sparkler_learn::random::Generator::new(0, 0);
    let x: Features =
        Matrix::new(500, 3, (0..1500).map(|_| random.normal()).collect()).unwrap().into();
    let y: Vec<f64> = (0..500).map(|r| f64::from(u8::from(x.to_dense().get(r, 1) > 0.3))).collect();
    let model = RandomForestClassifier::default().fit(&x, &y).unwrap();
    let importances = model.feature_importances().unwrap();
    assert!(importances[1] > 0.8 && (importances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    let accuracy = |m: &dyn Model, x: &Features, y: &[f64]| Ok(score(m, x, y));
    let columns = inspection::each_column(&x);
    let found =
        inspection::permutation_importance(&model, &x, &y, &columns, &accuracy, 3, 0).unwrap();
    assert!(found.importances_mean[1] > 0.3, "{found:?}");
    assert!(found.importances_mean[0].abs() < 0.05 && found.importances_mean[2].abs() < 0.05);
}

#[test]
fn results_do_not_depend_on_threads_and_models_survive_a_file() {
    let split = data("wine", None);
    for name in [
        "HistGradientBoostingClassifier",
        "RandomForestClassifier",
        "ExtraTreesClassifier",
        "DecisionTreeClassifier",
        "IsolationForest",
    ] {
        let mut before: Option<Vec<f64>> = None;
        for threads in [1, 2, 5] {
            sparkler_cpu::par::set_threads(threads);
            let model = fitted(name, &serde_json::json!({ "random_state": 7 }), &split);
            let found = match model.predict_proba(&split.test) {
                Ok(p) => p.into_f64(),
                Err(_) => model.decision_function(&split.test).unwrap().into_f64(),
            };
            let again = registry::model(name, model.state().unwrap()).unwrap();
            assert_eq!(again.predict(&split.test).unwrap(), model.predict(&split.test).unwrap());
            if let Some(before) = &before {
                assert_eq!(before, &found, "{name} on {threads} threads");
            }
            before = Some(found);
        }
    }
}

#[test]
fn boosting_goes_on_from_a_model_and_stops_early() {
    let split = data("breast_cancer", None);
    let part = |iterations| HistGradientBoostingClassifier {
        max_iter: iterations,
        early_stopping: Some(false),
        ..Default::default()
    };
    let whole = part(20).fit(&split.train, &split.train_y).unwrap();
    let half = part(10).fit(&split.train, &split.train_y).unwrap();
    let options = FitOptions::default();
    let more = part(10).fit_from(&half, &split.train, &split.train_y, &options).unwrap();
    assert_eq!(more.n_iter(), 20);
    let (a, b) = (
        whole.predict_proba(&split.test).unwrap().into_f64(),
        more.predict_proba(&split.test).unwrap().into_f64(),
    );
    assert!(agreement(&a, &b).1 < 1e-6);
    let stopping = HistGradientBoostingClassifier {
        max_iter: 1000,
        early_stopping: Some(true),
        ..Default::default()
    };
    let model = stopping.fit(&split.train, &split.train_y).unwrap();
    assert!(model.n_iter() < 500, "{} rounds", model.n_iter());
    assert_eq!(model.validation_score.len(), model.n_iter());
    let sampled =
        HistGradientBoostingClassifier { subsample: 0.6, max_features: 0.4, ..Default::default() };
    let model = sampled.fit(&split.train, &split.train_y).unwrap();
    assert!(score(&model, &split.test, &split.test_y) > 0.95);
}

#[test]
fn monotonic_predictions_never_turn() {
    let mut random = sparkler_learn::random::Generator::new(3, 0);
    let x: Vec<f64> = (0..2000).map(|_| random.uniform() * 6.0).collect();
    let y: Vec<f64> = x.iter().map(|x| x + 2.0 * (3.0 * x).sin() + random.normal()).collect();
    let x: Features = Matrix::new(2000, 1, x).unwrap().into();
    let rising = HistGradientBoostingRegressor { monotonic_cst: vec![1], ..Default::default() };
    let model = rising.fit(&x, &y).unwrap();
    let grid = Matrix::new(600, 1, (0..600).map(|i| f64::from(i) * 0.01).collect()).unwrap();
    let p = model.predict(&grid.into()).unwrap();
    assert!(p.windows(2).all(|w| w[0] <= w[1] + 1e-9));
}

#[test]
fn single_and_double_precision_give_the_same_trees() {
    let split = data("digits", None);
    let Features::Dense(dense) = &split.train else { panic!("dense") };
    let single = Values::F32(dense.to_f32().into_owned());
    let single = Matrix::with_values(dense.rows(), dense.columns(), single).unwrap().into();
    let tree = serde_json::json!({ "max_depth": 8 });
    let a = fitted("DecisionTreeClassifier", &tree, &split);
    let b = registry::estimator("DecisionTreeClassifier", &tree)
        .unwrap()
        .fit_any(&single, &split.train_y, &FitOptions::default())
        .unwrap();
    assert_eq!(a.predict(&split.test).unwrap(), b.predict(&split.test).unwrap());
}

#[test]
fn rows_of_columns_give_the_same_models_as_a_matrix() {
    let split = data("digits", Some("missing"));
    let dense = split.train.to_dense().into_owned();
    let columns = (0..dense.columns()).map(|c| dense.column(c).into()).collect();
    let columns = Columns::new(columns).unwrap();
    let rows: Vec<usize> = (0..dense.rows()).filter(|row| row % 5 != 2).rev().collect();
    let samples = columns.samples(&rows[..]);
    let x = split.train.take_rows(&rows);
    assert_eq!(format!("{:?}", samples.features().unwrap()), format!("{x:?}"));
    let y: Vec<f64> = rows.iter().map(|&row| split.train_y[row]).collect();
    let early = serde_json::json!({ "max_iter": 5, "early_stopping": true });
    let sampled = serde_json::json!({ "max_iter": 3, "subsample": 0.5 });
    let categories = serde_json::json!({ "max_iter": 3, "categorical_features": [3, 20] });
    let few = serde_json::json!({ "n_estimators": 5, "bootstrap": true, "oob_score": true });
    let exact = serde_json::json!({ "exact": true });
    let none = serde_json::json!({});
    for (name, params) in [
        ("HistGradientBoostingClassifier", &early),
        ("HistGradientBoostingClassifier", &sampled),
        ("HistGradientBoostingRegressor", &categories),
        ("RandomForestClassifier", &few),
        ("ExtraTreesRegressor", &few),
        ("DecisionTreeClassifier", &none),
        ("DecisionTreeRegressor", &exact),
        ("DummyClassifier", &none),
        ("DummyRegressor", &none),
    ] {
        let estimator = registry::estimator(name, params).unwrap();
        let options = FitOptions::default();
        let of_matrix = estimator.fit_any(&x, &y, &options).unwrap();
        let of_columns = estimator.fit_samples_any(&samples, &y, &options).unwrap();
        assert_eq!(of_matrix.state().unwrap(), of_columns.state().unwrap(), "{name} {params}");
    }
    let infinite = Columns::new(vec![vec![1.0, f64::INFINITY, 2.0].into()]).unwrap();
    let tree = DecisionTreeRegressor::default();
    let wrong =
        tree.fit_samples(&infinite.samples(vec![2, 1]), &[0.0, 1.0], &FitOptions::default());
    let message = wrong.unwrap_err().to_string();
    assert!(message.contains("row 1") && message.contains("inf"), "{message}");
}

#[test]
fn wrong_parameters_and_data_say_what_is_expected() {
    let x: Features =
        Matrix::new(3, 2, vec![0.0, 1.0, 2.0, f64::INFINITY, 4.0, 5.0]).unwrap().into();
    let good: Features = Matrix::zeros(3, 2).into();
    let text = |name: &str, params: Value, x: &Features, y: &[f64]| {
        let estimator = registry::estimator(name, &params).unwrap();
        estimator.fit_any(x, y, &FitOptions::default()).map(drop).unwrap_err().to_string()
    };
    let none = serde_json::json!({});
    let y = [0.0, 1.0, 0.0];
    for name in ["HistGradientBoostingClassifier", "RandomForestClassifier", "IsolationForest"] {
        assert!(text(name, none.clone(), &x, &y).contains("row 1, column 1"), "{name}");
    }
    assert!(text("DecisionTreeClassifier", none.clone(), &good, &[1.0; 3]).contains("1 class"));
    assert!(text("DecisionTreeRegressor", none, &good, &[1.0; 2]).contains("expected 3"));
    let params = serde_json::json!({ "max_bins": 1000 });
    assert!(text("HistGradientBoostingClassifier", params, &good, &y).contains("2 to 255"));
    let params = serde_json::json!({ "loss": "quantile" });
    assert!(text("HistGradientBoostingRegressor", params, &good, &y).contains("between 0 and 1"));
    let params = serde_json::json!({ "categorical_features": [7] });
    assert!(text("HistGradientBoostingClassifier", params, &good, &y).contains("below 2"));
    let params = serde_json::json!({ "loss": "gamma" });
    assert!(text("HistGradientBoostingRegressor", params, &good, &y).contains("above 0"));
}

#[test]
fn constant_and_missing_columns_are_no_obstacle() {
    let x: Features = Matrix::new(
        40,
        3,
        (0..40)
            .flat_map(|i| [f64::NAN, 1.0, if i % 3 == 0 { f64::NAN } else { f64::from(i) }])
            .collect(),
    )
    .unwrap()
    .into();
    let y: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i % 3 == 0))).collect();
    for name in ["HistGradientBoostingClassifier", "DecisionTreeClassifier", "ExtraTreesClassifier"]
    {
        let params = match name {
            "HistGradientBoostingClassifier" => serde_json::json!({ "min_samples_leaf": 2 }),
            _ => serde_json::json!({}),
        };
        let model = registry::estimator(name, &params)
            .unwrap()
            .fit_any(&x, &y, &FitOptions::default())
            .unwrap();
        assert_eq!(score(&*model, &x, &y), 1.0, "{name}");
    }
}

#[test]
fn a_tree_can_be_drawn() {
    let split = data("wine", None);
    let tree = DecisionTreeRegressor { max_depth: Some(2), ..Default::default() };
    let tree = &tree.fit(&split.train, &split.train_y).unwrap().trees[0];
    let names: Vec<String> = (0..13).map(|i| format!("a<{i}")).collect();
    assert_eq!(tree.to_text(&names).lines().count(), tree.nodes());
    assert_eq!(tree.to_dot(&names).matches("->").count(), tree.nodes() - 1);
    let svg = tree.to_svg(&names, 5);
    assert_eq!(svg.matches("<rect").count(), tree.nodes());
    assert!(svg.contains("a&lt;") && !svg.contains("a<"));
}
