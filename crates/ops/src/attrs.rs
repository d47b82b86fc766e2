//! Attributes: the plain data that parametrises an operation.

use crate::OpDef;
use serde_json::Value as Json;
use smallvec::SmallVec;
use sparkler_base::{DType, Error, ErrorKind, Result, Shape};
use std::fmt;
use std::hash::{Hash, Hasher};

/// One attribute's value. Compares and hashes by bits, so that `NaN` equals itself.
#[derive(Clone, Debug)]
pub enum Attr {
    /// Not given, where the operation allows it (all axes, say).
    Null,
    /// A switch.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A word.
    Str(&'static str),
    /// A word or text made at run time.
    Text(Box<str>),
    /// A list of whole numbers; pairs lie flat.
    Ints(Ints),
    /// A data type.
    DType(DType),
}

impl PartialEq for Attr {
    fn eq(&self, other: &Attr) -> bool {
        match (self, other) {
            (Attr::Null, Attr::Null) => true,
            (Attr::Bool(a), Attr::Bool(b)) => a == b,
            (Attr::Int(a), Attr::Int(b)) => a == b,
            (Attr::Float(a), Attr::Float(b)) => a.to_bits() == b.to_bits(),
            (Attr::Ints(a), Attr::Ints(b)) => a == b,
            (Attr::DType(a), Attr::DType(b)) => a == b,
            (a, b) => matches!((a.as_str(), b.as_str()), (Some(a), Some(b)) if a == b),
        }
    }
}

impl Eq for Attr {}

impl Hash for Attr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Attr::Null => 0u8.hash(state),
            Attr::Bool(b) => b.hash(state),
            Attr::Int(i) => i.hash(state),
            Attr::Float(f) => f.to_bits().hash(state),
            Attr::Str(s) => s.hash(state),
            Attr::Text(s) => s.hash(state),
            Attr::Ints(v) => v.hash(state),
            Attr::DType(d) => d.hash(state),
        }
    }
}

impl Attr {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Attr::Str(s) => Some(s),
            Attr::Text(s) => Some(s),
            _ => None,
        }
    }

    /// As JSON: `null`, `true`, numbers, strings, lists; a data type by its name. Infinities and
    /// NaN, which JSON lacks, become strings.
    pub fn to_json(&self) -> Json {
        match self {
            Attr::Null => Json::Null,
            Attr::Bool(b) => Json::Bool(*b),
            Attr::Int(i) => Json::from(*i),
            Attr::Float(f) if f.is_finite() => Json::from(*f),
            Attr::Float(f) if f.is_nan() => Json::from("NaN"),
            Attr::Float(f) => Json::from(if *f > 0.0 { "Infinity" } else { "-Infinity" }),
            Attr::Str(s) => Json::from(*s),
            Attr::Text(s) => Json::from(&**s),
            Attr::Ints(v) => Json::from(v.to_vec()),
            Attr::DType(d) => Json::from(d.name()),
        }
    }
}

impl fmt::Display for Attr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_json())
    }
}

/// A list of whole numbers, made from anything that looks like one: `3`, `[2, -1]`, `&shape[..]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ints(SmallVec<[i64; 4]>);

impl std::ops::Deref for Ints {
    type Target = [i64];
    fn deref(&self) -> &[i64] {
        &self.0
    }
}

impl FromIterator<i64> for Ints {
    fn from_iter<I: IntoIterator<Item = i64>>(iter: I) -> Ints {
        Ints(iter.into_iter().collect())
    }
}

