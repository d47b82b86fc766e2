//! No operation panics, whatever it is given: every type, empty and large shapes, odd attributes.

use sparkler_engine::{Array, Attr, Attrs, DType, Ints, Tape, Tensor};
use sparkler_ops::{Arity, AttrKind, Class, Family, Grad, OpDef, Spec, ops};
use sparkler_testkit::{FAMILIES, cases, compare, resolve};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Numbers that look random and are always the same (splitmix64).
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn int(&mut self) -> i64 {
        match self.below(24) {
            0 => self.pick(&[i64::MIN, i64::MAX, 1 << 40, -(1 << 40), 1 << 62]),
            _ => self.below(8) as i64 - 3,
        }
    }

    fn shape(&mut self) -> Vec<usize> {
        match self.below(16) {
            0 => (0..8).map(|_| self.below(3)).collect(),
            1 => vec![1, 2, 1, 2, 1, 2, 1, 2],
            _ => (0..self.below(6)).map(|_| self.pick(&[0, 1, 1, 2, 2, 3, 3, 4])).collect(),
        }
    }

    /// A shape that has a chance to go with another.
    fn relative(&mut self, of: &[usize]) -> Vec<usize> {
        let mut shape = of.to_vec();
        match self.below(6) {
            0 => return self.shape(),
            1 => shape = shape[self.below(shape.len() + 1)..].to_vec(),
            2 => shape.truncate(self.below(shape.len() + 1)),
            3 => shape.iter_mut().for_each(|d| *d = if self.one_in(2) { 1 } else { *d }),
            4 => shape.reverse(),
            _ => {}
        }
        shape
    }

    fn array(&mut self, dtype: DType, shape: &[usize]) -> Array {
        let size: usize = shape.iter().product();
        if dtype == DType::String {
            let strings = (0..size).map(|_| self.pick(&["", "a", "b"]).into()).collect();
            return Array::from_strings(strings, shape).unwrap();
        }
        let values: Vec<f64> = (0..size)
            .map(|_| match self.below(40) {
                0 => self.pick(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e30, -1e30]),
                _ => self.below(9) as f64 / 2.0 - 1.5,
            })
            .collect();
        cast(&Array::from_slice(&values, shape).unwrap(), dtype)
    }

    fn attr(&mut self, kind: AttrKind) -> Attr {
        match kind {
            AttrKind::Bool => Attr::Bool(self.one_in(2)),
            AttrKind::Int => Attr::Int(self.int()),
            AttrKind::Float => Attr::Float(self.pick(&[
                0.0,
                0.5,
                -1.0,
                3.0,
                f64::NAN,
                f64::INFINITY,
                f64::NEG_INFINITY,
                1e300,
                1e-300,
            ])),
            AttrKind::Word(words) => Attr::Str(self.pick(words)),
            AttrKind::Text => {
                let known = ["ij,jk->ik", "ii->i", "ij->ji", "...i,...i->...", "i,j", "ab,ab->"];
                match self.one_in(3) {
                    true => Attr::from(self.pick(&known)),
                    false => Attr::from(
                        (0..self.below(8))
                            .map(|_| self.pick(&["a", "b", "i", ",", "->", ".", "..."]))
                            .collect::<String>(),
                    ),
                }
            }
            AttrKind::Ints => (0..self.below(6)).map(|_| self.int()).collect::<Ints>().into(),
            AttrKind::Pairs => (0..2 * self.below(5)).map(|_| self.int()).collect::<Ints>().into(),
            AttrKind::Axes => match self.one_in(3) {
                true => Attr::Null,
                false => (0..self.below(4)).map(|_| self.int()).collect::<Ints>().into(),
            },
            AttrKind::Padding => match self.below(3) {
                0 => Attr::Str("same"),
                1 => Attr::Str("valid"),
                _ => (0..self.pick(&[1, 4, 6, 3])).map(|_| self.int()).collect::<Ints>().into(),
            },
            AttrKind::DType | AttrKind::OptionalDType => Attr::DType(self.pick(&DType::ALL)),
        }
    }

    fn attrs(&mut self, op: &OpDef) -> Vec<(&'static str, Attr)> {
        op.attrs
            .iter()
            .filter_map(|def| {
                let given = def.default.value().is_none() || self.one_in(2);
                given.then(|| (def.name, self.attr(def.kind)))
            })
            .collect()
    }
}

fn cast(x: &Array, dtype: DType) -> Array {
    let x = Tensor::from_array(x.clone());
    x.cast(dtype).unwrap().array().unwrap().to_contiguous().unwrap()
}

