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
            "cropAndResize.boxes",
            "flipLeftRight",
            "transform",
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
    ('i', &["oneHot", "confusionMatrix"]),
    ('s', &["stringNGrams.data", "stringSplit", "stringToHashBucketFast"]),
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
         import { op } from '../call';\n\
         import type { Tensor } from '../tensor';\n\
         import type { DataType, TensorLike } from '../types';\n\n",
    );
    let rows: Vec<String> = sparkler_ops::ops().map(row).collect();
    let _ = writeln!(
        out,
        "/** The table that this was made from. */\n\
         export const TABLE_VERSION = {};\n\n\
         /**\n * The operations in order: name (`=`: the output has the first input's elements), inputs\n \
         * (`*`: a list, `?`: may be left out, the wanted type), `;` the number of attributes, `>`\n \
         * several outputs.\n */\n\
         export const OPS = '{}';\n\n\
         /** The numbers of the operations. */\n\
         export const enum Op {{",
        sparkler_ops::table_version(),
        rows.join("|"),
    );
    for name in sparkler_ops::ops().map(|op| op.name) {
        let _ = writeln!(out, "  {name},");
    }
    out.push_str("}\n");
    for (number, op) in sparkler_ops::ops().enumerate() {
        out.push('\n');
        function(&mut out, number, op);
    }
    out
}

/// How an operation is called, as `call.ts` reads it.
fn row(op: &OpDef) -> String {
    let mut text = op.name.to_string();
    if SHARED.contains(&op.name) {
        text.push('=');
    }
    for input in op.inputs {
        let (list, optional) = match input.arity {
            Arity::One => ("", ""),
            Arity::Optional => ("", "?"),
            Arity::Variadic => ("*", ""),
        };
        let wanted = wanted(op, input).map_or(String::new(), |letter| format!(":{letter}"));
        let _ = write!(text, " {list}{}{optional}{wanted}", argument(op, input));
    }
    if !op.attrs.is_empty() {
        let _ = write!(text, ";{}", op.attrs.len());
    }
    match op.outputs {
        Outputs::One(_) => (),
        Outputs::Named(names) => {
            let _ = write!(text, ">{}", names.join(" "));
        }
        Outputs::Variadic(_) => text.push('>'),
    }
    text
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
        .map(|input| match (argument(op, input), input.arity) {
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
