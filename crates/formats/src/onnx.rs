//! ONNX models: the messages of the Open Neural Network Exchange (IR version 13, the parts that
//! models use), as plain structures, to and from bytes.
//!
//! The field numbers are those of the standard's `onnx-ml.proto`. What an operator means is not
//! known here. Messages that models for training or several devices add are skipped when read.
//!
//! ```
//! use sparkler_formats::onnx::{Attribute, Graph, Model, Node};
//!
//! let node = Node {
//!     input: vec!["x".into()],
//!     output: vec!["y".into()],
//!     op_type: Some("Scaler".into()),
//!     domain: Some("ai.onnx.ml".into()),
//!     attribute: vec![Attribute::floats("scale", vec![0.5, 2.0])],
//!     ..Node::default()
//! };
//! let model = Model {
//!     graph: Some(Graph { node: vec![node], ..Graph::default() }),
//!     ..Model::default()
//! };
//! let again = Model::from_bytes("scaler.onnx", &model.to_bytes()).unwrap();
//! assert_eq!(again, model);
//! ```

use crate::{Error, ErrorKind, Result, atomic};
use prost::{Enumeration, Message, Oneof};
use std::path::Path;

/// A model: a graph, and the operator sets whose words it uses.
#[derive(Clone, PartialEq, Message)]
pub struct Model {
    /// The version of the format, 3 to 13 today.
    #[prost(int64, optional, tag = "1")]
    pub ir_version: Option<i64>,
    /// The program that made the model.
    #[prost(string, optional, tag = "2")]
    pub producer_name: Option<String>,
    /// Its version.
    #[prost(string, optional, tag = "3")]
    pub producer_version: Option<String>,
    /// Who the model belongs to, as a reversed host name.
    #[prost(string, optional, tag = "4")]
    pub domain: Option<String>,
    /// The version of the model itself.
    #[prost(int64, optional, tag = "5")]
    pub model_version: Option<i64>,
    /// A text for people.
    #[prost(string, optional, tag = "6")]
    pub doc_string: Option<String>,
    /// What is computed.
    #[prost(message, optional, tag = "7")]
    pub graph: Option<Graph>,
    /// The operator sets.
    #[prost(message, repeated, tag = "8")]
    pub opset_import: Vec<OperatorSetId>,
    /// Names and values for people and tools.
    #[prost(message, repeated, tag = "14")]
    pub metadata_props: Vec<StringStringEntry>,
    /// Functions that nodes call like operators.
    #[prost(message, repeated, tag = "25")]
    pub functions: Vec<Function>,
}

/// An operator set by domain and version. The empty domain is the standard's own.
#[derive(Clone, PartialEq, Message)]
pub struct OperatorSetId {
    /// The domain: empty, `ai.onnx.ml`, ...
    #[prost(string, optional, tag = "1")]
    pub domain: Option<String>,
    /// Its version.
    #[prost(int64, optional, tag = "2")]
    pub version: Option<i64>,
}

/// A name and a value.
#[derive(Clone, PartialEq, Message)]
pub struct StringStringEntry {
    /// The name.
    #[prost(string, optional, tag = "1")]
    pub key: Option<String>,
    /// The value.
    #[prost(string, optional, tag = "2")]
    pub value: Option<String>,
}

/// Nodes in the order in which they can run, and what goes in and out.
#[derive(Clone, PartialEq, Message)]
pub struct Graph {
    /// The nodes.
    #[prost(message, repeated, tag = "1")]
    pub node: Vec<Node>,
    /// The graph's name.
    #[prost(string, optional, tag = "2")]
    pub name: Option<String>,
    /// Named constants: the weights.
    #[prost(message, repeated, tag = "5")]
    pub initializer: Vec<Tensor>,
    /// A text for people.
    #[prost(string, optional, tag = "10")]
    pub doc_string: Option<String>,
    /// The inputs.
    #[prost(message, repeated, tag = "11")]
    pub input: Vec<ValueInfo>,
    /// The outputs.
    #[prost(message, repeated, tag = "12")]
    pub output: Vec<ValueInfo>,
    /// What is known of values in between.
    #[prost(message, repeated, tag = "13")]
    pub value_info: Vec<ValueInfo>,
    /// Constants of which most are zero.
    #[prost(message, repeated, tag = "15")]
    pub sparse_initializer: Vec<SparseTensor>,
}