macro_rules! ints_from {
    ($($t:ty),*) => {$(
        impl From<$t> for Ints {
            fn from(v: $t) -> Ints { Ints::from_iter([v as i64]) }
        }
        impl From<&[$t]> for Ints {
            fn from(v: &[$t]) -> Ints { v.iter().map(|&x| x as i64).collect() }
        }
        impl From<&Vec<$t>> for Ints {
            fn from(v: &Vec<$t>) -> Ints { v.iter().map(|&x| x as i64).collect() }
        }
        impl From<Vec<$t>> for Ints {
            fn from(v: Vec<$t>) -> Ints { v.iter().map(|&x| x as i64).collect() }
        }
        impl<const N: usize> From<[$t; N]> for Ints {
            fn from(v: [$t; N]) -> Ints { v.iter().map(|&x| x as i64).collect() }
        }
        impl<const N: usize> From<&[$t; N]> for Ints {
            fn from(v: &[$t; N]) -> Ints { v.iter().map(|&x| x as i64).collect() }
        }
        impl<const N: usize> From<[[$t; 2]; N]> for Ints {
            fn from(v: [[$t; 2]; N]) -> Ints { v.iter().flatten().map(|&x| x as i64).collect() }
        }
        impl From<&[[$t; 2]]> for Ints {
            fn from(v: &[[$t; 2]]) -> Ints { v.iter().flatten().map(|&x| x as i64).collect() }
        }
        impl From<$t> for Axes {
            fn from(v: $t) -> Axes { Axes::List(v.into()) }
        }
        impl From<&[$t]> for Axes {
            fn from(v: &[$t]) -> Axes { Axes::List(v.into()) }
        }
        impl From<Vec<$t>> for Axes {
            fn from(v: Vec<$t>) -> Axes { Axes::List(v.into()) }
        }
        impl<const N: usize> From<[$t; N]> for Axes {
            fn from(v: [$t; N]) -> Axes { Axes::List(v.into()) }
        }
    )*};
}
ints_from!(i32, i64, usize);

impl From<Shape> for Ints {
    fn from(s: Shape) -> Ints {
        s.dims().into()
    }
}
impl From<&Shape> for Ints {
    fn from(s: &Shape) -> Ints {
        s.dims().into()
    }
}

/// Which axes: all of them, or those listed (negative ones count from the end).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Axes {
    /// Every axis.
    #[default]
    All,
    /// These.
    List(Ints),
}

impl From<()> for Axes {
    fn from(_: ()) -> Axes {
        Axes::All
    }
}

/// How an image is padded before a window slides over it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Padding {
    /// Not at all: the window stays inside.
    #[default]
    Valid,
    /// So that the output has `ceil(input / stride)` elements, TensorFlow's way (the odd element
    /// goes after).
    Same,
    /// Explicitly: one number for all sides, or a pair `before, after` for each spatial axis.
    Explicit(Ints),
    /// A word that is no padding, for the operation to refuse by name.
    Unknown(Box<str>),
}

impl From<&str> for Padding {
    /// `"same"` or `"valid"` in any case; another word is refused by the operation that gets it.
    fn from(s: &str) -> Padding {
        match s.to_ascii_lowercase().as_str() {
            "same" => Padding::Same,
            "valid" => Padding::Valid,
            _ => Padding::Unknown(s.into()),
        }
    }
}
impl From<i32> for Padding {
    fn from(v: i32) -> Padding {
        Padding::Explicit(v.into())
    }
}
impl<const N: usize> From<[[i32; 2]; N]> for Padding {
    fn from(v: [[i32; 2]; N]) -> Padding {
        Padding::Explicit(v.into())
    }
}

macro_rules! attr_from {
    ($($t:ty, $v:ident => $e:expr;)*) => {$(
        impl From<$t> for Attr { fn from($v: $t) -> Attr { $e } }
    )*};
}
attr_from! {
    bool, v => Attr::Bool(v);
    i64, v => Attr::Int(v);
    i32, v => Attr::Int(v as i64);
    usize, v => Attr::Int(v as i64);
    f64, v => Attr::Float(v);
    DType, v => Attr::DType(v);
    Ints, v => Attr::Ints(v);
    &str, v => Attr::Text(v.into());
    String, v => Attr::Text(v.into());
    Axes, v => match v { Axes::All => Attr::Null, Axes::List(l) => Attr::Ints(l) };
    Padding, v => match v {
        Padding::Valid => Attr::Str("valid"),
        Padding::Same => Attr::Str("same"),
        Padding::Explicit(p) => Attr::Ints(p),
        Padding::Unknown(word) => Attr::Text(word),
    };
}
impl<T: Into<Attr>> From<Option<T>> for Attr {
    fn from(v: Option<T>) -> Attr {
        v.map_or(Attr::Null, Into::into)
    }
}

