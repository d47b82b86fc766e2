//! Pictures of digits against those of scikit-learn and umap-learn (`reference/manifold.py`), by
//! trustworthiness.

use serde_json::Value;
use sparkler_learn::manifold::*;
use sparkler_learn::{Estimator, Features, Matrix, Model};

fn reference() -> (Features, Value) {
    let all: Value = serde_json::from_str(include_str!("reference/manifold.json")).unwrap();
    let rows: Vec<Vec<f64>> = all["digits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row.as_str().unwrap().bytes().map(|b| f64::from(b - b'a')).collect())
        .collect();
    (Matrix::from_rows(&rows).unwrap().into(), all)
}

/// The mean of the peer's seeds.
fn mean(value: &Value) -> f64 {
    let values: Vec<f64> = serde_json::from_value(value.clone()).unwrap();
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn trustworthiness_is_scikit_learns() {
    let (x, reference) = reference();
    let dense = x.to_dense();
    let two: Vec<[f64; 2]> =
        (0..x.rows()).map(|row| [dense.get(row, 20), dense.get(row, 43)]).collect();
    let found = trustworthiness(&x, &Matrix::from_rows(&two).unwrap().into(), 5).unwrap();
    // Columns of whole numbers have many ties, whose order is open.
    let expected = reference["pca_like"].as_f64().unwrap();
    assert!((found - expected).abs() < 5e-3, "{found}, expected {expected}");
    assert!((trustworthiness(&x, &x, 5).unwrap() - 1.0).abs() < 1e-12);
    assert!(trustworthiness(&x, &x, 300).is_err());
}

#[test]
fn t_sne_keeps_neighbours_as_scikit_learns_does() {
    let (x, reference) = reference();
    let model = Tsne::default().fit(&x, &[]).unwrap();
    let found = trustworthiness(&x, &model.embedding().unwrap().into(), 5).unwrap();
    let expected = mean(&reference["tsne"]);
    assert!(found > expected - 0.01, "{found}, expected {expected}");
    assert!(model.kl_divergence > 0.0 && model.kl_divergence < 2.0, "{}", model.kl_divergence);
    let message = model.transform(&x).unwrap_err().to_string();
    assert!(message.contains("fitted to alone"), "{message}");
    model.validate().unwrap();
}

#[test]
fn umap_keeps_neighbours_as_umap_learns_does_and_places_new_rows() {
    let (x, reference) = reference();
    let model = Umap::default().fit(&x, &[]).unwrap();
    let found = trustworthiness(&x, &model.embedding().unwrap(), 5).unwrap();
    let expected = mean(&reference["umap"]);
    assert!(found > expected - 0.01, "{found}, expected {expected}");
    model.validate().unwrap();
    // Rows that were left out come near their neighbours.
    let (old, new): (Vec<usize>, Vec<usize>) = (0..x.rows()).partition(|row| row % 5 != 0);
    let model = Umap::default().fit(&x.take_rows(&old), &[]).unwrap();
    let places = model.transform(&x.take_rows(&new)).unwrap();
    let found = trustworthiness(&x.take_rows(&new), &places, 5).unwrap();
    assert!(found > 0.85, "{found}");
}

#[test]
fn the_same_seed_gives_the_same_picture_and_wrong_parameters_are_named() {
    let (x, _) = reference();
    let x = x.take_rows(&(0..60).collect::<Vec<_>>());
    let umap = Umap { n_epochs: Some(20), ..Default::default() };
    assert_eq!(umap.fit(&x, &[]).unwrap().embedding, umap.fit(&x, &[]).unwrap().embedding);
    let tsne = Tsne { max_iter: 250, perplexity: 10.0, ..Default::default() };
    assert_eq!(tsne.fit(&x, &[]).unwrap().embedding, tsne.fit(&x, &[]).unwrap().embedding);
    let tsne = Tsne { perplexity: 100.0, ..Default::default() };
    let message = tsne.fit(&x, &[]).unwrap_err().to_string();
    assert!(message.contains("perplexity = 100") && message.contains("60"), "{message}");
    let umap = Umap { min_dist: 2.0, ..Default::default() };
    let message = umap.fit(&x, &[]).unwrap_err().to_string();
    assert!(message.contains("min_dist = 2"), "{message}");
    // Equal rows can be placed too.
    let same = Matrix::zeros(40, 3).into();
    for places in [
        Tsne { max_iter: 250, perplexity: 5.0, ..Default::default() }
            .fit(&same, &[])
            .unwrap()
            .embedding,
        Umap { n_epochs: Some(20), ..Default::default() }.fit(&same, &[]).unwrap().embedding,
    ] {
        assert!(places.iter().all(|v| v.is_finite()));
    }
}