/// A call of an operator.
#[derive(Clone, PartialEq, Message)]
pub struct Node {
    /// The names of what goes in; an empty one stands for an input left out.
    #[prost(string, repeated, tag = "1")]
    pub input: Vec<String>,
    /// The names of what comes out.
    #[prost(string, repeated, tag = "2")]
    pub output: Vec<String>,
    /// The node's name.
    #[prost(string, optional, tag = "3")]
    pub name: Option<String>,
    /// The operator.
    #[prost(string, optional, tag = "4")]
    pub op_type: Option<String>,
    /// Its attributes.
    #[prost(message, repeated, tag = "5")]
    pub attribute: Vec<Attribute>,
    /// A text for people.
    #[prost(string, optional, tag = "6")]
    pub doc_string: Option<String>,
    /// The domain of the operator.
    #[prost(string, optional, tag = "7")]
    pub domain: Option<String>,
}

/// What kind of value an [`Attribute`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enumeration)]
#[repr(i32)]
#[allow(missing_docs)] // They are called after the fields that hold them.
pub enum AttributeType {
    Undefined = 0,
    Float = 1,
    Int = 2,
    String = 3,
    Tensor = 4,
    Graph = 5,
    Floats = 6,
    Ints = 7,
    Strings = 8,
    Tensors = 9,
    Graphs = 10,
    SparseTensor = 11,
    SparseTensors = 12,
    TypeProto = 13,
    TypeProtos = 14,
}

/// A named constant of a node. Which of the fields counts is said by `type`.
#[derive(Clone, PartialEq, Message)]
pub struct Attribute {
    /// The name.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// A number.
    #[prost(float, optional, tag = "2")]
    pub f: Option<f32>,
    /// A whole number.
    #[prost(int64, optional, tag = "3")]
    pub i: Option<i64>,
    /// A text.
    #[prost(bytes = "vec", optional, tag = "4")]
    pub s: Option<Vec<u8>>,
    /// A tensor.
    #[prost(message, optional, tag = "5")]
    pub t: Option<Tensor>,
    /// A graph: the branch of an `If`, the body of a `Loop`.
    #[prost(message, optional, boxed, tag = "6")]
    pub g: Option<Box<Graph>>,
    /// Numbers.
    #[prost(float, repeated, packed = "false", tag = "7")]
    pub floats: Vec<f32>,
    /// Whole numbers.
    #[prost(int64, repeated, packed = "false", tag = "8")]
    pub ints: Vec<i64>,
    /// Texts.
    #[prost(bytes = "vec", repeated, tag = "9")]
    pub strings: Vec<Vec<u8>>,
    /// Tensors.
    #[prost(message, repeated, tag = "10")]
    pub tensors: Vec<Tensor>,
    /// Graphs.
    #[prost(message, repeated, tag = "11")]
    pub graphs: Vec<Graph>,
    /// A text for people.
    #[prost(string, optional, tag = "13")]
    pub doc_string: Option<String>,
    /// A type.
    #[prost(message, optional, tag = "14")]
    pub tp: Option<Type>,
    /// Types.
    #[prost(message, repeated, tag = "15")]
    pub type_protos: Vec<Type>,
    /// Which field counts.
    #[prost(enumeration = "AttributeType", optional, tag = "20")]
    pub r#type: Option<i32>,
    /// In a function: the caller's attribute that this one stands for.
    #[prost(string, optional, tag = "21")]
    pub ref_attr_name: Option<String>,
    /// A sparse tensor.
    #[prost(message, optional, tag = "22")]
    pub sparse_tensor: Option<SparseTensor>,
    /// Sparse tensors.
    #[prost(message, repeated, tag = "23")]
    pub sparse_tensors: Vec<SparseTensor>,
}

