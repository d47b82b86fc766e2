//! TensorFlow.js models: a `model.json` and the binary files of its weights.
//!
//! `model.json` holds the topology (a Keras model config or a graph) and a *weights manifest*:
//! groups of weights, each with the paths of its files, which are to be read one after the other
//! as if they were one. Within them the weights lie end to end without padding, little-endian.
//! The topology stays what it is here, JSON; `sparkler-import` knows what it means.

use crate::raw::{Cursor, array_of_le_bytes, extend_le_bytes};
use crate::{Error, Result, atomic, error::read_file};
use serde_json::{Map, Value, json};
use sparkler_base::{Array, DType, Shape, f16};
use std::path::{Component, Path};

/// The shard size of the TensorFlow.js converter, 4 MiB.
pub const CONVERTER_SHARD_BYTES: usize = 4 << 20;

/// How a weight's numbers were made smaller in the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantization {
    /// One byte a number `q`, which stands for `q * scale + min`.
    U8 {
        /// The step between two values.
        scale: f64,
        /// What 0 stands for.
        min: f64,
    },
    /// Two bytes a number `q`, which stands for `q * scale + min`.
    U16 {
        /// The step between two values.
        scale: f64,
        /// What 0 stands for.
        min: f64,
    },
    /// Half precision.
    F16,
}

/// One weight as the manifest describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightSpec {
    /// Its name, such as `dense/kernel`.
    pub name: String,
    /// Its shape.
    pub shape: Shape,
    /// The type of its elements once read.
    pub dtype: DType,
    /// How they lie in the file, if otherwise.
    pub quantization: Option<Quantization>,
    /// What it belongs to if not to the model: `optimizer`.
    pub group: Option<String>,
}

/// Weights that share files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeightGroup {
    /// The files, relative to `model.json`, to be joined in this order.
    pub paths: Vec<String>,
    /// The weights, in the order in which they lie there.
    pub weights: Vec<WeightSpec>,
}

/// The content of a `model.json`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelJson {
    /// `modelTopology`: a Keras model config (`layers-model`) or a graph (`graph-model`).
    pub model_topology: Option<Value>,
    /// `format`: `layers-model` or `graph-model`; old files have none.
    pub format: Option<String>,
    /// `generatedBy`: what made the model.
    pub generated_by: Option<String>,
    /// `convertedBy`: what converted it.
    pub converted_by: Option<String>,
    /// `trainingConfig`: loss, optimizer and metrics it was compiled with.
    pub training_config: Option<Value>,
    /// `weightsManifest`: where the weights are.
    pub weights_manifest: Vec<WeightGroup>,
    /// Every other field (`signature`, `userDefinedMetadata`, ...), as it is.
    pub other: Map<String, Value>,
}

/// A model with its weights in memory.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The document. When a model is written, its manifest is made anew from `weights`.
    pub json: ModelJson,
    /// The weights by name, in the order of the manifest.
    pub weights: Vec<(String, Array)>,
    /// The optimizer's state by name, in the order of the manifest.
    pub optimizer_weights: Vec<(String, Array)>,
}

/// `a JSON string`, `nothing`, ...: what an error says a field holds.
fn kind_of(value: Option<&Value>) -> String {
    match value {
        None => "nothing".into(),
        Some(Value::Null) => "null".into(),
        Some(Value::Bool(b)) => b.to_string(),
        Some(Value::Number(n)) => n.to_string(),
        Some(Value::String(s)) if s.chars().count() <= 60 => format!("{s:?}"),
        Some(Value::String(_)) => "a long string".into(),
        Some(Value::Array(a)) => format!("an array of {}", a.len()),
        Some(Value::Object(_)) => "an object".into(),
    }
}

fn text(file: &str, value: &Value, path: &str, key: &str) -> Result<String> {
    match value.get(key) {
        Some(Value::String(s)) => Ok(s.clone()),
        other => Err(Error::field(file, format!("{path}.{key}"), kind_of(other), "a string")),
    }
}

fn list<'a>(file: &str, value: &'a Value, path: &str, key: &str) -> Result<&'a [Value]> {
    match value.get(key) {
        Some(Value::Array(a)) => Ok(a),
        other => Err(Error::field(file, format!("{path}.{key}"), kind_of(other), "an array")),
    }
}

