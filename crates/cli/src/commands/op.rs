//! `sparkler op`: one operation on arrays from files.

use super::ops::find;
use crate::error::{Error, Result};
use serde_json::{Value, json};
use sparkler::engine::{Array, Attrs, DType, Tape, Tensor};
use sparkler::formats::{npy, npz};
use sparkler::ops::{Arity, Grad, OpDef, Outputs};
use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Run one operation on arrays from NumPy files.
///
/// Arrays of an .npz file go to the inputs of their names (`sparkler ops NAME` tells them), the
/// others to the free inputs in the order given. The result is an .npz file with the outputs under
/// their names.
///
/// With --grad it also holds the vector-Jacobian products, d_INPUT for each floating-point input:
/// the derivatives of the outputs, weighted by arrays `dy` (or `dy0`, `dy1`, ... of several
/// outputs) from the .npz files, or by ones.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  sparkler op topk --attrs '{\"k\": 2}' --input x.npy \
    --output top.npz --grad")]
pub struct Arguments {
    /// The operation.
    name: String,
    /// Its attributes as a JSON object; the others have their defaults.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    attrs: String,
    /// The arrays.
    #[arg(long, value_name = "FILE.npy|.npz", num_args = 1..)]
    input: Vec<PathBuf>,
    /// Where the results go.
    #[arg(long, value_name = "FILE.npz")]
    output: PathBuf,
    /// Compute the vector-Jacobian products too.
    #[arg(long)]
    grad: bool,
    /// Print what was computed as one JSON object.
    #[arg(long)]
    json: bool,
}

/// An array from a file: what its member is called, if it has a name, and where it comes from.
struct Given {
    name: Option<String>,
    source: String,
    array: Array,
}

/// Reads, computes, writes.
pub fn run(arguments: &Arguments) -> Result<()> {
    let op = find(&arguments.name)?;
    let attrs = match serde_json::from_str(&arguments.attrs) {
        Ok(Value::Object(object)) => Attrs::from_json(op, &object)?,
        Ok(other) => return Err(Error::usage(format!("--attrs is {other}, not a JSON object"))),
        Err(e) => return Err(Error::usage(format!("--attrs is not JSON: {e}"))),
    };
    if let (true, Grad::None(reason)) = (arguments.grad, op.grad) {
        return Err(Error::failed(format!("{}: has no gradient, because {reason}", op.name)));
    }
    let mut given = Vec::new();
    for path in &arguments.input {
        read(path, &mut given)?;
    }
    let weights = if arguments.grad { take_weights(op, &mut given) } else { Vec::new() };
    let (names, arrays) = arrange(op, given)?;
    let inputs: Vec<Tensor> = arrays.into_iter().map(Tensor::from_array).collect();
    let results = match arguments.grad {
        true => with_gradients(op, attrs, &names, &inputs, weights)?,
        false => outputs_by_name(op, &compute(op, attrs, &inputs)?),
    };
    let results: Vec<(String, Array)> = results
        .into_iter()
        .map(|(name, t)| Ok((name, t.array()?.clone())))
        .collect::<Result<_>>()?;
    npz::write(&arguments.output, &results, npz::Compression::Stored)?;
    report(arguments, &results)
}

fn compute(op: &'static OpDef, attrs: Attrs, inputs: &[Tensor]) -> Result<Vec<Tensor>> {
    let inputs: Vec<&Tensor> = inputs.iter().collect();
    Ok(sparkler::engine::run(op, &inputs, attrs)?.into_vec())
}

fn read(path: &Path, given: &mut Vec<Given>) -> Result<()> {
    let file = path.display().to_string();
    match path.extension().and_then(|e| e.to_str()) {
        Some("npy") => given.push(Given { name: None, source: file, array: npy::read(path)? }),
        Some("npz") => given.extend(npz::read(path)?.into_iter().map(|(name, array)| Given {
            source: format!("{name} of {file}"),
            name: Some(name),
            array,
        })),
        _ => return Err(Error::usage(format!("{file}: expected a .npy or .npz file"))),
    }
    Ok(())
}

/// Takes the weights of the outputs out of the arrays given: those called `dy` or `dy0`, `dy1`,
/// ..., if no input is called so.
fn take_weights(op: &OpDef, given: &mut Vec<Given>) -> Vec<(usize, Given)> {
    let output = |g: &Given| -> Option<usize> {
        let name = g.name.as_deref()?;
        if op.inputs.iter().any(|input| input.name == name) {
            return None;
        }
        match name.strip_prefix("dy")? {
            "" => Some(0),
            number => number.parse().ok(),
        }
    };
    let (weights, inputs) = std::mem::take(given).into_iter().partition(|g| output(g).is_some());
    *given = inputs;
    weights.into_iter().filter_map(|g: Given| Some((output(&g)?, g))).collect()
}

