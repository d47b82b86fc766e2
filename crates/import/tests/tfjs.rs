//! Models go to stock TensorFlow.js and back.

use serde_json::{Value, json};
use sparkler_engine::{DType, Tensor};
use sparkler_import::{load_model, save_model};
use sparkler_nn::initializers::Initializer;
use sparkler_nn::layers::*;
use sparkler_nn::{FitOptions, Model, Sequential, input};
use std::path::{Path, PathBuf};
use std::process::Command;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tfjs");
const TOLERANCE: f64 = 1e-5;

/// A folder of its own for each test, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let name = format!("sparkler-import-{name}-{}", std::process::id());
        Scratch(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

fn tensor(value: &Value) -> Result<Tensor> {
    let shape: Vec<usize> = numbers(&value["shape"]).into_iter().map(|d| d as usize).collect();
    let dtype = DType::from_name(value["dtype"].as_str().expect("a dtype")).expect("a dtype");
    Ok(Tensor::new(&numbers(&value["data"]), &shape)?.cast(dtype)?)
}

fn to_json(t: &Tensor) -> Result<Value> {
    Ok(
        json!({ "dtype": t.dtype().name(), "shape": t.shape().to_vec(), "data": t.to_vec::<f32>()? }),
    )
}

fn read(path: impl AsRef<Path>) -> Result<Value> {
    Ok(serde_json::from_slice(&std::fs::read(path)?)?)
}

fn check(what: &str, found: &[Tensor], expected: &Value) -> Result<()> {
    let expected = expected.as_array().expect("outputs");
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        let shape: Vec<usize> = numbers(&expected["shape"]).iter().map(|&d| d as usize).collect();
        assert_eq!(found.shape().to_vec(), shape, "{what}");
        let found = found.to_vec::<f32>()?;
        for (i, (&f, e)) in found.iter().zip(numbers(&expected["data"])).enumerate() {
            let error = (f as f64 - e).abs() / e.abs().max(1.0);
            assert!(error <= TOLERANCE, "{what}: {f} at {i}, {e} expected");
        }
    }
    Ok(())
}

fn fixtures() -> Vec<PathBuf> {
    ["branches", "cnn", "mlp", "mobile", "shared"]
        .map(|name| Path::new(HERE).join("fixtures").join(name))
        .to_vec()
}

fn inputs(case: &Value) -> Result<Vec<Tensor>> {
    case["inputs"].as_array().expect("inputs").iter().map(tensor).collect()
}

#[test]
fn what_tensorflow_js_saved_predicts_the_same() -> Result<()> {
    for folder in fixtures() {
        let case = read(folder.join("case.json"))?;
        let model = load_model(&folder)?;
        let what = folder.display().to_string();
        check(&what, &model.predict_all(inputs(&case)?, 32)?, &case["outputs"])?;
        // And once more, saved by Sparkler.
        let scratch = Scratch::new(model.name());
        save_model(&model, &scratch.0)?;
        let again = load_model(scratch.0.join("model.json"))?;
        check(&what, &again.predict_all(inputs(&case)?, 32)?, &case["outputs"])?;
        assert_eq!(again.config(), model.config());
    }
    Ok(())
}

/// The folder where stock TensorFlow.js is installed, if it is.
fn tfjs_modules() -> Option<PathBuf> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tfjs/node_modules");
    let folder = std::env::var_os("TFJS_MODULES").map_or(installed, PathBuf::from);
    folder.join("@tensorflow/tfjs").is_dir().then_some(folder)
}

/// What stock TensorFlow.js predicts with the model in a folder.
fn predict_with_tfjs(modules: &Path, folder: &Path, inputs: &[Tensor]) -> Result<Value> {
    let inputs: Result<Vec<Value>> = inputs.iter().map(to_json).collect();
    let path = folder.join("input.json");
    std::fs::write(&path, json!({ "inputs": inputs? }).to_string())?;
    let output = Command::new("node")
        .arg(Path::new(HERE).join("predict.mjs"))
        .args([folder, &path])
        .env("TFJS_MODULES", modules)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {said}", folder.display());
    Ok(serde_json::from_slice::<Value>(&output.stdout)?["outputs"].clone())
}

