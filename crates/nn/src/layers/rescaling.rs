//! `Rescaling`

use super::*;

/// `x * scale + offset`, in float32: brings pixels from 0 to 255 into the range a model wants.
///
/// ```
/// use sparkler_nn::{Sequential, layers::Rescaling};
/// let model = Sequential::new().input([28, 28, 1]).add(Rescaling::new(1.0 / 255.0)).build()?;
/// assert_eq!(model.layers()[0].name(), "rescaling");
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rescaling {
    scale: f64,
    offset: f64,
}

impl Rescaling {
    /// Multiplies by that, and adds nothing.
    pub fn new(scale: f64) -> Rescaling {
        Rescaling { scale, offset: 0.0 }
    }

    /// What is added after.
    pub fn offset(self, offset: f64) -> Rescaling {
        Rescaling { offset, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Rescaling> {
        let scale = a.optional_float("scale")?.ok_or_else(|| a.error("scale", "a number"))?;
        Ok(Rescaling { scale, offset: a.float("offset", 0.0)? })
    }
}

impl Layer for Rescaling {
    fn class_name(&self) -> &str {
        "Rescaling"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("scale", self.scale.into()), ("offset", self.offset.into())])
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let x = if x.dtype().is_float() { x.clone() } else { x.cast(DType::F32)? };
        let y = (&x * self.scale)?;
        if self.offset == 0.0 { Ok(y) } else { Ok((&y + self.offset)?) }
    }
}
