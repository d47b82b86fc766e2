//! Growing single trees and forests depth first: each node looks at some columns, counts codes in
//! one pass over its rows and cuts where the criterion improves most (Breiman et al. 1984; Breiman
//! 2001; Geurts et al. 2006).

use super::bins::{Bins, MISSING, middle};
use super::structure::Tree;
use crate::Matrix;
use crate::random::Generator;
use serde::{Deserialize, Serialize};

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
    /// The number of sums.
    fn sums(&self) -> usize;
    /// Adds a row.
    fn add(&self, sums: &mut [f64], y: f64, weight: f64);
    /// The weight of the rows.
    fn weight(&self, sums: &[f64]) -> f64;
    /// The impurity times the weight, up to a constant that a split does not change.
    fn cost(&self, sums: &[f64]) -> f64;
    /// Impurity of a node whose rows are given besides their sums.
    fn impurity(&self, sums: &[f64], rows: &[Item]) -> f64;
    /// The predicted numbers.
    fn value(&self, sums: &[f64], out: &mut [f64]);
    /// How many numbers are predicted.
    fn outputs(&self) -> usize;
}

/// A row in a tree.
#[derive(Clone, Copy)]
pub(crate) struct Item {
    pub row: u32,
    pub weight: f32,
    pub y: f64,
}

pub(crate) struct Classes {
    pub criterion: ClassCriterion,
    pub classes: usize,
}

impl Criterion for Classes {
    fn sums(&self) -> usize {
        self.classes
    }

