//! Growing single trees and forests depth first: each node looks at some columns, counts codes in
//! one pass over its rows and cuts where the criterion improves most (Breiman et al. 1984; Breiman
//! 2001; Geurts et al. 2006).

use super::bins::{Bins, MISSING, middle};
use super::structure::Tree;
use crate::Matrix;
use crate::random::Generator;
use serde::{Deserialize, Serialize};
use sparkler_cpu::histogram;
use std::rc::Rc;

/// What a split of classes improves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassCriterion {
    /// Gini impurity.
    #[default]
    Gini,
    /// Shannon entropy, in bits.
    Entropy,
    /// The same as `entropy`.
    LogLoss,
}

/// What a split of numbers improves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberCriterion {
    /// The variance.
    #[default]
    SquaredError,
    /// Half the Poisson deviance, for targets of 0 or more.
    Poisson,
}

/// A criterion and the sums that it needs of a set of rows.
pub(crate) trait Criterion: Sync {
    /// What is to be predicted for a row.
    type Label: Copy + Sync;
    /// The number of sums.
    fn sums(&self) -> usize;
    /// Adds a row.
    fn add(&self, sums: &mut [f64], label: Self::Label, weight: f64);
    /// Adds the rows whose codes, `shift` added, are at most `last`; returns how many these are.
    /// `weights` is empty where each row counts 1.
    fn add_left(
        &self,
        codes: &[u8],
        (shift, last): (u8, u8),
        labels: &[Self::Label],
        weights: &[f32],
        sums: &mut [f64],
    ) -> usize {
        let mut count = 0;
        for (i, (&code, &label)) in codes.iter().zip(labels).enumerate() {
            let left = code.wrapping_add(shift) <= last;
            let weight = weights.get(i).map_or(1.0, |w| f64::from(*w));
            self.add(sums, label, if left { weight } else { 0.0 });
            count += usize::from(left);
        }
        count
    }
    /// The weight of the rows.
    fn weight(&self, sums: &[f64]) -> f64;
    /// The impurity times the weight, up to a constant that a split does not change.
    fn cost(&self, sums: &[f64]) -> f64;
    /// Impurity of a node whose rows are given besides their sums.
    fn impurity(&self, sums: &[f64], labels: &[Self::Label], weights: &[f32]) -> f64;
    /// The predicted numbers.
    fn value(&self, sums: &[f64], out: &mut [f64]);
    /// How many numbers are predicted.
    fn outputs(&self) -> usize;
}

/// The number of a class.
pub(crate) trait Class: Copy + Sync {
    /// How many classes there are, where that is known when the program is compiled.
    const COUNT: Option<usize>;
    fn place(self) -> usize;
    /// As [`Criterion::add_left`] of rows that count 1 each, where there is a faster way.
    fn add_left(codes: &[u8], shift: u8, last: u8, labels: &[Self], sums: &mut [f64]) -> usize;
}

/// One of two classes.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct OfTwo(pub bool);

impl Class for OfTwo {
    const COUNT: Option<usize> = Some(2);

    #[inline]
    fn place(self) -> usize {
        usize::from(self.0)
    }

    fn add_left(codes: &[u8], shift: u8, last: u8, labels: &[Self], sums: &mut [f64]) -> usize {
        let (mut count, mut second) = (0, 0);
        let mut marks = [false; 512];
        for (codes, labels) in codes.chunks(512).zip(labels.chunks(512)) {
            marks.iter_mut().zip(labels).for_each(|(mark, label)| *mark = label.0);
            let found = histogram::count_marked(codes, shift, last, &marks[..codes.len()]);
            count += found[0];
            second += found[1];
        }
        sums[0] += (count - second) as f64;
        sums[1] += second as f64;
        count
    }
}

/// One of any number of classes.
impl Class for u32 {
    const COUNT: Option<usize> = None;

    #[inline]
    fn place(self) -> usize {
        self as usize
    }

