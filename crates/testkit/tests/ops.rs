//! Every operation against its reference cases, in every layout, with its gradients.

use sparkler_engine::{Array, DType, Tensor};
use sparkler_ops::kernel::{self, Pool};
use sparkler_ops::{Accept, Class, Grad, Kernel, OpDef, Spec, ops};
use sparkler_testkit::{
    Case, FAMILIES, cases, compare, gradient_check, layouts, resolve, run_case, run_forward,
    run_gradient, second_gradient_check,
};
use std::collections::{BTreeSet, HashSet};

fn all_cases() -> Vec<Case> {
    FAMILIES.iter().flat_map(|family| cases(family).unwrap()).collect()
}

/// Fails with all failures at once, after a line that says how many went well.
fn report(what: &str, total: usize, failures: &[String]) {
    println!("{what}: {} of {total} pass", total - failures.len());
    assert!(failures.is_empty(), "{what}:\n{}", failures.join("\n"));
}

#[test]
fn reference_cases() {
    let cases = all_cases();
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| run_case(case).err().map(|e| format!("{case}: {e}")))
        .collect();
    report("reference cases", cases.len(), &failures);
}

#[test]
fn every_row_has_a_case() {
    let seen: HashSet<String> = all_cases().into_iter().map(|c| c.op).collect();
    let missing: BTreeSet<&str> = ops()
        .map(|op| op.name)
        .filter(|name| !seen.contains(*name))
        .filter(|name| WITHOUT_CASES.iter().all(|(n, _)| n != name))
        .collect();
    assert!(missing.is_empty(), "without a case: {missing:?}");
    for (name, _) in WITHOUT_CASES {
        assert!(!seen.contains(*name), "{name} has cases after all");
        assert!(sparkler_ops::find(name).is_some(), "{name} is no operation");
    }
    for name in seen {
        assert!(sparkler_ops::find(&name).is_some(), "{name} has cases but no row");
    }
}

/// Rows without reference cases, and why.
const WITHOUT_CASES: &[(&str, &str)] = &[
    ("avgPoolGrad", "a gradient: the cases of avgPool hold it"),
    ("avgPool3dGrad", "a gradient: the cases of avgPool3d hold it"),
    ("maxPoolGrad", "a gradient: the cases of maxPool hold it"),
    ("maxPool3dGrad", "a gradient: the cases of maxPool3d hold it"),
    ("maxPool3dWithArgmax", "the second derivative of maxPool3d holds it"),
    ("conv3dBackpropFilter", "a gradient: the cases of conv3d hold it"),
    ("conv3dBackpropInput", "a gradient: the cases of conv3d hold it"),
    ("reluGrad", "a gradient: the cases of relu hold it"),
    ("relu6Grad", "a gradient: the cases of relu6 hold it"),
    ("sparseSoftmaxCrossEntropyGrad", "a gradient: the cases of its loss hold it"),
    ("dropout", "random: see random.rs"),
    ("multinomial", "random: see random.rs"),
    ("randomGamma", "random: see random.rs"),
    ("randomNormal", "random: see random.rs"),
    ("randomUniform", "random: see random.rs"),
    ("randomUniformInt", "random: see random.rs"),
    ("truncatedNormal", "random: see random.rs"),
    ("identity", "changes nothing"),
    ("stopGradient", "changes nothing"),
    ("whereTrue", "see robust.rs"),
];

/// A case whose results in other layouts must be those of dense inputs.
#[test]
fn layouts_do_not_matter() {
    let cases = all_cases();
    let mut failures = Vec::new();
    for case in &cases {
        let variants: Vec<_> = case.inputs.iter().map(|x| layouts(x).unwrap()).collect();
        for v in 0..variants.first().map_or(0, Vec::len) {
            let name = variants[0][v].0;
            let inputs: Vec<Array> = variants.iter().map(|x| x[v].1.clone()).collect();
            let result = run_forward(case, &inputs).and_then(|()| run_gradient(case, &inputs));
            if let Err(e) = result {
                failures.push(format!("{case}: {name}: {e}"));
                break;
            }
        }
    }
    report("cases in all layouts", cases.len(), &failures);
}

/// Inputs repeated with stride 0 give what dense copies of them give.
#[test]
fn repeated_inputs_do_not_matter() {
    let cases = all_cases();
    let mut failures = Vec::new();
    for case in cases.iter().filter(|c| c.inputs.iter().any(|x| x.shape().rank() > 0)) {
        let (op, attrs) = resolve(case).unwrap();
        let repeated: Vec<Array> = case.inputs.iter().map(repeat).collect();
        let run = |inputs: &[Array]| {
            let tensors: Vec<Tensor> = inputs.iter().cloned().map(Tensor::from_array).collect();
            sparkler_engine::run(op, &tensors.iter().collect::<Vec<_>>(), attrs.clone())
        };
        let dense: Vec<Array> = repeated.iter().map(|x| layouts(x).unwrap().remove(0).1).collect();
        let result = match (run(&repeated), run(&dense)) {
            (Ok(a), Ok(b)) => a
                .iter()
                .zip(&b)
                .try_for_each(|(a, b)| compare(a.array().unwrap(), b.array().unwrap(), 1e-5)),
            (Err(a), Err(b)) if a.to_string() == b.to_string() => Ok(()),
            (a, b) => Err(format!("{a:?} against {b:?}")),
        };
        failures.extend(result.err().map(|e| format!("{case}: {e}")));
    }
    report("repeated inputs", cases.len(), &failures);
}

