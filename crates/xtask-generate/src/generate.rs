//! Files derived from the op table: the methods of `Var` and `Tensor`, the option structs, and the
//! functions of the npm package.

use sparkler_ops::{Arity, AttrDef, AttrDefault, AttrKind, Family, OpDef, Outputs};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The first lines of every generated file. Its methods give a `Result`, so that they cannot be
/// the operator traits that some share a name with; some defaults happen to be Rust's own.
const HEADER: &str = "// Generated from the op table by `cargo xtask generate`. Do not edit.\n\
    #![allow(clippy::should_implement_trait, clippy::derivable_impls)]\n\n";

/// Writes the derived files, or with `check` says which of them are out of date.
pub fn run(root: &Path, check: bool) -> Result<(), String> {
    let mut stale = Vec::new();
    for (path, text) in files(root) {
        let rust = path.extension().is_some_and(|e| e == "rs");
        let text = if rust { format_rust(&text)? } else { text };
        let old = std::fs::read_to_string(&path).unwrap_or_default();
        if old == text {
            continue;
        }
        if check {
            stale.push(path.strip_prefix(root).unwrap_or(&path).display().to_string());
        } else {
            std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
            println!("wrote {}", path.display());
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("out of date: {}; run `cargo xtask generate`", stale.join(", ")))
}

fn files(root: &Path) -> Vec<(PathBuf, String)> {
    vec![
        (root.join("crates/ops/src/generated/options.rs"), options()),
        (root.join("crates/ops/src/generated/var.rs"), var_methods()),
        (root.join("crates/engine/src/generated/tensor.rs"), tensor_methods()),
        (root.join("packages/sparkler/src/generated/ops.ts"), crate::typescript::ops()),
        (root.join("packages/sparkler/src/generated/table.ts"), crate::typescript::table()),
    ]
}

fn format_rust(text: &str) -> Result<String, String> {
    use std::io::Write as _;
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config", "max_width=100,use_small_heuristics=Max"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .map_err(|e| format!("rustfmt: {e}"))?;
    if let Some(stdin) = child.stdin.as_mut() {
        stdin.write_all(text.as_bytes()).map_err(|e| format!("rustfmt: {e}"))?;
    }
    let out = child.wait_with_output().map_err(|e| format!("rustfmt: {e}"))?;
    if !out.status.success() {
        return Err("rustfmt does not accept the generated code".into());
    }
    String::from_utf8(out.stdout).map_err(|e| format!("rustfmt: {e}"))
}

/// `conv2dBackpropInput` to `conv2d_backprop_input`; names that Rust spells otherwise are listed.
fn snake(name: &str) -> String {
    match name {
        "matMul" => return "matmul".into(),
        "fusedMatMul" => return "fused_matmul".into(),
        "where" => return "select".into(),
        "mod" => return "floor_mod".into(),
        "isNaN" => return "is_nan".into(),
        "basicLSTMCell" => return "basic_lstm_cell".into(),
        _ => {}
    }
    let mut out = String::new();
    let mut previous_upper = true;
    for c in name.chars() {
        if c.is_ascii_uppercase() && !previous_upper {
            out.push('_');
        }
        previous_upper = c.is_ascii_uppercase();
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn static_name(op: &OpDef) -> String {
    let mut s = match op.name {
        "where" => "where".into(),
        "mod" => "mod".into(),
        name => snake(name),
    };
    s.make_ascii_uppercase();
    format!("{}::{s}", op.family.name())
}

fn options_name(op: &OpDef) -> String {
    let mut chars = op.name.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase()).unwrap_or_default();
    format!("{first}{}Options", chars.as_str())
}

/// Attributes that a method takes one by one, and those it takes in an option struct.
fn split(op: &OpDef) -> (Vec<&AttrDef>, Vec<&AttrDef>) {
    if op.attrs.len() <= 2 {
        return (op.attrs.iter().collect(), Vec::new());
    }
    op.attrs.iter().partition(|d| d.default == AttrDefault::Required)
}

fn parameter_type(kind: AttrKind) -> &'static str {
    match kind {
        AttrKind::Bool => "bool",
        AttrKind::Int => "i64",
        AttrKind::Float => "f64",
        AttrKind::Word(_) | AttrKind::Text => "&str",
        AttrKind::Ints | AttrKind::Pairs => "impl Into<Ints>",
        AttrKind::Axes => "impl Into<Axes>",
        AttrKind::Padding => "impl Into<Padding>",
        AttrKind::DType => "DType",
        AttrKind::OptionalDType => "Option<DType>",
    }
}

fn field_type(kind: AttrKind) -> &'static str {
    match kind {
        AttrKind::Bool => "bool",
        AttrKind::Int => "i64",
        AttrKind::Float => "f64",
        AttrKind::Word(_) | AttrKind::Text => "&'static str",
        AttrKind::Ints | AttrKind::Pairs => "Ints",
        AttrKind::Axes => "Axes",
        AttrKind::Padding => "Padding",
        AttrKind::DType => "DType",
        AttrKind::OptionalDType => "Option<DType>",
    }
}

