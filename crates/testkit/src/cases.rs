//! Reading the reference cases; their form is described in `references/README.md`.

use serde_json::{Map, Value as Json};
use sparkler_base::{Array, Complex64, DType, bf16, f16};
use std::fmt;
use std::path::Path;

/// The files of cases under `references/ops`.
pub const FAMILIES: [&str; 14] = [
    "array", "binary", "complex", "conv", "image", "loss", "matmul", "more", "nn", "pool",
    "reduce", "signal", "sparse", "unary",
];

/// What an operation must compute, as a peer computed it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file it stands in and its place there.
    pub place: String,
    /// The operation's name.
    pub op: String,
    /// Attributes that differ from their defaults.
    pub attrs: Map<String, Json>,
    /// What goes in.
    pub inputs: Vec<Array>,
    /// What must come out.
    pub outputs: Vec<Array>,
    /// The vector-Jacobian product, if one was taken.
    pub gradients: Option<Gradients>,
    /// The largest relative error, if not the default.
    pub tolerance: Option<f64>,
    /// Why the case is there.
    pub note: String,
}

/// Gradients of a case.
#[derive(Clone, Debug)]
pub struct Gradients {
    /// Weights of the outputs.
    pub dy: Vec<Option<Array>>,
    /// What the inputs' gradients must be.
    pub dx: Vec<Option<Array>>,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.op)?;
        for x in &self.inputs {
            write!(f, " {}{}", x.dtype(), x.shape())?;
        }
        write!(f, " {}", Json::Object(self.attrs.clone()))?;
        if !self.note.is_empty() {
            write!(f, " ({})", self.note)?;
        }
        Ok(())
    }
}

/// The cases of a file.
///
/// # Errors
/// If it cannot be read or is not of the form described.
pub fn cases(family: &str) -> Result<Vec<Case>, String> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("references/ops").join(format!("{family}.json"));
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let json: Json = serde_json::from_str(&text).map_err(|e| format!("{family}.json: {e}"))?;
    let list = json.as_array().ok_or_else(|| format!("{family}.json: not a list"))?;
    list.iter()
        .enumerate()
        .map(|(i, case)| {
            let place = format!("{family}.json:{}", i + 2);
            case_from_json(&place, case).ok_or_else(|| format!("{place}: not a case: {case}"))
        })
        .collect()
}

/// One case of a file; `None` if it has not the form of one.
pub fn case_from_json(place: &str, json: &Json) -> Option<Case> {
    let list = |json: &Json| -> Option<Vec<Option<Array>>> {
        json.as_array()?
            .iter()
            .map(|a| if a.is_null() { Some(None) } else { array(a).map(Some) })
            .collect()
    };
    let whole = |json: &Json| -> Option<Vec<Array>> { list(json)?.into_iter().collect() };
    let gradients = match &json["grad"] {
        Json::Null => None,
        grad => Some(Gradients { dy: list(&grad["dy"])?, dx: list(&grad["dx"])? }),
    };
    Some(Case {
        place: place.into(),
        op: json["op"].as_str()?.into(),
        attrs: json["attrs"].as_object()?.clone(),
        inputs: whole(&json["inputs"])?,
        outputs: whole(&json["outputs"])?,
        gradients,
        tolerance: json["tolerance"].as_f64(),
        note: json["note"].as_str().unwrap_or_default().into(),
    })
}

fn array(json: &Json) -> Option<Array> {
    let dtype = DType::from_name(json["dtype"].as_str()?)?;
    let shape: Vec<usize> = json["shape"]
        .as_array()?
        .iter()
        .map(|d| Some(d.as_u64()? as usize))
        .collect::<Option<_>>()?;
    let data = json["data"].as_array()?;
    let floats = || data.iter().map(number).collect::<Option<Vec<f64>>>();
    let ints = || data.iter().map(Json::as_i64).collect::<Option<Vec<i64>>>();
    macro_rules! cast {
        ($values:expr, $v:ident => $e:expr) => {{
            let values: Vec<_> = $values?.into_iter().map(|$v| $e).collect();
            Array::from_slice(&values, &shape).ok()
        }};
    }
    match dtype {
        DType::Bool => cast!(
            data.iter()
                .map(|v| v.as_bool().or(v.as_i64().map(|i| i != 0)))
                .collect::<Option<Vec<bool>>>(),
            v => v
        ),
        DType::U8 => cast!(ints(), v => v as u8),
        DType::I8 => cast!(ints(), v => v as i8),
        DType::I32 => cast!(ints(), v => v as i32),
        DType::I64 => cast!(ints(), v => v),
        DType::F16 => cast!(floats(), v => f16::from_f64(v)),
        DType::BF16 => cast!(floats(), v => bf16::from_f64(v)),
        DType::F32 => cast!(floats(), v => v as f32),
        DType::F64 => cast!(floats(), v => v),
        DType::Complex64 => {
            let parts = floats()?;
            let values: Vec<Complex64> = parts
                .chunks_exact(2)
                .map(|p| Complex64 { re: p[0] as f32, im: p[1] as f32 })
                .collect();
            Array::from_slice(&values, &shape).ok()
        }
        DType::String => {
            let strings = data
                .iter()
                .map(|v| Some(v.as_str()?.as_bytes().to_vec()))
                .collect::<Option<_>>()?;
            Array::from_strings(strings, &shape).ok()
        }
    }
}

fn number(json: &Json) -> Option<f64> {
    match json.as_str() {
        None => json.as_f64(),
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        Some(_) => None,
    }
}