fn parse_quantization(file: &str, value: &Value, path: &str) -> Result<Quantization> {
    let number = |key: &str| match value.get(key).and_then(Value::as_f64) {
        Some(v) if v.is_finite() => Ok(v),
        _ => {
            let found = kind_of(value.get(key));
            Err(Error::field(file, format!("{path}.{key}"), found, "a finite number"))
        }
    };
    match text(file, value, path, "dtype")?.as_str() {
        "uint8" => Ok(Quantization::U8 { scale: number("scale")?, min: number("min")? }),
        "uint16" => Ok(Quantization::U16 { scale: number("scale")?, min: number("min")? }),
        "float16" => Ok(Quantization::F16),
        other => Err(Error::field(
            file,
            format!("{path}.dtype"),
            format!("{other:?}"),
            "uint8, uint16 or float16",
        )),
    }
}

impl WeightSpec {
    fn parse(file: &str, value: &Value, path: &str) -> Result<WeightSpec> {
        let name = text(file, value, path, "name")?;
        let mut dims = Vec::new();
        for extent in list(file, value, path, "shape")? {
            match extent.as_u64().and_then(|v| usize::try_from(v).ok()) {
                Some(v) => dims.push(v),
                None => {
                    let found = kind_of(Some(extent));
                    let field = format!("{path}.shape");
                    return Err(Error::field(file, field, found, "extents of 0 or more"));
                }
            }
        }
        let shape = Shape::new(&dims).map_err(|e| {
            Error::field(file, format!("{path}.shape"), e.to_string(), "a shape that fits memory")
        })?;
        let dtype = text(file, value, path, "dtype")?;
        let Some(dtype) = DType::from_name(&dtype) else {
            let field = format!("{path}.dtype");
            return Err(Error::field(file, field, format!("{dtype:?}"), "a data type's name"));
        };
        let quantization = match value.get("quantization") {
            None | Some(Value::Null) => None,
            Some(q) => Some(parse_quantization(file, q, &format!("{path}.quantization"))?),
        };
        let fits = match quantization {
            None => true,
            Some(Quantization::F16) => dtype == DType::F32,
            Some(_) => matches!(dtype, DType::F32 | DType::I32),
        };
        if !fits {
            return Err(Error::field(
                file,
                format!("{path}.quantization"),
                format!("a quantized {dtype}"),
                "dtype float32 (or int32 for uint8 and uint16)",
            ));
        }
        let group = match value.get("group") {
            None | Some(Value::Null) => None,
            Some(_) => Some(text(file, value, path, "group")?),
        };
        Ok(WeightSpec { name, shape, dtype, quantization, group })
    }

    fn to_json(&self) -> Value {
        let mut out = json!({
            "name": self.name, "shape": self.shape.dims(), "dtype": self.dtype.name(),
        });
        if let Some(group) = &self.group {
            out["group"] = group.clone().into();
        }
        if let Some(q) = self.quantization {
            out["quantization"] = match q {
                Quantization::U8 { scale, min } => {
                    json!({ "dtype": "uint8", "scale": scale, "min": min })
                }
                Quantization::U16 { scale, min } => {
                    json!({ "dtype": "uint16", "scale": scale, "min": min })
                }
                Quantization::F16 => {
                    json!({ "dtype": "float16", "original_dtype": self.dtype.name() })
                }
            };
        }
        out
    }
}

/// Is it a relative path that stays inside its folder?
fn stays_inside(path: &str) -> bool {
    // A backslash and a colon mean something on Windows only; no shard's name needs them.
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && Path::new(path)
            .components()
            .all(|c| matches!(c, Component::Normal(_) | Component::CurDir))
}