/// Puts arrays in the order of the operation's inputs, each with the input's name (numbered where
/// an input stands for any number of arrays).
fn arrange(op: &OpDef, given: Vec<Given>) -> Result<(Vec<String>, Vec<Array>)> {
    let variadic = op.inputs.last().filter(|input| input.arity == Arity::Variadic);
    let fixed = op.inputs.len() - usize::from(variadic.is_some());
    let mut slots: Vec<Option<Array>> = vec![None; fixed];
    let mut numbered: Vec<(usize, Array)> = Vec::new();
    let mut rest: VecDeque<Given> = VecDeque::new();
    for g in given {
        let name = g.name.as_deref().unwrap_or_default();
        let number = variadic.and_then(|v| name.strip_prefix(v.name)?.parse().ok());
        match (op.inputs[..fixed].iter().position(|input| input.name == name), number) {
            (Some(i), _) if slots[i].is_some() => {
                return Err(Error::usage(format!("{}: input {name} is given twice", op.name)));
            }
            (Some(i), _) => slots[i] = Some(g.array),
            (None, Some(number)) => numbered.push((number, g.array)),
            (None, None) => rest.push_back(g),
        }
    }
    numbered.sort_by_key(|(number, _)| *number);
    for slot in slots.iter_mut().filter(|slot| slot.is_none()) {
        *slot = rest.pop_front().map(|g| g.array);
    }
    let (mut names, mut arrays) = (Vec::new(), Vec::new());
    let last = slots.iter().rposition(Option::is_some).map_or(0, |i| i + 1);
    for (i, (slot, input)) in slots.into_iter().zip(op.inputs).enumerate() {
        match slot {
            Some(array) => {
                names.push(input.name.to_string());
                arrays.push(array);
            }
            None if input.arity == Arity::Optional && i >= last => {}
            None => {
                return Err(Error::usage(format!(
                    "{}: input {} is missing; give it with --input",
                    op.name, input.name
                )));
            }
        }
    }
    if let Some(variadic) = variadic {
        let more =
            numbered.into_iter().map(|(_, array)| array).chain(rest.drain(..).map(|g| g.array));
        for (i, array) in more.enumerate() {
            names.push(format!("{}{i}", variadic.name));
            arrays.push(array);
        }
    }
    match rest.front() {
        None => Ok((names, arrays)),
        Some(extra) => Err(Error::usage(format!(
            "{}: there is no input left for {}; it takes {}",
            op.name,
            extra.source,
            match op.inputs {
                [] => "none".to_string(),
                inputs => inputs.iter().map(|i| i.name).collect::<Vec<_>>().join(", "),
            }
        ))),
    }
}

fn outputs_by_name(op: &OpDef, outputs: &[Tensor]) -> Vec<(String, Tensor)> {
    let name = |i: usize| match op.outputs {
        Outputs::One(name) => name.to_string(),
        Outputs::Named(names) => names.get(i).map_or_else(|| format!("y{i}"), |n| n.to_string()),
        Outputs::Variadic(name) => format!("{name}{i}"),
    };
    outputs.iter().enumerate().map(|(i, t)| (name(i), t.clone())).collect()
}

fn is_differentiable(t: &Tensor) -> bool {
    t.dtype().is_float() || t.dtype() == DType::Complex64
}

/// The outputs by name, and the gradients of the inputs as `d_<input>`.
fn with_gradients(
    op: &'static OpDef,
    attrs: Attrs,
    names: &[String],
    inputs: &[Tensor],
    weights: Vec<(usize, Given)>,
) -> Result<Vec<(String, Tensor)>> {
    let watched: Vec<(&String, &Tensor)> =
        names.iter().zip(inputs).filter(|(_, t)| is_differentiable(t)).collect();
    if watched.is_empty() {
        return Err(Error::failed(format!(
            "{}: has no floating-point input here, so there is nothing to differentiate by",
            op.name
        )));
    }
    let tape = Tape::new();
    watched.iter().for_each(|(_, t)| tape.watch(t));
    let outputs = compute(op, attrs, inputs)?;
    let mut dys: Vec<Option<Tensor>> = vec![None; outputs.len()];
    for (i, weight) in weights {
        let Some(y) = outputs.get(i) else {
            return Err(Error::usage(format!("{}: there is no output {i}", weight.source)));
        };
        let dy = Tensor::from_array(weight.array);
        if dy.spec() != y.spec() {
            return Err(Error::usage(format!(
                "{}: is {}, expected {} like output {i} of {}",
                weight.source,
                dy.spec(),
                y.spec(),
                op.name
            )));
        }
        dys[i] = Some(dy);
    }
    let ys: Vec<(&Tensor, Option<&Tensor>)> = outputs
        .iter()
        .zip(&dys)
        .filter(|(y, _)| is_differentiable(y))
        .map(|(y, dy)| (y, dy.as_ref()))
        .collect();
    let xs: Vec<&Tensor> = watched.iter().map(|(_, t)| *t).collect();
    let gradients = tape.gradient_from(&ys, &xs)?;
    let mut results = outputs_by_name(op, &outputs);
    results.extend(watched.iter().zip(gradients).map(|((name, _), g)| (format!("d_{name}"), g)));
    Ok(results)
}

fn report(arguments: &Arguments, results: &[(String, Array)]) -> Result<()> {
    let mut out = io::stdout().lock();
    if arguments.json {
        let outputs: Vec<Value> = results
            .iter()
            .map(|(name, a)| json!({ "name": name, "dtype": a.dtype().name(), "shape": a.shape().dims() }))
            .collect();
        let file = arguments.output.display().to_string();
        let line = json!({ "op": arguments.name, "outputs": outputs, "file": file });
        writeln!(out, "{line}")?;
    } else {
        for (name, array) in results {
            writeln!(out, "{name}: {} {}", array.dtype(), array.shape())?;
        }
    }
    Ok(out.flush()?)
}
