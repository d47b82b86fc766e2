//! Chains of elementwise functions, run block by block so that what passes between them stays in
//! the first cache.

#![allow(unsafe_code)]

use crate::copy::View;
use crate::isa::Simd;
use crate::kernel::{Kernel, dispatch};
use crate::par::{self, SharedMut};

/// Elements that go through the whole chain together: 2 KiB, so that a dozen registers and as many
/// operands fit the first cache.
pub const BLOCK: usize = 512;

/// Where an instruction finds an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Input of that number.
    Input(usize),
    /// The result of the instruction of that number.
    Step(usize),
}

/// A function of one slice.
pub type Unary = Box<dyn Fn(&[f32], &mut [f32]) + Send + Sync>;
/// A function of two slices of one length.
pub type Binary = fn(&[f32], &[f32], &mut [f32]);

/// One function of a chain.
pub enum Step {
    /// Of one operand.
    Unary(Unary, Source),
    /// Of two operands.
    Binary(Binary, Source, Source),
    /// Several functions in one pass, of as many operands as it has.
    Joined(Joined, Vec<Source>),
}

impl Step {
    fn sources(&self) -> Sources<'_> {
        match self {
            Step::Unary(_, a) => Sources::Few([Some(*a), None]),
            Step::Binary(_, a, b) => Sources::Few([Some(*a), Some(*b)]),
            Step::Joined(_, sources) => Sources::Many(sources),
        }
    }
}

enum Sources<'a> {
    Few([Option<Source>; 2]),
    Many(&'a [Source]),
}

impl Sources<'_> {
    fn for_each(self, mut f: impl FnMut(Source)) {
        match self {
            Sources::Few(few) => few.into_iter().flatten().for_each(f),
            Sources::Many(many) => many.iter().for_each(|&s| f(s)),
        }
    }
}

/// Functions that often follow one another, done in one pass: where each is a sum or a product,
/// loading and storing takes longer than computing. Each rounds as its parts do one by one, so the
/// numbers are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// `x + (to - x) * by` of `x`, `to`, `by`: a running mean.
    Mean,
    /// `x + (to * to - x) * by` of `x`, `to`, `by`: a running mean of squares.
    MeanSquare,
    /// `w - m * rate / (sqrt(v) + small)` of `w`, `m`, `rate`, `v`, `small`.
    Descent,
}

struct Join<'a>(Joined, &'a [&'a [f32]], &'a mut [f32]);

impl Kernel for Join<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let Join(joined, operands, out) = self;
        let n = out.len();
        match (joined, operands) {
            (Joined::Mean, [x, to, by]) => {
                let (x, to, by) = (&x[..n], &to[..n], &by[..n]);
                for i in 0..n {
                    out[i] = x[i] + (to[i] - x[i]) * by[i];
                }
            }
            (Joined::MeanSquare, [x, to, by]) => {
                let (x, to, by) = (&x[..n], &to[..n], &by[..n]);
                for i in 0..n {
                    out[i] = x[i] + (to[i] * to[i] - x[i]) * by[i];
                }
            }
            (Joined::Descent, [w, m, rate, v, small]) => {
                let (w, m, rate) = (&w[..n], &m[..n], &rate[..n]);
                let (v, small) = (&v[..n], &small[..n]);
                for i in 0..n {
                    out[i] = w[i] - m[i] * rate[i] / (v[i].sqrt() + small[i]);
                }
            }
            _ => unreachable!("`new` counts the operands"),
        }
    }
}

impl Joined {
    fn operands(self) -> usize {
        match self {
            Joined::Mean | Joined::MeanSquare => 3,
            Joined::Descent => 5,
        }
    }
}

/// A chain of elementwise functions of `f32` with one number of elements.
pub struct Program {
    steps: Vec<Step>,
    /// The step whose result each output is.
    outputs: Vec<usize>,
    /// The register of each step's result, or the output it goes to directly.
    places: Vec<Place>,
    registers: usize,
    inputs: usize,
    cost: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Register(usize),
    Output(usize),
}

