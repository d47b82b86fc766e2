//! How good predictions are. Names and meaning are scikit-learn's; every function takes weights of
//! rows, where `None` counts each once.
//!
//! ```
//! use sparkler_learn::metrics;
//! let (y_true, y_pred) = ([0.0, 1.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]);
//! assert_eq!(metrics::accuracy_score(&y_true, &y_pred, None).unwrap(), 0.75);
//! let report = metrics::classification_report(&y_true, &y_pred, None).unwrap();
//! assert!(report.to_string().contains("macro avg"));
//! ```

mod classification;
mod clustering;
mod curves;
mod intervals;
mod ranking;
mod regression;

pub use classification::{
    Average, ClassScores, ClassificationReport, ConfusionMatrix, KappaWeights, accuracy_score,
    balanced_accuracy_score, brier_score_loss, classification_report, cohen_kappa_score,
    confusion_matrix, f1_score, fbeta_score, hamming_loss, hinge_loss, jaccard_score, log_loss,
    matthews_corrcoef, precision_recall_fscore_support, precision_score, recall_score,
    top_k_accuracy_score, zero_one_loss,
};
pub use clustering::{
    adjusted_mutual_info_score, adjusted_rand_score, calinski_harabasz_score, completeness_score,
    davies_bouldin_score, fowlkes_mallows_score, homogeneity_score, mutual_info_score,
    normalized_mutual_info_score, rand_score, silhouette_samples, silhouette_score,
    v_measure_score,
};
pub use curves::{
    BinStrategy, CalibrationCurve, Curve, MultiClass, auc, average_precision_score,
    calibration_curve, det_curve, precision_recall_curve, roc_auc_score, roc_auc_score_multiclass,
    roc_curve,
};
pub use intervals::{DeLong, Interval, bootstrap_interval, delong, delong_test, wilson_interval};
pub use ranking::{
    average_precision_at_k, dcg_score, mean_average_precision_at_k, mean_reciprocal_rank,
    ndcg_score, precision_at_k, recall_at_k,
};
pub use regression::{
    d2_absolute_error_score, d2_pinball_score, d2_tweedie_score, explained_variance_score,
    max_error, mean_absolute_error, mean_absolute_percentage_error, mean_gamma_deviance,
    mean_pinball_loss, mean_poisson_deviance, mean_squared_error, mean_squared_log_error,
    mean_tweedie_deviance, median_absolute_error, r2_score, root_mean_squared_error,
    root_mean_squared_log_error,
};

use crate::{Error, Result};

/// That two lists and the weights are of the same length, not empty, and finite.
fn check(
    name: &'static str,
    y_true: &[f64],
    y_pred: &[f64],
    sample_weight: Option<&[f64]>,
) -> Result<()> {
    if y_true.is_empty() {
        return Err(Error::data(name, "there are 0 rows: expected at least 1"));
    }
    crate::target::require_numbers(name, y_true, y_true.len())?;
    crate::target::require_numbers(name, y_pred, y_true.len())?;
    let options = crate::FitOptions { sample_weight, ..Default::default() };
    options.weights(name, y_true.len())?;
    Ok(())
}

/// The weight of a row.
fn weight(sample_weight: Option<&[f64]>, row: usize) -> f64 {
    sample_weight.map_or(1.0, |w| w[row])
}

/// The (weighted) mean of a number for each row.
fn mean(rows: usize, sample_weight: Option<&[f64]>, of: impl Fn(usize) -> f64) -> f64 {
    let (mut sum, mut total) = (0.0, 0.0);
    for row in 0..rows {
        let w = weight(sample_weight, row);
        sum += w * of(row);
        total += w;
    }
    sum / total
}

/// `a / b`, 0 where `b` is 0.
fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}

/// The different numbers, ascending.
fn unique(lists: &[&[f64]]) -> Vec<f64> {
    let mut values: Vec<f64> = lists.iter().flat_map(|l| l.iter().copied()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup_by(|a, b| *a == *b);
    values
}

/// The place of a value among ascending ones that hold it.
fn place(values: &[f64], value: f64) -> usize {
    values.partition_point(|v| *v < value)
}
