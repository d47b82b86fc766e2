//! Broadcasting, reductions and moves against naive references, on random shapes.

use proptest::prelude::*;
use sparkler_engine::{Shape, Tensor, options::*};

/// The element at an index, by NumPy's rule of broadcasting.
fn at(data: &[f32], shape: &[usize], index: &[usize]) -> f32 {
    let shift = index.len() - shape.len();
    let place = shape
        .iter()
        .enumerate()
        .fold(0, |place, (i, &d)| place * d + if d == 1 { 0 } else { index[i + shift] });
    data[place]
}

/// All indices of a shape, in order.
fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
    let mut out = vec![vec![]];
    for &d in shape {
        out = out.iter().flat_map(|i| (0..d).map(move |k| [&i[..], &[k]].concat())).collect();
    }
    out
}

fn numbers(shape: &[usize]) -> Vec<f32> {
    (0..shape.iter().product()).map(|i: usize| ((i * 37) % 19) as f32 - 9.0).collect()
}

fn tensor(shape: &[usize]) -> (Tensor, Vec<f32>) {
    let data = numbers(shape);
    (Tensor::new(&data, shape).unwrap(), data)
}

prop_compose! {
    /// A shape and two that broadcast to it, if both together cover its extents.
    fn broadcastable()(
        whole in prop::collection::vec(0usize..4, 0..5),
        ones in prop::collection::vec(0u8..3, 5),
        cut in (0usize..5, 0usize..5),
    ) -> (Vec<usize>, Vec<usize>) {
        let part = |which: u8, cut: usize| -> Vec<usize> {
            let dims: Vec<usize> =
                whole.iter().zip(&ones).map(|(&d, &o)| if o == which { 1 } else { d }).collect();
            dims[cut.min(dims.len())..].to_vec()
        };
        let a = part(0, if cut.0 < cut.1 { cut.0 } else { 0 });
        let b = part(1, if cut.0 < cut.1 { 0 } else { cut.1 });
        (a, b)
    }
}

