//! Metrics have scikit-learn's values to 1e-9 (see `reference/metrics.py`).

use serde_json::Value;
use sparkler_learn::Matrix;
use sparkler_learn::metrics::*;

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().unwrap()],
    }
}

fn matrix(value: &Value) -> Matrix {
    let rows = value.as_array().unwrap().len();
    let numbers = numbers(value);
    Matrix::new(rows, numbers.len() / rows, numbers).unwrap()
}

struct Checker {
    values: Value,
    seen: std::cell::RefCell<Vec<String>>,
}

impl Checker {
    #[track_caller]
    fn all(&self, name: &str, got: &[f64]) {
        let want = numbers(&self.values[name]);
        assert_eq!(got.len(), want.len(), "{name}: {got:?}, expected {want:?}");
        for (g, w) in got.iter().zip(&want) {
            assert!((g - w).abs() <= 1e-9 * w.abs().max(1.0), "{name}: {got:?}, expected {want:?}");
        }
        self.seen.borrow_mut().push(name.into());
    }

    #[track_caller]
    fn one(&self, name: &str, got: sparkler_learn::Result<f64>) {
        self.all(name, &[got.unwrap()]);
    }
}

#[test]
fn values_are_those_of_scikit_learn() {
    let all: Value = serde_json::from_str(include_str!("reference/metrics.json")).unwrap();
    let list = |name: &str| numbers(&all[name]);
    let c = Checker { values: all["values"].clone(), seen: Default::default() };
    let (t, p, two, score) = (&list("true"), &list("pred"), &list("two"), &list("score"));
    let (prob, proba) = (&list("prob"), &matrix(&all["proba"]));
    let (y, yhat, weights) = (&list("y"), &list("yhat"), list("w"));
    let classes = [0.0, 1.0, 2.0];
    for (end, w) in [("", None), (" weighted", Some(&weights[..]))] {
        let n = |name: &str| format!("{name}{end}");
        c.one(&n("accuracy_score"), accuracy_score(t, p, w));
        c.one(&n("balanced_accuracy_score"), balanced_accuracy_score(t, p, false, w));
        c.one(&n("balanced_accuracy_score adjusted"), balanced_accuracy_score(t, p, true, w));
        c.all(&n("confusion_matrix"), &confusion_matrix(t, p, w).unwrap().counts);
        for (name, a) in
            [("micro", Average::Micro), ("macro", Average::Macro), ("weighted", Average::Weighted)]
        {
            c.one(&n(&format!("precision_score {name}")), precision_score(t, p, a, w));
            c.one(&n(&format!("recall_score {name}")), recall_score(t, p, a, w));
            c.one(&n(&format!("f1_score {name}")), f1_score(t, p, a, w));
            c.one(&n(&format!("jaccard_score {name}")), jaccard_score(t, p, a, w));
            c.one(&n(&format!("fbeta_score {name}")), fbeta_score(t, p, 2.0, a, w));
            let area = roc_auc_score_multiclass(t, proba, &classes, MultiClass::Ovr, a, w);
            c.one(&n(&format!("roc_auc_score ovr {name}")), area);
        }
        let above: Vec<f64> = score.iter().map(|s| f64::from(u8::from(*s > 0.0))).collect();
        let one = precision_score(two, &above, Average::Binary(1.0), w);
        c.one(&n("precision_score binary"), one);
        c.one(&n("matthews_corrcoef"), matthews_corrcoef(t, p, w));
        c.one(&n("cohen_kappa_score None"), cohen_kappa_score(t, p, KappaWeights::Equal, w));
        c.one(&n("cohen_kappa_score linear"), cohen_kappa_score(t, p, KappaWeights::Linear, w));
        let kappa = cohen_kappa_score(t, p, KappaWeights::Quadratic, w);
        c.one(&n("cohen_kappa_score quadratic"), kappa);
        c.one(&n("log_loss"), log_loss(t, proba, &classes, w));
        c.one(&n("brier_score_loss"), brier_score_loss(two, prob, 1.0, w));
        c.one(&n("hinge_loss"), hinge_loss(two, score, 1.0, w));
        for k in [1, 2] {
            let got = top_k_accuracy_score(t, proba, &classes, k, w);
            c.one(&n(&format!("top_k_accuracy_score {k}")), got);
        }
        c.one(&n("roc_auc_score"), roc_auc_score(two, score, 1.0, w));
        c.one(&n("average_precision_score"), average_precision_score(two, score, 1.0, w));
        let curve = |curve: Curve| {
            let finite = curve.thresholds.iter().copied().filter(|t| t.is_finite()).collect();
            [curve.x, curve.y, finite].concat()
        };
        c.all(&n("roc_curve"), &curve(roc_curve(two, score, 1.0, w).unwrap()));
        let pr = precision_recall_curve(two, score, 1.0, w).unwrap();
        c.all(&n("precision_recall_curve"), &curve(pr));
        c.all(&n("det_curve"), &curve(det_curve(two, score, 1.0, w).unwrap()));
        c.one(&n("mean_squared_error"), mean_squared_error(y, yhat, w));
        c.one(&n("root_mean_squared_error"), root_mean_squared_error(y, yhat, w));
        c.one(&n("mean_absolute_error"), mean_absolute_error(y, yhat, w));
        c.one(&n("mean_absolute_percentage_error"), mean_absolute_percentage_error(y, yhat, w));
        c.one(&n("mean_squared_log_error"), mean_squared_log_error(y, yhat, w));
        c.one(&n("median_absolute_error"), median_absolute_error(y, yhat, w));
        c.one(&n("r2_score"), r2_score(y, yhat, w));
        c.one(&n("explained_variance_score"), explained_variance_score(y, yhat, w));
        c.one(&n("mean_poisson_deviance"), mean_poisson_deviance(y, yhat, w));
        c.one(&n("mean_gamma_deviance"), mean_gamma_deviance(y, yhat, w));
        c.one(&n("d2_absolute_error_score"), d2_absolute_error_score(y, yhat, w));
        for (name, power) in [("-1.0", -1.0), ("0.0", 0.0), ("1.5", 1.5), ("3.0", 3.0)] {
            let got = mean_tweedie_deviance(y, yhat, power, w);
            c.one(&n(&format!("mean_tweedie_deviance {name}")), got);
        }
        c.one(&n("d2_tweedie_score"), d2_tweedie_score(y, yhat, 1.5, w));
        c.one(&n("mean_pinball_loss"), mean_pinball_loss(y, yhat, 0.2, w));
    }
    c.one("max_error", max_error(y, yhat));
    for (name, a) in [("macro", Average::Macro), ("weighted", Average::Weighted)] {
        let area = roc_auc_score_multiclass(t, proba, &classes, MultiClass::Ovo, a, None);
        c.one(&format!("roc_auc_score ovo {name}"), area);
    }
    for (name, strategy) in [("uniform", BinStrategy::Uniform), ("quantile", BinStrategy::Quantile)]
    {
        let curve = calibration_curve(two, prob, 1.0, 6, strategy).unwrap();
        let both = [curve.prob_true, curve.prob_pred].concat();
        c.all(&format!("calibration_curve {name}"), &both);
    }
    let (relevance, ranks) = (matrix(&all["relevance"]), matrix(&all["ranks"]));
    for (name, k) in [("None", None), ("3", Some(3))] {
        c.one(&format!("dcg_score {name}"), dcg_score(&relevance, &ranks, k));
        c.one(&format!("ndcg_score {name}"), ndcg_score(&relevance, &ranks, k));
    }
    let clusters = &list("clusters");
    c.one("rand_score", rand_score(t, clusters));
    c.one("adjusted_rand_score", adjusted_rand_score(t, clusters));
    c.one("mutual_info_score", mutual_info_score(t, clusters));
    c.one("normalized_mutual_info_score", normalized_mutual_info_score(t, clusters));
    c.one("adjusted_mutual_info_score", adjusted_mutual_info_score(t, clusters));
    c.one("homogeneity_score", homogeneity_score(t, clusters));
    c.one("completeness_score", completeness_score(t, clusters));
    c.one("v_measure_score", v_measure_score(t, clusters));
    c.one("fowlkes_mallows_score", fowlkes_mallows_score(t, clusters));
    let x = matrix(&all["X"]);
    c.one("silhouette_score", silhouette_score(&x, clusters));
    c.one("calinski_harabasz_score", calinski_harabasz_score(&x, clusters));
    c.one("davies_bouldin_score", davies_bouldin_score(&x, clusters));
    c.all("silhouette_samples", &silhouette_samples(&x, clusters).unwrap());
    let interval = delong(two, score, 1.0, 0.95).unwrap();
    c.all("delong", &[interval.lower, interval.estimate, interval.upper]);
    c.one("delong_test", delong_test(two, score, &list("other"), 1.0).map(|d| d.z));
    // Every value of the file was compared.
    let seen = c.seen.borrow();
    for name in c.values.as_object().unwrap().keys() {
        assert!(seen.contains(name), "{name} was not compared");
    }
}

