//! What the reference file does not cover: the other losses, schedules, metrics with weights, the
//! order of optimizer state, configurations of other writers, and errors. Numbers are Keras 3's.

use serde_json::json;
use sparkler_engine::{DType, Tape, Tensor, Variable};
use sparkler_nn::losses::{Loss, Reduction};
use sparkler_nn::metrics::{
    Mean, MeanSquaredError, Metric, Precision, Recall, RootMeanSquaredError,
    SparseTopKCategoricalAccuracy, Sum, TopKCategoricalAccuracy,
};
use sparkler_nn::optimizers::{self, Adam, Optimizer, RmsProp, Sgd};
use sparkler_nn::schedules::Schedule;
use sparkler_nn::{Result, metrics};

fn assert_close(what: &str, found: &Tensor, expected: &[f64]) -> Result<()> {
    let found = found.cast(DType::F64)?.to_vec::<f64>()?;
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(expected) {
        assert!(
            (f - e).abs() <= 2e-6 * e.abs().max(1.0),
            "{what}: {found:?}, {expected:?} expected"
        );
    }
    Ok(())
}

#[test]
fn losses_without_a_reference_case() -> Result<()> {
    let y = [0.5, -1.5, 2.0, 0.0, 0.25, -3.0];
    let p = [1.0, -1.0, 0.5, 0.125, 0.25, 2.0];
    let (q, r) = ([0.2, 0.3, 0.5, 0.0, 0.25, 0.75], [0.1, 0.6, 0.3, 0.5, 0.25, 0.25]);
    let bits = [0.0, 1.0, 1.0, 1.0, 0.0, 0.0];
    let one_hot = [0.0, 1.0, 0.0, 1.0, 0.0, 0.0];
    let third = 1.0 / 3.0;
    #[rustfmt::skip]
    let cases = [
        ("mean_absolute_percentage_error", y, p, [69.444444, 41666722.0],
            [66.666667, 22.222222, -16.666667, 333333330.0, 0.0, 11.111111]),
        ("mean_squared_logarithmic_error", y, p, [0.187738, 0.40694052],
            [0.095894024, 0.0, -0.30806541, 0.069797295, 0.0, 0.24413604]),
        ("logcosh", y, p, [0.36522306, 1.4382302],
            [0.15403905, 0.15403905, -0.30171608, 0.041451001, 0.0, 0.33330307]),
        ("cosineProximity", y, p, [-0.78446454, 0.97667337],
            [0.21790682, 0.043581363, -0.34865091, -0.029936348, -0.10099579, 0.014495495]),
        ("kullbackLeiblerDivergence", q, r, [0.18609809, 0.82395767],
            [-2.0, -0.5, -1.6666667, -2e-07, -1.0, -3.0]),
        ("poisson", q, r, [0.73858356, 0.79543132],
            [-0.33333267, 0.16666669, -0.22222204, third, 1.3333328e-07, -0.66666627]),
        ("hinge", bits, p, [1.5, 1.7083333], [third, -third, -third, -third, third, third]),
        ("hinge", y, p, [0.16666667, 2.9791667], [-0.16666667, 0.0, -0.66666667, 0.0, -0.083333333, 1.0]),
        ("squared_hinge", bits, p, [2.75, 3.7760417],
            [1.3333333, -1.3333333, -third, -0.58333333, 0.83333333, 2.0]),
        ("squaredHinge", y, p, [0.083333333, 16.959635], [-0.16666667, 0.0, 0.0, 0.0, -0.15625, 14.0]),
        ("categorical_hinge", one_hot, p, [3.0, 2.875], [1.0, -1.0, 0.0, -1.0, 0.0, 1.0]),
    ];
    for (name, y, p, value, gradient) in cases {
        let loss = Loss::from_name(name)?.with_reduction(Reduction::None);
        let (y, p) = (Tensor::new(&y, &[2, 3])?, Tensor::new(&p, &[2, 3])?);
        let tape = Tape::new();
        tape.watch(&p);
        let found = loss.call(&y, &p, None)?;
        assert_close(name, &tape.gradient(&found, &[&p])?[0], &gradient)?;
        assert_close(name, &found, &value)?;
        assert_eq!(Loss::from_config(&loss.config())?, loss);
    }
    Ok(())
}

