//! `sparkler ops`: the op table.

use crate::error::{Error, Result};
use serde_json::{Map, Value, json};
use sparkler::engine::DType;
use sparkler::ops::{self, Arity, AttrDefault, Class, Format, Grad, InputDef, OpDef, Outputs};
use std::io::{self, Write};

/// List the operations, or describe one.
///
/// An operation is defined once, as a row of a table; this prints that table. `sparkler op` runs
/// an operation on arrays from files.
#[derive(clap::Args)]
pub struct Arguments {
    /// Describe this operation only, with its attributes and foreign names.
    name: Option<String>,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Prints the table or a row of it.
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut out = io::stdout().lock();
    let chosen: Vec<&OpDef> = match &arguments.name {
        Some(name) => vec![find(name)?],
        None => ops::ops().collect(),
    };
    if arguments.json {
        for op in &chosen {
            writeln!(out, "{}", row(op))?;
        }
    } else if arguments.name.is_some() {
        for op in &chosen {
            describe(&mut out, op)?;
        }
    } else {
        table(&mut out, &chosen)?;
    }
    Ok(out.flush()?)
}

/// The operation of that name.
///
/// # Errors
/// If there is none; the message says which ones are called alike, here or elsewhere.
pub fn find(name: &str) -> Result<&'static OpDef> {
    if let Some(op) = ops::find(name) {
        return Ok(op);
    }
    let lower = name.to_lowercase();
    let mut near: Vec<(usize, &str)> = ops::ops()
        .filter_map(|op| {
            let foreign = op.names.iter().any(|(_, n)| n.eq_ignore_ascii_case(name));
            let distance = if foreign { 0 } else { distance(&lower, &op.name.to_lowercase()) };
            (distance <= 1 + name.len() / 4).then_some((distance, op.name))
        })
        .collect();
    near.sort();
    let names: Vec<&str> = near.iter().take(3).map(|(_, n)| *n).collect();
    Err(Error::usage(match names.is_empty() {
        true => format!("there is no operation {name:?}; `sparkler ops` lists them all"),
        false => format!("there is no operation {name:?}; did you mean {}?", names.join(" or ")),
    }))
}

/// How many letters must be added, dropped or changed to make one word of another.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn row(op: &OpDef) -> Value {
    let inputs: Vec<Value> = op
        .inputs
        .iter()
        .map(|input| {
            let as_is = |d: &DType| input.accept.cast(*d) == Some(*d);
            let dtypes: Vec<_> = DType::ALL.into_iter().filter(as_is).map(DType::name).collect();
            json!({ "name": input.name, "arity": arity(input), "dtypes": dtypes,
                "takes": input.accept.expectation() })
        })
        .collect();
    let attrs: Vec<Value> = op
        .attrs
        .iter()
        .map(|attr| {
            let mut object = Map::new();
            object.insert("name".into(), attr.name.into());
            object.insert("takes".into(), attr.kind.expectation().into());
            object.insert("required".into(), (attr.default == AttrDefault::Required).into());
            if let Some(default) = attr.default.value() {
                object.insert("default".into(), default.to_json());
            }
            Value::Object(object)
        })
        .collect();
    let (outputs, variadic) = output_names(op);
    let mut foreign = Map::new();
    for format in [Format::Tf, Format::Onnx, Format::Tflite] {
        let names: Vec<_> = op.names.iter().filter(|(f, _)| *f == format).map(|n| n.1).collect();
        if !names.is_empty() {
            foreign.insert(format.name().into(), names.into());
        }
    }
    let mut object = json!({
        "name": op.name, "family": op.family.name(), "inputs": inputs, "promotes": op.promote,
        "attributes": attrs, "outputs": outputs, "variadic_outputs": variadic,
        "data_dependent_shape": op.class == Class::DataDependent,
        "gradient": has_gradient(op).is_ok(), "foreign_names": foreign, "doc": op.doc.trim(),
    });
    if let Err(reason) = has_gradient(op) {
        object["gradient_reason"] = reason.into();
    }
    object
}

fn arity(input: &InputDef) -> &'static str {
    match input.arity {
        Arity::One => "one",
        Arity::Optional => "optional",
        Arity::Variadic => "variadic",
    }
}

/// Has it a gradient? If not, why.
fn has_gradient(op: &OpDef) -> Result<(), &'static str> {
    match op.grad {
        Grad::Rule(_) | Grad::Composite => Ok(()),
        Grad::None(reason) => Err(reason),
    }
}

