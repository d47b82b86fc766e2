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
