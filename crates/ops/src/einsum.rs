//! Einstein sums, composed of transpositions, reductions and matrix products.

use crate::call::Call;
use crate::grad::{OpCx, Var};
use smallvec::SmallVec;
use sparkler_base::{Array, Result, Shape};

type Labels = SmallVec<[char; 8]>;

/// Stands for `...` in an equation.
const ELLIPSIS: char = '\u{2026}';
/// The letter of the last axis that an ellipsis stands for; those before it follow.
const FIRST: char = '\u{E000}';

/// The letters of an operand or result whose ellipsis stands for `rest` axes.
fn labels(text: &str, rest: usize) -> Labels {
    let mut out = Labels::new();
    for c in text.chars() {
        if c == ELLIPSIS {
            out.extend((0..rest as u32).rev().filter_map(|i| char::from_u32(FIRST as u32 + i)));
        } else {
            out.push(c);
        }
    }
    out
}

/// A parsed equation with the extent of each letter.
pub(crate) struct Equation {
    inputs: Vec<Labels>,
    output: Labels,
    extents: Vec<(char, usize)>,
}

impl Equation {
    /// Parses the attribute `equation` for operands of those shapes.
    pub(crate) fn parse(cx: &Call<'_>, shapes: &[Shape]) -> Result<Equation> {
        let text: String = cx.str("equation").chars().filter(|c| !c.is_whitespace()).collect();
        let wrong = |expected: &str| cx.attr_error("equation", expected.to_string());
        // A character of its own, so that dots stand for axes only in threes.
        let text = text.replace("...", &ELLIPSIS.to_string());
        let known = |c: &char| c.is_ascii_alphabetic() || ",->".contains(*c) || *c == ELLIPSIS;
        if let Some(c) = text.chars().find(|c| !known(c)) {
            return Err(wrong(&format!("letters, ..., commas and one ->, not {c:?}")));
        }
        if text.matches("->").count() > 1 {
            return Err(wrong("at most one arrow"));
        }
        let (left, right) = match text.split_once("->") {
            Some((left, right)) => (left, Some(right)),
            None => (text.as_str(), None),
        };
        let operands: Vec<&str> = left.split(',').collect();
        if operands.len() != shapes.len() {
            return Err(cx.error(format!(
                "Expected {} input tensors, received {}",
                operands.len(),
                shapes.len()
            )));
        }
        let mut inputs: Vec<Labels> = Vec::new();
        let mut wide = 0;
        for (operand, shape) in operands.iter().zip(shapes) {
            let letters = operand.chars().filter(|c| *c != ELLIPSIS).count();
            let rest = shape.rank().saturating_sub(letters);
            inputs.push(labels(operand, rest));
            if operand.contains(ELLIPSIS) {
                wide = wide.max(rest);
            }
        }
        let mut extents: Vec<(char, usize)> = Vec::new();
        for (labels, shape) in inputs.iter().zip(shapes) {
            if labels.len() != shape.rank() {
                return Err(wrong(&format!("{} letters for shape {shape}", shape.rank())));
            }
            for (&label, &extent) in labels.iter().zip(shape.iter()) {
                match extents.iter_mut().find(|(l, _)| *l == label) {
                    None => extents.push((label, extent)),
                    Some((_, known)) if *known == extent => {}
                    // The axes of an ellipsis broadcast.
                    Some((l, known)) if *l >= FIRST && (*known == 1 || extent == 1) => {
                        *known *= extent;
                    }
                    Some((_, known)) => {
                        return Err(cx.error(format!(
                            "letter {label} of {text:?} stands for extents {known} and {extent}"
                        )));
                    }
                }
            }
        }
        let output: Labels = match right {
            Some(right) => labels(right, wide),
            // Without an arrow: the letters that occur once, in alphabetical order.
            None => {
                let all: Vec<char> = inputs.iter().flatten().copied().collect();
                let once = |c: &char| *c < FIRST && all.iter().filter(|d| *d == c).count() == 1;
                let mut once: Labels = all.iter().copied().filter(once).collect();
                once.sort_unstable();
                [&labels(&ELLIPSIS.to_string(), wide)[..], &once].concat().into()
            }
        };
        for (i, label) in output.iter().enumerate() {
            if output[..i].contains(label) || !extents.iter().any(|(l, _)| l == label) {
                return Err(wrong("a result of distinct letters that the operands have"));
            }
        }
        if extents.iter().any(|(l, _)| *l >= FIRST && !output.contains(l)) {
            return Err(wrong("... in the result too, as the operands have it"));
        }
        Ok(Equation { inputs, output, extents })
    }

    fn extent(&self, label: char) -> usize {
        self.extents.iter().find(|(l, _)| *l == label).map_or(1, |(_, e)| *e)
    }

    /// The shape of the result.
    pub(crate) fn output_shape(&self) -> Result<Shape> {
        let dims: Vec<usize> = self.output.iter().map(|&l| self.extent(l)).collect();
        Shape::new(&dims)
    }
}

/// A value with a letter for each of its axes.
struct Term<'a> {
    value: Var<'a>,
    labels: Labels,
}

