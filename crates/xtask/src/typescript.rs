//! Files of the npm package that derive from the op table: a function for each operation.

use sparkler_ops::{
    Accept, Arity, AttrDef, AttrDefault, AttrKind, Class, InputDef, OpDef, Outputs,
};
use std::fmt::Write;

/// Operations whose output has the elements of its first input, as TensorFlow.js counts memory.
const SHARED: &[&str] = &["identity", "reshape", "squeeze", "expandDims"];

/// What TensorFlow.js calls an input in its messages, where it is not the row's name.
const ARGUMENT_NAMES: &[(&str, &str, &str)] = &[
    ("pow", "a", "base"),
    ("pow", "b", "exp"),
    ("real", "x", "input"),
    ("imag", "x", "input"),
    ("tensorScatterUpdate", "x", "tensor"),
    ("searchSorted", "sorted", "sortedSequence"),
];

/// Types that TensorFlow.js asks of an argument, where it is not any number: `f` float32, `i`
/// int32, `b` bool, `a` anything.
const WANTED: &[(char, &[&str])] = &[
    (
        'f',
        &[
            "avgPool",
            "avgPool3d",
            "ceil",
            "conv2d",
            "cos",
            "cosh",
            "depthToSpace",
            "depthwiseConv2d",
            "elu",
            "floor",
            "log",
            "rsqrt",
            "sigmoid",
            "sin",
            "softmax",
            "sqrt",
            "tan",
            "tanh",
        ],
    ),
    ('i', &["oneHot"]),
    ('b', &["all", "any", "logicalAnd", "logicalNot", "logicalOr", "logicalXor"]),
    (
        'a',
        &[
            "concat",
            "equal",
            "expandDims",
            "gatherND.x",
            "greater",
            "greaterEqual",
            "identity",
            "less",
            "lessEqual",
            "notEqual",
            "reshape",
            "slice",
            "squeeze",
            "stack",
            "stridedSlice",
            "tile",
            "unique",
            "unstack",
        ],
    ),
];

/// `generated/ops.ts`
pub fn ops() -> String {
    let mut out = String::from(
        "// Generated from the op table by `cargo xtask generate`. Do not edit.\n\
         import { call, callAll, callShared } from '../call';\n\
         import type { Tensor } from '../tensor';\n\
         import type { DataType, TensorLike } from '../types';\n\n",
    );
    let names: Vec<&str> = sparkler_ops::ops().map(|op| op.name).collect();
    let _ = writeln!(
        out,
        "/** The table that this was made from. */\n\
         export const TABLE_VERSION = {};\n\n\
         /** The operations by number. */\n\
         export const OP_NAMES = /* @__PURE__ */ '{}'.split(' ');\n\n\
         /** The numbers of the operations. */\n\
         export const enum Op {{",
        sparkler_ops::table_version(),
        names.join(" "),
    );
    for name in &names {
        let _ = writeln!(out, "  {name},");
    }
    out.push_str("}\n");
    for (number, op) in sparkler_ops::ops().enumerate() {
        out.push('\n');
        function(&mut out, number, op);
    }
    out
}

fn function(out: &mut String, number: usize, op: &OpDef) {
    let doc = op.doc.trim();
    let doc = doc.replace("*/", "* /");
    let doc = doc.lines().map(str::trim).collect::<Vec<_>>().join("\n * ");
    let _ = writeln!(out, "/**\n * {doc}\n */");

    let follows = op.class == Class::Elementwise && op.inputs.len() == 1;
    let mut parameters = Vec::new();
    let mut given = Vec::new();
    let mut signature = vec![op.name.to_string()];
    for input in op.inputs {
        let name = argument(op, input);
        let one = if follows { "T | TensorLike" } else { "Tensor | TensorLike" };
        parameters.push(match input.arity {
            Arity::One => format!("{name}: {one}"),
            Arity::Optional => format!("{name}?: Tensor | TensorLike | null"),
            Arity::Variadic => format!("{name}: Array<Tensor | TensorLike>"),
        });
        let (list, optional) = match input.arity {
            Arity::One => ("", ""),
            Arity::Optional => ("", "?"),
            Arity::Variadic => ("*", ""),
        };
        let wanted = wanted(op, input).map_or(String::new(), |letter| format!(":{letter}"));
        signature.push(format!("{list}{name}{optional}{wanted}"));
        given.push(name.to_string());
    }
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
    let values: Vec<String> = op.attrs.iter().map(attr_value).collect();
    let attrs =
        if values.is_empty() { String::new() } else { format!(", [{}]", values.join(", ")) };
    let arguments = format!("{number}, '{}', [{}]{attrs}", signature.join(" "), given.join(", "));
    // A list stands for its elements.
    let (generic, returned, body) = match op.outputs {
        Outputs::One(_) => {
            let how = if SHARED.contains(&op.name) { "callShared" } else { "call" };
            let generic =
                if follows { "<T extends Tensor>" } else { "<T extends Tensor = Tensor>" };
            (generic, "T".to_string(), format!("return {how}<T>({arguments});"))
        }
        Outputs::Named(names) => {
            let fields: Vec<String> = names.iter().map(|n| format!("{n}: Tensor")).collect();
            let list = names.join(", ");
            (
                "",
                format!("{{ {} }}", fields.join("; ")),
                format!("const [{list}] = callAll({arguments});\n  return {{ {list} }};"),
            )
        }
        Outputs::Variadic(_) => (
            "<T extends Tensor = Tensor>",
            "T[]".to_string(),
            format!("return callAll({arguments}) as T[];"),
        ),
    };
    let _ = writeln!(
        out,
        "export function {}{generic}({}): {returned} {{\n  {body}\n}}",
        op.name,
        parameters.join(", "),
    );
}

fn argument(op: &OpDef, input: &InputDef) -> &'static str {
    ARGUMENT_NAMES
        .iter()
        .find(|(name, arg, _)| *name == op.name && *arg == input.name)
        .map_or(input.name, |(_, _, theirs)| theirs)
}

fn wanted(op: &OpDef, input: &InputDef) -> Option<char> {
    let full = format!("{}.{}", op.name, input.name);
    let listed = WANTED
        .iter()
        .find(|(_, names)| names.iter().any(|n| *n == op.name || *n == full))
        .map(|(letter, _)| *letter);
    listed.or(match input.accept {
        Accept::Index => Some('i'),
        Accept::Condition => Some('b'),
        _ => None,
    })
}

fn attr_type(attr: &AttrDef) -> String {
    match attr.kind {
        AttrKind::Bool => "boolean".into(),
        AttrKind::Int | AttrKind::Float => "number".into(),
        AttrKind::Word(words) => {
            words.iter().map(|w| format!("'{w}'")).collect::<Vec<_>>().join(" | ")
        }
        AttrKind::Text => "string".into(),
        AttrKind::Ints | AttrKind::Axes => "number | number[]".into(),
        AttrKind::Pairs => "number[][]".into(),
        AttrKind::Padding => "'valid' | 'same' | number | number[]".into(),
        AttrKind::DType | AttrKind::OptionalDType => "DataType".into(),
    }
}

fn attr_value(attr: &AttrDef) -> String {
    match attr.kind {
        AttrKind::Pairs => format!("{}.flat()", attr.name),
        _ => attr.name.into(),
    }
}