fn random(shape: &[usize], stream: u64) -> Result<Tensor> {
    Ok(Tensor::random_normal(&Tensor::seed(7, stream)?, shape, Default::default())?)
}

/// Models of every layer that both have, with random weights.
fn models() -> Result<Vec<(Model, Vec<usize>)>> {
    let chain = |name: &str| Sequential::new().name(name).seed(11);
    let conv = chain("conv")
        .input([9, 8, 3])
        .add(Rescaling::new(0.5).offset(-0.1))
        .add(ZeroPadding2D::new([[0, 1], [2, 1]]))
        .add(Conv2D::new(4, [3, 3]).strides([2, 2]).padding("same").activation("relu6")?)
        .add(BatchNormalization::new())
        .add(DepthwiseConv2D::new([3, 3]).padding("same").activation("silu")?)
        .add(SeparableConv2D::new(6, [2, 2]).activation("elu")?)
        .add(MaxPooling2D::new([2, 2]).strides([1, 1]).padding("same"))
        .add(AveragePooling2D::new([2, 2]).strides([1, 1]))
        .add(LeakyReLU::new().negative_slope(0.2))
        .add(ReLU::new().max_value(6.0))
        .add(Dropout::new(0.5))
        .add(GlobalAveragePooling2D::new())
        .add(Reshape::new([3, -1]))
        .add(LayerNormalization::new())
        .add(Flatten::new())
        .add(
            Dense::new(5)
                .activation("selu")?
                .kernel_initializer(Initializer::lecun_normal())
                .bias_initializer(Initializer::RandomNormal { mean: 0.0, stddev: 0.1 }),
        )
        .add(Softmax::new())
        .build()?;
    let sequence = chain("sequence")
        .input([12, 3])
        .add(Conv1D::new(4, 3).padding("same").activation("tanh")?)
        .add(Conv1D::new(4, 3).dilation_rate(2))
        .add(Dense::new(2).activation("gelu")?)
        .add(ELU::new())
        .add(Activation::new("log_softmax")?)
        .build()?;
    let pooled =
        chain("pooled").input([4, 4, 2]).add(Conv2D::new(3, [2, 2])).add(GlobalMaxPooling2D::new());
    let pooled = pooled.build()?;
    // A model in a model, with a layer of the same name.
    let inner = chain("inner").input([4]).add(Dense::new(3)).build()?;
    let nested = chain("nested").add(inner).add(Dense::new(2).activation("softmax")?).build()?;
    let x = input([4]);
    let tower = Dense::new(4).activation("tanh")?.shared();
    let once = tower.apply(&x)?;
    let twice = tower.apply(&once)?;
    let ends = [
        Add::new().apply_all(&[&once, &twice, &x])?,
        Multiply::new().apply_all(&[&once, &twice])?,
        Average::new().apply_all(&[&once, &x])?,
        Maximum::new().apply_all(&[&once, &twice])?,
        Minimum::new().apply_all(&[&once, &twice])?,
    ];
    let joined = Concatenate::new().apply_all(&ends.iter().collect::<Vec<_>>())?;
    let y = Dense::new(2).activation("sigmoid")?.apply(&joined)?;
    let functional = Model::with_seed("joined", &[&x], &[&y], 12)?;
    Ok(vec![
        (conv, vec![2, 9, 8, 3]),
        (sequence, vec![2, 12, 3]),
        (pooled, vec![2, 4, 4, 2]),
        (nested, vec![3, 4]),
        (functional, vec![3, 4]),
    ])
}

