//! Printing arrays the way NumPy does.

use crate::{Array, DType, Scalar};

/// How arrays are printed; the defaults are NumPy's.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintOptions {
    /// Digits after the point, at most.
    pub precision: usize,
    /// Arrays of more elements are summarised with `...`.
    pub threshold: usize,
    /// Elements shown at each end of a summarised axis.
    pub edge_items: usize,
    /// Characters in a line before it wraps.
    pub line_width: usize,
}

impl Default for PrintOptions {
    fn default() -> Self {
        PrintOptions { precision: 8, threshold: 1000, edge_items: 3, line_width: 75 }
    }
}

impl PrintOptions {
    /// The array as text, in NumPy's form:
    ///
    /// ```
    /// use sparkler_base::{Array, PrintOptions};
    /// let a = Array::from_slice(&[1.0f32, 2.5, -3.0, 0.125], &[2, 2]).unwrap();
    /// let text = PrintOptions::default().format(&a);
    /// assert_eq!(text, "[[ 1.     2.5  ]\n [-3.     0.125]]");
    /// ```
    pub fn format(&self, array: &Array) -> String {
        let summarise = array.size() > self.threshold;
        let mut items = Vec::new();
        self.collect(array, 0, &mut Vec::new(), summarise, &mut items);
        let cells = self.cells(array, &items);
        if array.shape().rank() == 0 {
            let cell = cells.first().map_or("", |c| c.trim());
            // A lone number is written as in Python: `7.0`, not `7.`.
            return if cell.ends_with('.') { format!("{cell}0") } else { cell.to_string() };
        }
        if array.size() == 0 {
            return if array.shape().rank() == 1 {
                "[]".into()
            } else {
                format!("[], shape={}", array.shape())
            };
        }
        let mut out = String::new();
        let mut next = cells.into_iter();
        self.write(array, 0, summarise, &mut next, &mut out);
        out
    }

    /// The indices along an axis that are shown, `None` standing for the gap.
    fn shown(&self, extent: usize, summarise: bool) -> Vec<Option<usize>> {
        if summarise && extent > 2 * self.edge_items {
            (0..self.edge_items)
                .map(Some)
                .chain([None])
                .chain((extent - self.edge_items..extent).map(Some))
                .collect()
        } else {
            (0..extent).map(Some).collect()
        }
    }

    fn collect(
        &self,
        array: &Array,
        axis: usize,
        index: &mut Vec<usize>,
        summarise: bool,
        items: &mut Vec<usize>,
    ) {
        if axis == array.shape().rank() {
            let flat = index.iter().zip(array.shape().iter()).fold(0, |f, (&i, &d)| f * d + i);
            items.push(flat);
            return;
        }
        for i in self.shown(array.shape()[axis], summarise).into_iter().flatten() {
            index.push(i);
            self.collect(array, axis + 1, index, summarise, items);
            index.pop();
        }
    }

    /// The chosen elements as text, padded to one width.
    fn cells(&self, array: &Array, items: &[usize]) -> Vec<String> {
        let cells: Vec<String> = if array.dtype() == DType::String {
            let all = array.to_strings().unwrap_or_default();
            items.iter().map(|&i| format!("'{}'", String::from_utf8_lossy(&all[i]))).collect()
        } else {
            // Reading a strided array by position walks it, so walk it once.
            let dense = array.to_contiguous();
            let dense = dense.as_ref().unwrap_or(array);
            let values: Vec<Scalar> = items.iter().filter_map(|&i| dense.get(i)).collect();
            match array.dtype() {
                DType::Complex64 => {
                    let re = values.iter().map(|v| v.to_f64()).collect::<Vec<_>>();
                    let im: Vec<f64> = values
                        .iter()
                        .map(|v| if let Scalar::Complex(c) = v { c.im as f64 } else { 0.0 })
                        .collect();
                    let (re, im) = (self.floats(&re, true), self.floats(&im, true));
                    re.iter()
                        .zip(&im)
                        .map(|(r, i)| {
                            let sign = if i.starts_with('-') { "" } else { "+" };
                            format!("{r}{sign}{i}j")
                        })
                        .collect()
                }
                d if d.is_float() => {
                    let floats: Vec<f64> = values.iter().map(|v| v.to_f64()).collect();
                    self.floats(&floats, d != DType::F64)
                }
                _ => values
                    .iter()
                    .map(|v| match v {
                        Scalar::Bool(true) => "True".into(),
                        Scalar::Bool(false) => "False".into(),
                        other => other.to_i64().to_string(),
                    })
                    .collect(),
            }
        };
        let width = cells.iter().map(|c| c.chars().count()).max().unwrap_or(0);
        cells.iter().map(|c| format!("{c:>width$}")).collect()
    }