/// The kinds of attribute; each says what JSON and Rust values it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttrKind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A real number.
    Float,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any text.
    Text,
    /// A list of whole numbers (a lone number counts as a list of one).
    Ints,
    /// A list of pairs of whole numbers.
    Pairs,
    /// Axes: a number, a list, or null for all.
    Axes,
    /// `"valid"`, `"same"`, a number, or a pair for each spatial axis.
    Padding,
    /// The name of a data type.
    DType,
    /// The name of a data type, or null.
    OptionalDType,
}

impl AttrKind {
    /// What it takes, in words.
    pub fn expectation(self) -> String {
        match self {
            AttrKind::Bool => "true or false".into(),
            AttrKind::Int => "a whole number".into(),
            AttrKind::Float => "a number".into(),
            AttrKind::Word(words) => format!("one of {}", words.join(", ")),
            AttrKind::Text => "a text".into(),
            AttrKind::Ints => "a list of whole numbers".into(),
            AttrKind::Pairs => "a list of pairs of whole numbers".into(),
            AttrKind::Axes => "an axis, a list of axes, or null for all".into(),
            AttrKind::Padding => {
                "\"valid\", \"same\", a number, or a pair [before, after] for each spatial axis"
                    .into()
            }
            AttrKind::DType => "the name of a dtype, like float32".into(),
            AttrKind::OptionalDType => "the name of a dtype, like float32, or null".into(),
        }
    }
}

/// The default of an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AttrDefault {
    /// There is none: it must be given.
    Required,
    /// Not given.
    Null,
    /// A switch.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A word.
    Str(&'static str),
    /// A list of whole numbers.
    Ints(&'static [i64]),
    /// A data type.
    DType(DType),
}

impl AttrDefault {
    /// The default as a value, if there is one.
    pub fn value(self) -> Option<Attr> {
        Some(match self {
            AttrDefault::Required => return None,
            AttrDefault::Null => Attr::Null,
            AttrDefault::Bool(b) => Attr::Bool(b),
            AttrDefault::Int(i) => Attr::Int(i),
            AttrDefault::Float(f) => Attr::Float(f),
            AttrDefault::Str(s) => Attr::Str(s),
            AttrDefault::Ints(v) => Attr::Ints(v.into()),
            AttrDefault::DType(d) => Attr::DType(d),
        })
    }
}

/// An attribute in an operation's row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttrDef {
    /// Its name, as in TensorFlow.js.
    pub name: &'static str,
    /// What values it takes.
    pub kind: AttrKind,
    /// Its default.
    pub default: AttrDefault,
}

/// The attributes of a call: one value for each [`AttrDef`] of the row, in the row's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attrs(SmallVec<[Attr; 2]>);

impl Attrs {
    /// No attributes.
    pub fn none() -> Attrs {
        Attrs(SmallVec::new())
    }

    /// Values in the row's order; for code generated from the row.
    pub fn from_values<const N: usize>(values: [Attr; N]) -> Attrs {
        Attrs(values.into_iter().collect())
    }

