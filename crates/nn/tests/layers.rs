//! Layers compute what Keras computes, and survive being written down and read.

mod common;

use common::{cases, check, tensor};
use serde_json::{Value, json};
use sparkler_engine::{DType, Tape, Tensor, Variable};
use sparkler_nn::initializers::Initializer;
use sparkler_nn::layers::*;
use sparkler_nn::random::SeedGenerator;
use sparkler_nn::{Error, FitOptions, KerasTensor, Model, ModelOptions, Result, Sequential, input};
use std::cell::RefCell;
use std::rc::Rc;

const TOLERANCE: f64 = 1e-5;

/// The inputs of a case: a tensor, or a list of them.
fn inputs(value: &Value) -> Result<Vec<Tensor>> {
    match value.as_array() {
        Some(several) => several.iter().map(tensor).collect(),
        None => Ok(vec![tensor(value)?]),
    }
}

/// A model of the one layer of a case, with its weights.
fn model_of(case: &Value) -> Result<Model> {
    let class = case["class_name"].as_str().expect("a class");
    let layer = Registry::new().layer(class, &case["config"])?;
    let symbols: Vec<KerasTensor> = inputs(&case["input"])?
        .iter()
        .map(|x| KerasTensor::of_input(&InputLayer::new(&x.shape()[1..]).dtype(x.dtype()).shared()))
        .collect();
    let symbols: Vec<&KerasTensor> = symbols.iter().collect();
    let y = layer.apply_all(&symbols)?;
    let sequential = symbols.len() == 1;
    let options = ModelOptions { sequential, ..Default::default() };
    let model = Model::with_options(&symbols, &[&y], options)?;
    let weights: Result<Vec<Tensor>> =
        case["weights"].as_array().expect("weights").iter().map(tensor).collect();
    model.set_weights(&weights?)?;
    Ok(model)
}

#[test]
fn outputs_and_gradients_are_keras() -> Result<()> {
    for (i, case) in cases("layers").iter().enumerate() {
        let what = format!("case {i}: {} {}", case["class_name"], case["config"]);
        let model = model_of(case)?;
        let training = case["training"] == true;
        let (xs, dy) = (inputs(&case["input"])?, tensor(&case["dy"])?);

        let tape = Tape::new();
        xs.iter().for_each(|x| tape.watch(x));
        let y = model.call(&xs, training)?.remove(0);
        check(&what, &y, &case["output"], TOLERANCE)?;
        if !case["dx"].is_null() {
            let wanted: Vec<&Tensor> = xs.iter().collect();
            let dx = tape.gradient_from(&[(&y, Some(&dy))], &wanted)?;
            let expected = match case["dx"].as_array() {
                Some(several) => several.clone(),
                None => vec![case["dx"].clone()],
            };
            assert_eq!(dx.len(), expected.len(), "{what}");
            for (dx, expected) in dx.iter().zip(&expected) {
                check(&format!("gradient of {what}"), dx, expected, TOLERANCE)?;
            }
        }
        let inferred: Vec<usize> =
            model.output_shape().iter().map(|d| d.unwrap_or(xs[0].shape()[0])).collect();
        assert_eq!(inferred, y.shape().to_vec(), "{what}");

        for after in case.get("weights_after").and_then(Value::as_array).into_iter().flatten() {
            let name = format!("/{}", after["name"].as_str().expect("a name"));
            let variables = model.variables();
            let found = variables.iter().find(|v| v.name().ends_with(&name)).expect("a weight");
            check(&what, &found.value(), after, TOLERANCE)?;
        }

        let tape = Tape::new();
        let y = model.call(&xs, training)?.remove(0);
        let z = y.mul(&dy)?;
        let trainable = model.trainable_variables();
        let gradients = tape.variable_gradients(&z, &trainable)?;
        let expected = case["dweights"].as_array().expect("gradients");
        assert_eq!(gradients.len(), expected.len(), "{what}");
        for ((g, e), v) in gradients.iter().zip(expected).zip(&trainable) {
            assert!(v.name().ends_with(e["name"].as_str().expect("a name")), "{what}");
            check(&format!("gradient of {} of {what}", v.name()), g, e, TOLERANCE)?;
        }
    }
    Ok(())
}

