//! `raggedGather`

use crate::kernel::contiguous;
use crate::movement;
use crate::prelude::*;

op! {
    /// Rows of a ragged tensor, picked by index. The tensor is given by its values and, level by
    /// level from the outside, by where its rows begin and end. The result has the same form, its
    /// splits first, with a level more for each axis of `indices` but the first.
    RAGGED_GATHER {
        name: "raggedGather",
        family: Family::Sparse,
        class: Class::DataDependent,
        inputs: &[
            InputDef::one("paramsDenseValues", Accept::Numeric),
            InputDef::one("indices", Accept::Index),
            InputDef::variadic("paramsNestedSplits", Accept::Index),
        ],
        outputs: Outputs::Variadic("splits and values"),
        infer: |cx| {
            let (values, indices) = (cx.at_least(0, 1)?, cx.shape(1));
            let levels = cx.inputs().len() - 2;
            for i in 0..levels {
                if cx.ranked(2 + i, 1)?[0] == 0 {
                    return Err(cx.error("Splits must be non-empty"));
                }
            }
            if indices.rank() == 0 {
                return Err(cx.rank_error(1, "rank 1 or more".into()));
            }
            // How many rows there are is known only to the kernel.
            let splits = Spec::new(DType::I32, *indices);
            let mut specs: crate::Specs = (1..indices.rank() + levels).map(|_| splits).collect();
            specs.push(Spec::new(cx.dtype(0), *values));
            Ok(specs)
        },
        kernel: Kernel::Run(gather),
        grad: Grad::None("TensorFlow.js has none for ragged tensors either; gather has one"),
        names: &[(Format::Tf, "RaggedGather")],
    }
}

fn gather(cx: &mut KernelCx<'_>) -> Result<()> {
    let values = contiguous(cx.x(0))?;
    let indices = movement::indices(cx.x(1))?;
    let shape = *cx.x(1).shape();
    let levels: Vec<Vec<i64>> =
        (2..cx.len()).map(|i| movement::indices(cx.x(i))).collect::<Result<_>>()?;
    check(cx, &levels, values.shape()[0])?;
    let rows = levels[0].len() - 1;
    movement::check_indices(cx, &indices, rows)?;
    // The outer axes of the indices make rows of equal length.
    let mut splits: Vec<Vec<i64>> = Vec::new();
    for axis in 1..shape.rank() {
        let (count, length) = (shape[..axis].iter().product::<usize>(), shape[axis]);
        splits.push((0..=count).map(|row| (row * length) as i64).collect());
    }
    let first = splits.len();
    splits.resize(first + levels.len(), vec![0]);
    let mut picked: Vec<usize> = Vec::new();
    for &index in &indices {
        let (mut begin, mut end) = (index as usize, index as usize + 1);
        for (level, out) in levels.iter().zip(&mut splits[first..]) {
            for row in begin..end {
                let last = out[out.len() - 1];
                out.push(last + level[row + 1] - level[row]);
            }
            (begin, end) = (level[begin] as usize, level[end] as usize);
        }
        picked.extend(begin..end);
    }
    for split in &splits {
        let wide = Array::from_slice(split, &[split.len()])?;
        cx.put(elementwise::cast_array(&wide, DType::I32)?);
    }
    let inner: usize = values.shape()[1..].iter().product();
    let dims = values.shape().with(0, picked.len());
    cx.put(movement::pick_rows(&values, picked.into_iter(), inner, &dims)?);
    Ok(())
}

/// Each level must begin at 0, not fall, and end where the next level, or the values, end.
fn check(cx: &Call<'_>, levels: &[Vec<i64>], values: usize) -> Result<()> {
    for (i, level) in levels.iter().enumerate() {
        let rows = levels.get(i + 1).map_or(values, |next| next.len() - 1);
        if level[0] != 0 {
            return Err(cx.error(format!("Split values must begin with 0, not {}", level[0])));
        }
        if level.windows(2).any(|pair| pair[1] < pair[0]) {
            return Err(cx.error("Ragged splits must be sorted in ascending order"));
        }
        let last = level[level.len() - 1];
        if last != rows as i64 {
            return Err(
                cx.error(format!("Ragged splits end at {last}, but there are {rows} rows below"))
            );
        }
    }
    Ok(())
}