fn nullable_ints(d: &AttrDef) -> bool {
    d.default == AttrDefault::Null
        && matches!(d.kind, AttrKind::Int | AttrKind::Ints | AttrKind::Pairs)
}

/// The attribute as an expression of type `Attr`, read from a parameter or an option's field.
fn attr_value(op: &OpDef, d: &AttrDef, from: &str) -> String {
    let name = snake(d.name);
    let source = format!("{from}{name}");
    let index = op.attr_index(d.name);
    match d.kind {
        AttrKind::Word(_) | AttrKind::Pairs | AttrKind::Padding => {
            let inner = match d.kind {
                AttrKind::Word(_) => format!("{source}.into()"),
                AttrKind::Padding => {
                    format!("Attr::from({})", into(d, from, &source, "Padding"))
                }
                _ if nullable_ints(d) => format!("Attr::from({source})"),
                _ => format!("Attr::from({})", into(d, from, &source, "Ints")),
            };
            format!("op.check_attr({index}, {inner})?")
        }
        AttrKind::Ints if nullable_ints(d) => format!("Attr::from({source})"),
        AttrKind::Ints => format!("Attr::from({})", into(d, from, &source, "Ints")),
        AttrKind::Axes => format!("Attr::from({})", into(d, from, &source, "Axes")),
        _ => format!("Attr::from({source})"),
    }
}

fn into(_d: &AttrDef, from: &str, source: &str, target: &str) -> String {
    // Option fields have the type already; parameters are `impl Into<..>`.
    if from.is_empty() { format!("Into::<{target}>::into({source})") } else { source.to_string() }
}

fn attr_parameter(d: &AttrDef) -> String {
    let ty = match (nullable_ints(d), d.kind) {
        (true, AttrKind::Int) => "Option<i64>",
        (true, _) => "Option<Ints>",
        _ => parameter_type(d.kind),
    };
    format!("{}: {ty}", snake(d.name))
}

fn doc_comment(text: &str, indent: &str) -> String {
    text.trim_end().lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{indent}///{line}");
        out
    })
}

fn options() -> String {
    let mut out = String::from(HEADER);
    out.push_str("//! Options of the operations that have many.\n");
    out.push_str("use crate::attrs::{Axes, Ints, Padding};\nuse sparkler_base::DType;\n\n");
    for op in sparkler_ops::ops() {
        let (_, optional) = split(op);
        if optional.is_empty() {
            continue;
        }
        let name = options_name(op);
        let _ = writeln!(out, "/// Options of `{}`; the defaults are the table's.", op.name);
        // What the types' own defaults say needs no code.
        let plain = optional.iter().all(|d| match d.default {
            AttrDefault::Null | AttrDefault::Bool(false) | AttrDefault::Int(0) => true,
            AttrDefault::Str(s) => d.kind == AttrKind::Padding && s == "valid",
            AttrDefault::Float(f) => f.to_bits() == 0,
            AttrDefault::Ints(v) => v.is_empty(),
            _ => false,
        });
        let derived =
            if plain { "Clone, Debug, Default, PartialEq" } else { "Clone, Debug, PartialEq" };
        let _ = writeln!(out, "#[derive({derived})]\npub struct {name} {{");
        for d in &optional {
            let ty = match (nullable_ints(d), d.kind) {
                (true, AttrKind::Int) => "Option<i64>",
                (true, _) => "Option<Ints>",
                _ => field_type(d.kind),
            };
            let _ =
                writeln!(out, "    /// Attribute `{}`.\n    pub {}: {ty},", d.name, snake(d.name));
        }
        if plain {
            out.push_str("}\n\n");
            continue;
        }
        let _ = writeln!(out, "}}\n\nimpl Default for {name} {{\n    fn default() -> Self {{");
        let _ = writeln!(out, "        {name} {{");
        for d in &optional {
            let value = match (d.default, d.kind) {
                (AttrDefault::Null, AttrKind::Axes) => "Axes::All".into(),
                (AttrDefault::Null, _) => "None".into(),
                (AttrDefault::Str("same"), AttrKind::Padding) => "Padding::Same".into(),
                (AttrDefault::Str(_), AttrKind::Padding) => "Padding::Valid".into(),
                (AttrDefault::Ints(v), AttrKind::Axes) => format!("{v:?}[..].into()"),
                (AttrDefault::Ints(v), _) => format!("Ints::from({v:?})")
                    .replace("])", "_i64])")
                    .replace("[_i64]", "[0i64; 0]"),
                (AttrDefault::Bool(b), _) => b.to_string(),
                (AttrDefault::Int(i), _) => i.to_string(),
                (AttrDefault::Float(f64::INFINITY), _) => "f64::INFINITY".into(),
                (AttrDefault::Float(f64::NEG_INFINITY), _) => "f64::NEG_INFINITY".into(),
                (AttrDefault::Float(f), _) => format!("{f:?}"),
                (AttrDefault::Str(s), _) => format!("{s:?}"),
                (AttrDefault::DType(d), _) => format!("DType::{d:?}"),
                (AttrDefault::Required, _) => unreachable!("required ones are parameters"),
            };
            let _ = writeln!(out, "            {}: {value},", snake(d.name));
        }
        out.push_str("        }\n    }\n}\n\n");
    }
    out
}

