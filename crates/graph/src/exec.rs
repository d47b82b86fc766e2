//! Running a compiled graph.

use crate::ir::{Graph, ValueId};
use crate::plan::Plan;
use smallvec::SmallVec;
use sparkler_base::{Array, Buffer, DType, Error, Result};
use sparkler_cpu::copy::View;
use sparkler_cpu::fused::{Operand, Program};
use sparkler_ops::attrs::Attrs;
use sparkler_ops::kernel::{self, Memory};
use sparkler_ops::{OpDef, Spec};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A step of a compiled graph: one operation, or a fused chain of them.
pub(crate) struct Step {
    /// The operation; the first one of a chain.
    pub(crate) op: &'static OpDef,
    pub(crate) attrs: Attrs,
    pub(crate) fused: Option<FusedStep>,
    pub(crate) inputs: Vec<ValueId>,
    pub(crate) outputs: Vec<ValueId>,
    pub(crate) specs: Vec<Spec>,
    /// For each input: does its value end here, so that the step may have it?
    pub(crate) last_use: Vec<bool>,
    /// For each output: the slot its memory comes from.
    pub(crate) slots: Vec<Option<usize>>,
}

/// A chain of elementwise operations.
pub(crate) struct FusedStep {
    pub(crate) program: Program,
    /// How many operations it stands for.
    pub(crate) size: usize,
    /// Pairs of an output and the input that it may be written over.
    pub(crate) overwrites: Vec<(usize, usize)>,
}

/// A compiled graph with the memory it runs in.
pub struct Executable {
    steps: Vec<Step>,
    inputs: Vec<ValueId>,
    outputs: Vec<ValueId>,
    constants: Vec<(ValueId, Array)>,
    plan: Plan,
    registers: Vec<Option<Array>>,
    slots: Vec<Option<Buffer>>,
    profile: Option<HashMap<String, (usize, Duration)>>,
}

/// A run that failed: why, and the inputs that it left untouched.
#[derive(Debug)]
pub struct Failure {
    /// Why.
    pub error: Error,
    /// The inputs, but for those already overwritten.
    pub inputs: Vec<Option<Array>>,
}

/// Memory from the slots of the plan.
struct Slots<'a> {
    slots: &'a mut [Option<Buffer>],
    planned: &'a [Option<usize>],
}

impl Memory for Slots<'_> {
    fn alloc(&mut self, output: usize, dtype: DType, len: usize) -> Result<Buffer> {
        let slot = self.planned.get(output).copied().flatten();
        match slot.and_then(|s| self.slots[s].take()) {
            Some(buffer) => match buffer.recycle(dtype, len) {
                Ok(buffer) => Ok(buffer),
                Err(_) => Buffer::alloc(dtype, len),
            },
            None => Buffer::alloc(dtype, len),
        }
    }
}

impl Executable {
    pub(crate) fn new(
        graph: &Graph,
        steps: Vec<Step>,
        inputs: Vec<ValueId>,
        outputs: Vec<ValueId>,
        plan: Plan,
    ) -> Executable {
        let mut used: Vec<ValueId> =
            steps.iter().flat_map(|s| &s.inputs).chain(&outputs).copied().collect();
        used.sort_unstable();
        used.dedup();
        let constants: Vec<(ValueId, Array)> =
            used.into_iter().filter_map(|v| graph.constant(v).map(|a| (v, a.clone()))).collect();
        let mut registers = vec![None; graph.specs.len()];
        for (v, array) in &constants {
            registers[*v as usize] = Some(array.clone());
        }
        let slots = vec![None; plan.slots];
        let profile = std::env::var_os("SPARKLER_PROFILE").map(|_| HashMap::new());
        Executable { steps, inputs, outputs, constants, plan, registers, slots, profile }
    }

    /// The number of steps; a fused chain is one.
    pub fn step_count(&self) -> usize {
        self.steps.len()
    }

    /// The number of operations that run as part of a chain.
    pub fn fused_count(&self) -> usize {
        self.steps.iter().filter_map(|s| s.fused.as_ref()).map(|f| f.size).sum()
    }

    /// Bytes of memory that the plan needs for what passes between steps.
    pub fn planned_bytes(&self) -> usize {
        self.plan.bytes
    }

    /// Gives the memory that waits for the next run back to the buffer pool.
    pub fn release_memory(&mut self) {
        self.slots.fill(None);
    }

    /// Runs the graph.
    ///
    /// # Errors
    /// If a kernel fails (an index out of range, exhausted memory), with what is left of the
    /// inputs.
    pub fn run(&mut self, inputs: Vec<Array>) -> Result<Vec<Array>, Box<Failure>> {
        if inputs.len() != self.inputs.len() {
            let error = Error::other(
                "run",
                format!("{} inputs for a graph of {}", inputs.len(), self.inputs.len()),
            );
            return Err(Box::new(Failure {
                error,
                inputs: inputs.into_iter().map(Some).collect(),
            }));
        }
        for (&v, array) in self.inputs.iter().zip(inputs) {
            self.registers[v as usize] = Some(array);
        }
        for i in 0..self.steps.len() {
            let start = self.profile.as_ref().map(|_| Instant::now());
            if let Err(error) = self.step(i) {
                let inputs =
                    self.inputs.iter().map(|&v| self.registers[v as usize].take()).collect();
                self.clear();
                return Err(Box::new(Failure { error, inputs }));
            }
            if let (Some(start), Some(profile)) = (start, &mut self.profile) {
                let step = &self.steps[i];
                let name = match &step.fused {
                    Some(f) => format!("fused chain of {} on {}", f.size, step.specs[0]),
                    None => format!("{} -> {}", step.op.name, step.specs[0]),
                };
                let entry = profile.entry(name).or_default();
                *entry = (entry.0 + 1, entry.1 + start.elapsed());
            }
        }
        let outputs: Option<Vec<Array>> =
            self.outputs.iter().map(|&v| self.registers[v as usize].clone()).collect();
        self.clear();
        outputs.ok_or_else(|| {
            Box::new(Failure {
                error: Error::other("run", "an output was not made"),
                inputs: vec![],
            })
        })
    }

