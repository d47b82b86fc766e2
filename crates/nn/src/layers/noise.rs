//! The layers that add noise in training: `GaussianNoise`, `GaussianDropout`, `AlphaDropout`.

use super::*;
use sparkler_engine::options::{RandomNormalOptions, RandomUniformOptions};

/// The share that a layer drops, at least 0 and below 1.
fn share(class: &str, rate: f64) -> Result<()> {
    match (0.0..1.0).contains(&rate) {
        true => Ok(()),
        false => Err(Error::argument(
            class,
            format!("rate is {rate}, expected a share from 0 on and below 1"),
        )),
    }
}

fn rate(a: &Arguments<'_>) -> Result<f64> {
    a.optional_float("rate")?.ok_or_else(|| a.error("rate", "a share between 0 and 1"))
}

/// Normal numbers of that mean and deviation, in the shape of `x`.
fn normal(x: &Tensor, cx: &CallContext<'_>, mean: f64, std_dev: f64) -> Result<Tensor> {
    let options = RandomNormalOptions { mean, std_dev, dtype: x.dtype() };
    Ok(Tensor::random_normal(&cx.seed()?, x.shape().to_vec(), options)?)
}

/// In training, adds normal noise of mean 0; at other times it does nothing.
///
/// ```
/// use sparkler_nn::{Sequential, layers::GaussianNoise};
/// let model = Sequential::new().input([8]).add(GaussianNoise::new(0.1)).build()?;
/// assert_eq!(model.layers()[0].name(), "gaussian_noise");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct GaussianNoise {
    stddev: f64,
}

impl GaussianNoise {
    /// Of that standard deviation.
    pub fn new(stddev: f64) -> GaussianNoise {
        GaussianNoise { stddev }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<GaussianNoise> {
        let stddev = a.optional_float("stddev")?.ok_or_else(|| a.error("stddev", "a number"))?;
        Ok(GaussianNoise { stddev })
    }
}

impl Layer for GaussianNoise {
    fn class_name(&self) -> &str {
        "GaussianNoise"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("stddev", self.stddev.into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        if self.stddev.is_nan() || self.stddev < 0.0 {
            let message = format!("stddev is {}, expected a number not below 0", self.stddev);
            return Err(Error::argument(self.class_name(), message));
        }
        only(self, inputs).cloned()
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        match cx.training() && self.stddev > 0.0 {
            true => Ok(x.add(&normal(x, cx, 0.0, self.stddev)?)?),
            false => Ok(x.clone()),
        }
    }
}

/// In training, multiplies by normal noise of mean 1 whose deviation is that of dropout of that
/// rate, `sqrt(rate / (1 - rate))` (Srivastava et al. 2014); at other times it does nothing.
#[derive(Clone, Debug)]
pub struct GaussianDropout {
    rate: f64,
}

impl GaussianDropout {
    /// Like dropout of that share.
    pub fn new(rate: f64) -> GaussianDropout {
        GaussianDropout { rate }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<GaussianDropout> {
        Ok(GaussianDropout { rate: rate(a)? })
    }
}

impl Layer for GaussianDropout {
    fn class_name(&self) -> &str {
        "GaussianDropout"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("rate", self.rate.into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        share(self.class_name(), self.rate)?;
        only(self, inputs).cloned()
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        match cx.training() && self.rate > 0.0 {
            true => Ok(x.mul(&normal(x, cx, 1.0, (self.rate / (1.0 - self.rate)).sqrt())?)?),
            false => Ok(x.clone()),
        }
    }
}

/// In training, sets a random share of its input to the lower end of selu and scales the whole so
/// that mean 0 and variance 1 stay (Klambauer et al. 2017); at other times it does nothing.
#[derive(Clone, Debug)]
pub struct AlphaDropout {
    rate: f64,
}

impl AlphaDropout {
    /// Drops that share.
    pub fn new(rate: f64) -> AlphaDropout {
        AlphaDropout { rate }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<AlphaDropout> {
        a.only("noise_shape", Json::Null)?;
        Ok(AlphaDropout { rate: rate(a)? })
    }
}

impl Layer for AlphaDropout {
    fn class_name(&self) -> &str {
        "AlphaDropout"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("rate", self.rate.into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        share(self.class_name(), self.rate)?;
        only(self, inputs).cloned()
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let (x, rate) = (only(self, inputs)?, self.rate);
        if !cx.training() || rate == 0.0 {
            return Ok(x.clone());
        }
        // What selu gives at minus infinity.
        const LOWEST: f64 = -1.673_263_242_354_377_2 * 1.050_700_987_355_480_5;
        let options = RandomUniformOptions { dtype: x.dtype(), ..Default::default() };
        let draws = Tensor::random_uniform(&cx.seed()?, x.shape().to_vec(), options)?;
        let kept = draws.greater_equal(&Tensor::full(&[], rate, x.dtype())?)?;
        let y = kept.select(x, &Tensor::full(&[], LOWEST, x.dtype())?)?;
        let scale = ((1.0 - rate) * (1.0 + rate * LOWEST * LOWEST)).sqrt().recip();
        Ok((&(&y * scale)? - scale * LOWEST * rate)?)
    }
}
