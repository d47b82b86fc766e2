//! `batchToSpaceND`

use crate::prelude::*;

op! {
    /// Blocks of the batch moved back into the spatial axes, then cropped: the inverse of
    /// spaceToBatchND.
    BATCH_TO_SPACE_ND {
        name: "batchToSpaceND",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[
            attr("blockShape", AttrKind::Ints, AttrDefault::Required),
            attr("crops", AttrKind::Pairs, AttrDefault::Required),
        ],
        infer: |cx| {
            let (s, block, crops) = (cx.shape(0), cx.extents("blockShape")?, cx.extents("crops")?);
            let prod = block.iter().fold(1usize, |n, &b| n.saturating_mul(b));
            if s.rank() <= block.len()
                || crops.len() != 2 * block.len()
                || prod == 0
                || !s[0].is_multiple_of(prod)
            {
                return Err(cx.error(format!(
                    "shape {s} does not go with blockShape {block:?} and crops {crops:?}"
                )));
            }
            let mut dims = s.to_vec();
            dims[0] /= prod;
            for i in 0..block.len() {
                let cut = crops[2 * i].saturating_add(crops[2 * i + 1]);
                dims[i + 1] =
                    s[i + 1].saturating_mul(block[i]).checked_sub(cut).ok_or_else(|| {
                        cx.attr_error("crops", format!("less than axis {} has", i + 1))
                    })?;
            }
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Composite(|cx| {
            let (s, block, crops) =
                (cx.x(0).shape(), cx.extents("blockShape")?, cx.extents("crops")?);
            let m = block.len();
            let batch = s[0] / block.iter().product::<usize>();
            // [blocks, batch, spatial, rest] to [batch, spatial and block in turn, rest]
            let rest: usize = s[m + 1..].iter().product();
            let mut dims = block.to_vec();
            dims.push(batch);
            dims.extend_from_slice(&s[1..=m]);
            dims.push(rest);
            let mut perm = vec![m];
            for i in 0..m {
                perm.extend([m + 1 + i, i]);
            }
            perm.push(2 * m + 1);
            let mut wide = vec![batch];
            wide.extend((0..m).map(|i| s[i + 1] * block[i]));
            wide.extend_from_slice(&s[m + 1..]);
            let y = cx.x(0).reshape(&dims)?.transpose(perm)?.reshape(&wide)?;
            let mut begin = vec![0; wide.len()];
            for i in 0..m {
                begin[i + 1] = crops[2 * i];
                wide[i + 1] -= crops[2 * i] + crops[2 * i + 1];
            }
            Ok(vec![y.slice(&begin, Some((&wide).into()))?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "BatchToSpaceND"), (Format::Tflite, "BATCH_TO_SPACE_ND")],
    }
}
