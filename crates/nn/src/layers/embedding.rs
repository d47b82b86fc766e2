//! `Embedding`

use super::*;
use crate::initializers::Initializer;

/// Looks up a vector for each whole number: the numbers of words in a text, say.
///
/// Weights: `embeddings` `[input_dim, output_dim]` (uniform between -0.05 and 0.05).
///
/// ```
/// use sparkler_nn::{Sequential, layers::Embedding};
/// let model = Sequential::new().input([20]).add(Embedding::new(1000, 8)).build()?;
/// assert_eq!(model.output_shape(), [None, Some(20), Some(8)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Embedding {
    input_dim: usize,
    output_dim: usize,
    embeddings: WeightOptions,
}

impl Embedding {
    /// For numbers from 0 to `input_dim - 1`, with vectors of that length.
    pub fn new(input_dim: usize, output_dim: usize) -> Embedding {
        let embeddings = WeightOptions::new(Initializer::random_uniform());
        Embedding { input_dim, output_dim, embeddings }
    }

    /// How the vectors begin.
    pub fn embeddings_initializer(mut self, initializer: Initializer) -> Embedding {
        self.embeddings.initializer = initializer;
        self
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Embedding> {
        a.only("mask_zero", false)?;
        Ok(Embedding {
            input_dim: a.count("input_dim")?,
            output_dim: a.count("output_dim")?,
            embeddings: a.weight("embeddings", Initializer::random_uniform())?,
        })
    }
}

impl Layer for Embedding {
    fn class_name(&self) -> &str {
        "Embedding"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("input_dim", self.input_dim.into()),
            ("output_dim", self.output_dim.into()),
        ]);
        self.embeddings.write_config("embeddings", &mut config);
        config.insert("mask_zero".into(), false.into());
        config
    }

    fn build(&self, _: &[Dims], cx: &BuildContext) -> Result<()> {
        cx.add("embeddings", &[self.input_dim, self.output_dim], self.embeddings.clone())?;
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        if self.input_dim == 0 || self.output_dim == 0 {
            let message = "input_dim and output_dim must be at least 1";
            return Err(Error::argument(self.class_name(), message));
        }
        let mut dims = only(self, inputs)?.clone();
        dims.push(Some(self.output_dim));
        Ok(dims)
    }

    fn output_dtype(&self) -> Option<DType> {
        Some(self.embeddings.dtype)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let x = match x.dtype() {
            DType::I32 | DType::I64 => x.clone(),
            _ => x.cast(DType::I32)?,
        };
        Ok(cx.weight("embeddings")?.gather(&x, 0, 0)?)
    }
}
