//! Learning-rate schedules: the learning rate as a function of the number of steps taken.

use crate::arguments::{Arguments, fold, object};
use crate::{Error, Result};
use serde_json::{Value, json};
use sparkler_engine::{DType, Tensor};

/// A learning rate that changes with the step, as Keras defines it. Steps are counted from 0.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::schedules::Schedule;
///
/// let schedule = Schedule::ExponentialDecay {
///     initial_learning_rate: 0.1,
///     decay_steps: 100.0,
///     decay_rate: 0.5,
///     staircase: false,
/// };
/// let after = schedule.call(&Tensor::scalar(200i64)?)?;
/// assert!((after.item()? - 0.025).abs() < 1e-7);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Schedule {
    /// `initial * rate ^ (step / decay_steps)`.
    ExponentialDecay {
        /// The learning rate at step 0.
        initial_learning_rate: f64,
        /// In how many steps it is multiplied by the rate once.
        decay_steps: f64,
        /// What it is multiplied by.
        decay_rate: f64,
        /// Multiply at every `decay_steps`-th step, and not at all between.
        staircase: bool,
    },
    /// `initial / (1 + rate * step / decay_steps)`.
    InverseTimeDecay {
        /// The learning rate at step 0.
        initial_learning_rate: f64,
        /// The unit in which steps are counted.
        decay_steps: f64,
        /// How fast it decays.
        decay_rate: f64,
        /// Decay at every `decay_steps`-th step, and not at all between.
        staircase: bool,
    },
    /// `(initial - end) * (1 - step / decay_steps) ^ power + end`.
    PolynomialDecay {
        /// The learning rate at step 0.
        initial_learning_rate: f64,
        /// After how many steps it is at its end.
        decay_steps: f64,
        /// The learning rate at the end.
        end_learning_rate: f64,
        /// The exponent: 1 decays along a line.
        power: f64,
        /// Once at the end, start again with a period of twice, three times, ... the steps.
        cycle: bool,
    },
    /// A constant between boundaries: `values[0]` up to and including step `boundaries[0]`,
    /// `values[1]` up to `boundaries[1]`, and so on.
    PiecewiseConstantDecay {
        /// The last steps of all pieces but the last one, ascending.
        boundaries: Vec<f64>,
        /// The learning rates: one more than boundaries.
        values: Vec<f64>,
    },
    /// Half a period of a cosine, from the initial rate down to `alpha` times it (Loshchilov and
    /// Hutter 2016), after an optional linear warm-up.
    CosineDecay {
        /// The learning rate at step 0.
        initial_learning_rate: f64,
        /// How many steps the decay takes.
        decay_steps: f64,
        /// Where it ends, as a fraction of where it began.
        alpha: f64,
        /// What to warm up to, along a line, before the decay starts there.
        warmup_target: Option<f64>,
        /// How many steps the warm-up takes; without a target they do not count.
        warmup_steps: f64,
    },
    /// [`Schedule::CosineDecay`] again and again, each time `t_mul` times as long
    /// and from `m_mul` times as high: stochastic gradient descent with warm restarts (Loshchilov
    /// and Hutter 2016).
    CosineDecayRestarts {
        /// The learning rate at step 0.
        initial_learning_rate: f64,
        /// How many steps the first decay takes.
        first_decay_steps: f64,
        /// How much longer each period is than the one before.
        t_mul: f64,
        /// How much higher each period starts than the one before.
        m_mul: f64,
        /// Where a period ends, as a fraction of the initial learning rate.
        alpha: f64,
    },
}

use Schedule::*;