fn values(x: &Array) -> Vec<f64> {
    cast(x, DType::F64).to_vec().unwrap()
}

/// Runs an operation, and its gradient where it has one; what it gives, or the error's text.
///
/// Panics if the operation does, if a result is not what the row inferred, or if an error does not
/// name the operation.
fn run(op: &'static OpDef, attrs: &Attrs, inputs: &[Array]) -> Result<Vec<Array>, String> {
    let tensors: Vec<Tensor> = inputs.iter().cloned().map(Tensor::from_array).collect();
    let refs: Vec<&Tensor> = tensors.iter().collect();
    let tape = Tape::new();
    let floats: Vec<&Tensor> = tensors.iter().filter(|x| x.dtype().is_float()).collect();
    floats.iter().for_each(|x| tape.watch(x));
    let outputs = match sparkler_engine::run(op, &refs, attrs.clone()) {
        Ok(outputs) => outputs,
        Err(e) => {
            assert!(e.op() == op.name, "{}: {e}", op.name);
            return Err(e.to_string());
        }
    };
    let specs: Vec<Spec> = tensors.iter().map(Tensor::spec).collect();
    let types = op.input_types(&specs).unwrap();
    let specs: Vec<Spec> =
        specs.iter().zip(&types).map(|(s, &dtype)| Spec { dtype, ..*s }).collect();
    let inferred = op.infer(&specs, attrs).unwrap();
    if op.class != Class::DataDependent {
        let got: Vec<Spec> = outputs.iter().map(Tensor::spec).collect();
        assert_eq!(got, inferred.to_vec(), "{} gave another type or shape", op.name);
    }
    // Reading every element finds layouts that reach outside; a huge repeated one is left alone.
    let results: Vec<Array> = outputs.iter().map(|y| y.array().unwrap().clone()).collect();
    let small = results.iter().all(|y| y.size() < 1 << 20);
    if small {
        results.iter().for_each(|y| drop(y.to_contiguous().unwrap()));
    }
    if let (Some(y), true) = (outputs.iter().find(|y| y.dtype().is_float()), small)
        && !floats.is_empty()
    {
        match tape.gradient(y, &floats) {
            Ok(gradients) => {
                for (g, x) in gradients.iter().zip(&floats) {
                    assert_eq!(g.spec(), x.spec(), "{} gave another gradient", op.name);
                }
            }
            Err(e) => assert!(matches!(op.grad, Grad::None(_)), "{}: {e}", op.name),
        }
    }
    Ok(results)
}

/// As [`run`], with a panic as an error that begins with `PANIC`.
fn guarded(op: &'static OpDef, attrs: &Attrs, inputs: &[Array]) -> Result<Vec<Array>, String> {
    catch_unwind(AssertUnwindSafe(|| run(op, attrs, inputs))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()));
        let inputs: Vec<String> =
            inputs.iter().map(|x| format!("{}{}", x.dtype(), x.shape())).collect();
        Err(format!(
            "PANIC {} {} {}: {}",
            op.name,
            inputs.join(" "),
            attrs.to_json(op),
            text.unwrap_or_default()
        ))
    })
}

fn panics(results: &[Result<Vec<Array>, String>]) -> Vec<&String> {
    results.iter().filter_map(|r| r.as_ref().err()).filter(|e| e.starts_with("PANIC")).collect()
}

/// How many calls to make for each operation or case; more if the environment says so.
fn rounds(default: u64) -> u64 {
    let factor = std::env::var("SPARKLER_FUZZ").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
    default * factor
}

