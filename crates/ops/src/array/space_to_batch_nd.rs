//! `spaceToBatchND`

use crate::prelude::*;

op! {
    /// The axes after the batch padded with zeros and cut into blocks of `blockShape`, whose elements
    /// go to the batch: the batches of the blocks' first elements, then those of the second, and so
    /// on.
    SPACE_TO_BATCH_ND {
        name: "spaceToBatchND",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Numeric)],
        attrs: &[
            attr("blockShape", AttrKind::Ints, AttrDefault::Required),
            attr("paddings", AttrKind::Pairs, AttrDefault::Required),
        ],
        infer: |cx| {
            let (s, block, pads) =
                (cx.shape(0), cx.extents("blockShape")?, cx.extents("paddings")?);
            if s.rank() <= block.len() || pads.len() != 2 * block.len() || block.contains(&0) {
                return Err(cx.error(format!(
                    "shape {s} does not go with blockShape {block:?} and paddings {pads:?}"
                )));
            }
            let mut dims = s.to_vec();
            dims[0] = block.iter().fold(dims[0], |n, &b| n.saturating_mul(b));
            for i in 0..block.len() {
                let padded = s[i + 1].saturating_add(pads[2 * i]).saturating_add(pads[2 * i + 1]);
                if !padded.is_multiple_of(block[i]) {
                    return Err(cx.attr_error(
                        "paddings",
                        format!(
                            "such that axis {} ({padded} padded) is a multiple of {}",
                            i + 1,
                            block[i]
                        ),
                    ));
                }
                dims[i + 1] = padded / block[i];
            }
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Composite(|cx| {
            let (s, block, pads) =
                (cx.x(0).shape(), cx.extents("blockShape")?, cx.extents("paddings")?);
            let m = block.len();
            let mut around = vec![[0i64, 0]; s.rank()];
            for i in 0..m {
                around[i + 1] = [pads[2 * i] as i64, pads[2 * i + 1] as i64];
            }
            let x = cx.x(0).pad(&around[..], 0.0)?;
            let padded = x.shape();
            let rest: usize = padded[m + 1..].iter().product();
            let mut dims = vec![s[0]];
            for i in 0..m {
                dims.extend([padded[i + 1] / block[i], block[i]]);
            }
            dims.push(rest);
            let mut perm: Vec<usize> = (0..m).map(|i| 2 * i + 2).collect();
            perm.push(0);
            perm.extend((0..m).map(|i| 2 * i + 1));
            perm.push(2 * m + 1);
            let mut out = vec![s[0] * block.iter().product::<usize>()];
            out.extend((0..m).map(|i| padded[i + 1] / block[i]));
            out.extend_from_slice(&padded[m + 1..]);
            Ok(vec![x.reshape(&dims)?.transpose(perm)?.reshape(&out)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "SpaceToBatchND"), (Format::Tflite, "SPACE_TO_BATCH_ND")],
    }
}
