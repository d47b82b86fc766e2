//! The hello world: a network learns to read handwritten digits.
//!
//!     cargo run --release -p sparkler --example mnist

use sparkler::prelude::*;

fn main() -> sparkler::Result<()> {
    let (train, test) = data::embedded_digits()?;
    let mut model = Sequential::new()
        .input([28, 28])
        .add(Rescaling::new(1.0 / 255.0))
        .add(Flatten::new())
        .add(Dense::new(128).activation("relu")?)
        .add(Dropout::new(0.2))
        .add(Dense::new(10).activation("softmax")?)
        .build()?;
    model.compile("adam", "sparse_categorical_crossentropy", &["accuracy"])?;
    model.fit(&train.images, &train.labels, FitOptions { epochs: 5, ..Default::default() })?;
    let results = model.evaluate(&test.images, &test.labels, Default::default())?;

    let accuracy = results.get("accuracy").unwrap_or(0.0);
    println!("{:.1} % of {} digits recognised", 100.0 * accuracy, test.len());
    assert!(accuracy > 0.93, "it should have learned more");
    Ok(())
}
