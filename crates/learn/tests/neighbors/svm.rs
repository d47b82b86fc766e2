//! Support vector machines.

use super::*;

#[test]
fn svc_decides_like_scikit_learn() {
    for case in reference()["svc"].as_array().unwrap() {
        let what = format!("{} {}", case["data"], case["params"]);
        let set = data(&case["data"]);
        let model = fit("SVC", &case["params"], &set.train.0, &set.train.1);
        let expected = numbers(&case["decision"]);
        if !expected.is_empty() {
            let found = model.decision_function(&set.test.0).unwrap().into_f64();
            assert_close(&what, &found, &expected, 1e-4);
        }
        let found = model.predict(&set.test.0).unwrap();
        let score = accuracy(&found, &set.test.1);
        assert!((score - case["accuracy"].as_f64().unwrap()).abs() < 1e-9, "{what}: {score}");
        assert_survives_a_file(&*model, &set.test.0);
    }
}

#[test]
fn svc_has_as_many_support_vectors() {
    for case in reference()["svc"].as_array().unwrap() {
        let set = data(&case["data"]);
        let svc: sparkler_learn::SVC = serde_json::from_value(case["params"].clone()).unwrap();
        let model = sparkler_learn::Estimator::fit(&svc, &set.train.0, &set.train.1).unwrap();
        let (found, expected) = (model.expansion.len() as f64, case["support"].as_f64().unwrap());
        assert!((found - expected).abs() <= 0.01 * expected, "{found}, expected {expected}");
        assert!(model.converged);
    }
}

#[test]
fn svc_of_the_digits_is_right_in_9911_of_10000() {
    let set = data(&json!("digits"));
    let model = fit("SVC", &json!({}), &set.train.0, &set.train.1);
    let score = accuracy(&model.predict(&set.test.0).unwrap(), &set.test.1);
    assert!((score - 0.9911).abs() < 1e-4, "{score}");
}

#[test]
fn shrinking_and_a_small_cache_change_nothing() {
    let set = data(&json!("digits"));
    let fit = |params| fit("SVC", &params, &set.train.0, &set.train.1);
    let whole = fit(json!({ "tol": 1e-6, "shrinking": false }));
    let small = fit(json!({ "tol": 1e-6, "cache_size": 0.01 }));
    let (a, b) = (whole.decision_function(&set.test.0), small.decision_function(&set.test.0));
    assert_close("decision", &b.unwrap().into_f64(), &a.unwrap().into_f64(), 1e-4);
}

#[test]
fn sparse_and_precomputed_kernels_agree_with_dense_ones() {
    let set = data(&json!("iris"));
    let dense = set.x.to_dense();
    let (n, k) = (dense.rows(), dense.columns());
    // Mostly zeros, so that the sparse form is used.
    let mut wide = vec![0.0; n * 40];
    for row in 0..n {
        for column in 0..k {
            wide[row * 40 + column * 9] = dense.get(row, column);
        }
    }
    let starts = (0..=n).map(|r| r * k).collect();
    let indices = (0..n * k).map(|i| (i % k * 9) as u32).collect();
    let values = dense.to_f64().into_owned();
    let sparse = sparkler_learn::SparseMatrix::new(n, 40, starts, indices, values).unwrap();
    let wide = Features::Dense(Matrix::new(n, 40, wide).unwrap());
    let params = json!({ "gamma": 0.3, "tol": 1e-8 });
    let a = fit("SVC", &params, &wide, &set.y).decision_function(&wide).unwrap();
    let sparse = Features::Sparse(sparse);
    let b = fit("SVC", &params, &sparse, &set.y).decision_function(&sparse).unwrap();
    assert_close("sparse", &b.into_f64(), &a.clone().into_f64(), 1e-4);

    let square = |i: usize, j: usize| -> f64 {
        (0..k).map(|c| (dense.get(i, c) - dense.get(j, c)).powi(2)).sum()
    };
    let values = (0..n * n).map(|i| (-0.3 * square(i / n, i % n)).exp()).collect();
    let matrix = Features::Dense(Matrix::new(n, n, values).unwrap());
    let params = json!({ "kernel": "precomputed", "tol": 1e-8 });
    let c = fit("SVC", &params, &matrix, &set.y).decision_function(&matrix).unwrap();
    assert_close("precomputed", &c.into_f64(), &a.into_f64(), 1e-4);
}

#[test]
fn weights_count_like_repeated_rows() {
    let set = data(&json!("cancer"));
    let rows = 100usize;
    let x = set.x.take_rows(&(0..rows).collect::<Vec<_>>());
    let y = &set.y[..rows];
    let weights: Vec<f64> = (0..rows).map(|i| (i % 3) as f64).collect();
    let repeated: Vec<usize> = (0..rows).flat_map(|i| std::iter::repeat_n(i, i % 3)).collect();
    let ys: Vec<f64> = repeated.iter().map(|&i| y[i]).collect();
    for (name, kernel) in [("SVC", true), ("SVR", true), ("LinearSVC", false)] {
        let params =
            if kernel { json!({ "gamma": 0.1, "tol": 1e-7 }) } else { json!({ "tol": 1e-7 }) };
        let estimator = registry::estimator(name, &params).unwrap();
        let options = FitOptions { sample_weight: Some(&weights), ..FitOptions::default() };
        let a = estimator.fit_any(&x, y, &options).unwrap();
        let b = estimator.fit_any(&x.take_rows(&repeated), &ys, &FitOptions::default()).unwrap();
        let value = |m: &dyn AnyModel| match m.decision_function(&set.x) {
            Ok(values) => values.into_f64(),
            Err(_) => m.predict(&set.x).unwrap(),
        };
        assert_close(name, &value(&*a), &value(&*b), 1e-3);
    }
}

