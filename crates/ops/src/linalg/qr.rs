//! `qr`

use crate::kernel::contiguous;
use crate::prelude::*;

op! {
    /// Matrices as products `q r`: the columns of `q` are orthogonal and of length 1, `r` is zero
    /// below its diagonal (Householder 1958). With `fullMatrices` `q` is square, else it has as
    /// many columns as the shorter side.
    QR {
        name: "qr",
        family: Family::Linalg,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[attr("fullMatrices", AttrKind::Bool, AttrDefault::Bool(false))],
        outputs: Outputs::Named(&["q", "r"]),
        infer: |cx| {
            let shape = cx.shape(0);
            if shape.rank() < 2 {
                return Err(cx.error(format!(
                    "requires a tensor of rank >= 2, but got rank {}",
                    shape.rank()
                )));
            }
            let (axis, rows, columns) = (shape.rank() - 2, shape[shape.rank() - 2], shape[shape.rank() - 1]);
            let inner = if cx.bool("fullMatrices") { rows } else { rows.min(columns) };
            Ok(smallvec![
                Spec::new(cx.dtype(0), shape.with(axis + 1, inner)),
                Spec::new(cx.dtype(0), shape.with(axis, inner)),
            ])
        },
        kernel: Kernel::Run(decompose),
        grad: Grad::None("it needs the solution of triangular systems, which is not there yet"),
        names: &[(Format::Tf, "Qr")],
    }
}

fn decompose(cx: &mut KernelCx<'_>) -> Result<()> {
    let x = contiguous(&elementwise::cast_array(cx.x(0), DType::F64)?)?;
    let (qs, rs) = (cx.spec(0), cx.spec(1));
    let rank = x.shape().rank();
    let (rows, columns) = (x.shape()[rank - 2], x.shape()[rank - 1]);
    let inner = qs.shape[rank - 1];
    let (mut q, mut r) = (Array::alloc(DType::F64, qs.shape)?, Array::alloc(DType::F64, rs.shape)?);
    let (q_values, r_values) = (slice_mut::<f64>(&mut q)?, slice_mut::<f64>(&mut r)?);
    let count: usize = x.shape()[..rank - 2].iter().product();
    for i in 0..count {
        let matrix = &slice::<f64>(&x)?[i * rows * columns..(i + 1) * rows * columns];
        let (full_q, full_r) = householder(matrix, rows, columns);
        for (to, from) in q_values[i * rows * inner..(i + 1) * rows * inner]
            .chunks_exact_mut(inner.max(1))
            .zip(full_q.chunks_exact(rows.max(1)))
        {
            to.copy_from_slice(&from[..inner]);
        }
        r_values[i * inner * columns..(i + 1) * inner * columns]
            .copy_from_slice(&full_r[..inner * columns]);
    }
    for (exact, spec) in [(q, qs), (r, rs)] {
        let rounded = elementwise::cast_array(&exact, spec.dtype)?;
        cx.put(rounded);
    }
    Ok(())
}

/// The square `q` and the full `r` of one matrix.
fn householder(x: &[f64], rows: usize, columns: usize) -> (Vec<f64>, Vec<f64>) {
    let mut r = x.to_vec();
    let mut q = vec![0.0; rows * rows];
    (0..rows).for_each(|i| q[i * rows + i] = 1.0);
    for j in 0..rows.min(columns) {
        let norm = (j..rows).map(|i| r[i * columns + j].powi(2)).sum::<f64>().sqrt();
        if norm == 0.0 {
            continue;
        }
        // The sign for which nothing cancels.
        let sign = if r[j * columns + j] > 0.0 { -1.0 } else { 1.0 };
        let first = r[j * columns + j] - sign * norm;
        let mirror: Vec<f64> =
            (j..rows).map(|i| if i == j { 1.0 } else { r[i * columns + j] / first }).collect();
        let strength = -sign * first / norm;
        for column in j..columns {
            let along: f64 = mirror.iter().zip(j..).map(|(m, i)| m * r[i * columns + column]).sum();
            for (m, i) in mirror.iter().zip(j..) {
                r[i * columns + column] -= strength * m * along;
            }
        }
        for row in q.chunks_exact_mut(rows) {
            let along: f64 = mirror.iter().zip(&row[j..]).map(|(m, q)| m * q).sum();
            for (m, q) in mirror.iter().zip(&mut row[j..]) {
                *q -= strength * m * along;
            }
        }
    }
    // What is left below the diagonal is rounding.
    for i in 0..rows {
        r[i * columns..i * columns + i.min(columns)].fill(0.0);
    }
    (q, r)
}
