//! Models as ONNX graphs, which onnxruntime and others run.
//!
//! Each model says its own form in [`Model::onnx`](crate::Model::onnx), as calls of a
//! [`Builder`]; [`export`] makes a file's content of it. Trees become `TreeEnsembleRegressor` of
//! `ai.onnx.ml`, the rest operators of the standard's own set. Everything is computed in double
//! precision between the inputs and the outputs, so that predictions differ from those here by the
//! rounding of the outputs alone. (`SVMClassifier` and its like of `ai.onnx.ml` hold and add up
//! single precision, in which sums over thousands of support vectors lose digits and classes near
//! the border change; so support vector machines are written as products and exponentials too.)
//!
//! A graph cannot refuse a row: where a model here gives an error for a value (a category that is
//! not known, a number outside a range), the graph's result for that row is not a number, or says
//! what [`Model::onnx`](crate::Model::onnx) of that model documents.
//!
//! ```
//! use sparkler_learn::{Estimator, LinearRegression, Matrix, onnx};
//! let x = Matrix::from_rows(&[[0.0], [1.0], [2.0]]).unwrap().into();
//! let model = LinearRegression::default().fit(&x, &[1.0, 3.0, 5.0]).unwrap();
//! let file = onnx::export(&model).unwrap();
//! assert_eq!(file.graph.unwrap().input[0].name.as_deref(), Some("X"));
//! ```

mod coupling;
mod functions;
mod points;

pub use points::Term;

use crate::linear::{Link, Probabilities};
use crate::tree::Tree;
use crate::{Model, Result};
use sparkler_formats::onnx::{
    Attribute, DataType, DimensionValue, Graph, Model as File, Node, OperatorSetId, Tensor,
    ValueInfo,
};

/// The version of the standard's own operators that is written, and of `ai.onnx.ml`.
const OPERATORS: (i64, i64) = (18, 3);
/// The version of the format: that of the first release with these operators.
const IR_VERSION: i64 = 8;

/// A value inside a graph that is being built: a tensor of doubles unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value(String);

/// What to say of a model that has no form in ONNX.
pub(crate) const CAN_BE_WRITTEN: &str = "; what can be written: linear models, support vector \
    machines, trees, forests, boosting, k nearest neighbours, naive Bayes, discriminant analysis, \
    k-means, DBSCAN, Gaussian mixtures, isotonic regression, dummies, PCA, truncated SVD, scalers, \
    imputers, encoders and the other transformers of columns, and pipelines of these";

/// What a model computes.
#[derive(Clone, Debug)]
pub enum Output {
    /// Features in another form: rows x columns.
    Features(Value),
    /// A number for each row: rows x 1.
    Numbers(Value),
    /// Clusters.
    Clusters {
        /// The number of each row's cluster, or -1: whole numbers, one a row.
        numbers: Value,
        /// The distance to each cluster's centre, where there are such: rows x clusters.
        distances: Option<Value>,
    },
    /// Ordinary rows and outliers.
    Outliers {
        /// Is the row an ordinary one? Truth values, one a row.
        ordinary: Value,
        /// How much of one: rows x 1.
        scores: Value,
    },
    /// Classes.
    Classes {
        /// The place of each row's class among the classes (the class itself where a model has no
        /// list of them): whole numbers, one a row.
        places: Value,
        /// The probability of each class (or, without these, its score): rows x classes.
        scores: Value,
        /// Are they probabilities?
        probabilities: bool,
    },
}

/// Builds a graph, node by node.
#[derive(Debug, Default)]
pub struct Builder {
    graph: Graph,
    values: usize,
}

impl Builder {
    fn name(&mut self) -> Value {
        self.values += 1;
        Value(format!("v{}", self.values))
    }

    /// A named input: rows x `columns`.
    pub(crate) fn input(&mut self, name: &str, data_type: DataType, columns: usize) -> Value {
        let dims = [DimensionValue::Name("rows".into()), DimensionValue::Length(columns as i64)];
        self.graph.input.push(ValueInfo::tensor(name, data_type, &dims));
        Value(name.into())
    }

