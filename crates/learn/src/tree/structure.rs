//! A grown tree: nodes in arrays, as scikit-learn's `tree_` has them.

use crate::{Error, Matrix, Result, Values};
use serde::{Deserialize, Serialize};

/// Stands for "no set of categories" in [`Tree::category`].
pub(crate) const NO_CATEGORY: u32 = u32::MAX;

/// A binary tree. Node 0 is the root; the children of a node follow one another and come after it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// How many numbers a node predicts: classes of a classifier, else 1.
    pub outputs: usize,
    /// The column that each node asks for; 0 in leaves.
    pub feature: Vec<u32>,
    /// Rows whose number is at most this go left.
    pub threshold: Vec<f64>,
    /// The left child; the right one is the next. 0 for leaves.
    pub left: Vec<u32>,
    /// Do missing values go left?
    pub missing_left: Vec<bool>,
    /// Which of [`Tree::categories`] goes left, for nodes that ask for a category; else `u32::MAX`.
    pub category: Vec<u32>,
    /// Sets of categories: bit `c % 32` of number `c / 32` for category `c`.
    pub categories: Vec<Vec<u32>>,
    /// What each node predicts, `outputs` numbers a node.
    pub value: Vec<f64>,
    /// How much the split of each node improves the criterion, weighted by its rows.
    pub gain: Vec<f64>,
    /// The (weighted) number of rows in each node.
    pub weight: Vec<f64>,
    /// The impurity of each node, where the criterion has one; else empty.
    pub impurity: Vec<f64>,
}

impl Tree {
    pub(crate) fn new(outputs: usize) -> Tree {
        Tree { outputs, ..Tree::default() }
    }

    /// Appends a leaf whose value is still 0; returns its number.
    pub(crate) fn push_leaf(&mut self, weight: f64) -> usize {
        self.feature.push(0);
        self.threshold.push(0.0);
        self.left.push(0);
        self.missing_left.push(false);
        self.category.push(NO_CATEGORY);
        self.value.extend(std::iter::repeat_n(0.0, self.outputs));
        self.gain.push(0.0);
        self.weight.push(weight);
        self.feature.len() - 1
    }

    /// Takes the last leaves away again.
    pub(crate) fn pop_leaves(&mut self, count: usize) {
        let n = self.nodes() - count;
        self.feature.truncate(n);
        self.threshold.truncate(n);
        self.left.truncate(n);
        self.missing_left.truncate(n);
        self.category.truncate(n);
        self.value.truncate(n * self.outputs);
        self.gain.truncate(n);
        self.weight.truncate(n);
        self.impurity.truncate(n);
    }

    /// The number of nodes, leaves included.
    pub fn nodes(&self) -> usize {
        self.feature.len()
    }

    /// The number of leaves.
    pub fn leaves(&self) -> usize {
        self.left.iter().filter(|&&l| l == 0).count()
    }

    /// The length of the longest way from the root to a leaf.
    pub fn depth(&self) -> usize {
        let mut depth = vec![0; self.nodes()];
        for node in 0..self.nodes() {
            if self.left[node] != 0 {
                let child = self.left[node] as usize;
                depth[child] = depth[node] + 1;
                depth[child + 1] = depth[node] + 1;
            }
        }
        depth.into_iter().max().unwrap_or(0)
    }

    /// Is this a node without children?
    pub fn is_leaf(&self, node: usize) -> bool {
        self.left[node] == 0
    }

    /// The set of categories that go left at a node that asks for one.
    pub(crate) fn set_of(&self, node: usize) -> Option<&[u32]> {
        let set = self.category[node];
        (set != NO_CATEGORY).then(|| &self.categories[set as usize][..])
    }

    /// What a node predicts.
    pub fn value_of(&self, node: usize) -> &[f64] {
        &self.value[node * self.outputs..(node + 1) * self.outputs]
    }

    /// Does this value go left at a node that is no leaf?
    #[inline]
    pub(crate) fn goes_left(&self, node: usize, value: f64) -> bool {
        if value.is_nan() {
            self.missing_left[node]
        } else if self.category[node] == NO_CATEGORY {
            value <= self.threshold[node]
        } else {
            // A category beyond those seen, or what is none, goes where missing values go.
            let set = &self.categories[self.category[node] as usize];
            match category_of(value) {
                Some(c) if c / 32 < set.len() => set[c / 32] >> (c % 32) & 1 == 1,
                _ => self.missing_left[node],
            }
        }
    }

