//! `Bidirectional`

use super::time_distributed::inner_layer;
use super::*;

/// How the outputs of the two directions become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MergeMode {
    /// One after the other along the last axis.
    #[default]
    Concat,
    /// Their sum.
    Sum,
    /// Their product.
    Mul,
    /// Their mean.
    Ave,
}

impl MergeMode {
    fn name(self) -> &'static str {
        match self {
            MergeMode::Concat => "concat",
            MergeMode::Sum => "sum",
            MergeMode::Mul => "mul",
            MergeMode::Ave => "ave",
        }
    }
}

/// Goes through sequences forwards and backwards, with two recurrent layers (Schuster and Paliwal
/// 1997).
///
/// ```
/// use sparkler_nn::{Sequential, layers::{Bidirectional, LSTM}};
/// let both = Bidirectional::new(LSTM::new(8).return_sequences(true));
/// let model = Sequential::new().input([10, 4]).add(both).build()?;
/// assert_eq!(model.output_shape(), [None, Some(10), Some(16)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bidirectional {
    /// Forwards, backwards.
    layers: [LayerRef; 2],
    merge_mode: MergeMode,
}

const FORWARD: &str = "forward_";
const BACKWARD: &str = "backward_";

impl Bidirectional {
    /// With that layer and one like it that goes backwards.
    pub fn new<L: Recurrent>(layer: L) -> Bidirectional {
        let name = layer_ref::snake_case(layer.class_name());
        let backward = layer.clone().go_backwards(true).named(format!("{BACKWARD}{name}"));
        let forward = layer.go_backwards(false).named(format!("{FORWARD}{name}"));
        Bidirectional { layers: [forward, backward], merge_mode: MergeMode::default() }
    }

    /// How the two outputs become one.
    pub fn merge_mode(self, merge_mode: MergeMode) -> Bidirectional {
        Bidirectional { merge_mode, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>, registry: &Registry) -> Result<Bidirectional> {
        let modes = [MergeMode::Concat, MergeMode::Sum, MergeMode::Mul, MergeMode::Ave];
        // Null would mean two outputs; left out it is the default.
        let mode = a.text("merge_mode", "concat")?;
        let mode = modes.into_iter().find(|m| m.name() == mode);
        let mode = mode.ok_or_else(|| a.error("merge_mode", "concat, sum, mul or ave"))?;
        let renamed = |prefix: &'static str, backwards: bool, flip: bool| {
            move |config: &mut Json| {
                let name = config["name"].as_str().unwrap_or("rnn").to_string();
                let bare = name.strip_prefix(prefix).unwrap_or(&name);
                config["name"] = format!("{prefix}{bare}").into();
                if flip {
                    config["go_backwards"] = backwards.into();
                }
            }
        };
        let reversed = a.get("layer").and_then(|l| l.get("config"));
        let reversed = reversed.is_some_and(|c| c["go_backwards"] == true);
        if reversed {
            return Err(a.error("layer", "one that goes forwards"));
        }
        let forward = inner_layer(a, "layer", registry, renamed(FORWARD, false, false))?;
        // One that is given keeps its weights' arguments; both go opposite ways.
        let other = if a.get("backward_layer").is_some() { "backward_layer" } else { "layer" };
        let backward = inner_layer(a, other, registry, renamed(BACKWARD, true, true))?;
        Ok(Bidirectional { layers: [forward, backward], merge_mode: mode })
    }
}

impl Layer for Bidirectional {
    fn class_name(&self) -> &str {
        "Bidirectional"
    }

    fn config(&self) -> Map<String, Json> {
        let mut layer = self.layers[0].config();
        let name = self.layers[0].name();
        layer["config"]["name"] = name.strip_prefix(FORWARD).unwrap_or(name).into();
        config_of(vec![("merge_mode", self.merge_mode.name().into()), ("layer", layer)])
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        self.layers.iter().try_for_each(|l| cx.build_sublayer(l, inputs, Some(l.name())))
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let mut dims = self.layers[0].output_shape(inputs)?;
        let other = self.layers[1].output_shape(inputs)?;
        if dims != other {
            return Err(Error::argument(
                self.class_name(),
                format!(
                    "its directions give {} and {}, which must be alike",
                    format_dims(&dims),
                    format_dims(&other)
                ),
            ));
        }
        if self.merge_mode == MergeMode::Concat
            && let Some(last) = dims.last_mut()
        {
            *last = last.map(|d| d.saturating_mul(2));
        }
        Ok(dims)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let forward = cx.call_sublayer(&self.layers[0], inputs)?;
        let mut backward = cx.call_sublayer(&self.layers[1], inputs)?;
        // Sequences that were made backwards are turned round, so that steps meet.
        if backward.rank() == 3 {
            backward = backward.reverse(1)?;
        }
        Ok(match self.merge_mode {
            MergeMode::Concat => Tensor::concat(&[&forward, &backward], -1)?,
            MergeMode::Sum => forward.add(&backward)?,
            MergeMode::Mul => forward.mul(&backward)?,
            MergeMode::Ave => (&forward.add(&backward)? * 0.5)?,
        })
    }

    fn sublayers(&self) -> &[LayerRef] {
        &self.layers
    }
}