    #[inline]
    fn add(&self, sums: &mut [f64], y: f64, weight: f64) {
        sums[y as usize] += weight;
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

    fn impurity(&self, sums: &[f64], _: &[Item]) -> f64 {
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

    fn impurity(&self, sums: &[f64], rows: &[Item]) -> f64 {
        let mean = sums[1] / sums[0];
        let deviation = |item: &Item| {
            let part = match self.criterion {
                NumberCriterion::SquaredError => (item.y - mean) * (item.y - mean),
                NumberCriterion::Poisson if item.y > 0.0 => item.y * (item.y / mean).ln(),
                NumberCriterion::Poisson => 0.0,
            };
            part * f64::from(item.weight)
        };
        rows.iter().map(deviation).sum::<f64>() / sums[0]
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

/// Nodes with fewer rows than this note which codes they have instead of looking at all.
const SMALL: usize = 512;

struct Found {
    gain: f64,
    column: usize,
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
    /// The split, where it has been looked for already.
    found: Option<Found>,
}

pub(crate) struct Grower<'a, C> {
    pub bins: &'a Bins,
    /// The numbers themselves, for splits between any two of them.
    pub exact: Option<&'a Matrix>,
    pub criterion: &'a C,
    pub limits: Limits,
    pub random: Generator,
    /// The weight of all rows, which decreases of impurity are relative to.
    pub total_weight: f64,
}

impl<C: Criterion> Grower<'_, C> {
    /// Grows a tree from rows, which get another order.
    pub fn grow(&mut self, items: &mut [Item]) -> Tree {
        let k = self.criterion.sums();
        let mut tree = Tree::new(self.criterion.outputs());
        let mut cells = vec![0.0; 256 * k];
        let mut spare = Vec::with_capacity(items.len());
        let mut columns: Vec<u32> = (0..self.bins.columns.len() as u32).collect();
        let root = self.node(&mut tree, items);
        let mut leaves = 1;
        // Depth first keeps the rows of a node in the cache. Where leaves are limited, the best
        // split comes first, so each is looked for when its node is made.
        let best_first = self.limits.max_leaves != usize::MAX;
        let mut open: Vec<Task> = Vec::new();
        let first =
            Task { node: 0, start: 0, end: items.len(), depth: 0, impurity: root, found: None };
        open.extend(self.prepare(first, items, best_first, &mut columns, &mut cells));
        while !open.is_empty() && leaves < self.limits.max_leaves {
            let next = if best_first {
                let gain = |task: &Task| task.found.as_ref().map_or(0.0, |f| f.gain);
                (0..open.len()).fold(0, |b, i| if gain(&open[i]) > gain(&open[b]) { i } else { b })
            } else {
                open.len() - 1
            };
            let mut task = open.remove(next);
            let rows = &mut items[task.start..task.end];
            let found = match task.found.take() {
                Some(found) => Some(found),
                None => self.search(rows, &mut columns, &mut cells),
            };
            let Some(found) = found else { continue };
            let (column, threshold) = (found.column, found.threshold);
            let middle = if let Some(matrix) = self.exact {
                partition(rows, &mut spare, |item| {
                    let x = matrix.get(item.row as usize, column);
                    if x.is_nan() { found.missing_left } else { x <= threshold }
                })
            } else {
                let mut marked = [false; 256];
                marked[..=found.code].fill(true);
                marked[MISSING as usize] = found.missing_left;
                let (codes, width, place) = self.bins.place(column);
                partition(rows, &mut spare, |item| {
                    marked[codes[item.row as usize * width + place] as usize]
                })
            };
            let weight = tree.weight[task.node];
            let left = tree.nodes();
            let impurities =
                [self.node(&mut tree, &rows[..middle]), self.node(&mut tree, &rows[middle..])];
            let decrease = weight * task.impurity
                - tree.weight[left] * impurities[0]
                - tree.weight[left + 1] * impurities[1];
            if decrease / self.total_weight + f64::EPSILON < self.limits.min_impurity_decrease {
                tree.pop_leaves(2);
                continue;
            }
            leaves += 1;
            tree.left[task.node] = left as u32;
            tree.feature[task.node] = column as u32;
            tree.threshold[task.node] = threshold;
            tree.missing_left[task.node] = found.missing_left;
            tree.gain[task.node] = decrease.max(0.0);
            let middle = task.start + middle;
            let depth = task.depth + 1;
            for (i, start, end) in [(1, middle, task.end), (0, task.start, middle)] {
                let impurity = impurities[i];
                let child = Task { node: left + i, start, end, depth, impurity, found: None };
                let rows = &items[start..end];
                open.extend(self.prepare(child, rows, best_first, &mut columns, &mut cells));
            }
        }
        tree
    }

    /// The task, if its node may be split at all; with its split where that is wanted now.
    fn prepare(
        &mut self,
        mut task: Task,
        rows: &[Item],
        now: bool,
        columns: &mut [u32],
        cells: &mut [f64],
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
            task.found = Some(self.search(rows, columns, cells)?);
        }
        Some(task)
    }

    /// Appends a node of these rows; returns its impurity.
    fn node(&self, tree: &mut Tree, rows: &[Item]) -> f64 {
        let mut sums = vec![0.0; self.criterion.sums()];
        for item in rows {
            self.criterion.add(&mut sums, item.y, f64::from(item.weight));
        }
        let node = tree.push_leaf(self.criterion.weight(&sums));
        let outputs = tree.outputs;
        self.criterion.value(&sums, &mut tree.value[node * outputs..]);
        let impurity = self.criterion.impurity(&sums, rows);
        tree.impurity.push(impurity);
        impurity
    }

    fn search(&mut self, rows: &[Item], columns: &mut [u32], cells: &mut [f64]) -> Option<Found> {
        let criterion = self.criterion;
        let mut total = vec![0.0; criterion.sums()];
        for item in rows {
            criterion.add(&mut total, item.y, f64::from(item.weight));
        }
        let whole = criterion.cost(&total);
        let mut best: Option<Found> = None;
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
            let found = if self.limits.random_thresholds {
                self.random_split(column, rows, &total)
            } else if let Some(matrix) = self.exact {
                self.exact_split(matrix, column, rows, &total)
            } else {
                self.best_split(column, rows, &total, cells)
            };
            let Some(found) = found else { continue };
            varied += 1;
            if let Some((cost, code, threshold, missing_left)) = found {
                let gain = whole - cost;
                if best.as_ref().is_none_or(|b| gain > b.gain) {
                    best = Some(Found { gain, column, code, threshold, missing_left });
                }
            }
        }
        best
    }