    /// Is there one value for each attribute of the row, of its kind?
    ///
    /// # Errors
    /// Which attribute is missing, too much, or of the wrong kind.
    pub fn check(&self, op: &OpDef) -> Result<()> {
        if let Some(def) = op.attrs.get(self.0.len()) {
            return Err(missing(op, def));
        }
        if let Some(value) = self.0.get(op.attrs.len()) {
            return Err(unknown(op, &format!("number {}", op.attrs.len()), &value.to_string()));
        }
        for (def, value) in op.attrs.iter().zip(&self.0) {
            let fits = match (def.kind, value) {
                (_, Attr::Null) => def.default == AttrDefault::Null,
                (AttrKind::Bool, Attr::Bool(_)) | (AttrKind::Int, Attr::Int(_)) => true,
                (AttrKind::Float, Attr::Float(_) | Attr::Int(_)) => true,
                (AttrKind::Ints | AttrKind::Axes, Attr::Ints(_)) => true,
                (AttrKind::Pairs, Attr::Ints(v)) => v.len().is_multiple_of(2),
                (AttrKind::Padding, Attr::Ints(_)) => true,
                (AttrKind::Padding, v) => matches!(v.as_str(), Some("same" | "valid")),
                (AttrKind::Word(words), v) => v.as_str().is_some_and(|w| words.contains(&w)),
                (AttrKind::Text, v) => v.as_str().is_some(),
                (AttrKind::DType | AttrKind::OptionalDType, Attr::DType(_)) => true,
                _ => false,
            };
            if !fits {
                return Err(wrong_kind(op, def, &value.to_string()));
            }
        }
        Ok(())
    }

    /// The values in the row's order.
    pub fn values(&self) -> &[Attr] {
        &self.0
    }

    /// Attributes by name, checked against the row, the rest by default.
    ///
    /// # Errors
    /// If a name is unknown, a value is of the wrong kind, or one without default is missing.
    pub fn from_named(op: &OpDef, named: &[(&str, Attr)]) -> Result<Attrs> {
        if let Some((name, value)) =
            named.iter().find(|(n, _)| op.attrs.iter().all(|d| d.name != *n))
        {
            return Err(unknown(op, name, &value.to_string()));
        }
        op.attrs
            .iter()
            .map(|def| {
                let given = named.iter().find(|(n, _)| *n == def.name).map(|(_, v)| v.clone());
                match given {
                    Some(value) => check(op, def, value),
                    None => def.default.value().ok_or_else(|| missing(op, def)),
                }
            })
            .collect::<Result<_>>()
            .map(Attrs)
    }

    /// Attributes from a JSON object, checked against the row, the rest by default.
    ///
    /// # Errors
    /// As [`Attrs::from_named`].
    pub fn from_json(op: &OpDef, json: &serde_json::Map<String, Json>) -> Result<Attrs> {
        let mut named: Vec<(&str, Attr)> = Vec::new();
        for (name, value) in json {
            let Some(def) = op.attrs.iter().find(|d| d.name == name) else {
                return Err(unknown(op, name, &value.to_string()));
            };
            let attr = attr_from_json(def.kind, value)
                .ok_or_else(|| wrong_kind(op, def, &value.to_string()))?;
            named.push((def.name, attr));
        }
        Attrs::from_named(op, &named)
    }

    /// As a JSON object with all names.
    pub fn to_json(&self, op: &OpDef) -> Json {
        op.attrs.iter().zip(&self.0).map(|(d, v)| (d.name.to_string(), v.to_json())).collect()
    }
}

impl OpDef {
    /// Holds a value against the definition of attribute number `index`.
    ///
    /// # Errors
    /// If it is of the wrong kind or out of range.
    pub fn check_attr(&self, index: usize, value: Attr) -> Result<Attr> {
        match self.attrs.get(index) {
            Some(def) => check(self, def, value),
            None => Err(unknown(self, &index.to_string(), &value.to_string())),
        }
    }
}

fn unknown(op: &OpDef, name: &str, got: &str) -> Error {
    let known: Vec<_> = op.attrs.iter().map(|d| d.name).collect();
    let expected = if known.is_empty() {
        "no attributes at all".to_string()
    } else {
        format!("one of the attributes {}", known.join(", "))
    };
    let (name, got) = (name.to_string(), got.to_string());
    Error::new(op.name, ErrorKind::Attribute { name, got, expected: expected.into() })
}

fn missing(op: &OpDef, def: &AttrDef) -> Error {
    Error::new(
        op.name,
        ErrorKind::Attribute {
            name: def.name.into(),
            got: "missing".into(),
            expected: def.kind.expectation().into(),
        },
    )
}

