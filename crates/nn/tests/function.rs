//! Captured functions give what eager ones give.

use sparkler_engine::options::{Conv2dOptions, FusedConv2dOptions};
use sparkler_engine::{DType, Result, Tape, Tensor, Variable};
use sparkler_nn::Function;

fn tensor(shape: &[usize], seed: u64) -> Tensor {
    let seed = Tensor::seed(seed, 0).unwrap();
    Tensor::random_normal(&seed, shape, Default::default()).unwrap()
}

/// A training step of a small network with Adam, as a user would write it by hand.
struct Net {
    weights: Vec<Variable>,
    slots: Vec<(Variable, Variable)>,
    iteration: Variable,
}

impl Net {
    fn new() -> Net {
        let shapes: [&[usize]; 5] = [&[3, 3, 1, 4], &[4], &[4 * 3 * 3, 5], &[5], &[1]];
        let weights: Vec<Variable> = shapes
            .iter()
            .enumerate()
            .map(|(i, s)| Variable::new(format!("w{i}"), &tensor(s, i as u64), true))
            .collect();
        let slots = weights
            .iter()
            .map(|w| {
                let zeros = Tensor::zeros(w.shape(), DType::F32).unwrap();
                (Variable::new("m", &zeros, false), Variable::new("v", &zeros, false))
            })
            .collect();
        let iteration = Variable::new("t", &Tensor::scalar(0.0f32).unwrap(), false);
        Net { weights, slots, iteration }
    }

    fn step(&self, x: &Tensor, labels: &Tensor) -> Result<Vec<Tensor>> {
        let tape = Tape::new();
        let w: Vec<Tensor> = self.weights.iter().map(Variable::value).collect();
        let h = x.conv2d(&w[0], Conv2dOptions::default())?.add(&w[1])?.relu()?;
        let h = h.max_pool([2, 2], [2, 2], Default::default())?;
        let h = h.reshape([-1, 4 * 3 * 3])?;
        let logits = h.matmul(&w[2], false, false)?.add(&w[3])?.tanh()?.mul(&w[4])?;
        let loss = labels.sparse_softmax_cross_entropy_with_logits(&logits)?.mean((), false)?;
        let gradients = tape.variable_gradients(&loss, &self.weights)?;
        let t = self.iteration.value().add(&Tensor::scalar(1.0f32)?)?;
        self.iteration.assign(&t)?;
        let beta = |b: f32| Tensor::scalar(b);
        let rate = beta(1.0)?.sub(&beta(0.999)?.pow(&t)?)?.sqrt()?;
        let rate = rate.div(&beta(1.0)?.sub(&beta(0.9)?.pow(&t)?)?)?.mul(&beta(0.01)?)?;
        for ((w, (m, v)), g) in self.weights.iter().zip(&self.slots).zip(&gradients) {
            let m1 = m.value().add(&g.sub(&m.value())?.mul(&beta(0.1)?)?)?;
            let v1 = v.value().add(&g.square()?.sub(&v.value())?.mul(&beta(0.001)?)?)?;
            m.assign(&m1)?;
            v.assign(&v1)?;
            let step = m1.mul(&rate)?.div(&v1.sqrt()?.add(&beta(1e-7)?)?)?;
            w.assign(&w.value().sub(&step)?)?;
        }
        Ok(vec![loss, logits])
    }
}

#[test]
fn a_compiled_training_step_equals_the_eager_one() {
    let (eager, compiled) = (Net::new(), std::rc::Rc::new(Net::new()));
    let inner = compiled.clone();
    let function = Function::new(move |xs| inner.step(&xs[0], &xs[1]));
    for i in 0..12 {
        let n = if i % 3 == 2 { 3 } else { 8 };
        let x = tensor(&[n, 8, 8, 1], 100 + i);
        let labels: Vec<i32> = (0..n as i32).map(|k| (k + i as i32) % 5).collect();
        let labels = Tensor::new(&labels, &[n]).unwrap();
        let want = eager.step(&x, &labels).unwrap();
        let got = function.call(&[&x, &labels]).unwrap();
        for (a, b) in want.iter().zip(&got) {
            close(a, b);
        }
        for (a, b) in eager.weights.iter().zip(&compiled.weights) {
            close(&a.value(), &b.value());
        }
    }
    assert_eq!(function.captures(), 2);
}