impl<'a> Term<'a> {
    /// Sums over the axes whose letters nobody needs any more.
    fn keep(self, needed: impl Fn(char) -> bool) -> Result<Term<'a>> {
        let gone: Vec<usize> =
            (0..self.labels.len()).filter(|&i| !needed(self.labels[i])).collect();
        if gone.is_empty() {
            return Ok(self);
        }
        let labels = self.labels.iter().copied().filter(|&l| needed(l)).collect();
        Ok(Term { value: self.value.sum(gone, false)?, labels })
    }

    /// Takes the diagonal of every letter that occurs twice.
    fn diagonal(mut self) -> Result<Term<'a>> {
        while let Some((i, j)) = repeated(&self.labels) {
            // Bring both axes to the end, make them one, and take each (n + 1)th element.
            let rank = self.labels.len();
            let mut perm: Vec<usize> = (0..rank).filter(|&k| k != i && k != j).collect();
            let label = self.labels[i];
            let rest: Vec<usize> = perm.iter().map(|&k| self.value.shape()[k]).collect();
            let n = self.value.shape()[i];
            let mut labels: Labels = perm.iter().map(|&k| self.labels[k]).collect();
            labels.push(label);
            perm.extend([i, j]);
            let flat = self.value.transpose(perm)?.reshape([&rest[..], &[n * n]].concat())?;
            let places: Vec<i32> = (0..n).map(|k| (k * (n + 1)) as i32).collect();
            let places = flat.constant(Array::from_slice(&places, &[n])?)?;
            self = Term { value: flat.gather(places, -1, 0)?, labels };
        }
        Ok(self)
    }

    /// With its axes in that order.
    fn ordered(&self, labels: &[char]) -> Result<Var<'a>> {
        let perm: Vec<usize> =
            labels.iter().filter_map(|l| self.labels.iter().position(|m| m == l)).collect();
        if perm.iter().copied().eq(0..perm.len()) {
            Ok(self.value)
        } else {
            self.value.transpose(perm)
        }
    }
}

fn repeated(labels: &[char]) -> Option<(usize, usize)> {
    (0..labels.len()).find_map(|j| labels[..j].iter().position(|l| *l == labels[j]).map(|i| (i, j)))
}

/// Composes the sum of other operations, two operands at a time from the left.
pub(crate) fn expand<'a>(cx: &OpCx<'a>) -> Result<Vec<Var<'a>>> {
    let shapes: Vec<Shape> = cx.inputs().iter().map(|x| x.shape()).collect();
    let equation = Equation::parse(cx, &shapes)?;
    let mut terms = Vec::new();
    for (&value, labels) in cx.inputs().iter().zip(&equation.inputs) {
        let dims: Vec<usize> = labels.iter().map(|&l| equation.extent(l)).collect();
        let value = if value.shape()[..] == dims { value } else { value.broadcast_to(&dims)? };
        terms.push(Term { value, labels: labels.clone() }.diagonal()?);
    }
    let mut terms = terms.into_iter();
    let Some(mut total) = terms.next() else { return Err(cx.error("takes at least one operand")) };
    let rest: Vec<Term<'a>> = terms.collect();
    for (i, term) in rest.iter().enumerate() {
        let later = |l: char| {
            equation.output.contains(&l) || rest[i + 1..].iter().any(|t| t.labels.contains(&l))
        };
        let left = total.keep(|l| later(l) || term.labels.contains(&l))?;
        let right = Term { value: term.value, labels: term.labels.clone() };
        let right = right.keep(|l| later(l) || left.labels.contains(&l))?;
        total = pair(&equation, &left, &right, later)?;
    }
    let total = total.keep(|l| equation.output.contains(&l))?;
    Ok(vec![total.ordered(&equation.output)?])
}

/// The product of two terms as a batched matrix product.
fn pair<'a>(
    equation: &Equation,
    left: &Term<'a>,
    right: &Term<'a>,
    later: impl Fn(char) -> bool,
) -> Result<Term<'a>> {
    let shared = |l: &char| right.labels.contains(l);
    let batch: Labels = left.labels.iter().copied().filter(|l| shared(l) && later(*l)).collect();
    let summed: Labels = left.labels.iter().copied().filter(|l| shared(l) && !later(*l)).collect();
    let rows: Labels = left.labels.iter().copied().filter(|l| !shared(l)).collect();
    let columns: Labels =
        right.labels.iter().copied().filter(|l| !left.labels.contains(l)).collect();
    let size = |labels: &[char]| labels.iter().map(|&l| equation.extent(l)).product::<usize>();
    let a = left.ordered(&[&batch[..], &rows, &summed].concat())?.reshape([
        size(&batch),
        size(&rows),
        size(&summed),
    ])?;
    let b = right.ordered(&[&batch[..], &summed, &columns].concat())?.reshape([
        size(&batch),
        size(&summed),
        size(&columns),
    ])?;
    let labels: Labels = [&batch[..], &rows, &columns].concat().into();
    let dims: Vec<usize> = labels.iter().map(|&l| equation.extent(l)).collect();
    Ok(Term { value: a.matmul(b, false, false)?.reshape(&dims)?, labels })
}
