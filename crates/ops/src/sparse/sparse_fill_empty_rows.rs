//! `sparseFillEmptyRows`

use crate::kernel::contiguous;
use crate::movement;
use crate::prelude::*;
use sparkler_base::Buffer;

op! {
    /// A sparse tensor with `defaultValue` at the beginning of each row that had no element. Also
    /// says which rows these are, and where each old element is now.
    SPARSE_FILL_EMPTY_ROWS {
        name: "sparseFillEmptyRows",
        family: Family::Sparse,
        class: Class::DataDependent,
        inputs: &[
            InputDef::one("indices", Accept::Index),
            InputDef::one("values", Accept::Numeric),
            InputDef::one("denseShape", Accept::Index),
            InputDef::one("defaultValue", Accept::Numeric),
        ],
        outputs: Outputs::Named(&[
            "outputIndices",
            "outputValues",
            "emptyRowIndicator",
            "reverseIndexMap",
        ]),
        infer: |cx| {
            let (indices, values) = (cx.ranked(0, 2)?, cx.ranked(1, 1)?);
            let shape = cx.ranked(2, 1)?;
            cx.ranked(3, 0)?;
            if indices[0] != values[0] {
                return Err(cx.mismatch("there must be a value for each index", 0, 1));
            }
            if indices[1] != shape[0] || shape[0] == 0 {
                return Err(cx.mismatch("there must be an index for each axis, and an axis", 0, 2));
            }
            if cx.dtype(1) != cx.dtype(3) {
                return Err(cx.error(format!(
                    "values are {}, defaultValue is {} (expected one dtype)",
                    cx.dtype(1),
                    cx.dtype(3)
                )));
            }
            // The numbers of rows and of elements are known only to the kernel.
            Ok(smallvec![
                Spec::new(cx.dtype(0), *indices),
                Spec::new(cx.dtype(1), *values),
                Spec::new(DType::Bool, *shape),
                Spec::new(cx.dtype(0), *values),
            ])
        },
        kernel: Kernel::Run(fill),
        grad: Grad::Rule(|cx| {
            let (values, map) = (cx.x(1), cx.y(3));
            let dy = cx.dy_of(1)?;
            let kept = if values.shape().size() == 0 {
                values.zeros_like()?
            } else {
                dy.gather(map, 0, 0)?
            };
            let default = dy.sum((), false)?.sub(kept.sum((), false)?)?;
            Ok(vec![None, Some(kept), None, Some(default)])
        }),
        names: &[(Format::Tf, "SparseFillEmptyRows")],
    }
}

fn fill(cx: &mut KernelCx<'_>) -> Result<()> {
    let (indices, shape) = (movement::indices(cx.x(0))?, movement::indices(cx.x(2))?);
    let (count, rank) = (cx.x(0).shape()[0], cx.x(0).shape()[1]);
    let rows = usize::try_from(shape[0])
        .map_err(|_| cx.error(format!("denseShape is {shape:?} (expected no negative extent)")))?;
    if rows == 0 && count != 0 {
        return Err(cx.error(format!(
            "Received SparseTensor with denseShape[0] = 0 but indices.shape[0] = {count}"
        )));
    }
    for i in 0..count {
        let row = indices[i * rank];
        if row < 0 {
            return Err(cx.error(format!("indices({i}, 0) is invalid: {row} < 0")));
        }
        if row >= rows as i64 {
            return Err(cx.error(format!("indices({i}, 0) is invalid: {row} >= {rows}")));
        }
    }
    // The elements row by row, those of a row in the order given.
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&i| indices[i * rank]);
    let mut empty = table(rows, |_| true)?;
    let flags = slice_mut::<bool>(&mut empty)?;
    order.iter().for_each(|&i| flags[indices[i * rank] as usize] = false);
    let total = count + flags.iter().filter(|&&flag| flag).count();
    let mut places = Array::full(DType::I64, Shape::new(&[total, rank])?, 0i64.into())?;
    // For each new element the old one it is, or -1.
    let mut sources = table(total, |_| -1i64)?;
    let mut map = vec![0i64; count];
    let (rows_of, from) = (slice_mut::<i64>(&mut places)?, slice_mut::<i64>(&mut sources)?);
    let mut waiting = order.iter().peekable();
    let mut next = 0;
    for (row, &flag) in flags.iter().enumerate() {
        if flag {
            rows_of[next * rank] = row as i64;
            next += 1;
        }
        while let Some(&i) = waiting.next_if(|&&i| indices[i * rank] == row as i64) {
            rows_of[next * rank..(next + 1) * rank]
                .copy_from_slice(&indices[i * rank..(i + 1) * rank]);
            from[next] = i as i64;
            map[i] = next as i64;
            next += 1;
        }
    }
    // The default value is the last of the values to pick from.
    let mut all = movement::bytes(&cx.dense(1)?).to_vec();
    all.extend_from_slice(movement::bytes(&contiguous(cx.x(3))?));
    let all = Buffer::from_bytes(cx.x(1).dtype(), &all)?;
    let all = Array::from_buffer(all, Shape::new(&[count + 1])?)?;
    let picked = from.iter().map(|&source| usize::try_from(source).unwrap_or(count));
    let filled = movement::pick_rows(&all, picked, 1, &[total])?;
    let dtype = cx.spec(0).dtype;
    cx.put(elementwise::cast_array(&places, dtype)?);
    cx.put(filled);
    cx.put(empty);
    cx.put(elementwise::cast_array(&Array::from_slice(&map, &[count])?, dtype)?);
    Ok(())
}