    /// Forgets all values but the constants.
    fn clear(&mut self) {
        self.registers.fill(None);
        for (v, array) in &self.constants {
            self.registers[*v as usize] = Some(array.clone());
        }
    }

    fn step(&mut self, i: usize) -> Result<()> {
        let step = &self.steps[i];
        let mut inputs: SmallVec<[Option<Array>; 4]> = SmallVec::new();
        for (&v, &last) in step.inputs.iter().zip(&step.last_use) {
            let register = &mut self.registers[v as usize];
            inputs.push(if last { register.take() } else { register.clone() });
        }
        let mut memory = Slots { slots: &mut self.slots, planned: &step.slots };
        let outputs = match &step.fused {
            Some(fused) => run_fused(step, fused, &mut inputs, &mut memory),
            None => kernel::run(step.op, &mut inputs, &step.attrs, &step.specs, &mut memory),
        };
        // On failure the inputs go back, so that the caller gets them.
        let outputs = match outputs {
            Ok(outputs) => outputs,
            Err(error) => {
                for (&v, array) in step.inputs.iter().zip(inputs) {
                    if array.is_some() {
                        self.registers[v as usize] = array;
                    }
                }
                return Err(error);
            }
        };
        for ((&v, &last), array) in step.inputs.iter().zip(&step.last_use).zip(inputs) {
            if let Some(array) = array.filter(|_| last) {
                retire(&self.plan, &mut self.slots, v, array);
            }
        }
        for (&v, array) in step.outputs.iter().zip(outputs) {
            self.registers[v as usize] = Some(array);
        }
        for &v in &self.plan.unread[i] {
            if let Some(array) = self.registers[v as usize].take() {
                retire(&self.plan, &mut self.slots, v, array);
            }
        }
        Ok(())
    }
}

/// Gives a dead value's memory back to its slot.
fn retire(plan: &Plan, slots: &mut [Option<Buffer>], v: ValueId, array: Array) {
    if let Some(slot) = plan.home[v as usize]
        && slots[slot].is_none()
    {
        let buffer = array.into_buffer();
        if buffer.is_unique() {
            slots[slot] = Some(buffer);
        }
    }
}

/// Runs a chain, over the memory of operands that end with it where it can.
fn run_fused(
    step: &Step,
    fused: &FusedStep,
    inputs: &mut [Option<Array>],
    memory: &mut dyn Memory,
) -> Result<SmallVec<[Array; 1]>> {
    let missing = || Error::other("fused", "an operand is not there");
    let mut outputs: SmallVec<[Array; 1]> = SmallVec::new();
    let mut overwritten: SmallVec<[Option<usize>; 8]> = smallvec::smallvec![None; inputs.len()];
    for (o, spec) in step.specs.iter().enumerate() {
        let over = fused.overwrites.iter().find(|(output, _)| *output == o).map(|(_, n)| *n);
        let reusable = over.filter(|&n| {
            inputs[n].as_ref().is_some_and(|a| a.is_contiguous() && a.buffer().is_unique())
        });
        match reusable {
            Some(n) => {
                overwritten[n] = Some(o);
                outputs.push(inputs[n].take().ok_or_else(missing)?);
            }
            None => {
                let buffer = memory.alloc(o, spec.dtype, spec.shape.size())?;
                outputs.push(Array::from_buffer(buffer, spec.shape)?);
            }
        }
    }
    let shape = step.specs[0].shape;
    let mut operands: SmallVec<[Operand<'_>; 8]> = SmallVec::new();
    for (input, over) in inputs.iter().zip(&overwritten) {
        if let Some(o) = over {
            operands.push(Operand::Overwritten(*o));
            continue;
        }
        let array = input.as_ref().ok_or_else(missing)?;
        operands.push(match array.as_slice::<f32>() {
            Some([value]) => Operand::Scalar(*value),
            Some(slice) if *array.shape() == shape => Operand::Dense(slice),
            _ => {
                let layout = array.layout().broadcast_to(&shape)?;
                let data = array.buffer().as_slice::<f32>().ok_or_else(missing)?;
                Operand::View(View::new(data, &layout))
            }
        });
    }
    let mut slices: SmallVec<[&mut [f32]; 4]> = SmallVec::new();
    for output in &mut outputs {
        slices.push(kernel::slice_mut(output)?);
    }
    fused.program.run(&operands, &mut slices);
    drop(slices);
    Ok(outputs)
}

impl Drop for Executable {
    fn drop(&mut self) {
        let Some(profile) = &self.profile else { return };
        let mut rows: Vec<_> = profile.iter().collect();
        rows.sort_by_key(|(_, (_, time))| std::cmp::Reverse(*time));
        let total: Duration = rows.iter().map(|(_, (_, time))| *time).sum();
        eprintln!("profile of {} steps, {total:?} in all", self.steps.len());
        for (name, (calls, time)) in rows {
            let share = 100.0 * time.as_secs_f64() / total.as_secs_f64().max(f64::MIN_POSITIVE);
            let each = time.as_secs_f64() * 1e6 / *calls as f64;
            eprintln!("{share:5.1} %  {each:9.1} us x {calls:6}  {name}");
        }
    }
}