#[test]
fn random_calls_do_not_panic() {
    let rounds = rounds(150);
    let mut results = Vec::new();
    let mut never = Vec::new();
    for op in ops() {
        let before = results.len();
        for round in 0..rounds {
            let mut rng = Rng(round ^ (before as u64) << 20);
            let required = op.inputs.iter().filter(|d| d.arity != Arity::Optional).count();
            let mut count = required + rng.below(op.inputs.len() - required + 1);
            if op.inputs.last().is_some_and(|d| d.arity == Arity::Variadic) {
                count += rng.below(3);
            }
            let mut shape = rng.shape();
            let dtype = rng.pick(&DType::ALL);
            let inputs: Vec<Array> = (0..count)
                .map(|i| {
                    use sparkler_ops::Accept::*;
                    let accept = op.input(i).map_or(Any, |d| d.accept);
                    let dtype = match (accept, rng.below(4)) {
                        (Index, 1..) => rng.pick(&[DType::I32, DType::I64]),
                        (Condition | Bool, 1..) => DType::Bool,
                        (_, 0) => rng.pick(&DType::ALL),
                        (_, 1) => DType::F32,
                        _ => dtype,
                    };
                    if i > 0 {
                        shape = rng.relative(&shape);
                    }
                    rng.array(dtype, &shape)
                })
                .collect();
            let named = rng.attrs(op);
            results.push(match Attrs::from_named(op, &named) {
                Ok(attrs) => guarded(op, &attrs, &inputs),
                Err(e) => Err(e.to_string()),
            });
        }
        if results[before..].iter().all(Result::is_err) {
            never.push(op.name);
        }
    }
    let fine = results.iter().filter(|r| r.is_ok()).count();
    println!("random calls: {} made, {fine} with a result", results.len());
    println!("operations that no random call fits: {never:?}");
    let panics = panics(&results);
    let text: Vec<&str> = panics.iter().map(|s| s.as_str()).collect();
    assert!(panics.is_empty(), "{} panics:\n{}", panics.len(), text.join("\n"));
}

/// Cases that lie a step beside a good one: one attribute or one input is another.
#[test]
fn mutated_cases_do_not_panic() {
    let mut results = Vec::new();
    let mut rng = Rng(7);
    for case in FAMILIES.iter().flat_map(|family| cases(family).unwrap()) {
        let (op, attrs) = resolve(&case).unwrap();
        for _ in 0..rounds(12) {
            let mut inputs = case.inputs.clone();
            let mut named: Vec<(&str, Attr)> =
                op.attrs.iter().map(|d| d.name).zip(attrs.values().iter().cloned()).collect();
            if !named.is_empty() && (inputs.is_empty() || rng.one_in(2)) {
                let i = rng.below(named.len());
                named[i].1 = match (&named[i].1, rng.below(3)) {
                    // One number of a list.
                    (Attr::Ints(list), 1..) if !list.is_empty() => {
                        let mut list = list.to_vec();
                        let at = rng.below(list.len());
                        list[at] = rng.int();
                        Attr::Ints(list.into_iter().collect())
                    }
                    _ => rng.attr(op.attrs[i].kind),
                };
            } else if !inputs.is_empty() {
                let i = rng.below(inputs.len());
                let mut shape = inputs[i].shape().to_vec();
                if shape.is_empty() || rng.one_in(4) {
                    shape = rng.relative(&shape);
                } else {
                    let at = rng.below(shape.len());
                    shape[at] = rng.pick(&[0, 0, 1, 2, 3, 5]);
                }
                inputs[i] = rng.array(inputs[i].dtype(), &shape);
            }
            // Rows, segments and ranges by the thousand million are lawful, but take the memory.
            let vast = |x: &Array| x.dtype().is_int() && values(x).iter().any(|v| v.abs() > 1e6);
            if op.family == Family::Sparse && inputs.iter().any(vast) {
                continue;
            }
            results.push(match Attrs::from_named(op, &named) {
                Ok(attrs) => guarded(op, &attrs, &inputs),
                Err(e) => Err(e.to_string()),
            });
        }
    }
    let fine = results.iter().filter(|r| r.is_ok()).count();
    println!("mutated cases: {} made, {fine} with a result", results.len());
    let panics = panics(&results);
    let text: Vec<&str> = panics.iter().map(|s| s.as_str()).collect();
    assert!(panics.is_empty(), "{} panics:\n{}", panics.len(), text.join("\n"));
}