fn close(a: &Tensor, b: &Tensor) {
    let (a, b) = (a.to_vec::<f32>().unwrap(), b.to_vec::<f32>().unwrap());
    for (a, b) in a.iter().zip(&b) {
        assert!((a - b).abs() <= 1e-6 * a.abs().max(1.0), "{a} {b}");
    }
}

#[test]
fn a_failed_run_leaves_variables_as_they_were() {
    let net = std::rc::Rc::new(Net::new());
    let inner = net.clone();
    let function = Function::new(move |xs| inner.step(&xs[0], &xs[1]));
    let x = tensor(&[2, 8, 8, 1], 7);
    function.call(&[&x, &Tensor::new(&[0i32, 1], &[2]).unwrap()]).unwrap();
    let before: Vec<Vec<f32>> = net.weights.iter().map(|w| w.value().to_vec().unwrap()).collect();
    let error = function.call(&[&x, &Tensor::new(&[0i32, 9], &[2]).unwrap()]).unwrap_err();
    assert!(error.to_string().contains('9'), "{error}");
    for (w, b) in net.weights.iter().zip(&before) {
        assert_eq!(&w.value().to_vec::<f32>().unwrap(), b);
    }
    for (m, v) in &net.slots {
        assert!(m.value().array().is_ok() && v.value().array().is_ok());
    }
}

#[test]
fn reading_numbers_inside_is_refused() {
    let function = Function::new(|xs| Ok(vec![Tensor::scalar(xs[0].item()? as f32)?]));
    let error = function.call(&[&Tensor::scalar(1.0f32).unwrap()]).unwrap_err();
    assert!(error.to_string().contains("captured function"), "{error}");
}

/// One step of gradient descent of two convolutions with pooling and a dense layer.
fn convolutions(w: &[Variable], x: &Tensor, labels: &Tensor) -> Result<Vec<Tensor>> {
    let tape = Tape::new();
    let v: Vec<Tensor> = w.iter().map(Variable::value).collect();
    let options =
        |activation| FusedConv2dOptions { activation, pad: "same".into(), ..Default::default() };
    let h = x.fused_conv2d(&v[0], Some(&v[1]), options("relu"))?;
    let h = h.max_pool([2, 2], [2, 2], Default::default())?;
    let h = h.fused_conv2d(&v[2], Some(&v[3]), options("linear"))?;
    let h = h.max_pool([3, 2], [3, 2], Default::default())?;
    let logits = h.reshape([-1, 2 * 3 * 6])?.matmul(&v[4], false, false)?;
    let loss = labels.sparse_softmax_cross_entropy_with_logits(&logits)?.mean((), false)?;
    for (w, g) in w.iter().zip(tape.variable_gradients(&loss, w)?) {
        w.assign(&w.value().sub(&g.mul(&Tensor::scalar(0.1f32)?)?)?)?;
    }
    Ok(vec![loss, logits])
}

#[test]
fn a_compiled_step_of_convolutions_with_pooling_equals_the_eager_one() {
    let weights = || -> Vec<Variable> {
        let shapes: [&[usize]; 5] = [&[3, 3, 2, 4], &[4], &[3, 3, 4, 6], &[6], &[2 * 3 * 6, 5]];
        let fifth = Tensor::scalar(0.2f32).unwrap();
        let weight = |i: usize| tensor(shapes[i], i as u64).mul(&fifth).unwrap();
        (0..5).map(|i| Variable::new(format!("w{i}"), &weight(i), true)).collect()
    };
    let (eager, compiled) = (weights(), weights());
    let inner = compiled.clone();
    let function = Function::new(move |xs| convolutions(&inner, &xs[0], &xs[1]));
    for i in 0..6 {
        let x = tensor(&[4, 14, 13, 2], 100 + i);
        let labels = Tensor::new(&[0i32, 1, 2, 3 + (i as i32 % 2)], &[4]).unwrap();
        let want = convolutions(&eager, &x, &labels).unwrap();
        let got = function.call(&[&x, &labels]).unwrap();
        for (a, b) in want.iter().zip(&got) {
            close(a, b);
        }
        for (a, b) in eager.iter().zip(&compiled) {
            close(&a.value(), &b.value());
        }
    }
}
