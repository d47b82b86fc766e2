//! `TimeDistributed`

use super::*;

/// Applies a layer to each step of sequences `[batch, steps, ...]`, with the same weights.
///
/// ```
/// use sparkler_nn::{Sequential, layers::{Conv2D, TimeDistributed}};
/// let film = TimeDistributed::new(Conv2D::new(4, [3, 3]));
/// let model = Sequential::new().input([10, 8, 8, 1]).add(film).build()?;
/// assert_eq!(model.output_shape(), [None, Some(10), Some(6), Some(6), Some(4)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TimeDistributed {
    layer: [LayerRef; 1],
}

impl TimeDistributed {
    /// Of that layer.
    pub fn new(layer: impl Into<LayerRef>) -> TimeDistributed {
        TimeDistributed { layer: [layer.into()] }
    }

    pub(crate) fn from_arguments(
        a: &Arguments<'_>,
        registry: &Registry,
    ) -> Result<TimeDistributed> {
        Ok(TimeDistributed::new(inner_layer(a, "layer", registry, |_| {})?))
    }

    /// The shape of a step.
    fn step(&self, inputs: &[Dims]) -> Result<Dims> {
        match &only(self, inputs)?[..] {
            [batch, _, rest @ ..] if !rest.is_empty() => {
                Ok(std::iter::once(*batch).chain(rest.iter().copied()).collect())
            }
            dims => Err(Error::argument(
                self.class_name(),
                format!("takes sequences of rank 3 or more, got shape {}", format_dims(dims)),
            )),
        }
    }
}

/// The layer in a wrapper's configuration, which `change` may change before it is made.
pub(crate) fn inner_layer(
    a: &Arguments<'_>,
    name: &str,
    registry: &Registry,
    change: impl FnOnce(&mut Json),
) -> Result<LayerRef> {
    let given = a.get(name).ok_or_else(|| a.error(name, "a layer"))?;
    let class = ["class_name", "className"].iter().find_map(|key| given.get(*key)?.as_str());
    let class = class.ok_or_else(|| a.error(name, "a layer"))?;
    let mut config = given.get("config").cloned().unwrap_or_default();
    change(&mut config);
    registry.layer(class, &config)
}

impl Layer for TimeDistributed {
    fn class_name(&self) -> &str {
        "TimeDistributed"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("layer", self.layer[0].config())])
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        cx.build_sublayer(&self.layer[0], &[self.step(inputs)?], None)
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let steps = only(self, inputs)?.get(1).copied().flatten();
        let mut dims = self.layer[0].output_shape(&[self.step(inputs)?])?;
        dims.insert(1, steps);
        Ok(dims)
    }

    fn output_dtype(&self) -> Option<DType> {
        self.layer[0].layer().output_dtype()
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let mut shape = x.shape().to_vec();
        let (batch, steps) = (shape[0], shape.remove(1));
        shape[0] = batch * steps;
        let y = cx.call_sublayer(&self.layer[0], &[x.reshape(shape)?])?;
        let mut shape = y.shape().to_vec();
        shape[0] = batch;
        shape.insert(1, steps);
        Ok(y.reshape(shape)?)
    }

    fn sublayers(&self) -> &[LayerRef] {
        &self.layer
    }
}