/// Every case with its inputs cast to every other type: half floats give what singles give but for
/// rounding, and so do doubles; the rest gives a result or an error.
#[test]
fn every_type() {
    let mut results = Vec::new();
    let mut failures = Vec::new();
    for case in FAMILIES.iter().flat_map(|family| cases(family).unwrap()) {
        let (op, attrs) = resolve(&case).unwrap();
        let Some(main) = case.inputs.iter().position(|x| x.dtype() == DType::F32) else { continue };
        for dtype in DType::ALL.into_iter().filter(|d| *d != DType::F32 && *d != DType::String) {
            let narrow: Vec<Array> = case
                .inputs
                .iter()
                .map(|x| if x.dtype() == DType::F32 { cast(x, dtype) } else { x.clone() })
                .collect();
            let result = guarded(op, &attrs, &narrow);
            if dtype.is_float() && case.inputs[main].size() > 0 && !large(&case.inputs) {
                let wide: Vec<Array> = narrow
                    .iter()
                    .map(|x| if x.dtype() == dtype { cast(x, DType::F32) } else { x.clone() })
                    .collect();
                let want = guarded(op, &attrs, &wide);
                if let Err(e) = same(&result, &want, dtype) {
                    failures.push(format!("{case} in {dtype}: {e}"));
                }
            }
            results.push(result);
        }
        let words = Array::from_strings(
            vec![b"x".to_vec(); case.inputs[main].size()],
            case.inputs[main].shape(),
        )
        .unwrap();
        let inputs: Vec<Array> = case
            .inputs
            .iter()
            .map(|x| if x.dtype() == DType::F32 { words.clone() } else { x.clone() })
            .collect();
        results.push(guarded(op, &attrs, &inputs));
    }
    let fine = results.iter().filter(|r| r.is_ok()).count();
    println!("calls of other types: {} made, {fine} with a result", results.len());
    let panics = panics(&results);
    let text: Vec<&str> = panics.iter().map(|s| s.as_str()).collect();
    assert!(panics.is_empty(), "{} panics:\n{}", panics.len(), text.join("\n"));
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

/// Integer cases give the same numbers in other integer types that hold them.
#[test]
fn every_integer_type() {
    let mut failures = Vec::new();
    let mut made = 0;
    for case in FAMILIES.iter().flat_map(|family| cases(family).unwrap()) {
        let (op, attrs) = resolve(&case).unwrap();
        let ints = case.inputs.iter().filter(|x| x.dtype() == DType::I32);
        let values: Vec<i32> = ints.flat_map(|x| x.to_vec::<i32>().unwrap()).collect();
        // So small that no result leaves the range of a byte, but for those below 0.
        let small = values.iter().all(|v| (0..=3).contains(v));
        if values.is_empty() || case.attrs.contains_key("dtype") {
            continue;
        }
        for dtype in [DType::I64, DType::I8, DType::U8] {
            let signed = ["bitwiseNot", "neg", "sub"];
            if dtype != DType::I64 && (!small || signed.contains(&op.name)) {
                continue;
            }
            let inputs: Vec<Array> = case
                .inputs
                .iter()
                .map(|x| if x.dtype() == DType::I32 { cast(x, dtype) } else { x.clone() })
                .collect();
            made += 1;
            let result = guarded(op, &attrs, &inputs).and_then(|got| {
                got.iter().zip(&case.outputs).try_for_each(|(got, want)| match want.dtype() {
                    DType::I32 | DType::F32 => compare(&cast(got, want.dtype()), want, 1e-4),
                    _ => compare(got, want, 1e-4),
                })
            });
            failures.extend(result.err().map(|e| format!("{case} in {dtype}: {e}")));
        }
    }
    println!("calls of other integer types: {made} made");
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

/// Are there values that overflow half precision, or that it cannot tell apart?
fn large(inputs: &[Array]) -> bool {
    inputs
        .iter()
        .filter_map(|x| x.to_vec::<f32>().ok())
        .flatten()
        .any(|v| v.is_nan() || v.abs() > 10.0)
}

fn same(
    got: &Result<Vec<Array>, String>,
    want: &Result<Vec<Array>, String>,
    dtype: DType,
) -> Result<(), String> {
    let (Ok(got), Ok(want)) = (got, want) else {
        return if got.is_ok() == want.is_ok() {
            Ok(())
        } else {
            Err(format!("{got:?} against {want:?}"))
        };
    };
    let tolerance = match dtype {
        DType::F64 => 1e-4,
        DType::F16 => 4e-3,
        _ => 4e-2,
    };
    for (got, want) in got.iter().zip(want) {
        if want.dtype() == DType::F32 {
            compare(&cast(got, DType::F32), want, tolerance)?;
        } else if got.dtype() == want.dtype() {
            compare(got, want, tolerance)?;
        }
    }
    Ok(())
}

#[test]
fn true_elements_have_coordinates() {
    let condition = Tensor::new(&[false, true, false, true, true, false], &[2, 3]).unwrap();
    let places = condition.where_true().unwrap();
    assert_eq!(places.shape()[..], [3, 2]);
    assert_eq!(places.to_vec::<i32>().unwrap(), [0, 1, 1, 0, 1, 1]);
    let none = Tensor::new(&[false; 4], &[2, 2]).unwrap().where_true().unwrap();
    assert_eq!(none.shape()[..], [0, 2]);
}