#[test]
fn an_ignored_class_does_not_count() -> Result<()> {
    let p = Tensor::new(&[1.0, -1.0, 0.5, 0.125, 0.25, 2.0], &[2, 3])?;
    let y = Tensor::new(&[0, -1], &[2])?;
    let loss =
        Loss::sparse_categorical_crossentropy().with_from_logits(true)?.with_ignore_class(-1)?;
    assert_close("ignored", &loss.call(&y, &p, None)?, &[0.5549569196])?;
    let weights = Tensor::new(&[0.5, 1.0], &[2])?;
    assert_close("weighted", &loss.call(&y, &p, Some(&weights))?, &[0.2774784598])
}

#[test]
fn labels_and_weights_may_lack_or_have_a_last_axis() -> Result<()> {
    let loss = Loss::binary_crossentropy();
    let p = Tensor::new(&[0.25f32, 0.75], &[2, 1])?;
    let flat = loss.call(&Tensor::new(&[0, 1], &[2])?, &p, None)?.item()?;
    let full = loss.call(&Tensor::new(&[0.0f32, 1.0], &[2, 1])?, &p, None)?.item()?;
    assert_eq!(flat, full);
    // Weights of samples that have many losses each.
    let zeros = Tensor::zeros(&[2, 3, 4], DType::F32)?;
    let ones = Tensor::ones(&[2, 3, 4], DType::F32)?;
    let weights = Tensor::new(&[1.0f32, 3.0], &[2])?;
    let mse = Loss::mean_squared_error();
    assert_eq!(mse.call(&zeros, &ones, Some(&weights))?.item()?, 2.0);
    let mean = mse.with_reduction(Reduction::MeanWithSampleWeight);
    assert_eq!(mean.call(&zeros, &ones, Some(&weights))?.item()?, 1.0);
    // The loss of nothing is nothing.
    let none = Tensor::zeros(&[0, 3], DType::F32)?;
    assert_eq!(Loss::mean_squared_error().call(&none, &none, None)?.item()?, 0.0);
    Ok(())
}

#[test]
fn logits_give_the_loss_of_their_probabilities() -> Result<()> {
    let logits = Tensor::new(&[0.5, -1.0, 2.0, 0.1, 0.2, -0.3], &[2, 3])?;
    for (name, y) in [
        ("sparse_categorical_crossentropy", Tensor::new(&[2, 1], &[2])?),
        ("categorical_crossentropy", Tensor::new(&[0.0, 0.0, 1.0, 0.0, 1.0, 0.0], &[2, 3])?),
        ("binary_crossentropy", Tensor::new(&[0.0, 0.0, 1.0, 0.0, 1.0, 0.0], &[2, 3])?),
    ] {
        let loss = Loss::from_name(name)?;
        let activation = loss.logits_activation().expect("it takes probabilities");
        let plain = loss.call(&y, &activation.apply(&logits)?, None)?.item()?;
        let fast = loss.with_from_logits(true)?;
        assert_eq!(fast.logits_activation(), None);
        assert!((fast.call(&y, &logits, None)?.item()? - plain).abs() < 1e-9, "{name}");
    }
    Ok(())
}

#[test]
fn losses_refuse_what_does_not_fit() -> Result<()> {
    let p = Tensor::zeros(&[2, 3], DType::F32)?;
    let message = |r: Result<Tensor>| r.unwrap_err().to_string();
    let mse = Loss::mean_squared_error();
    let y = Tensor::zeros(&[2], DType::F32)?;
    assert_eq!(
        message(mse.call(&y, &p, None)),
        "mean_squared_error: what is true must have the shape of the predictions, got [2] and [2, 3]"
    );
    let sparse = Loss::sparse_categorical_crossentropy();
    assert!(message(sparse.call(&p, &p, None)).contains("without the last axis"));
    assert!(sparse.call(&Tensor::new(&[0, 3], &[2])?, &p, None).is_err());
    assert!(message(mse.call(&p, &p, Some(&Tensor::zeros(&[3], DType::F32)?))).contains("weights"));
    assert!(mse.call(&p, &Tensor::zeros(&[2, 3], DType::I32)?, None).is_err());
    assert!(mse.call(&Tensor::scalar(1.0f32)?, &Tensor::scalar(1.0f32)?, None).is_err());
    assert!(Loss::huber(0.0).is_err());
    assert!(Loss::binary_crossentropy().with_label_smoothing(1.5).is_err());
    let e = Loss::from_name("mes").unwrap_err().to_string();
    assert!(
        e.starts_with("configuration of loss: there is none named \"mes\"; one of sparse_"),
        "{e}"
    );
    assert!(Loss::from_config(&json!({"class_name": "Huber", "config": {"delta": "x"}})).is_err());
    assert!(Loss::from_config(&json!(7)).is_err());
    Ok(())
}

