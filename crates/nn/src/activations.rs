//! Activation functions, by Keras's names.

use crate::arguments::fold;
use crate::{Error, Result};
use sparkler_engine::Tensor;
use std::fmt;

/// A function that a layer applies to its output, element by element (but for the two softmaxes,
/// which work along the last axis).
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::activations::Activation;
///
/// let x = Tensor::new(&[-1.0f32, 0.0, 2.0], &[3])?;
/// assert_eq!(Activation::Relu.apply(&x)?.to_vec::<f32>()?, [0.0, 0.0, 2.0]);
/// assert_eq!(Activation::from_name("swish")?, Activation::Silu);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Activation {
    /// The identity.
    #[default]
    Linear,
    /// Rectified linear unit: `max(x, 0)` (Nair and Hinton 2010).
    Relu,
    /// Capped rectified linear unit: `min(max(x, 0), 6)` (Howard et al. 2017).
    Relu6,
    /// Leaky rectified linear unit: `x` above 0, `0.2 x` below (Maas et al. 2013). Other slopes are
    /// those of the layer.
    LeakyRelu,
    /// Exponential linear unit: `x` above 0, `exp(x) - 1` below (Clevert et al. 2015).
    Elu,
    /// Scaled exponential linear unit, which keeps mean 0 and variance 1 from layer to layer
    /// (Klambauer et al. 2017).
    Selu,
    /// Gaussian error linear unit: `x` times the normal distribution function of `x` (Hendrycks
    /// and Gimpel 2016).
    Gelu,
    /// [`Activation::Gelu`] by its tanh approximation; `gelu_new` in TensorFlow.js.
    GeluNew,
    /// Sigmoid linear unit, also called swish: `x / (1 + exp(-x))` (Ramachandran et al. 2017).
    Silu,
    /// Piecewise linear approximation of silu: `x relu6(x + 3) / 6` (Howard et al. 2019).
    HardSilu,
    /// The logistic function: `1 / (1 + exp(-x))`.
    Sigmoid,
    /// Piecewise linear approximation of the logistic function: `relu6(x + 3) / 6`, as in Keras 3.
    /// (In Keras 2 and TensorFlow.js the slope is 0.2: see
    /// [`Activation::LegacyHardSigmoid`].)
    HardSigmoid,
    /// What `hard_sigmoid` means in models saved by Keras 2 and TensorFlow.js:
    /// `0.2 x + 0.5`, forced into `[0, 1]`.
    LegacyHardSigmoid,
    /// Logarithm of the logistic function: `-ln(1 + exp(-x))`.
    LogSigmoid,
    /// Hyperbolic tangent.
    Tanh,
    /// Exponentials divided by their sum along the last axis: probabilities.
    Softmax,
    /// Logarithm of softmax along the last axis.
    LogSoftmax,
    /// Smooth relu: `ln(1 + exp(x))`.
    Softplus,
    /// `x / (1 + |x|)`.
    Softsign,
    /// `x tanh(softplus(x))` (Misra 2019).
    Mish,
    /// `exp(x)`.
    Exponential,
}

use Activation::*;

const ALL: [Activation; 21] = [
    Linear,
    Relu,
    Relu6,
    LeakyRelu,
    Elu,
    Selu,
    Gelu,
    GeluNew,
    Silu,
    HardSilu,
    Sigmoid,
    HardSigmoid,
    LegacyHardSigmoid,
    LogSigmoid,
    Tanh,
    Softmax,
    LogSoftmax,
    Softplus,
    Softsign,
    Mish,
    Exponential,
];