impl Schedule {
    /// The learning rate at a step: a scalar `f32` computed by tensor operations alone, so that it
    /// follows an iteration counter inside a captured function. `step` is a scalar of any number
    /// type.
    ///
    /// # Errors
    /// If `step` is no number, or the schedule makes no sense ([`check`](Schedule::check)).
    pub fn call(&self, step: &Tensor) -> Result<Tensor> {
        self.check()?;
        let step = step.cast(DType::F32)?;
        let rate = match *self {
            ExponentialDecay { initial_learning_rate, decay_steps, decay_rate, staircase } => {
                let p = (&step / decay_steps)?;
                let p = if staircase { p.floor()? } else { p };
                (initial_learning_rate * &scalar(decay_rate)?.pow(&p)?)?
            }
            InverseTimeDecay { initial_learning_rate, decay_steps, decay_rate, staircase } => {
                let p = (&step / decay_steps)?;
                let p = if staircase { p.floor()? } else { p };
                (initial_learning_rate / &(&(&p * decay_rate)? + 1.0)?)?
            }
            PolynomialDecay {
                initial_learning_rate,
                decay_steps,
                end_learning_rate,
                power,
                cycle,
            } => {
                let period = scalar(decay_steps)?;
                let p = if cycle {
                    // The first multiple of the period that lies not before the step, at least one.
                    let periods = step.div(&period)?.ceil()?.maximum(&scalar(1.0)?)?;
                    step.div(&period.mul(&periods)?)?
                } else {
                    step.minimum(&period)?.div(&period)?
                };
                let left = (1.0 - &p)?.pow(&scalar(power)?)?;
                (&(&left * (initial_learning_rate - end_learning_rate))? + end_learning_rate)?
            }
            PiecewiseConstantDecay { ref boundaries, ref values } => {
                // From the last piece back to the first: each boundary replaces what came after it.
                let mut rate = scalar(values.last().copied().unwrap_or_default())?;
                for (boundary, value) in boundaries.iter().zip(values).rev() {
                    let before = step.less_equal(&scalar(*boundary)?)?;
                    rate = before.select(&scalar(*value)?, &rate)?;
                }
                rate
            }
            CosineDecay {
                initial_learning_rate,
                decay_steps,
                alpha,
                warmup_target,
                warmup_steps,
            } => match warmup_target {
                None => cosine(&step, decay_steps, initial_learning_rate, alpha)?,
                Some(target) => {
                    let decayed = cosine(&(&step - warmup_steps)?, decay_steps, target, alpha)?;
                    if warmup_steps == 0.0 {
                        return Ok(decayed);
                    }
                    let done = (&step / warmup_steps)?;
                    let slope = target - initial_learning_rate;
                    let warming = (&(&done * slope)? + initial_learning_rate)?;
                    step.less(&scalar(warmup_steps)?)?.select(&warming, &decayed)?
                }
            },
            CosineDecayRestarts {
                initial_learning_rate,
                first_decay_steps,
                t_mul,
                m_mul,
                alpha,
            } => {
                let done = (&step / first_decay_steps)?;
                let (restarts, done) = if t_mul == 1.0 {
                    let restarts = done.floor()?;
                    (restarts.clone(), done.sub(&restarts)?)
                } else {
                    // Periods grow like a geometric series, whose sum is solved for its length.
                    let grown = (1.0 - &(&done * (1.0 - t_mul))?)?;
                    let restarts = (&grown.log()? / t_mul.ln())?.floor()?;
                    let power = scalar(t_mul)?.pow(&restarts)?;
                    let before = (&(1.0 - &power)? / (1.0 - t_mul))?;
                    (restarts, done.sub(&before)?.div(&power)?)
                };
                let height = scalar(m_mul)?.pow(&restarts)?;
                let wave = (&(&(&done * std::f64::consts::PI)?.cos()? + 1.0)? * 0.5)?;
                let decayed = (&(&height.mul(&wave)? * (1.0 - alpha))? + alpha)?;
                (initial_learning_rate * &decayed)?
            }
        };
        Ok(rate)
    }

