//! Training goes the way it goes in Keras, and the same way after an interruption.

mod common;

use common::{cases, check, check_numbers, numbers, tensor};
use serde_json::{Value, json};
use sparkler_engine::{DType, Tape, Tensor, Variable};
use sparkler_nn::callbacks::*;
use sparkler_nn::layers::*;
use sparkler_nn::losses::Loss;
use sparkler_nn::{
    Error, ErrorKind, EvaluateOptions, Event, FitOptions, Model, Position, Result, Sequential,
    TrainingOptions, input, optimizers, optimizers::Sgd,
};
use std::rc::Rc;

fn reference_model(case: &Value) -> Result<Model> {
    let mut chain = Sequential::new().input([6]);
    for layer in case["layers"].as_array().expect("layers") {
        let class = layer["class_name"].as_str().expect("a class");
        chain = chain.add(Registry::new().layer(class, &layer["config"])?);
    }
    let mut model = chain.build()?;
    let weights: Result<Vec<Tensor>> =
        case["weights"].as_array().expect("weights").iter().map(tensor).collect();
    model.set_weights(&weights?)?;
    let optimizer = optimizers::from_config(&case["optimizer"])?;
    model.compile(optimizer, case["loss"].as_str().expect("a loss"), &["accuracy"])?;
    Ok(model)
}

fn check_weights(model: &Model, case: &Value, tolerance: f64) -> Result<()> {
    let expected = case["weights_after"].as_array().expect("weights");
    for (found, expected) in model.get_weights().iter().zip(expected) {
        check("weights", found, expected, tolerance)?;
    }
    Ok(())
}

#[test]
fn trajectories_are_keras() -> Result<()> {
    for case in cases("training") {
        let tolerance = case["tolerance"].as_f64().expect("a tolerance");
        let (x, y) = (tensor(&case["x"])?, tensor(&case["y"])?);

        let model = reference_model(&case)?;
        for (step, expected) in numbers(&case["losses"]).into_iter().enumerate() {
            let at = 4 * (step % 5);
            let (bx, by) = (x.slice([at, 0], Some([4, 6].into()))?, y.slice([at], Some(4.into()))?);
            model.reset_metrics()?;
            let logs = model.train_on_batch(&bx, &by, None)?;
            check_numbers("loss", &[logs.get("loss").expect("a loss")], &[expected], tolerance);
        }
        check_weights(&model, &case, tolerance)?;

        let model = reference_model(&case)?;
        let options = FitOptions { epochs: 2, batch_size: 4, shuffle: false, ..Default::default() };
        let history = model.fit(&x, &y, options)?;
        check_weights(&model, &case, tolerance)?;
        for name in ["loss", "accuracy"] {
            let found = history.get(name).expect("measured");
            check_numbers(name, found, &numbers(&case["fit"][name]), tolerance);
        }
        let options = EvaluateOptions { batch_size: 8, ..Default::default() };
        let logs = model.evaluate(&x, &y, options)?;
        for (name, value) in logs.iter() {
            let expected = case["evaluate"][name].as_f64().expect("a number");
            check_numbers(name, &[value], &[expected], tolerance);
        }
        let p = model.predict(x.slice([0, 0], Some([3, 6].into()))?)?;
        check("predictions", &p, &case["predict"], tolerance)?;
    }
    Ok(())
}

/// A network with everything that has state, and data for it.
fn noisy() -> Result<(Model, Tensor, Tensor)> {
    let mut model = Sequential::new()
        .seed(5)
        .input([4, 4, 1])
        .add(Rescaling::new(1.0 / 255.0))
        .add(Conv2D::new(3, [3, 3]).activation("relu")?)
        .add(BatchNormalization::new())
        .add(Flatten::new())
        .add(Dropout::new(0.3))
        .add(Dense::new(3).activation("softmax")?)
        .build()?;
    model.compile("adam", "sparse_categorical_crossentropy", &["accuracy"])?;
    let noise = Tensor::random_uniform(&Tensor::seed(1, 2)?, [50, 4, 4, 1], Default::default())?;
    let x = (&noise * 255.0)?.cast(DType::U8)?;
    let y: Vec<u8> = (0..50).map(|i| (i % 3) as u8).collect();
    Ok((model, x, Tensor::new(&y, &[50])?))
}

