//! `nonMaxSuppression`

use crate::prelude::*;

op! {
    /// The best of boxes that overlap. Boxes (rows `y1, x1, y2, x2`) are taken in the order of
    /// their scores, down to `scoreThreshold`; one whose overlap (intersection over union) with a
    /// box taken before exceeds `iouThreshold` is dropped. With `softNmsSigma` above 0 it is not
    /// dropped, but its score is lowered by `exp(-iou^2 / (2 sigma))` (Bodla et al. 2017). At most
    /// `maxOutputSize` boxes are taken; `padToMaxOutputSize` fills up with zeros.
    NON_MAX_SUPPRESSION {
        name: "nonMaxSuppression",
        family: Family::Image,
        class: Class::DataDependent,
        inputs: &[InputDef::one("boxes", Accept::Float), InputDef::one("scores", Accept::Float)],
        attrs: &[
            attr("maxOutputSize", AttrKind::Int, AttrDefault::Required),
            attr("iouThreshold", AttrKind::Float, AttrDefault::Float(0.5)),
            attr("scoreThreshold", AttrKind::Float, AttrDefault::Float(f64::NEG_INFINITY)),
            attr("softNmsSigma", AttrKind::Float, AttrDefault::Float(0.0)),
            attr("padToMaxOutputSize", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        outputs: Outputs::Named(&["selectedIndices", "selectedScores", "validOutputs"]),
        infer: |cx| {
            let (boxes, scores) = (cx.ranked(0, 2)?, cx.ranked(1, 1)?);
            if boxes[1] != 4 {
                return Err(cx.error(format!("boxes have shape {boxes}, expected [n, 4]")));
            }
            if scores[0] != boxes[0] {
                return Err(cx.mismatch("scores has incompatible shape with boxes", 0, 1));
            }
            for name in ["iouThreshold", "softNmsSigma"] {
                if !(0.0..=1.0).contains(&cx.float(name)) {
                    return Err(cx.error(format!("{name} must be in [0, 1], not {}", cx.float(name))));
                }
            }
            // How many are taken is known only to the kernel; this is the most it can be.
            let shape = Shape::new(&[cx.count("maxOutputSize")?])?;
            Ok(smallvec![
                Spec::new(DType::I32, shape),
                Spec::new(DType::F32, shape),
                Spec::new(DType::I32, Shape::SCALAR),
            ])
        },
        kernel: Kernel::Run(suppress),
        grad: Grad::None("its output is an index"),
        names: &[
            (Format::Tf, "NonMaxSuppressionV5"),
            (Format::Tf, "NonMaxSuppressionV4"),
            (Format::Tf, "NonMaxSuppressionV3"),
            (Format::Tf, "NonMaxSuppressionV2"),
            (Format::Tf, "NonMaxSuppression"),
            (Format::Tflite, "NON_MAX_SUPPRESSION_V5"),
            (Format::Tflite, "NON_MAX_SUPPRESSION_V4"),
        ],
    }
}

/// A box that waits, best score first; of equal scores the box that comes first.
#[derive(PartialEq)]
struct Candidate {
    score: f32,
    place: usize,
    /// The boxes taken before this one were held against it already.
    seen: usize,
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.score.total_cmp(&other.score).then(other.place.cmp(&self.place))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn suppress(cx: &mut KernelCx<'_>) -> Result<()> {
    let (boxes, scores) = (elementwise::to_f32(cx.x(0))?, elementwise::to_f32(cx.x(1))?);
    let (boxes, scores) = (slice::<f32>(&boxes)?, slice::<f32>(&scores)?);
    let (most, sigma) = (cx.count("maxOutputSize")?, cx.float("softNmsSigma") as f32);
    let overlap = cx.float("iouThreshold") as f32;
    let threshold = cx.float("scoreThreshold") as f32;
    let scale = -0.5 / sigma;
    let mut waiting: std::collections::BinaryHeap<Candidate> = (scores.iter().enumerate())
        .filter(|(_, score)| **score > threshold)
        .map(|(place, &score)| Candidate { score, place, seen: 0 })
        .collect();
    let (mut places, mut kept) = (Vec::new(), Vec::new());
    while places.len() < most {
        let Some(Candidate { score: before, place, seen }) = waiting.pop() else { break };
        let mut score = before;
        let mut dropped = false;
        for &other in places[seen..].iter().rev() {
            let iou = intersection_over_union(boxes, place, other as usize);
            if sigma == 0.0 {
                if iou > overlap {
                    dropped = true;
                    break;
                }
                continue;
            }
            score *= (scale * iou * iou).exp();
            if score <= threshold {
                break;
            }
        }
        if dropped {
            continue;
        }
        if score == before {
            places.push(place as i32);
            kept.push(score);
        } else if score > threshold {
            waiting.push(Candidate { score, place, seen: places.len() });
        }
    }
    let valid = places.len();
    let length = if cx.bool("padToMaxOutputSize") { most } else { valid };
    cx.put(table(length, |i| places.get(i).copied().unwrap_or(0))?);
    cx.put(table(length, |i| kept.get(i).copied().unwrap_or(0.0))?);
    cx.put(Array::from_slice(&[valid as i32], &[])?);
    Ok(())
}

/// How much two boxes overlap. Their corners may be given in any order.
fn intersection_over_union(boxes: &[f32], a: usize, b: usize) -> f32 {
    let edges = |i: usize, axis: usize| {
        let (p, q) = (boxes[i * 4 + axis], boxes[i * 4 + axis + 2]);
        (p.min(q), p.max(q))
    };
    let area = |i: usize| {
        let ((top, bottom), (left, right)) = (edges(i, 0), edges(i, 1));
        (bottom - top) * (right - left)
    };
    let (first, second) = (area(a), area(b));
    if first <= 0.0 || second <= 0.0 {
        return 0.0;
    }
    let common = |axis: usize| {
        let ((low, high), (other_low, other_high)) = (edges(a, axis), edges(b, axis));
        (high.min(other_high) - low.max(other_low)).max(0.0)
    };
    let intersection = common(0) * common(1);
    intersection / (first + second - intersection)
}
