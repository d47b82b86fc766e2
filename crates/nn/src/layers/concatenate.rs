//! `Concatenate`

use super::*;

/// Its inputs one after the other along an axis.
///
/// ```
/// use sparkler_nn::{Model, input, layers::{Concatenate, Dense, Layer}};
/// let x = input([4]);
/// let (a, b) = (Dense::new(3).apply(&x)?, Dense::new(2).apply(&x)?);
/// let model = Model::new(&[&x], &[&Concatenate::new().apply_all(&[&a, &b])?])?;
/// assert_eq!(model.output_shape(), [None, Some(5)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Concatenate {
    axis: i64,
}

impl Default for Concatenate {
    fn default() -> Concatenate {
        Concatenate { axis: -1 }
    }
}

impl Concatenate {
    /// Along the last axis.
    pub fn new() -> Concatenate {
        Concatenate::default()
    }

    /// Along that axis; negative ones count from the end.
    pub fn axis(self, axis: i64) -> Concatenate {
        Concatenate { axis }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Concatenate> {
        match a.integers("axis")?.as_deref() {
            None => Ok(Concatenate::new()),
            Some(&[axis]) => Ok(Concatenate { axis }),
            Some(_) => Err(a.error("axis", "one axis")),
        }
    }
}

impl Layer for Concatenate {
    fn class_name(&self) -> &str {
        "Concatenate"
    }

    fn config(&self) -> Map<String, Json> {
        config_of(vec![("axis", self.axis.into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let class = self.class_name();
        let Some((first, rest)) = inputs.split_first() else {
            return Err(Error::argument(class, "joins one or more inputs, got none"));
        };
        let axis = resolve_axis(class, self.axis, first.len())?;
        let mut out = first.clone();
        for dims in rest {
            let fits = dims.len() == out.len()
                && (0..out.len()).all(|i| {
                    i == axis || out[i] == dims[i] || out[i].is_none() || dims[i].is_none()
                });
            if !fits {
                return Err(Error::argument(
                    class,
                    format!(
                        "its inputs' shapes {} and {} must be equal but for axis {}",
                        format_dims(&out),
                        format_dims(dims),
                        self.axis
                    ),
                ));
            }
            for (i, (out, &extent)) in out.iter_mut().zip(dims).enumerate() {
                *out = match i == axis {
                    true => out.zip(extent).map(|(a, b)| a.saturating_add(b)),
                    false => out.or(extent),
                };
            }
        }
        Ok(out)
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let inputs: Vec<&Tensor> = inputs.iter().collect();
        Ok(Tensor::concat(&inputs, self.axis)?)
    }
}
