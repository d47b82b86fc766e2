//! That exported graphs hold together. What they compute is compared with onnxruntime's predictions
//! by `benches/learn/onnx.py`.

use serde_json::json;
use sparkler_formats::onnx::{AttributeType, Graph, Model as File};
use sparkler_learn::random::Generator;
use sparkler_learn::{Features, FitOptions, Kind, Matrix, onnx, registry};
use std::collections::{BTreeSet, HashSet};

/// The operators that are used, and how many inputs they take at least and at most.
const OPERATORS: &[(&str, usize, usize)] = &[
    ("Abs", 1, 1),
    ("Add", 2, 2),
    ("ArgMax", 1, 1),
    ("ArgMin", 1, 1),
    ("Cast", 1, 1),
    ("Clip", 3, 3),
    ("Concat", 1, usize::MAX),
    ("ConstantOfShape", 1, 1),
    ("Div", 2, 2),
    ("Equal", 2, 2),
    ("Exp", 1, 1),
    ("Expand", 2, 2),
    ("Gather", 2, 2),
    ("GatherElements", 2, 2),
    ("Greater", 2, 2),
    ("GreaterOrEqual", 2, 2),
    ("Identity", 1, 1),
    ("IsNaN", 1, 1),
    ("Less", 2, 2),
    ("LessOrEqual", 2, 2),
    ("Log", 1, 1),
    ("Loop", 2, usize::MAX),
    ("MatMul", 2, 2),
    ("Max", 1, usize::MAX),
    ("Mul", 2, 2),
    ("Neg", 1, 1),
    ("Pow", 2, 2),
    ("Reciprocal", 1, 1),
    ("ReduceMax", 2, 2),
    ("ReduceMin", 2, 2),
    ("ReduceSum", 2, 2),
    ("Reshape", 2, 2),
    ("Scan", 2, usize::MAX),
    ("Shape", 1, 1),
    ("Sigmoid", 1, 1),
    ("Softmax", 1, 1),
    ("Sqrt", 1, 1),
    ("Sub", 2, 2),
    ("Tanh", 1, 1),
    ("TopK", 2, 2),
    ("Transpose", 1, 1),
    ("TreeEnsembleRegressor", 1, 1),
    ("Unsqueeze", 2, 2),
    ("Where", 3, 3),
];

/// That each value is there before it is used and made once, the operators exist, and the outputs
/// are made.
fn check(graph: &Graph, outside: &HashSet<String>) -> Result<(), String> {
    let mut known = outside.clone();
    let inputs = graph.input.iter().map(|v| v.name.clone());
    let constants = graph.initializer.iter().map(|t| t.name.clone());
    for name in inputs.chain(constants) {
        let name = name.ok_or("a value without a name")?;
        if !known.insert(name.clone()) {
            return Err(format!("{name} is there twice"));
        }
    }
    for constant in &graph.initializer {
        let count: i64 = constant.dims.iter().product();
        let bytes = constant.raw_data.as_ref().map_or(0, Vec::len);
        if constant.string_data.is_empty() && bytes as i64 != count * 8 {
            return Err(format!("{bytes} bytes for {:?} numbers", constant.dims));
        }
    }
    for node in &graph.node {
        let name = node.op_type.clone().unwrap_or_default();
        let Some((_, least, most)) = OPERATORS.iter().find(|(n, ..)| *n == name) else {
            return Err(format!("the operator {name} is not in the list"));
        };
        if node.input.len() < *least || node.input.len() > *most {
            return Err(format!("{name} has {} inputs", node.input.len()));
        }
        if let Some(input) = node.input.iter().find(|i| !known.contains(*i)) {
            return Err(format!("{name} takes {input}, which is not there yet"));
        }
        for attribute in &node.attribute {
            if attribute.r#type == Some(AttributeType::Graph.into()) {
                check(attribute.g.as_deref().ok_or("an attribute without its graph")?, &known)?;
            }
        }
        for output in &node.output {
            if !known.insert(output.clone()) {
                return Err(format!("{output} is made twice"));
            }
        }
    }
    let made = |o: &&sparkler_formats::onnx::ValueInfo| !known.contains(o.name.as_ref().unwrap());
    match graph.output.iter().find(made) {
        Some(output) => Err(format!("the output {:?} is not made", output.name)),
        None => Ok(()),
    }
}