fn bits(model: &Model) -> Result<Vec<Vec<f32>>> {
    Ok(model
        .get_weights()
        .iter()
        .map(|w| w.to_vec::<f32>())
        .collect::<sparkler_engine::Result<_>>()?)
}

/// Stops after so many steps.
struct StopAfter(usize);

impl Callback for StopAfter {
    fn on_batch_end(&mut self, _: &Model, _: &Step) -> Result<Flow> {
        self.0 -= 1;
        Ok(if self.0 == 0 { Flow::Stop } else { Flow::Continue })
    }
}

#[test]
fn an_interruption_changes_nothing() -> Result<()> {
    let options = || FitOptions { epochs: 3, batch_size: 8, ..Default::default() };
    let (model, x, y) = noisy()?;
    let whole = model.fit(&x, &y, options())?;
    let expected = bits(&model)?;
    // Seven steps an epoch: in the middle of an epoch, and at the end of one.
    for steps in [1, 4, 7, 10, 14, 20] {
        let (first, ..) = noisy()?;
        let mut stop = StopAfter(steps);
        let history = first.fit(&x, &y, FitOptions { callbacks: vec![&mut stop], ..options() })?;
        let position = history.stopped.expect("stopped");
        assert_eq!(position.epoch * 7 + position.step, steps);
        assert_eq!(position, first.position());
        let state = first.training_state()?;

        let (second, ..) = noisy()?;
        second.set_training_state(&state)?;
        let rest = second.fit(&x, &y, FitOptions { start: second.position(), ..options() })?;
        assert_eq!(bits(&second)?, expected, "after {steps} steps");
        assert_eq!(rest.last("loss"), whole.last("loss"));
        assert_eq!(rest.last("accuracy"), whole.last("accuracy"));
    }
    let (other, ..) = noisy()?;
    let mut state = other.training_state()?;
    state.remove(0);
    assert!(other.set_training_state(&state).is_err());
    Ok(())
}

#[test]
fn examples_are_split_weighed_and_validated() -> Result<()> {
    let (model, x, y) = noisy()?;
    let history = model.fit(
        &x,
        &y,
        FitOptions { validation_split: 0.2, batch_size: 8, ..Default::default() },
    )?;
    let names: Vec<&str> = history.metrics.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(names, ["loss", "accuracy", "val_loss", "val_accuracy"]);
    // What is validated is what evaluation says of the last examples.
    let (vx, vy) = (x.slice([40, 0, 0, 0], None)?, y.slice([40], None)?);
    let logs = model.evaluate(&vx, &vy, EvaluateOptions { batch_size: 8, ..Default::default() })?;
    assert_eq!(logs.get("loss"), history.last("val_loss"));

    // Examples that do not count change nothing.
    let train = |x: &Tensor, y: &Tensor, w: Option<Tensor>| -> Result<Vec<Vec<f32>>> {
        let mut model = Sequential::new().input([2]).add(Dense::new(1)).build()?;
        model.compile(Sgd::new(0.1)?, "mse", &[])?;
        model.fit(x, y, FitOptions { sample_weight: w, shuffle: false, ..Default::default() })?;
        bits(&model)
    };
    let x = Tensor::new(&[1.0f32, 2.0, 3.0, 4.0, 9.0, 9.0, 9.0, 9.0], &[4, 2])?;
    let y = Tensor::new(&[1.0f32, 2.0, 7.0, 7.0], &[4, 1])?;
    let weighed = train(&x, &y, Some(Tensor::new(&[2.0f32, 2.0, 0.0, 0.0], &[4])?))?;
    let two = train(
        &x.slice([0, 0], Some([2, 2].into()))?,
        &y.slice([0, 0], Some([2, 1].into()))?,
        None,
    )?;
    for (a, b) in weighed.iter().flatten().zip(two.iter().flatten()) {
        assert!((a - b).abs() < 1e-5, "{weighed:?} {two:?}");
    }
    Ok(())
}