fn parse_manifest(file: &str, value: &Value) -> Result<Vec<WeightGroup>> {
    let Value::Array(groups) = value else {
        let found = kind_of(Some(value));
        return Err(Error::field(file, "weightsManifest", found, "an array of groups"));
    };
    let mut out = Vec::new();
    for (g, group) in groups.iter().enumerate() {
        let at = format!("weightsManifest[{g}]");
        let mut paths = Vec::new();
        for (p, path) in list(file, group, &at, "paths")?.iter().enumerate() {
            match path {
                // A file that is named over and over would fill the memory out of nothing.
                Value::String(s) if paths.contains(s) => {
                    let field = format!("{at}.paths[{p}]");
                    return Err(Error::field(
                        file,
                        field,
                        format!("{s:?} again"),
                        "each file once",
                    ));
                }
                Value::String(s) if stays_inside(s) => paths.push(s.clone()),
                other => {
                    return Err(Error::field(
                        file,
                        format!("{at}.paths[{p}]"),
                        kind_of(Some(other)),
                        "a relative path inside the model's folder",
                    ));
                }
            }
        }
        let mut weights = Vec::new();
        for (w, weight) in list(file, group, &at, "weights")?.iter().enumerate() {
            weights.push(WeightSpec::parse(file, weight, &format!("{at}.weights[{w}]"))?);
        }
        out.push(WeightGroup { paths, weights });
    }
    Ok(out)
}

impl ModelJson {
    /// Parses a `model.json`, or a bare weights manifest (a JSON array of groups, as old
    /// converters wrote beside the model). `file` is its name in messages.
    ///
    /// # Errors
    /// If it is no such document; if a path of the manifest leads out of the folder.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<ModelJson> {
        let value: Value = serde_json::from_slice(bytes).map_err(|e| {
            Error::field(file, format!("line {}", e.line()), e.to_string(), "a JSON document")
        })?;
        let mut fields = match value {
            Value::Object(fields) => fields,
            Value::Array(_) => {
                let weights_manifest = parse_manifest(file, &value)?;
                return Ok(ModelJson { weights_manifest, ..ModelJson::default() });
            }
            other => {
                let found = kind_of(Some(&other));
                return Err(Error::field(file, "document", found, "a JSON object"));
            }
        };
        if !fields.contains_key("modelTopology") && !fields.contains_key("weightsManifest") {
            return Err(Error::field(
                file,
                "document",
                "neither modelTopology nor weightsManifest",
                "the model.json of a TensorFlow.js model",
            ));
        }
        let mut take = |key: &str| fields.shift_remove(key).filter(|v| !v.is_null());
        let string = |key: &str, value: Option<Value>| match value {
            None => Ok(None),
            Some(Value::String(s)) => Ok(Some(s)),
            Some(other) => {
                Err(Error::field(file, key, kind_of(Some(&other)), "a string or nothing"))
            }
        };
        Ok(ModelJson {
            model_topology: take("modelTopology"),
            format: string("format", take("format"))?,
            generated_by: string("generatedBy", take("generatedBy"))?,
            converted_by: string("convertedBy", take("convertedBy"))?,
            training_config: take("trainingConfig"),
            weights_manifest: match take("weightsManifest") {
                None => Vec::new(),
                Some(manifest) => parse_manifest(file, &manifest)?,
            },
            other: fields,
        })
    }

    /// The document as JSON text.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                out.insert(key.into(), value);
            }
        };
        let null_or = |s: &Option<String>| s.clone().map_or(Value::Null, Value::String);
        put("format", self.format.clone().map(Value::String));
        put("generatedBy", Some(null_or(&self.generated_by)));
        put("convertedBy", Some(null_or(&self.converted_by)));
        put("modelTopology", self.model_topology.clone());
        put("trainingConfig", self.training_config.clone());
        let groups = self.weights_manifest.iter().map(|group| {
            let weights: Vec<Value> = group.weights.iter().map(WeightSpec::to_json).collect();
            json!({ "paths": group.paths, "weights": weights })
        });
        put("weightsManifest", Some(Value::Array(groups.collect())));
        for (key, value) in &self.other {
            put(key, Some(value.clone()));
        }
        Value::Object(out).to_string().into_bytes()
    }
}

/// Reads weights that lie end to end in `bytes`. `file` is the name of their file in messages.
///
/// Quantized weights come back as their `dtype`, computed as stock TensorFlow.js does.
///
/// # Errors
/// If there are fewer or more bytes than the weights need; if a bool is neither 0 nor 1.
pub fn decode_weights(
    file: &str,
    specs: &[WeightSpec],
    bytes: &[u8],
) -> Result<Vec<(String, Array)>> {
    let mut cursor = Cursor::new(file, bytes);
    let mut out = Vec::with_capacity(specs.len());
    for spec in specs {
        out.push((spec.name.clone(), decode_weight(&mut cursor, spec)?));
    }
    if cursor.left() > 0 {
        return Err(Error::bytes(
            file,
            cursor.at,
            format!("{} more bytes", cursor.left()),
            "the end, after the last weight of the manifest",
        ));
    }
    Ok(out)
}

