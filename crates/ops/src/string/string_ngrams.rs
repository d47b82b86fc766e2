//! `stringNGrams`

use crate::movement;
use crate::prelude::*;

op! {
    /// Neighbouring strings joined: for each row of a ragged tensor (`data` and where its rows
    /// begin and end, `dataSplits`) and each width, all runs of that many strings, with `separator`
    /// between them. Rows are padded first with `padWidth` strings on each side (at most width - 1;
    /// a negative number means that many). A row too short for any width gives one run of
    /// everything if `preserveShortSequences`.
    STRING_NGRAMS {
        name: "stringNGrams",
        family: Family::String,
        class: Class::DataDependent,
        inputs: &[InputDef::one("data", Accept::Any), InputDef::one("dataSplits", Accept::Index)],
        attrs: &[
            attr("separator", AttrKind::Text, AttrDefault::Required),
            attr("nGramWidths", AttrKind::Ints, AttrDefault::Required),
            attr("leftPad", AttrKind::Text, AttrDefault::Required),
            attr("rightPad", AttrKind::Text, AttrDefault::Required),
            attr("padWidth", AttrKind::Int, AttrDefault::Required),
            attr("preserveShortSequences", AttrKind::Bool, AttrDefault::Required),
        ],
        outputs: Outputs::Named(&["nGrams", "nGramsSplits"]),
        infer: |cx| {
            let (data, splits) = (cx.ranked(0, 1)?, cx.ranked(1, 1)?);
            if cx.dtype(0) != DType::String {
                return Err(cx.error(format!("data is {} (expected string)", cx.dtype(0))));
            }
            if cx.list("nGramWidths").iter().any(|w| !(1..=LONGEST).contains(w)) {
                return Err(cx.attr_error("nGramWidths", format!("widths from 1 to {LONGEST}")));
            }
            if cx.int("padWidth") > LONGEST {
                return Err(cx.attr_error("padWidth", format!("at most {LONGEST}")));
            }
            // The number of runs is known only to the kernel.
            Ok(smallvec![Spec::new(DType::String, *data), Spec::new(DType::I32, *splits)])
        },
        kernel: Kernel::Run(join),
        grad: Grad::None("strings have no gradient"),
        names: &[(Format::Tf, "StringNGrams")],
    }
}

/// The widest run.
const LONGEST: i64 = 65536;

fn join(cx: &mut KernelCx<'_>) -> Result<()> {
    let (data, splits) = (cx.x(0).to_strings()?, movement::indices(cx.x(1))?);
    check_splits(cx, &splits, data.len())?;
    let mut runs: Vec<Vec<u8>> = Vec::new();
    let mut ends = vec![0; splits.len()];
    if !data.is_empty() {
        for (i, row) in splits.windows(2).enumerate() {
            let row = &data[row[0] as usize..row[1] as usize];
            let before = runs.len();
            for &width in cx.list("nGramWidths") {
                let pad = pad_width(cx, width);
                let padded = padded(cx, row, pad);
                runs.extend(padded.windows(width as usize).map(|run| joined(cx, run)));
            }
            if runs.len() == before && !row.is_empty() && cx.bool("preserveShortSequences") {
                let pad = cx.int("padWidth").max(0) as usize;
                runs.push(joined(cx, &padded(cx, row, pad)));
            }
            ends[i + 1] = runs.len() as i32;
        }
    }
    let count = runs.len();
    cx.put(Array::from_strings(runs, &[count])?);
    cx.put(Array::from_slice(&ends, &[ends.len()])?);
    Ok(())
}

fn check_splits(cx: &Call<'_>, splits: &[i64], size: usize) -> Result<()> {
    let (Some(&first), Some(&last)) = (splits.first(), splits.last()) else { return Ok(()) };
    if first != 0 {
        return Err(cx.error(format!("First split value must be 0, got {first}")));
    }
    for pair in splits.windows(2) {
        if !(pair[0]..=size as i64).contains(&pair[1]) {
            return Err(cx.error(format!(
                "Invalid split value {}, must be in [{}, {size}]",
                pair[1], pair[0]
            )));
        }
    }
    if last != size as i64 {
        return Err(
            cx.error(format!("Last split value must be data size. Expected {size}, got {last}"))
        );
    }
    Ok(())
}

fn pad_width(cx: &Call<'_>, width: i64) -> usize {
    match cx.int("padWidth") {
        pad if pad < 0 => width as usize - 1,
        pad => pad.min(width - 1) as usize,
    }
}

fn padded<'a>(cx: &'a Call<'_>, row: &'a [Vec<u8>], pad: usize) -> Vec<&'a [u8]> {
    let side = |name: &str| vec![cx.str(name).as_bytes(); pad];
    let mut out = side("leftPad");
    out.extend(row.iter().map(Vec::as_slice));
    out.extend(side("rightPad"));
    out
}

fn joined(cx: &Call<'_>, run: &[&[u8]]) -> Vec<u8> {
    run.join(cx.str("separator").as_bytes())
}