    /// Floats with a common number of digits, or all in scientific form where NumPy does so.
    fn floats(&self, values: &[f64], single: bool) -> Vec<String> {
        let finite = || values.iter().copied().filter(|v| v.is_finite());
        let nonzero = || finite().filter(|&v| v != 0.0).map(f64::abs);
        let (high, low) = (nonzero().fold(0.0, f64::max), nonzero().fold(f64::INFINITY, f64::min));
        let scientific = high >= 1e8 || low < 1e-4 || (low.is_finite() && high / low > 1000.0);
        let scientific = scientific && high > 0.0;
        let shortest = |v: f64| -> String {
            if single { format!("{:e}", v as f32) } else { format!("{v:e}") }
        };
        let plain =
            |v: f64| -> String { if single { format!("{}", v as f32) } else { format!("{v}") } };
        let fraction = |s: &str| s.split_once('.').map_or(0, |(_, f)| f.len());
        if scientific {
            let digits = finite()
                .map(|v| {
                    let s = shortest(v);
                    fraction(s.split('e').next().unwrap_or("")).min(self.precision)
                })
                .max()
                .unwrap_or(0);
            return values
                .iter()
                .map(|&v| match special(v) {
                    Some(s) => s,
                    None => {
                        let s = format!("{v:.digits$e}");
                        let (mantissa, exponent) = s.split_once('e').unwrap_or((&s, "0"));
                        let e: i32 = exponent.parse().unwrap_or(0);
                        let dot = if digits == 0 { "." } else { "" };
                        format!("{mantissa}{dot}e{}{:02}", if e < 0 { '-' } else { '+' }, e.abs())
                    }
                })
                .collect();
        }
        let digits = finite().map(|v| fraction(&plain(v)).min(self.precision)).max().unwrap_or(0);
        values
            .iter()
            .map(|&v| match special(v) {
                Some(s) => s,
                None => {
                    let s = format!("{v:.digits$}");
                    // NumPy writes `1.` and pads `1.50` to `1.5 `.
                    let own = fraction(&plain(v)).min(digits);
                    let keep = s.len() - (digits - own);
                    let mut cell = s[..keep].to_string();
                    if own == 0 && !cell.ends_with('.') {
                        cell.push('.');
                    }
                    let full = s.len() + usize::from(digits == 0);
                    format!("{cell:<full$}")
                }
            })
            .collect()
    }

    fn write(
        &self,
        array: &Array,
        axis: usize,
        summarise: bool,
        cells: &mut impl Iterator<Item = String>,
        out: &mut String,
    ) {
        let rank = array.shape().rank();
        let last = axis + 1 == rank;
        out.push('[');
        let mut column = axis + 1;
        for (n, i) in self.shown(array.shape()[axis], summarise).into_iter().enumerate() {
            if last {
                let cell = match i {
                    Some(_) => cells.next().unwrap_or_default(),
                    None => "...".into(),
                };
                let width = cell.chars().count();
                if n > 0 {
                    if column + 1 + width > self.line_width {
                        out.push('\n');
                        out.push_str(&" ".repeat(axis + 1));
                        column = axis + 1;
                    } else {
                        out.push(' ');
                        column += 1;
                    }
                }
                column += width;
                out.push_str(&cell);
            } else {
                if n > 0 {
                    out.push_str(&"\n".repeat(rank - axis - 1));
                    out.push_str(&" ".repeat(axis + 1));
                }
                match i {
                    Some(_) => self.write(array, axis + 1, summarise, cells, out),
                    None => out.push_str("..."),
                }
            }
        }
        out.push(']');
    }
}

fn special(v: f64) -> Option<String> {
    match v {
        v if v.is_nan() => Some("nan".into()),
        v if v == f64::INFINITY => Some("inf".into()),
        v if v == f64::NEG_INFINITY => Some("-inf".into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<T: crate::Element>(data: &[T], shape: &[usize]) -> String {
        Array::from_slice(data, shape).unwrap().to_string()
    }

    /// Expected texts are what NumPy 2 prints.
    #[test]
    fn prints_like_numpy() {
        assert_eq!(text(&[1.0f32, 2.5, -3.0], &[3]), "[ 1.   2.5 -3. ]");
        assert_eq!(text(&[1i32, 20, 300], &[3]), "[  1  20 300]");
        assert_eq!(text(&[true, false], &[2]), "[ True False]");
        assert_eq!(text(&[1.0f64, f64::NAN, f64::INFINITY], &[3]), "[ 1. nan inf]");
        assert_eq!(text(&[1e-5f32, 1.0], &[2]), "[1.e-05 1.e+00]");
        assert_eq!(text(&[0.1f32, 0.25], &[2]), "[0.1  0.25]");
        assert_eq!(text(&[7.0f32], &[]), "7.0");
        assert_eq!(text::<f32>(&[], &[0]), "[]");
        let cube = text(&[1i32, 2, 3, 4, 5, 6, 7, 8], &[2, 2, 2]);
        assert_eq!(cube, "[[[1 2]\n  [3 4]]\n\n [[5 6]\n  [7 8]]]");
        let long: Vec<i32> = (0..2000).collect();
        assert_eq!(text(&long, &[2000]), "[   0    1    2 ... 1997 1998 1999]");
    }
}