fn decode_weight(cursor: &mut Cursor<'_>, spec: &WeightSpec) -> Result<Array> {
    let (file, size) = (cursor.file, spec.shape.size());
    let what = format!("weight {:?} {} {}", spec.name, spec.dtype, spec.shape);
    let mut take = |width: usize| cursor.take(size.saturating_mul(width), &what);
    let values: Vec<f64> = match spec.quantization {
        None if spec.dtype == DType::String => {
            // Each string brings four bytes of length, so a count is believed once they are there.
            if size > cursor.left() / 4 {
                cursor.take(size.saturating_mul(4), &what)?;
            }
            let mut strings = Vec::with_capacity(size);
            for _ in 0..size {
                let length = cursor.u32(&what)? as usize;
                strings.push(cursor.take(length, &what)?.to_vec());
            }
            return Array::from_strings(strings, &spec.shape).map_err(Error::array(file));
        }
        None => {
            return array_of_le_bytes(file, spec.dtype, spec.shape, take(spec.dtype.size())?);
        }
        Some(Quantization::U8 { scale, min }) => {
            take(1)?.iter().map(|&q| q as f64 * scale + min).collect()
        }
        Some(Quantization::U16 { scale, min }) => {
            let words = take(2)?.as_chunks::<2>().0.iter();
            words.map(|&q| u16::from_le_bytes(q) as f64 * scale + min).collect()
        }
        Some(Quantization::F16) => {
            let words = take(2)?.as_chunks::<2>().0.iter();
            words.map(|&q| f16::from_le_bytes(q).to_f64()).collect()
        }
    };
    if spec.dtype == DType::I32 {
        // JavaScript's Math.round: halves go up.
        let rounded: Vec<i32> = values.iter().map(|v| (v + 0.5).floor() as i32).collect();
        Array::from_slice(&rounded, &spec.shape)
    } else {
        let narrowed: Vec<f32> = values.iter().map(|&v| v as f32).collect();
        Array::from_slice(&narrowed, &spec.shape)
    }
    .map_err(Error::array(file))
}

/// Lays weights end to end: what [`decode_weights`] reads back.
///
/// `float32`, `int32`, `bool`, `complex64` and `string` arrays are written as they are. A `float16`
/// array is written as a `float32` weight quantized to `float16`, which is exact and which stock
/// TensorFlow.js reads, as `float32`.
///
/// # Errors
/// If an array is of another type, which TensorFlow.js does not have.
pub fn encode_weights(weights: &[(String, Array)]) -> Result<(Vec<WeightSpec>, Vec<u8>)> {
    let (mut specs, mut bytes) = (Vec::with_capacity(weights.len()), Vec::new());
    for (name, array) in weights {
        let (dtype, quantization) = match array.dtype() {
            DType::F16 => (DType::F32, Some(Quantization::F16)),
            d @ (DType::F32 | DType::I32 | DType::Bool | DType::Complex64 | DType::String) => {
                (d, None)
            }
            other => {
                return Err(Error::field(
                    "weights",
                    name,
                    format!("dtype {other}"),
                    "float32, float16, int32, bool, complex64 or string, the types of TensorFlow.js",
                ));
            }
        };
        if dtype == DType::String {
            for string in array.to_strings().map_err(Error::array("weights"))? {
                let length = u32::try_from(string.len()).map_err(|_| {
                    let found = format!("a string of {} bytes", string.len());
                    Error::field("weights", name, found, "at most 4294967295 bytes")
                })?;
                bytes.extend_from_slice(&length.to_le_bytes());
                bytes.extend_from_slice(&string);
            }
        } else {
            extend_le_bytes(&mut bytes, array).map_err(Error::array("weights"))?;
        }
        let (name, shape) = (name.clone(), *array.shape());
        specs.push(WeightSpec { name, shape, dtype, quantization, group: None });
    }
    Ok((specs, bytes))
}