#[test]
fn probabilities_are_near_scikit_learns() {
    // The folds are drawn at random, so only near.
    for (name, values) in [("cancer", "svc_proba"), ("iris", "svc_proba_iris")] {
        let set = data(&json!(name));
        let model = fit("SVC", &json!({ "probability": true }), &set.train.0, &set.train.1);
        let found = model.predict_proba(&set.test.0).unwrap();
        let (rows, columns) = (found.rows(), found.columns());
        let found = found.into_f64();
        for row in found.chunks_exact(columns) {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
        let expected = numbers(&reference()[values]);
        let found =
            if columns == 2 { found.chunks_exact(2).map(|p| p[1]).collect() } else { found };
        let apart: f64 = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).sum();
        assert!(apart / (rows as f64) < 0.06, "{name}: {}", apart / rows as f64);
    }
}

#[test]
fn svr_predicts_like_scikit_learn() {
    let set = data(&json!("diabetes"));
    for case in reference()["svr"].as_array().unwrap() {
        let svr: sparkler_learn::SVR = serde_json::from_value(case["params"].clone()).unwrap();
        let model = sparkler_learn::Estimator::fit(&svr, &set.train.0, &set.train.1).unwrap();
        let found = sparkler_learn::Model::predict(&model, &set.test.0).unwrap();
        assert_close("svr", &found, &numbers(&case["predict"]), 1e-4);
        let (found, expected) = (model.expansion.len() as f64, case["support"].as_f64().unwrap());
        assert!((found - expected).abs() <= 0.01 * expected, "{found}, expected {expected}");
        assert_survives_a_file(&model, &set.test.0);
    }
}

#[test]
fn machines_with_nu_are_scikit_learns() {
    for case in reference()["nu"].as_array().unwrap() {
        let set = data(&case["data"]);
        let name = case["name"].as_str().unwrap();
        let model = fit(name, &case["params"], &set.train.0, &set.train.1);
        let found = match name {
            "NuSVC" => model.decision_function(&set.test.0).unwrap().into_f64(),
            _ => model.predict(&set.test.0).unwrap(),
        };
        assert_close(
            &format!("{name} {}", case["params"]),
            &found,
            &numbers(&case["values"]),
            1e-4,
        );
        assert_survives_a_file(&*model, &set.test.0);
    }
}

#[test]
fn one_class_svm_decides_like_scikit_learn() {
    let set = data(&json!("moons"));
    for case in reference()["one_class"].as_array().unwrap() {
        let model = fit("OneClassSVM", &case["params"], &set.x, &[]);
        let found = model.decision_function(&set.x).unwrap().into_f64();
        assert_close("one class", &found, &numbers(&case["decision"]), 1e-4);
        assert_survives_a_file(&*model, &set.x);
    }
}

#[test]
fn linear_machines_have_scikit_learns_coefficients() {
    for case in reference()["linear_svc"].as_array().unwrap() {
        let set = data(&case["data"]);
        let svc: sparkler_learn::LinearSVC =
            serde_json::from_value(case["params"].clone()).unwrap();
        let model = sparkler_learn::Estimator::fit(&svc, &set.train.0, &set.train.1).unwrap();
        let what = case["params"].to_string();
        assert_close(&what, &model.coef, &numbers(&case["coef"]), 1e-4);
        assert_close(&what, &model.intercept, &numbers(&case["intercept"]), 1e-4);
        assert_survives_a_file(&model, &set.test.0);
    }
    let set = data(&json!("diabetes"));
    for case in reference()["linear_svr"].as_array().unwrap() {
        let svr: sparkler_learn::LinearSVR =
            serde_json::from_value(case["params"].clone()).unwrap();
        let model = sparkler_learn::Estimator::fit(&svr, &set.train.0, &set.train.1).unwrap();
        let what = case["params"].to_string();
        assert_close(&what, &model.coef, &numbers(&case["coef"]), 1e-4);
        assert_close(&what, &[model.intercept], &numbers(&case["intercept"]), 1e-4);
        assert_survives_a_file(&model, &set.test.0);
    }
}

#[test]
fn bad_input_is_an_error() {
    let x = Features::Dense(Matrix::new(3, 1, vec![0.0, 1.0, 2.0]).unwrap());
    let y = [0.0, 1.0, 1.0];
    let wrong = |name: &str, params: Value, part: &str| {
        let estimator = registry::estimator(name, &params).unwrap();
        let error = estimator.fit_any(&x, &y, &FitOptions::default()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    };
    wrong("SVC", json!({ "C": 0.0 }), "C = 0");
    wrong("SVC", json!({ "gamma": -1.0 }), "gamma = -1");
    wrong("SVC", json!({ "class_weight": { "7": 1.0 } }), "class_weight = 7: 1");
    wrong("SVC", json!({ "kernel": "precomputed" }), "as many columns as rows");
    wrong("SVR", json!({ "epsilon": -1.0 }), "epsilon = -1");
    wrong("OneClassSVM", json!({ "nu": 2.0 }), "nu = 2");
    wrong("LinearSVC", json!({ "penalty": "l1", "loss": "hinge" }), "squared_hinge");
    assert!(registry::estimator("SVC", &json!({ "kernel": "cubic" })).is_err());
    let one = registry::estimator("SVC", &json!({})).unwrap();
    assert!(one.fit_any(&x, &[1.0; 3], &FitOptions::default()).is_err());
    let model = one.fit_any(&x, &y, &FitOptions::default()).unwrap();
    let narrow = Features::Dense(Matrix::zeros(1, 2));
    assert!(model.predict(&narrow).is_err());
    assert!(model.predict_proba(&x).unwrap_err().to_string().contains("probability = true"));
}