#[test]
fn configurations_lead_back() -> Result<()> {
    for case in cases("layers") {
        let model = model_of(&case)?;
        let config = model.config();
        let again = Model::from_config(&config, &Registry::new())?;
        assert_eq!(again.config(), config);
        again.set_weights(&model.get_weights())?;
        let names = |model: &Model| -> Vec<String> {
            model.variables().iter().map(|v| v.name().to_string()).collect()
        };
        assert_eq!(names(&again), names(&model));
        let xs = inputs(&case["input"])?;
        let (a, b) = (model.predict(xs.clone())?, again.predict(xs)?);
        assert_eq!(a.to_vec::<f32>()?, b.to_vec::<f32>()?);
        // Compiled as step by step.
        if case["training"] == false {
            check(&config.to_string(), &a, &case["output"], TOLERANCE)?;
        }
    }
    Ok(())
}

#[test]
fn functional_models_share_layers_and_nest() -> Result<()> {
    let (a, b) = (input([4]), input([4]));
    let tower = Dense::new(3).activation("tanh")?.named("tower");
    let (left, right) = (tower.apply(&a)?, tower.apply(&b)?);
    let product = Multiply::new().apply_all(&[&left, &right])?;
    let inner = Sequential::new().input([3]).add(Dense::new(2)).add(Dense::new(1)).build()?;
    let score = inner.apply(&product)?;
    let model = Model::new(&[&a, &b], &[&score])?;
    assert_eq!(model.count_params(), 15 + 8 + 3);
    let names: Vec<&str> = model.layers().iter().map(LayerRef::name).collect();
    assert_eq!(names, ["input_layer", "input_layer_1", "tower", "multiply", "sequential"]);

    let x = Tensor::new(&[0.1f32, 0.2, 0.3, 0.4], &[1, 4])?;
    let y = Tensor::new(&[0.4f32, -0.2, 0.3, 0.1], &[1, 4])?;
    let out = model.predict_all(vec![x.clone(), y.clone()], 32)?.remove(0);
    let swapped = model.predict_all(vec![y.clone(), x.clone()], 32)?.remove(0);
    assert_eq!(out.to_vec::<f32>()?, swapped.to_vec::<f32>()?);

    let config = model.config();
    let again = Model::from_config(&config, &Registry::new())?;
    assert_eq!(again.config(), config);
    again.set_weights(&model.get_weights())?;
    let found = again.predict_all(vec![x, y], 32)?.remove(0);
    assert_eq!(found.to_vec::<f32>()?, out.to_vec::<f32>()?);

    let summary = model.summary();
    for part in ["Connected to", "tower (Dense)", "input_layer, input_layer_1", "Total params: 26"]
    {
        assert!(summary.contains(part), "{summary}");
    }
    Ok(())
}

#[test]
fn the_summary_is_keras() -> Result<()> {
    let model = Sequential::new()
        .input([28, 28, 1])
        .add(Conv2D::new(4, [3, 3]))
        .add(BatchNormalization::new())
        .add(Flatten::new())
        .add(Dense::new(10))
        .build()?;
    let expected = "\
Model: \"sequential\"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                             ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ conv2d (Conv2D)                          │ (None, 26, 26, 4)      │            40 │
├──────────────────────────────────────────┼────────────────────────┼───────────────┤
│ batch_normalization (BatchNormalization) │ (None, 26, 26, 4)      │            16 │
├──────────────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)                        │ (None, 2704)           │             0 │
├──────────────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                            │ (None, 10)             │        27,050 │
└──────────────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 27,106 (105.88 KB)
 Trainable params: 27,098 (105.85 KB)
 Non-trainable params: 8 (32.00 B)
