//! A random forest that reads digits, saved and loaded again; and the parameters of any learner as
//! JSON.
//!
//!     cargo run --release -p sparkler --example forest

use sparkler::learn::metrics::accuracy_score;
use sparkler::learn::{
    Estimator, Features, Matrix, Model, RandomForestClassifier, SavedModel, Values, registry,
};
use sparkler::prelude::*;

/// Images as rows of 784 numbers, and their labels.
fn table(digits: &ImageDataset) -> sparkler::Result<(Features, Vec<f64>)> {
    let pixels: Vec<f32> = digits.images.to_vec::<u8>()?.into_iter().map(f32::from).collect();
    let labels: Vec<f64> = digits.labels.to_vec::<u8>()?.into_iter().map(f64::from).collect();
    let x = Matrix::with_values(labels.len(), 28 * 28, Values::F32(pixels))?;
    Ok((x.into(), labels))
}

fn main() -> sparkler::Result<()> {
    let (train, test) = data::embedded_digits()?;
    let (x, y) = table(&train)?;
    let (x_test, y_test) = table(&test)?;

    let forest = RandomForestClassifier {
        n_estimators: 50,
        random_state: 0,
        ..RandomForestClassifier::default()
    };
    let model = forest.fit(&x, &y)?;
    let accuracy = accuracy_score(&y_test, &model.predict(&x_test)?, None)?;
    println!("a forest of {} trees: accuracy {accuracy:.3}", forest.n_estimators);
    assert!(accuracy > 0.92);

    // Any learner by its name, with parameters as the settings of a program would have them; saved
    // and loaded, as a page may load it.
    let parameters = serde_json::json!({"n_neighbors": 3, "weights": "distance"});
    let neighbors = registry::estimator("KNeighborsClassifier", &parameters)?;
    let model = neighbors.fit_any(&x, &y, &Default::default())?;
    let bytes = SavedModel { model, labels: Vec::new() }.to_bytes()?;
    let loaded = SavedModel::from_bytes("neighbors", &bytes)?.model;
    let accuracy = accuracy_score(&y_test, &loaded.predict(&x_test)?, None)?;
    println!("{neighbors:?}: accuracy {accuracy:.3}");
    assert!(accuracy > 0.92);
    Ok(())
}
