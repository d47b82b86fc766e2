//! The op table: every operation of Sparkler, defined once.
//!
//! A row ([`OpDef`]) says what an operation is called, what it takes and gives, its shape rule,
//! gradient, kernel and names in foreign formats. Everything else derives from it: the methods of
//! tensors, the command line's `op`, reference checks, gradient checks, the table in the docs.
//!
//! To add an operation, write its file in the folder of its family and list it in the family's
//! `mod.rs`; see CONTRIBUTING.md.
//!
//! ```
//! let op = sparkler_ops::find("softplus").unwrap();
//! assert!(op.doc.contains("ln(1 + exp(x))"));
//! ```

pub mod attrs;
mod call;
mod convolution;
mod def;
mod einsum;
mod elementwise;
mod fourier;
mod grad;
pub mod infer;
pub mod kernel;
mod losses;
mod movement;
mod normalise;
mod pooling;
mod prelude;
mod product;
mod reduction;
mod resample;
mod sampling;
mod segments;
mod sorting;
mod windows;

pub mod array;
pub mod image;
pub mod linalg;
pub mod math;
pub mod nn;
pub mod random;
pub mod signal;
pub mod sparse;
pub mod string;

mod generated {
    pub mod options;
    mod var;
}
pub use generated::options;

pub use attrs::{Attr, AttrDef, AttrDefault, AttrKind, Attrs, Axes, Ints, Padding};
pub use call::{Call, InferCx};
pub use def::{
    Accept, Arity, BinaryKernel, Class, Family, Format, Grad, InputDef, Kernel, OpDef, Outputs,
    Spec, Specs, UnaryKernel,
};
pub use grad::{OpCx, Runner, Tracer, Var, VarId};

/// All operations, family by family.
pub fn ops() -> impl Iterator<Item = &'static OpDef> {
    [
        math::OPS,
        array::OPS,
        linalg::OPS,
        nn::OPS,
        random::OPS,
        image::OPS,
        signal::OPS,
        string::OPS,
        sparse::OPS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// A number that follows from the table: names of operations, inputs and attributes in their
/// order. Generated code that counts operations and attributes holds it against its own.
pub fn table_version() -> u32 {
    // FNV-1a, 32 bits.
    let mut hash = 0x811c_9dc5u32;
    let mut add = |name: &str| {
        for byte in name.bytes().chain([0]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    };
    for op in ops() {
        add(op.name);
        op.inputs.iter().for_each(|input| add(input.name));
        op.attrs.iter().for_each(|attr| add(attr.name));
    }
    hash
}

/// The operation of that name.
pub fn find(name: &str) -> Option<&'static OpDef> {
    ops().find(|op| op.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn rows_are_well_formed() {
        let mut names = HashSet::new();
        for op in ops() {
            assert!(names.insert(op.name), "{} is there twice", op.name);
            assert!(!op.doc.trim().is_empty(), "{} has no doc", op.name);
            let mut attrs = HashSet::new();
            assert!(op.attrs.iter().all(|a| attrs.insert(a.name)), "{}", op.name);
            for (i, input) in op.inputs.iter().enumerate() {
                let last = i + 1 == op.inputs.len();
                assert!(input.arity != Arity::Variadic || last, "{}: {}", op.name, input.name);
            }
            let composite = matches!(op.kernel, Kernel::Composite(_));
            assert_eq!(composite, matches!(op.grad, Grad::Composite), "{}", op.name);
            if let Grad::None(reason) = op.grad {
                assert!(reason.len() > 10 && reason != "it was not given one", "{}", op.name);
            }
        }
        assert!(names.len() > 100);
    }

    #[test]
    fn foreign_names_are_unambiguous() {
        let mut seen = HashSet::new();
        for op in ops() {
            for name in op.names {
                assert!(seen.insert(*name), "{name:?} maps to {} and another", op.name);
            }
        }
    }
}