#[test]
fn schedules_are_those_of_keras() -> Result<()> {
    let rate = 0.1;
    let of = |class: &str, config: serde_json::Value| -> Result<Schedule> {
        let mut config = config;
        if class != "PiecewiseConstantDecay" && config.get("initial_learning_rate").is_none() {
            config["initial_learning_rate"] = json!(rate);
        }
        Schedule::from_config(&json!({"class_name": class, "config": config}))
    };
    let decay = json!({"decay_steps": 10, "decay_rate": 0.5});
    let stairs = json!({"decay_steps": 10, "decay_rate": 0.5, "staircase": true});
    #[rustfmt::skip]
    let cases = [
        (of("ExponentialDecay", decay.clone())?, [0.1, 0.08122524, 0.05, 0.04665165, 0.03077861, 0.008838835]),
        (of("ExponentialDecay", stairs.clone())?, [0.1, 0.1, 0.05, 0.05, 0.05, 0.0125]),
        (of("InverseTimeDecay", decay)?, [0.1, 0.08695652, 0.06666667, 0.06451613, 0.05405406, 0.03636364]),
        (of("InverseTimeDecay", stairs)?, [0.1, 0.1, 0.06666667, 0.06666667, 0.06666667, 0.04]),
        (of("PolynomialDecay", json!({"decay_steps": 10, "end_learning_rate": 0.01, "power": 2.0}))?,
            [0.1, 0.0541, 0.01, 0.01, 0.01, 0.01]),
        (of("PolynomialDecay", json!({"decay_steps": 10, "end_learning_rate": 0.01, "cycle": true}))?,
            [0.1, 0.073, 0.01, 0.0505, 0.0235, 0.02125]),
        (of("PiecewiseConstantDecay", json!({"boundaries": [10, 20], "values": [0.1, 0.05, 0.01]}))?,
            [0.1, 0.1, 0.1, 0.05, 0.05, 0.01]),
        (of("CosineDecay", json!({"decay_steps": 20, "alpha": 0.1}))?,
            [0.1, 0.09509529, 0.055, 0.04796045, 0.0149047, 0.01]),
        (of("CosineDecay", json!({"initial_learning_rate": 0.0, "decay_steps": 20,
                "warmup_target": 0.1, "warmup_steps": 5}))?,
            [0.0, 0.06, 0.08535534, 0.07938927, 0.03454914, 0.0]),
        (of("CosineDecayRestarts", json!({"first_decay_steps": 10}))?,
            [0.1, 0.07938927, 0.1, 0.09938442, 0.07269952, 0.09619398]),
        (of("CosineDecayRestarts", json!({"first_decay_steps": 10, "t_mul": 1.0, "m_mul": 0.5, "alpha": 0.1}))?,
            [0.1, 0.08145034, 0.055, 0.05389877, 0.01927483, 0.015625]),
    ];
    for (schedule, expected) in cases {
        for (step, expected) in [0i64, 3, 10, 11, 17, 35].into_iter().zip(expected) {
            let found = schedule.call(&Tensor::scalar(step)?)?.item()?;
            assert!((found - expected).abs() < 2e-7, "{schedule:?} at {step}: {found}");
        }
        assert_eq!(Schedule::from_config(&schedule.config())?, schedule);
    }
    assert!(of("ExponentialDecay", json!({"decay_steps": 0, "decay_rate": 0.5})).is_err());
    assert!(of("PiecewiseConstantDecay", json!({"boundaries": [1], "values": [0.1]})).is_err());
    assert!(
        of("CosineDecay", json!({})).unwrap_err().to_string().contains("decay_steps is missing")
    );
    Ok(())
}

