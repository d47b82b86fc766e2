//! Files of the npm package that derive from the op table: a function for each operation.

use sparkler_ops::{Arity, AttrDef, AttrDefault, AttrKind, Class, OpDef, Outputs};
use std::fmt::Write;

/// The first line of every generated file.
const HEADER: &str = "// Generated from the op table by `cargo xtask generate`. Do not edit.\n";

/// `generated/table.ts`
pub fn table() -> String {
    let mut out = String::from(HEADER);
    let _ = writeln!(
        out,
        "/** The table that this was made from. */\n\
         export const TABLE_VERSION = {};\n\n\
         /** The numbers of the operations. */\n\
         export const enum Op {{",
        sparkler_ops::table_version(),
    );
    for name in sparkler_ops::ops().map(|op| op.name) {
        let _ = writeln!(out, "  {name},");
    }
    out.push_str("}\n");
    out
}

/// `generated/ops.ts`
pub fn ops() -> String {
    let mut out = String::from(HEADER);
    out.push_str(
        "import { op } from '../call';\n\
         import type { Tensor } from '../tensor';\n\
         import type { DataType, TensorLike } from '../types';\n\n",
    );
    for (number, op) in sparkler_ops::ops().enumerate() {
        if serves_gradients(op) {
            continue;
        }
        out.push('\n');
        function(&mut out, number, op);
    }
    out
}

/// Is the row there for the gradients of others alone? The package has no function for it.
fn serves_gradients(op: &OpDef) -> bool {
    op.name.ends_with("Grad") || op.name.contains("Backprop") || op.name == "maxPool3dWithArgmax"
}

fn function(out: &mut String, number: usize, op: &OpDef) {
    let doc = op.doc.trim();
    let doc = doc.replace("*/", "* /");
    let doc = doc.lines().map(str::trim).collect::<Vec<_>>().join("\n * ");
    let _ = writeln!(out, "/**\n * {doc}\n */");

    let follows = op.class == Class::Elementwise && op.inputs.len() == 1;
    let one = if follows { "T | TensorLike" } else { "Tensor | TensorLike" };
    let mut parameters: Vec<String> = op
        .inputs
        .iter()
        .map(|input| match (input.name, input.arity) {
            (name, Arity::One) => format!("{name}: {one}"),
            (name, Arity::Optional)
                if op.attrs.iter().any(|d| d.default == AttrDefault::Required) =>
            {
                format!("{name}: Tensor | TensorLike | null | undefined")
            }
            (name, Arity::Optional) => format!("{name}?: Tensor | TensorLike | null"),
            (name, Arity::Variadic) => format!("{name}: Array<Tensor | TensorLike>"),
        })
        .collect();
    let last_required = op.attrs.iter().rposition(|d| d.default == AttrDefault::Required);
    for (i, attr) in op.attrs.iter().enumerate() {
        let optional = last_required.is_none_or(|last| i > last);
        let (mark, null) = match (attr.default, optional) {
            (AttrDefault::Required, _) => ("", ""),
            (AttrDefault::Null, true) => ("?", " | null"),
            (AttrDefault::Null, false) => ("", " | null"),
            (_, true) => ("?", ""),
            (_, false) => ("", " | undefined"),
        };
        parameters.push(format!("{}{mark}: {}{null}", attr.name, attr_type(attr)));
    }
    let (generic, returned) = match op.outputs {
        Outputs::One(_) if follows => ("<T extends Tensor>", "T".to_string()),
        Outputs::One(_) => ("<T extends Tensor = Tensor>", "T".to_string()),
        Outputs::Named(names) => {
            let fields: Vec<String> = names.iter().map(|n| format!("{n}: Tensor")).collect();
            ("", format!("{{ {} }}", fields.join("; ")))
        }
        Outputs::Variadic(_) => ("<T extends Tensor = Tensor>", "T[]".to_string()),
    };
    let _ = writeln!(
        out,
        "export const {}: {generic}({}) => {returned} = /* @__PURE__ */ op({number});",
        op.name,
        parameters.join(", "),
    );
}

fn attr_type(attr: &AttrDef) -> String {
    match attr.kind {
        AttrKind::Bool => "boolean".into(),
        AttrKind::Int | AttrKind::Float => "number".into(),
        AttrKind::Word(words) => {
            words.iter().map(|w| format!("'{w}'")).collect::<Vec<_>>().join(" | ")
        }
        AttrKind::Text if attr.name.ends_with('s') => "string[]".into(),
        AttrKind::Text => "string".into(),
        AttrKind::Ints | AttrKind::Axes => "number | number[]".into(),
        AttrKind::Pairs => "number[][]".into(),
        AttrKind::Padding => "'valid' | 'same' | number | number[]".into(),
        AttrKind::DType | AttrKind::OptionalDType => "DataType".into(),
    }
}