    /// A constant of that shape.
    pub fn constant(&mut self, dims: &[usize], values: &[f64]) -> Value {
        let name = self.name();
        self.graph.initializer.push(doubles(&name.0, dims, values));
        name
    }

    /// A constant list of whole numbers.
    pub fn integers(&mut self, values: &[i64]) -> Value {
        let name = self.name();
        self.graph.initializer.push(Tensor::i64(&name.0, &[values.len()], values));
        name
    }

    /// A call of one of the standard's own operators with one output.
    pub fn call(&mut self, op_type: &str, inputs: &[&Value], attribute: Vec<Attribute>) -> Value {
        self.node("", op_type, inputs, attribute)
    }

    fn node(
        &mut self,
        domain: &str,
        op_type: &str,
        inputs: &[&Value],
        attribute: Vec<Attribute>,
    ) -> Value {
        let [output] = self.outputs(domain, op_type, inputs, attribute);
        output
    }

    fn outputs<const N: usize>(
        &mut self,
        domain: &str,
        op_type: &str,
        inputs: &[&Value],
        attribute: Vec<Attribute>,
    ) -> [Value; N] {
        let outputs: [Value; N] = std::array::from_fn(|_| self.name());
        self.graph.node.push(Node {
            input: inputs.iter().map(|v| v.0.clone()).collect(),
            output: outputs.iter().map(|v| v.0.clone()).collect(),
            name: Some(format!("{op_type}{}", self.values)),
            op_type: Some(op_type.into()),
            domain: (!domain.is_empty()).then(|| domain.into()),
            attribute,
            ..Node::default()
        });
        outputs
    }

    /// A graph inside this one, the body of a `Loop` or a `Scan`, with inputs and outputs of these
    /// types. What has been built so far can be used in it.
    fn body(
        &mut self,
        inputs: &[DataType],
        write: impl FnOnce(&mut Builder, &[Value]) -> Vec<(Value, DataType)>,
    ) -> Attribute {
        let outside = std::mem::take(&mut self.graph);
        let names: Vec<Value> = inputs.iter().map(|_| self.name()).collect();
        let outputs = write(self, &names);
        let mut graph = std::mem::replace(&mut self.graph, outside);
        // What is no double is a number of a pass or a condition, which have no axes.
        let value = |name: &Value, data_type| match data_type {
            DataType::Double => ValueInfo::of_any_shape(&name.0, data_type),
            _ => ValueInfo::tensor(&name.0, data_type, &[]),
        };
        graph.name = Some(self.name().0);
        graph.input = names.iter().zip(inputs).map(|(name, t)| value(name, *t)).collect();
        graph.output = outputs.iter().map(|(name, t)| value(name, *t)).collect();
        Attribute::graph("body", graph)
    }

    /// A call of an operator of two inputs, the second of which is a number.
    pub fn with(&mut self, op_type: &str, x: &Value, number: f64) -> Value {
        let number = self.constant(&[], &[number]);
        self.call(op_type, &[x, &number], vec![])
    }

    /// Sums, largest numbers, ... along an axis, which goes.
    pub fn reduce(&mut self, op_type: &str, x: &Value, axis: i64) -> Value {
        self.reduction(op_type, x, axis, false)
    }

    /// Sums, largest numbers, ... along an axis, which stays with a length of 1.
    pub fn reduce_and_keep(&mut self, op_type: &str, x: &Value, axis: i64) -> Value {
        self.reduction(op_type, x, axis, true)
    }

    fn reduction(&mut self, op_type: &str, x: &Value, axis: i64, keep: bool) -> Value {
        let keep = Attribute::int("keepdims", i64::from(keep));
        if op_type.starts_with("Arg") {
            return self.call(op_type, &[x], vec![Attribute::int("axis", axis), keep]);
        }
        let axes = self.integers(&[axis]);
        self.call(op_type, &[x, &axes], vec![keep])
    }