    fn add_left(codes: &[u8], shift: u8, last: u8, labels: &[Self], sums: &mut [f64]) -> usize {
        let mut count = 0;
        for (&code, &label) in codes.iter().zip(labels) {
            let left = code.wrapping_add(shift) <= last;
            sums[label as usize] += f64::from(u8::from(left));
            count += usize::from(left);
        }
        count
    }
}

pub(crate) struct Classes<L> {
    pub criterion: ClassCriterion,
    pub classes: usize,
    pub label: std::marker::PhantomData<L>,
}

impl<L: Class> Criterion for Classes<L> {
    type Label = L;

    #[inline]
    fn sums(&self) -> usize {
        L::COUNT.unwrap_or(self.classes)
    }

    #[inline]
    fn add(&self, sums: &mut [f64], label: L, weight: f64) {
        sums[label.place()] += weight;
    }

    fn add_left(
        &self,
        codes: &[u8],
        (shift, last): (u8, u8),
        labels: &[L],
        weights: &[f32],
        sums: &mut [f64],
    ) -> usize {
        if weights.is_empty() {
            return L::add_left(codes, shift, last, labels, sums);
        }
        let mut count = 0;
        for ((&code, &label), &weight) in codes.iter().zip(labels).zip(weights) {
            let left = code.wrapping_add(shift) <= last;
            sums[label.place()] += f64::from(if left { weight } else { 0.0 });
            count += usize::from(left);
        }
        count
    }

    #[inline]
    fn weight(&self, sums: &[f64]) -> f64 {
        sums.iter().sum()
    }

    #[inline]
    fn cost(&self, sums: &[f64]) -> f64 {
        let total: f64 = sums.iter().sum();
        match self.criterion {
            ClassCriterion::Gini => {
                let squares: f64 = sums.iter().map(|s| s * s).sum();
                if total > 0.0 { -squares / total } else { 0.0 }
            }
            ClassCriterion::Entropy | ClassCriterion::LogLoss => {
                let part = |&s: &f64| if s > 0.0 { s * (s / total).log2() } else { 0.0 };
                -sums.iter().map(part).sum::<f64>()
            }
        }
    }

    fn impurity(&self, sums: &[f64], _: &[L], _: &[f32]) -> f64 {
        let total = self.weight(sums);
        match self.criterion {
            ClassCriterion::Gini => 1.0 + self.cost(sums) / total,
            ClassCriterion::Entropy | ClassCriterion::LogLoss => self.cost(sums) / total,
        }
    }

    fn value(&self, sums: &[f64], out: &mut [f64]) {
        let total = self.weight(sums);
        for (out, s) in out.iter_mut().zip(sums) {
            *out = s / total;
        }
    }

    fn outputs(&self) -> usize {
        self.classes
    }
}

pub(crate) struct Numbers {
    pub criterion: NumberCriterion,
}

impl Criterion for Numbers {
    type Label = f64;

    #[inline]
    fn sums(&self) -> usize {
        2
    }

    #[inline]
    fn add(&self, sums: &mut [f64], y: f64, weight: f64) {
        sums[0] += weight;
        sums[1] += weight * y;
    }

    #[inline]
    fn weight(&self, sums: &[f64]) -> f64 {
        sums[0]
    }

    #[inline]
    fn cost(&self, sums: &[f64]) -> f64 {
        if sums[0] <= 0.0 {
            return 0.0;
        }
        match self.criterion {
            NumberCriterion::SquaredError => -sums[1] * sums[1] / sums[0],
            NumberCriterion::Poisson if sums[1] <= 0.0 => f64::INFINITY,
            NumberCriterion::Poisson => -sums[1] * (sums[1] / sums[0]).ln(),
        }
    }

