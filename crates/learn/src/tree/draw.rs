//! A tree as text, in Graphviz' language, and as a picture.

use super::structure::{NO_CATEGORY, Tree};
use std::fmt::Write;

impl Tree {
    /// What a node asks, such as `age <= 30.5`.
    fn question(&self, node: usize, names: &[String]) -> String {
        let column = self.feature[node] as usize;
        let name = names.get(column).cloned().unwrap_or_else(|| format!("x{column}"));
        if self.category[node] == NO_CATEGORY {
            return format!("{name} <= {}", short(self.threshold[node]));
        }
        let set = &self.categories[self.category[node] as usize];
        let members: Vec<String> = (0..set.len() * 32)
            .filter(|c| set[c / 32] >> (c % 32) & 1 == 1)
            .map(|c| c.to_string())
            .collect();
        format!("{name} in {{{}}}", members.join(", "))
    }

    fn answer(&self, node: usize) -> String {
        let values: Vec<String> = self.value_of(node).iter().map(|v| short(*v)).collect();
        if values.len() == 1 { values[0].clone() } else { format!("[{}]", values.join(", ")) }
    }

    /// The tree as indented text. Columns without a name are called `x0`, `x1`, ...
    ///
    /// ```
    /// use sparkler_learn::{Estimator, Matrix, tree::DecisionTreeRegressor};
    /// let x = Matrix::new(4, 1, vec![0.0, 1.0, 2.0, 3.0]).unwrap().into();
    /// let model = DecisionTreeRegressor::default().fit(&x, &[1.0, 1.0, 5.0, 5.0]).unwrap();
    /// let text = model.trees[0].to_text(&["size".into()]);
    /// assert_eq!(text, "size <= 1.5\n|-- yes: 1\n`-- no: 5\n");
    /// ```
    pub fn to_text(&self, names: &[String]) -> String {
        let mut out = String::new();
        // Node, what stands before its own line, and before those of its children.
        let mut open = vec![(0, String::new(), String::new())];
        while let Some((node, own, below)) = open.pop() {
            if self.is_leaf(node) {
                let _ = writeln!(out, "{own}{}", self.answer(node));
                continue;
            }
            let _ = writeln!(out, "{own}{}", self.question(node, names));
            let left = self.left[node] as usize;
            open.push((left + 1, format!("{below}`-- no: "), format!("{below}    ")));
            open.push((left, format!("{below}|-- yes: "), format!("{below}|   ")));
        }
        out
    }

    /// The tree in DOT, the language of Graphviz.
    pub fn to_dot(&self, names: &[String]) -> String {
        let mut out =
            String::from("digraph Tree {\n  node [shape=box, fontname=\"sans-serif\"];\n");
        for node in 0..self.nodes() {
            let mut label =
                if self.is_leaf(node) { self.answer(node) } else { self.question(node, names) };
            let _ = write!(label, "\nsamples = {}", short(self.weight[node]));
            let label = label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = writeln!(out, "  {node} [label=\"{label}\"];");
            if !self.is_leaf(node) {
                let left = self.left[node];
                let _ = writeln!(out, "  {node} -> {left} [label=\"yes\"];");
                let _ = writeln!(out, "  {node} -> {} [label=\"no\"];", left + 1);
            }
        }
        out.push_str("}\n");
        out
    }

    /// The tree as an SVG picture; what lies below `max_depth` is left out.
    pub fn to_svg(&self, names: &[String], max_depth: usize) -> String {
        const WIDTH: f64 = 170.0;
        const HEIGHT: f64 = 84.0;
        // Leaves from left to right; a node stands above the middle of its children.
        let n = self.nodes();
        let mut depth = vec![usize::MAX; n];
        depth[0] = 0;
        let mut shown = Vec::new();
        let mut open = vec![0];
        while let Some(node) = open.pop() {
            shown.push(node);
            if !self.is_leaf(node) && depth[node] < max_depth {
                let left = self.left[node] as usize;
                for child in [left + 1, left] {
                    depth[child] = depth[node] + 1;
                    open.push(child);
                }
            }
        }
        let ends = |node: usize| self.is_leaf(node) || depth[node] >= max_depth;
        let mut x = vec![0.0; n];
        let mut columns = 0.0;
        for &node in &shown {
            if ends(node) {
                x[node] = (columns + 0.5) * WIDTH;
                columns += 1.0;
            }
        }
        for &node in shown.iter().rev() {
            if !ends(node) {
                let left = self.left[node] as usize;
                x[node] = f64::midpoint(x[left], x[left + 1]);
            }
        }
        let levels = shown.iter().map(|&node| depth[node]).max().unwrap_or(0) as f64 + 1.0;
        let (width, height) = (columns * WIDTH, levels * HEIGHT);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\" \
             text-anchor=\"middle\">\n"
        );
        let top = |node: usize| depth[node] as f64 * HEIGHT + 8.0;
        for &node in shown.iter().filter(|&&node| !ends(node)) {
            let left = self.left[node] as usize;
            for (child, word) in [(left, "yes"), (left + 1, "no")] {
                let (x1, y1, x2, y2) = (x[node], top(node) + 44.0, x[child], top(child));
                let _ = writeln!(
                    out,
                    "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"#888\"/>\
                     <text x=\"{}\" y=\"{}\" fill=\"#666\">{word}</text>",
                    f64::midpoint(x1, x2),
                    f64::midpoint(y1, y2)
                );
            }
        }
        for &node in &shown {
            let line =
                if self.is_leaf(node) { self.answer(node) } else { self.question(node, names) };
            let fill = if self.is_leaf(node) { "#e6f4ea" } else { "#e8f0fe" };
            let _ = writeln!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"44\" rx=\"6\" fill=\"{fill}\" \
                 stroke=\"#888\"/><text x=\"{}\" y=\"{}\">{}</text><text x=\"{}\" y=\"{}\" \
                 fill=\"#666\">samples = {}</text>",
                x[node] - WIDTH / 2.0 + 5.0,
                top(node),
                WIDTH - 10.0,
                x[node],
                top(node) + 18.0,
                escaped(&line),
                x[node],
                top(node) + 36.0,
                short(self.weight[node])
            );
        }
        out.push_str("</svg>\n");
        out
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A number in at most five significant digits.
fn short(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return x.to_string();
    }
    let digits = 4 - x.abs().log10().floor() as i32;
    if !(0..=12).contains(&digits) {
        return if digits < 0 { format!("{x:.0}") } else { format!("{x:.4e}") };
    }
    let text = format!("{x:.0$}", digits as usize);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').into(),
        false => text,
    }
}
