//! `InputLayer`

use super::*;

/// The place where data enters a model: says the shape of one example and the type that data is
/// cast to (float32).
///
/// ```
/// use sparkler_nn::{Sequential, layers::{Flatten, InputLayer}};
/// let model = Sequential::new().add(InputLayer::new([28, 28])).add(Flatten::new()).build()?;
/// assert_eq!(model.output_shape(), [None, Some(784)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct InputLayer {
    batch_shape: Dims,
    dtype: DType,
}

impl InputLayer {
    pub(crate) const CLASS: &str = "InputLayer";

    /// For examples of that shape, in batches of any size.
    pub fn new(shape: impl AsRef<[usize]>) -> InputLayer {
        let shape = shape.as_ref().iter().map(|&d| Some(d));
        InputLayer::with_dims(std::iter::once(None).chain(shape).collect())
    }

    /// For batches of that shape, `None` where any extent will do.
    pub fn with_dims(batch_shape: Dims) -> InputLayer {
        InputLayer { batch_shape, dtype: DType::F32 }
    }

    /// The type that data is cast to.
    pub fn dtype(self, dtype: DType) -> InputLayer {
        InputLayer { dtype, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<InputLayer> {
        let Some(dims) = ["batch_shape", "batch_input_shape"].into_iter().find_map(|n| a.get(n))
        else {
            return Err(a.error("batch_shape", "a list of extents"));
        };
        let dims = parse_dims(dims).ok_or_else(|| a.error("batch_shape", "a list of extents"))?;
        Ok(InputLayer { batch_shape: dims, dtype: parse_dtype(a)? })
    }
}

/// Extents as configurations write them: a list of numbers and nulls.
pub(crate) fn parse_dims(value: &Json) -> Option<Dims> {
    let extents = value.as_array()?;
    if extents.is_empty() || extents.len() > sparkler_base::MAX_RANK {
        return None;
    }
    extents
        .iter()
        .map(|d| match d {
            Json::Null => Some(None),
            d => d.as_u64().and_then(|d| usize::try_from(d).ok()).map(Some),
        })
        .collect()
}

/// The argument `dtype`, float32 by default.
pub(crate) fn parse_dtype(a: &Arguments<'_>) -> Result<DType> {
    let name = a.text("dtype", "float32")?;
    DType::from_name(&name).ok_or_else(|| a.error("dtype", "the name of a dtype, like float32"))
}

impl Layer for InputLayer {
    fn class_name(&self) -> &str {
        "InputLayer"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![
            ("batch_input_shape", dims_json(&self.batch_shape)),
            ("dtype", self.dtype.name().into()),
            ("sparse", false.into()),
        ])
    }

    fn compute_output_shape(&self, _: &[Dims]) -> Result<Dims> {
        Ok(self.batch_shape.clone())
    }

    fn output_dtype(&self) -> Option<DType> {
        Some(self.dtype)
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        Ok(only(self, inputs)?.clone())
    }
}

/// A shape as configurations write it.
pub(crate) fn dims_json(dims: &[Option<usize>]) -> Json {
    dims.iter().map(|d| d.map_or(Json::Null, Json::from)).collect()
}