fn wrong_kind(op: &OpDef, def: &AttrDef, got: &str) -> Error {
    Error::new(
        op.name,
        ErrorKind::Attribute {
            name: def.name.into(),
            got: got.into(),
            expected: def.kind.expectation().into(),
        },
    )
}

/// Holds a value against its definition; a lone number is widened to a list or real number.
fn check(op: &OpDef, def: &AttrDef, value: Attr) -> Result<Attr> {
    let nullable = def.default == AttrDefault::Null;
    let ok = match (def.kind, value) {
        (_, Attr::Null) if nullable => Some(Attr::Null),
        (AttrKind::Bool, v @ Attr::Bool(_)) => Some(v),
        (AttrKind::Int, v @ Attr::Int(_)) => Some(v),
        (AttrKind::Float, v @ Attr::Float(_)) => Some(v),
        (AttrKind::Float, Attr::Int(i)) => Some(Attr::Float(i as f64)),
        (AttrKind::Word(words), ref v @ (Attr::Str(_) | Attr::Text(_))) => {
            let word = v.as_str().unwrap_or_default();
            match words.iter().find(|w| w.eq_ignore_ascii_case(word)) {
                Some(w) => Some(Attr::Str(w)),
                None => return Err(wrong_kind(op, def, word)),
            }
        }
        (AttrKind::Text, v @ (Attr::Str(_) | Attr::Text(_))) => Some(v),
        (AttrKind::Ints | AttrKind::Axes | AttrKind::Padding, Attr::Int(i)) => {
            Some(Attr::Ints(i.into()))
        }
        (AttrKind::Ints | AttrKind::Axes | AttrKind::Padding, v @ Attr::Ints(_)) => Some(v),
        (AttrKind::Pairs, Attr::Ints(v)) if v.len().is_multiple_of(2) => Some(Attr::Ints(v)),
        (AttrKind::Padding, ref v @ (Attr::Str(_) | Attr::Text(_))) => {
            match v.as_str().map(str::to_ascii_lowercase).as_deref() {
                Some("same") => Some(Attr::Str("same")),
                Some("valid") => Some(Attr::Str("valid")),
                _ => None,
            }
        }
        (AttrKind::DType | AttrKind::OptionalDType, v @ Attr::DType(_)) => Some(v),
        (AttrKind::DType | AttrKind::OptionalDType, v @ (Attr::Str(_) | Attr::Text(_))) => {
            DType::from_name(v.as_str().unwrap_or_default()).map(Attr::DType)
        }
        (_, v) => return Err(wrong_kind(op, def, &v.to_string())),
    };
    ok.ok_or_else(|| wrong_kind(op, def, "something else"))
}

fn attr_from_json(kind: AttrKind, json: &Json) -> Option<Attr> {
    Some(match json {
        Json::Null => Attr::Null,
        // The value of a tensor of bools.
        Json::Bool(b) if kind == AttrKind::Float => Attr::Float(f64::from(*b)),
        Json::Bool(b) => Attr::Bool(*b),
        Json::Number(n) => match (n.as_i64(), kind) {
            (Some(i), _) => Attr::Int(i),
            (None, AttrKind::Float) => Attr::Float(n.as_f64()?),
            // 2.0 is a whole number too.
            (None, _) => Attr::Int(n.as_f64().filter(|f| f.fract() == 0.0)? as i64),
        },
        Json::String(s) if kind == AttrKind::Float => Attr::Float(match s.as_str() {
            "Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            "NaN" => f64::NAN,
            _ => return None,
        }),
        Json::String(s) => Attr::Text(s.as_str().into()),
        Json::Array(items) => {
            let mut flat = Ints::default();
            for item in items {
                match item {
                    Json::Array(pair) => {
                        for i in pair {
                            flat.0.push(i.as_i64()?);
                        }
                    }
                    other => flat.0.push(other.as_i64()?),
                }
            }
            Attr::Ints(flat)
        }
        Json::Object(_) => return None,
    })
}