    /// A further axis of length 1.
    pub fn widen(&mut self, x: &Value, axis: i64) -> Value {
        let axes = self.integers(&[axis]);
        self.call("Unsqueeze", &[x, &axes], vec![])
    }

    /// The same numbers for each row of `x`: rows x numbers.
    pub fn for_each_row(&mut self, x: &Value, values: &[f64]) -> Value {
        let row = self.constant(&[1, values.len()], values);
        let rows = vec![Attribute::int("start", 0), Attribute::int("end", 1)];
        let rows = self.call("Shape", &[x], rows);
        let width = self.integers(&[values.len() as i64]);
        let shape = self.call("Concat", &[&rows, &width], vec![Attribute::int("axis", 0)]);
        self.call("Expand", &[&row, &shape], vec![])
    }

    /// The squared lengths of rows: rows x 1.
    pub fn squared_lengths(&mut self, x: &Value) -> Value {
        let squares = self.call("Mul", &[x, x], vec![]);
        self.reduce_and_keep("ReduceSum", &squares, 1)
    }

    /// The products of rows with the rows of a matrix of `columns` columns: rows x its rows.
    pub fn products(&mut self, x: &Value, columns: usize, matrix: &[f64]) -> Value {
        let rows = matrix.len() / columns.max(1);
        let turned = crate::linalg::transpose(rows, columns, matrix);
        let matrix = self.constant(&[columns, rows], &turned);
        self.call("MatMul", &[x, &matrix], vec![])
    }

    /// The same numbers in another type.
    pub fn cast(&mut self, x: &Value, to: DataType) -> Value {
        self.call("Cast", &[x], vec![Attribute::int("to", to as i64)])
    }

    /// The place of each name among `names`; NaN for one that is not there.
    pub(crate) fn places(&mut self, x: &Value, names: &[String]) -> Value {
        let places = (0..names.len()).map(|i| i as f32).collect();
        let attributes = vec![
            Attribute::strings("keys_strings", names),
            Attribute::floats("values_floats", places),
            Attribute::float("default_float", f32::NAN),
        ];
        let places = self.node("ai.onnx.ml", "LabelEncoder", &[x], attributes);
        self.cast(&places, DataType::Double)
    }

    /// Some columns, in this order.
    pub fn columns(&mut self, x: &Value, columns: &[usize]) -> Value {
        let places: Vec<i64> = columns.iter().map(|&c| c as i64).collect();
        let places = self.integers(&places);
        self.call("Gather", &[x, &places], vec![Attribute::int("axis", 1)])
    }

    /// Columns beside one another.
    pub fn beside(&mut self, parts: &[Value]) -> Value {
        match parts {
            [one] => one.clone(),
            _ => {
                let parts: Vec<&Value> = parts.iter().collect();
                self.call("Concat", &parts, vec![Attribute::int("axis", 1)])
            }
        }
    }

    /// `x coef' + intercept`: `coef` holds a row of `columns` coefficients for each number in
    /// `intercept`.
    pub fn linear(&mut self, x: &Value, coef: &[f64], intercept: &[f64]) -> Value {
        let product = self.products(x, coef.len() / intercept.len().max(1), coef);
        let intercept = self.constant(&[intercept.len()], intercept);
        self.call("Add", &[&product, &intercept], vec![])
    }

    /// Means of linear scores.
    pub fn link(&mut self, scores: &Value, link: Link) -> Value {
        match link {
            Link::Identity => scores.clone(),
            Link::Log => self.call("Exp", &[scores], vec![]),
            Link::Logit => self.call("Sigmoid", &[scores], vec![]),
            Link::Inverse => self.call("Reciprocal", &[scores], vec![]),
        }
    }