/// How a model's weights are cut into files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shards {
    /// One file `weights.bin`, as TensorFlow.js itself saves.
    #[default]
    One,
    /// Files `group1-shard1of3.bin` of at most so many bytes, as the TensorFlow.js converter
    /// writes them ([`CONVERTER_SHARD_BYTES`] each): easy for browsers to cache.
    AtMost(usize),
}

impl Model {
    /// Builds a model from the bytes of its `model.json` (called `file` in messages) and a way to
    /// get the files of its weights by the paths that the manifest names.
    ///
    /// # Errors
    /// If the document or the weights are malformed, or `shard` fails.
    pub fn from_parts(
        file: &str,
        json: &[u8],
        mut shard: impl FnMut(&str) -> Result<Vec<u8>>,
    ) -> Result<Model> {
        let json = ModelJson::parse(file, json)?;
        let mut model = Model::default();
        for group in &json.weights_manifest {
            let mut bytes = Vec::new();
            for path in &group.paths {
                let part = shard(path)?;
                // The usual single file is not copied.
                if bytes.is_empty() { bytes = part } else { bytes.extend_from_slice(&part) }
            }
            let beside = |path: &str| Path::new(file).with_file_name(path).display().to_string();
            let name = match &group.paths[..] {
                [] => file.to_string(),
                [one] => beside(one),
                [first, .., last] => format!("{} to {last}", beside(first)),
            };
            model.add(&group.weights, decode_weights(&name, &group.weights, &bytes)?);
        }
        Ok(Model { json, ..model })
    }

    /// Builds a model from the bytes of its `model.json` (called `file` in messages) and those of
    /// all its weights, one after the other in the order of the manifest.
    ///
    /// # Errors
    /// If the document or the weights are malformed.
    pub fn from_bytes(file: &str, json: &[u8], weights: &[u8]) -> Result<Model> {
        let json = ModelJson::parse(file, json)?;
        let specs = json.weights_manifest.iter().flat_map(|group| group.weights.iter().cloned());
        let specs: Vec<WeightSpec> = specs.collect();
        let mut model = Model::default();
        model.add(&specs, decode_weights(&format!("weights of {file}"), &specs, weights)?);
        Ok(Model { json, ..model })
    }

    fn add(&mut self, specs: &[WeightSpec], weights: Vec<(String, Array)>) {
        for (spec, weight) in specs.iter().zip(weights) {
            match spec.group.as_deref() {
                Some("optimizer") => self.optimizer_weights.push(weight),
                _ => self.weights.push(weight),
            }
        }
    }

    /// The model's `model.json`, whose manifest names these files, and the bytes of its weights.
    fn encode(&self, paths: impl FnOnce(&[u8]) -> Vec<String>) -> Result<(Vec<u8>, Vec<u8>)> {
        let (mut weights, mut bytes) = encode_weights(&self.weights)?;
        let (state, state_bytes) = encode_weights(&self.optimizer_weights)?;
        let group = Some("optimizer".to_string());
        weights.extend(state.into_iter().map(|spec| WeightSpec { group: group.clone(), ..spec }));
        bytes.extend(state_bytes);
        let weights_manifest = vec![WeightGroup { paths: paths(&bytes), weights }];
        let json = ModelJson { weights_manifest, ..self.json.clone() };
        Ok((json.to_bytes(), bytes))
    }

    /// The bytes of the model's `model.json`, and those of its weights, which the manifest calls
    /// `weights.bin`: what [`Model::from_bytes`] takes.
    ///
    /// # Errors
    /// As [`Model::to_files`].
    pub fn to_bytes(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        self.encode(|_| vec!["weights.bin".into()])
    }

    /// Reads a `model.json` and the files it names, which lie in its folder.
    ///
    /// # Errors
    /// If a file is missing or malformed.
    pub fn read(path: impl AsRef<Path>) -> Result<Model> {
        let path = path.as_ref();
        let folder = path.parent().unwrap_or(Path::new(""));
        let name = path.display().to_string();
        Model::from_parts(&name, &read_file(path)?, |shard| read_file(&folder.join(shard)))
    }

