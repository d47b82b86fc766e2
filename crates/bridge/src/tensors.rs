//! Tensors, variables and the operations of the table.

use crate::handles::{self, Object};
use crate::scratch::{Reader, Writer, dtype_code, dtype_of};
use crate::{Error, Result};
use smallvec::SmallVec;
use sparkler_base::Buffer;
use sparkler_engine::{Array, Attr, Attrs, DType, Ints, Shape, Tensor, Variable};
use sparkler_ops::{Accept, Arity, OpDef, Outputs};
use std::cell::RefCell;

thread_local! {
    static OPS: Vec<&'static OpDef> = sparkler_ops::ops().collect();
    static LAST_ERROR: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A number that follows from the op table.
pub fn table_version() -> u32 {
    sparkler_ops::table_version()
}

/// The operations in order, as `native.ts` says: `gather x indices:i;2|topk x;2>values indices`.
pub fn op_table() -> String {
    let row = |op: &OpDef| {
        let mut text = op.name.to_string();
        for input in op.inputs {
            let (list, optional) = match input.arity {
                Arity::One => ("", ""),
                Arity::Optional => ("", "?"),
                Arity::Variadic => ("*", ""),
            };
            let wanted = match input.accept {
                Accept::Index => ":i",
                Accept::Bool | Accept::Condition => ":b",
                _ => "",
            };
            text.extend([" ", list, input.name, optional, wanted]);
        }
        if !op.attrs.is_empty() {
            text.extend([";", &op.attrs.len().to_string()]);
        }
        match op.outputs {
            Outputs::One(_) => (),
            Outputs::Named(names) => text.extend([">", &names.join(" ")]),
            Outputs::Variadic(_) => text.push('>'),
        }
        text
    };
    sparkler_ops::ops().map(row).collect::<Vec<_>>().join("|")
}

/// Runs operation number `op`; see `native.ts` for what lies in the scratch array.
pub fn run(op: u32, inputs: u32) -> i32 {
    match run_op(op, inputs) {
        Ok(count) => count as i32,
        Err(e) => {
            LAST_ERROR.set(e.0);
            -1
        }
    }
}

/// The message of the last [`run`] that failed.
pub fn last_error() -> String {
    LAST_ERROR.with_borrow(Clone::clone)
}

fn run_op(op: u32, inputs: u32) -> Result<u32> {
    let def = OPS
        .with(|ops| ops.get(op as usize).copied())
        .ok_or_else(|| Error::new(format!("there is no operation number {op}")))?;
    let mut reader = Reader::new();
    let mut tensors: SmallVec<[Tensor; 4]> = SmallVec::new();
    let mut left_out = false;
    for _ in 0..inputs {
        match reader.handle()? {
            0 => left_out = true,
            _ if left_out => {
                return Err(Error::new(format!(
                    "{}: an optional input can be left out only with all that follow",
                    def.name
                )));
            }
            handle => tensors.push(handles::tensor(handle)?),
        }
    }
    let attrs = attributes(def, &mut reader)?;
    let refs: SmallVec<[&Tensor; 4]> = tensors.iter().collect();
    let outputs = sparkler_engine::run(def, &refs, attrs)?;
    Writer::new().tensors(outputs)
}

fn attributes(def: &'static OpDef, reader: &mut Reader) -> Result<Attrs> {
    if def.attrs.is_empty() {
        return Ok(Attrs::none());
    }
    let mut named: SmallVec<[(&str, Attr); 8]> = SmallVec::new();
    for attr in def.attrs {
        let value = match reader.number()? as u32 {
            0 => continue,
            1 => Attr::Null,
            2 => Attr::Bool(reader.number()? != 0.0),
            3 => {
                let n = reader.number()?;
                if n.fract() != 0.0 || !n.is_finite() {
                    return Err(Error::new(format!(
                        "{}: attribute {} is {n}, expected a whole number",
                        def.name, attr.name
                    )));
                }
                Attr::Int(n as i64)
            }
            4 => Attr::Float(reader.number()?),
            5 => Attr::DType(dtype_of(reader.number()? as u32)?),
            6 => {
                let len = reader.count()?;
                Attr::Ints(reader.take(len)?.iter().map(|c| c.get() as i64).collect::<Ints>())
            }
            7 => {
                let len = reader.count()?;
                let units: Vec<u16> = reader.take(len)?.iter().map(|c| c.get() as u16).collect();
                Attr::Text(String::from_utf16_lossy(&units).into())
            }
            tag => return Err(Error::new(format!("{}: {tag} is no attribute's tag", def.name))),
        };
        named.push((attr.name, value));
    }
    Ok(Attrs::from_named(def, &named)?)
}

/// A tensor with those elements.
pub fn create(dtype: u32, rank: u32, data: &[u8]) -> Result<u32> {
    let dtype = dtype_of(dtype)?;
    let shape = Reader::new().shape(rank)?;
    let buffer = Buffer::from_le_bytes(dtype, data)?;
    let tensor = Tensor::from_array(Array::from_buffer(buffer, shape)?);
    Ok(handles::insert(Object::Tensor(tensor)))
}

/// A tensor of strings.
pub fn create_strings(rank: u32, data: &[u8]) -> Result<u32> {
    let mut reader = Reader::new();
    let shape: Shape = reader.shape(rank)?;
    let mut strings = Vec::with_capacity(shape.size().min(data.len() + 1));
    let mut rest = data;
    for _ in 0..shape.size() {
        let (string, after) = rest.split_at_checked(reader.count()?).ok_or_else(|| {
            Error::new("tensor: the strings' lengths add up to more bytes than there are")
        })?;
        strings.push(string);
        rest = after;
    }
    let tensor = Tensor::from_strings(&strings, shape.dims())?;
    Ok(handles::insert(Object::Tensor(tensor)))
}

/// Type and shape into the scratch array.
pub fn describe(handle: u32) -> Result<()> {
    let mut writer = Writer::new();
    match handles::get(handle)? {
        Object::Tensor(t) => writer.spec(&t.spec()),
        Object::Variable(v) => writer.spec(&v.spec()),
        Object::Symbol(s) => {
            writer.number(f64::from(dtype_code(s.dtype())))?;
            writer.number(s.shape().len() as f64)?;
            s.shape().iter().try_for_each(|d| writer.number(d.map_or(-1.0, |d| d as f64)))
        }
        _ => Err(Error::new("only tensors, variables and symbolic tensors have a shape")),
    }
}

/// The stored value of a tensor or variable, without telling tapes.
fn stored(handle: u32) -> Result<Tensor> {
    match handles::get(handle)? {
        Object::Variable(v) => Ok(v.stored()),
        _ => handles::tensor(handle),
    }
}

/// A copy of the elements.
pub fn read(handle: u32) -> Result<Vec<u8>> {
    let tensor = stored(handle)?;
    if tensor.dtype() == DType::String {
        return Err(Error::new("read: strings are read as strings"));
    }
    let array = tensor.array()?.to_contiguous()?;
    let size = array.dtype().size();
    let start = array.layout().offset() * size;
    Ok(array.buffer().as_bytes()[start..start + array.size() * size].to_vec())
}

/// The strings in one piece, their lengths into the scratch array.
pub fn read_strings(handle: u32) -> Result<Vec<u8>> {
    let strings = stored(handle)?.to_strings()?;
    let mut writer = Writer::new();
    strings.iter().try_for_each(|s| writer.number(s.len() as f64))?;
    Ok(strings.concat())
}

/// The tensor as text.
pub fn print(handle: u32) -> Result<String> {
    Ok(stored(handle)?.to_string())
}

/// What is alive, into the scratch array.
pub fn memory() -> Result<()> {
    let m = sparkler_engine::memory();
    let mut writer = Writer::new();
    [m.tensors, m.buffers, m.bytes, m.peak_bytes]
        .into_iter()
        .try_for_each(|n| writer.number(n as f64))
}

/// A variable that begins with a tensor's value.
pub fn variable(value: u32, name: &str, trainable: bool) -> Result<u32> {
    let value = stored(value)?;
    value.array()?;
    Ok(handles::insert(Object::Variable(Variable::new(name, &value, trainable))))
}

/// Gives a variable a new value.
pub fn variable_assign(variable: u32, value: u32) -> Result<()> {
    Ok(handles::variable(variable)?.assign(&handles::tensor(value)?)?)
}

/// The tensor that is a variable's value.
pub fn variable_value(variable: u32) -> Result<u32> {
    Ok(handles::insert(Object::Tensor(handles::variable(variable)?.value())))
}

/// The name of what has one.
pub fn name_of(handle: u32) -> Result<String> {
    Ok(match handles::get(handle)? {
        Object::Variable(v) => v.name().to_string(),
        Object::Symbol(s) => s.layer().name().to_string(),
        Object::Layer(l) => l.name().to_string(),
        Object::Model(m) => m.try_borrow().map_err(|_| handles::busy())?.name().to_string(),
        Object::Optimizer(o) => o.name().to_string(),
        _ => return Err(Error::new("only variables, layers, models and the like have a name")),
    })
}
