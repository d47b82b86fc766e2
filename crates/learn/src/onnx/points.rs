//! Points in graphs: distances to all of them, and the nearest.

use super::{Attribute, Builder, DataType, Value, doubles};
use crate::linalg;

/// What is added up over columns to compare distances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Term {
    /// Squares of differences.
    Square,
    /// Absolute differences.
    Absolute,
    /// The largest absolute difference.
    Largest,
    /// This power of absolute differences.
    Power(f64),
}

/// Candidates beside those that are wanted, from which the nearest are taken by exact distances.
const SPARE: usize = 32;

impl Builder {
    /// The columns less numbers of their own.
    pub fn centred(&mut self, x: &Value, mean: &[f64]) -> Value {
        let mean = self.constant(&[mean.len()], mean);
        self.call("Sub", &[x, &mean], vec![])
    }

    /// Squared Euclidean distances to points (row after row): rows x points. Where two points are
    /// almost the same the rounding is that of their distances to `centre`.
    pub fn squared_distances(&mut self, x: &Value, points: &[f64], centre: &[f64]) -> Value {
        let columns = centre.len();
        let points: Vec<f64> =
            points.iter().enumerate().map(|(i, v)| v - centre[i % columns]).collect();
        let lengths: Vec<f64> =
            points.chunks_exact(columns).map(|row| row.iter().map(|v| v * v).sum()).collect();
        let x = self.centred(x, centre);
        let own = self.squared_lengths(&x);
        let products = self.products(&x, columns, &points);
        let twice = self.with("Mul", &products, -2.0);
        let lengths = self.constant(&[lengths.len()], &lengths);
        let sum = self.call("Add", &[&twice, &lengths], vec![]);
        let sum = self.call("Add", &[&sum, &own], vec![]);
        self.with("Max", &sum, 0.0)
    }

    /// Sums of terms to points (row after row), column by column, without loss: rows x points.
    pub fn sums_of_terms(
        &mut self,
        x: &Value,
        points: &[f64],
        columns: usize,
        term: Term,
    ) -> Value {
        let count = points.len() / columns;
        let zeros = {
            let rows = vec![Attribute::int("start", 0), Attribute::int("end", 1)];
            let rows = self.call("Shape", &[x], rows);
            let width = self.integers(&[count as i64]);
            let shape = self.call("Concat", &[&rows, &width], vec![Attribute::int("axis", 0)]);
            let zero = Attribute::tensor("value", doubles("", &[1], &[0.0]));
            self.call("ConstantOfShape", &[&shape], vec![zero])
        };
        let turned = self.call("Transpose", &[x], vec![Attribute::ints("perm", vec![1, 0])]);
        let points = self.constant(&[columns, count], &linalg::transpose(count, columns, points));
        let double = DataType::Double;
        let body = self.body(&[double, double, double], |b, inputs| {
            let own = b.widen(&inputs[1], 1);
            let apart = b.call("Sub", &[&own, &inputs[2]], vec![]);
            let term_of = match term {
                Term::Square => b.call("Mul", &[&apart, &apart], vec![]),
                Term::Absolute | Term::Largest => b.call("Abs", &[&apart], vec![]),
                Term::Power(p) => {
                    let apart = b.call("Abs", &[&apart], vec![]);
                    b.with("Pow", &apart, p)
                }
            };
            let join = if term == Term::Largest { "Max" } else { "Add" };
            vec![(b.call(join, &[&inputs[0], &term_of], vec![]), double)]
        });
        let inputs = [&zeros, &turned, &points];
        self.call("Scan", &inputs, vec![body, Attribute::int("num_scan_inputs", 2)])
    }

    /// The `k` largest or least numbers of each row and their places, of equal ones the first ones.
    pub fn top(&mut self, x: &Value, k: usize, largest: bool) -> [Value; 2] {
        let k = self.integers(&[k as i64]);
        let attributes = vec![
            Attribute::int("axis", 1),
            Attribute::int("largest", i64::from(largest)),
            Attribute::int("sorted", 1),
        ];
        self.outputs("", "TopK", &[x, &k], attributes)
    }

    /// The `k` points (row after row) with the least sums of terms, of equal ones those of lower
    /// numbers: the sums, and the points' numbers, both rows x k, the nearest first.
    pub fn nearest(
        &mut self,
        x: &Value,
        points: &[f64],
        columns: usize,
        k: usize,
        term: Term,
    ) -> [Value; 2] {
        if term != Term::Square {
            let sums = self.sums_of_terms(x, points, columns, term);
            return self.top(&sums, k, false);
        }
        // Products are fast but round: they find candidates, whose distances are then computed
        // from differences.
        let count = points.len() / columns;
        let mut mean = vec![0.0; columns];
        for (i, v) in points.iter().enumerate() {
            mean[i % columns] += v / count as f64;
        }
        let about = self.squared_distances(x, points, &mean);
        let wanted = (k + SPARE).min(count);
        let [_, candidates] = self.top(&about, wanted, false);
        // In the order of their numbers, which tells equal ones apart.
        let [candidates, _] = self.top(&candidates, wanted, false);
        let points = self.constant(&[count, columns], points);
        let found = self.call("Gather", &[&points, &candidates], vec![Attribute::int("axis", 0)]);
        let x = self.widen(x, 1);
        let apart = self.call("Sub", &[&found, &x], vec![]);
        let squares = self.call("Mul", &[&apart, &apart], vec![]);
        let sums = self.reduce("ReduceSum", &squares, 2);
        let [sums, places] = self.top(&sums, k, false);
        let axis = vec![Attribute::int("axis", 1)];
        let numbers = self.call("GatherElements", &[&candidates, &places], axis);
        [sums, numbers]
    }

    /// The squared lengths of rows that are moved by `-mean` and then multiplied by a square matrix
    /// (row after row, its rows with the moved ones), or column by column by a list: rows x 1.
    pub fn scaled_lengths(&mut self, x: &Value, mean: &[f64], matrix: &[f64]) -> Value {
        let moved = self.centred(x, mean);
        let scaled = if matrix.len() == mean.len() {
            let scales = self.constant(&[matrix.len()], matrix);
            self.call("Mul", &[&moved, &scales], vec![])
        } else {
            self.products(&moved, mean.len(), matrix)
        };
        self.squared_lengths(&scaled)
    }
}