    /// The files of the model, by name: the weights, then `model.json`.
    ///
    /// ```
    /// use sparkler_base::Array;
    /// use sparkler_formats::tfjs::{Model, Shards};
    ///
    /// let kernel = Array::from_slice(&[1.5f32, -2.0], &[2, 1]).unwrap();
    /// let model = Model { weights: vec![("dense/kernel".into(), kernel)], ..Model::default() };
    /// let files = model.to_files(Shards::One).unwrap();
    /// assert_eq!(files[0].0, "weights.bin");
    /// assert_eq!(files[1].0, "model.json");
    ///
    /// let again =
    ///     Model::from_parts("model.json", &files[1].1, |_| Ok(files[0].1.clone())).unwrap();
    /// assert_eq!(again.weights[0].0, "dense/kernel");
    /// assert_eq!(again.weights[0].1.to_vec::<f32>().unwrap(), [1.5, -2.0]);
    /// ```
    ///
    /// # Errors
    /// If a weight is of a type that TensorFlow.js does not have, see [`encode_weights`].
    pub fn to_files(&self, shards: Shards) -> Result<Vec<(String, Vec<u8>)>> {
        let names = |bytes: &[u8]| match shards {
            Shards::One => vec!["weights.bin".to_string()],
            Shards::AtMost(limit) => {
                let count = bytes.len().div_ceil(limit.max(1)).max(1);
                (1..=count).map(|i| format!("group1-shard{i}of{count}.bin")).collect()
            }
        };
        let (json, bytes) = self.encode(names)?;
        let mut files: Vec<(String, Vec<u8>)> = match shards {
            Shards::One => vec![("weights.bin".into(), bytes)],
            Shards::AtMost(limit) => {
                let pieces = bytes.chunks(limit.max(1)).chain(bytes.is_empty().then_some(&[][..]));
                names(&bytes).into_iter().zip(pieces.map(<[u8]>::to_vec)).collect()
            }
        };
        files.push(("model.json".into(), json));
        Ok(files)
    }