    /// Classes of scores: one column of them, for the second of two classes, or one a class.
    pub fn classes(&mut self, scores: &Value, one: bool, rule: Probabilities) -> Output {
        let probabilities = rule != Probabilities::None;
        let scores = if one {
            let negative = self.call("Neg", &[scores], vec![]);
            self.beside(&[negative, scores.clone()])
        } else {
            scores.clone()
        };
        let each = match rule {
            Probabilities::None => scores.clone(),
            Probabilities::Softmax => {
                // The softmax of 0 and a score is the logistic function of the score.
                let op = if one { "Sigmoid" } else { "Softmax" };
                self.call(op, &[&scores], vec![])
            }
            Probabilities::Logistic => self.call("Sigmoid", &[&scores], vec![]),
            Probabilities::ModifiedHuber => {
                let (low, high) = (self.constant(&[], &[-1.0]), self.constant(&[], &[1.0]));
                let two = self.constant(&[], &[2.0]);
                let clipped = self.call("Clip", &[&scores, &low, &high], vec![]);
                let shifted = self.call("Add", &[&clipped, &high], vec![]);
                self.call("Div", &[&shifted, &two], vec![])
            }
        };
        let shares = match rule {
            Probabilities::Logistic | Probabilities::ModifiedHuber if !one => {
                let sum = self.reduce_and_keep("ReduceSum", &each, 1);
                // Where all are zero they stay zero.
                let sum = self.with("Max", &sum, f64::MIN_POSITIVE);
                self.call("Div", &[&each, &sum], vec![])
            }
            _ => each,
        };
        self.largest(&scores, shares, probabilities)
    }

    /// Classes of given probabilities.
    pub fn classes_of(&mut self, probabilities: Value) -> Output {
        self.largest(&probabilities.clone(), probabilities, true)
    }

    fn largest(&mut self, by: &Value, scores: Value, probabilities: bool) -> Output {
        let places = self.reduce("ArgMax", by, 1);
        Output::Classes { places, scores, probabilities }
    }

    /// The sum of the values of the leaves that rows fall into: rows x `groups * outputs`. Tree `t`
    /// adds to the group `t % groups`.
    pub fn trees(&mut self, x: &Value, trees: &[Tree], groups: usize) -> Value {
        let mut nodes = Nodes::default();
        for (t, tree) in trees.iter().enumerate() {
            nodes.push(t, tree, t % groups * tree.outputs);
        }
        let outputs = groups * trees.first().map_or(1, |tree| tree.outputs);
        let sums = self.node("ai.onnx.ml", "TreeEnsembleRegressor", &[x], nodes.into(outputs));
        self.cast(&sums, DataType::Double)
    }
}