/// The list of attribute values in the row's order, as an expression of type `Attrs`.
fn attrs_expression(op: &OpDef) -> String {
    if op.attrs.is_empty() {
        return "Attrs::none()".into();
    }
    let (positional, _) = split(op);
    let values: Vec<String> = op
        .attrs
        .iter()
        .map(|d| {
            let from = if positional.contains(&d) { "" } else { "options." };
            attr_value(op, d, from)
        })
        .collect();
    format!("Attrs::from_values([{}])", values.join(", "))
}

fn attr_parameters(op: &OpDef) -> Vec<String> {
    let (positional, optional) = split(op);
    let mut out: Vec<String> = positional.iter().map(|d| attr_parameter(d)).collect();
    if !optional.is_empty() {
        out.push(format!("options: {}", options_name(op)));
    }
    out
}

fn var_methods() -> String {
    let mut out = String::from(HEADER);
    out.push_str("use crate::attrs::{Attr, Attrs, Axes, Ints};\n");
    out.push_str("use crate::options::*;\nuse crate::{Var, array, image, linalg, math, nn, random, signal, sparse, string};\n");
    out.push_str("use sparkler_base::{DType, Result};\n\n");
    out.push_str("/// The operations of the table.\n#[allow(clippy::should_implement_trait)]\nimpl<'a> Var<'a> {\n");
    for op in sparkler_ops::ops().filter(|op| !op.inputs.is_empty()) {
        let variadic = op.inputs[0].arity == Arity::Variadic;
        let mut parameters = Vec::new();
        if variadic {
            parameters.push(format!("{}: &[Var<'a>]", snake(op.inputs[0].name)));
        } else {
            parameters.push("self".into());
            for input in &op.inputs[1..] {
                let ty = match input.arity {
                    Arity::One => "Var<'a>",
                    Arity::Optional => "Option<Var<'a>>",
                    Arity::Variadic => "&[Var<'a>]",
                };
                parameters.push(format!("{}: {ty}", snake(input.name)));
            }
        }
        parameters.extend(attr_parameters(op));
        let single = matches!(op.outputs, Outputs::One(_));
        let returned = if single { "Var<'a>" } else { "Vec<Var<'a>>" };
        let _ = writeln!(out, "    /// Operation `{}`.", op.name);
        let _ = writeln!(
            out,
            "    pub fn {}({}) -> Result<{returned}> {{",
            snake(op.name),
            parameters.join(", ")
        );
        let _ = writeln!(out, "        let op = &{};", static_name(op));
        let _ = writeln!(out, "        let attrs = {};", attrs_expression(op));
        let run = if single { "run1" } else { "run_n" };
        if variadic {
            let name = snake(op.inputs[0].name);
            let _ = writeln!(
                out,
                "        match {name}.first() {{\n            Some(first) => first.{run}(op, {name}, attrs),"
            );
            let _ = writeln!(
                out,
                "            None => Err(sparkler_base::Error::other(op.name, \"takes at least one input\")),\n        }}"
            );
        } else if op.inputs.iter().any(|i| i.arity != Arity::One) {
            let _ = writeln!(out, "        let mut inputs = vec![self];");
            for input in &op.inputs[1..] {
                let name = snake(input.name);
                let extend = if input.arity == Arity::One {
                    format!("inputs.push({name});")
                } else {
                    format!("inputs.extend({name});")
                };
                let _ = writeln!(out, "        {extend}");
            }
            let _ = writeln!(out, "        self.{run}(op, &inputs, attrs)");
        } else {
            let names: Vec<String> = std::iter::once("self".to_string())
                .chain(op.inputs[1..].iter().map(|i| snake(i.name)))
                .collect();
            let _ = writeln!(out, "        self.{run}(op, &[{}], attrs)", names.join(", "));
        }
        out.push_str("    }\n\n");
    }
    out.push_str("}\n");
    out
}