/// The names of the outputs, and whether there may be any number of them.
fn output_names(op: &OpDef) -> (Vec<&'static str>, bool) {
    match op.outputs {
        Outputs::One(name) => (vec![name], false),
        Outputs::Named(names) => (names.to_vec(), false),
        Outputs::Variadic(name) => (vec![name], true),
    }
}

/// `x, bias? -> y`
fn signature(op: &OpDef) -> String {
    let inputs: Vec<String> = op
        .inputs
        .iter()
        .map(|input| match input.arity {
            Arity::One => input.name.to_string(),
            Arity::Optional => format!("{}?", input.name),
            Arity::Variadic => format!("{}...", input.name),
        })
        .collect();
    let (outputs, variadic) = output_names(op);
    let dots = if variadic { "..." } else { "" };
    format!("{} -> {}{dots}", inputs.join(", "), outputs.join(", ")).trim_start().to_string()
}

fn table(out: &mut impl Write, rows: &[&OpDef]) -> io::Result<()> {
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|op| {
            let gradient = if has_gradient(op).is_ok() { "yes" } else { "no" };
            let doc = op.doc.lines().next().unwrap_or_default().trim();
            [op.name.into(), op.family.name().into(), signature(op), gradient.into(), doc.into()]
        })
        .collect();
    let head = ["name", "family", "inputs -> outputs", "gradient", "what it does"];
    let width = |i: usize| {
        let longest = cells.iter().map(|c: &[String; 5]| c[i].chars().count()).max();
        longest.unwrap_or(0).max(head[i].len())
    };
    let widths = [width(0), width(1), width(2), width(3)];
    let mut line = |cells: [&str; 5]| {
        for (cell, width) in cells.iter().zip(widths) {
            write!(out, "{cell:width$}  ")?;
        }
        writeln!(out, "{}", cells[4])
    };
    line(head)?;
    for c in &cells {
        line([&c[0], &c[1], &c[2], &c[3], &c[4]])?;
    }
    writeln!(out, "\n{} operations; `sparkler ops NAME` describes one", cells.len())
}

fn describe(out: &mut impl Write, op: &OpDef) -> io::Result<()> {
    writeln!(out, "{}: {} ({})\n", op.name, signature(op), op.family.name())?;
    for line in op.doc.trim().lines() {
        writeln!(out, "{}", line.trim())?;
    }
    if !op.inputs.is_empty() {
        let cast = if op.promote { ", cast to a common dtype" } else { "" };
        writeln!(out, "\ninputs{cast}")?;
        for input in op.inputs {
            let many = match input.arity {
                Arity::One => "",
                Arity::Optional => " (optional)",
                Arity::Variadic => " (any number)",
            };
            writeln!(out, "  {}{many}: {}", input.name, input.accept.expectation())?;
        }
    }
    if !op.attrs.is_empty() {
        writeln!(out, "\nattributes")?;
        for attr in op.attrs {
            let default = match attr.default.value() {
                Some(value) => format!("default {value}"),
                None => "required".into(),
            };
            writeln!(out, "  {}: {}; {default}", attr.name, attr.kind.expectation())?;
        }
    }
    match has_gradient(op) {
        Ok(()) => writeln!(out, "\ngradient: yes")?,
        Err(reason) => writeln!(out, "\ngradient: none, because {reason}")?,
    }
    if !op.names.is_empty() {
        let names: Vec<String> =
            op.names.iter().map(|(format, name)| format!("{name} ({})", format.name())).collect();
        writeln!(out, "elsewhere: {}", names.join(", "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_all_there_is_to_say() {
        for op in ops::ops() {
            let row = row(op);
            assert_eq!(row["gradient"] == json!(false), row.get("gradient_reason").is_some());
            let mut text = Vec::new();
            describe(&mut text, op).unwrap();
            let text = String::from_utf8(text).unwrap();
            assert!(op.attrs.iter().all(|a| text.contains(&format!("\n  {}: ", a.name))));
        }
    }

    #[test]
    fn mistyped_and_foreign_names_are_answered() {
        let message = |name: &str| match find(name) {
            Err(Error::Usage(message)) => message,
            _ => panic!("{name} was found"),
        };
        assert!(message("softmx").contains("softmax"));
        assert!(message("BiasAdd").contains("did you mean add?"));
        assert!(message("frobnicate").contains("`sparkler ops` lists them all"));
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
