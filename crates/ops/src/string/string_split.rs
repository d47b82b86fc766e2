//! `stringSplit`

use crate::prelude::*;

op! {
    /// Strings cut at each byte that is in `delimiter` (at every byte if that is empty). The result
    /// is a sparse matrix of a row for each string: the places of its parts, the parts, and its
    /// shape. `skipEmpty` leaves out empty parts.
    STRING_SPLIT {
        name: "stringSplit",
        family: Family::String,
        class: Class::DataDependent,
        inputs: &[InputDef::one("input", Accept::Any), InputDef::one("delimiter", Accept::Any)],
        attrs: &[attr("skipEmpty", AttrKind::Bool, AttrDefault::Bool(true))],
        outputs: Outputs::Named(&["indices", "values", "shape"]),
        infer: |cx| {
            let input = cx.ranked(0, 1)?;
            cx.ranked(1, 0)?;
            for i in 0..2 {
                if cx.dtype(i) != DType::String {
                    let name = cx.op.inputs[i].name;
                    return Err(cx.error(format!("{name} is {} (expected string)", cx.dtype(i))));
                }
            }
            // The number of parts is known only to the kernel.
            Ok(smallvec![
                Spec::new(DType::I32, Shape::new(&[input[0], 2])?),
                Spec::new(DType::String, *input),
                Spec::new(DType::I32, Shape::new(&[2])?),
            ])
        },
        kernel: Kernel::Run(|cx| {
            let (input, delimiter) = (cx.x(0).to_strings()?, cx.x(1).to_strings()?.concat());
            let skip = cx.bool("skipEmpty");
            let (mut places, mut parts, mut widest) = (Vec::new(), Vec::new(), 0);
            for (row, string) in input.iter().enumerate() {
                let mut column = 0;
                for part in split(string, &delimiter) {
                    if skip && part.is_empty() {
                        continue;
                    }
                    places.extend([row as i32, column]);
                    parts.push(part.to_vec());
                    column += 1;
                }
                widest = widest.max(column);
            }
            let count = parts.len();
            cx.put(Array::from_slice(&places, &[count, 2])?);
            cx.put(Array::from_strings(parts, &[count])?);
            cx.put(Array::from_slice(&[input.len() as i32, widest], &[2])?);
            Ok(())
        }),
        grad: Grad::None("strings have no gradient"),
        names: &[(Format::Tf, "StringSplit")],
    }
}

/// The parts of a string; an empty string has none.
fn split<'a>(string: &'a [u8], delimiters: &[u8]) -> Vec<&'a [u8]> {
    match (string.is_empty(), delimiters.is_empty()) {
        (true, _) => Vec::new(),
        (_, true) => string.chunks(1).collect(),
        _ => string.split(|byte| delimiters.contains(byte)).collect(),
    }
}