";
    assert_eq!(model.summary(), expected);
    Ok(())
}

#[test]
fn the_seed_alone_decides_the_weights() -> Result<()> {
    let make = |seed| {
        Sequential::new().seed(seed).input([3]).add(Dense::new(4)).add(Dense::new(4)).build()
    };
    let first = |model: &Model, i: usize| model.get_weights()[i].to_vec::<f32>();
    let (a, b, c) = (make(1)?, make(1)?, make(2)?);
    assert_eq!(first(&a, 0)?, first(&b, 0)?);
    assert_ne!(first(&a, 0)?, first(&c, 0)?);
    assert_ne!(first(&a, 0)?, first(&a, 2)?[..12].to_vec());
    Ok(())
}

#[test]
fn dropout_drops_in_training_alone() -> Result<()> {
    let model = Sequential::new().input([1000]).add(Dropout::new(0.25)).build()?;
    let x = Tensor::ones(&[1, 1000], DType::F32)?;
    let run = |training| -> Result<Vec<f32>> {
        Ok(model.call(std::slice::from_ref(&x), training)?[0].to_vec::<f32>()?)
    };
    let (a, b) = (run(true)?, run(true)?);
    assert_ne!(a, b, "each call draws anew");
    let dropped = a.iter().filter(|&&v| v == 0.0).count();
    assert!((200..300).contains(&dropped), "{dropped}");
    assert!(a.iter().all(|&v| v == 0.0 || (v - 1.0 / 0.75).abs() < 1e-6));
    assert_eq!(run(false)?, vec![1.0; 1000]);
    Ok(())
}

#[test]
fn what_makes_no_sense_is_an_error() -> Result<()> {
    let message = |model: Result<Model>| model.expect_err("an error").to_string();
    let chain = || Sequential::new().input([8, 8, 1]);
    assert!(message(Sequential::new().build()).contains("no layers"));
    assert!(message(Sequential::new().add(Dense::new(2)).build()).contains("input"));
    assert!(message(chain().add(Conv2D::new(2, [9, 9])).build()).contains("does not fit"));
    assert!(message(chain().add(Conv2D::new(2, [3, 3]).padding("sme")).build()).contains("sme"));
    assert!(message(chain().add(Conv2D::new(2, [3, 3]).groups(2)).build()).contains("groups"));
    assert!(message(chain().add(Reshape::new([-1, 5])).build()).contains("target_shape"));
    assert!(message(chain().add(Dense::new(0)).build()).contains("units"));
    assert!(message(chain().add(Dropout::new(1.5)).build()).contains("rate"));
    assert!(message(chain().add(Softmax::new().axis(4)).build()).contains("axis"));
    assert!(
        message(chain().add(Dense::new(1).named("a")).add(Dense::new(1).named("a")).build())
            .contains("\"a\"")
    );
    let (a, b) = (input([2]), input([2]));
    assert!(message(Model::new(&[&a], &[&Dense::new(1).apply(&b)?])).contains("not among"));
    assert!(Add::new().apply_all(&[&a, &input([3])]).is_err());

    let model = Sequential::new().input([4]).add(Dense::new(1)).build()?;
    let x = Tensor::zeros(&[2, 3], DType::F32)?;
    let e = model.predict(&x).expect_err("an error").to_string();
    assert!(e.contains("[2, 3]") && e.contains("(None, 4)"), "{e}");
    assert!(model.evaluate(&x, &x, Default::default()).is_err(), "not compiled");

    for config in [
        json!({}),
        json!({ "class_name": "Sequential" }),
        json!({ "class_name": "Sequential", "config": { "layers": [] } }),
        json!({ "class_name": "Sequential", "config": [{ "class_name": "Dense", "config": {} }] }),
        json!({ "class_name": "Model", "config": { "layers": [{ "class_name": "Dense",
            "config": { "name": "d", "units": 2 }, "inbound_nodes": [[["d", 0, 0, {}]]] }],
            "input_layers": [["d", 0, 0]], "output_layers": [["d", 0, 0]] } }),
        json!({ "class_name": "Sequential", "config": [{ "class_name": "Conv2D",
            "config": { "batch_input_shape": [null, 8, 8, 1], "filters": 2, "kernel_size": 0 } }] }),
        json!({ "class_name": "Sequential", "config": [{ "class_name": "NoSuch",
            "config": { "batch_input_shape": [null, 8] } }] }),
    ] {
        assert!(Model::from_config(&config, &Registry::new()).is_err(), "{config}");
    }
    Ok(())
}