    fn impurity(&self, sums: &[f64], labels: &[f64], weights: &[f32]) -> f64 {
        let mean = sums[1] / sums[0];
        let deviation = |(i, &y): (usize, &f64)| {
            let part = match self.criterion {
                NumberCriterion::SquaredError => (y - mean) * (y - mean),
                NumberCriterion::Poisson if y > 0.0 => y * (y / mean).ln(),
                NumberCriterion::Poisson => 0.0,
            };
            part * weights.get(i).map_or(1.0, |w| f64::from(*w))
        };
        labels.iter().enumerate().map(deviation).sum::<f64>() / sums[0]
    }

    fn value(&self, sums: &[f64], out: &mut [f64]) {
        out[0] = sums[1] / sums[0];
    }

    fn outputs(&self) -> usize {
        1
    }
}

/// What limits a tree.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub max_depth: usize,
    pub min_samples_split: usize,
    pub min_samples_leaf: usize,
    pub min_weight_leaf: f64,
    pub min_impurity_decrease: f64,
    pub max_features: usize,
    pub max_leaves: usize,
    /// One random threshold for each column instead of the best.
    pub random_thresholds: bool,
}

struct Found {
    gain: f64,
    column: usize,
    cut: Cut,
    /// Columns that hold one value here, a bit for each.
    constant: Rc<[u64]>,
}

/// A way to part the rows of a node by a column.
#[derive(Clone, Copy)]
struct Cut {
    cost: f64,
    /// The last code of the left side.
    code: usize,
    threshold: f64,
    missing_left: bool,
}

struct Task {
    node: usize,
    start: usize,
    end: usize,
    depth: usize,
    impurity: f64,
    /// Columns that hold one value in this node's parent, so in this node as well.
    constant: Rc<[u64]>,
    /// The split, where it has been looked for already.
    found: Option<Found>,
}

/// Room that nodes use one after another.
struct Buffers<L> {
    /// What is known of the rows of a node, in their order; `weights` is empty where all count 1.
    labels: Vec<L>,
    weights: Vec<f32>,
    /// Their codes of one column.
    codes: Vec<u8>,
    /// The sums of each code, in two tables: of every other row, so that additions to a code that
    /// comes again and again do not wait for one another. Zeros from column to column.
    cells: Vec<f64>,
    counts: Vec<u32>,
    /// The codes that the rows have, and the sums of each.
    present: Vec<u8>,
    sums: Vec<f64>,
    left: Vec<f64>,
    right: Vec<f64>,
    spare: Vec<u32>,
}

impl<L: Copy> Buffers<L> {
    fn take(&mut self, rows: &[u32], labels: &[L], weights: Option<&[f32]>) {
        self.labels.clear();
        self.labels.extend(rows.iter().map(|&row| labels[row as usize]));
        if let Some(weights) = weights {
            self.weights.clear();
            self.weights.extend(rows.iter().map(|&row| weights[row as usize]));
        }
    }
}

pub(crate) struct Grower<'a, C: Criterion> {
    pub bins: &'a Bins,
    /// The numbers themselves, for splits between any two of them.
    pub exact: Option<&'a Matrix>,
    pub criterion: &'a C,
    /// What is to be predicted for each row of the table.
    pub labels: &'a [C::Label],
    /// How much each row of the table counts; `None` where all count 1.
    pub weights: Option<&'a [f32]>,
    pub limits: Limits,
    pub random: Generator,
    /// The weight of all rows, which decreases of impurity are relative to.
    pub total_weight: f64,
}

