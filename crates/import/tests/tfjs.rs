//! Models go to stock TensorFlow.js and back.

use serde_json::{Value, json};
use sparkler_engine::{DType, Tensor};
use sparkler_import::{
    SaveOptions, load_model, model_from_bytes, model_to_bytes, save_model, save_model_with,
};
use sparkler_nn::constraints::Constraint;
use sparkler_nn::initializers::Initializer;
use sparkler_nn::layers::*;
use sparkler_nn::regularizers::Regularizer;
use sparkler_nn::{FitOptions, Model, Sequential, input};
use std::collections::HashMap;
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
    let data = t.cast(DType::F32)?.to_vec::<f32>()?;
    Ok(json!({ "dtype": t.dtype().name(), "shape": t.shape().to_vec(), "data": data }))
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
    [
        "branches",
        "cnn",
        "keras_chain",
        "keras_graph",
        "keras_text",
        "mlp",
        "mobile",
        "shared",
        "text",
        "up",
    ]
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

/// What a script says in stock TensorFlow.js of the model in a folder and some data.
fn ask_tfjs(modules: &Path, script: &str, folder: &Path, data: &Value) -> Result<Value> {
    let path = folder.join("data.json");
    std::fs::write(&path, data.to_string())?;
    let output = Command::new("node")
        .arg(Path::new(HERE).join(script))
        .args([folder, &path])
        .env("TFJS_MODULES", modules)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {said}", folder.display());
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What stock TensorFlow.js predicts with the model in a folder.
fn predict_with_tfjs(modules: &Path, folder: &Path, inputs: &[Tensor]) -> Result<Value> {
    let inputs: Result<Vec<Value>> = inputs.iter().map(to_json).collect();
    let said = ask_tfjs(modules, "predict.mjs", folder, &json!({ "inputs": inputs? }))?;
    Ok(said["outputs"].clone())
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
    let text = chain("text")
        .add(InputLayer::new([6]).dtype(DType::I32))
        .add(Embedding::new(10, 4))
        .add(SpatialDropout1D::new(0.5))
        .add(Bidirectional::new(LSTM::new(3).return_sequences(true)))
        .add(TimeDistributed::new(Dense::new(4).activation("silu")?))
        .add(GRU::new(3).reset_after(false).return_sequences(true))
        .add(MaxPooling1D::new([2]).strides([1]))
        .add(AveragePooling1D::new([2]).strides([1]))
        .add(SimpleRNN::new(3))
        .add(RepeatVector::new(2))
        .add(Permute::new([2, 1]))
        .add(GaussianNoise::new(1.0))
        .add(GaussianDropout::new(0.5))
        .add(AlphaDropout::new(0.5))
        .add(GlobalAveragePooling1D::new())
        .build()?;
    let images = chain("images")
        .input([4, 4, 2])
        .add(Conv2DTranspose::new(3, [3, 3]).strides([2, 2]).padding("same").activation("relu")?)
        .add(PReLU::new().shared_axes([1, 2]))
        .add(UpSampling2D::new([2, 1]))
        .add(Cropping2D::new([[1, 0], [2, 1]]))
        .add(ThresholdedReLU::new().theta(0.1))
        .add(Reshape::new([5, 5, 3, 3]))
        .add(Conv3D::new(2, [2, 2, 2]))
        .add(MaxPooling3D::new([2, 1, 1]))
        .add(AveragePooling3D::new([1, 2, 1]))
        .add(Flatten::new())
        .add(
            Dense::new(3)
                .kernel_regularizer(Regularizer::l2(0.1))
                .kernel_constraint(Constraint::MaxNorm { max_value: 3.0, axis: vec![0] }),
        )
        .build()?;
    let (a, b) = (input([3, 4]), input([3, 4]));
    let similar = Dot::new([-1, -1]).normalize(true).apply_all(&[&a, &b])?;
    let similar = GlobalMaxPooling1D::new().apply(&similar)?;
    let similar = Model::with_seed("similar", &[&a, &b], &[&similar], 12)?;
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
        (text, vec![2, 6]),
        (images, vec![2, 4, 4, 2]),
        (similar, vec![2, 3, 4]),
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
        let optimizer = optimizers[number % optimizers.len()];
        model.compile(optimizer, "categorical_crossentropy", &["accuracy"])?;
        let xs: Vec<Tensor> = (0..model.inputs().len() as u64)
            .map(|i| match model.inputs()[0].dtype() {
                DType::I32 => Ok((&random(&shape, 99)?.abs()? * 3.0)?.cast(DType::I32)?),
                _ => random(&shape, 99 + i),
            })
            .collect::<Result<_>>()?;
        let expected = vec![to_json(&model.predict(xs.clone())?)?].into();
        let scratch = Scratch::new(&format!("made-{}", model.name()));
        save_model(&model, &scratch.0)?;
        let again = load_model(&scratch.0)?;
        check(model.name(), &[again.predict(xs.clone())?], &expected)?;
        // But for Reshape's -1, which becomes what it stands for, and names that would stand twice.
        if !["conv", "nested"].contains(&model.name()) {
            assert_eq!(again.config(), model.config());
        }
        // Also with AdamW, which TensorFlow.js does not have.
        let config = |model: &Model| model.optimizer().map(|o| o.config()["class_name"].clone());
        assert_eq!(config(&again), config(&model));
        if let Some(modules) = &modules {
            let found = predict_with_tfjs(modules, &scratch.0, &xs)?;
            check(model.name(), &[model.predict(xs.clone())?], &found)?;
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
    let folder = &Path::new(HERE).join("fixtures/mlp");
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

/// Takes steps on one batch.
fn train(model: &Model, case: &Value) -> Result<()> {
    let (x, y) = (tensor(&case["x"])?, tensor(&case["y"])?);
    for _ in 0..case["steps"].as_u64().expect("a number") {
        model.train_on_batch(&x, &y, None)?;
    }
    Ok(())
}

/// Rules of optimizers differ in where they put their epsilon.
const AFTER_STEPS: f64 = 1e-4;

fn check_weights(what: &str, model: &Model, expected: &Value) -> Result<()> {
    let expected = expected.as_array().expect("weights");
    let found = model.get_weights();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        for (f, e) in found.to_vec::<f32>()?.iter().zip(numbers(&expected["data"])) {
            assert!((*f as f64 - e).abs() <= AFTER_STEPS, "{what}: {f}, {e} expected");
        }
    }
    Ok(())
}

#[test]
fn training_that_tensorflow_js_began_goes_on() -> Result<()> {
    for name in ["sgd", "momentum", "adam", "rmsprop", "adagrad", "adadelta"] {
        let folder = Path::new(HERE).join("trained").join(name);
        let case = read(folder.join("case.json"))?;
        let model = load_model(&folder)?;
        assert_eq!(model.optimizer().expect("compiled").variables()[0].stored().item()?, 3.0);
        train(&model, &case)?;
        // TensorFlow.js's Adadelta divides by the mean of the steps before, Keras's by that of all.
        if name != "adadelta" {
            check_weights(name, &model, &case["weights"])?;
        }
    }
    Ok(())
}

#[test]
fn training_goes_on_in_tensorflow_js_and_here() -> Result<()> {
    let modules = tfjs_modules();
    let data = json!({
        "x": to_json(&random(&[8, 4], 1)?)?, "y": to_json(&random(&[8, 1], 2)?)?, "steps": 3,
    });
    let adam = |more: Value| {
        let mut config = json!({ "learning_rate": 0.05 });
        config.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
        json!({ "class_name": "Adam", "config": config })
    };
    for (optimizer, stock) in [
        (json!({ "class_name": "SGD", "config": { "learning_rate": 0.1 } }), true),
        (json!({ "class_name": "SGD", "config": { "learning_rate": 0.1, "momentum": 0.5 } }), true),
        (adam(json!({})), true),
        (json!("rmsprop"), true),
        (json!("adagrad"), true),
        // Its rule is another one there.
        (json!({ "class_name": "Adadelta", "config": { "learning_rate": 0.5 } }), false),
        // What TensorFlow.js cannot do or save comes back here all the same.
        (adam(json!({ "amsgrad": true })), false),
        (json!("adamw"), false),
        (json!("nadam"), false),
        (json!("adamax"), false),
        (
            json!({ "class_name": "Adam", "config": { "learning_rate": { "class_name":
            "ExponentialDecay", "config": { "initial_learning_rate": 0.1, "decay_steps": 2,
            "decay_rate": 0.5 } } } }),
            false,
        ),
    ] {
        let name = optimizer.to_string();
        let mut model = Sequential::new().input([4]).add(Dense::new(3).activation("tanh")?);
        model = model.add(Dense::new(1));
        let mut model = model.build()?;
        model.compile(sparkler_nn::optimizers::from_config(&optimizer)?, "mse", &[])?;
        train(&model, &data)?;
        let scratch = Scratch::new("resume");
        save_model_with(
            &model,
            &scratch.0,
            &SaveOptions { include_optimizer: true, ..Default::default() },
        )?;
        train(&model, &data)?;
        let expected: Result<Vec<Value>> = model.get_weights().iter().map(to_json).collect();
        let expected = expected?.into();

        let again = load_model(&scratch.0)?;
        train(&again, &data)?;
        let (found, sure) = (again.get_weights(), model.get_weights());
        for (found, sure) in found.iter().zip(&sure) {
            let pairs = found.to_vec::<f32>()?.into_iter().zip(sure.to_vec::<f32>()?);
            for (f, s) in pairs {
                assert!((f - s).abs() <= 1e-6, "{name}: {f}, {s} expected");
            }
        }
        if let Some(modules) = modules.as_ref().filter(|_| stock) {
            let said = ask_tfjs(modules, "train.mjs", &scratch.0, &data)?;
            check_weights(&name, &model, &said["weights"])?;
        }
        check_weights(&name, &model, &expected)?;
    }
    Ok(())
}

#[test]
fn losses_that_tensorflow_js_lacks_come_back() -> Result<()> {
    let x = input([4]);
    let a = Dense::new(3).activation("softmax")?.named("a").apply(&x)?;
    let b = Dense::new(1).named("b").apply(&x)?;
    let mut model = Model::new(&[&x], &[&a, &b])?;
    model.compile_config("adam", &json!({
        "loss": [{ "class_name": "CategoricalCrossentropy", "config": { "label_smoothing": 0.25 } },
            { "class_name": "Huber", "config": { "delta": 0.5 } }],
        "loss_weights": [1.0, 0.5],
        "metrics": { "a": ["accuracy"], "b": [] },
    }))?;
    let (json, weights) = model_to_bytes(&model, &SaveOptions::default())?;
    let again = model_from_bytes("memory", &json, &weights, &Registry::new())?;
    assert_eq!((again.losses(), again.loss_weights()), (model.losses(), model.loss_weights()));
    assert_eq!(again.log_names(), ["loss", "a_loss", "b_loss", "a_accuracy"]);

    // Several losses that it has stand where it looks for them.
    model.compile("sgd", "mse", &["mae"])?;
    let (json, weights) = model_to_bytes(&model, &SaveOptions::default())?;
    let document: Value = serde_json::from_slice(&json)?;
    assert_eq!(
        document["trainingConfig"]["loss"],
        json!(["mean_squared_error", "mean_squared_error"])
    );
    let again = model_from_bytes("memory", &json, &weights, &Registry::new())?;
    assert_eq!(again.log_names(), model.log_names());
    let e = model_from_bytes("memory", &json, &weights[4..], &Registry::new()).expect_err("cut");
    assert!(e.to_string().starts_with("weights of memory: byte"), "{e}");
    Ok(())
}

#[test]
fn weights_by_number_and_javascript_spelling() -> Result<()> {
    let folder = Path::new(HERE).join("fixtures/keras_chain");
    let case = read(folder.join("case.json"))?;
    let expected = &case["outputs"];
    let mut document = read(folder.join("model.json"))?;
    let bytes = std::fs::read(folder.join("weights.bin"))?;
    // Keras 3 saves a layer's weights by their numbers.
    for around in ["", "layers/", "_layer_checkpoint_dependencies/"] {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut numbered = document.clone();
        let weights = numbered["weightsManifest"][0]["weights"].as_array_mut().expect("weights");
        for weight in weights {
            let name = weight["name"].as_str().expect("a name").to_string();
            let layer = name.split('/').nth(1).expect("a layer").to_string();
            let number = numbers.entry(layer.clone()).or_default();
            let vars = if around.is_empty() { "" } else { "vars/" };
            weight["name"] = format!("{around}{layer}/{vars}{number}").into();
            *number += 1;
        }
        let json = numbered.to_string();
        let model = model_from_bytes("numbered", json.as_bytes(), &bytes, &Registry::new())?;
        check(around, &model.predict_all(inputs(&case)?, 32)?, expected)?;
    }

    // The hard sigmoid of Keras 3 is another than that of Keras 2.
    let gate = |version: &str| -> Result<Value> {
        let mut changed = document.clone();
        changed["modelTopology"]["keras_version"] = version.into();
        for layer in changed["modelTopology"]["model_config"]["config"]["layers"]
            .as_array_mut()
            .expect("layers")
        {
            if layer["config"]["name"] == "gate" {
                layer["config"]["activation"] = "hard_sigmoid".into();
            }
        }
        let json = changed.to_string();
        let model = model_from_bytes("gate", json.as_bytes(), &bytes, &Registry::new())?;
        Ok(model.layer("gate")?.config()["config"]["activation"].clone())
    };
    assert_eq!(gate("3.15.1")?, "hard_sigmoid");
    assert_eq!(gate("2.15.0")?, "legacy_hard_sigmoid");

    // JavaScript's names for it all.
    fn respell(json: &mut Value) {
        match json {
            Value::Object(map) => {
                for (key, mut value) in std::mem::take(map) {
                    respell(&mut value);
                    let mut camel = String::new();
                    for (i, word) in key.split('_').enumerate() {
                        let (first, rest) = word.split_at(word.len().min(1));
                        camel += &if i == 0 { first.to_string() } else { first.to_uppercase() };
                        camel += rest;
                    }
                    map.insert(camel, value);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(respell),
            _ => {}
        }
    }
    let mut config = document["modelTopology"]["model_config"].take();
    respell(&mut config);
    let model = Model::from_config(&config, &Registry::new())?;
    assert_eq!(model.layer("conv")?.class_name(), "Conv2D");
    assert_eq!(
        model.layer("conv")?.config()["config"]["kernel_initializer"]["class_name"],
        "HeNormal"
    );
    Ok(())
}