    /// Do its numbers make sense?
    ///
    /// # Errors
    /// If a number of steps is not above 0, or boundaries and values do not fit one another.
    pub fn check(&self) -> Result<()> {
        let positive = |name: &str, steps: f64| match steps > 0.0 {
            true => Ok(()),
            false => Err(Error::argument(
                self.class_name(),
                format!("{name} must be above 0, got {steps}"),
            )),
        };
        match self {
            ExponentialDecay { decay_steps, .. }
            | InverseTimeDecay { decay_steps, .. }
            | PolynomialDecay { decay_steps, .. } => positive("decay_steps", *decay_steps),
            CosineDecay { decay_steps, warmup_steps, .. } => {
                positive("decay_steps", *decay_steps)?;
                match *warmup_steps >= 0.0 {
                    true => Ok(()),
                    false => Err(Error::argument(
                        self.class_name(),
                        format!("warmup_steps must not be below 0, got {warmup_steps}"),
                    )),
                }
            }
            CosineDecayRestarts { first_decay_steps, t_mul, .. } => {
                positive("first_decay_steps", *first_decay_steps)?;
                positive("t_mul", *t_mul)
            }
            PiecewiseConstantDecay { boundaries, values } => {
                if values.len() != boundaries.len() + 1 {
                    return Err(Error::argument(
                        self.class_name(),
                        format!(
                            "one more value than boundaries expected, got {} values and {} \
                             boundaries",
                            values.len(),
                            boundaries.len()
                        ),
                    ));
                }
                match boundaries.windows(2).all(|pair| pair[0] < pair[1]) {
                    true => Ok(()),
                    false => Err(Error::argument(
                        self.class_name(),
                        format!("the boundaries must ascend, got {boundaries:?}"),
                    )),
                }
            }
        }
    }

