//! Reference cases, gradient checks and tolerances for the tests of Sparkler.
//!
//! ```
//! use sparkler_testkit::{cases, run_case};
//! let case = &cases("unary").unwrap()[0];
//! run_case(case).unwrap();
//! ```

mod cases;
mod compare;
mod gradient;
mod layouts;

pub use cases::{Case, FAMILIES, Gradients, case_from_json, cases};
pub use compare::{compare, default_tolerance};
pub use gradient::{gradient_check, second_gradient_check};
pub use layouts::layouts;

use sparkler_engine::{Array, Attrs, Tape, Tensor};
use sparkler_ops::OpDef;

/// The row and the attributes that a case asks for.
///
/// # Errors
/// If there is no such row, or it does not take those attributes.
pub fn resolve(case: &Case) -> Result<(&'static OpDef, Attrs), String> {
    let op = sparkler_ops::find(&case.op).ok_or_else(|| format!("no op {}", case.op))?;
    let attrs = Attrs::from_json(op, &case.attrs).map_err(|e| e.to_string())?;
    Ok((op, attrs))
}

/// Runs a case forward on those inputs.
///
/// # Errors
/// What the operation returns, or if one of its outputs is not as the peer computed it.
pub fn run_forward(case: &Case, inputs: &[Array]) -> Result<(), String> {
    let (op, attrs) = resolve(case)?;
    let inputs: Vec<Tensor> = inputs.iter().cloned().map(Tensor::from_array).collect();
    let inputs: Vec<&Tensor> = inputs.iter().collect();
    let got = sparkler_engine::run(op, &inputs, attrs).map_err(|e| e.to_string())?;
    compare_all("output", &got, case.outputs.iter().map(Some), case)
}

/// Runs a case's gradient on those inputs; does nothing if it has none.
///
/// # Errors
/// As [`run_forward`], of the gradients.
pub fn run_gradient(case: &Case, inputs: &[Array]) -> Result<(), String> {
    let Some(gradients) = &case.gradients else { return Ok(()) };
    let (op, attrs) = resolve(case)?;
    let inputs: Vec<Tensor> = inputs.iter().cloned().map(Tensor::from_array).collect();
    let inputs: Vec<&Tensor> = inputs.iter().collect();
    let tape = Tape::new();
    for (x, dx) in inputs.iter().zip(&gradients.dx) {
        if dx.is_some() {
            tape.watch(x);
        }
    }
    let outputs = sparkler_engine::run(op, &inputs, attrs).map_err(|e| e.to_string())?;
    let dys: Vec<Option<Tensor>> =
        gradients.dy.iter().map(|dy| dy.clone().map(Tensor::from_array)).collect();
    let ys: Vec<(&Tensor, Option<&Tensor>)> = outputs
        .iter()
        .zip(&dys)
        .filter_map(|(y, dy)| dy.as_ref().map(|dy| (y, Some(dy))))
        .collect();
    let got = tape.gradient_from(&ys, &inputs).map_err(|e| e.to_string())?;
    compare_all("gradient", &got, gradients.dx.iter().map(Option::as_ref), case)
}

/// Runs a case forward and backward.
///
/// # Errors
/// As [`run_forward`] and [`run_gradient`].
pub fn run_case(case: &Case) -> Result<(), String> {
    run_forward(case, &case.inputs)?;
    run_gradient(case, &case.inputs)
}

fn compare_all<'a>(
    what: &str,
    got: &[Tensor],
    want: impl ExactSizeIterator<Item = Option<&'a Array>>,
    case: &Case,
) -> Result<(), String> {
    if got.len() != want.len() {
        return Err(format!("{} of {what}, expected {}", got.len(), want.len()));
    }
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        let Some(want) = want else { continue };
        let tolerance = case.tolerance.unwrap_or_else(|| default_tolerance(want.dtype()));
        let array = got.array().map_err(|e| e.to_string())?;
        compare(array, want, tolerance).map_err(|e| format!("{what} {i}: {e}"))?;
    }
    Ok(())
}