/// Along its first axis, the first slice of the array again and again, without a copy.
fn repeat(array: &Array) -> Array {
    let shape = *array.shape();
    if shape.size() == 0 || shape.rank() == 0 {
        return array.clone();
    }
    let rank = shape.rank();
    let first = array.slice(&vec![0; rank], &shape.with(0, 1), &vec![1; rank]).unwrap();
    first.broadcast_to(&shape).unwrap()
}

/// Kernels that may overwrite their inputs give what they give otherwise.
#[test]
fn in_place_does_not_matter() {
    let cases = all_cases();
    let mut failures = Vec::new();
    for case in &cases {
        let (op, attrs) = resolve(case).unwrap();
        let specs: Vec<Spec> =
            case.inputs.iter().map(|x| Spec::new(x.dtype(), *x.shape())).collect();
        let types = op.input_types(&specs).unwrap();
        let cast = specs.iter().zip(&types).any(|(s, t)| s.dtype != *t);
        if cast || matches!(op.kernel, Kernel::Composite(_)) {
            continue;
        }
        // Nobody but the kernel holds these.
        let mut inputs: Vec<Option<Array>> =
            case.inputs.iter().map(|x| Some(layouts(x).unwrap().remove(0).1)).collect();
        let out = op.infer(&specs, &attrs).unwrap();
        let result = kernel::run(op, &mut inputs, &attrs, &out, &mut Pool);
        let result = result.map_err(|e| e.to_string()).and_then(|got| {
            for (i, (got, want)) in got.iter().zip(&case.outputs).enumerate() {
                let tolerance = case.tolerance.unwrap_or(1e-5);
                compare(got, want, tolerance)?;
                // Shape rules are exact, but for shapes that depend on data.
                let spec = Spec::new(got.dtype(), *got.shape());
                if op.class != Class::DataDependent && spec != out[i] {
                    return Err(format!("output {i} is {spec}, inferred {}", out[i]));
                }
            }
            Ok(())
        });
        failures.extend(result.err().map(|e| format!("{case}: {e}")));
    }
    report("in place", cases.len(), &failures);
}

/// The case's inputs, singles as doubles.
fn doubles(case: &Case) -> Vec<Tensor> {
    case.inputs
        .iter()
        .map(|x| match x.dtype() {
            DType::F32 => {
                let values = x.to_vec::<f32>().unwrap();
                let values: Vec<f64> = values.into_iter().map(f64::from).collect();
                Tensor::new(&values, x.shape()).unwrap()
            }
            _ => Tensor::from_array(x.clone()),
        })
        .collect()
}

fn check_gradients(what: &str, second: bool) {
    let mut checked = BTreeSet::new();
    let mut failures = Vec::new();
    let (mut total, mut held) = (0, 0);
    for case in all_cases() {
        let (op, attrs) = resolve(&case).unwrap();
        let inputs = doubles(&case);
        let finite = inputs
            .iter()
            .filter(|x| x.dtype() == DType::F64)
            .all(|x| x.size() < 1000 && x.to_vec::<f64>().unwrap().iter().all(|v| v.abs() < 1e4));
        let skip = inputs.iter().all(|x| x.dtype() != DType::F64)
            || inputs.iter().any(|x| x.dtype() == DType::Complex64)
            || matches!(op.grad, Grad::None(_))
            || (second && case.gradients.is_none())
            || !finite;
        if skip {
            continue;
        }
        let f = |xs: &[Tensor]| {
            let xs: Vec<&Tensor> = xs.iter().collect();
            Ok(sparkler_engine::run(op, &xs, attrs.clone())?.into_vec())
        };
        let result =
            if second { second_gradient_check(f, &inputs) } else { gradient_check(f, &inputs) };
        total += 1;
        match result {
            Ok(0) => {}
            Ok(n) => {
                held += n;
                checked.insert(op.name);
            }
            Err(_) if second && SINGULAR.contains(&case.note.as_str()) => {}
            Err(e) => failures.push(format!("{case}: {e}")),
        }
    }
    let what = format!("{what} of {} operations at {held} places", checked.len());
    report(&what, total, &failures);
    // Finite differences need double precision, which complex numbers have not; the cases hold
    // those gradients.
    let real = |op: &OpDef| op.inputs.iter().any(|input| input.accept != Accept::Complex);
    let differentiable = |op: &&OpDef| !matches!(op.grad, Grad::None(_)) && real(op);
    let unchecked: BTreeSet<&str> = ops()
        .filter(differentiable)
        .map(|op| op.name)
        .filter(|name| !checked.contains(name))
        .filter(|name| WITHOUT_CASES.iter().all(|(n, _)| n != name))
        .filter(|name| !second || UNCHECKED.iter().all(|(n, _)| n != name))
        .collect();
    assert!(unchecked.is_empty(), "{what}: not checked: {unchecked:?}");
}

/// Differentiable rows whose second derivative no case holds, and why.
const UNCHECKED: &[(&str, &str)] = &[
    ("bincount", "linear in its weights"),
    ("denseBincount", "linear in its weights"),
    ("imag", "0 of real numbers"),
    ("step", "flat"),
    ("transform", "TensorFlow's gradient is that of the inverse map, not the derivative"),
];

/// Cases without a second derivative: that of a running product divides by its elements, as
/// TensorFlow's.
const SINGULAR: [&str; 2] = ["the gradient at a zero", "the gradient at two zeros"];

#[test]
fn gradients_are_derivatives() {
    check_gradients("gradients", false);
}

#[test]
fn second_derivatives() {
    check_gradients("second derivatives", true);
}
