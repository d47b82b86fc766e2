//! A layer of one's own: weights, computation, configuration, and a place among the layers that
//! saved models may name.
//!
//!     cargo run --release -p sparkler --example custom_layer

use serde_json::{Map, Value, json};
use sparkler::prelude::*;
use std::f64::consts::PI;

/// Waves of learned frequency and phase: `sin(x w + b)`. Good at what repeats itself.
struct Sine {
    units: usize,
}

impl Layer for Sine {
    fn class_name(&self) -> &str {
        "Sine"
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> sparkler::nn::Result<()> {
        let width = cx.extent(inputs, -1)?;
        let frequencies = Initializer::RandomUniform { minval: -2.0, maxval: 2.0 };
        cx.add_weight("frequency", &[width, self.units], &frequencies, true)?;
        cx.add_weight("phase", &[self.units], &Initializer::Zeros, true)?;
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> sparkler::nn::Result<Dims> {
        let mut shape = inputs[0].clone();
        shape.pop();
        shape.push(Some(self.units));
        Ok(shape)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> sparkler::nn::Result<Tensor> {
        let x = inputs[0].matmul(&cx.weight("frequency")?, false, false)?;
        Ok(x.add(&cx.weight("phase")?)?.sin()?)
    }

    fn config(&self) -> Map<String, Value> {
        Map::from_iter([("units".to_string(), json!(self.units))])
    }
}

fn main() -> sparkler::Result<()> {
    // One second of a tone with an overtone, to be learned from samples.
    let times: Vec<f32> = (0..256).map(|i| i as f32 / 40.0).collect();
    let tone = |t: f32| (t * PI as f32 / 2.0).sin() + 0.4 * (t * PI as f32 + 1.0).sin();
    let tones: Vec<f32> = times.iter().map(|&t| tone(t)).collect();
    let (x, y) = (Tensor::new(&times, &[256, 1])?, Tensor::new(&tones, &[256, 1])?);

    let mut model =
        Sequential::new().seed(4).input([1]).add(Sine { units: 32 }).add(Dense::new(1)).build()?;
    model.compile(Adam::new(0.02)?, "mse", &[])?;
    let history = model.fit(&x, &y, FitOptions { epochs: 150, ..Default::default() })?;
    let loss = history.last("loss").unwrap_or(f64::NAN);
    println!("mean squared error {loss:.6}");
    assert!(loss < 0.01, "it should have learned more");

    // A configuration can name the layer once the registry knows it.
    let mut registry = Registry::new();
    registry.register("Sine", |arguments| Ok(Box::new(Sine { units: arguments.count("units")? })));
    let copy = Model::from_config(&model.config(), &registry)?;
    copy.set_weights(&model.get_weights())?;
    let (a, b) = (model.predict(&x)?.to_vec::<f32>()?, copy.predict(&x)?.to_vec::<f32>()?);
    assert_eq!(a, b, "the copy computes the same");
    println!("{}", copy.summary());
    Ok(())
}
