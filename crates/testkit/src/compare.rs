//! Are two arrays equal, but for rounding?

use sparkler_base::{Array, DType, Scalar};

/// The largest error of an operation of that type, unless a case says otherwise.
pub fn default_tolerance(dtype: DType) -> f64 {
    match dtype {
        DType::F64 => 1e-10,
        DType::F16 => 2e-3,
        DType::BF16 => 2e-2,
        _ => 1e-5,
    }
}

/// Holds an array against what it must be: same type, same shape, and no element further away than
/// the tolerance, relative to what it must be or absolute where that is below one. NaN equals NaN,
/// an infinity itself; integers, bools and strings must be equal.
///
/// # Errors
/// If it is not so, with the worst element.
pub fn compare(got: &Array, want: &Array, tolerance: f64) -> Result<(), String> {
    if got.dtype() != want.dtype() || got.shape() != want.shape() {
        return Err(format!(
            "got {}{}, expected {}{}",
            got.dtype(),
            got.shape(),
            want.dtype(),
            want.shape()
        ));
    }
    if got.dtype() == DType::String {
        let (got, want) = (got.to_strings(), want.to_strings());
        return if got == want { Ok(()) } else { Err(format!("got {got:?}, expected {want:?}")) };
    }
    let dense = |a: &Array| a.to_contiguous().map_err(|e| e.to_string());
    let (got, want) = (dense(got)?, dense(want)?);
    let mut worst = (tolerance, String::new());
    for i in 0..got.size() {
        let (Some(a), Some(b)) = (got.get(i), want.get(i)) else { continue };
        let error = distance(a, b);
        if error > worst.0 || error.is_nan() {
            let error = if error.is_nan() { f64::INFINITY } else { error };
            worst = (error, format!("element {i} is {a:?}, expected {b:?} (error {error:.2e})"));
        }
    }
    if worst.1.is_empty() { Ok(()) } else { Err(worst.1) }
}

/// Relative distance, absolute below one; 0 or infinity for what is not a finite float.
fn distance(a: Scalar, b: Scalar) -> f64 {
    match (a, b) {
        (Scalar::Float(a), Scalar::Float(b)) => part(a, b, b.abs()),
        (Scalar::Complex(a), Scalar::Complex(b)) => {
            let size = f64::from(b.re).hypot(f64::from(b.im));
            part(a.re.into(), b.re.into(), size).max(part(a.im.into(), b.im.into(), size))
        }
        (a, b) if a == b => 0.0,
        _ => f64::INFINITY,
    }
}

fn part(a: f64, b: f64, size: f64) -> f64 {
    if a == b || (a.is_nan() && b.is_nan()) {
        0.0
    } else if a.is_finite() && b.is_finite() {
        (a - b).abs() / if size.is_finite() { size.max(1.0) } else { 1.0 }
    } else {
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f(values: &[f32]) -> Array {
        Array::from_slice(values, &[values.len()]).unwrap()
    }

    #[test]
    fn errors_are_relative_above_one_and_absolute_below() {
        assert!(compare(&f(&[1000.001]), &f(&[1000.0]), 1e-5).is_ok());
        assert!(compare(&f(&[0.0011]), &f(&[0.001]), 1e-5).is_err());
        assert!(compare(&f(&[0.001_001]), &f(&[0.001]), 1e-5).is_ok());
    }

    #[test]
    fn what_is_not_a_number_must_be_the_same() {
        let odd = f(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY]);
        assert!(compare(&odd, &odd, 0.0).is_ok());
        for wrong in [f32::NAN, f32::NEG_INFINITY, 1.0] {
            assert!(compare(&f(&[wrong]), &f(&[f32::INFINITY]), 1e9).is_err());
        }
        assert!(compare(&f(&[1.0]), &f(&[f32::NAN]), 1e9).is_err());
    }
}
