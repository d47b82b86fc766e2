//! `ZeroPadding2D`

use super::*;

/// Puts rows and columns of zeros around images `[batch, height, width, channels]`.
///
/// ```
/// use sparkler_nn::{Sequential, layers::ZeroPadding2D};
/// let model =
///     Sequential::new().input([8, 8, 3]).add(ZeroPadding2D::new([[0, 1], [2, 3]])).build()?;
/// assert_eq!(model.output_shape(), [None, Some(9), Some(13), Some(3)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ZeroPadding2D {
    padding: [[usize; 2]; 2],
}

impl ZeroPadding2D {
    /// `[[above, below], [left, right]]`.
    pub fn new(padding: [[usize; 2]; 2]) -> ZeroPadding2D {
        ZeroPadding2D { padding }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<ZeroPadding2D> {
        a.only("data_format", "channels_last")?;
        let expected = "a whole number, two of them, or [[above, below], [left, right]]";
        let limit = |v: &Json| v.as_u64().filter(|&n| n < 1 << 31).map(|n| n as usize);
        let side = |v: &Json| match v {
            Json::Array(pair) if pair.len() == 2 => Some([limit(&pair[0])?, limit(&pair[1])?]),
            other => limit(other).map(|n| [n, n]),
        };
        let padding = match a.get("padding") {
            None => Some([[1, 1], [1, 1]]),
            Some(Json::Array(sides)) if sides.len() == 2 => {
                side(&sides[0]).zip(side(&sides[1])).map(|(h, w)| [h, w])
            }
            Some(other) => limit(other).map(|n| [[n, n], [n, n]]),
        };
        Ok(ZeroPadding2D { padding: padding.ok_or_else(|| a.error("padding", expected))? })
    }
}

impl Layer for ZeroPadding2D {
    fn class_name(&self) -> &str {
        "ZeroPadding2D"
    }

    fn config(&self) -> Map<String, Json> {
        let padding: Vec<Json> = self.padding.iter().map(|p| p.to_vec().into()).collect();
        Map::from_iter([
            ("padding".to_string(), padding.into()),
            ("data_format".to_string(), "channels_last".into()),
        ])
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        let mut dims = only_of_rank(self, inputs, 4)?.clone();
        for (extent, [before, after]) in dims[1..3].iter_mut().zip(self.padding) {
            *extent = extent.map(|d| d.saturating_add(before).saturating_add(after));
        }
        Ok(dims)
    }

    fn call(&self, inputs: &[Tensor], _: &CallContext<'_>) -> Result<Tensor> {
        let [height, width] = self.padding;
        Ok(only(self, inputs)?.pad([[0, 0], height, width, [0, 0]], 0.0)?)
    }
}