/// An input of a chain.
pub enum Operand<'a> {
    /// As many elements as the chain has.
    Dense(&'a [f32]),
    /// One number for all.
    Scalar(f32),
    /// A view, broadcast or strided, of as many elements as the chain has.
    View(View<'a, f32>),
    /// What output number `i` holds before it is overwritten.
    Overwritten(usize),
}

impl Program {
    /// A chain that computes `steps` in order and delivers the results of the steps `outputs`.
    /// `cost` is that of one element in additions.
    ///
    /// # Panics
    /// If a step uses the result of a later one, a joined one has too few or too many operands, or
    /// an output is no step.
    pub fn new(steps: Vec<Step>, outputs: Vec<usize>, inputs: usize, cost: usize) -> Program {
        let mut last_use = vec![0; steps.len()];
        for (i, step) in steps.iter().enumerate() {
            if let Step::Joined(joined, sources) = step {
                assert_eq!(sources.len(), joined.operands(), "operands of {joined:?}");
            }
            step.sources().for_each(|source| match source {
                Source::Step(s) => {
                    assert!(s < i, "a step uses the result of a later one");
                    last_use[s] = i;
                }
                Source::Input(n) => {
                    assert!(n < inputs, "a step uses an input that is not there")
                }
            });
        }
        let mut places = Vec::with_capacity(steps.len());
        let mut free: Vec<usize> = Vec::new();
        let mut registers = 0;
        for i in 0..steps.len() {
            places.push(match outputs.iter().position(|&o| o == i) {
                Some(output) => Place::Output(output),
                None => Place::Register(free.pop().unwrap_or_else(|| {
                    registers += 1;
                    registers - 1
                })),
            });
            // A result may not take the register of an operand: reading and writing would overlap.
            for (s, place) in places[..i].iter().enumerate() {
                if let Place::Register(r) = *place
                    && last_use[s] == i
                {
                    free.push(r);
                }
            }
        }
        assert!(outputs.iter().all(|&o| o < steps.len()), "an output is no step");
        Program { steps, outputs, places, registers, inputs, cost }
    }

    /// The number of inputs.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        self.outputs.len()
    }

    /// Runs the chain, in parallel where it is worth it.
    ///
    /// # Panics
    /// If there are not as many inputs and outputs as the chain has, or they differ in length.
    pub fn run(&self, inputs: &[Operand<'_>], outputs: &mut [&mut [f32]]) {
        assert_eq!((inputs.len(), outputs.len()), (self.inputs, self.outputs.len()), "operands");
        let len = outputs.first().map_or(0, |o| o.len());
        assert!(outputs.iter().all(|o| o.len() == len), "outputs of unlike length");
        for input in inputs {
            match input {
                Operand::Dense(x) => assert_eq!(x.len(), len, "input length"),
                Operand::View(x) => assert_eq!(x.len(), len, "input length"),
                Operand::Overwritten(o) => assert!(*o < outputs.len(), "overwritten output"),
                Operand::Scalar(_) => {}
            }
        }
        let shared: Vec<SharedMut<'_, f32>> =
            outputs.iter_mut().map(|o| SharedMut::new(o)).collect();
        // Some ten microseconds of work to a task.
        let blocks = (128 / self.cost.clamp(1, 64)).max(4);
        par::chunks(len, blocks * BLOCK, self.cost, |range| {
            SCRATCH.with(|scratch| {
                let mut scratch = scratch.borrow_mut();
                let need = (self.registers + self.inputs) * BLOCK;
                if scratch.len() < need {
                    scratch.resize(need, 0.0);
                }
                // Numbers stay in their blocks for the whole range.
                for (input, block) in inputs.iter().zip(scratch.chunks_exact_mut(BLOCK)) {
                    if let Operand::Scalar(value) = input {
                        block.fill(*value);
                    }
                }
                for start in range.clone().step_by(BLOCK) {
                    let end = (start + BLOCK).min(range.end);
                    self.block(inputs, &shared, start, end, &mut scratch);
                }
            });
        });
    }

    fn block(
        &self,
        inputs: &[Operand<'_>],
        outputs: &[SharedMut<'_, f32>],
        start: usize,
        end: usize,
        scratch: &mut [f32],
    ) {
        let len = end - start;
        let (loaded, registers) = scratch.split_at_mut(self.inputs * BLOCK);
        // Inputs that are no plain slices are brought into blocks of their own first; so is what
        // will be overwritten.
        for (input, block) in inputs.iter().zip(loaded.chunks_exact_mut(BLOCK)) {
            match input {
                Operand::Dense(_) | Operand::Scalar(_) => {}
                Operand::View(view) => view.read(start, &mut block[..len]),
                Operand::Overwritten(o) => {
                    // SAFETY: blocks are disjoint, and this reference ends with the statement.
                    let old = unsafe { outputs[*o].slice(start..end) };
                    block[..len].copy_from_slice(old);
                }
            }
        }
        let loaded = &*loaded;
        let registers = SharedMut::new(registers);
        let place = |place: Place| match place {
            // SAFETY: registers and outputs are disjoint places; a step's result never lies in the
            // place of one of its operands (see `new`), and each reference ends with its step.
            Place::Register(r) => unsafe { registers.slice(r * BLOCK..r * BLOCK + len) },
            // SAFETY: as above, and blocks are disjoint.
            Place::Output(o) => unsafe { outputs[o].slice(start..end) },
        };
        let source = |source: Source| -> &[f32] {
            match source {
                Source::Step(s) => place(self.places[s]),
                Source::Input(n) => match &inputs[n] {
                    Operand::Dense(x) => &x[start..end],
                    _ => &loaded[n * BLOCK..n * BLOCK + len],
                },
            }
        };
        for (step, &to) in self.steps.iter().zip(&self.places) {
            match step {
                Step::Unary(f, a) => f(source(*a), place(to)),
                Step::Binary(f, a, b) => f(source(*a), source(*b), place(to)),
                Step::Joined(joined, sources) => {
                    let mut operands: [&[f32]; 5] = [&[]; 5];
                    for (operand, &from) in operands.iter_mut().zip(sources) {
                        *operand = source(from);
                    }
                    dispatch(Join(*joined, &operands[..sources.len()], place(to)));
                }
            }
        }
    }
}

thread_local! {
    static SCRATCH: std::cell::RefCell<Vec<f32>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elementwise::{self, Binary as _};
    use sparkler_base::{Layout, Shape};

    /// `y = relu(x) * c + row`, `z = y - old z`, with every kind of operand.
    #[test]
    fn every_kind_of_operand() {
        for n in [1usize, 3, 1024, 1025, 70_000] {
            let x: Vec<f32> = (0..3 * n).map(|i| i as f32 - 4.0).collect();
            let row = [1.0f32, 2.0, 3.0];
            let layout = Layout::contiguous(Shape::new(&[3]).unwrap())
                .broadcast_to(&Shape::new(&[n, 3]).unwrap())
                .unwrap();
            let program = Program::new(
                vec![
                    Step::Unary(Box::new(crate::vecmath::relu_f32), Source::Input(0)),
                    Step::Binary(elementwise::Mul::slices, Source::Step(0), Source::Input(1)),
                    Step::Binary(elementwise::Add::slices, Source::Step(1), Source::Input(2)),
                    Step::Binary(elementwise::Sub::slices, Source::Step(2), Source::Input(3)),
                ],
                vec![2, 3],
                4,
                4,
            );
            let (mut y, mut z) = (vec![0.0; 3 * n], x.clone());
            program.run(
                &[
                    Operand::Dense(&x),
                    Operand::Scalar(0.5),
                    Operand::View(View::new(&row, &layout)),
                    Operand::Overwritten(1),
                ],
                &mut [&mut y, &mut z],
            );
            for i in 0..3 * n {
                let want = x[i].max(0.0) * 0.5 + row[i % 3];
                assert_eq!((y[i], z[i]), (want, want - x[i]), "{i} of {n}");
            }
        }
    }

    /// Joined functions give the bits of their parts, on every instruction set.
    #[test]
    fn joined_functions_round_as_their_parts() {
        let numbers = |seed: u64| -> Vec<f32> {
            let mut x = vec![0.0; 1000];
            crate::random::uniform_f32(seed, 0, 0, &mut x, 0.0, 3.0);
            x
        };
        let (w, m, v) = (numbers(1), numbers(2), numbers(3));
        let (by, small) = (0.1f32, 1e-7f32);
        let inputs = || {
            [
                Operand::Dense(&w),
                Operand::Dense(&m),
                Operand::Dense(&v),
                Operand::Scalar(by),
                Operand::Scalar(small),
            ]
        };
        let input = Source::Input;
        let run = |joined, sources: &[usize]| {
            let sources = sources.iter().map(|&i| input(i)).collect();
            let program = Program::new(vec![Step::Joined(joined, sources)], vec![0], 5, 1);
            let mut out = vec![0.0; 1000];
            program.run(&inputs(), &mut [&mut out]);
            out
        };
        crate::kernel::testing::on_every_isa(|_| {
            let mean = run(Joined::Mean, &[0, 1, 3]);
            let square = run(Joined::MeanSquare, &[0, 1, 3]);
            let descent = run(Joined::Descent, &[0, 1, 3, 2, 4]);
            for i in 0..1000 {
                let difference = m[i] - w[i];
                let part = difference * by;
                assert_eq!(mean[i], w[i] + part);
                let squared = m[i] * m[i];
                let difference = squared - w[i];
                let part = difference * by;
                assert_eq!(square[i], w[i] + part);
                let above = m[i] * by;
                let below = v[i].sqrt() + small;
                let step = above / below;
                assert_eq!(descent[i], w[i] - step);
            }
        });
    }
}