    /// Nothing if the column is constant; else the cheapest split, if one leaves enough on both
    /// sides: cost, last code of the left side, threshold, where missing values go.
    fn best_split(
        &self,
        column: usize,
        rows: &[Item],
        total: &[f64],
        cells: &mut [f64],
    ) -> Option<Option<(f64, usize, f64, bool)>> {
        let (codes, width, place) = self.bins.place(column);
        let criterion = self.criterion;
        let k = criterion.sums();
        // A bit for each code that some row has.
        let mut present = [0u64; 4];
        let mut counts = [0u32; 256];
        for item in rows {
            let code = codes[item.row as usize * width + place] as usize;
            present[code / 64] |= 1 << (code % 64);
            criterion.add(&mut cells[code * k..(code + 1) * k], item.y, f64::from(item.weight));
            counts[code] += 1;
        }
        let has_missing = present[3] >> 63 == 1;
        let missing_count = counts[MISSING as usize];
        let missing: Vec<f64> =
            if has_missing { cells[MISSING as usize * k..].to_vec() } else { Vec::new() };
        present[3] &= !(1 << 63);
        let distinct: u32 = present.iter().map(|w| w.count_ones()).sum();
        let constant = distinct + u32::from(has_missing) < 2;
        let mut best: Option<(f64, usize, f64, bool)> = None;
        if !constant {
            let mut left = vec![0.0; k];
            let mut right = vec![0.0; k];
            for missing_left in [false, true] {
                if missing_left && !has_missing {
                    break;
                }
                left.fill(0.0);
                let mut count = 0;
                if missing_left {
                    left.copy_from_slice(&missing);
                    count = missing_count;
                }
                let mut before: Option<usize> = None;
                let mut consider = |before: usize,
                                    next: Option<usize>,
                                    left: &[f64],
                                    count: u32| {
                    let (count, rest) = (count as usize, rows.len() - count as usize);
                    if count < self.limits.min_samples_leaf || rest < self.limits.min_samples_leaf {
                        return;
                    }
                    for ((r, t), l) in right.iter_mut().zip(total).zip(left) {
                        *r = t - l;
                    }
                    let least = self.limits.min_weight_leaf;
                    if least > 0.0
                        && (criterion.weight(left) < least || criterion.weight(&right) < least)
                    {
                        return;
                    }
                    let cost = criterion.cost(left) + criterion.cost(&right);
                    if best.is_none_or(|b| cost < b.0) && cost < f64::INFINITY {
                        let kind = &self.bins.columns[column];
                        let threshold = next.map_or(f64::INFINITY, |n| kind.threshold(before, n));
                        best = Some((cost, before, threshold, missing_left));
                    }
                };
                for (word, bits) in present.iter().enumerate() {
                    let mut bits = *bits;
                    while bits != 0 {
                        let code = word * 64 + bits.trailing_zeros() as usize;
                        bits &= bits - 1;
                        if let Some(before) = before {
                            consider(before, Some(code), &left, count);
                        }
                        for (l, c) in left.iter_mut().zip(&cells[code * k..]) {
                            *l += c;
                        }
                        count += counts[code];
                        before = Some(code);
                    }
                }
                if let (Some(before), true, false) = (before, has_missing, missing_left) {
                    // All numbers on the left, missing values on the right.
                    consider(before, None, &left, count);
                }
            }
        }
        // Only what was written has to be cleared.
        present[3] |= u64::from(has_missing) << 63;
        if rows.len() >= SMALL {
            cells.fill(0.0);
        } else {
            for (word, bits) in present.iter().enumerate() {
                let mut bits = *bits;
                while bits != 0 {
                    let code = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    cells[code * k..(code + 1) * k].fill(0.0);
                }
            }
        }
        if constant {
            return None;
        }
        if let (Some(best), false) = (&mut best, has_missing) {
            best.3 = false;
        }
        Some(best)
    }

