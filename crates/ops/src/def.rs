//! The form of a row of the op table.

use crate::attrs::{AttrDef, Attrs};
use crate::grad::OpCx;
use crate::kernel::KernelCx;
use crate::{InferCx, Var};
use smallvec::SmallVec;
use sparkler_base::{Complex64, DType, Result, Shape};
use std::fmt;

/// Type and shape of a value, all that shape rules look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spec {
    /// The elements' type.
    pub dtype: DType,
    /// The shape.
    pub shape: Shape,
}

impl Spec {
    /// A value of that type and shape.
    pub fn new(dtype: DType, shape: Shape) -> Spec {
        Spec { dtype, shape }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.dtype, self.shape)
    }
}

/// The values an operation gives; nearly always one.
pub type Specs = SmallVec<[Spec; 1]>;

/// The folder an operation lives in, and the chapter of its documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Elementwise arithmetic, comparison, reductions, scans.
    Math,
    /// Shape, slicing, joining, indexing, sorting.
    Array,
    /// Matrix products and decompositions.
    Linalg,
    /// What neural networks are made of.
    Nn,
    /// Random numbers.
    Random,
    /// Images: resizing, sampling, colours, boxes.
    Image,
    /// Signals: Fourier transforms, windows, frames.
    Signal,
    /// Strings.
    String,
    /// Sparse and ragged tensors, given by their parts.
    Sparse,
}

impl Family {
    /// Its folder's name.
    pub fn name(self) -> &'static str {
        match self {
            Family::Math => "math",
            Family::Array => "array",
            Family::Linalg => "linalg",
            Family::Nn => "nn",
            Family::Random => "random",
            Family::Image => "image",
            Family::Signal => "signal",
            Family::String => "string",
            Family::Sparse => "sparse",
        }
    }
}

/// What graph passes may assume of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Each output element depends on the elements at its own (broadcast) place alone.
    Elementwise,
    /// The output is the input's memory seen otherwise, where the layout allows.
    View,
    /// The output's shape follows from the inputs' shapes and the attributes.
    General,
    /// The output's shape depends on the input's values: it cannot be captured in a graph.
    DataDependent,
}

/// Which data types an input takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Accept {
    /// Any, strings too.
    Any,
    /// Anything but strings.
    Numeric,
    /// Bool, integers and real floats.
    Real,
    /// Bool, integers, real floats and strings: what has an order.
    Ordered,
    /// Integers and real floats; bool is cast to int32.
    Number,
    /// Integers, real and complex floats; bool is cast to int32.
    NumberOrComplex,
    /// Real floats; bool and integers are cast to float32.
    Float,
    /// Real and complex floats; bool and integers are cast to float32.
    FloatOrComplex,
    /// Integers.
    Int,
    /// Bool; nothing else is cast.
    Bool,
    /// Indices: int32 or int64 (other integers are cast to int32). Takes no part in promotion.
    Index,
    /// A condition: bool. Takes no part in promotion.
    Condition,
    /// Complex.
    Complex,
}

impl Accept {
    /// The type that a value of that type is cast to, if it is taken at all.
    pub fn cast(self, dtype: DType) -> Option<DType> {
        use DType::*;
        let small_int = matches!(dtype, U8 | I8);
        Some(match self {
            Accept::Any => dtype,
            Accept::Numeric if dtype != String => dtype,
            Accept::Real if dtype != String && dtype != Complex64 => dtype,
            Accept::Ordered if dtype != Complex64 => dtype,
            Accept::Number if dtype.is_int() || dtype.is_float() => dtype,
            Accept::Number if dtype == Bool => I32,
            Accept::NumberOrComplex if dtype.is_number() => dtype,
            Accept::NumberOrComplex if dtype == Bool => I32,
            Accept::Float if dtype.is_float() => dtype,
            Accept::Float if dtype.is_int() || dtype == Bool => F32,
            Accept::FloatOrComplex if dtype.is_float() || dtype == Complex64 => dtype,
            Accept::FloatOrComplex if dtype.is_int() || dtype == Bool => F32,
            Accept::Int if dtype.is_int() => dtype,
            Accept::Bool | Accept::Condition if dtype == Bool => Bool,
            Accept::Index if dtype == I32 || dtype == I64 => dtype,
            Accept::Index if small_int => I32,
            Accept::Complex if dtype == Complex64 => dtype,
            _ => return None,
        })
    }

    /// Does the input take part in promotion to a common type?
    pub fn promotes(self) -> bool {
        !matches!(self, Accept::Index | Accept::Condition)
    }

    /// In words, for messages.
    pub fn expectation(self) -> &'static str {
        match self {
            Accept::Any => "any dtype",
            Accept::Numeric => "any dtype but string",
            Accept::Real => "a bool, integer or real floating-point dtype",
            Accept::Ordered => "any dtype but complex64",
            Accept::Number => "an integer or real floating-point dtype",
            Accept::NumberOrComplex => "an integer, real or complex dtype",
            Accept::Float => "a real floating-point dtype",
            Accept::FloatOrComplex => "a real or complex floating-point dtype",
            Accept::Int => "an integer dtype",
            Accept::Bool | Accept::Condition => "bool",
            Accept::Index => "int32 or int64",
            Accept::Complex => "complex64",
        }
    }
}

/// How many values an input stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arity {
    /// Exactly one.
    One,
    /// One or none; only trailing inputs.
    Optional,
    /// Any number, at least one; only the last input.
    Variadic,
}

/// An input in an operation's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputDef {
    /// Its name.
    pub name: &'static str,
    /// Which types it takes.
    pub accept: Accept,
    /// How many values it stands for.
    pub arity: Arity,
}

