//! What models are fed: tensors of many examples, cut into batches.

use crate::{Error, Result};
use sparkler_engine::{Array, Tensor};
use std::ops::Range;

/// The data for a model's inputs: one tensor for each, the examples along the first axis. It may
/// be of any type; each batch is cast to the type that the model's input wants.
#[derive(Clone, Debug)]
pub struct Data(pub(crate) Vec<Tensor>);

impl From<&Tensor> for Data {
    fn from(t: &Tensor) -> Data {
        Data(vec![t.clone()])
    }
}

impl From<Tensor> for Data {
    fn from(t: Tensor) -> Data {
        Data(vec![t])
    }
}

impl From<&Array> for Data {
    fn from(a: &Array) -> Data {
        Data(vec![Tensor::from_array(a.clone())])
    }
}

impl From<Array> for Data {
    fn from(a: Array) -> Data {
        Data(vec![Tensor::from_array(a)])
    }
}

impl From<&[Tensor]> for Data {
    fn from(tensors: &[Tensor]) -> Data {
        Data(tensors.to_vec())
    }
}

impl From<Vec<Tensor>> for Data {
    fn from(tensors: Vec<Tensor>) -> Data {
        Data(tensors)
    }
}

impl From<&Data> for Data {
    fn from(data: &Data) -> Data {
        data.clone()
    }
}

/// Inputs, what is true and how much each example counts, all of one number of examples.
pub(super) struct Examples {
    /// The inputs, then (in training and evaluation) what is true, then the weights if any.
    pub(super) tensors: Vec<Tensor>,
    pub(super) count: usize,
}

impl Examples {
    pub(super) fn new(tensors: Vec<Tensor>) -> Result<Examples> {
        let mut count = None;
        for t in &tensors {
            let Some(&n) = t.shape().first() else {
                return Err(Error::argument("data", "a scalar has no examples"));
            };
            match count {
                Some(count) if count != n => {
                    return Err(Error::argument(
                        "data",
                        format!("has {count} examples in one tensor and {n} in another"),
                    ));
                }
                _ => count = Some(n),
            }
        }
        match count {
            Some(0) | None => Err(Error::argument("data", "has no examples")),
            Some(count) => Ok(Examples { tensors, count }),
        }
    }

    /// A view of those examples.
    pub(super) fn range(&self, range: Range<usize>) -> Result<Vec<Tensor>> {
        self.tensors.iter().map(|t| rows(t, range.clone())).collect()
    }

    /// A copy of those examples, in that order.
    pub(super) fn gather(&self, order: &[u32]) -> Result<Vec<Tensor>> {
        let indices: Vec<i32> = order.iter().map(|&i| i as i32).collect();
        let indices = Tensor::new(&indices, &[indices.len()])?;
        self.tensors.iter().map(|t| Ok(t.gather(&indices, 0, 0)?)).collect()
    }

    /// The first and the last examples, of which there are that many.
    pub(super) fn split(&self, last: usize) -> Result<(Examples, Examples)> {
        let at = self.count - last;
        let part = |range: Range<usize>| Examples::new(self.range(range)?);
        Ok((part(0..at)?, part(at..self.count)?))
    }
}

/// A view of some rows; no bytes move.
fn rows(t: &Tensor, range: Range<usize>) -> Result<Tensor> {
    if range == (0..t.shape()[0]) {
        return Ok(t.clone());
    }
    let mut begin = vec![0; t.rank()];
    let mut size = t.shape().to_vec();
    (begin[0], size[0]) = (range.start, range.len());
    Ok(Tensor::from_array(t.array()?.slice(&begin, &size, &vec![1; size.len()])?))
}