#[test]
fn lists_of_recommendations() {
    let (relevant, ranked) = ([1u32, 5, 7], [5u32, 2, 7, 9]);
    assert_eq!(precision_at_k(&relevant, &ranked, 4), 0.5);
    assert_eq!(precision_at_k(&relevant, &ranked, 10), 0.2);
    assert_eq!(recall_at_k(&relevant, &ranked, 1), 1.0 / 3.0);
    let want = (1.0 + 2.0 / 3.0) / 3.0;
    assert!((average_precision_at_k(&relevant, &ranked, 4) - want).abs() < 1e-15);
    let lists: [(&[u32], &[u32]); 2] = [(&relevant, &ranked), (&[9], &ranked)];
    assert_eq!(mean_reciprocal_rank(&lists), (1.0 + 0.25) / 2.0);
    assert!((mean_average_precision_at_k(&lists, 4) - (want + 0.25) / 2.0).abs() < 1e-15);
    assert_eq!(mean_reciprocal_rank(&[]), 0.0);
}

#[test]
fn intervals() {
    let rows: Vec<f64> = (0..50).map(|i| f64::from(i % 10)).collect();
    let mean =
        |drawn: &[usize]| Ok(drawn.iter().map(|&i| rows[i]).sum::<f64>() / drawn.len() as f64);
    let i = bootstrap_interval(50, 2000, 0.95, 3, mean).unwrap();
    // The normal interval of a mean of 50 numbers of variance 8.25.
    let half = 1.96 * (8.25f64 / 50.0).sqrt();
    assert_eq!(i.estimate, 4.5);
    assert!(
        (i.lower - (4.5 - half)).abs() < 0.15 && (i.upper - (4.5 + half)).abs() < 0.15,
        "{i:?}"
    );
    assert_eq!(i, bootstrap_interval(50, 2000, 0.95, 3, mean).unwrap());
    assert!(wilson_interval(0, 0, 0.95).is_err());
    assert_eq!(wilson_interval(10, 10, 0.95).unwrap().upper, 1.0);
}

