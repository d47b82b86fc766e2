//! What shape rules, kernels and gradients share: the operation and its attributes by name.

use crate::attrs::{Attr, Attrs, Padding};
use crate::{Arity, OpDef, Outputs, Spec, Specs};
use smallvec::SmallVec;
use sparkler_base::{DType, Error, ErrorKind, Result, Shape};

/// An operation with the attributes of one call. Attribute getters panic on a name or kind that
/// the row does not define: that is a mistake in the row, which running its tests finds, and no
/// input can cause it.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The operation.
    pub op: &'static OpDef,
    /// Its attributes.
    pub attrs: &'a Attrs,
}

impl<'a> Call<'a> {
    /// The attribute of that name.
    pub fn attr(&self, name: &str) -> &'a Attr {
        &self.attrs.values()[self.op.attr_index(name)]
    }

    /// An error of this operation, in words.
    pub fn error(&self, message: impl Into<String>) -> Error {
        Error::other(self.op.name, message.into())
    }

    /// An error about an attribute's value.
    pub fn attr_error(&self, name: &str, expected: impl Into<String>) -> Error {
        let got = self.attr(name).to_string();
        let expected = expected.into().into();
        Error::new(self.op.name, ErrorKind::Attribute { name: name.into(), got, expected })
    }

    fn wrong_kind(&self, name: &str) -> ! {
        panic!("{}: attribute {name} is read as what it is not", self.op.name)
    }

    /// A switch.
    pub fn bool(&self, name: &str) -> bool {
        match self.attr(name) {
            Attr::Bool(b) => *b,
            _ => self.wrong_kind(name),
        }
    }

    /// A whole number.
    pub fn int(&self, name: &str) -> i64 {
        match self.attr(name) {
            Attr::Int(i) => *i,
            _ => self.wrong_kind(name),
        }
    }

    /// A whole number that must not be negative.
    pub fn count(&self, name: &str) -> Result<usize> {
        usize::try_from(self.int(name)).map_err(|_| self.attr_error(name, "a number of at least 0"))
    }

    /// A real number.
    pub fn float(&self, name: &str) -> f64 {
        match self.attr(name) {
            Attr::Float(f) => *f,
            Attr::Int(i) => *i as f64,
            _ => self.wrong_kind(name),
        }
    }

    /// A word or text.
    pub fn str(&self, name: &str) -> &'a str {
        match self.attr(name).as_str() {
            Some(s) => s,
            None => self.wrong_kind(name),
        }
    }

    /// A list of whole numbers; `None` for null.
    pub fn ints(&self, name: &str) -> Option<&'a [i64]> {
        match self.attr(name) {
            Attr::Null => None,
            Attr::Ints(v) => Some(v),
            _ => self.wrong_kind(name),
        }
    }

    /// A list of whole numbers, empty for null.
    pub fn list(&self, name: &str) -> &'a [i64] {
        self.ints(name).unwrap_or(&[])
    }

    /// A list of extents, none negative.
    pub fn extents(&self, name: &str) -> Result<SmallVec<[usize; 8]>> {
        self.list(name)
            .iter()
            .map(|&i| {
                usize::try_from(i).map_err(|_| self.attr_error(name, "numbers of at least 0"))
            })
            .collect()
    }

    /// A shape.
    pub fn shape_attr(&self, name: &str) -> Result<Shape> {
        Shape::new(&self.extents(name)?).map_err(|e| e.at(self.op.name))
    }

    /// A data type; `None` for null.
    pub fn dtype_attr(&self, name: &str) -> Option<DType> {
        match self.attr(name) {
            Attr::Null => None,
            Attr::DType(d) => Some(*d),
            _ => self.wrong_kind(name),
        }
    }

    /// A padding.
    pub fn padding(&self, name: &str) -> Padding {
        match self.attr(name) {
            Attr::Ints(v) => Padding::Explicit(v.clone()),
            other => other.as_str().map_or(Padding::Valid, Padding::from),
        }
    }

    /// An axis of that shape.
    pub fn axis(&self, name: &str, shape: &Shape) -> Result<usize> {
        shape.axis(self.int(name)).map_err(|e| e.at(self.op.name))
    }

    /// Axes of that shape, in rising order and without repetition; all for null.
    pub fn axes(&self, name: &str, shape: &Shape) -> Result<SmallVec<[usize; 8]>> {
        let Some(list) = self.ints(name) else { return Ok((0..shape.rank()).collect()) };
        let mut axes: SmallVec<[usize; 8]> = list
            .iter()
            .map(|&a| shape.axis(a).map_err(|e| e.at(self.op.name)))
            .collect::<Result<_>>()?;
        axes.sort_unstable();
        if axes.windows(2).any(|w| w[0] == w[1]) {
            return Err(self.attr_error(name, "each axis at most once"));
        }
        Ok(axes)
    }

    /// As many numbers as there are spatial axes: one given stands for all.
    pub fn spatial<const N: usize>(&self, name: &str) -> Result<[usize; N]> {
        let list = self.list(name);
        let wrong = || self.attr_error(name, format!("one number above 0, or {N} of them"));
        if list.len() != 1 && list.len() != N {
            return Err(wrong());
        }
        let mut out = [0; N];
        for (i, o) in out.iter_mut().enumerate() {
            let v = list[if list.len() == 1 { 0 } else { i }];
            *o = usize::try_from(v).ok().filter(|&v| v > 0).ok_or_else(wrong)?;
        }
        Ok(out)
    }
}