    /// The leaf that a row falls into.
    #[inline]
    pub(crate) fn leaf(&self, value: impl Fn(usize) -> f64) -> usize {
        let mut node = 0;
        while self.left[node] != 0 {
            let right = !self.goes_left(node, value(self.feature[node] as usize));
            node = self.left[node] as usize + usize::from(right);
        }
        node
    }

    /// Cuts off, weakest first, splits that improve the impurity by no more than `alpha` for each
    /// leaf (minimal cost-complexity pruning, Breiman et al. 1984).
    pub(crate) fn prune(&mut self, alpha: f64) {
        let total = self.weight[0];
        let own: Vec<f64> =
            self.impurity.iter().zip(&self.weight).map(|(i, w)| i * w / total).collect();
        loop {
            let n = self.nodes();
            let mut below = own.clone();
            let mut leaves = vec![1.0; n];
            for node in (0..n).rev() {
                let left = self.left[node] as usize;
                if left != 0 {
                    below[node] = below[left] + below[left + 1];
                    leaves[node] = leaves[left] + leaves[left + 1];
                }
            }
            // Nodes that have been cut off are still there, but nothing leads to them.
            let mut reached = vec![false; n];
            reached[0] = true;
            let mut weakest: Option<(f64, usize)> = None;
            for node in 0..n {
                let left = self.left[node] as usize;
                if left == 0 || !reached[node] {
                    continue;
                }
                reached[left] = true;
                reached[left + 1] = true;
                let link = (own[node] - below[node]) / (leaves[node] - 1.0);
                if weakest.is_none_or(|(w, _)| link < w) {
                    weakest = Some((link, node));
                }
            }
            match weakest {
                Some((link, node)) if link <= alpha => self.left[node] = 0,
                _ => break,
            }
        }
        self.compact();
    }

    /// Drops nodes that nothing leads to.
    fn compact(&mut self) {
        let mut tree = Tree::new(self.outputs);
        tree.categories = self.categories.clone();
        let mut queue = std::collections::VecDeque::from([0]);
        tree.copy_node(self, 0);
        let mut place = 0;
        while let Some(node) = queue.pop_front() {
            let left = self.left[node] as usize;
            if left != 0 {
                tree.left[place] = tree.nodes() as u32;
                tree.gain[place] = self.gain[node];
                for child in [left, left + 1] {
                    tree.copy_node(self, child);
                    queue.push_back(child);
                }
            }
            place += 1;
        }
        *self = tree;
    }

    fn copy_node(&mut self, from: &Tree, node: usize) {
        self.feature.push(from.feature[node]);
        self.threshold.push(from.threshold[node]);
        self.left.push(0);
        self.missing_left.push(from.missing_left[node]);
        self.category.push(from.category[node]);
        self.value.extend_from_slice(from.value_of(node));
        self.gain.push(0.0);
        self.weight.push(from.weight[node]);
        self.impurity.extend(from.impurity.get(node));
    }

    /// That indices are in range and children come after their parents, so that no walk fails or
    /// goes round in circles.
    pub(crate) fn validate(&self, what: &str, columns: usize, outputs: usize) -> Result<()> {
        let wrong = |reason: String| Err(Error::Model { what: what.into(), reason });
        let n = self.nodes();
        if n == 0 || self.outputs != outputs || outputs == 0 {
            return wrong(format!(
                "a tree of {n} nodes with {} outputs: expected at least 1 node and {outputs} outputs",
                self.outputs
            ));
        }
        let lengths = [
            self.threshold.len(),
            self.left.len(),
            self.missing_left.len(),
            self.category.len(),
            self.gain.len(),
            self.weight.len(),
        ];
        if lengths.iter().any(|&l| l != n)
            || n.checked_mul(outputs) != Some(self.value.len())
            || !(self.impurity.is_empty() || self.impurity.len() == n)
        {
            return wrong(format!("a tree's arrays differ in length: expected {n} nodes in each"));
        }
        for node in 0..n {
            let left = self.left[node] as usize;
            if left != 0 && (left <= node || left + 1 >= n) {
                return wrong(format!("node {node} of {n} has the child {left}"));
            }
            if left != 0 && self.feature[node] as usize >= columns {
                return wrong(format!(
                    "node {node} asks for column {} of {columns}",
                    self.feature[node]
                ));
            }
            let category = self.category[node];
            if category != NO_CATEGORY && category as usize >= self.categories.len() {
                return wrong(format!(
                    "node {node} has the set {category} of {}",
                    self.categories.len()
                ));
            }
        }
        Ok(())
    }

    /// Adds each split's gain to its column.
    pub(crate) fn add_importances(&self, importances: &mut [f64]) {
        for node in 0..self.nodes() {
            if self.left[node] != 0 {
                importances[self.feature[node] as usize] += self.gain[node];
            }
        }
    }
}