impl InputDef {
    /// One value.
    pub const fn one(name: &'static str, accept: Accept) -> InputDef {
        InputDef { name, accept, arity: Arity::One }
    }

    /// One value or none.
    pub const fn optional(name: &'static str, accept: Accept) -> InputDef {
        InputDef { name, accept, arity: Arity::Optional }
    }

    /// Any number of values.
    pub const fn variadic(name: &'static str, accept: Accept) -> InputDef {
        InputDef { name, accept, arity: Arity::Variadic }
    }
}

/// What an operation gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outputs {
    /// One value of that name.
    One(&'static str),
    /// Several values of these names.
    Named(&'static [&'static str]),
    /// As many as attributes and shapes say.
    Variadic(&'static str),
}

/// How an operation is computed.
#[derive(Clone, Copy)]
pub enum Kernel {
    /// One operand, element by element.
    Unary(&'static UnaryKernel),
    /// Two operands, element by element, broadcast.
    Binary(&'static BinaryKernel),
    /// Anything else.
    Run(fn(&mut KernelCx<'_>) -> Result<()>),
    /// Composed of other operations; it is expanded before anything runs, and its gradient is
    /// that of its parts.
    Composite(for<'a> fn(&OpCx<'a>) -> Result<Vec<Var<'a>>>),
}

/// A kernel of one operand whose result has the operand's type.
pub struct UnaryKernel {
    /// `y = op(x)`; fusion calls it on blocks.
    pub f32: fn(&Attrs, &[f32], &mut [f32]),
    /// `y = op(y)`.
    pub f32_inplace: fn(&Attrs, &mut [f32]),
    /// `y = op(y)`.
    pub f64_inplace: fn(&Attrs, &mut [f64]),
    /// One integer, if the operation takes integers.
    pub int: Option<fn(&Attrs, i64) -> i64>,
    /// One complex number, if the operation takes them.
    pub complex: Option<fn(Complex64) -> Complex64>,
    /// What one element costs, in additions.
    pub cost: usize,
}

/// A kernel of two operands whose result has the operands' type.
pub struct BinaryKernel {
    /// `y = a op b` on slices of one length; fusion calls it on blocks.
    pub f32: fn(&[f32], &[f32], &mut [f32]),
    /// Any type, broadcast.
    pub run: fn(&mut KernelCx<'_>) -> Result<()>,
    /// What one element costs, in additions.
    pub cost: usize,
}

/// The gradient of an operation.
#[derive(Clone, Copy)]
pub enum Grad {
    /// A rule composed of operations: the inputs' gradients from the outputs'.
    Rule(for<'a> fn(&OpCx<'a>) -> Result<Vec<Option<Var<'a>>>>),
    /// That of the parts of a composite.
    Composite,
    /// None, and why.
    None(&'static str),
}

/// Foreign formats that name operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// TensorFlow's and TF.js's graphs.
    Tf,
    /// ONNX.
    Onnx,
    /// TensorFlow Lite.
    Tflite,
}

impl Format {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Format::Tf => "tensorflow",
            Format::Onnx => "onnx",
            Format::Tflite => "tflite",
        }
    }
}

/// One operation: everything that Sparkler knows of it.
pub struct OpDef {
    /// Its name, TensorFlow.js's where that has one.
    pub name: &'static str,
    /// What it does (empty without the feature `docs`).
    pub doc: &'static str,
    /// Where it lives.
    pub family: Family,
    /// What passes may assume.
    pub class: Class,
    /// What it takes.
    pub inputs: &'static [InputDef],
    /// What parametrises it.
    pub attrs: &'static [AttrDef],
    /// What it gives.
    pub outputs: Outputs,
    /// Are the inputs cast to their common type first?
    pub promote: bool,
    /// Types and shapes of the outputs from those of the inputs; says what is wrong with them.
    pub infer: fn(&InferCx<'_>) -> Result<Specs>,
    /// How it is computed.
    pub kernel: Kernel,
    /// Its gradient.
    pub grad: Grad,
    /// Its names elsewhere.
    pub names: &'static [(Format, &'static str)],
}

impl OpDef {
    /// What a row leaves out.
    pub const BASE: OpDef = OpDef {
        name: "",
        doc: "",
        family: Family::Math,
        class: Class::General,
        inputs: &[],
        attrs: &[],
        outputs: Outputs::One("y"),
        promote: false,
        infer: crate::infer::first_input,
        kernel: Kernel::Run(|cx| Err(cx.error("has no kernel"))),
        grad: Grad::None("it was not given one"),
        names: &[],
    };

    /// The position of the attribute of that name.
    ///
    /// # Panics
    /// If the row has no such attribute: a mistake in the row itself, which its tests find.
    pub fn attr_index(&self, name: &str) -> usize {
        match self.attrs.iter().position(|d| d.name == name) {
            Some(i) => i,
            None => panic!("{} has no attribute {name}", self.name),
        }
    }

    /// The definition of input number `i`, counting a variadic one as often as needed.
    pub fn input(&self, i: usize) -> Option<&InputDef> {
        self.inputs
            .get(i)
            .or_else(|| self.inputs.last().filter(|last| last.arity == Arity::Variadic))
    }
}

impl fmt::Debug for OpDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpDef({})", self.name)
    }
}

impl PartialEq for OpDef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// Defines a row: its doc comment is its doc text, fields not given are [`OpDef::BASE`]'s.
#[macro_export]
macro_rules! op {
    ($(#[doc = $doc:literal])* $NAME:ident { $($fields:tt)* }) => {
        $(#[doc = $doc])*
        pub static $NAME: $crate::OpDef = $crate::OpDef {
            #[cfg(feature = "docs")]
            doc: concat!($($doc, "\n"),*),
            $($fields)*
            ..$crate::OpDef::BASE
        };
    };
}