    /// Its name in Keras, like `ExponentialDecay`.
    pub fn class_name(&self) -> &'static str {
        match self {
            ExponentialDecay { .. } => "ExponentialDecay",
            InverseTimeDecay { .. } => "InverseTimeDecay",
            PolynomialDecay { .. } => "PolynomialDecay",
            PiecewiseConstantDecay { .. } => "PiecewiseConstantDecay",
            CosineDecay { .. } => "CosineDecay",
            CosineDecayRestarts { .. } => "CosineDecayRestarts",
        }
    }

    /// Its configuration in Keras's form, `{"class_name": ..., "config": ...}`.
    pub fn config(&self) -> Value {
        let fields = match self {
            ExponentialDecay { initial_learning_rate, decay_steps, decay_rate, staircase }
            | InverseTimeDecay { initial_learning_rate, decay_steps, decay_rate, staircase } => {
                json!({
                    "initial_learning_rate": initial_learning_rate,
                    "decay_steps": steps(*decay_steps),
                    "decay_rate": decay_rate,
                    "staircase": staircase,
                })
            }
            PolynomialDecay {
                initial_learning_rate,
                decay_steps,
                end_learning_rate,
                power,
                cycle,
            } => {
                json!({
                    "initial_learning_rate": initial_learning_rate,
                    "decay_steps": steps(*decay_steps),
                    "end_learning_rate": end_learning_rate,
                    "power": power,
                    "cycle": cycle,
                })
            }
            PiecewiseConstantDecay { boundaries, values } => {
                let boundaries: Vec<Value> = boundaries.iter().map(|b| steps(*b)).collect();
                json!({ "boundaries": boundaries, "values": values })
            }
            CosineDecay {
                initial_learning_rate,
                decay_steps,
                alpha,
                warmup_target,
                warmup_steps,
            } => json!({
                "initial_learning_rate": initial_learning_rate,
                "decay_steps": steps(*decay_steps),
                "alpha": alpha,
                "warmup_target": warmup_target,
                "warmup_steps": steps(*warmup_steps),
            }),
            CosineDecayRestarts {
                initial_learning_rate,
                first_decay_steps,
                t_mul,
                m_mul,
                alpha,
            } => json!({
                "initial_learning_rate": initial_learning_rate,
                "first_decay_steps": steps(*first_decay_steps),
                "t_mul": t_mul,
                "m_mul": m_mul,
                "alpha": alpha,
            }),
        };
        object(self.class_name(), fields)
    }

    /// The schedule that a configuration describes.
    ///
    /// # Errors
    /// If there is no schedule of that class, or a field is missing or of the wrong kind.
    ///
    /// ```
    /// use sparkler_nn::schedules::Schedule;
    /// let config = serde_json::json!({
    ///     "class_name": "CosineDecay",
    ///     "config": {"initial_learning_rate": 0.1, "decay_steps": 1000},
    /// });
    /// let schedule = Schedule::from_config(&config)?;
    /// assert_eq!(schedule.config()["config"]["alpha"], 0.0);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    pub fn from_config(config: &Value) -> Result<Schedule> {
        let f = Arguments::of("learning-rate schedule", config)?;
        let initial_learning_rate = || f.required_float("initial_learning_rate");
        let decay_steps = || f.required_float("decay_steps");
        let schedule = match fold(f.class()).as_str() {
            "exponentialdecay" => ExponentialDecay {
                initial_learning_rate: initial_learning_rate()?,
                decay_steps: decay_steps()?,
                decay_rate: f.required_float("decay_rate")?,
                staircase: f.bool("staircase", false)?,
            },
            "inversetimedecay" => InverseTimeDecay {
                initial_learning_rate: initial_learning_rate()?,
                decay_steps: decay_steps()?,
                decay_rate: f.required_float("decay_rate")?,
                staircase: f.bool("staircase", false)?,
            },
            "polynomialdecay" => PolynomialDecay {
                initial_learning_rate: initial_learning_rate()?,
                decay_steps: decay_steps()?,
                end_learning_rate: f.float("end_learning_rate", 0.0001)?,
                power: f.float("power", 1.0)?,
                cycle: f.bool("cycle", false)?,
            },
            "piecewiseconstantdecay" => PiecewiseConstantDecay {
                boundaries: f.floats("boundaries")?,
                values: f.floats("values")?,
            },
            "cosinedecay" => CosineDecay {
                initial_learning_rate: initial_learning_rate()?,
                decay_steps: decay_steps()?,
                alpha: f.float("alpha", 0.0)?,
                warmup_target: f.optional_float("warmup_target")?,
                warmup_steps: f.float("warmup_steps", 0.0)?,
            },
            "cosinedecayrestarts" => CosineDecayRestarts {
                initial_learning_rate: initial_learning_rate()?,
                first_decay_steps: f.required_float("first_decay_steps")?,
                t_mul: f.float("t_mul", 2.0)?,
                m_mul: f.float("m_mul", 1.0)?,
                alpha: f.float("alpha", 0.0)?,
            },
            _ => {
                return Err(Error::config(
                    "learning-rate schedule",
                    format!(
                        "there is no class {:?}; one of ExponentialDecay, InverseTimeDecay, \
                         PolynomialDecay, PiecewiseConstantDecay, CosineDecay, \
                         CosineDecayRestarts expected",
                        f.class()
                    ),
                ));
            }
        };
        schedule.check()?;
        Ok(schedule)
    }
}

/// A constant of rank 0.
fn scalar(value: f64) -> Result<Tensor> {
    Ok(Tensor::scalar(value as f32)?)
}

/// Half a cosine from `from` to `alpha * from`, and that from then on.
fn cosine(step: &Tensor, decay_steps: f64, from: f64, alpha: f64) -> Result<Tensor> {
    let done = (&step.minimum(&scalar(decay_steps)?)? / decay_steps)?;
    let wave = (&(&(&done * std::f64::consts::PI)?.cos()? + 1.0)? * 0.5)?;
    Ok((from * &(&(&wave * (1.0 - alpha))? + alpha)?)?)
}

/// A number of steps as JSON: whole numbers without a fraction, as Keras writes them.
fn steps(count: f64) -> Value {
    match count.fract() == 0.0 && count.abs() < 9e15 {
        true => json!(count as i64),
        false => json!(count),
    }
}