#[test]
fn what_cannot_be_measured_is_an_error() {
    assert!(accuracy_score(&[], &[], None).is_err());
    assert!(accuracy_score(&[1.0], &[1.0, 2.0], None).is_err());
    assert!(accuracy_score(&[1.0], &[f64::NAN], None).is_err());
    assert!(accuracy_score(&[1.0], &[1.0], Some(&[0.0])).is_err());
    assert!(roc_auc_score(&[1.0, 1.0], &[0.1, 0.2], 1.0, None).is_err());
    assert!(precision_score(&[1.0], &[1.0], Average::Binary(5.0), None).is_err());
    assert!(brier_score_loss(&[1.0], &[1.5], 1.0, None).is_err());
    assert!(auc(&[0.0, 2.0, 1.0], &[0.0, 1.0, 1.0]).is_err());
    assert!(mean_gamma_deviance(&[0.0], &[1.0], None).is_err());
    assert!(log_loss(&[3.0], &Matrix::zeros(1, 2), &[0.0, 1.0], None).is_err());
    assert!(silhouette_score(&Matrix::zeros(3, 1), &[0.0, 0.0, 0.0]).is_err());
    assert!(ndcg_score(&Matrix::zeros(1, 2), &Matrix::zeros(1, 3), None).is_err());
    assert!(delong(&[1.0, 0.0], &[0.1, 0.2], 1.0, 0.95).is_err());
}