impl Attribute {
    fn new(name: &str, kind: AttributeType) -> Attribute {
        Attribute { name: Some(name.into()), r#type: Some(kind.into()), ..Attribute::default() }
    }

    /// An attribute that is a number.
    pub fn float(name: &str, f: f32) -> Attribute {
        Attribute { f: Some(f), ..Attribute::new(name, AttributeType::Float) }
    }

    /// An attribute that is a whole number.
    pub fn int(name: &str, i: i64) -> Attribute {
        Attribute { i: Some(i), ..Attribute::new(name, AttributeType::Int) }
    }

    /// An attribute that is a text.
    pub fn string(name: &str, s: &str) -> Attribute {
        Attribute { s: Some(s.into()), ..Attribute::new(name, AttributeType::String) }
    }

    /// An attribute that is a tensor.
    pub fn tensor(name: &str, t: Tensor) -> Attribute {
        Attribute { t: Some(t), ..Attribute::new(name, AttributeType::Tensor) }
    }

    /// An attribute that is a graph: the branch of an `If`, the body of a `Loop`.
    pub fn graph(name: &str, g: Graph) -> Attribute {
        Attribute { g: Some(Box::new(g)), ..Attribute::new(name, AttributeType::Graph) }
    }

    /// An attribute that is a list of numbers.
    pub fn floats(name: &str, floats: Vec<f32>) -> Attribute {
        Attribute { floats, ..Attribute::new(name, AttributeType::Floats) }
    }

    /// An attribute that is a list of whole numbers.
    pub fn ints(name: &str, ints: Vec<i64>) -> Attribute {
        Attribute { ints, ..Attribute::new(name, AttributeType::Ints) }
    }

    /// An attribute that is a list of texts.
    pub fn strings<S: AsRef<str>>(name: &str, strings: &[S]) -> Attribute {
        let strings = strings.iter().map(|s| s.as_ref().as_bytes().to_vec()).collect();
        Attribute { strings, ..Attribute::new(name, AttributeType::Strings) }
    }
}

/// The types of a tensor's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enumeration)]
#[repr(i32)]
#[allow(missing_docs)] // They are the names of the types.
pub enum DataType {
    Undefined = 0,
    Float = 1,
    Uint8 = 2,
    Int8 = 3,
    Uint16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    Uint32 = 12,
    Uint64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    Bfloat16 = 16,
}

/// A constant tensor. Its numbers are in `raw_data`, little-endian, or in the list of its type.
#[derive(Clone, PartialEq, Message)]
pub struct Tensor {
    /// The shape.
    #[prost(int64, repeated, packed = "false", tag = "1")]
    pub dims: Vec<i64>,
    /// The type of the elements, a [`DataType`].
    #[prost(int32, optional, tag = "2")]
    pub data_type: Option<i32>,
    /// Numbers of single precision.
    #[prost(float, repeated, packed = "true", tag = "4")]
    pub float_data: Vec<f32>,
    /// Numbers of 32 bits and below, truth values, and halves by their bits.
    #[prost(int32, repeated, packed = "true", tag = "5")]
    pub int32_data: Vec<i32>,
    /// Texts.
    #[prost(bytes = "vec", repeated, tag = "6")]
    pub string_data: Vec<Vec<u8>>,
    /// Whole numbers of 64 bits.
    #[prost(int64, repeated, packed = "true", tag = "7")]
    pub int64_data: Vec<i64>,
    /// The name.
    #[prost(string, optional, tag = "8")]
    pub name: Option<String>,
    /// The bytes of all elements.
    #[prost(bytes = "vec", optional, tag = "9")]
    pub raw_data: Option<Vec<u8>>,
    /// Numbers of double precision.
    #[prost(double, repeated, packed = "true", tag = "10")]
    pub double_data: Vec<f64>,
    /// Whole numbers without sign of 32 and 64 bits.
    #[prost(uint64, repeated, packed = "true", tag = "11")]
    pub uint64_data: Vec<u64>,
    /// A text for people.
    #[prost(string, optional, tag = "12")]
    pub doc_string: Option<String>,
    /// Where the bytes are, if in another file: `location`, `offset`, `length`.
    #[prost(message, repeated, tag = "13")]
    pub external_data: Vec<StringStringEntry>,
    /// 1 if the bytes are in another file.
    #[prost(int32, optional, tag = "14")]
    pub data_location: Option<i32>,
}

impl Tensor {
    /// A named tensor of single precision.
    pub fn f32(name: &str, dims: &[usize], values: &[f32]) -> Tensor {
        Tensor {
            name: Some(name.into()),
            dims: dims.iter().map(|&d| d as i64).collect(),
            data_type: Some(DataType::Float.into()),
            raw_data: Some(values.iter().flat_map(|v| v.to_le_bytes()).collect()),
            ..Tensor::default()
        }
    }