#[test]
fn what_sparkler_saved_predicts_the_same() -> Result<()> {
    let modules = tfjs_modules();
    for (number, (mut model, shape)) in models()?.into_iter().enumerate() {
        // Moving statistics and biases away from where they begin.
        for (i, v) in model.variables().iter().enumerate() {
            let noise = random(v.shape(), i as u64)?;
            let value = v.value().add(&(&noise.abs()? * 0.1)?)?;
            v.assign(&value)?;
        }
        let optimizers = ["adam", "sgd", "rmsprop", "adamw", "adagrad"];
        model.compile(optimizers[number], "categorical_crossentropy", &["accuracy"])?;
        let x = random(&shape, 99)?;
        let expected = vec![to_json(&model.predict(&x)?)?].into();
        let scratch = Scratch::new(model.name());
        save_model(&model, &scratch.0)?;
        let again = load_model(&scratch.0)?;
        check(model.name(), &[again.predict(&x)?], &expected)?;
        // All but AdamW, which TensorFlow.js does not have.
        assert_eq!(again.is_compiled(), optimizers[number] != "adamw");
        if let Some(modules) = &modules {
            let found = predict_with_tfjs(modules, &scratch.0, std::slice::from_ref(&x))?;
            check(model.name(), &[model.predict(&x)?], &found)?;
        }
    }
    if modules.is_none() {
        eprintln!("stock TensorFlow.js is not installed: not tried");
    }
    Ok(())
}

#[test]
fn a_trained_model_comes_back_compiled() -> Result<()> {
    let mut model =
        Sequential::new().input([4]).add(Dense::new(3).activation("softmax")?).build()?;
    model.compile("adam", "sparse_categorical_crossentropy", &["accuracy"])?;
    let (x, y) = (random(&[12, 4], 0)?, Tensor::new(&[0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], &[12])?);
    model.fit(&x, &y, FitOptions::default())?;
    let scratch = Scratch::new("trained");
    save_model(&model, &scratch.0)?;
    let again = load_model(&scratch.0)?;
    let measure = |model: &Model| model.evaluate(&x, &y, Default::default());
    assert_eq!(measure(&model)?, measure(&again)?);
    Ok(())
}

#[test]
fn what_does_not_fit_is_an_error() -> Result<()> {
    let scratch = Scratch::new("errors");
    let folder = &fixtures()[2];
    let original = read(folder.join("model.json"))?;
    std::fs::create_dir_all(&scratch.0)?;
    std::fs::copy(folder.join("weights.bin"), scratch.0.join("weights.bin"))?;
    let message = |change: &dyn Fn(&mut Value)| -> Result<String> {
        let mut json = original.clone();
        change(&mut json);
        std::fs::write(scratch.0.join("model.json"), json.to_string())?;
        Ok(load_model(&scratch.0).err().map_or("no error".into(), |e| e.to_string()))
    };
    assert_eq!(message(&|_| {})?, "no error");
    let layer = |json: &mut Value, i: usize, key: &str, value: Value| {
        json["modelTopology"]["config"]["layers"][i]["config"][key] = value;
    };
    let weight = |json: &mut Value, key: &str, value: Value| {
        json["weightsManifest"][0]["weights"][0][key] = value;
    };
    for (found, expected) in [
        (message(&|j| layer(j, 0, "units", json!("x")))?, "units is \"x\""),
        (message(&|j| layer(j, 0, "units", json!(9)))?, "has shape [6, 8], expected [6, 9]"),
        (message(&|j| layer(j, 0, "activation", json!("wave")))?, "wave"),
        (message(&|j| layer(j, 0, "name", json!("output")))?, "\"output\""),
        (message(&|j| layer(j, 0, "batch_input_shape", json!([])))?, "batch_input_shape"),
        (message(&|j| weight(j, "name", json!("a/b")))?, "\"hidden/kernel\" is missing"),
        (message(&|j| weight(j, "shape", json!([8, 6])))?, "has shape [8, 6]"),
        (message(&|j| j["modelTopology"] = Value::Null)?, "weights alone"),
        (message(&|j| j["modelTopology"]["class_name"] = json!("RNN"))?, "RNN"),
        (message(&|j| j["format"] = json!("graph-model"))?, "graph model"),
    ] {
        assert!(found.contains(expected) && found.contains("model.json"), "{found} / {expected}");
    }
    assert!(load_model(scratch.0.join("nothing")).is_err());

    let lossy = Sequential::new().input([4]).add(Activation::new("exponential")?).build()?;
    let e = save_model(&lossy, &scratch.0).expect_err("an error").to_string();
    assert!(e.contains("exponential"), "{e}");
    Ok(())
}