fn category_of(value: f64) -> Option<usize> {
    (value > -1.0 && value < 4e9).then_some(value as usize)
}

/// Divides by the sum, if there is one.
pub(crate) fn normalized(mut importances: Vec<f64>) -> Vec<f64> {
    let total: f64 = importances.iter().sum();
    if total > 0.0 {
        importances.iter_mut().for_each(|i| *i /= total);
    }
    importances
}

/// A node as prediction wants it: all it needs in one place.
#[derive(Clone, Copy)]
struct Step {
    threshold: f64,
    feature: u32,
    /// The left child; of a leaf the node itself.
    left: u32,
}

/// A tree in the form that walks over many rows use: eight rows at a time go down together, so
/// that the processor need not wait for the memory of one before it looks at the next.
pub(crate) struct Walk<'a> {
    tree: &'a Tree,
    steps: Vec<Step>,
    depth: usize,
    plain: bool,
}

impl<'a> Walk<'a> {
    pub fn new(tree: &'a Tree) -> Walk<'a> {
        let plain = tree.category.iter().all(|&c| c == NO_CATEGORY);
        let steps = (0..tree.nodes())
            .map(|node| {
                if tree.left[node] == 0 {
                    // Whatever the number, missing included, the walk stays here.
                    Step { threshold: f64::INFINITY, feature: 0, left: node as u32 }
                } else {
                    Step {
                        threshold: tree.threshold[node],
                        feature: tree.feature[node],
                        left: tree.left[node],
                    }
                }
            })
            .collect();
        Walk { tree, steps, depth: tree.depth(), plain }
    }

    /// The leaves of rows; `values` holds `leaves.len()` rows of `columns` numbers.
    pub fn leaves<T: Copy + Into<f64>>(&self, values: &[T], columns: usize, leaves: &mut [u32]) {
        const TOGETHER: usize = 8;
        for (group, leaves) in leaves.chunks_mut(TOGETHER).enumerate() {
            let rows = &values[group * TOGETHER * columns..];
            if !self.plain || leaves.len() < TOGETHER {
                for (i, leaf) in leaves.iter_mut().enumerate() {
                    let row = &rows[i * columns..(i + 1) * columns];
                    *leaf = self.tree.leaf(|feature| row[feature].into()) as u32;
                }
                continue;
            }
            let mut nodes = [0u32; TOGETHER];
            for _ in 0..self.depth {
                let before = nodes;
                for (i, node) in nodes.iter_mut().enumerate() {
                    let step = self.steps[*node as usize];
                    let value: f64 = rows[i * columns + step.feature as usize].into();
                    let right = if value.is_nan() {
                        step.left != *node && !self.tree.missing_left[*node as usize]
                    } else {
                        value > step.threshold
                    };
                    *node = step.left + u32::from(right);
                }
                if nodes == before {
                    break;
                }
            }
            leaves.copy_from_slice(&nodes);
        }
    }
}

/// Rows that go through all trees before the next ones do.
const ROWS: usize = 256;

/// Adds the values of the leaves of all trees, `outputs` numbers a row. Tree `t` adds its values
/// from column `t % groups * tree.outputs` on.
pub(crate) fn sum_trees(trees: &[Tree], groups: usize, matrix: &Matrix, out: &mut [f64]) {
    let Some(first) = trees.first() else { return };
    let per_row = groups * first.outputs;
    let walks: Vec<Walk<'_>> = trees.iter().map(Walk::new).collect();
    let columns = matrix.columns();
    let cost = trees.len() * 16 * ROWS;
    sparkler_cpu::par::chunks_mut(out, ROWS * per_row, cost / per_row.max(1), |start, out| {
        let start = start / per_row;
        let rows = out.len() / per_row;
        let mut leaves = [0u32; ROWS];
        let range = start * columns..(start + rows) * columns;
        for (t, walk) in walks.iter().enumerate() {
            let leaves = &mut leaves[..rows];
            match matrix.values() {
                Values::F32(v) => walk.leaves(&v[range.clone()], columns, leaves),
                Values::F64(v) => walk.leaves(&v[range.clone()], columns, leaves),
            }
            let outputs = walk.tree.outputs;
            let from = t % groups * outputs;
            for (row, &leaf) in leaves.iter().enumerate() {
                let to = &mut out[row * per_row + from..][..outputs];
                for (to, v) in to.iter_mut().zip(walk.tree.value_of(leaf as usize)) {
                    *to += v;
                }
            }
        }
    });
}
