//! Losses, metrics, optimizers and seeds run inside a captured function: no reads, the state read
//! and written at each run, the same numbers as outside.

use sparkler_engine::{
    Array, Attrs, DType, Result as OpResult, Spec, Tape, Tensor, Traced, Variable, trace,
};
use sparkler_nn::Result;
use sparkler_nn::losses::Loss;
use sparkler_nn::metrics::{
    BinaryAccuracy, Mean, Metric, Precision, SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
};
use sparkler_nn::optimizers::{self, Adam, Optimizer};
use sparkler_nn::random::SeedGenerator;
use sparkler_nn::schedules::Schedule;
use sparkler_ops::{OpDef, Runner, Tracer, VarId};
use std::cell::RefCell;
use std::rc::Rc;

enum Node {
    Input(Spec),
    Constant(Tensor),
    Op {
        op: &'static OpDef,
        inputs: Vec<VarId>,
        attrs: Attrs,
        outputs: Vec<Spec>,
    },
    /// A further output of the operation before it.
    More(Spec),
}

/// A list of operations that can be run again.
#[derive(Default)]
struct Recorder {
    nodes: RefCell<Vec<Node>>,
}

impl Recorder {
    fn push(&self, node: Node) -> VarId {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(node);
        (nodes.len() - 1) as VarId
    }

    /// Runs the list: variables are read, then written.
    fn replay(&self, traced: &Traced, inputs: &[&Tensor]) -> OpResult<Vec<Tensor>> {
        let nodes = self.nodes.borrow();
        let mut values: Vec<Option<Tensor>> = vec![None; nodes.len()];
        for (&at, &input) in traced.inputs.iter().zip(inputs) {
            values[at as usize] = Some(input.clone());
        }
        for (variable, at, _) in &traced.variables {
            values[*at as usize] = Some(variable.stored());
        }
        for (i, node) in nodes.iter().enumerate() {
            match node {
                Node::Input(_) | Node::More(_) => {}
                Node::Constant(t) => values[i] = Some(t.clone()),
                Node::Op { op, inputs, attrs, .. } => {
                    let inputs: Vec<Tensor> = inputs
                        .iter()
                        .map(|&at| values[at as usize].clone().expect("computed before"))
                        .collect();
                    let inputs: Vec<&Tensor> = inputs.iter().collect();
                    for (k, output) in
                        sparkler_engine::run(op, &inputs, attrs.clone())?.into_iter().enumerate()
                    {
                        values[i + k] = Some(output);
                    }
                }
            }
        }
        let value = |at: VarId| values[at as usize].clone().expect("computed");
        for (variable, _, written) in &traced.variables {
            if let Some(at) = written {
                variable.assign(&value(*at))?;
            }
        }
        Ok(traced.outputs.iter().map(|&at| value(at)).collect())
    }

    /// The operations whose output has that shape.
    fn operations(&self, shape: &[usize]) -> Vec<&'static str> {
        let nodes = self.nodes.borrow();
        let of_shape = nodes.iter().filter_map(|node| match node {
            Node::Op { op, outputs, .. } if outputs[0].shape[..] == *shape => Some(op.name),
            _ => None,
        });
        of_shape.collect()
    }
}

impl Runner for Recorder {
    fn run(
        &self,
        op: &'static OpDef,
        inputs: &[VarId],
        attrs: Attrs,
    ) -> OpResult<smallvec::SmallVec<[VarId; 1]>> {
        let specs: Vec<Spec> = inputs.iter().map(|&at| self.spec(at)).collect();
        let outputs = op.infer(&specs, &attrs)?.to_vec();
        let node = Node::Op { op, inputs: inputs.to_vec(), attrs, outputs: outputs.clone() };
        let first = self.push(node);
        outputs[1..].iter().for_each(|&spec| {
            self.push(Node::More(spec));
        });
        Ok((first..first + outputs.len() as VarId).collect())
    }

    fn spec(&self, id: VarId) -> Spec {
        match &self.nodes.borrow()[id as usize] {
            Node::Input(spec) | Node::More(spec) => *spec,
            Node::Constant(t) => t.spec(),
            Node::Op { outputs, .. } => outputs[0],
        }
    }

    fn constant(&self, array: Array) -> OpResult<VarId> {
        Ok(self.push(Node::Constant(Tensor::from_array(array))))
    }
}

impl Tracer for Recorder {
    fn input(&self, spec: Spec) -> VarId {
        self.push(Node::Input(spec))
    }
}

