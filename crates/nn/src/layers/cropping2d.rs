//! `Cropping2D`

use super::*;

/// Cuts rows and columns off images `[batch, height, width, channels]`.
///
/// ```
/// use sparkler_nn::{Sequential, layers::Cropping2D};
/// let model =
///     Sequential::new().input([28, 28, 3]).add(Cropping2D::new([[2, 2], [4, 4]])).build()?;
/// assert_eq!(model.output_shape(), [None, Some(24), Some(20), Some(3)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Cropping2D {
    cropping: [[usize; 2]; 2],
}

impl Cropping2D {
    /// `[[above, below], [left, right]]`.
    pub fn new(cropping: [[usize; 2]; 2]) -> Cropping2D {
        Cropping2D { cropping }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<Cropping2D> {
        a.only("data_format", "channels_last")?;
        Ok(Cropping2D { cropping: sides(a, "cropping")?.unwrap_or([[0, 0], [0, 0]]) })
    }
}

impl Layer for Cropping2D {
    fn class_name(&self) -> &str {
        "Cropping2D"
    }

    fn config(&self) -> Map<String, Json> {
        let cropping: Vec<Json> = self.cropping.iter().map(|c| c.to_vec().into()).collect();
        config_of(vec![("cropping", cropping.into()), ("data_format", "channels_last".into())])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let mut dims = only_of_rank(self, inputs, 4)?.clone();
        for (extent, [before, after]) in dims[1..3].iter_mut().zip(self.cropping) {
            let Some(old) = *extent else { continue };
            let left = old.checked_sub(before.saturating_add(after)).filter(|&left| left > 0);
            let Some(left) = left else {
                return Err(Error::argument(
                    self.class_name(),
                    format!("cannot cut {before} and {after} off an axis of {old}"),
                ));
            };
            *extent = Some(left);
        }
        Ok(dims)
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let x = only(self, inputs)?;
        let [[above, below], [left, right]] = self.cropping;
        let shape = x.shape();
        let size = [
            shape[0],
            shape[1].saturating_sub(above + below),
            shape[2].saturating_sub(left + right),
            shape[3],
        ];
        Ok(x.slice([0, above, left, 0], Some(size.into()))?)
    }
}

/// How much goes on each side of an image: a whole number, two of them for height and width, or
/// `[[above, below], [left, right]]`.
pub(crate) fn sides(a: &Arguments<'_>, name: &str) -> Result<Option<[[usize; 2]; 2]>> {
    let expected = "a whole number, two of them, or [[above, below], [left, right]]";
    let limit = |v: &Json| v.as_u64().filter(|&n| n < 1 << 31).map(|n| n as usize);
    let side = |v: &Json| match v {
        Json::Array(pair) if pair.len() == 2 => Some([limit(&pair[0])?, limit(&pair[1])?]),
        other => limit(other).map(|n| [n, n]),
    };
    let Some(given) = a.get(name) else { return Ok(None) };
    let found = match given {
        Json::Array(sides) if sides.len() == 2 => {
            side(&sides[0]).zip(side(&sides[1])).map(|(h, w)| [h, w])
        }
        other => limit(other).map(|n| [[n, n], [n, n]]),
    };
    found.map(Some).ok_or_else(|| a.error(name, expected))
}