#[test]
fn exported_graphs_hold_together_and_other_models_say_what_can_be_written() {
    let mut random = Generator::new(2, 0);
    let rows = 60;
    let values: Vec<f64> = (0..rows * 3).map(|_| random.below(7) as f64).collect();
    let number = |row: &[f64]| row[0] + 2.0 * row[1] - row[2];
    let y: Vec<f64> = values.chunks(3).map(|row| number(row).abs() + 0.5).collect();
    let classes: Vec<f64> = values.chunks(3).map(|row| number(row).rem_euclid(3.0)).collect();
    let one: Features =
        Matrix::new(rows, 1, values.iter().copied().step_by(3).collect()).unwrap().into();
    let x: Features = Matrix::new(rows, 3, values).unwrap().into();
    let member = |name: &str, estimator: &str| json!({ "name": name, "estimator": { "estimator": estimator, "state": {} } });
    let params = |name: &str| match name {
        "VotingClassifier" | "StackingClassifier" => json!({ "estimators": [
            member("tree", "DecisionTreeClassifier"), member("bayes", "GaussianNB")
        ] }),
        "VotingRegressor" | "StackingRegressor" => json!({ "estimators": [
            member("tree", "DecisionTreeRegressor"), member("ridge", "Ridge")
        ] }),
        "SVC" | "NuSVC" => json!({ "probability": true }),
        "KNeighborsClassifier" => json!({ "weights": "distance", "metric": "manhattan" }),
        "PCA" | "TruncatedSVD" | "NMF" | "IncrementalPCA" => json!({ "n_components": 2 }),
        "UMAP" => json!({ "n_epochs": 2 }),
        "TSNE" => json!({ "max_iter": 250, "perplexity": 5.0 }),
        name if name.contains("Forest") => json!({ "n_estimators": 3 }),
        name if name.contains("Boosting") => json!({ "max_iter": 3 }),
        _ => json!({}),
    };
    let (mut written, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for row in registry::ESTIMATORS {
        let estimator = registry::estimator(row.name, &params(row.name)).unwrap();
        let groups = [rows];
        let options = FitOptions {
            groups: (row.kind == Kind::Ranker).then_some(&groups[..]),
            ..FitOptions::default()
        };
        let (x, y) = match (row.name, row.kind) {
            ("IsotonicRegression", _) => (&one, &y),
            ("GeneralizedLinearModel", _) | (_, Kind::Regressor) => (&x, &y),
            _ => (&x, &classes),
        };
        let model = match estimator.fit_any(x, y, &options) {
            Ok(model) => model,
            // Without parts there is nothing to fit.
            Err(_) if ["Pipeline", "ColumnTransformer"].contains(&row.name) => continue,
            Err(error) => panic!("{}: {error}", row.name),
        };
        match onnx::export(&*model) {
            Ok(file) => {
                let again = File::from_bytes("model.onnx", &file.to_bytes()).unwrap();
                let graph = again.graph.unwrap();
                if let Err(reason) = check(&graph, &HashSet::new()) {
                    panic!("{}: {reason}", row.name);
                }
                assert_eq!(graph.input.len(), 1, "{}", row.name);
                written.insert(row.name);
            }
            Err(error) => {
                let message = error.to_string();
                assert!(message.contains("what can be written: linear models"), "{message}");
                refused.insert(row.name);
            }
        }
    }
    let expected = [
        "AgglomerativeClustering",
        "CalibratedClassifierCV",
        "HDBSCAN",
        "LocalOutlierFactor",
        "NMF",
        "NearestNeighbors",
        "RadiusNeighborsClassifier",
        "RadiusNeighborsRegressor",
        "TSNE",
        "UMAP",
    ];
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), expected, "written: {written:?}");
}
