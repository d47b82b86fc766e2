//! Models as ONNX graphs, which onnxruntime and others run.
//!
//! Each model says its own form in [`Model::onnx`](crate::Model::onnx), as calls of a
//! [`Builder`]; [`export`] makes a file's content of it. Trees become `TreeEnsembleRegressor` of
//! `ai.onnx.ml`, the rest operators of the standard's own set. Everything is computed in double
//! precision between the inputs and the outputs, so that predictions differ from those here by the
//! rounding of the outputs alone.
//!
//! ```
//! use sparkler_learn::{Estimator, LinearRegression, Matrix, onnx};
//! let x = Matrix::from_rows(&[[0.0], [1.0], [2.0]]).unwrap().into();
//! let model = LinearRegression::default().fit(&x, &[1.0, 3.0, 5.0]).unwrap();
//! let file = onnx::export(&model).unwrap();
//! assert_eq!(file.graph.unwrap().input[0].name.as_deref(), Some("X"));
//! ```

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

/// What a model computes.
#[derive(Clone, Debug)]
pub enum Output {
    /// Features in another form: rows x columns.
    Features(Value),
    /// A number for each row: rows x 1.
    Numbers(Value),
    /// Classes.
    Classes {
        /// The place of each row's class among the classes: whole numbers, one a row.
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
        let output = self.name();
        self.graph.node.push(Node {
            input: inputs.iter().map(|v| v.0.clone()).collect(),
            output: vec![output.0.clone()],
            name: Some(format!("{op_type}{}", self.values)),
            op_type: Some(op_type.into()),
            domain: (!domain.is_empty()).then(|| domain.into()),
            attribute,
            ..Node::default()
        });
        output
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
        let (outputs, columns) = (intercept.len(), coef.len() / intercept.len().max(1));
        let transposed: Vec<f64> =
            (0..coef.len()).map(|i| coef[i % outputs * columns + i / outputs]).collect();
        let coef = self.constant(&[columns, outputs], &transposed);
        let intercept = self.constant(&[outputs], intercept);
        let product = self.call("MatMul", &[x, &coef], vec![]);
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
                let axes = self.integers(&[1]);
                let sum = self.call("ReduceSum", &[&each, &axes], vec![]);
                // Where all are zero they stay zero.
                let least = self.constant(&[], &[f64::MIN_POSITIVE]);
                let sum = self.call("Max", &[&sum, &least], vec![]);
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
        let attributes = vec![Attribute::int("axis", 1), Attribute::int("keepdims", 0)];
        let places = self.call("ArgMax", &[by], attributes);
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
/// `probabilities` (`scores` where it has none), those of other models `variable`; all other
/// numbers are floats.
///
/// # Errors
/// [`Error::Unsupported`](crate::Error::Unsupported) if the model has no such form.
pub fn export<M: Model + ?Sized>(model: &M) -> Result<File> {
    let mut builder = Builder::default();
    let x = builder.input("X", DataType::Float, model.n_features());
    let x = builder.cast(&x, DataType::Double);
    let output = model.onnx(&mut builder, &x)?;
    let labels = Labels::Numbers(model.classes().unwrap_or_default());
    Ok(finish(builder, model.estimator(), labels, output))
}

/// What stands for the classes in the output `label`.
pub(crate) enum Labels<'a> {
    Numbers(&'a [f64]),
    Names(Vec<&'a str>),
}

impl Labels<'_> {
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
        Output::Classes { places, scores, probabilities } => {
            let (classes, data_type) = labels.constant(&mut b);
            let label = b.call("Gather", &[&classes, &places], vec![Attribute::int("axis", 0)]);
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
