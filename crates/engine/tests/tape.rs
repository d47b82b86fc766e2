//! Tapes: what depends on what, pauses, and gradients of one's own.

use sparkler_engine::{
    Result, Tape, Target, Tensor, Variable, custom_grad, grad, no_tape, pause_tapes, record_custom,
};
use std::rc::Rc;

fn scalar(value: f32) -> Result<Tensor> {
    Tensor::scalar(value)
}

#[test]
fn what_does_not_depend_has_no_gradient() -> Result<()> {
    let (x, loose, late) = (scalar(2.0)?, scalar(5.0)?, scalar(7.0)?);
    let w = Variable::new("w", &scalar(3.0)?, true);
    let frozen = Variable::new("frozen", &scalar(4.0)?, false);
    let watched = Variable::new("watched", &scalar(6.0)?, false);
    let tape = Tape::new();
    tape.watch(&x);
    tape.watch(&loose);
    tape.watch_variable(&watched);
    let y = x.mul(&w.value())?.mul(&frozen.value())?.mul(&watched.value())?;
    let z = x.stop_gradient()?.mul(&late)?;
    let targets = [
        Target::from(&x),
        Target::from(&loose),
        Target::from(&w),
        Target::from(&frozen),
        Target::from(&watched),
        Target::from(&y),
    ];
    let found = tape.connected_gradients(&[(&y, None), (&z, None)], &targets)?;
    let found: Vec<Option<f64>> =
        found.iter().map(|g| g.as_ref().map(Tensor::item).transpose()).collect::<Result<_>>()?;
    assert_eq!(found, [Some(72.0), None, Some(48.0), None, Some(24.0), Some(1.0)]);

    let tape = Tape::new();
    tape.watch(&x);
    let y = x.square()?;
    let dy = scalar(10.0)?;
    let found = tape.connected_gradients(&[(&y, Some(&dy))], &[(&x).into()])?;
    assert_eq!(found[0].as_ref().expect("depends").item()?, 40.0);
    Ok(())
}

#[test]
fn pauses_nest_and_say_what_was() -> Result<()> {
    let x = scalar(3.0)?;
    let tape = Tape::new();
    tape.watch(&x);
    assert!(!pause_tapes(true));
    assert!(pause_tapes(true));
    let lost = x.square()?;
    assert!(no_tape(|| pause_tapes(true)));
    assert!(pause_tapes(false));
    let y = x.mul(&lost)?;
    assert_eq!(tape.gradient(&y, &[&x])?[0].item()?, 9.0);
    Ok(())
}

/// The exponential, by `record_custom`. Its gradient uses its own value.
fn exponential(x: &Tensor) -> Result<Tensor> {
    let y = no_tape(|| x.exp())?;
    let kept = y.clone();
    record_custom(&[x], &y, Rc::new(move |dys| Ok(vec![dys[0].mul(&kept)?])))
}

#[test]
fn second_derivatives_go_through_gradients_of_ones_own() -> Result<()> {
    let x = scalar(0.5)?;
    let e = 0.5f64.exp();
    assert!((grad(exponential)(&x)?.item()? - e).abs() < 1e-6);
    assert!((grad(grad(exponential))(&x)?.item()? - e).abs() < 1e-6);
    assert!((grad(grad(grad(exponential)))(&x)?.item()? - e).abs() < 1e-6);

    // x^4, with a gradient that says 5 x^3.
    let f = |x: &Tensor| {
        custom_grad(&[x], |xs| {
            let x = xs[0].clone();
            Ok((x.square()?.square()?, move |dy: &Tensor| {
                Ok(vec![(&dy.mul(&x.square()?.mul(&x)?)? * 5.0)?])
            }))
        })
    };
    let x = scalar(2.0)?;
    assert_eq!(f(&x)?.item()?, 16.0);
    assert_eq!(grad(f)(&x)?.item()?, 40.0);
    assert_eq!(grad(grad(f))(&x)?.item()?, 60.0);

    // A function that gives its input back stands apart from it.
    let identity =
        |x: &Tensor| record_custom(&[x], x, Rc::new(|dys: &[Tensor]| Ok(vec![(&dys[0] * 7.0)?])));
    let g = |x: &Tensor| identity(x)?.mul(x);
    assert_eq!(grad(g)(&x)?.item()?, 16.0);
    Ok(())
}

#[test]
fn a_gradient_of_ones_own_that_does_not_fit_is_an_error() -> Result<()> {
    let x = Tensor::new(&[1.0f32, 2.0], &[2])?;
    let message = |backward: fn(&[Tensor]) -> Result<Vec<Tensor>>| -> Result<String> {
        let f = |x: &Tensor| record_custom(&[x], &no_tape(|| x.square())?, Rc::new(backward));
        Ok(grad(f)(&x).expect_err("an error").to_string())
    };
    let none = message(|_| Ok(vec![]))?;
    assert!(none.contains("0 gradients for 1 inputs"), "{none}");
    let shape = message(|_| Ok(vec![Tensor::scalar(1.0f32)?]))?;
    assert!(shape.contains("gradient 0 has shape [], its input [2]"), "{shape}");
    Ok(())
}
