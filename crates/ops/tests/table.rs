//! What holds for every row of the op table.

use sparkler_base::{DType, Shape};
use sparkler_ops::{Arity, Attr, Attrs, Grad, Kernel, Spec, find, ops};
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

#[test]
fn a_shape_that_memory_cannot_address_is_an_error() {
    // Views of one number: their elements are not there, those of the result would have to be.
    let tall = Spec::new(DType::F32, Shape::new(&[1 << 40, 1]).unwrap());
    let wide = Spec::new(DType::F32, Shape::new(&[1, 1 << 40]).unwrap());
    for name in ["add", "mul", "greater", "matMul"] {
        let op = find(name).unwrap();
        let e =
            op.infer(&[tall, wide], &Attrs::from_named(op, &[]).unwrap()).unwrap_err().to_string();
        assert!(e.starts_with(name) && e.contains("more elements"), "{e}");
    }
}

#[test]
fn a_window_that_reaches_beyond_memory_is_an_error() {
    let image = Spec::new(DType::F32, Shape::new(&[1, 4, 4, 1]).unwrap());
    let filter = Spec::new(DType::F32, Shape::new(&[3, 3, 1, 1]).unwrap());
    let wide = vec![1 << 30, 1 << 30];
    for (name, inputs) in [("conv2d", &[image, filter][..]), ("maxPool", &[image])] {
        let op = find(name).unwrap();
        let mut attrs =
            vec![("dilations", Attr::Ints(wide.as_slice().into())), ("pad", Attr::Str("same"))];
        if name == "maxPool" {
            attrs.push(("strides", Attr::Ints([1, 1].as_slice().into())));
            attrs.push(("filterSize", Attr::Ints([3, 3].as_slice().into())));
        }
        let attrs = Attrs::from_named(op, &attrs).unwrap();
        let e = op.infer(inputs, &attrs).unwrap_err().to_string();
        assert!(e.starts_with(name) && e.contains("more elements"), "{e}");
    }
}