#[test]
fn layers_are_used_by_themselves() -> Result<()> {
    let seeds = SeedGenerator::new(3)?;
    let layer = Dense::new(2).shared();
    assert!(!layer.is_built());
    let x = Tensor::new(&[1.0f32, 2.0, 3.0], &[1, 3])?;
    let tape = Tape::new();
    tape.watch(&x);
    let y = layer.call(std::slice::from_ref(&x), false, &seeds)?;
    assert_eq!((layer.name(), layer.built_for()), ("dense", Some(&[vec![Some(1), Some(3)]][..])));
    let kernel = layer.weights()[0].clone();
    let gradients = tape
        .connected_gradients(&[(&y, None)], &[(&x).into(), (&kernel).into()])?
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .expect("depends");
    let k = kernel.value().to_vec::<f32>()?;
    assert_eq!(gradients[0].to_vec::<f32>()?, [k[0] + k[1], k[2] + k[3], k[4] + k[5]]);
    assert_eq!(gradients[1].to_vec::<f32>()?, [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]);

    // Another layer begins with other weights; the same seed begins with the same.
    let other = Dense::new(2).shared();
    other.call(std::slice::from_ref(&x), false, &seeds)?;
    assert_ne!(other.weights()[0].value().to_vec::<f32>()?, k);
    let again = Dense::new(2).shared();
    again.call(std::slice::from_ref(&x), false, &SeedGenerator::new(3)?)?;
    assert_eq!(again.weights()[0].value().to_vec::<f32>()?, k);

    // Built by itself, it joins a model with its weights.
    let model = Sequential::new().input([3]).add(layer.clone()).build()?;
    assert_eq!(model.predict(&x)?.to_vec::<f32>()?, y.to_vec::<f32>()?);
    let e = layer.call(&[Tensor::scalar(1.0f32)?], false, &seeds).expect_err("a scalar");
    assert!(e.to_string().starts_with("layer dense: Dense: takes an input of rank 2"), "{e}");

    // Dropout draws anew at each call.
    let (dropout, ones) = (Dropout::new(0.5).shared(), [Tensor::ones(&[64], DType::F32)?]);
    let draw = || -> Result<Vec<f32>> { Ok(dropout.call(&ones, true, &seeds)?.to_vec::<f32>()?) };
    assert_ne!(draw()?, draw()?);
    Ok(())
}

#[test]
fn layers_and_models_know_their_ends() -> Result<()> {
    let x = input([4]);
    let hidden = Dense::new(3).named("hidden");
    let h = hidden.apply(&x)?;
    assert_eq!((h.name(), h.shape(), h.dtype()), ("hidden", &[None, Some(3)][..], DType::F32));
    let model = Model::new(&[&x], &[&Dense::new(2).apply(&h)?])?;
    drop(h);
    // What a layer gives lives as long as a model does in which it does so.
    let cut = hidden.outputs().remove(0);
    let features = Model::new(&[&model.inputs()[0]], &[&cut])?;
    assert_eq!(features.output_shape(), [None, Some(3)]);
    assert_eq!(model.outputs()[0].layer().name(), "dense");
    assert_eq!(cut.inputs()[0].name(), "input_layer");
    drop((model, features, cut));
    assert!(hidden.outputs().is_empty());

    // A model is one layer, however often it is applied.
    let tower = Sequential::new().name("tower").input([4]).add(Dense::new(3)).build()?;
    let (a, b) = (input([4]), input([4]));
    let joined = Subtract::new().apply_all(&[&tower.apply(&a)?, &tower.apply(&b)?])?;
    let siamese = Model::new(&[&a, &b], &[&joined])?;
    assert_eq!(siamese.count_params(), 15);
    let x = Tensor::ones(&[2, 4], DType::F32)?;
    let y = siamese.predict_all(vec![x.clone(), x], 32)?.remove(0);
    assert_eq!(y.to_vec::<f32>()?, [0.0; 6]);
    Ok(())
}

