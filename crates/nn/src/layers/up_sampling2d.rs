//! `UpSampling2D`

use super::*;
use sparkler_engine::options::{ResizeBilinearOptions, ResizeNearestNeighborOptions};

/// Makes images `[batch, height, width, channels]` larger.
///
/// ```
/// use sparkler_nn::{Sequential, layers::UpSampling2D};
/// let model = Sequential::new().input([7, 7, 3]).add(UpSampling2D::new([2, 2])).build()?;
/// assert_eq!(model.output_shape(), [None, Some(14), Some(14), Some(3)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct UpSampling2D {
    size: [usize; 2],
    interpolation: String,
}

impl UpSampling2D {
    /// That many times as high and wide, by repeating.
    pub fn new(size: [usize; 2]) -> UpSampling2D {
        UpSampling2D { size, interpolation: "nearest".into() }
    }

    /// `"nearest"`: by repeating; `"bilinear"`: by weighing neighbours.
    pub fn interpolation(self, interpolation: &str) -> UpSampling2D {
        UpSampling2D { interpolation: interpolation.into(), ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<UpSampling2D> {
        a.only("data_format", "channels_last")?;
        Ok(UpSampling2D {
            size: a.counts("size")?.unwrap_or([2, 2]),
            interpolation: a.text("interpolation", "nearest")?,
        })
    }
}

impl Layer for UpSampling2D {
    fn class_name(&self) -> &str {
        "UpSampling2D"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![
            ("size", self.size.to_vec().into()),
            ("data_format", "channels_last".into()),
            ("interpolation", self.interpolation.clone().into()),
        ])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        if !["nearest", "bilinear"].contains(&self.interpolation.as_str()) {
            return Err(Error::argument(
                self.class_name(),
                format!(
                    "interpolation is {:?}, expected \"nearest\" or \"bilinear\"",
                    self.interpolation
                ),
            ));
        }
        if self.size.contains(&0) {
            return Err(Error::argument(self.class_name(), "size must be at least 1"));
        }
        let mut dims = only_of_rank(self, inputs, 4)?.clone();
        for (extent, times) in dims[1..3].iter_mut().zip(self.size) {
            *extent = extent.map(|d| d.saturating_mul(times));
        }
        Ok(dims)
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let size = [x.shape()[1] * self.size[0], x.shape()[2] * self.size[1]];
        // As in Keras, elements stand for their middles.
        Ok(match self.interpolation == "bilinear" {
            true => {
                let options =
                    ResizeBilinearOptions { half_pixel_centers: true, ..Default::default() };
                x.resize_bilinear(size, options)?
            }
            false => {
                let options =
                    ResizeNearestNeighborOptions { half_pixel_centers: true, ..Default::default() };
                x.resize_nearest_neighbor(size, options)?
            }
        })
    }
}