fn doubles(name: &str, dims: &[usize], values: &[f64]) -> Tensor {
    Tensor {
        name: Some(name.into()),
        dims: dims.iter().map(|&d| d as i64).collect(),
        data_type: Some(DataType::Double.into()),
        raw_data: Some(values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        ..Tensor::default()
    }
}

/// The nodes of trees, in the lists that `TreeEnsembleRegressor` takes.
#[derive(Default)]
struct Nodes {
    tree: Vec<i64>,
    node: Vec<i64>,
    feature: Vec<i64>,
    mode: Vec<&'static str>,
    value: Vec<f64>,
    yes: Vec<i64>,
    no: Vec<i64>,
    missing_yes: Vec<i64>,
    leaf_tree: Vec<i64>,
    leaf_node: Vec<i64>,
    leaf_output: Vec<i64>,
    leaf_value: Vec<f64>,
}

impl Nodes {
    fn push(&mut self, t: usize, tree: &Tree, first_output: usize) {
        let mut extra = tree.nodes();
        for node in 0..tree.nodes() {
            let (left, right) = (tree.left[node] as i64, tree.left[node] as i64 + 1);
            let missing = tree.missing_left[node];
            if tree.is_leaf(node) {
                self.row(t, node, 0, "LEAF", 0.0, (0, 0), false);
                for (output, &value) in tree.value_of(node).iter().enumerate() {
                    self.leaf_tree.push(t as i64);
                    self.leaf_node.push(node as i64);
                    self.leaf_output.push((first_output + output) as i64);
                    self.leaf_value.push(value);
                }
                continue;
            }
            let feature = tree.feature[node];
            let Some(set) = tree.set_of(node) else {
                let threshold = tree.threshold[node];
                self.row(t, node, feature, "BRANCH_LEQ", threshold, (left, right), missing);
                continue;
            };
            // A set of categories becomes a chain of questions, one a category, whose answers lead
            // to the same child. What is not known goes where missing values go, the end of the
            // chain; so the chain names the other side.
            let (asked, others) = if missing { (right, left) } else { (left, right) };
            let named: Vec<usize> = (0..set.len() * 32)
                .filter(|&c| (set[c / 32] >> (c % 32) & 1 == 1) != missing)
                .collect();
            let mut at = node;
            for (i, &category) in named.iter().enumerate() {
                let next = if i + 1 == named.len() { others } else { extra as i64 };
                self.row(t, at, feature, "BRANCH_EQ", category as f64, (asked, next), false);
                at = next as usize;
                extra += usize::from(i + 1 < named.len());
            }
            if named.is_empty() {
                // No number is below minus infinity: everything takes the other way.
                let to = (asked, others);
                self.row(t, node, feature, "BRANCH_LT", f64::NEG_INFINITY, to, false);
            }
        }
    }

    fn row(
        &mut self,
        tree: usize,
        node: usize,
        feature: u32,
        mode: &'static str,
        value: f64,
        (yes, no): (i64, i64),
        missing_yes: bool,
    ) {
        self.tree.push(tree as i64);
        self.node.push(node as i64);
        self.feature.push(i64::from(feature));
        self.mode.push(mode);
        self.value.push(value);
        self.yes.push(yes);
        self.no.push(no);
        self.missing_yes.push(i64::from(missing_yes));
    }

    fn into(self, outputs: usize) -> Vec<Attribute> {
        let tensor = |name: &str, values: &[f64]| {
            Attribute::tensor(name, doubles(name, &[values.len()], values))
        };
        vec![
            Attribute::int("n_targets", outputs as i64),
            Attribute::string("aggregate_function", "SUM"),
            Attribute::string("post_transform", "NONE"),
            Attribute::ints("nodes_treeids", self.tree),
            Attribute::ints("nodes_nodeids", self.node),
            Attribute::ints("nodes_featureids", self.feature),
            Attribute::strings("nodes_modes", &self.mode),
            tensor("nodes_values_as_tensor", &self.value),
            Attribute::ints("nodes_truenodeids", self.yes),
            Attribute::ints("nodes_falsenodeids", self.no),
            Attribute::ints("nodes_missing_value_tracks_true", self.missing_yes),
            Attribute::ints("target_treeids", self.leaf_tree),
            Attribute::ints("target_nodeids", self.leaf_node),
            Attribute::ints("target_ids", self.leaf_output),
            tensor("target_weights_as_tensor", &self.leaf_value),
        ]
    }
}

/// A model as an ONNX file's content. Its input is `X`, floats of rows x columns. A classifier's
/// outputs are `label` (the classes, whole numbers where all are, else doubles) and
/// `probabilities` (`scores` where it has none), a clusterer's `label` and `scores` (the distances
/// to centres, where there are such; `probabilities` for a mixture), those of a judge of outliers
/// `label` (1 or -1) and `scores` (below 0 for outliers), and those of other models `variable`; all
/// other numbers are floats.
///
/// # Errors
/// [`Error::Unsupported`](crate::Error::Unsupported) if the model has no such form.
pub fn export<M: Model + ?Sized>(model: &M) -> Result<File> {
    let mut builder = Builder::default();
    let x = builder.input("X", DataType::Float, model.n_features());
    let x = builder.cast(&x, DataType::Double);
    let output = model.onnx_predictor(&mut builder, &x)?;
    let labels = Labels::Numbers(model.classes().unwrap_or_default());
    Ok(finish(builder, model.estimator(), labels, output))
}

/// What stands for the classes in the output `label`.
pub(crate) enum Labels<'a> {
    Numbers(&'a [f64]),
    Names(Vec<&'a str>),
}

impl Labels<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Labels::Numbers(classes) => classes.is_empty(),
            Labels::Names(names) => names.is_empty(),
        }
    }

    fn constant(&self, b: &mut Builder) -> (Value, DataType) {
        match self {
            Labels::Numbers(classes)
                if classes.iter().all(|c| c.fract() == 0.0 && c.abs() < 9e15) =>
            {
                let classes: Vec<i64> = classes.iter().map(|&c| c as i64).collect();
                (b.integers(&classes), DataType::Int64)
            }
            Labels::Numbers(classes) => (b.constant(&[classes.len()], classes), DataType::Double),
            Labels::Names(names) => {
                let name = b.name();
                b.graph.initializer.push(Tensor {
                    name: Some(name.0.clone()),
                    dims: vec![names.len() as i64],
                    data_type: Some(DataType::String.into()),
                    string_data: names.iter().map(|n| n.as_bytes().to_vec()).collect(),
                    ..Tensor::default()
                });
                (name, DataType::String)
            }
        }
    }
}