impl<C: Criterion> Grower<'_, C> {
    /// Grows a tree from rows, which get another order.
    pub fn grow(&mut self, rows: &mut [u32]) -> Tree {
        let k = self.criterion.sums();
        let mut tree = Tree::new(self.criterion.outputs());
        let mut buffers = Buffers {
            labels: Vec::with_capacity(rows.len()),
            weights: Vec::new(),
            codes: Vec::new(),
            cells: vec![0.0; 2 * 256 * k],
            counts: vec![0; 256],
            present: Vec::with_capacity(256),
            sums: Vec::with_capacity(256 * k),
            left: vec![0.0; k],
            right: vec![0.0; k],
            spare: vec![0; rows.len()],
        };
        let b = &mut buffers;
        let mut columns: Vec<u32> = (0..self.bins.columns.len() as u32).collect();
        // The sums of each node.
        let mut sums = Vec::new();
        let root = self.node(&mut tree, &mut sums, rows, b);
        let mut leaves = 1;
        // Depth first keeps the rows of a node in the cache. Where leaves are limited, the best
        // split comes first, so each is looked for when its node is made.
        let best_first = self.limits.max_leaves != usize::MAX;
        let mut open: Vec<Task> = Vec::new();
        let first = Task {
            node: 0,
            start: 0,
            end: rows.len(),
            depth: 0,
            impurity: root,
            constant: vec![0; columns.len().div_ceil(64)].into(),
            found: None,
        };
        open.extend(self.prepare(first, rows, &sums, best_first, &mut columns, b));
        while !open.is_empty() && leaves < self.limits.max_leaves {
            let next = if best_first {
                let gain = |task: &Task| task.found.as_ref().map_or(0.0, |f| f.gain);
                (0..open.len()).fold(0, |b, i| if gain(&open[i]) > gain(&open[b]) { i } else { b })
            } else {
                open.len() - 1
            };
            let mut task = open.remove(next);
            let own = &mut rows[task.start..task.end];
            let found = match task.found.take() {
                Some(found) => Some(found),
                None => {
                    let total = &sums[task.node * k..(task.node + 1) * k];
                    self.search(own, total, &task.constant, &mut columns, b)
                }
            };
            let Some(Found { column, cut, constant, .. }) = found else { continue };
            let middle = if let Some(matrix) = self.exact {
                partition(own, &mut b.spare, |row| {
                    let x = matrix.get(row as usize, column);
                    if x.is_nan() { cut.missing_left } else { x <= cut.threshold }
                })
            } else {
                let mut marked = [false; 256];
                marked[..=cut.code].fill(true);
                marked[MISSING as usize] = cut.missing_left;
                let (codes, width, place) = self.bins.place(column);
                histogram::partition(codes, width, place, &marked, own, &mut b.spare)
            };
            let weight = tree.weight[task.node];
            let left = tree.nodes();
            let impurities = [
                self.node(&mut tree, &mut sums, &own[..middle], b),
                self.node(&mut tree, &mut sums, &own[middle..], b),
            ];
            let decrease = weight * task.impurity
                - tree.weight[left] * impurities[0]
                - tree.weight[left + 1] * impurities[1];
            if decrease / self.total_weight + f64::EPSILON < self.limits.min_impurity_decrease {
                tree.pop_leaves(2);
                sums.truncate(left * k);
                continue;
            }
            leaves += 1;
            tree.left[task.node] = left as u32;
            tree.feature[task.node] = column as u32;
            tree.threshold[task.node] = cut.threshold;
            tree.missing_left[task.node] = cut.missing_left;
            tree.gain[task.node] = decrease.max(0.0);
            let middle = task.start + middle;
            let depth = task.depth + 1;
            for (i, start, end) in [(1, middle, task.end), (0, task.start, middle)] {
                let (impurity, constant) = (impurities[i], constant.clone());
                let child =
                    Task { node: left + i, start, end, depth, impurity, constant, found: None };
                let own = &rows[start..end];
                open.extend(self.prepare(child, own, &sums, best_first, &mut columns, b));
            }
        }
        tree
    }

    /// The task, if its node may be split at all; with its split where that is wanted now.
    fn prepare(
        &mut self,
        mut task: Task,
        rows: &[u32],
        sums: &[f64],
        now: bool,
        columns: &mut [u32],
        b: &mut Buffers<C::Label>,
    ) -> Option<Task> {
        let n = rows.len();
        if task.depth >= self.limits.max_depth
            || n < self.limits.min_samples_split
            || n < 2 * self.limits.min_samples_leaf
            || task.impurity <= f64::EPSILON
        {
            return None;
        }
        if now {
            let k = self.criterion.sums();
            let total = &sums[task.node * k..(task.node + 1) * k];
            task.found = Some(self.search(rows, total, &task.constant, columns, b)?);
        }
        Some(task)
    }

    /// Appends a node of these rows; returns its impurity.
    fn node(
        &self,
        tree: &mut Tree,
        sums: &mut Vec<f64>,
        rows: &[u32],
        b: &mut Buffers<C::Label>,
    ) -> f64 {
        b.take(rows, self.labels, self.weights);
        let start = sums.len();
        sums.resize(start + self.criterion.sums(), 0.0);
        let sums = &mut sums[start..];
        if b.weights.is_empty() {
            for &label in &b.labels {
                self.criterion.add(sums, label, 1.0);
            }
        } else {
            for (&label, &weight) in b.labels.iter().zip(&b.weights) {
                self.criterion.add(sums, label, f64::from(weight));
            }
        }
        let node = tree.push_leaf(self.criterion.weight(sums));
        let outputs = tree.outputs;
        self.criterion.value(sums, &mut tree.value[node * outputs..]);
        let impurity = self.criterion.impurity(sums, &b.labels, &b.weights);
        tree.impurity.push(impurity);
        impurity
    }

    fn search(
        &mut self,
        rows: &[u32],
        total: &[f64],
        constant: &Rc<[u64]>,
        columns: &mut [u32],
        b: &mut Buffers<C::Label>,
    ) -> Option<Found> {
        b.take(rows, self.labels, self.weights);
        let whole = self.criterion.cost(total);
        let mut best: Option<(f64, usize, Cut)> = None;
        let mut found_constant: Vec<usize> = Vec::new();
        let mut varied = 0;
        let n = columns.len();
        for visited in 0..n {
            // Constant columns count as looked at, but one that is not must be among them.
            if visited >= self.limits.max_features && varied > 0 {
                break;
            }
            let pick = if n == 1 { 0 } else { visited + self.random.below(n - visited) };
            columns.swap(visited, pick);
            let column = columns[visited] as usize;
            if constant[column / 64] >> (column % 64) & 1 == 1 {
                continue;
            }
            let found = if self.limits.random_thresholds {
                self.random_split(column, rows, total, b)
            } else if let Some(matrix) = self.exact {
                self.exact_split(matrix, column, rows, total, b)
            } else {
                self.best_split(column, rows, total, b)
            };
            let Some(found) = found else {
                found_constant.push(column);
                continue;
            };
            varied += 1;
            if let Some(cut) = found {
                let gain = whole - cut.cost;
                if best.is_none_or(|b| gain > b.0) {
                    best = Some((gain, column, cut));
                }
            }
        }
        let (gain, column, cut) = best?;
        let mut constant = constant.clone();
        if !found_constant.is_empty() {
            let mut all = constant.to_vec();
            found_constant.into_iter().for_each(|c| all[c / 64] |= 1 << (c % 64));
            constant = all.into();
        }
        Some(Found { gain, column, cut, constant })
    }

    /// Does a split leave enough on both sides?
    fn enough(&self, count: usize, rows: usize, left: &[f64], right: &[f64]) -> bool {
        let (least, weight) = (self.limits.min_samples_leaf, self.limits.min_weight_leaf);
        count >= least
            && rows - count >= least
            && (weight <= 0.0
                || (self.criterion.weight(left) >= weight
                    && self.criterion.weight(right) >= weight))
    }

    /// Nothing if the column is constant; else the cheapest split, if one leaves enough on both
    /// sides.
    fn best_split(
        &self,
        column: usize,
        rows: &[u32],
        total: &[f64],
        b: &mut Buffers<C::Label>,
    ) -> Option<Option<Cut>> {
        let (codes, width, place) = self.bins.place(column);
        let criterion = self.criterion;
        let k = criterion.sums();
        // A bit for each code that some row has.
        let mut seen = [0u64; 4];
        let mut note = |code: usize| {
            let bit = 1u64 << (code % 64);
            // All four are written: an index would make each row wait for the one before.
            for (i, seen) in seen.iter_mut().enumerate() {
                *seen |= if code / 64 == i { bit } else { 0 };
            }
        };
        let code_of = |row: u32| codes[row as usize * width + place] as usize;
        let (even, odd) = b.cells.split_at_mut(256 * k);
        if b.weights.is_empty() {
            let (pairs, rest) = rows.as_chunks::<2>();
            let (labels, last) = b.labels.as_chunks::<2>();
            for (pair, label) in pairs.iter().zip(labels) {
                let code = [code_of(pair[0]), code_of(pair[1])];
                note(code[0]);
                note(code[1]);
                criterion.add(&mut even[code[0] * k..(code[0] + 1) * k], label[0], 1.0);
                criterion.add(&mut odd[code[1] * k..(code[1] + 1) * k], label[1], 1.0);
            }
            for (&row, &label) in rest.iter().zip(last) {
                let code = code_of(row);
                note(code);
                criterion.add(&mut even[code * k..(code + 1) * k], label, 1.0);
            }
        } else {
            for ((&row, &label), &weight) in rows.iter().zip(&b.labels).zip(&b.weights) {
                let code = code_of(row);
                note(code);
                criterion.add(&mut even[code * k..(code + 1) * k], label, f64::from(weight));
            }
        }
        // Counts are needed where a leaf must have several rows.
        let counted = self.limits.min_samples_leaf > 1;
        if counted {
            b.counts.fill(0);
            rows.iter().for_each(|&row| b.counts[code_of(row)] += 1);
        }
        b.present.clear();
        b.sums.clear();
        for (word, bits) in seen.into_iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                let code = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                b.present.push(code as u8);
                let (even, odd) =
                    (&mut even[code * k..(code + 1) * k], &mut odd[code * k..(code + 1) * k]);
                b.sums.extend(even.iter().zip(odd.iter()).map(|(e, o)| e + o));
                even.fill(0.0);
                odd.fill(0.0);
            }
        }
        if b.present.len() < 2 {
            return None;
        }
        let has_missing = b.present.last() == Some(&MISSING);
        let numbers = b.present.len() - usize::from(has_missing);
        let kind = &self.bins.columns[column];
        let mut best: Option<Cut> = None;
        for missing_left in [false, true] {
            if missing_left && !has_missing {
                break;
            }
            b.left.fill(0.0);
            let mut count = 0;
            if missing_left {
                b.left.copy_from_slice(&b.sums[numbers * k..]);
                count = b.counts[MISSING as usize] as usize;
            }
            // After the last code only missing values are left for the right side.
            let ends = if has_missing && !missing_left { numbers } else { numbers - 1 };
            for (i, own) in b.sums.chunks_exact(k).take(ends).enumerate() {
                for ((l, r), (own, total)) in
                    b.left.iter_mut().zip(&mut b.right).zip(own.iter().zip(total))
                {
                    *l += own;
                    *r = total - *l;
                }
                let code = usize::from(b.present[i]);
                if counted || self.limits.min_weight_leaf > 0.0 {
                    count += b.counts[code] as usize;
                    let count = if counted { count } else { 1 };
                    if !self.enough(count, rows.len(), &b.left, &b.right) {
                        continue;
                    }
                }
                let cost = criterion.cost(&b.left) + criterion.cost(&b.right);
                if cost < best.map_or(f64::INFINITY, |b| b.cost) {
                    let next = b.present[..numbers].get(i + 1);
                    let threshold =
                        next.map_or(f64::INFINITY, |n| kind.threshold(code, usize::from(*n)));
                    best = Some(Cut { cost, code, threshold, missing_left });
                }
            }
        }
        Some(best)
    }

    /// As [`Grower::best_split`] between any two numbers: rows are sorted by the column.
    fn exact_split(
        &self,
        matrix: &Matrix,
        column: usize,
        rows: &[u32],
        total: &[f64],
        b: &mut Buffers<C::Label>,
    ) -> Option<Option<Cut>> {
        let criterion = self.criterion;
        let mut order: Vec<(f64, C::Label, f64)> = Vec::with_capacity(rows.len());
        let mut missing = vec![0.0; total.len()];
        let mut missing_count = 0;
        for (i, (&row, &label)) in rows.iter().zip(&b.labels).enumerate() {
            let weight = b.weights.get(i).map_or(1.0, |w| f64::from(*w));
            let x = matrix.get(row as usize, column);
            if x.is_nan() {
                criterion.add(&mut missing, label, weight);
                missing_count += 1;
            } else {
                order.push((x, label, weight));
            }
        }
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let varies = order.first().map(|o| o.0) != order.last().map(|o| o.0);
        if !varies && (missing_count == 0 || order.is_empty()) {
            return None;
        }
        let mut best: Option<Cut> = None;
        for missing_left in [false, true] {
            if missing_left && missing_count == 0 {
                break;
            }
            b.left.fill(0.0);
            let mut count = 0;
            if missing_left {
                b.left.copy_from_slice(&missing);
                count = missing_count;
            }
            for (i, &(x, label, weight)) in order.iter().enumerate() {
                criterion.add(&mut b.left, label, weight);
                count += 1;
                let threshold = match order.get(i + 1) {
                    Some(next) if next.0 == x => continue,
                    Some(next) => middle(x, next.0),
                    None if missing_count > 0 && !missing_left => f64::INFINITY,
                    None => break,
                };
                for ((r, t), l) in b.right.iter_mut().zip(total).zip(&b.left) {
                    *r = t - l;
                }
                if !self.enough(count, rows.len(), &b.left, &b.right) {
                    continue;
                }
                let cost = criterion.cost(&b.left) + criterion.cost(&b.right);
                if cost < best.map_or(f64::INFINITY, |b| b.cost) {
                    best = Some(Cut { cost, code: 0, threshold, missing_left });
                }
            }
        }
        Some(best)
    }

    /// As [`Grower::best_split`] with a threshold at random between the least and the greatest.
    fn random_split(
        &mut self,
        column: usize,
        rows: &[u32],
        total: &[f64],
        b: &mut Buffers<C::Label>,
    ) -> Option<Option<Cut>> {
        let (codes, width, place) = self.bins.place(column);
        b.codes.clear();
        b.codes.extend(rows.iter().map(|&row| codes[row as usize * width + place]));
        let (low, high, has_missing) = histogram::range(&b.codes)?;
        if low >= high {
            return None;
        }
        let kind = &self.bins.columns[column];
        let (code, threshold) =
            kind.random_code(usize::from(low), usize::from(high), self.random.uniform());
        let missing_left = has_missing && self.random.bits() & 1 == 1;
        // With 1 added a missing value comes first.
        let shift = u8::from(missing_left);
        b.left.fill(0.0);
        let count = self.criterion.add_left(
            &b.codes,
            (shift, code as u8 + shift),
            &b.labels,
            &b.weights,
            &mut b.left,
        );
        for ((r, t), l) in b.right.iter_mut().zip(total).zip(&b.left) {
            *r = t - l;
        }
        if !self.enough(count.min(rows.len()), rows.len(), &b.left, &b.right) {
            return Some(None);
        }
        let cost = self.criterion.cost(&b.left) + self.criterion.cost(&b.right);
        Some((cost < f64::INFINITY).then_some(Cut { cost, code, threshold, missing_left }))
    }
}

/// Puts the rows that go left first; both parts keep their order. Returns how many there are.
fn partition(rows: &mut [u32], spare: &mut [u32], goes_left: impl Fn(u32) -> bool) -> usize {
    let (mut first, mut rest) = (0, 0);
    for i in 0..rows.len() {
        let row = rows[i];
        let left = goes_left(row);
        rows[first] = row;
        spare[rest] = row;
        first += usize::from(left);
        rest += usize::from(!left);
    }
    rows[first..].copy_from_slice(&spare[..rest]);
    first
}
