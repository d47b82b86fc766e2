//! Optimizers from names and configurations.

use super::base::{Base, LearningRate};
use super::{Adadelta, Adagrad, Adam, AdamW, Adamax, Nadam, Optimizer, RmsProp, Sgd};
use crate::arguments::{Arguments, fold};
use crate::schedules::Schedule;
use crate::{Error, Result};
use serde_json::Value;

/// Keras's `epsilon()`, which TensorFlow.js means by `null`.
const EPSILON: f64 = 1e-7;

/// The optimizer of that name, with Keras's defaults: `"adam"`, `"RMSprop"`, ...
///
/// ```
/// use sparkler_nn::optimizers;
/// let adam = optimizers::from_name("adam")?;
/// assert!((adam.learning_rate()? - 0.001).abs() < 1e-9);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
///
/// # Errors
/// If there is none.
pub fn from_name(name: &str) -> Result<Box<dyn Optimizer>> {
    from_config(&Value::String(name.to_string()))
}

/// The optimizer that a configuration describes: a name, or an object with `class_name` and
/// `config` as Keras 2 and 3 and TensorFlow.js write it.
///
/// ```
/// use sparkler_nn::optimizers;
/// let config = serde_json::json!({
///     "class_name": "SGD",
///     "config": {"learning_rate": 0.1, "momentum": 0.9, "nesterov": true},
/// });
/// let sgd = optimizers::from_config(&config)?;
/// assert_eq!(sgd.config()["config"]["nesterov"], true);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
///
/// # Errors
/// If there is no such optimizer, a field is of the wrong kind or makes no sense, or an option is
/// asked for that there is not (moving averages of weights, loss scaling, gradient accumulation).
pub fn from_config(config: &Value) -> Result<Box<dyn Optimizer>> {
    let f = Arguments::of("optimizer", config)?;
    // Whatever would silently train another way than it says is refused.
    f.only("use_ema", false)?;
    f.only("gradient_accumulation_steps", Value::Null)?;
    f.only("loss_scale_factor", Value::Null)?;
    let epsilon = f.float("epsilon", EPSILON)?;
    let beta_1 = f.float("beta_1", 0.9)?;
    let beta_2 = f.float("beta_2", 0.999)?;
    let momentum = f.float("momentum", 0.0)?;
    match fold(f.class()).as_str() {
        // TensorFlow.js has a class of its own for momentum, and another name for Nesterov's.
        "sgd" | "momentum" => {
            let nesterov = f.bool("nesterov", false)? || f.bool("use_nesterov", false)?;
            let made = Sgd::new(rate(&f, 0.01)?)?.with_momentum(momentum).with_nesterov(nesterov);
            finish(&f, made, |made| &mut made.base)
        }
        "rmsprop" => {
            // TensorFlow.js calls rho "decay", which in Keras 2 is that of the learning rate.
            let rho = match (f.optional_float("rho")?, f.class() == "RMSProp") {
                (None, true) => f.float("decay", 0.9)?,
                (rho, _) => rho.unwrap_or(0.9),
            };
            let made = RmsProp::new(rate(&f, 0.001)?)?
                .with_rho(rho)
                .with_momentum(momentum)
                .with_epsilon(epsilon)
                .with_centered(f.bool("centered", false)?);
            finish(&f, made, |made| &mut made.base)
        }
        "adam" => {
            let made = Adam::new(rate(&f, 0.001)?)?
                .with_beta_1(beta_1)
                .with_beta_2(beta_2)
                .with_epsilon(epsilon)
                .with_amsgrad(f.bool("amsgrad", false)?);
            finish(&f, made, |made| &mut made.base)
        }
        "adamw" => {
            let made = AdamW::new(rate(&f, 0.001)?)?
                .with_beta_1(beta_1)
                .with_beta_2(beta_2)
                .with_epsilon(epsilon)
                .with_amsgrad(f.bool("amsgrad", false)?);
            finish(&f, made, |made| &mut made.base)
        }
        "adagrad" => {
            let made = Adagrad::new(rate(&f, 0.001)?)?
                .with_initial_accumulator_value(f.float("initial_accumulator_value", 0.1)?)
                .with_epsilon(epsilon);
            finish(&f, made, |made| &mut made.base)
        }
        "adadelta" => {
            let made = Adadelta::new(rate(&f, 0.001)?)?
                .with_rho(f.float("rho", 0.95)?)
                .with_epsilon(epsilon);
            finish(&f, made, |made| &mut made.base)
        }
        "adamax" => {
            let made = Adamax::new(rate(&f, 0.001)?)?
                .with_beta_1(beta_1)
                .with_beta_2(beta_2)
                .with_epsilon(epsilon);
            finish(&f, made, |made| &mut made.base)
        }
        "nadam" => {
            let made = Nadam::new(rate(&f, 0.001)?)?
                .with_beta_1(beta_1)
                .with_beta_2(beta_2)
                .with_epsilon(epsilon);
            finish(&f, made, |made| &mut made.base)
        }
        _ => Err(Error::config(
            "optimizer",
            format!(
                "there is none named {:?}; one of sgd, rmsprop, adam, adamw, adagrad, adadelta, \
                 adamax, nadam expected",
                f.class()
            ),
        )),
    }
}

/// The learning rate: a number or a schedule, with the decay that Keras 2 and TensorFlow.js have
/// beside it.
fn rate(f: &Arguments<'_>, default: f64) -> Result<LearningRate> {
    let given = f.get("learning_rate").or_else(|| f.get("lr"));
    if let Some(schedule @ Value::Object(_)) = given {
        return Ok(Schedule::from_config(schedule)?.into());
    }
    let rate = match given {
        Some(value) => {
            value.as_f64().ok_or_else(|| f.error("learning_rate", "a number or a schedule"))?
        }
        None => default,
    };
    let decay = if f.class() == "RMSProp" { 0.0 } else { f.float("decay", 0.0)? };
    if decay == 0.0 {
        return Ok(rate.into());
    }
    let schedule = Schedule::InverseTimeDecay {
        initial_learning_rate: rate,
        decay_steps: 1.0,
        decay_rate: decay,
        staircase: false,
    };
    Ok(schedule.into())
}

/// Sets the options of all optimizers and checks what came out.
fn finish<O: super::UpdateRule + 'static>(
    f: &Arguments<'_>,
    mut made: O,
    base: impl Fn(&mut O) -> &mut Base,
) -> Result<Box<dyn Optimizer>> {
    let shared = base(&mut made);
    if let Some(name) = f.optional_text("name")? {
        shared.rename(name.to_string());
    }
    if let Some(decay) = f.optional_float("weight_decay")? {
        shared.weight_decay = Some(decay);
    }
    shared.clipnorm = f.optional_float("clipnorm")?;
    shared.global_clipnorm = f.optional_float("global_clipnorm")?;
    shared.clipvalue = f.optional_float("clipvalue")?;
    shared.check()?;
    made.check()?;
    Ok(Box::new(made))
}
