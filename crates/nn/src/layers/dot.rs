//! `Dot`

use super::*;

/// The inner products of two inputs along an axis of each, example by example.
///
/// ```
/// use sparkler_nn::{Model, input, layers::{Dot, Layer}};
/// let (a, b) = (input([3, 4]), input([5, 4]));
/// let model = Model::new(&[&a, &b], &[&Dot::new([2, 2]).apply_all(&[&a, &b])?])?;
/// assert_eq!(model.output_shape(), [None, Some(3), Some(5)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dot {
    axes: [i64; 2],
    normalize: bool,
}

impl Dot {
    /// Along those axes of the two inputs; axis 0 is the batch, negative ones count from the end.
    pub fn new(axes: [i64; 2]) -> Dot {
        Dot { axes, normalize: false }
    }

    /// Are the vectors brought to length 1 before, so that the products are cosines?
    pub fn normalize(self, normalize: bool) -> Dot {
        Dot { normalize, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Dot> {
        let axes = match a.integers("axes")?.as_deref() {
            Some(&[one]) => [one, one],
            Some(&[first, second]) => [first, second],
            _ => return Err(a.error("axes", "one axis or two")),
        };
        Ok(Dot { axes, normalize: a.bool("normalize", false)? })
    }

    /// The axes as indices for inputs of those ranks.
    fn resolve(&self, ranks: [usize; 2]) -> Result<[usize; 2]> {
        let class = self.class_name();
        let axes = [
            resolve_axis(class, self.axes[0], ranks[0])?,
            resolve_axis(class, self.axes[1], ranks[1])?,
        ];
        if axes.contains(&0) {
            return Err(Error::argument(class, "axes must not be the batch's, 0"));
        }
        Ok(axes)
    }

    fn two<'a, T>(&self, inputs: &'a [T]) -> Result<[&'a T; 2]> {
        match inputs {
            [a, b] => Ok([a, b]),
            _ => {
                let message = format!("takes two inputs, got {}", inputs.len());
                Err(Error::argument(self.class_name(), message))
            }
        }
    }
}

/// All but the batch and one axis.
fn others<T: Copy>(dims: &[T], axis: usize) -> impl Iterator<Item = T> + '_ {
    dims.iter().enumerate().skip(1).filter(move |(i, _)| *i != axis).map(|(_, &d)| d)
}

impl Layer for Dot {
    fn class_name(&self) -> &str {
        "Dot"
    }

    fn config(&self) -> Map<String, Json> {
        let axes: Json = match self.axes {
            [a, b] if a == b => a.into(),
            both => both.to_vec().into(),
        };
        config_of(vec![("axes", axes), ("normalize", self.normalize.into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let [a, b] = self.two(inputs)?;
        let [i, j] = self.resolve([a.len(), b.len()])?;
        if a[i].zip(b[j]).is_some_and(|(m, n)| m != n) {
            return Err(Error::argument(
                self.class_name(),
                format!(
                    "axis {i} of {} and axis {j} of {} must be of one extent",
                    format_dims(a),
                    format_dims(b)
                ),
            ));
        }
        let mut dims = vec![a[0].or(b[0])];
        dims.extend(others(a, i).chain(others(b, j)));
        if dims.len() == 1 {
            dims.push(Some(1));
        }
        Ok(dims)
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let [a, b] = self.two(inputs)?;
        let [i, j] = self.resolve([a.rank(), b.rank()])?;
        let unit = |x: &Tensor, axis: usize| match self.normalize {
            true => x.l2_normalize(axis, 1e-12),
            false => Ok(x.clone()),
        };
        // Both as matrices `[batch, others, axis]`.
        let matrix = |x: &Tensor, axis: usize| -> Result<Tensor> {
            let x = unit(x, axis)?;
            let mut order: Vec<usize> = (0..x.rank()).filter(|&d| d != axis).collect();
            order.push(axis);
            let rows: usize = others(x.shape(), axis).product();
            let shape = [x.shape()[0], rows, x.shape()[axis]];
            Ok(x.transpose(order)?.reshape(shape)?)
        };
        let y = matrix(a, i)?.matmul(&matrix(b, j)?, false, true)?;
        let mut shape = vec![y.shape()[0]];
        shape.extend(others(a.shape(), i).chain(others(b.shape(), j)));
        if shape.len() == 1 {
            shape.push(1);
        }
        Ok(y.reshape(shape)?)
    }
}