    /// A named tensor of whole numbers.
    pub fn i64(name: &str, dims: &[usize], values: &[i64]) -> Tensor {
        Tensor {
            name: Some(name.into()),
            dims: dims.iter().map(|&d| d as i64).collect(),
            data_type: Some(DataType::Int64.into()),
            raw_data: Some(values.iter().flat_map(|v| v.to_le_bytes()).collect()),
            ..Tensor::default()
        }
    }
}

/// A tensor of which most elements are zero: the others, and where they are.
#[derive(Clone, PartialEq, Message)]
pub struct SparseTensor {
    /// The elements that are stored.
    #[prost(message, optional, tag = "1")]
    pub values: Option<Tensor>,
    /// Where each is: a place in the flat tensor, or one coordinate a dimension.
    #[prost(message, optional, tag = "2")]
    pub indices: Option<Tensor>,
    /// The shape.
    #[prost(int64, repeated, packed = "false", tag = "3")]
    pub dims: Vec<i64>,
}

/// The name and type of an input, an output, or a value between.
#[derive(Clone, PartialEq, Message)]
pub struct ValueInfo {
    /// The name.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// The type.
    #[prost(message, optional, tag = "2")]
    pub r#type: Option<Type>,
    /// A text for people.
    #[prost(string, optional, tag = "3")]
    pub doc_string: Option<String>,
}

impl ValueInfo {
    /// A tensor. A dimension is a number, or a name where it is known at run time only.
    pub fn tensor(name: &str, data_type: DataType, dims: &[DimensionValue]) -> ValueInfo {
        let dim =
            dims.iter().map(|d| Dimension { value: Some(d.clone()), denotation: None }).collect();
        let tensor =
            TensorType { elem_type: Some(data_type.into()), shape: Some(TensorShape { dim }) };
        ValueInfo::of(name, tensor)
    }

    /// A tensor of any shape.
    pub fn of_any_shape(name: &str, data_type: DataType) -> ValueInfo {
        ValueInfo::of(name, TensorType { elem_type: Some(data_type.into()), shape: None })
    }

    fn of(name: &str, tensor: TensorType) -> ValueInfo {
        ValueInfo {
            name: Some(name.into()),
            r#type: Some(Type { value: Some(TypeValue::TensorType(tensor)), denotation: None }),
            doc_string: None,
        }
    }
}

/// The type of a value.
#[derive(Clone, PartialEq, Message)]
pub struct Type {
    /// Which kind of type, and its parts.
    #[prost(oneof = "TypeValue", tags = "1, 4, 5, 8, 9")]
    pub value: Option<TypeValue>,
    /// What the value stands for, as the standard's list of denotations says it.
    #[prost(string, optional, tag = "6")]
    pub denotation: Option<String>,
}

/// The kinds of [`Type`].
#[derive(Clone, PartialEq, Oneof)]
pub enum TypeValue {
    /// A tensor.
    #[prost(message, tag = "1")]
    TensorType(TensorType),
    /// A sequence of values of one type.
    #[prost(message, boxed, tag = "4")]
    SequenceType(Box<SequenceType>),
    /// A map.
    #[prost(message, boxed, tag = "5")]
    MapType(Box<MapType>),
    /// A sparse tensor.
    #[prost(message, tag = "8")]
    SparseTensorType(TensorType),
    /// A value or none.
    #[prost(message, boxed, tag = "9")]
    OptionalType(Box<SequenceType>),
}

/// The type of a tensor.
#[derive(Clone, PartialEq, Message)]
pub struct TensorType {
    /// The type of its elements, a [`DataType`].
    #[prost(int32, optional, tag = "1")]
    pub elem_type: Option<i32>,
    /// Its shape, where something is known of it.
    #[prost(message, optional, tag = "2")]
    pub shape: Option<TensorShape>,
}

/// The type of a sequence, or of a value that may be missing.
#[derive(Clone, PartialEq, Message)]
pub struct SequenceType {
    /// The type of what is in it.
    #[prost(message, optional, boxed, tag = "1")]
    pub elem_type: Option<Box<Type>>,
}

/// The type of a map.
#[derive(Clone, PartialEq, Message)]
pub struct MapType {
    /// The type of the keys, a [`DataType`].
    #[prost(int32, optional, tag = "1")]
    pub key_type: Option<i32>,
    /// The type of the values.
    #[prost(message, optional, boxed, tag = "2")]
    pub value_type: Option<Box<Type>>,
}

/// A shape.
#[derive(Clone, PartialEq, Message)]
pub struct TensorShape {
    /// The dimensions.
    #[prost(message, repeated, tag = "1")]
    pub dim: Vec<Dimension>,
}

/// A dimension.
#[derive(Clone, PartialEq, Message)]
pub struct Dimension {
    /// How long it is, where that is known.
    #[prost(oneof = "DimensionValue", tags = "1, 2")]
    pub value: Option<DimensionValue>,
    /// What it stands for.
    #[prost(string, optional, tag = "3")]
    pub denotation: Option<String>,
}

/// How long a dimension is.
#[derive(Clone, PartialEq, Oneof)]
pub enum DimensionValue {
    /// That long.
    #[prost(int64, tag = "1")]
    Length(i64),
    /// As long as all dimensions of that name.
    #[prost(string, tag = "2")]
    Name(String),
}

/// A function: nodes that other nodes call by its name.
#[derive(Clone, PartialEq, Message)]
pub struct Function {
    /// The name.
    #[prost(string, optional, tag = "1")]
    pub name: Option<String>,
    /// The names of its inputs.
    #[prost(string, repeated, tag = "4")]
    pub input: Vec<String>,
    /// The names of its outputs.
    #[prost(string, repeated, tag = "5")]
    pub output: Vec<String>,
    /// The names of its attributes without default.
    #[prost(string, repeated, tag = "6")]
    pub attribute: Vec<String>,
    /// The nodes.
    #[prost(message, repeated, tag = "7")]
    pub node: Vec<Node>,
    /// A text for people.
    #[prost(string, optional, tag = "8")]
    pub doc_string: Option<String>,
    /// The operator sets.
    #[prost(message, repeated, tag = "9")]
    pub opset_import: Vec<OperatorSetId>,
    /// The domain.
    #[prost(string, optional, tag = "10")]
    pub domain: Option<String>,
    /// Its attributes with defaults.
    #[prost(message, repeated, tag = "11")]
    pub attribute_proto: Vec<Attribute>,
}

impl Model {
    /// Reads a model. `file` is the name for errors.
    ///
    /// # Errors
    /// If the bytes are no such message, or hold no graph.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Model> {
        let wrong = |found: String, expected: &str| {
            let kind = ErrorKind::Bytes { offset: 0, found, expected: expected.into() };
            Err(Error::new(file, kind))
        };
        let model = match Model::decode(bytes) {
            Ok(model) => model,
            Err(error) => return wrong(error.to_string(), "an ONNX model"),
        };
        if model.graph.is_none() {
            return wrong("a message without a graph".into(), "an ONNX model");
        }
        Ok(model)
    }

