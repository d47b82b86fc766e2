//! Neighbours in ONNX graphs.

use super::{Index, Metric, Weights};
use crate::Result;
use crate::onnx::{Builder, Term, Value};

impl Index {
    /// The distances of the `k` nearest points of each row of `x`, and their numbers: rows x k. All
    /// points are looked at, so that what the graph of `hnsw` misses is found.
    pub(crate) fn onnx(&self, graph: &mut Builder, x: &Value, k: usize) -> [Value; 2] {
        let distance = self.distance();
        let term = match distance.metric() {
            Metric::Euclidean | Metric::Cosine => Term::Square,
            Metric::Manhattan => Term::Absolute,
            Metric::Chebyshev => Term::Largest,
            Metric::Minkowski => Term::Power(distance.p()),
        };
        let x = if distance.normalised() {
            let squares = graph.squared_lengths(x);
            let length = graph.call("Sqrt", &[&squares], vec![]);
            // What has no length stays as it is: 0 through the least number.
            let length = graph.with("Max", &length, f64::MIN_POSITIVE);
            graph.call("Div", &[x, &length], vec![])
        } else {
            x.clone()
        };
        let points = self.points().to_f64();
        let [sums, numbers] = graph.nearest(&x, &points, self.columns(), k, term);
        let distances = match distance.metric() {
            Metric::Euclidean => graph.call("Sqrt", &[&sums], vec![]),
            Metric::Cosine => graph.with("Mul", &sums, 0.5),
            Metric::Minkowski => graph.with("Pow", &sums, 1.0 / distance.p()),
            Metric::Manhattan | Metric::Chebyshev => sums,
        };
        [distances, numbers]
    }
}

impl Weights {
    /// How much neighbours at these distances count: rows x k.
    fn onnx(self, graph: &mut Builder, distances: &Value) -> Value {
        let zero = graph.with("Equal", distances, 0.0);
        let same = graph.cast(&zero, sparkler_formats::onnx::DataType::Double);
        if self == Weights::Uniform {
            // Ones.
            let none = graph.with("Mul", &same, 0.0);
            return graph.with("Add", &none, 1.0);
        }
        let any = graph.reduce_and_keep("ReduceMax", &same, 1);
        let any = graph.with("Greater", &any, 0.0);
        let one = graph.constant(&[], &[1.0]);
        let inverse = graph.call("Div", &[&one, distances], vec![]);
        graph.call("Where", &[&any, &same, &inverse], vec![])
    }
}

/// The weighted means of the neighbours' rows of a table of `width` columns: rows x `width`.
pub(super) fn means(
    graph: &mut Builder,
    x: &Value,
    (index, k, weights): (&Index, usize, Weights),
    table: &[f64],
    width: usize,
) -> Result<Value> {
    let [distances, numbers] = index.onnx(graph, x, k);
    let weights = weights.onnx(graph, &distances);
    let table = graph.constant(&[table.len() / width, width], table);
    let axis = vec![sparkler_formats::onnx::Attribute::int("axis", 0)];
    // rows x k x width
    let values = graph.call("Gather", &[&table, &numbers], axis);
    let wide = graph.widen(&weights, 2);
    let parts = graph.call("Mul", &[&values, &wide], vec![]);
    let sums = graph.reduce("ReduceSum", &parts, 1);
    let total = graph.reduce_and_keep("ReduceSum", &weights, 1);
    Ok(graph.call("Div", &[&sums, &total], vec![]))
}