fn tensor_methods() -> String {
    let mut out = String::from(HEADER);
    out.push_str("use crate::{Tensor, run};\n");
    out.push_str("use sparkler_base::{DType, Result};\n");
    out.push_str("use sparkler_ops::attrs::{Attr, Attrs, Axes, Ints};\n");
    out.push_str(
        "use sparkler_ops::options::*;\nuse sparkler_ops::{array, image, linalg, math, nn, random, signal, sparse, string};\n\n",
    );
    out.push_str(
        "/// The operations of the table.\n#[allow(clippy::should_implement_trait)]\nimpl Tensor {\n",
    );
    for op in sparkler_ops::ops() {
        let method = !op.inputs.is_empty()
            && op.inputs[0].arity != Arity::Variadic
            && op.family != Family::Random;
        let mut parameters = Vec::new();
        let mut arguments = Vec::new();
        for (i, input) in op.inputs.iter().enumerate() {
            let name = snake(input.name);
            if i == 0 && method {
                parameters.push("&self".to_string());
                arguments.push("self".to_string());
                continue;
            }
            let ty = match input.arity {
                Arity::One => "&Tensor",
                Arity::Optional => "Option<&Tensor>",
                Arity::Variadic => "&[&Tensor]",
            };
            parameters.push(format!("{name}: {ty}"));
            arguments.push(name);
        }
        parameters.extend(attr_parameters(op));
        let (returned, finish) = match op.outputs {
            Outputs::One(_) => ("Tensor".to_string(), "run::one"),
            Outputs::Named(names) if names.len() == 2 => ("(Tensor, Tensor)".into(), "run::two"),
            _ => ("Vec<Tensor>".into(), "run::many"),
        };
        let doc = doc_comment(op.doc, "    ");
        let doc = if doc.is_empty() { format!("    /// Operation `{}`.\n", op.name) } else { doc };
        out.push_str(&doc);
        out.push_str("    ///\n    /// # Errors\n    /// If an input's dtype or shape, or an attribute, does not fit.\n");
        let _ = writeln!(
            out,
            "    pub fn {}({}) -> Result<{returned}> {{",
            snake(op.name),
            parameters.join(", ")
        );
        let _ = writeln!(out, "        let op = &{};", static_name(op));
        let _ = writeln!(out, "        let attrs = {};", attrs_expression(op));
        if op.inputs.first().is_some_and(|i| i.arity == Arity::Variadic) {
            let _ = writeln!(out, "        {finish}(op, {}, attrs)", arguments[0]);
        } else if op.inputs.iter().any(|i| i.arity != Arity::One) {
            let required: Vec<&String> = arguments
                .iter()
                .zip(op.inputs)
                .filter(|(_, i)| i.arity == Arity::One)
                .map(|(a, _)| a)
                .collect();
            let list: Vec<&str> = required.iter().map(|s| s.as_str()).collect();
            let _ =
                writeln!(out, "        let mut inputs: Vec<&Tensor> = vec![{}];", list.join(", "));
            for (a, i) in arguments.iter().zip(op.inputs) {
                if i.arity != Arity::One {
                    let _ = writeln!(out, "        inputs.extend({a});");
                }
            }
            let _ = writeln!(out, "        {finish}(op, &inputs, attrs)");
        } else {
            let _ = writeln!(out, "        {finish}(op, &[{}], attrs)", arguments.join(", "));
        }
        out.push_str("    }\n\n");
    }
    out.push_str("}\n");
    out
}
