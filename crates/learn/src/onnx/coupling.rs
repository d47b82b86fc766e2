//! Classes from decisions between pairs of them.

use super::{Attribute, Builder, DataType, Value};

/// The pairs (0, 1), (0, 2), ..., (1, 2), ... of classes.
fn pairs(classes: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..classes).flat_map(move |i| (i + 1..classes).map(move |j| (i, j)))
}

impl Builder {
    /// For each class in how many pairs it wins, where a decision of 0 or (`or_zero`) above is for
    /// the first of a pair: rows x classes.
    pub fn votes(&mut self, decisions: &Value, classes: usize, or_zero: bool) -> Value {
        let count = classes * (classes - 1) / 2;
        let (mut change, mut lost) = (vec![0.0; classes * count], vec![0.0; classes]);
        for (pair, (i, j)) in pairs(classes).enumerate() {
            change[i * count + pair] = 1.0;
            change[j * count + pair] = -1.0;
            lost[j] += 1.0;
        }
        let zero = self.constant(&[], &[0.0]);
        let op = if or_zero { "GreaterOrEqual" } else { "Greater" };
        let won = self.call(op, &[decisions, &zero], vec![]);
        let won = self.cast(&won, DataType::Double);
        self.linear(&won, &change, &lost)
    }

    /// The sum of each class's decisions, those of pairs in which it is the second with a minus.
    pub fn margins(&mut self, decisions: &Value, classes: usize) -> Value {
        let count = classes * (classes - 1) / 2;
        let mut signs = vec![0.0; classes * count];
        for (pair, (i, j)) in pairs(classes).enumerate() {
            signs[i * count + pair] = 1.0;
            signs[j * count + pair] = -1.0;
        }
        self.products(decisions, count, &signs)
    }

    /// The probabilities of three or more classes from those of the first of each pair (Wu, Lin and
    /// Weng 2004), with the passes and the limit of [`crate::svm`].
    pub fn couple(&mut self, first: &Value, classes: usize) -> Value {
        let (k, count) = (classes, classes * (classes - 1) / 2);
        // A table of each against each from the columns: pairs, what is left to 1, and 0.
        let second = {
            let one = self.constant(&[], &[1.0]);
            self.call("Sub", &[&one, first], vec![])
        };
        let none = self.with("Mul", first, 0.0);
        let none = self.columns(&none, &[0]);
        let all = self.beside(&[first.clone(), second, none]);
        let mut places = vec![2 * count; k * k];
        for (pair, (i, j)) in pairs(k).enumerate() {
            places[i * k + j] = pair;
            places[j * k + i] = count + pair;
        }
        let shape = self.integers(&[-1, k as i64, k as i64]);
        let r = self.columns(&all, &places);
        let r = self.call("Reshape", &[&r, &shape], vec![]);
        let turned = self.call("Transpose", &[&r], vec![Attribute::ints("perm", vec![0, 2, 1])]);
        let both = self.call("Mul", &[&r, &turned], vec![]);
        let squares = self.call("Mul", &[&r, &r], vec![]);
        let diagonal = self.reduce("ReduceSum", &squares, 1);
        let one: Vec<f64> = (0..k * k).map(|i| f64::from(u8::from(i % (k + 1) == 0))).collect();
        let identity = self.constant(&[k, k], &one);
        let wide = self.widen(&diagonal, 1);
        let wide = self.call("Mul", &[&wide, &identity], vec![]);
        let q = self.call("Sub", &[&wide, &both], vec![]);

        let start = self.for_each_row(first, &vec![1.0 / k as f64; k]);
        let done = self.for_each_row(first, &[0.0]);
        let passes = self.integers(&[k.max(100) as i64]);
        let go_on = self.truth(true);
        let (double, limit) = (DataType::Double, 0.005 / k as f64);
        let body = self.body(&[DataType::Int64, DataType::Bool, double, double], |b, inputs| {
            let (mut p, done) = (inputs[2].clone(), &inputs[3]);
            let wide = b.widen(&p, 1);
            let parts = b.call("Mul", &[&q, &wide], vec![]);
            let mut qp = b.reduce("ReduceSum", &parts, 2);
            let parts = b.call("Mul", &[&p, &qp], vec![]);
            let mut pqp = b.reduce_and_keep("ReduceSum", &parts, 1);
            // Rows that are near enough stay as they are.
            let apart = b.call("Sub", &[&qp, &pqp], vec![]);
            let apart = b.call("Abs", &[&apart], vec![]);
            let apart = b.reduce_and_keep("ReduceMax", &apart, 1);
            let near = b.with("Less", &apart, limit);
            let near = b.cast(&near, double);
            let done = b.call("Max", &[done, &near], vec![]);
            let one = b.constant(&[], &[1.0]);
            let moving = b.call("Sub", &[&one, &done], vec![]);
            for i in 0..k {
                let (own, corner) = (b.columns(&qp, &[i]), b.columns(&diagonal, &[i]));
                let change = b.call("Sub", &[&pqp, &own], vec![]);
                let change = b.call("Div", &[&change, &corner], vec![]);
                let change = b.call("Mul", &[&change, &moving], vec![]);
                let whole = b.call("Add", &[&change, &one], vec![]);
                let unit: Vec<f64> = (0..k).map(|j| f64::from(u8::from(i == j))).collect();
                let unit = b.constant(&[k], &unit);
                let step = b.call("Mul", &[&change, &unit], vec![]);
                p = b.call("Add", &[&p, &step], vec![]);
                p = b.call("Div", &[&p, &whole], vec![]);
                let square = b.call("Mul", &[&change, &corner], vec![]);
                let twice = b.with("Mul", &own, 2.0);
                let sum = b.call("Add", &[&square, &twice], vec![]);
                let sum = b.call("Mul", &[&change, &sum], vec![]);
                pqp = b.call("Add", &[&pqp, &sum], vec![]);
                pqp = b.call("Div", &[&pqp, &whole], vec![]);
                pqp = b.call("Div", &[&pqp, &whole], vec![]);
                let row = b.columns(&q, &[i]);
                let flat = b.integers(&[-1, k as i64]);
                let row = b.call("Reshape", &[&row, &flat], vec![]);
                let step = b.call("Mul", &[&change, &row], vec![]);
                qp = b.call("Add", &[&qp, &step], vec![]);
                qp = b.call("Div", &[&qp, &whole], vec![]);
            }
            let all = b.reduce("ReduceMin", &done, 1);
            let all = b.reduce("ReduceMin", &all, 0);
            let more = b.with("Less", &all, 1.0);
            vec![(more, DataType::Bool), (p, double), (done, double)]
        });
        let [probabilities, _] =
            self.outputs("", "Loop", &[&passes, &go_on, &start, &done], vec![body]);
        probabilities
    }

    fn truth(&mut self, value: bool) -> Value {
        let zero = self.constant(&[], &[0.0]);
        self.with(if value { "GreaterOrEqual" } else { "Less" }, &zero, 0.0)
    }
}