/// Captures a function of tensors like those.
fn capture(
    like: &[&Tensor],
    f: impl FnOnce(&[Tensor]) -> Result<Vec<Tensor>>,
) -> OpResult<(Rc<Recorder>, Traced)> {
    let recorder = Rc::new(Recorder::default());
    let specs: Vec<Spec> = like.iter().map(|t| t.spec()).collect();
    let traced = trace(recorder.clone(), &specs, |inputs| {
        Ok(f(inputs).unwrap_or_else(|e| panic!("in the captured function: {e}")))
    })?;
    Ok((recorder, traced))
}

#[test]
fn seeds_move_on_at_each_run() -> Result<()> {
    let seeds = SeedGenerator::new(3)?;
    let (graph, traced) = capture(&[], |_| Ok(vec![seeds.next()?, seeds.next()?]))?;
    for run in 0..3 {
        let found = graph.replay(&traced, &[])?;
        assert_eq!(found[0].to_vec::<i64>()?, [3, 2 * run]);
        assert_eq!(found[1].to_vec::<i64>()?, [3, 2 * run + 1]);
    }
    Ok(())
}

/// Two variables and gradients for three steps.
fn problem() -> Result<(Vec<Variable>, Vec<Vec<Tensor>>)> {
    let variables = vec![
        Variable::new("a", &Tensor::new(&[0.5f32, -1.0, 2.0], &[3])?, true),
        Variable::new("b", &Tensor::new(&[1.0f32, 3.0], &[2, 1])?, true),
    ];
    let gradients = (1..4)
        .map(|i| {
            let i = i as f32;
            Ok(vec![
                Tensor::new(&[0.1 * i, -0.5, 3.0 - i], &[3])?,
                Tensor::new(&[i * i, -0.25], &[2, 1])?,
            ])
        })
        .collect::<Result<_>>()?;
    Ok((variables, gradients))
}

#[test]
fn optimizers_take_the_same_steps() -> Result<()> {
    let cosine = serde_json::json!({
        "class_name": "CosineDecay",
        "config": {"initial_learning_rate": 0.0, "decay_steps": 5, "warmup_target": 0.1,
                   "warmup_steps": 2},
    });
    for (class, config) in [
        ("SGD", serde_json::json!({"momentum": 0.9, "nesterov": true, "clipnorm": 0.5})),
        ("RMSprop", serde_json::json!({"momentum": 0.9, "centered": true})),
        ("Adam", serde_json::json!({"learning_rate": cosine, "amsgrad": true})),
        ("AdamW", serde_json::json!({"global_clipnorm": 1.0})),
        ("Adagrad", serde_json::json!({"clipvalue": 0.3})),
        ("Adadelta", serde_json::json!({"learning_rate": 1.0})),
        ("Adamax", serde_json::json!({})),
        ("Nadam", serde_json::json!({"weight_decay": 0.1})),
    ] {
        let config = serde_json::json!({"class_name": class, "config": config});
        let (eager, gradients) = problem()?;
        let optimizer = optimizers::from_config(&config)?;
        for g in &gradients {
            optimizer.apply_gradients(g, &eager)?;
        }
        let (captured, _) = problem()?;
        let optimizer = optimizers::from_config(&config)?;
        let like: Vec<&Tensor> = gradients[0].iter().collect();
        let (graph, traced) = capture(&like, |g| {
            optimizer.apply_gradients(g, &captured)?;
            Ok(vec![])
        })?;
        for g in &gradients {
            graph.replay(&traced, &g.iter().collect::<Vec<_>>())?;
        }
        for (e, c) in eager.iter().zip(&captured) {
            assert_eq!(e.stored().to_vec::<f32>()?, c.stored().to_vec::<f32>()?, "{class}");
        }
        assert_eq!(optimizer.variables()[0].stored().item()?, 3.0);
    }
    Ok(())
}

#[test]
fn adam_is_few_operations_on_the_parameters_shape() -> Result<()> {
    let w = Variable::new("w", &Tensor::zeros(&[7, 5], DType::F32)?, true);
    let optimizer = Adam::new(0.001)?;
    let g = Tensor::ones(&[7, 5], DType::F32)?;
    let (graph, _) = capture(&[&g], |g| {
        optimizer.apply_gradients(g, std::slice::from_ref(&w))?;
        Ok(vec![])
    })?;
    let expected =
        ["sub", "mul", "add", "square", "sub", "mul", "add", "mul", "sqrt", "add", "div", "sub"];
    assert_eq!(graph.operations(&[7, 5]), expected);
    Ok(())
}