    /// Reads a model from a file.
    ///
    /// # Errors
    /// If it cannot be read, or as [`Model::from_bytes`].
    pub fn read(path: impl AsRef<Path>) -> Result<Model> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, "cannot read", e))?;
        Model::from_bytes(&path.display().to_string(), &bytes)
    }

    /// The bytes of a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode_to_vec()
    }

    /// Writes a file, whole or not at all.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        atomic::write_file(path, &self.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        let node = Node {
            input: vec!["x".into(), "w".into()],
            output: vec!["y".into()],
            op_type: Some("Gemm".into()),
            attribute: vec![
                Attribute::float("alpha", 0.0),
                Attribute::int("transB", 0),
                Attribute::string("name", "é"),
                Attribute::ints("pads", vec![0, -1]),
                Attribute::strings("classes", &["a", "b"]),
                Attribute::tensor("value", Tensor::i64("v", &[2], &[1, -1])),
            ],
            ..Node::default()
        };
        let rows = DimensionValue::Name("rows".into());
        Model {
            ir_version: Some(10),
            opset_import: vec![OperatorSetId { domain: None, version: Some(20) }],
            graph: Some(Graph {
                node: vec![node],
                initializer: vec![Tensor::f32("w", &[1, 2], &[0.5, -0.0])],
                input: vec![ValueInfo::tensor(
                    "x",
                    DataType::Float,
                    &[rows, DimensionValue::Length(1)],
                )],
                ..Graph::default()
            }),
            ..Model::default()
        }
    }

    #[test]
    fn comes_back() {
        assert_eq!(Model::from_bytes("m", &model().to_bytes()).unwrap(), model());
    }

    /// The standard's messages tell a zero from a field that is not there.
    #[test]
    fn zeros_are_written() {
        let bytes = Attribute::int("transB", 0).encode_to_vec();
        assert_eq!(bytes, b"\x0a\x06transB\x18\x00\xa0\x01\x02");
    }

    #[test]
    fn broken_bytes_are_errors() {
        let bytes = model().to_bytes();
        for len in 0..bytes.len() {
            let _ = Model::from_bytes("m", &bytes[..len]);
        }
        for (i, _) in bytes.iter().enumerate() {
            for bit in 0..8 {
                let mut other = bytes.clone();
                other[i] ^= 1 << bit;
                let _ = Model::from_bytes("m", &other);
            }
        }
        let error = Model::from_bytes("text.onnx", b"not a model").unwrap_err().to_string();
        assert!(error.starts_with("text.onnx: byte 0: "), "{error}");
    }
}
