//! `SpatialDropout1D` and `SpatialDropout2D`

use super::*;

macro_rules! spatial_dropout_layer {
    ($(#[doc = $doc:literal])* $Name:ident, $class:literal, $axes:literal) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $Name {
            rate: f64,
        }

        impl $Name {
            /// Drops that share, at least 0 and at most 1.
            pub fn new(rate: f64) -> $Name {
                $Name { rate }
            }

            pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<$Name> {
                a.only("data_format", "channels_last")?;
                let rate = a.optional_float("rate")?;
                Ok($Name { rate: rate.ok_or_else(|| a.error("rate", "a share between 0 and 1"))? })
            }
        }

        impl Layer for $Name {
            fn class_name(&self) -> &str {
                $class
            }

            fn config(&self) -> Map<String, Json> {
                config_of(vec![("rate", self.rate.into())])
            }

            fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
                if !(0.0..=1.0).contains(&self.rate) {
                    let message =
                        format!("rate is {}, expected a share between 0 and 1", self.rate);
                    return Err(Error::argument($class, message));
                }
                only_of_rank(self, inputs, $axes + 2).cloned()
            }

            fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
                let x = only(self, inputs)?;
                if !cx.training() || self.rate == 0.0 {
                    return Ok(x.clone());
                }
                if self.rate == 1.0 {
                    return Ok(Tensor::zeros(x.shape(), x.dtype())?);
                }
                let mut shape = vec![1; x.rank()];
                (shape[0], shape[$axes + 1]) = (x.shape()[0], x.shape()[$axes + 1]);
                let kept = Tensor::ones(&shape, x.dtype())?.dropout(&cx.seed()?, self.rate)?;
                Ok(x.mul(&kept)?)
            }
        }
    };
}

spatial_dropout_layer!(
    /// As [`Dropout`] for sequences `[batch, steps, channels]`, but drops whole channels (Tompson
    /// et al. 2014).
    ///
    /// ```
    /// use sparkler_nn::{Sequential, layers::SpatialDropout1D};
    /// let model = Sequential::new().input([8, 3]).add(SpatialDropout1D::new(0.5)).build()?;
    /// assert_eq!(model.layers()[0].name(), "spatial_dropout1d");
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    SpatialDropout1D, "SpatialDropout1D", 1);
spatial_dropout_layer!(
    /// As [`Dropout`] for images `[batch, height, width, channels]`, but drops whole channels
    /// (Tompson et al. 2014).
    SpatialDropout2D, "SpatialDropout2D", 2);