impl Activation {
    /// The activation of that name, in Keras's spelling (`"log_softmax"`), TensorFlow.js's
    /// (`"logSoftmax"`), or an alias (`"swish"`, `"hard_swish"`).
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn from_name(name: &str) -> Result<Activation> {
        let folded = fold(name);
        let alias = match folded.as_str() {
            "swish" => "silu",
            "hardswish" => "hardsilu",
            "gelunew" | "geluapproximate" => "gelunew",
            "exp" => "exponential",
            "none" => "linear",
            other => other,
        };
        ALL.into_iter().find(|a| fold(a.name()) == alias).ok_or_else(|| {
            let names: Vec<&str> = ALL.iter().map(|a| a.name()).collect();
            Error::argument(
                "activation",
                format!("there is none named {name:?}; one of {} expected", names.join(", ")),
            )
        })
    }

    /// Its name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            Linear => "linear",
            Relu => "relu",
            Relu6 => "relu6",
            LeakyRelu => "leaky_relu",
            Elu => "elu",
            Selu => "selu",
            Gelu => "gelu",
            GeluNew => "gelu_new",
            Silu => "silu",
            HardSilu => "hard_silu",
            Sigmoid => "sigmoid",
            HardSigmoid => "hard_sigmoid",
            LegacyHardSigmoid => "legacy_hard_sigmoid",
            LogSigmoid => "log_sigmoid",
            Tanh => "tanh",
            Softmax => "softmax",
            LogSoftmax => "log_softmax",
            Softplus => "softplus",
            Softsign => "softsign",
            Mish => "mish",
            Exponential => "exponential",
        }
    }

    /// Its values for a tensor of floats, of the same shape and type.
    ///
    /// # Errors
    /// If `x` holds no floats, or is of rank 0 and the activation works along an axis.
    pub fn apply(self, x: &Tensor) -> Result<Tensor> {
        let y = match self {
            Linear => x.clone(),
            Relu => x.relu()?,
            Relu6 => x.relu6()?,
            LeakyRelu => x.leaky_relu(0.2)?,
            Elu => x.elu()?,
            Selu => x.selu()?,
            Gelu => x.gelu(false)?,
            GeluNew => x.gelu(true)?,
            Silu => x.silu()?,
            HardSilu => x.mul(&x.hard_sigmoid()?)?,
            Sigmoid => x.sigmoid()?,
            HardSigmoid => x.hard_sigmoid()?,
            LegacyHardSigmoid => (&(x * 0.2)? + 0.5)?.clip_by_value(0.0, 1.0)?,
            LogSigmoid => x.log_sigmoid()?,
            Tanh => x.tanh()?,
            Softmax => x.softmax(-1)?,
            LogSoftmax => x.log_softmax(-1)?,
            Softplus => x.softplus()?,
            Softsign => x.softsign()?,
            Mish => x.mish()?,
            Exponential => x.exp()?,
        };
        Ok(y)
    }

    /// What the attribute `activation` of `fusedMatMul` and `fusedConv2d` calls it, if they know it.
    pub fn fused_name(self) -> Option<&'static str> {
        match self {
            Linear | Relu | Relu6 | Elu | Sigmoid | Tanh | Selu | Softplus | Silu | Gelu => {
                Some(self.name())
            }
            _ => None,
        }
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for a in ALL {
            assert_eq!(Activation::from_name(a.name()), Ok(a));
        }
        assert_eq!(Activation::from_name("hardSigmoid"), Ok(HardSigmoid));
        assert_eq!(Activation::from_name("swish"), Ok(Silu));
        let e = Activation::from_name("rleu").unwrap_err().to_string();
        assert!(
            e.starts_with("activation: there is none named \"rleu\"; one of linear, relu"),
            "{e}"
        );
    }

    #[test]
    fn fused_names_are_known_to_the_fused_ops() -> Result<()> {
        let a = Tensor::ones(&[1, 1], sparkler_engine::DType::F32)?;
        for name in ALL.iter().filter_map(|a| a.fused_name()) {
            let options = sparkler_engine::options::FusedMatMulOptions {
                activation: name,
                ..Default::default()
            };
            let fused = a.fused_matmul(&a, None, options)?;
            let plain = Activation::from_name(name)?.apply(&a)?;
            assert!((fused.item()? - plain.item()?).abs() < 1e-6, "{name}");
        }
        Ok(())
    }
}