#[test]
fn metrics_weigh_as_keras_does() -> Result<()> {
    let y = Tensor::new(&[1.0f32, 0.0, 0.0, 1.0, 1.0, 1.0], &[3, 2])?;
    let p = Tensor::new(&[0.9f32, 0.6, 0.4, 0.3, 0.2, 0.8], &[3, 2])?;
    let w = Tensor::new(&[1.0f32, 0.5, 2.0], &[3])?;
    let cases: [(Box<dyn Metric>, [f64; 2]); 4] = [
        (Box::new(Precision::new(0.5)?), [2.0 / 3.0, 0.75]),
        (Box::new(Recall::new(0.5)?), [0.5, 0.5454545617]),
        (Box::new(RootMeanSquaredError::new()?), [0.5322906375, 0.5418223143]),
        (Box::new(Sum::new("sum")?), [3.2, 3.85]),
    ];
    for (metric, [plain, weighted]) in cases {
        metric.update_state(&y, &p, None)?;
        assert_close(metric.name(), &metric.result()?, &[plain])?;
        metric.reset_state()?;
        metric.update_state(&y, &p, Some(&w))?;
        assert_close(metric.name(), &metric.result()?, &[weighted])?;
    }
    // Ties with the last of the first two count.
    let top = TopKCategoricalAccuracy::new(2)?;
    let one_hot = [0.0f32, 0., 1., 0., 0., 0., 0., 1., 0., 0., 1., 0.];
    let p = [0.1f32, 0.2, 0.3, 0.4, 0.4, 0.3, 0.2, 0.1, 0.3, 0.3, 0.3, 0.1];
    top.update_state(&Tensor::new(&one_hot, &[3, 4])?, &Tensor::new(&p, &[3, 4])?, None)?;
    assert_close("top k", &top.result()?, &[2.0 / 3.0])?;
    let none = SparseTopKCategoricalAccuracy::new(5)?;
    none.update_state(&Tensor::new(&[-1], &[1])?, &Tensor::zeros(&[1, 3], DType::F32)?, None)?;
    assert_close("a class that is none", &none.result()?, &[0.0])?;

    let data: Vec<f32> = (0..12).map(|i| i as f32).collect();
    let mse = MeanSquaredError::new()?;
    let weights = Tensor::new(&[1.0f32, 3.0], &[2])?;
    let shape = [2, 3, 2];
    mse.update_state(
        &Tensor::zeros(&shape, DType::F32)?,
        &Tensor::new(&data, &shape)?,
        Some(&weights),
    )?;
    assert_close("three axes", &mse.result()?, &[58.666666])?;
    let mean = Mean::new("mean")?;
    let weights = Tensor::new(&[1.0f32, 2.0, 3.0, 0.0, 1.0, 1.0], &[2, 3])?;
    mean.update(&Tensor::new(&data[..6], &[2, 3])?, Some(&weights))?;
    assert_close("weights of values", &mean.result()?, &[2.125])
}

#[test]
fn accuracy_is_the_one_that_suits() -> Result<()> {
    let sparse = Loss::sparse_categorical_crossentropy();
    let y = Tensor::new(&[1, 0], &[2])?;
    let p = Tensor::new(&[0.2f32, 0.8, 0.4, 0.6], &[2, 2])?;
    let metric = metrics::from_name("acc", &sparse, &[None, Some(2)])?;
    metric.update_state(&y, &p, None)?;
    assert_eq!((metric.name(), metric.result()?.item()?), ("acc", 0.5));

    let metric =
        metrics::from_name("accuracy", &Loss::categorical_crossentropy(), &[None, Some(2)])?;
    metric.update_state(&Tensor::new(&[0.0f32, 1.0, 1.0, 0.0], &[2, 2])?, &p, None)?;
    assert_eq!(metric.result()?.item()?, 0.5);

    // A logit above 0 is a probability above a half.
    let logits = Tensor::new(&[0.2f32, -3.0], &[2, 1])?;
    let loss = Loss::binary_crossentropy().with_from_logits(true)?;
    let metric = metrics::from_name("accuracy", &loss, &[None, Some(1)])?;
    metric.update_state(&y, &logits, None)?;
    assert_eq!(metric.result()?.item()?, 1.0);

    for name in ["mse", "crossentropy", "precision", "topKCategoricalAccuracy", "RMSE"] {
        assert_eq!(metrics::from_name(name, &sparse, &[None, Some(2)])?.name(), name);
    }
    let e = metrics::from_name("accurracy", &sparse, &[None, Some(2)]).err().expect("a typo");
    assert!(
        e.to_string().starts_with("configuration of metric: there is none named \"accurracy\"")
    );
    // A cross-entropy of logits stays one as a metric.
    let metric = metrics::from_name("binary_crossentropy", &loss, &[None, Some(1)])?;
    metric.update_state(&y, &logits, None)?;
    let expected = loss.call(&y, &logits, None)?.item()?;
    assert!((metric.result()?.item()? - expected).abs() < 1e-6);
    for config in [
        json!({"class_name": "Precision", "config": {"thresholds": [0.1, 0.2]}}),
        json!({"class_name": "Recall", "config": {"top_k": 3}}),
        json!({"class_name": "TopKCategoricalAccuracy", "config": {"k": -1}}),
    ] {
        assert!(metrics::from_config(&config, &sparse, &[None, Some(2)]).is_err(), "{config}");
    }
    let function = json!({"class_name": "function", "config": "mean_squared_error"});
    assert_eq!(Loss::from_config(&function)?, Loss::mean_squared_error());
    let bad = metrics::SparseCategoricalAccuracy::new()?;
    assert!(bad.update_state(&Tensor::new(&[1, 0, 2], &[3])?, &p, None).is_err());
    Ok(())
}