proptest! {
    #[test]
    fn operands_broadcast((a, b) in broadcastable()) {
        let ((x, xs), (y, ys)) = (tensor(&a), tensor(&b));
        let z = x.sub(&y).unwrap();
        let want: Vec<f32> =
            indices(z.shape()).iter().map(|i| at(&xs, &a, i) - at(&ys, &b, i)).collect();
        prop_assert_eq!(z.to_vec::<f32>().unwrap(), want);
        let less = x.less(&y).unwrap();
        let want: Vec<bool> =
            indices(z.shape()).iter().map(|i| at(&xs, &a, i) < at(&ys, &b, i)).collect();
        prop_assert_eq!(less.to_vec::<bool>().unwrap(), want);
        let chosen = less.select(&x, &y).unwrap();
        let want: Vec<f32> =
            indices(z.shape()).iter().map(|i| at(&xs, &a, i).min(at(&ys, &b, i))).collect();
        prop_assert_eq!(chosen.to_vec::<f32>().unwrap(), want);
    }

    #[test]
    fn what_does_not_broadcast_says_so(
        a in prop::collection::vec(1usize..4, 1..4),
        b in prop::collection::vec(1usize..4, 1..4),
    ) {
        let fits = a.iter().rev().zip(b.iter().rev()).all(|(p, q)| p == q || *p == 1 || *q == 1);
        match tensor(&a).0.add(&tensor(&b).0) {
            Ok(_) => prop_assert!(fits),
            Err(e) => {
                let e = e.to_string();
                prop_assert!(!fits);
                prop_assert!(e.starts_with("add: ") && e.contains(&format!("{a:?}")), "{}", e);
            }
        }
    }

    #[test]
    fn sums_over_axes(
        shape in prop::collection::vec(0usize..4, 1..5),
        chosen in prop::collection::vec(any::<bool>(), 5),
        keep in any::<bool>(),
    ) {
        let axes: Vec<i64> =
            (0..shape.len()).filter(|&i| chosen[i]).map(|i| i as i64 - shape.len() as i64).collect();
        let (x, data) = tensor(&shape);
        let y = x.sum(axes.clone(), keep).unwrap();
        let kept: Vec<usize> =
            shape.iter().zip(&chosen).map(|(&d, &c)| if c { 1 } else { d }).collect();
        let mut want = vec![0.0; kept.iter().product()];
        let places = indices(&kept);
        for (index, v) in indices(&shape).iter().zip(&data) {
            let target: Vec<usize> =
                index.iter().zip(&chosen).map(|(&i, &c)| if c { 0 } else { i }).collect();
            want[places.iter().position(|p| *p == target).unwrap()] += v;
        }
        prop_assert_eq!(y.to_vec::<f32>().unwrap(), want);
        let expected: Vec<usize> = if keep {
            kept
        } else {
            shape.iter().zip(&chosen).filter(|(_, c)| !**c).map(|(&d, _)| d).collect()
        };
        prop_assert_eq!(&y.shape()[..], &expected[..]);
    }

    #[test]
    fn views_of_views(
        shape in prop::collection::vec(1usize..4, 1..5),
        turn in 0usize..4,
        steps in prop::collection::vec(prop::sample::select(vec![-2i64, -1, 1, 2]), 5),
    ) {
        // Transposed, strided, then copied by arithmetic: as by index arithmetic.
        let (x, data) = tensor(&shape);
        let rank = shape.len();
        let perm: Vec<usize> = (0..rank).map(|i| (i + turn) % rank).collect();
        let y = x.transpose(perm.clone()).unwrap();
        let turned = y.shape().to_vec();
        let steps = &steps[..rank];
        let y = y
            .strided_slice(vec![0i64; rank], vec![0i64; rank], StridedSliceOptions {
                strides: Some(steps.into()),
                begin_mask: (1 << rank) - 1,
                end_mask: (1 << rank) - 1,
                ..Default::default()
            })
            .unwrap();
        let dims: Vec<usize> =
            turned.iter().zip(steps).map(|(d, s)| d.div_ceil(s.unsigned_abs() as usize)).collect();
        prop_assert_eq!(&y.shape()[..], &dims[..]);
        let want: Vec<f32> = indices(&dims)
            .iter()
            .map(|index| {
                let mut from = vec![0; rank];
                for i in 0..rank {
                    let step = steps[i];
                    let at = index[i] * step.unsigned_abs() as usize;
                    from[perm[i]] = if step > 0 { at } else { turned[i] - 1 - at };
                }
                at(&data, &shape, &from)
            })
            .collect();
        let doubled: Vec<f32> = want.iter().map(|v| v + v).collect();
        prop_assert_eq!(y.to_vec::<f32>().unwrap(), want);
        prop_assert_eq!(y.add(&y).unwrap().to_vec::<f32>().unwrap(), doubled);
    }

    #[test]
    fn products_of_batches(
        batch in prop::collection::vec(1usize..3, 0..3),
        (m, k, n) in (0usize..5, 0usize..5, 0usize..5),
        (ta, tb) in any::<(bool, bool)>(),
        broadcast in any::<bool>(),
    ) {
        let swap = |t: bool, r: usize, c: usize| if t { [c, r] } else { [r, c] };
        let a = [&batch[..], &swap(ta, m, k)].concat();
        let b = if broadcast { swap(tb, k, n).to_vec() } else { [&batch[..], &swap(tb, k, n)].concat() };
        let ((x, xs), (y, ys)) = (tensor(&a), tensor(&b));
        let z = x.matmul(&y, ta, tb).unwrap();
        let whole = [&batch[..], &[m, n]].concat();
        prop_assert_eq!(&z.shape()[..], &whole[..]);
        let want: Vec<f32> = indices(&whole)
            .iter()
            .map(|index| {
                let (lead, rest) = index.split_at(batch.len());
                (0..k)
                    .map(|i| {
                        let p = [lead, &swap(ta, rest[0], i)].concat();
                        let q = [if broadcast { &[] } else { lead }, &swap(tb, i, rest[1])].concat();
                        at(&xs, &a, &p) * at(&ys, &b, &q)
                    })
                    .sum()
            })
            .collect();
        prop_assert_eq!(z.to_vec::<f32>().unwrap(), want);
    }

    #[test]
    fn concatenation_undoes_splitting(
        shape in prop::collection::vec(0usize..4, 1..4),
        axis in 0usize..3,
        cut in 0usize..4,
    ) {
        let axis = axis % shape.len();
        let cut = cut.min(shape[axis]);
        let (x, data) = tensor(&shape);
        let parts = x.split([cut, shape[axis] - cut], axis as i64).unwrap();
        let parts: Vec<&Tensor> = parts.iter().collect();
        let back = Tensor::concat(&parts, axis as i64).unwrap();
        prop_assert_eq!(back.shape(), &Shape::new(&shape).unwrap());
        prop_assert_eq!(back.to_vec::<f32>().unwrap(), data);
    }
}