#[test]
fn early_stopping_and_its_like() -> Result<()> {
    let (model, x, y) = noisy()?;
    let mut best = None;
    let mut early =
        EarlyStopping::new("loss").min_delta(1e9).patience(2).restore_best_weights(true);
    let mut rates =
        LearningRateScheduler::new(|epoch, rate| if epoch == 0 { 0.01 } else { rate / 2.0 });
    let mut saved = vec![];
    let mut checkpoint = ModelCheckpoint::new(|model: &Model, epoch, _: &Logs| {
        saved.push(epoch);
        if epoch == 0 {
            best = Some(bits(model)?);
        }
        Ok(())
    });
    let path = std::env::temp_dir().join(format!("sparkler-nn-log-{}.csv", std::process::id()));
    let mut csv = CsvLogger::new(&path);
    let history = model.fit(
        &x,
        &y,
        FitOptions {
            epochs: 10,
            callbacks: vec![&mut early, &mut rates, &mut checkpoint, &mut csv],
            ..Default::default()
        },
    )?;
    drop(checkpoint);
    assert_eq!(history.epochs, [0, 1, 2]);
    assert_eq!((early.stopped_epoch(), early.best().map(|b| b.0)), (Some(2), Some(0)));
    assert_eq!(saved, [0, 1, 2]);
    assert_eq!(Some(bits(&model)?), best);
    assert_eq!(model.optimizer().expect("compiled").learning_rate()?, 0.0025f32 as f64);
    let text = std::fs::read_to_string(&path).expect("a file");
    std::fs::remove_file(&path).expect("removed");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (4, "epoch,loss,accuracy"));

    let mut wrong = EarlyStopping::new("val_loss");
    let options = FitOptions { callbacks: vec![&mut wrong], ..Default::default() };
    let e = model.fit(&x, &y, options).expect_err("an error").to_string();
    assert!(e.contains("val_loss") && e.contains("accuracy"), "{e}");
    Ok(())
}