fn two_variables() -> Result<Vec<Variable>> {
    Ok(vec![
        Variable::new("dense/kernel", &Tensor::new(&[1.0f32, 2.0], &[2])?, true),
        Variable::new("dense/bias", &Tensor::new(&[3.0f32], &[1, 1])?, true),
    ])
}

#[test]
fn optimizer_state_comes_in_kerass_order() -> Result<()> {
    let names = |optimizer: &dyn Optimizer| -> Result<Vec<String>> {
        optimizer.build(&two_variables()?)?;
        Ok(optimizer.variables().iter().map(|v| v.name().to_string()).collect())
    };
    assert_eq!(
        names(&RmsProp::new(0.1)?.with_momentum(0.9).with_centered(true))?,
        [
            "rmsprop/iteration",
            "rmsprop/learning_rate",
            "rmsprop/dense_kernel_velocity",
            "rmsprop/dense_bias_velocity",
            "rmsprop/dense_kernel_momentum",
            "rmsprop/dense_bias_momentum",
            "rmsprop/dense_kernel_average_gradient",
            "rmsprop/dense_bias_average_gradient",
        ]
    );
    assert_eq!(
        names(&Adam::new(0.1)?.with_amsgrad(true).with_name("mine"))?,
        [
            "mine/iteration",
            "mine/learning_rate",
            "mine/dense_kernel_momentum",
            "mine/dense_kernel_velocity",
            "mine/dense_bias_momentum",
            "mine/dense_bias_velocity",
            "mine/dense_kernel_velocity_hat",
            "mine/dense_bias_velocity_hat",
        ]
    );
    Ok(())
}

#[test]
fn clipping_together_and_sparing_the_bias() -> Result<()> {
    let variables = two_variables()?;
    let gradients = [Tensor::new(&[3.0f32, 0.0], &[2])?, Tensor::new(&[4.0f32], &[1, 1])?];
    Sgd::new(0.1)?.with_global_clipnorm(1.0).apply_gradients(&gradients, &variables)?;
    assert_close("kernel", &variables[0].value(), &[0.94, 2.0])?;
    assert_close("bias", &variables[1].value(), &[2.92])?;

    // The square of 300 is infinite as a half; its length is not.
    let half = Variable::new("half", &Tensor::ones(&[1], DType::F16)?, true);
    let gradient = [Tensor::full(&[1], 300.0, DType::F16)?];
    Sgd::new(0.5)?.with_clipnorm(1.0).apply_gradients(&gradient, std::slice::from_ref(&half))?;
    assert_close("half", &half.value(), &[0.5])?;

    let variables = two_variables()?;
    let gradients = [Tensor::zeros(&[2], DType::F32)?, Tensor::zeros(&[1, 1], DType::F32)?];
    let decaying = Sgd::new(0.5)?.with_weight_decay(0.2).exclude_from_weight_decay(&["bias"]);
    decaying.apply_gradients(&gradients, &variables)?;
    assert_close("kernel", &variables[0].value(), &[0.9, 1.8])?;
    assert_close("bias", &variables[1].value(), &[3.0])
}

#[test]
fn doubles_and_halves_are_trained_too() -> Result<()> {
    for dtype in [DType::F64, DType::F16, DType::BF16] {
        let v = Variable::new("w", &Tensor::ones(&[3], dtype)?, true);
        for optimizer in [optimizers::from_name("adam")?, optimizers::from_name("nadam")?] {
            optimizer.set_learning_rate(0.125)?;
            let before = v.value().cast(DType::F32)?.to_vec::<f32>()?[0];
            optimizer.apply_gradients(&[Tensor::ones(&[3], dtype)?], std::slice::from_ref(&v))?;
            let after = v.value().cast(DType::F32)?.to_vec::<f32>()?[0];
            assert!(after < before - 0.1, "{} {dtype}", optimizer.name());
        }
    }
    Ok(())
}