/// What a shape rule sees.
pub struct InferCx<'a> {
    call: Call<'a>,
    inputs: &'a [Spec],
}

impl<'a> std::ops::Deref for InferCx<'a> {
    type Target = Call<'a>;
    fn deref(&self) -> &Call<'a> {
        &self.call
    }
}

impl<'a> InferCx<'a> {
    /// A call with inputs of those types and shapes.
    pub fn new(op: &'static OpDef, inputs: &'a [Spec], attrs: &'a Attrs) -> InferCx<'a> {
        InferCx { call: Call { op, attrs }, inputs }
    }

    /// The inputs given.
    pub fn inputs(&self) -> &'a [Spec] {
        self.inputs
    }

    /// Type of an input that must be there.
    pub fn dtype(&self, i: usize) -> DType {
        self.inputs[i].dtype
    }

    /// Shape of an input that must be there.
    pub fn shape(&self, i: usize) -> &'a Shape {
        &self.inputs[i].shape
    }

    /// The shape of an input, if it has that rank.
    pub fn ranked(&self, i: usize, rank: usize) -> Result<&'a Shape> {
        let shape = self.shape(i);
        if shape.rank() == rank {
            return Ok(shape);
        }
        Err(self.rank_error(i, format!("rank {rank}")))
    }

    /// The shape of an input, if its rank is at least that.
    pub fn at_least(&self, i: usize, rank: usize) -> Result<&'a Shape> {
        let shape = self.shape(i);
        if shape.rank() >= rank {
            return Ok(shape);
        }
        Err(self.rank_error(i, format!("rank {rank} or more")))
    }

    /// An error about an input's rank.
    pub fn rank_error(&self, i: usize, expected: String) -> Error {
        let input = self.op.input(i).map_or("input", |d| d.name);
        let shape = self.shape(i).to_vec();
        Error::new(self.op.name, ErrorKind::Rank { input, shape, expected: expected.into() })
    }

    /// An error about two inputs' shapes.
    pub fn mismatch(&self, what: impl Into<String>, i: usize, j: usize) -> Error {
        let (lhs, rhs) = (self.shape(i).to_vec(), self.shape(j).to_vec());
        Error::new(self.op.name, ErrorKind::ShapeMismatch { what: what.into().into(), lhs, rhs })
    }
}

impl OpDef {
    /// The types that the inputs must be cast to, after checking their number and types.
    ///
    /// # Errors
    /// If there are too few or many, or one has a type that the operation does not take.
    pub fn input_types(&self, inputs: &[Spec]) -> Result<SmallVec<[DType; 4]>> {
        let required = self.inputs.iter().filter(|d| d.arity != Arity::Optional).count();
        let variadic = self.inputs.last().is_some_and(|d| d.arity == Arity::Variadic);
        if inputs.len() < required || (inputs.len() > self.inputs.len() && !variadic) {
            let expected = match (variadic, required == self.inputs.len()) {
                (true, _) => format!("{required} or more"),
                (false, true) => format!("{required}"),
                (false, false) => format!("{required} to {}", self.inputs.len()),
            };
            return Err(Error::new(
                self.name,
                ErrorKind::InputCount { got: inputs.len(), expected: expected.into() },
            ));
        }
        let mut types: SmallVec<[DType; 4]> = SmallVec::new();
        let mut common: Option<DType> = None;
        for (i, spec) in inputs.iter().enumerate() {
            // The count was checked, so every input has a definition.
            let Some(def) = self.input(i) else { continue };
            let wrong = |expected: &'static str| {
                Error::new(
                    self.name,
                    ErrorKind::DType {
                        input: def.name.into(),
                        got: spec.dtype,
                        expected: expected.into(),
                    },
                )
            };
            let dtype =
                def.accept.cast(spec.dtype).ok_or_else(|| wrong(def.accept.expectation()))?;
            types.push(dtype);
            if self.promote && def.accept.promotes() {
                common = Some(match common {
                    None => dtype,
                    Some(c) => c
                        .promote(dtype)
                        .ok_or_else(|| wrong("a dtype that goes with the other inputs'"))?,
                });
            }
        }
        if let Some(common) = common {
            for (i, t) in types.iter_mut().enumerate() {
                if self.input(i).is_some_and(|d| d.accept.promotes()) {
                    *t = common;
                }
            }
        }
        Ok(types)
    }

    /// Types and shapes of the outputs, from inputs already cast to [`OpDef::input_types`].
    ///
    /// # Errors
    /// If shapes or attributes do not fit, or memory could not address the elements of an output.
    pub fn infer(&'static self, inputs: &[Spec], attrs: &Attrs) -> Result<Specs> {
        let outputs = (self.infer)(&InferCx::new(self, inputs, attrs)).and_then(|outputs| {
            outputs.iter().try_for_each(|output| output.shape.check_size())?;
            Ok(outputs)
        });
        outputs.map_err(|e| e.at(self.name))
    }

    /// The number of outputs, if it does not depend on the call.
    pub fn output_count(&self) -> Option<usize> {
        match self.outputs {
            Outputs::One(_) => Some(1),
            Outputs::Named(names) => Some(names.len()),
            Outputs::Variadic(_) => None,
        }
    }
}