    /// As [`Grower::best_split`] between any two numbers: rows are sorted by the column.
    fn exact_split(
        &self,
        matrix: &Matrix,
        column: usize,
        rows: &[Item],
        total: &[f64],
    ) -> Option<Option<(f64, usize, f64, bool)>> {
        let criterion = self.criterion;
        let mut order: Vec<(f64, f64, f64)> = Vec::with_capacity(rows.len());
        let mut missing = vec![0.0; total.len()];
        let mut missing_count = 0;
        for item in rows {
            let (x, weight) = (matrix.get(item.row as usize, column), f64::from(item.weight));
            if x.is_nan() {
                criterion.add(&mut missing, item.y, weight);
                missing_count += 1;
            } else {
                order.push((x, item.y, weight));
            }
        }
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let varies = order.first().map(|o| o.0) != order.last().map(|o| o.0);
        if !varies && (missing_count == 0 || order.is_empty()) {
            return None;
        }
        let mut best: Option<(f64, usize, f64, bool)> = None;
        for missing_left in [false, true] {
            if missing_left && missing_count == 0 {
                break;
            }
            let mut left = if missing_left { missing.clone() } else { vec![0.0; total.len()] };
            let mut count = if missing_left { missing_count } else { 0 };
            for (i, &(x, y, weight)) in order.iter().enumerate() {
                criterion.add(&mut left, y, weight);
                count += 1;
                let threshold = match order.get(i + 1) {
                    Some(next) if next.0 == x => continue,
                    Some(next) => middle(x, next.0),
                    None if missing_count > 0 && !missing_left => f64::INFINITY,
                    None => break,
                };
                let least = self.limits.min_samples_leaf;
                if count < least || rows.len() - count < least {
                    continue;
                }
                let right: Vec<f64> = total.iter().zip(&left).map(|(t, l)| t - l).collect();
                let least = self.limits.min_weight_leaf;
                if least > 0.0
                    && (criterion.weight(&left) < least || criterion.weight(&right) < least)
                {
                    continue;
                }
                let cost = criterion.cost(&left) + criterion.cost(&right);
                if cost < best.map_or(f64::INFINITY, |b| b.0) {
                    best = Some((cost, 0, threshold, missing_left));
                }
            }
        }
        Some(best)
    }

    /// As [`Grower::best_split`] with a threshold at random between the least and the greatest.
    fn random_split(
        &mut self,
        column: usize,
        rows: &[Item],
        total: &[f64],
    ) -> Option<Option<(f64, usize, f64, bool)>> {
        let (codes, width, place) = self.bins.place(column);
        let (mut low, mut high, mut has_missing) = (usize::MAX, 0, false);
        for item in rows {
            let code = codes[item.row as usize * width + place];
            if code == MISSING {
                has_missing = true;
            } else {
                low = low.min(usize::from(code));
                high = high.max(usize::from(code));
            }
        }
        if low >= high {
            return None;
        }
        let kind = &self.bins.columns[column];
        let (code, threshold) = kind.random_code(low, high, self.random.uniform());
        let missing_left = has_missing && self.random.bits() & 1 == 1;
        let mut left = vec![0.0; total.len()];
        let mut count = 0;
        for item in rows {
            let own = codes[item.row as usize * width + place];
            let goes_left = if own == MISSING { missing_left } else { usize::from(own) <= code };
            let weight = if goes_left { f64::from(item.weight) } else { 0.0 };
            self.criterion.add(&mut left, item.y, weight);
            count += usize::from(goes_left);
        }
        let right: Vec<f64> = total.iter().zip(&left).map(|(t, l)| t - l).collect();
        let least = self.limits.min_samples_leaf.max(1);
        let enough = count >= least
            && rows.len() - count >= least
            && (self.limits.min_weight_leaf <= 0.0
                || (self.criterion.weight(&left) >= self.limits.min_weight_leaf
                    && self.criterion.weight(&right) >= self.limits.min_weight_leaf));
        let cost = self.criterion.cost(&left) + self.criterion.cost(&right);
        Some((enough && cost < f64::INFINITY).then_some((cost, code, threshold, missing_left)))
    }
}

/// Puts the rows that go left first; returns how many there are.
fn partition(rows: &mut [Item], spare: &mut Vec<Item>, goes_left: impl Fn(&Item) -> bool) -> usize {
    spare.clear();
    spare.extend_from_slice(rows);
    let (mut first, mut last) = (0, rows.len());
    for item in spare.iter() {
        let left = goes_left(item);
        last -= usize::from(!left);
        // The end is filled backwards and turned round below.
        rows[if left { first } else { last }] = *item;
        first += usize::from(left);
    }
    rows[first..].reverse();
    first
}