/// The file's content, with the outputs that belong to what a model computes.
pub(crate) fn finish(mut b: Builder, name: &str, labels: Labels<'_>, output: Output) -> File {
    let rows = DimensionValue::Name("rows".into());
    let mut outputs: Vec<(Value, &str, DataType, Vec<DimensionValue>)> = Vec::new();
    match output {
        Output::Features(value) | Output::Numbers(value) => {
            let value = b.cast(&value, DataType::Float);
            let columns = DimensionValue::Name("columns".into());
            outputs.push((value, "variable", DataType::Float, vec![rows, columns]));
        }
        Output::Clusters { numbers, distances } => {
            outputs.push((numbers, "label", DataType::Int64, vec![rows.clone()]));
            if let Some(distances) = distances {
                let scores = b.cast(&distances, DataType::Float);
                let columns = DimensionValue::Name("clusters".into());
                outputs.push((scores, "scores", DataType::Float, vec![rows, columns]));
            }
        }
        Output::Outliers { ordinary, scores } => {
            let (one, minus) = (b.integers(&[1]), b.integers(&[-1]));
            let label = b.call("Where", &[&ordinary, &one, &minus], vec![]);
            outputs.push((label, "label", DataType::Int64, vec![rows.clone()]));
            let scores = b.cast(&scores, DataType::Float);
            let dims = vec![rows, DimensionValue::Length(1)];
            outputs.push((scores, "scores", DataType::Float, dims));
        }
        Output::Classes { places, scores, probabilities } => {
            let (label, data_type) = if labels.is_empty() {
                (places, DataType::Int64)
            } else {
                let (classes, data_type) = labels.constant(&mut b);
                let axis = vec![Attribute::int("axis", 0)];
                (b.call("Gather", &[&classes, &places], axis), data_type)
            };
            outputs.push((label, "label", data_type, vec![rows.clone()]));
            let name = if probabilities { "probabilities" } else { "scores" };
            let scores = b.cast(&scores, DataType::Float);
            let columns = DimensionValue::Name("classes".into());
            outputs.push((scores, name, DataType::Float, vec![rows, columns]));
        }
    }
    for (value, name, data_type, dims) in outputs {
        b.graph.node.push(Node {
            input: vec![value.0],
            output: vec![name.into()],
            op_type: Some("Identity".into()),
            ..Node::default()
        });
        b.graph.output.push(ValueInfo::tensor(name, data_type, &dims));
    }
    b.graph.name = Some(name.into());
    let set = |domain: &str, version| OperatorSetId {
        domain: Some(domain.into()),
        version: Some(version),
    };
    File {
        ir_version: Some(IR_VERSION),
        producer_name: Some("sparkler".into()),
        producer_version: Some(env!("CARGO_PKG_VERSION").into()),
        opset_import: vec![set("", OPERATORS.0), set("ai.onnx.ml", OPERATORS.1)],
        graph: Some(b.graph),
        ..File::default()
    }
}
