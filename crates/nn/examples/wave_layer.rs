//! A layer of one's own in a few lines, in a model that is trained, written down and read again.
//!
//! ```sh
//! cargo run -p sparkler-nn --example wave_layer
//! ```

use serde_json::{Map, Value};
use sparkler_engine::Tensor;
use sparkler_nn::initializers::Initializer;
use sparkler_nn::layers::{BuildContext, CallContext, Dense, Dims, Layer, Registry};
use sparkler_nn::{FitOptions, Model, Result, Sequential, optimizers::Adam};

/// `x * sin(frequency * x)`, with a frequency for each feature that is learned.
struct Wave {
    frequency: f64,
}

impl Layer for Wave {
    fn class_name(&self) -> &str {
        "Wave"
    }

    fn config(&self) -> Map<String, Value> {
        Map::from_iter([("frequency".to_string(), self.frequency.into())])
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let features = cx.extent(inputs, -1)?;
        cx.add_weight("frequency", &[features], &Initializer::Constant(self.frequency), true)?;
        Ok(())
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let x = &inputs[0];
        Ok(x.mul(&x.mul(&cx.weight("frequency")?)?.sin()?)?)
    }
}

fn main() -> Result<()> {
    let x: Vec<f32> = (0..200).map(|i| i as f32 / 50.0 - 2.0).collect();
    let y: Vec<f32> = x.iter().map(|x| x * (1.5 * x).sin()).collect();
    let (x, y) = (Tensor::new(&x, &[200, 1])?, Tensor::new(&y, &[200, 1])?);

    let mut model =
        Sequential::new().input([1]).add(Wave { frequency: 1.0 }).add(Dense::new(1)).build()?;
    println!("{}", model.summary());

    model.compile(Adam::new(0.02)?, "mse", &[])?;
    let history = model.fit(&x, &y, FitOptions { epochs: 300, ..Default::default() })?;
    let frequency = model.layer("wave")?.weights()[0].value().item()?;
    println!("loss {:.6}, frequency {frequency:.3}", history.last("loss").unwrap_or(f64::NAN));

    // Whoever reads the model must know the layer.
    let mut registry = Registry::new();
    registry.register("Wave", |a| Ok(Box::new(Wave { frequency: a.float("frequency", 1.0)? })));
    let again = Model::from_config(&model.config(), &registry)?;
    again.set_weights(&model.get_weights())?;
    assert_eq!(again.predict(&x)?.to_vec::<f32>()?, model.predict(&x)?.to_vec::<f32>()?);
    Ok(())
}