#[test]
fn sequential_models_are_chains() -> Result<()> {
    let options = || ModelOptions { sequential: true, seed: 4, name: Some("chain".into()) };
    let x = input([4]);
    let (one, two) = (Dense::new(3).apply(&x)?, Dense::new(3).apply(&x)?);
    let model = Model::with_options(&[&x], &[&one], options())?;
    assert_eq!((model.name(), model.layers().len(), model.seed()), ("chain", 1, 4));
    assert_eq!(model.config()["class_name"], "Sequential");
    let joined = Add::new().apply_all(&[&one, &two])?;
    let twice = Dense::new(4).shared();
    let again = twice.apply(&twice.apply(&x)?)?;
    for wrong in [
        Model::with_options(&[&x], &[&joined], options()),
        Model::with_options(&[&x], &[&one, &two], options()),
        Model::with_options(&[&x], &[&again], options()),
    ] {
        let e = wrong.expect_err("no chain").to_string();
        assert!(e.contains("must be a chain"), "{e}");
    }
    Ok(())
}

/// A layer of closures, as a face to another language would make it.
struct Closures {
    build: Box<dyn Fn(&[Dims], &BuildContext) -> Result<()>>,
    call: Box<dyn Fn(&[Tensor], bool) -> Result<Tensor>>,
    output_shape: Box<dyn Fn(&[Dims]) -> Result<Dims>>,
}

impl Layer for Closures {
    fn class_name(&self) -> &str {
        "Closures"
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        (self.build)(inputs, cx)
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        (self.output_shape)(inputs)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        (self.call)(inputs, cx.training())
    }
}

#[test]
fn layers_can_be_made_of_closures() -> Result<()> {
    let weights: Rc<RefCell<Vec<Variable>>> = Rc::default();
    let (made, used) = (weights.clone(), weights.clone());
    let layer = Closures {
        build: Box::new(move |inputs, cx| {
            // A context that outlives the borrow, for calls that come from elsewhere.
            let cx = cx.clone();
            let options = || WeightOptions { initializer: Initializer::Ones, ..Default::default() };
            made.borrow_mut().push(cx.add("scale", &[cx.extent(inputs, -1)?], options())?);
            let steps = WeightOptions { dtype: DType::I32, trainable: false, ..Default::default() };
            made.borrow_mut().push(cx.add("steps", &[], steps)?);
            assert!(cx.add("scale", &[], options()).is_err(), "there is one of that name");
            Ok(())
        }),
        call: Box::new(move |inputs, training| {
            let weights = used.borrow();
            if training {
                let one = Tensor::scalar(1i32)?;
                weights[1].assign(&weights[1].value().add(&one)?)?;
            }
            Ok(inputs[0].mul(&weights[0].value())?)
        }),
        output_shape: Box::new(|inputs| match inputs {
            [one] if one.len() == 2 => Ok(one.clone()),
            _ => Err(Error::argument("Closures", "takes one matrix")),
        }),
    };
    let layer = layer.named("mine");
    let e = layer.apply(&input([2, 2])).expect_err("an error").to_string();
    assert_eq!(e, "layer mine: Closures: takes one matrix");
    let mut model = Sequential::new().input([2]).add(layer).build()?;
    model.compile("sgd", "mse", &[])?;
    let x = Tensor::new(&[1.0f32, 2.0, 3.0, 4.0], &[2, 2])?;
    for _ in 0..3 {
        model.train_on_batch(&x, (&x * 3.0)?, None)?;
    }
    assert_eq!(weights.borrow()[1].value().item()?, 3.0);
    assert!(weights.borrow()[0].value().to_vec::<f32>()?.iter().all(|&w| w > 1.0));
    assert_eq!(model.trainable_variables().len(), 1);

    let mut registry = Registry::new();
    assert!(!registry.knows("Twice"));
    registry.register_shared("Twice", |config| {
        let layer = Rescaling::new(2.0).named(config["name"].as_str().unwrap_or("twice"));
        Ok(layer.with_trainable(config["trainable"] != false))
    });
    let layer = registry.layer("Twice", &json!({ "name": "t", "trainable": false }))?;
    assert_eq!((layer.name(), layer.trainable()), ("t", false));
    Ok(())
}

