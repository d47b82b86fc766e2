//! Recommendations against the values of the Python package implicit
//! (`reference/decomposition.py`), and what they must be good for.

use serde_json::{Value, json};
use sparkler_learn::baskets::{Itemsets, Metric, association_rules};
use sparkler_learn::random::Generator;
use sparkler_learn::recommend::*;
use sparkler_learn::{FitOptions, SparseMatrix};

fn reference() -> Value {
    let all: Value = serde_json::from_str(include_str!("reference/decomposition.json")).unwrap();
    all["recommend"].clone()
}

fn small(reference: &Value) -> SparseMatrix {
    let (mut starts, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
    let mut entries: Vec<(usize, u32, f64)> =
        serde_json::from_value(reference["entries"].clone()).unwrap();
    entries.sort_by_key(|e| (e.0, e.1));
    let rows = reference["shape"][0].as_u64().unwrap() as usize;
    for row in 0..rows {
        for entry in entries.iter().filter(|e| e.0 == row) {
            columns.push(entry.1);
            values.push(entry.2);
        }
        starts.push(columns.len());
    }
    let items = reference["shape"][1].as_u64().unwrap() as usize;
    SparseMatrix::new(rows, items, starts, columns, values).unwrap()
}

/// Users of four tastes, who rate and meet items of their taste.
fn tastes() -> Interactions {
    let mut random = Generator::new(11, 0);
    let mut list = Interactions::default();
    for user in 0..300 {
        for item in random.choose(60, 40) {
            let fits = user % 4 == item % 4;
            if fits || random.uniform() < 0.1 {
                let rating = if fits { 4.5 } else { 2.0 } + random.normal() * 0.3;
                let time = random.uniform();
                list.push(&format!("u{user}"), &format!("i{item}"), rating, Some(time));
            }
        }
    }
    list
}

#[test]
fn item_neighbours_equal_those_of_implicit() {
    let reference = reference();
    let matrix = small(&reference);
    for (name, model) in [
        ("CosineRecommender", CosineRecommender::default().fit(&matrix).unwrap()),
        ("TfidfRecommender", TfidfRecommender::default().fit(&matrix).unwrap()),
        ("Bm25Recommender", Bm25Recommender::default().fit(&matrix).unwrap()),
    ] {
        assert_eq!(model.estimator(), name);
        let case = &reference[name];
        for row in 0..matrix.columns() {
            let (columns, values) = model.similarity().row(row);
            let mut dense = vec![0.0; matrix.columns()];
            columns.iter().zip(values).for_each(|(&c, &v)| dense[c as usize] = v);
            for (column, value) in dense.iter().enumerate() {
                let expected = case["similarity"][row][column].as_f64().unwrap();
                assert!((value - expected).abs() < 1e-9, "{name} {row} {column}: {value}");
            }
        }
        let expected: Vec<(usize, f64)> =
            serde_json::from_value(case["recommended"].clone()).unwrap();
        let found = model.recommend(3, 5, true).unwrap();
        for (found, (_, score)) in found.iter().zip(&expected) {
            assert!((found.score - score).abs() < 1e-9, "{name}: {found:?} {expected:?}");
        }
        let best = model.explain(3, found[0].id, 100).unwrap();
        let sum: f64 = best.contributions.iter().map(|c| c.score).sum();
        assert!((best.score - found[0].score).abs() < 1e-9 && (sum - best.score).abs() < 1e-9);
        assert!(model.similar_users(0, 1).unwrap_err().to_string().contains("similar_users"));
        assert!(model.similar_items(0, 3).unwrap().iter().all(|s| s.id != 0));
    }
}

#[test]
fn alternating_least_squares_finds_the_minimum_that_implicit_finds() {
    let reference = reference();
    let matrix = small(&reference);
    let learner = AlternatingLeastSquares {
        factors: 3,
        regularization: 0.5,
        alpha: 2.0,
        iterations: 3000,
        ..Default::default()
    };
    let model = learner.fit(&matrix).unwrap();
    for user in 0..matrix.rows() {
        for (item, score) in model.scores(user).unwrap().into_iter().enumerate() {
            let expected = reference["als"][user][item].as_f64().unwrap();
            assert!((score - expected).abs() < 2e-3, "{user} {item}: {score}, not {expected}");
        }
        // At the minimum, folding a user in anew changes nothing, and the parts add up.
        let (items, values) = matrix.row(user);
        let met: Vec<_> = items.iter().map(|&i| i as usize).zip(values.iter().copied()).collect();
        let (again, scores) = (model.scores_for(&met).unwrap(), model.scores(user).unwrap());
        let why = model.explain(user, 0, 100).unwrap();
        assert!((why.score - scores[0]).abs() < 1e-3);
        assert!((why.contributions.iter().map(|c| c.score).sum::<f64>() - why.score).abs() < 1e-9);
        assert!(again.iter().zip(&scores).all(|(a, b)| (a - b).abs() < 1e-3));
    }
}

#[test]
fn implicit_learners_put_what_was_held_out_before_the_rest() {
    let split = tastes().leave_k_out(2, 3);
    let (train, test) = (split.train.matrix().unwrap(), split.test.matrix().unwrap());
    let als = AlternatingLeastSquares { factors: 8, alpha: 5.0, ..Default::default() };
    let bpr = BayesianPersonalizedRanking { factors: 8, learning_rate: 0.05, ..Default::default() };
    let models: [(Box<dyn Recommender>, f64); 3] = [
        (Box::new(als.fit(&train).unwrap()), 0.75),
        (Box::new(bpr.fit(&train).unwrap()), 0.75),
        (Box::new(CosineRecommender::default().fit(&train).unwrap()), 0.6),
    ];
    for (model, least) in models {
        let scores = evaluate_ranking(&*model, &test, 10).unwrap();
        assert!(scores.auc > least, "{}: {scores:?}", model.estimator());
        for share in [scores.precision, scores.recall, scores.map, scores.ndcg] {
            assert!((0.0..=1.0).contains(&share));
        }
        model.validate().unwrap();
        // A new user of one taste gets more of it.
        let met: Vec<(usize, f64)> = (0..60)
            .step_by(4)
            .take(8)
            .map(|i| (split.train.item(&format!("i{i}")).unwrap(), 4.0))
            .collect();
        let list = model.recommend_for(&met, 5, true).unwrap();
        let fits = list.iter().filter(|s| {
            split.train.item_name(s.id)[1..].parse::<usize>().unwrap().is_multiple_of(4)
        });
        assert!(fits.count() >= 4, "{}", model.estimator());
        assert!(list.iter().all(|s| met.iter().all(|m| m.0 != s.id)), "met ones are left out");
    }
}

#[test]
fn factorisation_predicts_ratings_better_than_their_mean() {
    let split = tastes().split_random(0.2, 5).unwrap();
    let matrix = split.train.latest().unwrap();
    let plain = MatrixFactorization { n_factors: 8, n_epochs: 60, ..Default::default() };
    let plus = SvdPlusPlus { n_factors: 8, n_epochs: 60, init_std: 0.1, ..Default::default() };
    for model in [plain.fit(&matrix).unwrap(), plus.fit(&matrix).unwrap()] {
        let squares: f64 = split.test.iter().map(|(_, _, r)| (r - model.mean).powi(2)).sum();
        let spread = (squares / split.test.len() as f64).sqrt();
        let error = rmse(&model, &split.test).unwrap();
        assert!(error < 0.7 * spread, "{}: {error}, the mean has {spread}", model.estimator());
        let list = model.recommend(0, 3, true).unwrap();
        assert!(list.iter().all(|s| (model.range.0..=model.range.1).contains(&s.score)));
        let met: Vec<(usize, f64)> = (0..60)
            .map(|i| {
                (split.train.item(&format!("i{i}")).unwrap(), if i % 4 == 1 { 5.0 } else { 2.0 })
            })
            .take(20)
            .collect();
        let scores = model.scores_for(&met).unwrap();
        let of = |name: &str| scores[split.train.item(name).unwrap()];
        assert!(of("i41") > of("i42") && of("i45") > of("i44"), "{}", model.estimator());
        assert_eq!(model.similar_items(0, 4).unwrap().len(), 4);
        assert_eq!(model.similar_users(0, 4).unwrap().len(), 4);
        assert_eq!(model.explain(0, 1, 3).is_ok(), model.estimator() == "SvdPlusPlus");
        let state = serde_json::to_string(&model).unwrap();
        let again: RatingModel = serde_json::from_str(&state).unwrap();
        again.validate().unwrap();
        assert_eq!(again.predict(1, 2).unwrap(), model.predict(1, 2).unwrap());
    }
}

#[test]
fn the_same_seed_gives_the_same_model_and_a_fit_can_be_stopped() {
    let matrix = tastes().matrix().unwrap();
    let learner = BayesianPersonalizedRanking { factors: 4, iterations: 3, ..Default::default() };
    let scores = |model: &dyn Recommender| model.scores(1).unwrap();
    assert_eq!(scores(&learner.fit(&matrix).unwrap()), scores(&learner.fit(&matrix).unwrap()));
    let stop = |p: sparkler_learn::Progress| p.done < 2;
    let options = FitOptions { progress: Some(&stop), ..Default::default() };
    assert!(learner.fit_with(&matrix, &options).unwrap_err().to_string().contains("cancelled"));
    assert!(AlternatingLeastSquares::default().fit_with(&matrix, &options).is_err());
}

#[test]
fn what_is_wrong_is_said() {
    let matrix = tastes().matrix().unwrap();
    let none = SparseMatrix::new(2, 2, vec![0, 0, 0], vec![], vec![]).unwrap();
    let text = AlternatingLeastSquares::default().fit(&none).unwrap_err().to_string();
    assert!(text.contains("2 users x 2 items without an interaction"), "{text}");
    let learner = AlternatingLeastSquares { regularization: -1.0, ..Default::default() };
    let text = learner.fit(&matrix).unwrap_err().to_string();
    assert!(text.contains("regularization = -1"), "{text}");
    let model = CosineRecommender::default().fit(&matrix).unwrap();
    let text = model.recommend(5000, 1, true).unwrap_err().to_string();
    assert!(text.contains("number 5000") && text.contains("below 300"), "{text}");
    let wild = MatrixFactorization { learning_rate: 1e6, ..Default::default() };
    let text = wild.fit(&matrix).unwrap_err().to_string();
    assert!(text.contains("learning_rate"), "{text}");
}

#[test]
fn recommenders_by_name_go_into_files_and_come_out_the_same() {
    let met = tastes();
    for name in recommenders() {
        let params = recommender_params(name, &json!({})).unwrap();
        let steps = if params.get("n_epochs").is_some() { "n_epochs" } else { "iterations" };
        let given = if params.get(steps).is_some() { json!({ steps: 5 }) } else { json!({}) };
        let saved = SavedRecommender::fit(name, &given, &met, &FitOptions::default()).unwrap();
        assert_eq!(saved.model().estimator(), name);
        let bytes = saved.to_bytes().unwrap();
        let again = SavedRecommender::from_bytes("it", &bytes).unwrap();
        let user = again.names().user("u7").unwrap();
        assert_eq!(user, met.user("u7").unwrap());
        let list = again.model().recommend(user, 5, true).unwrap();
        assert_eq!(list, saved.model().recommend(user, 5, true).unwrap(), "{name}");
        let message = |bytes: &[u8]| SavedRecommender::from_bytes("it", bytes).unwrap_err();
        for end in (0..bytes.len()).step_by(997) {
            message(&bytes[..end]);
        }
        assert!(message(b"nonsense").to_string().contains("SPARKLER-RECOMMENDER"));
    }
    let wrong = |name, params| {
        let options = FitOptions::default();
        SavedRecommender::fit(name, &params, &tastes(), &options).unwrap_err().to_string()
    };
    assert!(wrong("Magic", json!({})).contains("there are AlternatingLeastSquares"));
    assert!(wrong("CosineRecommender", json!({ "K": 1 })).contains("`K`"));
    assert!(wrong("CosineRecommender", json!({ "k": 0 })).contains("k = 0"));
}

#[test]
fn itemsets_that_were_written_down_are_checked() {
    let sets = Itemsets::new(4, vec![0, 1, 2, 4], vec![0, 1, 0, 1], vec![3, 2, 2]).unwrap();
    let rules = association_rules(&sets, Metric::Confidence, 0.9).unwrap();
    assert_eq!((rules.len(), &rules[0].antecedents[..], rules[0].confidence), (1, &[1][..], 1.0));
    for (transactions, starts, items, counts) in [
        (4, vec![], vec![], vec![]),
        (4, vec![0, 1], vec![0, 1], vec![1]),
        (4, vec![0, 5, 2], vec![0, 1], vec![1, 1]),
        (4, vec![0, 0, 2], vec![0, 1], vec![1, 1]),
        (4, vec![0, 2], vec![1, 0], vec![1]),
        (4, vec![0, 1], vec![0], vec![5]),
        (4, vec![0, 1], vec![0], vec![0]),
        (4, vec![0, 64], (0..64).collect(), vec![1]),
    ] {
        let wrong = Itemsets::new(transactions, starts, items, counts).unwrap_err();
        assert!(wrong.to_string().contains("do not fit together"), "{wrong}");
    }
}