#[test]
fn learning_rates_are_set_and_read() -> Result<()> {
    let sgd = Sgd::new(0.5)?;
    sgd.set_learning_rate(0.25)?;
    assert_eq!(sgd.learning_rate()?, 0.25);
    assert!(sgd.set_learning_rate(-1.0).is_err());
    assert!(sgd.set_learning_rate(f64::NAN).is_err());
    let schedule = Schedule::CosineDecay {
        initial_learning_rate: 0.5,
        decay_steps: 10.0,
        alpha: 0.0,
        warmup_target: None,
        warmup_steps: 0.0,
    };
    let scheduled = Sgd::new(schedule)?;
    assert_eq!(scheduled.learning_rate()?, 0.5);
    assert!(scheduled.set_learning_rate(0.1).is_err());
    assert_eq!(optimizers::from_config(&scheduled.config())?.config(), scheduled.config());
    assert_eq!(Adam::new(0.001)?.config()["config"]["learning_rate"], 0.001);
    Ok(())
}

#[test]
fn optimizers_of_tensorflow_js_and_keras_2() -> Result<()> {
    let adam = json!({"className": "Adam", "config":
        {"learningRate": 0.002, "beta1": 0.8, "beta2": 0.9, "epsilon": null}});
    let adam = optimizers::from_config(&adam)?.config();
    assert_eq!(adam["config"]["beta_1"], 0.8);
    assert_eq!(adam["config"]["epsilon"], 1e-7);
    assert_eq!(adam["config"]["learning_rate"], 0.002);
    let rmsprop = json!({"class_name": "RMSProp", "config":
        {"learning_rate": 0.01, "decay": 0.8, "momentum": 0.5, "centered": false}});
    assert_eq!(optimizers::from_config(&rmsprop)?.config()["config"]["rho"], 0.8);
    let momentum = json!({"class_name": "Momentum", "config":
        {"learningRate": 0.1, "momentum": 0.9, "useNesterov": true}});
    let momentum = optimizers::from_config(&momentum)?.config();
    assert_eq!(momentum["class_name"], "SGD");
    assert_eq!(momentum["config"]["nesterov"], true);
    let keras_2 = json!({"class_name": "SGD", "config": {"lr": 0.1, "decay": 0.5}});
    let keras_2 = optimizers::from_config(&keras_2)?.config();
    assert_eq!(keras_2["config"]["learning_rate"]["class_name"], "InverseTimeDecay");
    Ok(())
}

#[test]
fn optimizers_refuse_what_makes_no_sense() -> Result<()> {
    let variables = two_variables()?;
    let message = |r: Result<()>| r.unwrap_err().to_string();
    let sgd = Sgd::new(0.1)?;
    assert_eq!(message(sgd.apply_gradients(&[], &variables)), "SGD: 0 gradients for 2 variables");
    let wrong = [Tensor::zeros(&[3], DType::F32)?, Tensor::zeros(&[1, 1], DType::F32)?];
    assert!(message(sgd.apply_gradients(&wrong, &variables)).contains("dense/kernel"));
    sgd.build(&variables)?;
    sgd.build(&variables)?;
    assert!(message(sgd.build(&variables[..1])).contains("other variables"));
    let stranger = two_variables()?;
    let gradients = [Tensor::zeros(&[2], DType::F32)?, Tensor::zeros(&[1, 1], DType::F32)?];
    assert!(message(sgd.apply_gradients(&gradients, &stranger)).contains("none of those"));

    assert!(Sgd::new(-0.1).is_err());
    assert!(message(Sgd::new(0.1)?.with_momentum(2.0).build(&variables)).contains("momentum"));
    assert!(message(Adam::new(0.1)?.with_beta_1(1.0).build(&variables)).contains("beta_1"));
    let twice = Sgd::new(0.1)?.with_clipnorm(1.0).with_clipvalue(1.0);
    assert!(message(twice.build(&variables)).contains("one way at most"));
    assert!(Sgd::new(0.1)?.with_clipvalue(0.0).build(&variables).is_err());
    for config in [
        json!({"class_name": "Adam", "config": {"use_ema": true}}),
        json!({"class_name": "Adam", "config": {"beta_1": 1.5}}),
        json!({"class_name": "Adam", "config": {"learning_rate": "fast"}}),
        json!({"class_name": "Adam", "config": {"clipnorm": 1, "clipvalue": 1}}),
        json!({"class_name": "Lion"}),
        json!({"config": {}}),
    ] {
        assert!(optimizers::from_config(&config).is_err(), "{config}");
    }
    Ok(())
}
