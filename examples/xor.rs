//! The smallest network worth training: exclusive or, with early stopping.
//!
//!     cargo run --release -p sparkler --example xor

use sparkler::prelude::*;

fn main() -> sparkler::Result<()> {
    let x = Tensor::new(&[0.0f32, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0], &[4, 2])?;
    let y = Tensor::new(&[0.0f32, 1.0, 1.0, 0.0], &[4, 1])?;
    let mut model = Sequential::new()
        .seed(1)
        .input([2])
        .add(Dense::new(8).activation("tanh")?)
        .add(Dense::new(1).activation("sigmoid")?)
        .build()?;
    model.compile(Adam::new(0.1)?, "binary_crossentropy", &["accuracy"])?;
    println!("{}", model.summary());

    let mut patience = EarlyStopping::new("loss").min_delta(1e-4).patience(10);
    let options = FitOptions { epochs: 300, callbacks: vec![&mut patience], ..Default::default() };
    let history = model.fit(&x, &y, options)?;
    println!(
        "{} epochs, loss {:.5}",
        history.epochs.len(),
        history.last("loss").unwrap_or(f64::NAN)
    );

    let answers = model.predict(&x)?.to_vec::<f32>()?;
    for (i, answer) in answers.iter().enumerate() {
        println!("{} xor {} = {answer:.3}", i / 2, i % 2);
        assert_eq!(*answer > 0.5, i / 2 != i % 2);
    }
    Ok(())
}
