//! Gradients held against central finite differences in double precision.

use sparkler_engine::{Array, DType, Result, Tape, Tensor};

const STEP: f64 = 1e-5;
const TOLERANCE: f64 = 1e-6;
/// Elements of an input that are moved; of larger inputs, this many spread over it.
const PROBES: usize = 16;

/// Holds the gradient of a function of double-precision inputs (other inputs are constants) against
/// central finite differences, to 1e-6 relative (absolute below one). The outputs are added up with
/// fixed uneven weights. Places where differences say nothing are left out: kinks, jumps, and where
/// the function bends too much within a step. Gives the number of derivatives that were held.
///
/// # Errors
/// What the function returns, or if a derivative is wrong.
pub fn gradient_check(
    f: impl Fn(&[Tensor]) -> Result<Vec<Tensor>>,
    inputs: &[Tensor],
) -> std::result::Result<usize, String> {
    let value = |xs: &[Tensor]| -> Result<f64> { Ok(weighted(&f(xs)?)?.1) };
    let analytic = gradient(&f, inputs).map_err(|e| e.to_string())?;
    probe(value, inputs, &analytic)
}

/// Holds the gradient of the gradient against central finite differences of the gradient, as
/// [`gradient_check`].
///
/// # Errors
/// As [`gradient_check`].
pub fn second_gradient_check(
    f: impl Fn(&[Tensor]) -> Result<Vec<Tensor>>,
    inputs: &[Tensor],
) -> std::result::Result<usize, String> {
    gradient_check(|xs| gradient(&f, xs), inputs)
}

/// The gradient of the weighted sum of a function's outputs, for each floating-point input.
fn gradient(
    f: &impl Fn(&[Tensor]) -> Result<Vec<Tensor>>,
    inputs: &[Tensor],
) -> Result<Vec<Tensor>> {
    let floats: Vec<&Tensor> = inputs.iter().filter(|x| x.dtype() == DType::F64).collect();
    let tape = Tape::new();
    floats.iter().for_each(|x| tape.watch(x));
    let outputs = f(inputs)?;
    let (weights, _) = weighted(&outputs)?;
    let ys: Vec<(&Tensor, Option<&Tensor>)> = outputs
        .iter()
        .zip(&weights)
        .filter_map(|(y, w)| w.as_ref().map(|w| (y, Some(w))))
        .collect();
    tape.gradient_from(&ys, &floats)
}

/// Uneven weights for the floating-point outputs, and the outputs' sum under them.
fn weighted(outputs: &[Tensor]) -> Result<(Vec<Option<Tensor>>, f64)> {
    let mut sum = 0.0;
    let mut weights = Vec::new();
    for (k, y) in outputs.iter().enumerate() {
        if y.dtype() != DType::F64 {
            weights.push(None);
            continue;
        }
        let values = y.to_vec::<f64>()?;
        let w: Vec<f64> =
            (0..values.len()).map(|i| 0.5 + ((i * 7 + k * 3) as f64 * 0.618).fract()).collect();
        sum += values.iter().zip(&w).map(|(v, w)| v * w).sum::<f64>();
        weights.push(Some(Tensor::new(&w, y.shape())?));
    }
    Ok((weights, sum))
}

fn probe(
    value: impl Fn(&[Tensor]) -> Result<f64>,
    inputs: &[Tensor],
    analytic: &[Tensor],
) -> std::result::Result<usize, String> {
    let text = |e: sparkler_engine::Error| e.to_string();
    let here = value(inputs).map_err(text)?;
    if !here.is_finite() {
        return Ok(0);
    }
    let mut held = 0;
    let places = (0..inputs.len()).filter(|&i| inputs[i].dtype() == DType::F64);
    for (input, dx) in places.zip(analytic) {
        let x = inputs[input].to_vec::<f64>().map_err(text)?;
        let dx = dx.to_vec::<f64>().map_err(text)?;
        if dx.len() != x.len() {
            return Err(format!(
                "input {input} has {} elements, its gradient {}",
                x.len(),
                dx.len()
            ));
        }
        let stride = x.len().div_ceil(PROBES).max(1);
        for at in (0..x.len()).step_by(stride) {
            let moved = |by: f64| -> std::result::Result<f64, String> {
                let mut x = x.clone();
                x[at] += by;
                let mut xs = inputs.to_vec();
                let moved = Array::from_slice(&x, inputs[input].shape()).map_err(text)?;
                xs[input] = Tensor::from_array(moved);
                value(&xs).map_err(text)
            };
            let step = STEP * x[at].abs().max(1.0);
            let slope = |step: f64| -> std::result::Result<[f64; 2], String> {
                let (up, down) = (moved(step)?, moved(-step)?);
                Ok([(up - here) / step, (here - down) / step])
            };
            let ([right, left], [near_right, near_left]) = (slope(step)?, slope(step / 2.0)?);
            let (wide, numeric) = ((right + left) / 2.0, (near_right + near_left) / 2.0);
            let size = numeric.abs().max(1.0);
            // What the difference of large numbers loses.
            let noise = here.abs() * f64::EPSILON * 16.0 / step;
            let kink = (right - left).abs() > 1e-2 * size;
            let unresolved = (wide - numeric).abs() > (TOLERANCE + noise) * size;
            if kink || unresolved || !numeric.is_finite() {
                continue;
            }
            held += 1;
            let error = (dx[at] - numeric).abs() / size;
            if error.is_nan() || error > TOLERANCE + noise {
                return Err(format!(
                    "input {input}, element {at} (at {}): derivative {}, by differences {numeric}",
                    x[at], dx[at]
                ));
            }
        }
    }
    Ok(held)
}
