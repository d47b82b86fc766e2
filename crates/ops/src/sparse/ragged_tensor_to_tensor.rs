//! `raggedTensorToTensor`

use crate::kernel::contiguous;
use crate::movement;
use crate::prelude::*;
use sparkler_base::Buffer;

op! {
    /// A ragged tensor as a dense one, filled up with `defaultValue`. Its rows are told level by
    /// level, from the outside, in the way that `rowPartitionTypes` names: the number of rows
    /// (`FIRST_DIM_SIZE`, only first), where rows begin and end (`ROW_SPLITS`), or the row of each
    /// element (`VALUE_ROWIDS`). `shape` holds an extent for each axis, -1 for as long as needed;
    /// a single -1 leaves all open.
    RAGGED_TENSOR_TO_TENSOR {
        name: "raggedTensorToTensor",
        family: Family::Sparse,
        class: Class::DataDependent,
        inputs: &[
            InputDef::one("shape", Accept::Index),
            InputDef::one("values", Accept::Numeric),
            InputDef::one("defaultValue", Accept::Numeric),
            InputDef::variadic("rowPartitionTensors", Accept::Index),
        ],
        attrs: &[attr("rowPartitionTypes", AttrKind::Text, AttrDefault::Required)],
        infer: |cx| {
            let values = cx.at_least(1, 1)?;
            if cx.dtype(1) != cx.dtype(2) {
                return Err(cx.error(format!(
                    "values are {}, defaultValue is {} (expected one dtype)",
                    cx.dtype(1),
                    cx.dtype(2)
                )));
            }
            let element = Shape::new(&values[1..])?;
            if element.broadcast(cx.shape(2))? != element {
                return Err(cx.mismatch("defaultValue must broadcast to an element of values", 1, 2));
            }
            let levels = Levels::parse(cx, cx.inputs().len() - 3)?;
            if cx.shape(0).rank() > 1 {
                return Err(cx.rank_error(0, "a scalar or vector".into()));
            }
            // The longest rows are known only to the kernel.
            let rank = levels.kinds.len() + values.rank();
            infer::one(cx.dtype(1), Shape::new(&vec![1; rank])?)
        },
        kernel: Kernel::Run(fill),
        grad: Grad::None("TensorFlow.js has none for ragged tensors either; scatterND has one"),
        names: &[(Format::Tf, "RaggedTensorToTensor")],
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Splits,
    Rows,
}

/// How the levels below the first axis are told.
struct Levels {
    /// Does a tensor of its own hold the number of rows?
    counted: bool,
    kinds: Vec<Kind>,
}

impl Levels {
    fn parse(cx: &Call<'_>, tensors: usize) -> Result<Levels> {
        let words: Vec<&str> = cx.str("rowPartitionTypes").split(',').map(str::trim).collect();
        if words.len() != tensors {
            return Err(
                cx.error(format!("{} row partition types for {tensors} tensors", words.len()))
            );
        }
        let counted = words[0] == "FIRST_DIM_SIZE";
        let mut kinds = Vec::new();
        for word in &words[usize::from(counted)..] {
            kinds.push(match *word {
                "ROW_SPLITS" => Kind::Splits,
                "VALUE_ROWIDS" if counted => Kind::Rows,
                "VALUE_ROWIDS" => {
                    return Err(cx.error("Cannot handle VALUE_ROWIDS in first dimension."));
                }
                other => return Err(cx.error(format!("Unsupported partition type: {other}"))),
            });
        }
        Ok(Levels { counted, kinds })
    }
}

fn fill(cx: &mut KernelCx<'_>) -> Result<()> {
    let (wanted, values, default) = (movement::indices(cx.x(0))?, cx.dense(1)?, cx.x(2).clone());
    let Levels { counted, kinds } = Levels::parse(cx, cx.len() - 3)?;
    let parts: Vec<Vec<i64>> =
        (3..cx.len()).map(|i| movement::indices(cx.x(i))).collect::<Result<_>>()?;
    let parts = &parts[..];
    let count = match (parts[0].first(), counted) {
        (None, _) => {
            return Err(
                cx.error("Invalid first partition input. Tensor requires at least one element.")
            );
        }
        (Some(&count), true) => usize::try_from(count)
            .map_err(|_| cx.error(format!("{count} rows (expected no negative number)")))?,
        (Some(_), false) => parts[0].len() - 1,
    };
    // The rows below each row, level by level.
    let mut lengths: Vec<Vec<usize>> = Vec::new();
    let mut above = count;
    for (part, &kind) in parts[usize::from(counted)..].iter().zip(&kinds) {
        let rows = row_lengths(cx, part, kind, above)?;
        above = rows.iter().sum();
        lengths.push(rows);
    }
    if above != values.shape()[0] {
        return Err(cx.error(format!("{} values for {above} places", values.shape()[0])));
    }
    let shape = dense_shape(cx, &wanted, count, &lengths, &values)?;
    let element = Shape::new(&values.shape()[1..])?;
    let inner = element.size();
    let default = contiguous(&default.broadcast_to(&element)?)?;
    // The default value is the last of the elements to pick from.
    let last = values.shape()[0];
    let mut all = movement::bytes(&values).to_vec();
    all.extend_from_slice(movement::bytes(&default));
    let all = Buffer::from_bytes(values.dtype(), &all)?;
    let all = Array::from_buffer(all, Shape::new(&[(last + 1) * inner])?)?;
    let cells: usize = shape[..=lengths.len()].iter().product();
    let mut sources = table(cells, |_| last as i64)?;
    let picked = slice_mut::<i64>(&mut sources)?;
    for (i, place) in places(&shape, count, &lengths).into_iter().enumerate() {
        if let Some(place) = place {
            picked[place] = i as i64;
        }
    }
    let rows = picked.iter().map(|&i| i as usize);
    cx.put(movement::pick_rows(&all, rows, inner, &shape)?);
    Ok(())
}

/// The number of rows below each of `above` rows.
fn row_lengths(cx: &Call<'_>, part: &[i64], kind: Kind, above: usize) -> Result<Vec<usize>> {
    match kind {
        Kind::Splits => {
            let splits = || cx.error("Invalid row split size.");
            if part.len() != above + 1 || part[0] != 0 {
                return Err(splits());
            }
            part.windows(2)
                .map(|pair| usize::try_from(pair[1] - pair[0]).map_err(|_| splits()))
                .collect()
        }
        Kind::Rows => {
            let mut rows = table(above, |_| 0i64)?;
            let lengths = slice_mut::<i64>(&mut rows)?;
            for &row in part {
                movement::check_indices(cx, &[row], above)?;
                lengths[row as usize] += 1;
            }
            if part.windows(2).any(|pair| pair[1] < pair[0]) {
                return Err(cx.error("Invalid row ids: they must be in rising order."));
            }
            Ok(lengths.iter().map(|&length| length as usize).collect())
        }
    }
}

/// The shape of the result: what was wanted, and as long as needed where that is open.
fn dense_shape(
    cx: &Call<'_>,
    wanted: &[i64],
    count: usize,
    lengths: &[Vec<usize>],
    values: &Array,
) -> Result<Shape> {
    let longest = lengths.iter().map(|rows| rows.iter().copied().max().unwrap_or(0));
    let needed: Vec<usize> =
        std::iter::once(count).chain(longest).chain(values.shape()[1..].iter().copied()).collect();
    if wanted == [-1] && needed.len() > 1 {
        return Shape::new(&needed);
    }
    if wanted.len() != needed.len() {
        return Err(cx.error(format!(
            "shape {wanted:?} and a result of {} axes are incompatible",
            needed.len()
        )));
    }
    let mut dims = needed.clone();
    for (axis, &extent) in wanted.iter().enumerate() {
        if extent == -1 {
            continue;
        }
        let extent = usize::try_from(extent)
            .map_err(|_| cx.error(format!("Dimension {extent} must be >= -1")))?;
        if axis > lengths.len() && extent != needed[axis] {
            return Err(cx.error(format!(
                "shape {wanted:?} does not go with values of shape {}",
                values.shape()
            )));
        }
        dims[axis] = extent;
    }
    Shape::new(&dims)
}

/// Where each value goes, counted in elements of values; nowhere if its row is cut off before it.
fn places(shape: &Shape, count: usize, lengths: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut rows: Vec<Option<usize>> =
        (0..count).map(|i| Some(i).filter(|&i| i < shape[0])).collect();
    for (level, lengths) in lengths.iter().enumerate() {
        let extent = shape[level + 1];
        let below = |(row, &length): (&Option<usize>, &usize)| {
            let row = *row;
            (0..length).map(move |i| row.filter(|_| i < extent).map(|row| row * extent + i))
        };
        rows = rows.iter().zip(lengths).flat_map(below).collect();
    }
    rows
}