/// Mean and variance.
fn moments(values: &[f32]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().map(|&v| v as f64).sum::<f64>() / n;
    (mean, values.iter().map(|&v| (v as f64 - mean).powi(2)).sum::<f64>() / n)
}

#[test]
fn noise_has_the_moments_it_should() -> Result<()> {
    let ones = Tensor::ones(&[100, 100], DType::F32)?;
    let normal = Tensor::random_normal(&Tensor::seed(5, 0)?, [100, 100], Default::default())?;
    let seeds = SeedGenerator::new(1)?;
    let draw = |layer: LayerRef, x: &Tensor| -> Result<Vec<f32>> {
        assert_eq!(layer.call(std::slice::from_ref(x), false, &seeds)?.id(), x.id());
        Ok(layer.call(std::slice::from_ref(x), true, &seeds)?.to_vec::<f32>()?)
    };
    // Five standard errors of 10,000 draws.
    for (layer, x, mean, variance) in [
        (GaussianNoise::new(0.5).shared(), &ones, 1.0, 0.25),
        (GaussianDropout::new(0.2).shared(), &ones, 1.0, 0.25),
        (AlphaDropout::new(0.3).shared(), &normal, 0.0, 1.0),
    ] {
        let what = format!("{layer:?}");
        let (found, spread) = moments(&draw(layer, x)?);
        assert!((found - mean).abs() < 0.05 * f64::sqrt(variance), "{what}: mean {found}");
        assert!((spread - variance).abs() < 0.1 * variance, "{what}: variance {spread}");
    }
    let x = Tensor::ones(&[50, 7, 40], DType::F32)?;
    let channels = draw(SpatialDropout1D::new(0.25).shared(), &x)?;
    let mut dropped = 0;
    for example in channels.chunks(7 * 40) {
        for c in 0..40 {
            let steps: Vec<f32> = (0..7).map(|s| example[s * 40 + c]).collect();
            assert!(steps.iter().all(|&v| v == steps[0]), "a channel is dropped as a whole");
            assert!(steps[0] == 0.0 || (steps[0] - 1.0 / 0.75).abs() < 1e-6);
            dropped += usize::from(steps[0] == 0.0);
        }
    }
    assert!((400..600).contains(&dropped), "{dropped} of 2000");
    let all = draw(SpatialDropout2D::new(1.0).shared(), &Tensor::ones(&[1, 2, 2, 3], DType::F32)?)?;
    assert_eq!(all, [0.0; 12]);
    Ok(())
}