#[test]
fn schedules_follow_the_counter() -> Result<()> {
    let schedule = Schedule::PiecewiseConstantDecay {
        boundaries: vec![0.0, 1.0],
        values: vec![0.4, 0.2, 0.1],
    };
    let w = Variable::new("w", &Tensor::scalar(0.0f32)?, true);
    let optimizer = optimizers::Sgd::new(schedule)?;
    let g = Tensor::scalar(1.0f32)?;
    let (graph, traced) = capture(&[&g], |g| {
        optimizer.apply_gradients(g, std::slice::from_ref(&w))?;
        Ok(vec![])
    })?;
    for (rate, after) in [(0.4, -0.4), (0.2, -0.6), (0.1, -0.7), (0.1, -0.8)] {
        assert!((optimizer.learning_rate()? - rate).abs() < 1e-7);
        graph.replay(&traced, &[&g])?;
        assert!((w.stored().item()? - after).abs() < 1e-6);
    }
    Ok(())
}

#[test]
fn metrics_count_in_the_graph() -> Result<()> {
    let labels = Tensor::new(&[1, 0, 2], &[3, 1])?;
    let predictions = Tensor::new(&[0.1f32, 0.7, 0.2, 0.3, 0.4, 0.3, 0.2, 0.2, 0.6], &[3, 3])?;
    let weights = Tensor::new(&[1.0f32, 2.0, 1.0], &[3])?;
    let accuracy = SparseCategoricalAccuracy::new()?;
    let top = SparseTopKCategoricalAccuracy::new(2)?;
    let mean = Mean::new("mean")?;
    let (graph, traced) = capture(&[&labels, &predictions, &weights], |x| {
        accuracy.update_state(&x[0], &x[1], Some(&x[2]))?;
        top.update_state(&x[0], &x[1], None)?;
        mean.update(&x[1], None)?;
        Ok(vec![accuracy.result()?])
    })?;
    for _ in 0..2 {
        let found = graph.replay(&traced, &[&labels, &predictions, &weights])?;
        assert_eq!(found[0].item()?, 0.5);
        assert_eq!(top.result()?.item()?, 1.0);
    }
    assert_eq!(accuracy.variables()[1].stored().item()?, 8.0);
    assert!((mean.result()?.item()? - 1.0 / 3.0).abs() < 1e-6);

    let bits = Tensor::new(&[1.0f32, 0.0], &[2, 1])?;
    let (binary, precision) = (BinaryAccuracy::new(0.5)?, Precision::new(0.5)?);
    let (graph, traced) = capture(&[&bits], |x| {
        let ones = Tensor::ones(&[2, 1], DType::F32)?;
        binary.update_state(&x[0], &ones, None)?;
        precision.update_state(&x[0], &ones, None)?;
        Ok(vec![])
    })?;
    graph.replay(&traced, &[&bits])?;
    assert_eq!((binary.result()?.item()?, precision.result()?.item()?), (0.5, 0.5));
    Ok(())
}

#[test]
fn losses_and_their_gradients_are_captured() -> Result<()> {
    let (y, p) = (
        Tensor::new(&[0.0f32, 1.0, 1.0, 0.0], &[2, 2])?,
        Tensor::new(&[0.3f32, 0.7, 0.6, 0.4], &[2, 2])?,
    );
    let step = |loss: &Loss, x: &[Tensor]| -> Result<Vec<Tensor>> {
        let tape = Tape::new();
        tape.watch(&x[1]);
        let value = loss.call(&x[0], &x[1], None)?;
        let mut gradient = tape.gradient(&value, &[&x[1]])?;
        gradient.push(value);
        Ok(gradient)
    };
    for name in [
        "categorical_crossentropy",
        "binary_crossentropy",
        "mse",
        "mae",
        "mape",
        "msle",
        "huber",
        "log_cosh",
        "kl_divergence",
        "poisson",
        "cosine_similarity",
        "hinge",
        "squared_hinge",
        "categorical_hinge",
    ] {
        let loss = Loss::from_name(name)?;
        let eager = step(&loss, &[y.clone(), p.clone()])?;
        let (graph, traced) = capture(&[&y, &p], |x| step(&loss, x))?;
        let captured = graph.replay(&traced, &[&y, &p])?;
        for (e, c) in eager.iter().zip(&captured) {
            assert_eq!(e.to_vec::<f32>()?, c.to_vec::<f32>()?, "{name}");
        }
    }
    Ok(())
}