    /// Writes the model into a folder, which is made if need be: first its weights, then
    /// `model.json`, so that an interruption leaves a model that was there usable (see
    /// [`atomic::write_files`]).
    ///
    /// # Errors
    /// As [`Model::to_files`]; if the file system refuses.
    pub fn write(&self, folder: impl AsRef<Path>, shards: Shards) -> Result<()> {
        let files = self.to_files(shards)?;
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        atomic::write_files(folder, &files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atomic::tests::Scratch;
    use crate::raw::tests::{of_every_dtype, same};
    use proptest::prelude::*;

    /// A model with a weight of each type that TensorFlow.js has.
    fn sample() -> Model {
        let has = [DType::F32, DType::I32, DType::Bool, DType::Complex64, DType::String];
        let arrays = of_every_dtype().into_iter().filter(|a| has.contains(&a.dtype()));
        Model {
            json: ModelJson {
                model_topology: Some(json!({ "class_name": "Sequential", "config": [] })),
                format: Some("layers-model".into()),
                generated_by: Some("Sparkler".into()),
                training_config: Some(json!({ "loss": "mse" })),
                other: Map::from_iter([("userDefinedMetadata".into(), json!({ "a": 1 }))]),
                ..ModelJson::default()
            },
            weights: arrays.map(|a| (format!("w/{}", a.dtype()), a)).collect(),
            optimizer_weights: vec![(
                "iter".into(),
                Array::from_slice(&[7i32], &[]).expect("a scalar"),
            )],
        }
    }

    fn reload(files: &[(String, Vec<u8>)]) -> Result<Model> {
        let get = |name: &str| files.iter().find(|f| f.0 == name).map(|f| f.1.clone());
        Model::from_parts("model.json", &get("model.json").unwrap(), |name| {
            get(name)
                .ok_or_else(|| Error::io(name, "cannot read", std::io::ErrorKind::NotFound.into()))
        })
    }

    fn check(again: &Model) {
        let model = sample();
        let json = ModelJson { weights_manifest: vec![], ..again.json.clone() };
        assert_eq!(json, model.json);
        assert_eq!(again.weights.len(), model.weights.len());
        assert_eq!(again.optimizer_weights.len(), 1);
        let state = again.optimizer_weights.iter().zip(&model.optimizer_weights);
        for (a, b) in again.weights.iter().zip(&model.weights).chain(state) {
            assert!(a.0 == b.0 && same(&a.1, &b.1), "{a:?}");
        }
    }

    #[test]
    fn a_model_round_trips_whatever_its_shards() {
        let one = sample().to_files(Shards::One).unwrap();
        assert_eq!(one.iter().map(|f| &f.0[..]).collect::<Vec<_>>(), ["weights.bin", "model.json"]);
        check(&reload(&one).unwrap());
        // Shards that cut weights, lengths and elements apart.
        for limit in [1, 3, 50, 1000] {
            let files = sample().to_files(Shards::AtMost(limit)).unwrap();
            assert!(files[0].0.starts_with("group1-shard1of") && files[0].1.len() <= limit);
            check(&reload(&files).unwrap());
        }
        let (json, weights) = sample().to_bytes().unwrap();
        check(&Model::from_bytes("m", &json, &weights).unwrap());
        assert!(Model::from_bytes("m", &json, &weights[1..]).is_err());
        let empty = Model::default().to_files(Shards::AtMost(4)).unwrap();
        assert_eq!(empty[0].0, "group1-shard1of1.bin");
        let dir = Scratch::new();
        sample().write(dir.0.join("saved"), Shards::One).unwrap();
        check(&Model::read(dir.0.join("saved/model.json")).unwrap());
        std::fs::remove_file(dir.0.join("saved/weights.bin")).unwrap();
        let e = Model::read(dir.0.join("saved/model.json")).unwrap_err();
        assert!(e.is_not_found() && e.to_string().contains("weights.bin"), "{e}");
    }

    /// Weights of one spec in JSON.
    fn decode(spec: Value, bytes: &[u8]) -> Result<Array> {
        let json = json!([{ "paths": ["w.bin"], "weights": [spec] }]).to_string();
        let model = Model::from_parts("m.json", json.as_bytes(), |_| Ok(bytes.to_vec()))?;
        Ok(model.weights[0].1.clone())
    }

    #[test]
    fn quantized_weights_are_computed_as_by_stock_tfjs() {
        let spec = |dtype: &str, quantization: Value| json!({ "name": "w", "shape": [2], "dtype": dtype, "quantization": quantization });
        let u8 = json!({ "dtype": "uint8", "scale": 0.1, "min": -1.5 });
        let array = decode(spec("float32", u8.clone()), &[0, 255]).unwrap();
        assert_eq!(array.to_vec::<f32>().unwrap(), [-1.5, (255.0 * 0.1 - 1.5) as f32]);
        // Math.round(-1.5) is -1.
        assert_eq!(
            decode(spec("int32", u8), &[0, 255]).unwrap().to_vec::<i32>().unwrap(),
            [-1, 24]
        );
        let u16 = json!({ "dtype": "uint16", "scale": 2, "min": 1 });
        let array = decode(spec("float32", u16), &[1, 1, 255, 255]).unwrap();
        assert_eq!(array.to_vec::<f32>().unwrap(), [515.0, 131071.0]);
        let f16 = json!({ "dtype": "float16" });
        let array = decode(spec("float32", f16.clone()), &[0, 0x3c, 0, 0xc1]).unwrap();
        assert_eq!(array.to_vec::<f32>().unwrap(), [1.0, -2.5]);
        for (dtype, quantization) in [
            ("int32", f16),
            ("bool", json!({ "dtype": "uint8", "scale": 1, "min": 0 })),
            ("float32", json!({ "dtype": "uint8", "scale": 1 })),
            ("float32", json!({ "dtype": "uint4", "scale": 1, "min": 0 })),
            ("float32", json!(7)),
        ] {
            let e = decode(spec(dtype, quantization), &[0; 4]).unwrap_err().to_string();
            assert!(e.contains("weightsManifest[0].weights[0].quantization"), "{e}");
        }
        let half = Array::from_slice(&[f16::from_f32(0.5)], &[1]).unwrap();
        let model = Model { weights: vec![("h".into(), half)], ..Model::default() };
        let again = reload(&model.to_files(Shards::One).unwrap()).unwrap();
        assert_eq!(again.weights[0].1.to_vec::<f32>().unwrap(), [0.5]);
    }

    #[test]
    fn types_that_tfjs_does_not_have_are_refused() {
        for array in of_every_dtype() {
            let dtype = array.dtype();
            let refused = encode_weights(&[("w".into(), array)]).is_err();
            let lacks = [DType::U8, DType::I8, DType::I64, DType::BF16, DType::F64];
            assert_eq!(refused, lacks.contains(&dtype), "{dtype}");
        }
    }

    #[test]
    fn paths_must_stay_in_the_folder() {
        for path in
            ["../w.bin", "/etc/passwd", "a/../../w.bin", "", "C:\\w.bin", "..", "a\\..\\w", "x:y"]
        {
            let json = json!([{ "paths": [path], "weights": [] }]).to_string();
            let e = ModelJson::parse("m.json", json.as_bytes()).unwrap_err().to_string();
            assert!(e.contains("weightsManifest[0].paths[0]"), "{path}: {e}");
        }
        let twice = br#"[{"paths":["w","w"],"weights":[]}]"#;
        assert!(ModelJson::parse("m.json", twice).unwrap_err().to_string().contains("\"w\" again"));
        for path in ["w.bin", "./w.bin", "sub/w.bin", "..w"] {
            let json = json!([{ "paths": [path], "weights": [] }]).to_string();
            assert!(ModelJson::parse("m.json", json.as_bytes()).is_ok(), "{path}");
        }
    }

    #[test]
    fn messages_name_the_field_or_the_byte() {
        let spec = json!({ "name": "k", "shape": [3], "dtype": "float32" });
        let e = decode(spec, &[0; 10]).unwrap_err().to_string();
        assert_eq!(
            e,
            "w.bin: byte 0: 10 bytes are left, expected 12 bytes of weight \"k\" float32 [3]"
        );
        let spec = json!({ "name": "k", "shape": [2], "dtype": "float32" });
        assert!(decode(spec, &[0; 10]).unwrap_err().to_string().contains("byte 8: 2 more bytes"));
        for (shape, dtype) in [
            (json!([1e15]), "float32"),
            (json!([1_000_000_000_000_000u64]), "float32"),
            (json!([1_000_000_000_000_000u64]), "string"),
            (json!([4294967296u64, 4294967296u64]), "string"),
            (json!([-1]), "int32"),
            (json!("3"), "int32"),
            (json!(vec![1; 9]), "int32"),
            (json!([1]), "float"),
        ] {
            let spec = json!({ "name": "k", "shape": shape, "dtype": dtype });
            assert!(decode(spec, &[0; 100]).is_err());
        }
        for text in [
            "",
            "{}",
            "7",
            "{\"modelTopology\":",
            "{\"weightsManifest\": 3}",
            "[1]",
            "{\"weightsManifest\":[{\"paths\":[1],\"weights\":[]}]}",
            "{\"modelTopology\":{},\"format\":5}",
        ] {
            let e = ModelJson::parse("m.json", text.as_bytes()).unwrap_err().to_string();
            assert!(e.starts_with("m.json: "), "{e}");
        }
        assert!(ModelJson::parse("m", "[".repeat(100_000).as_bytes()).is_err());
    }

    #[test]
    fn files_cut_anywhere_are_errors() {
        let files = sample().to_files(Shards::One).unwrap();
        for which in 0..2 {
            for end in 0..files[which].1.len() {
                let mut cut = files.clone();
                cut[which].1.truncate(end);
                assert!(reload(&cut).is_err(), "{} at {end}", files[which].0);
            }
        }
    }

    proptest! {
        #[test]
        fn damaged_files_never_panic(
            which in 0..2usize, hits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..5)
        ) {
            let mut files = sample().to_files(Shards::One).unwrap();
            for (at, value) in hits {
                let at = at % files[which].1.len();
                files[which].1[at] = value;
            }
            let _ = reload(&files);
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = ModelJson::parse("m", &bytes);
            let specs = ModelJson::parse("m", &sample().to_files(Shards::One).unwrap()[1].1).unwrap();
            let _ = decode_weights("w", &specs.weights_manifest[0].weights, &bytes);
        }
    }
}