#[test]
fn recurrent_layers_train_and_drop() -> Result<()> {
    // Which of two halves has the larger sum: every kind of recurrent layer learns that.
    let x = Tensor::random_normal(&Tensor::seed(3, 0)?, [64, 6, 2], Default::default())?;
    let halves: Vec<f32> = x
        .to_vec::<f32>()?
        .chunks(12)
        .map(|e| f32::from(e[..6].iter().sum::<f32>() > e[6..].iter().sum::<f32>()))
        .collect();
    let y = Tensor::new(&halves, &[64, 1])?;
    for layer in [
        LSTM::new(8).dropout(0.1).recurrent_dropout(0.1).shared(),
        GRU::new(8).shared(),
        SimpleRNN::new(8).shared(),
        Bidirectional::new(GRU::new(4).return_sequences(true)).shared(),
    ] {
        let what = format!("{layer:?}");
        let mut chain = Sequential::new().seed(2).input([6, 2]).add(layer.clone());
        if layer.class_name() == "Bidirectional" {
            chain = chain.add(GlobalAveragePooling1D::new());
        }
        let mut model = chain.add(Dense::new(1).activation("sigmoid")?).build()?;
        model.compile("adam", "binary_crossentropy", &[])?;
        let optimizer = model.optimizer().expect("compiled");
        optimizer.set_learning_rate(0.02)?;
        let options = FitOptions { epochs: 40, batch_size: 16, ..Default::default() };
        let history = model.fit(&x, &y, options)?;
        let losses = history.get("loss").expect("losses");
        assert!(losses[39] < 0.6 * losses[0], "{what}: {} to {}", losses[0], losses[39]);
    }
    let forget = LSTM::new(2).shared();
    forget.build(&[vec![None, None, Some(3)]], 1)?;
    let bias = forget.weights()[2].value().to_vec::<f32>()?;
    assert_eq!(bias, [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    Ok(())
}

#[test]
fn wrappers_hold_layers_of_any_registry() -> Result<()> {
    let mut registry = Registry::new();
    registry.register("Twice", |_| Ok(Box::new(Rescaling::new(2.0))));
    let config = json!({ "layer": { "class_name": "Twice", "config": { "name": "t" } } });
    let layer = registry.layer("TimeDistributed", &config)?;
    let x = Tensor::ones(&[1, 2, 3], DType::F32)?;
    let y = layer.call(&[x], false, &SeedGenerator::new(0)?)?;
    assert_eq!(y.to_vec::<f32>()?, [2.0; 6]);

    let both = Bidirectional::new(LSTM::new(2)).named("both");
    both.build(&[vec![None, Some(4), Some(3)]], 0)?;
    let names: Vec<String> = both.weights().iter().map(|v| v.name().to_string()).collect();
    assert_eq!(names[0], "both/forward_lstm/kernel");
    assert_eq!(names[5], "both/backward_lstm/bias");
    let first = |i: usize| both.weights()[i].value().to_vec::<f32>();
    assert_ne!(first(0)?, first(3)?, "each direction begins with weights of its own");
    both.set_trainable(false);
    assert_eq!(both.trainable_weights().len(), 0);
    let inner = TimeDistributed::new(Dense::new(2)).named("steps");
    inner.build(&[vec![None, Some(4), Some(3)]], 0)?;
    assert_eq!(inner.weights()[0].name(), "steps/kernel");
    Ok(())
}

#[test]
fn thresholds_cut() -> Result<()> {
    let x = Tensor::new(&[-2.0f32, 0.5, 1.0, 1.5], &[4])?;
    let layer = ThresholdedReLU::new().shared();
    let tape = Tape::new();
    tape.watch(&x);
    let y = layer.call(std::slice::from_ref(&x), false, &SeedGenerator::new(0)?)?;
    assert_eq!(y.to_vec::<f32>()?, [0.0, 0.0, 0.0, 1.5]);
    assert_eq!(tape.gradient(&y, &[&x])?[0].to_vec::<f32>()?, [0.0, 0.0, 0.0, 1.0]);
    Ok(())
}

#[test]
fn what_the_later_layers_cannot_take_is_an_error() -> Result<()> {
    let registry = Registry::new();
    let apply = |class: &str, config: Value, shapes: &[&[usize]]| -> String {
        let symbols: Vec<KerasTensor> = shapes.iter().map(input).collect();
        let symbols: Vec<&KerasTensor> = symbols.iter().collect();
        let y = registry.layer(class, &config).and_then(|l| {
            let y = l.apply_all(&symbols)?;
            Model::new(&symbols, &[&y])
        });
        y.err().map_or("no error".into(), |e| e.to_string())
    };
    for (found, expected) in [
        (apply("Embedding", json!({ "input_dim": 3 }), &[&[2]]), "output_dim is missing"),
        (
            apply(
                "Embedding",
                json!({ "input_dim": 3, "output_dim": 2, "mask_zero": true }),
                &[&[2]],
            ),
            "mask_zero is true",
        ),
        (apply("Permute", json!({ "dims": [1, 1] }), &[&[2, 3]]), "each of the input's axes"),
        (apply("Permute", json!({ "dims": [0, 1] }), &[&[2]]), "each of the input's axes"),
        (apply("RepeatVector", json!({ "n": 2 }), &[&[2, 3]]), "rank 2"),
        (apply("Dot", json!({ "axes": 1 }), &[&[2], &[3]]), "of one extent"),
        (apply("Dot", json!({ "axes": 0 }), &[&[2], &[2]]), "batch"),
        (apply("Dot", json!({ "axes": 1 }), &[&[2]]), "two inputs"),
        (apply("PReLU", json!({ "shared_axes": [3] }), &[&[2, 3]]), "shared axis 3"),
        (apply("GaussianDropout", json!({ "rate": 1 }), &[&[2]]), "rate is 1"),
        (apply("GaussianNoise", json!({ "stddev": -1 }), &[&[2]]), "stddev is -1"),
        (apply("UpSampling2D", json!({ "interpolation": "cubic" }), &[&[2, 2, 1]]), "cubic"),
        (apply("Cropping2D", json!({ "cropping": 2 }), &[&[4, 5, 1]]), "off an axis of 4"),
        (
            apply(
                "Conv2DTranspose",
                json!({ "filters": 1, "kernel_size": 2, "dilation_rate": 2 }),
                &[&[4, 4, 1]],
            ),
            "dilation_rate is 2",
        ),
        (
            apply("Conv3D", json!({ "filters": 1, "kernel_size": 3 }), &[&[2, 4, 4, 1]]),
            "does not fit",
        ),
        (apply("MaxPooling1D", json!({ "pool_size": 5 }), &[&[4, 1]]), "does not fit"),
        (apply("LSTM", json!({ "units": 2, "return_state": true }), &[&[4, 1]]), "return_state"),
        (apply("LSTM", json!({ "units": 2, "stateful": true }), &[&[4, 1]]), "stateful"),
        (apply("GRU", json!({ "units": 2, "dropout": 1.0 }), &[&[4, 1]]), "dropout is 1"),
        (apply("SimpleRNN", json!({ "units": 2 }), &[&[4]]), "rank 3"),
        (apply("TimeDistributed", json!({}), &[&[4, 1]]), "layer is missing"),
        (
            apply("TimeDistributed", json!({ "layer": { "class_name": "Flatten" } }), &[&[4]]),
            "rank 3 or more",
        ),
        (
            apply(
                "Bidirectional",
                json!({ "layer": { "class_name": "GRU", "config": { "units": 1 } },
                "merge_mode": "max" }),
                &[&[4, 1]],
            ),
            "merge_mode is \"max\"",
        ),
    ] {
        assert!(found.contains(expected), "{found} / {expected}");
    }
    let model = Sequential::new().input([2]).add(Embedding::new(3, 2)).build()?;
    assert!(model.predict(&Tensor::new(&[0, 3], &[1, 2])?).is_err(), "there is no vector 3");
    Ok(())
}
