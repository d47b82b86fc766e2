//! `raggedRange`

use crate::prelude::*;

op! {
    /// Ranges of numbers, one after the other: row `i` goes from `starts[i]` to before `limits[i]`
    /// in steps of `deltas[i]`. A scalar stands for every row. Gives where rows begin and end, and
    /// the numbers.
    RAGGED_RANGE {
        name: "raggedRange",
        family: Family::Sparse,
        class: Class::DataDependent,
        inputs: &[
            InputDef::one("starts", Accept::Number),
            InputDef::one("limits", Accept::Number),
            InputDef::one("deltas", Accept::Number),
        ],
        promote: true,
        outputs: Outputs::Named(&["rtNestedSplits", "rtDenseValues"]),
        infer: |cx| {
            let mut rows = None;
            for i in 0..3 {
                let shape = cx.shape(i);
                match (shape.rank(), rows) {
                    (0, _) => {}
                    (1, None) => rows = Some((i, shape[0])),
                    (1, Some((j, count))) if count != shape[0] => {
                        return Err(cx.mismatch(
                            "starts, limits, and deltas must have the same shape",
                            j,
                            i,
                        ));
                    }
                    (1, _) => {}
                    _ => return Err(cx.rank_error(i, "a scalar or vector".into())),
                }
            }
            let rows = rows.map_or(1, |(_, count)| count);
            // How many numbers there are is known only to the kernel.
            Ok(smallvec![
                Spec::new(DType::I32, Shape::new(&[rows + 1])?),
                Spec::new(cx.dtype(0), Shape::new(&[rows])?),
            ])
        },
        kernel: Kernel::Run(|cx| {
            let rows = cx.spec(0).shape[0] - 1;
            let wide = |i: usize| elementwise::cast_array(cx.x(i), DType::F64);
            let inputs = [wide(0)?, wide(1)?, wide(2)?];
            let value = |i: usize, row: usize| -> Result<f64> {
                let values = slice::<f64>(&inputs[i])?;
                Ok(values[if values.len() == 1 { 0 } else { row }])
            };
            let (mut ends, mut total) = (vec![0i32], 0.0);
            for row in 0..rows {
                let (start, limit, delta) = (value(0, row)?, value(1, row)?, value(2, row)?);
                if delta == 0.0 {
                    return Err(cx.error("Requires delta != 0"));
                }
                let count = ((limit - start) / delta).ceil().max(0.0);
                total += count;
                if total.is_nan() || total > f64::from(i32::MAX) {
                    return Err(cx.error(format!("Requires ((limit - start) / delta) <= {}", i32::MAX)));
                }
                ends.push(total as i32);
            }
            let mut numbers = table(total as usize, |_| 0.0)?;
            let out = slice_mut::<f64>(&mut numbers)?;
            for (row, pair) in ends.windows(2).enumerate() {
                let (start, delta) = (value(0, row)?, value(2, row)?);
                let row = &mut out[pair[0] as usize..pair[1] as usize];
                row.iter_mut().enumerate().for_each(|(i, y)| *y = start + i as f64 * delta);
            }
            let dtype = cx.spec(1).dtype;
            cx.put(Array::from_slice(&ends, &[rows + 1])?);
            cx.put(elementwise::cast_array(&numbers, dtype)?);
            Ok(())
        }),
        grad: Grad::None("how many numbers there are jumps with the input"),
        names: &[(Format::Tf, "RaggedRange")],
    }
}
