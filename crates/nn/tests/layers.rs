//! Layers compute what Keras computes, and survive being written down and read.

mod common;

use common::{cases, check, tensor};
use serde_json::{Value, json};
use sparkler_engine::{DType, Tape, Tensor, Variable};
use sparkler_nn::initializers::Initializer;
use sparkler_nn::layers::*;
use sparkler_nn::random::SeedGenerator;
use sparkler_nn::{Error, Model, ModelOptions, Result, Sequential, input};
use std::cell::RefCell;
use std::rc::Rc;

const TOLERANCE: f64 = 1e-5;

/// A model of the one layer of a case, with its weights.
fn model_of(case: &Value) -> Result<Model> {
    let x = tensor(&case["input"])?;
    let layer =
        Registry::new().layer(case["class_name"].as_str().expect("a class"), &case["config"])?;
    let model = Sequential::new().input(&x.shape()[1..]).add(layer).build()?;
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
        let (x, dy) = (tensor(&case["input"])?, tensor(&case["dy"])?);

        let tape = Tape::new();
        tape.watch(&x);
        let y = model.call(std::slice::from_ref(&x), training)?.remove(0);
        let dx = tape.gradient_from(&[(&y, Some(&dy))], &[&x])?;
        check(&what, &y, &case["output"], TOLERANCE)?;
        check(&format!("gradient of {what}"), &dx[0], &case["dx"], TOLERANCE)?;
        let inferred: Vec<usize> =
            model.output_shape().iter().map(|d| d.unwrap_or(x.shape()[0])).collect();
        assert_eq!(inferred, y.shape().to_vec(), "{what}");

        for after in case.get("weights_after").and_then(Value::as_array).into_iter().flatten() {
            let name = format!("/{}", after["name"].as_str().expect("a name"));
            let variables = model.variables();
            let found = variables.iter().find(|v| v.name().ends_with(&name)).expect("a weight");
            check(&what, &found.value(), after, TOLERANCE)?;
        }

        let tape = Tape::new();
        let y = model.call(std::slice::from_ref(&x), training)?.remove(0);
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
        let x = tensor(&case["input"])?;
        let (a, b) = (model.predict(&x)?, again.predict(&x)?);
        assert_eq!(a.to_vec::<f32>()?, b.to_vec::<f32>()?);
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
