//! A training loop by hand: a tape, an optimizer, and nothing hidden.
//!
//!     cargo run --release -p sparkler --example custom_training_loop

use sparkler::prelude::*;

fn main() -> sparkler::Result<()> {
    let (train, test) = data::embedded_digits()?;
    let (train, _) = train.split_at(4000)?;
    let model = Sequential::new()
        .seed(2)
        .input([28, 28])
        .add(Rescaling::new(1.0 / 255.0))
        .add(Flatten::new())
        .add(Dense::new(64).activation("relu")?)
        .add(Dense::new(10))
        .build()?;
    let variables = model.trainable_variables();
    let optimizer = Adam::new(1e-3)?;
    // The model gives logits: softmax is part of the loss, which is more exact.
    let loss_of = Loss::sparse_categorical_crossentropy().with_from_logits(true)?;

    for epoch in 1..=3 {
        let (mut sum, mut steps) = (0.0, 0);
        for batch in data::Batches::new(train.len(), 64)? {
            let indices: Vec<u32> = batch.map(|i| i as u32).collect();
            let batch = train.subset(&indices)?;
            let (x, y) = (Tensor::from_array(batch.images), Tensor::from_array(batch.labels));

            let tape = Tape::new();
            let logits = &model.call(&[x], true)?[0];
            let loss = loss_of.call(&y, logits, None)?;
            let gradients = tape.variable_gradients(&loss, &variables)?;
            optimizer.apply_gradients(&gradients, &variables)?;

            sum += loss.item()?;
            steps += 1;
        }
        println!("epoch {epoch}: loss {:.4}", sum / f64::from(steps));
    }

    let logits = model.predict(&test.images)?;
    let labels = Tensor::from_array(test.labels).cast(DType::I32)?;
    let right = logits.arg_max(1)?.equal(&labels)?.cast(DType::F32)?;
    let accuracy = right.mean((), false)?.item()?;
    println!("accuracy on {} test images: {:.1} %", right.size(), 100.0 * accuracy);
    assert!(accuracy > 0.88, "it should have learned more");
    Ok(())
}
