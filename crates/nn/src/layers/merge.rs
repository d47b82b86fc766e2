//! The layers that join several inputs element by element: `Add`, `Subtract`, `Multiply`,
//! `Average`, `Maximum`, `Minimum`.

use super::*;

/// The shape to which the inputs' shapes broadcast.
fn merged_shape(class: &str, inputs: &[Dims]) -> Result<Dims> {
    if inputs.len() < 2 {
        return Err(Error::argument(
            class,
            format!("joins two or more inputs, got {}", inputs.len()),
        ));
    }
    let mut out = inputs[0].clone();
    for dims in &inputs[1..] {
        let mismatch = || {
            Error::argument(
                class,
                format!(
                    "its inputs' shapes {} and {} do not fit",
                    format_dims(&out),
                    format_dims(dims)
                ),
            )
        };
        if dims.len() != out.len() {
            return Err(mismatch());
        }
        let joined: Option<Dims> = out
            .iter()
            .zip(dims)
            .map(|(&a, &b)| match (a, b) {
                (a, b) if a == b => Some(a),
                (Some(1), d) | (d, Some(1)) => Some(d),
                // An extent that is not known will have to be the one that is.
                (None, d) | (d, None) => Some(d),
                _ => None,
            })
            .collect();
        out = joined.ok_or_else(mismatch)?;
    }
    Ok(out)
}

macro_rules! merge_layer {
    ($(#[doc = $doc:literal])* $Name:ident, $class:literal, |$inputs:ident| $merge:expr) => {
        $(#[doc = $doc])*
        ///
        /// Apply it to several inputs with [`Layer::apply_all`]; their shapes must be equal or
        /// broadcast.
        #[derive(Clone, Debug, Default)]
        pub struct $Name;

        impl $Name {
            /// The layer.
            pub fn new() -> $Name {
                $Name
            }

            pub(crate) fn from_arguments(_: &Arguments<'_>) -> Result<$Name> {
                Ok($Name)
            }
        }

        impl Layer for $Name {
            fn class_name(&self) -> &str {
                $class
            }

            fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
                merged_shape($class, inputs)
            }

            fn call(&self, $inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
                $merge
            }
        }
    };
}

/// Joins the inputs from the first on.
fn fold(
    class: &str,
    inputs: &[Tensor],
    join: impl Fn(&Tensor, &Tensor) -> sparkler_engine::Result<Tensor>,
) -> Result<Tensor> {
    match inputs {
        [first, rest @ ..] => {
            let mut out = first.clone();
            for x in rest {
                out = join(&out, x)?;
            }
            Ok(out)
        }
        [] => Err(Error::argument(class, "joins two or more inputs, got none")),
    }
}

merge_layer!(
    /// The sum of its inputs.
    ///
    /// ```
    /// use sparkler_nn::{Model, input, layers::{Add, Dense, Layer}};
    /// let x = input([4]);
    /// let (a, b) = (Dense::new(3).apply(&x)?, Dense::new(3).apply(&x)?);
    /// let model = Model::new(&[&x], &[&Add::new().apply_all(&[&a, &b])?])?;
    /// assert_eq!(model.output_shape(), [None, Some(3)]);
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    Add, "Add", |inputs| fold("Add", inputs, Tensor::add));
merge_layer!(
    /// The product of its inputs.
    Multiply, "Multiply", |inputs| fold("Multiply", inputs, Tensor::mul));
merge_layer!(
/// The mean of its inputs.
Average, "Average", |inputs| {
    let sum = fold("Average", inputs, Tensor::add)?;
    Ok((&sum * (1.0 / inputs.len() as f64))?)
});
merge_layer!(
    /// The largest of its inputs at each place.
    Maximum, "Maximum", |inputs| fold("Maximum", inputs, Tensor::maximum));
merge_layer!(
    /// The smallest of its inputs at each place.
    Minimum, "Minimum", |inputs| fold("Minimum", inputs, Tensor::minimum));
merge_layer!(
/// Its first input minus its second; it takes exactly two.
Subtract, "Subtract", |inputs| match inputs {
    [a, b] => Ok(a.sub(b)?),
    _ => Err(Error::argument("Subtract", format!("takes two inputs, got {}", inputs.len()))),
});