#[test]
fn numbers_that_are_not_finite_are_found() -> Result<()> {
    let x = Tensor::new(&[1e3f32, -2e3, 3e3, 4e3], &[4, 1])?;
    let mut model = Sequential::new().input([1]).add(Dense::new(2)).add(Dense::new(1)).build()?;
    model.compile(Sgd::new(1e30)?, "mse", &[])?;
    let before = bits(&model)?;
    let options = FitOptions { epochs: 9, batch_size: 2, ..Default::default() };
    match model.fit(&x, &x, options).map_err(Error::into_kind) {
        Err(ErrorKind::NotFinite { epoch: 0, step: 1, place }) => {
            assert!(place.contains("dense"), "{place}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bits(&model)?, before);

    // One broken number in the data.
    let mut data = vec![0.5f32; 64];
    data[37] = f32::NAN;
    let x = Tensor::new(&data, &[64, 1])?;
    let mut model = Sequential::new().input([1]).add(Dense::new(1)).build()?;
    model.compile("adam", "mse", &[])?;
    let options = FitOptions { batch_size: 8, shuffle: false, ..Default::default() };
    match model.fit(&x, &x, options).map_err(Error::into_kind) {
        Err(ErrorKind::NotFinite { epoch: 0, step: 4, place }) => {
            assert_eq!(place, "the data of input input_layer");
        }
        other => panic!("{other:?}"),
    }
    Ok(())
}

#[test]
fn frozen_layers_stay() -> Result<()> {
    let (_, x, y) = noisy()?;
    let frozen = BatchNormalization::new().shared().with_trainable(false);
    let mut model = Sequential::new()
        .input([4, 4, 1])
        .add(Conv2D::new(2, [3, 3]).shared().with_trainable(false))
        .add(frozen)
        .add(Flatten::new())
        .add(Dense::new(3).activation("softmax")?)
        .build()?;
    model.compile("adam", "sparse_categorical_crossentropy", &[])?;
    let before = bits(&model)?;
    model.fit(&x, &y, FitOptions::default())?;
    let after = bits(&model)?;
    assert_eq!(before[..6], after[..6]);
    assert_ne!(before[6..], after[6..]);
    Ok(())
}

#[test]
fn training_is_advanced_batch_by_batch() -> Result<()> {
    let fit = |options| -> Result<_> {
        let (model, x, y) = noisy()?;
        let history = model.fit(&x, &y, FitOptions::from(options))?;
        Ok((history, bits(&model)?))
    };
    let (_, x, y) = noisy()?;
    let weight = (&Tensor::random_uniform(&Tensor::seed(3, 0)?, [50], Default::default())? + 0.1)?;
    let options = || TrainingOptions {
        epochs: 2,
        batch_size: 8,
        validation_data: Some(((&x).into(), (&y).into())),
        validation_sample_weight: Some(weight.clone()),
        sample_weight: Some(weight.clone()),
        ..Default::default()
    };
    let (history, expected) = fit(options())?;

    let (model, x, y) = noisy()?;
    let mut training = model.training(&x, &y, options())?;
    assert_eq!(training.log_names(), ["loss", "accuracy", "val_loss", "val_accuracy"]);
    assert_eq!((training.steps(), training.epochs()), (7, 2));
    for epoch in 0..2 {
        assert_eq!(training.next()?, Event::EpochBegin { epoch });
        let mut last = None;
        for step in 0..7 {
            let batch_size = if step == 6 { 2 } else { 8 };
            assert_eq!(training.next()?, Event::Step { epoch, step, steps: 7, batch_size });
            assert_eq!(model.position(), Position { epoch, step: step + 1 });
            // What else is done in between changes nothing.
            model.evaluate(&x, &y, EvaluateOptions::default())?;
            model.predict(&x)?;
            last = training.logs()?.get("loss");
        }
        for step in 0..7 {
            assert_eq!(training.next()?, Event::ValidationStep { epoch, step, steps: 7 });
            assert_eq!(training.logs()?.get("loss"), last);
        }
        let validated = model.evaluate(
            &x,
            &y,
            EvaluateOptions { batch_size: 8, sample_weight: Some(weight.clone()) },
        )?;
        match training.next()? {
            Event::EpochEnd { epoch: e, logs } => {
                assert_eq!((e, logs.get("loss")), (epoch, last));
                let names: Vec<&str> = logs.iter().map(|(name, _)| name).collect();
                assert_eq!(names, training.log_names());
                for (name, value) in logs.iter() {
                    assert_eq!(Some(value), history.get(name).map(|values| values[epoch]));
                }
                assert_eq!(logs.get("val_loss"), validated.get("loss"));
                assert_eq!(logs.get("val_accuracy"), validated.get("accuracy"));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(training.next()?, Event::Done);
    assert_eq!(training.next()?, Event::Done);
    assert_eq!(training.stopped(), None);
    assert_eq!(bits(&model)?, expected);
    Ok(())
}

#[test]
fn training_is_stopped_anywhere() -> Result<()> {
    let options = || TrainingOptions {
        epochs: 2,
        batch_size: 25,
        validation_split: 0.5,
        ..Default::default()
    };
    let run = |stop_after: usize| -> Result<(Vec<Event>, Option<Position>)> {
        let (model, x, y) = noisy()?;
        let mut training = model.training(&x, &y, options())?;
        let mut events = vec![];
        loop {
            if events.len() == stop_after {
                training.stop();
            }
            match training.next()? {
                Event::Done => break,
                event => events.push(event),
            }
        }
        let stopped = training.stopped();
        assert!(stopped.is_none_or(|at| at == model.position()));
        Ok((events, stopped))
    };
    // In each epoch: its beginning, a step, a step of validation, its end.
    for (stop_after, events, position) in [
        (0, 0, Some((0, 0))),
        (1, 1, Some((0, 0))),
        (2, 4, Some((1, 0))),
        (3, 4, Some((1, 0))),
        (4, 4, Some((1, 0))),
        (5, 5, Some((1, 0))),
        (6, 8, None),
        (8, 8, None),
    ] {
        let (found, stopped) = run(stop_after)?;
        assert_eq!(found.len(), events, "stopped after {stop_after}: {found:?}");
        assert_eq!(stopped.map(|p| (p.epoch, p.step)), position, "stopped after {stop_after}");
    }
    Ok(())
}

#[test]
fn a_failed_training_has_ended() -> Result<()> {
    let mut data = vec![0.5f32; 64];
    data[37] = f32::NAN;
    let x = Tensor::new(&data, &[64, 1])?;
    let mut model = Sequential::new().input([1]).add(Dense::new(1)).build()?;
    model.compile("adam", "mse", &[])?;
    let before = bits(&model)?;
    let options = TrainingOptions { batch_size: 8, shuffle: false, ..Default::default() };
    let mut training = model.training(&x, &x, options.clone())?;
    // Nobody looks at the loss before the epoch's last step.
    for _ in 0..8 {
        training.next()?;
    }
    match training.next().map_err(Error::into_kind) {
        Err(ErrorKind::NotFinite { epoch: 0, step: 4, place }) => {
            assert!(place.contains("data of"))
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bits(&model)?, before);
    assert_eq!(training.next()?, Event::Done);

    // Unless somebody asks for it.
    let mut training = model.training(&x, &x, options)?;
    for _ in 0..6 {
        training.next()?;
    }
    let logs = training.logs().map_err(Error::into_kind);
    assert!(matches!(logs, Err(ErrorKind::NotFinite { epoch: 0, step: 4, .. })));
    assert_eq!(training.next()?, Event::Done);
    let wrong = TrainingOptions { batch_size: 0, ..Default::default() };
    assert!(model.training(&x, &x, wrong).is_err());
    Ok(())
}

#[test]
fn freezing_takes_effect_when_compiled() -> Result<()> {
    let (x, y) = (Tensor::ones(&[4, 2], DType::F32)?, Tensor::ones(&[4, 1], DType::F32)?);
    let hidden = Dense::new(2).named("hidden");
    let mut model = Sequential::new().input([2]).add(hidden.clone()).add(Dense::new(1)).build()?;
    let step = |model: &Model| -> Result<bool> {
        let before = hidden.weights()[0].value().to_vec::<f32>()?;
        model.train_on_batch(&x, &y, None)?;
        Ok(hidden.weights()[0].value().to_vec::<f32>()? != before)
    };
    let adam: Rc<dyn optimizers::Optimizer> = optimizers::from_name("adam")?.into();
    model.compile(adam.clone(), "mse", &[])?;
    hidden.set_trainable(false);
    assert_eq!(hidden.trainable_weights().len(), 0);
    assert!(step(&model)?, "compiled before it was frozen");
    model.compile(adam.clone(), "mse", &[])?;
    assert!(!step(&model)?);
    hidden.set_trainable(true);
    assert!(!step(&model)?, "compiled before it was thawed");
    // The same optimizer goes on.
    model.compile(adam.clone(), "mse", &[])?;
    assert!(step(&model)?);
    assert_eq!(adam.variables()[0].value().item()?, 4.0);
    model.set_trainable(false);
    assert!(!model.trainable() && !hidden.trainable() && model.trainable_variables().is_empty());
    model.set_trainable(true);
    assert_eq!(model.trainable_variables().len(), 4);
    Ok(())
}

#[test]
fn several_outputs_are_trained_together() -> Result<()> {
    let make = |loss: Value| -> Result<Model> {
        let x = input([3]);
        let h = Dense::new(4).activation("tanh")?.named("h").apply(&x)?;
        let a = Dense::new(2).activation("softmax")?.named("a").apply(&h)?;
        let b = Dense::new(1).named("b").apply(&h)?;
        let mut model = Model::with_seed("two", &[&x], &[&a, &b], 9)?;
        model.compile_config(Sgd::new(0.1)?, &loss)?;
        Ok(model)
    };
    let config = || {
        json!({
            "loss": { "a": "sparse_categorical_crossentropy", "b": "mse" },
            "loss_weights": { "b": 0.25 },
            "metrics": { "a": "accuracy", "b": ["mae", "mse"] },
        })
    };
    let x = Tensor::random_normal(&Tensor::seed(2, 0)?, [12, 3], Default::default())?;
    let a = Tensor::new(&[0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], &[12])?;
    let b = Tensor::random_normal(&Tensor::seed(2, 1)?, [12, 1], Default::default())?;
    let y = [a.clone(), b.clone()];

    let model = make(config())?;
    let logs = model.evaluate(&x, &y[..], EvaluateOptions::default())?;
    let names: Vec<&str> = logs.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["loss", "a_loss", "b_loss", "a_accuracy", "b_mae", "b_mse"]);
    assert_eq!(names, model.log_names());
    let of = |name: &str| logs.get(name).expect("measured");
    assert!((of("loss") - of("a_loss") - 0.25 * of("b_loss")).abs() < 1e-6);
    assert!((of("b_mse") - of("b_loss")).abs() < 1e-6);
    // What each output says by itself.
    let predictions = model.predict_all(&x, 32)?;
    let single = Loss::from_name("mse")?.call(&b, &predictions[1], None)?.item()?;
    assert!((of("b_loss") - single).abs() < 1e-6);

    // One step by hand.
    let hand = make(config())?;
    let tape = Tape::new();
    let p = hand.call(std::slice::from_ref(&x), true)?;
    let first = Loss::from_name("sparse_categorical_crossentropy")?.call(&a, &p[0], None)?;
    let second = Loss::from_name("mse")?.call(&b, &p[1], None)?;
    let total = first.add(&(&second * 0.25)?)?;
    let variables = hand.trainable_variables();
    let gradients = tape.variable_gradients(&total, &variables)?;
    let step = |(w, g): (&Variable, &Tensor)| Ok(w.value().sub(&(g * 0.1)?)?.to_vec::<f32>()?);
    let expected: Vec<Vec<f32>> =
        variables.iter().zip(&gradients).map(step).collect::<Result<_>>()?;
    model.train_on_batch(&x, &y[..], None)?;
    for (found, expected) in bits(&model)?.iter().flatten().zip(expected.iter().flatten()) {
        assert!((found - expected).abs() < 1e-6);
    }

    let list = make(json!({ "loss": ["sparse_categorical_crossentropy", "mse"] }))?;
    assert_eq!(list.log_names(), ["loss", "a_loss", "b_loss"]);
    let options = TrainingOptions {
        validation_split: 0.25,
        sample_weight: Some(Tensor::ones(&[12], DType::F32)?),
        ..Default::default()
    };
    let history = list.fit(&x, &y[..], options.into())?;
    assert!(history.last("val_b_loss").is_some());
    let message = |r: Result<Model>| r.expect_err("an error").to_string();
    assert!(message(make(json!({}))).contains("loss: is missing"));
    assert!(message(make(json!({ "loss": ["mse"] }))).contains("a list of 1 for 2 outputs"));
    assert!(message(make(json!({ "loss": { "c": "mse" } }))).contains("outputs are a, b"));
    assert!(message(make(json!({ "loss": { "a": "mse" } }))).contains("output b has none"));
    assert!(message(make(json!({ "loss": 3 }))).contains("is 3"));
    let e = list.evaluate(&x, &a, EvaluateOptions::default()).expect_err("one of two");
    assert!(e.to_string().contains("2 outputs expected, got 2 tensors"), "{e}");
    Ok(())
}

#[test]
fn large_weights_cost_and_constraints_hold() -> Result<()> {
    let x = Tensor::random_normal(&Tensor::seed(2, 0)?, [6, 3], Default::default())?;
    let y = Tensor::random_normal(&Tensor::seed(2, 1)?, [6, 2], Default::default())?;
    let make = |layer: Value| -> Result<Model> {
        let layer = Registry::new().layer("Dense", &layer)?;
        let mut model = Sequential::new().seed(1).input([3]).add(layer).build()?;
        model.compile(Sgd::new(0.5)?, "mse", &["mse"])?;
        Ok(model)
    };
    let plain = make(json!({ "units": 2 }))?;
    let held = make(json!({
        "units": 2,
        "kernel_regularizer": { "class_name": "L1L2", "config": { "l1": 0.1, "l2": 0.2 } },
        "bias_regularizer": "l2",
    }))?;
    let kernel = held.get_weights()[0].to_vec::<f32>()?;
    let sum = |f: fn(f64) -> f64| kernel.iter().map(|&w| f(w as f64)).sum::<f64>();
    let penalty = 0.1 * sum(f64::abs) + 0.2 * sum(|w| w * w);
    let (a, b) = (
        plain.evaluate(&x, &y, EvaluateOptions::default())?,
        held.evaluate(&x, &y, EvaluateOptions::default())?,
    );
    let of = |logs: &Logs, name: &str| logs.get(name).expect("measured");
    assert!((of(&b, "loss") - of(&a, "loss") - penalty).abs() < 1e-5);
    assert_eq!(of(&a, "mse"), of(&b, "mse"));
    // Its gradient is 0.1 sign(w) + 0.4 w.
    plain.train_on_batch(&x, &y, None)?;
    held.train_on_batch(&x, &y, None)?;
    let (free, kept) = (bits(&plain)?, bits(&held)?);
    for ((w, f), k) in kernel.iter().zip(&free[0]).zip(&kept[0]) {
        assert!((f - k - 0.5 * (0.1 * w.signum() + 0.4 * w)).abs() < 1e-5);
    }
    // What is frozen costs nothing.
    held.set_trainable(false);
    let mut held = held;
    held.compile(Sgd::new(0.5)?, "mse", &[])?;
    let before = bits(&held)?;
    held.train_on_batch(&x, &y, None)?;
    assert_eq!(bits(&held)?, before);
    let logs = held.evaluate(&x, &y, EvaluateOptions::default())?;
    let loss = Loss::from_name("mse")?.call(&y, &held.predict(&x)?, None)?.item()?;
    assert!((of(&logs, "loss") - loss).abs() < 1e-6);

    let bound = make(json!({
        "units": 2,
        "kernel_constraint": { "class_name": "MaxNorm", "config": { "max_value": 0.25, "axis": 0 } },
        "bias_constraint": "non_neg",
    }))?;
    for _ in 0..5 {
        bound.train_on_batch(&x, &(&y - 9.0)?, None)?;
    }
    let weights = bits(&bound)?;
    for unit in 0..2 {
        let length = (0..3).map(|i| weights[0][2 * i + unit].powi(2)).sum::<f32>().sqrt();
        assert!((0.249..0.2501).contains(&length), "{length}");
    }
    assert_eq!(weights[1], [0.0, 0.0]);
    let config = bound.config();
    assert_eq!(Model::from_config(&config, &Registry::new())?.config(), config);

    let e = make(json!({ "units": 2, "activity_regularizer": "l1" })).expect_err("an error");
    assert!(e.to_string().contains("activity_regularizer"), "{e}");
    let conv = json!({ "filters": 1, "kernel_size": 2, "data_format": "channels_first" });
    let e = Registry::new().layer("Conv2D", &conv).expect_err("an error").to_string();
    assert!(e.contains("channels_first") && e.contains("channels_last"), "{e}");
    Ok(())
}
