//! Growing a tree for boosting: histograms of gradients and hessians (Friedman 2001; Chen and
//! Guestrin 2016; Ke et al. 2017), best leaf first or level by level.

use super::bins::{Bins, Column, MISSING};
use super::structure::{NO_CATEGORY, Tree};
use crate::random::Generator;
use sparkler_cpu::histogram::{self, Addend, Cells, Limits};
use sparkler_cpu::par;
use std::collections::BinaryHeap;

/// Added to sums of hessians, so that none is 0 (scikit-learn's choice as well).
const SMALLEST: f64 = 1e-15;
/// Smooths the order of categories by their gradients.
const CATEGORY_SMOOTH: f64 = 10.0;
/// Categories with fewer rows than this (by hessian) are not ordered but go right.
const CATEGORY_SUPPORT: f64 = 10.0;

/// What limits a tree.
pub(crate) struct Growth<'a> {
    pub max_leaves: usize,
    pub max_depth: usize,
    pub min_samples_leaf: u32,
    pub min_weight: f64,
    pub l1: f64,
    pub l2: f64,
    pub min_gain: f64,
    /// Level by level instead of best leaf first.
    pub depth_wise: bool,
    /// For each column: 1 rising, -1 falling, 0 free. Empty if all are free.
    pub monotonic: &'a [i8],
    /// Sets of columns that may stand in one branch together. Empty if all may.
    pub interactions: &'a [Vec<usize>],
    /// The share of columns that each split looks at.
    pub max_features: f64,
}

/// Gradients and hessians as whole numbers.
#[derive(Default)]
pub(crate) struct Quantized {
    pub addends: Vec<Addend>,
    pub shift: u32,
    pub scale: [f64; 2],
}

impl Quantized {
    /// Takes the gradients and hessians of a round, as finely as the sums of all rows allow: at
    /// least ten bits for the greatest hessian, 29 for the greatest gradient. Units are powers of
    /// two, so that numbers of few digits (those of absolute errors, or of classes in the first
    /// round) are exact and splits that are as good as one another have equal gains.
    pub fn set(&mut self, gradients: &[f32], hessians: &[f32]) {
        let n = gradients.len();
        let shift = usize::BITS - n.leading_zeros();
        let greatest = gradients.iter().fold(0.0f32, |m, g| m.max(g.abs()));
        let first = if greatest > 0.0 { power_of_two((1u32 << 30) as f32 / greatest) } else { 1.0 };
        let (mut top, mut least, mut sum) = (0.0f32, f32::INFINITY, 0.0f64);
        for &h in hessians {
            top = top.max(h);
            least = least.min(h);
            sum += f64::from(h);
        }
        let second = if top <= 0.0 {
            1.0
        } else if top == least {
            // A constant hessian counts rows, which is exact in any unit.
            1.0 / f64::from(top)
        } else {
            let room = 2f64.powi(62 - shift as i32) - n as f64;
            f64::from(power_of_two((f64::from(1u32 << 30) / f64::from(top)).min(room / sum) as f32))
        } as f32;
        self.shift = shift;
        let unit = if top > 0.0 && top == least { f64::from(top) } else { 1.0 / f64::from(second) };
        self.scale = [1.0 / f64::from(first), unit];
        self.addends.resize(n, [0; 2]);
        quantize(gradients, hessians, first, second, &mut self.addends);
    }
}

/// The greatest power of two that is not above a number above 0.
fn power_of_two(x: f32) -> f32 {
    // Without the digits after the first: the exponent is left. (What has none is far too small.)
    f32::from_bits(x.to_bits() & 0xff80_0000).clamp(f32::MIN_POSITIVE, 2f32.powi(120))
}

fn quantize(gradients: &[f32], hessians: &[f32], first: f32, second: f32, out: &mut [Addend]) {
    par::chunks_mut(out, 8192, 4, |start, out| {
        let end = start + out.len();
        for (to, (g, h)) in
            out.iter_mut().zip(gradients[start..end].iter().zip(&hessians[start..end]))
        {
            *to = [(g * first).round_ties_even() as i32, (h * second + 0.5) as i32];
        }
    });
}

/// A split of a leaf that has been found.
#[derive(Clone, Debug)]
struct Split {
    gain: f64,
    column: usize,
    /// Codes up to this one go left, unless there is a set of categories.
    code: usize,
    missing_left: bool,
    /// Codes that go left.
    categories: Option<Box<[bool; 256]>>,
    left: [i64; 2],
}

/// A leaf that could be split.
struct Leaf {
    node: usize,
    start: usize,
    end: usize,
    depth: usize,
    sums: [i64; 2],
    /// Its value, within the bounds of its parent; 0 for the root, from where predictions move.
    value: f64,
    histogram: Vec<Cells>,
    bounds: [f64; 2],
    /// Which sets of interactions its branch may still use.
    allowed: Option<Vec<bool>>,
    split: Split,
}

/// In a queue the greatest gain comes first; of equal ones the leaf that was made first.
struct Queued {
    key: (i64, f64),
    leaf: Leaf,
}

impl Ord for Queued {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let (level, gain) = self.key;
        other
            .key
            .0
            .cmp(&level)
            .then(gain.total_cmp(&other.key.1))
            .then(other.leaf.node.cmp(&self.leaf.node))
    }
}
impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Queued {}

/// A leaf of the tree that was grown, and its rows.
pub(crate) struct LeafRows {
    pub node: usize,
    pub start: usize,
    pub end: usize,
}

/// Room that trees use one after another.
#[derive(Default)]
pub(crate) struct Scratch {
    pub rows: Vec<u32>,
    spare: Vec<u32>,
    ordered: Vec<Addend>,
    pool: Vec<Vec<Cells>>,
}

pub(crate) struct Grower<'a> {
    pub bins: &'a Bins,
    pub growth: &'a Growth<'a>,
    pub quantized: &'a Quantized,
    pub scratch: &'a mut Scratch,
    pub random: Generator,
    /// Is every row in the tree, so that the root need not look up row numbers?
    pub all_rows: bool,
}

impl Grower<'_> {
    /// Grows a tree from `scratch.rows`. Values of its leaves are those of the quantized sums,
    /// without shrinkage.
    pub fn grow(&mut self) -> (Tree, Vec<LeafRows>) {
        let mut tree = Tree::new(1);
        let n = self.scratch.rows.len();
        self.scratch.spare.resize(n, 0);
        self.scratch.ordered.resize(n, [0; 2]);
        let mut done = Vec::new();
        let addends = &self.quantized.addends;
        let mut sums = [0i64; 2];
        for &row in &self.scratch.rows {
            let [g, h] = addends[row as usize];
            sums[0] += i64::from(g);
            sums[1] += (i64::from(h) << self.quantized.shift) + 1;
        }
        let root = tree.push_leaf(n as f64);
        tree.value[root] = self.value(sums, [f64::NEG_INFINITY, f64::INFINITY]);
        let mut queue = BinaryHeap::new();
        let mut leaves = 1;
        let leaf = Leaf {
            node: root,
            start: 0,
            end: n,
            depth: 0,
            sums,
            value: 0.0,
            histogram: Vec::new(),
            bounds: [f64::NEG_INFINITY, f64::INFINITY],
            allowed: (!self.growth.interactions.is_empty())
                .then(|| vec![true; self.growth.interactions.len()]),
            split: Split {
                gain: 0.0,
                column: 0,
                code: 0,
                missing_left: false,
                categories: None,
                left: [0; 2],
            },
        };
        if self.growth.max_leaves > 1 && self.may_split(&leaf) {
            let histogram = self.take_histogram();
            let [leaf, _] = self.search([Some((leaf, histogram)), None]);
            self.queue(leaf, &mut queue, &mut done);
        } else {
            self.finish(leaf, &mut done);
        }
        while let Some(Queued { mut leaf, .. }) = queue.pop() {
            if leaves >= self.growth.max_leaves {
                self.finish(leaf, &mut done);
                continue;
            }
            leaves += 1;
            let histogram = std::mem::take(&mut leaf.histogram);
            let (left, right) = self.apply(leaf, &mut tree);
            let wanted = leaves < self.growth.max_leaves;
            let (first, second) =
                (wanted && self.may_split(&left), wanted && self.may_split(&right));
            // The histogram of the smaller child is computed, that of the other is the rest.
            let [left, right] = if first || second {
                let left_is_smaller = left.end - left.start <= right.end - right.start;
                let fresh = self.take_histogram();
                let (small, large) = if left_is_smaller { (left, right) } else { (right, left) };
                let [small, large] = self.search([Some((small, fresh)), Some((large, histogram))]);
                if left_is_smaller { [small, large] } else { [large, small] }
            } else {
                self.give_back(histogram);
                [Some(left), Some(right)]
            };
            for (leaf, may) in [(left, first), (right, second)] {
                match leaf {
                    Some(leaf) if !may => self.finish(leaf, &mut done),
                    leaf => self.queue(leaf, &mut queue, &mut done),
                }
            }
        }
        done.sort_by_key(|leaf| leaf.node);
        (tree, done)
    }

    fn take_histogram(&mut self) -> Vec<Cells> {
        self.scratch.pool.pop().unwrap_or_else(|| vec![[[0; 2]; 256]; self.bins.columns.len()])
    }

    fn give_back(&mut self, histogram: Vec<Cells>) {
        if !histogram.is_empty() {
            self.scratch.pool.push(histogram);
        }
    }

    fn finish(&mut self, mut leaf: Leaf, done: &mut Vec<LeafRows>) {
        self.give_back(std::mem::take(&mut leaf.histogram));
        done.push(LeafRows { node: leaf.node, start: leaf.start, end: leaf.end });
    }

    fn queue(
        &mut self,
        leaf: Option<Leaf>,
        queue: &mut BinaryHeap<Queued>,
        done: &mut Vec<LeafRows>,
    ) {
        let Some(leaf) = leaf else { return };
        if leaf.split.gain > 0.0 {
            let level = if self.growth.depth_wise { leaf.depth as i64 } else { 0 };
            queue.push(Queued { key: (level, leaf.split.gain), leaf });
        } else {
            self.finish(leaf, done);
        }
    }

    fn count(&self, sums: [i64; 2]) -> u32 {
        (sums[1] & ((1 << self.quantized.shift) - 1)) as u32
    }

    /// The sums of gradients and hessians in their own units.
    fn real(&self, sums: [i64; 2]) -> [f64; 2] {
        [
            sums[0] as f64 * self.quantized.scale[0],
            (sums[1] >> self.quantized.shift) as f64 * self.quantized.scale[1],
        ]
    }

    fn may_split(&self, leaf: &Leaf) -> bool {
        let growth = self.growth;
        leaf.depth < growth.max_depth
            && self.count(leaf.sums) >= growth.min_samples_leaf.max(1).saturating_mul(2)
            && self.real(leaf.sums)[1] >= 2.0 * growth.min_weight
    }

    /// The value that minimises the loss, within bounds.
    fn value(&self, sums: [i64; 2], bounds: [f64; 2]) -> f64 {
        let [g, h] = self.real(sums);
        leaf_value(g, h, self.growth.l1, self.growth.l2).clamp(bounds[0], bounds[1])
    }

    /// How much a leaf with this value raises the loss (twice). Where a bound holds the value away
    /// from the best one this is the slope's part alone, which is scikit-learn's measure.
    fn loss(&self, sums: [i64; 2], value: f64) -> f64 {
        soft(self.real(sums)[0], self.growth.l1) * value
    }

    /// Makes histograms and looks for the best splits. The first leaf's histogram is computed, the
    /// second's is its parent's less the first's.
    fn search(&mut self, leaves: [Option<(Leaf, Vec<Cells>)>; 2]) -> [Option<Leaf>; 2] {
        let [Some((mut first, mut fresh)), second] = leaves else { return [None, None] };
        let n = first.end - first.start;
        let rows = &self.scratch.rows[first.start..first.end];
        let consecutive = self.all_rows && first.node == 0;
        if !consecutive {
            let addends = &self.quantized.addends;
            for (to, &row) in self.scratch.ordered[..n].iter_mut().zip(rows) {
                *to = addends[row as usize];
            }
        }
        let (mut second, mut rest) = second.unzip();
        let first_columns = self.columns_of(&first);
        let second_columns = second.as_ref().map(|leaf| self.columns_of(leaf));
        let may = [self.may_split(&first), second.as_ref().is_some_and(|s| self.may_split(s))];
        let shift = self.quantized.shift;
        let bins = self.bins;
        let mut tasks: Vec<(&mut [Cells], Option<&mut [Cells]>, [Option<Split>; 2])> = {
            let mut rest = rest.as_mut().map(|r| r.chunks_mut(bins.width));
            fresh
                .chunks_mut(bins.width)
                .map(|cells| (cells, rest.as_mut().and_then(Iterator::next), [None, None]))
                .collect()
        };
        let this = &*self;
        let ordered =
            if consecutive { &self.quantized.addends[..] } else { &this.scratch.ordered[..n] };
        let rows = &this.scratch.rows[first.start..first.end];
        par::chunks_mut(&mut tasks, 1, (n * 2 + 1024) * bins.width, |block, tasks| {
            for (i, (cells, rest, splits)) in tasks.iter_mut().enumerate() {
                let block = block + i;
                let width = bins.width_of(block);
                cells.as_flattened_mut().fill([0; 2]);
                if consecutive {
                    histogram::add_range(bins.block(block), width, 0, ordered, shift, cells);
                } else {
                    histogram::add_rows(bins.block(block), width, rows, ordered, shift, cells);
                }
                if let Some(rest) = rest {
                    histogram::subtract(rest, cells);
                }
                for k in 0..width {
                    let column = block * bins.width + k;
                    if may[0] && first_columns.as_ref().is_none_or(|c| c[column]) {
                        this.better(&mut splits[0], this.best_of(column, &cells[k], &first));
                    }
                    if let (true, Some(leaf), Some(rest)) = (may[1], &second, &*rest)
                        && second_columns
                            .as_ref()
                            .and_then(Option::as_ref)
                            .is_none_or(|c| c[column])
                    {
                        this.better(&mut splits[1], this.best_of(column, &rest[k], leaf));
                    }
                }
            }
        });
        let mut best = [None, None];
        for (_, _, splits) in tasks {
            for (best, split) in best.iter_mut().zip(splits) {
                self.better(best, split);
            }
        }
        let [mut a, b] = best;
        if let (Some(split), 0) = (&mut a, first.node) {
            // Gains of the root are found from 0 on: what one value for all rows gains is none
            // of the split's.
            split.gain += self.loss(first.sums, self.value(first.sums, first.bounds));
            if split.gain <= self.growth.min_gain {
                a = None;
            }
        }
        if let Some(split) = a {
            first.split = split;
        }
        first.histogram = fresh;
        if let (Some(leaf), Some(histogram)) = (&mut second, rest) {
            if let Some(split) = b {
                leaf.split = split;
            }
            leaf.histogram = histogram;
        }
        [Some(first), second]
    }

    fn better(&self, best: &mut Option<Split>, split: Option<Split>) {
        if let Some(split) = split
            && split.gain > self.growth.min_gain
            && best.as_ref().is_none_or(|b| split.gain > b.gain)
        {
            *best = Some(split);
        }
    }

    /// Which columns a leaf may split by; `None` for all.
    fn columns_of(&mut self, leaf: &Leaf) -> Option<Vec<bool>> {
        let n = self.bins.columns.len();
        let mut columns = leaf.allowed.as_ref().map(|allowed| {
            let mut columns = vec![false; n];
            for (set, _) in self.growth.interactions.iter().zip(allowed).filter(|(_, a)| **a) {
                set.iter().for_each(|&c| columns[c] = true);
            }
            columns
        });
        if self.growth.max_features < 1.0 {
            let candidates: Vec<usize> =
                (0..n).filter(|&c| columns.as_ref().is_none_or(|all| all[c])).collect();
            let count =
                ((self.growth.max_features * candidates.len() as f64).ceil() as usize).max(1);
            let mut chosen = vec![false; n];
            for i in self.random.choose(candidates.len(), count) {
                chosen[candidates[i]] = true;
            }
            columns = Some(chosen);
        }
        columns
    }

    fn best_of(&self, column: usize, cells: &Cells, leaf: &Leaf) -> Option<Split> {
        let kind = &self.bins.columns[column];
        let codes = kind.codes();
        let missing = if self.bins.missing[column] { cells[MISSING as usize] } else { [0; 2] };
        let has_missing = missing[1] != 0;
        if kind.is_categorical() {
            return self.best_categories(column, &cells[..codes], missing, leaf);
        }
        let bounded = self.growth.monotonic.iter().any(|&m| m != 0);
        let mut best = None;
        for missing_left in [false, true] {
            if missing_left && !has_missing {
                break;
            }
            let before = if missing_left { missing } else { [0; 2] };
            // Without missing values a split after the last code leaves nothing on the right.
            let ends = if has_missing && !missing_left { codes } else { codes - 1 };
            // Of equal splits the last where missing values go left, else the first, as in
            // scikit-learn.
            let split = if bounded || self.growth.l1 > 0.0 {
                self.best_number(column, &cells[..ends], before, leaf, missing_left)
            } else {
                let limits = Limits {
                    total: leaf.sums,
                    before,
                    shift: self.quantized.shift,
                    scale: self.quantized.scale,
                    lambda: self.growth.l2 + SMALLEST,
                    whole: self.loss(leaf.sums, leaf.value),
                    last: missing_left,
                    min_count: self.growth.min_samples_leaf.max(1),
                    min_weight: self.growth.min_weight,
                };
                histogram::best_split(&cells[..ends], &limits).map(|b| (b.code, b.gain))
            };
            if let Some((code, gain)) = split {
                let left = cells[..=code].iter().fold(before, |s, c| [s[0] + c[0], s[1] + c[1]]);
                self.better(
                    &mut best,
                    Some(Split { gain, column, code, missing_left, categories: None, left }),
                );
            }
        }
        if let (Some(split), false) = (&mut best, self.bins.missing[column]) {
            // Missing values that come later go with the greater part. (Where the column has some
            // in other leaves, they go to the right: scikit-learn's rules both.)
            split.missing_left = 2 * self.count(split.left) > self.count(leaf.sums);
        }
        best
    }

    /// The gain of a split, or nothing if a side is too small or the order is wrong.
    fn gain(&self, column: usize, left: [i64; 2], leaf: &Leaf) -> Option<f64> {
        let right = [leaf.sums[0] - left[0], leaf.sums[1] - left[1]];
        let least = self.growth.min_samples_leaf.max(1);
        if self.count(left) < least
            || self.count(right) < least
            || self.real(left)[1] < self.growth.min_weight
            || self.real(right)[1] < self.growth.min_weight
        {
            return None;
        }
        let (a, b) = (self.value(left, leaf.bounds), self.value(right, leaf.bounds));
        match self.growth.monotonic.get(column) {
            Some(1) if a > b => return None,
            Some(-1) if a < b => return None,
            _ => {}
        }
        Some(self.loss(leaf.sums, leaf.value) - self.loss(left, a) - self.loss(right, b))
    }

    fn best_number(
        &self,
        column: usize,
        cells: &[[i64; 2]],
        before: [i64; 2],
        leaf: &Leaf,
        last: bool,
    ) -> Option<(usize, f64)> {
        let mut best = None;
        let mut left = before;
        for (code, cell) in cells.iter().enumerate() {
            left = [left[0] + cell[0], left[1] + cell[1]];
            if let Some(gain) = self.gain(column, left, leaf)
                && best.is_none_or(|(_, g)| gain > g || (last && gain == g))
            {
                best = Some((code, gain));
            }
        }
        best
    }

    /// Orders categories by gradient over hessian and cuts the order in two (Fisher 1958).
    fn best_categories(
        &self,
        column: usize,
        cells: &[[i64; 2]],
        missing: [i64; 2],
        leaf: &Leaf,
    ) -> Option<Split> {
        let mut order: Vec<(f64, usize)> = Vec::new();
        let support = CATEGORY_SUPPORT * self.real(leaf.sums)[1] / f64::from(self.count(leaf.sums));
        let all = cells.iter().copied().enumerate().chain([(MISSING as usize, missing)]);
        for (code, sums) in all.clone() {
            let [g, h] = self.real(sums);
            if sums[1] != 0 && h >= support {
                order.push((g / (h + CATEGORY_SMOOTH), code));
            }
        }
        if order.len() < 2 {
            return None;
        }
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let sums_of = |code: usize| if code == MISSING as usize { missing } else { cells[code] };
        let mut best: Option<(f64, usize, bool, [i64; 2])> = None;
        // From both ends, as categories without support always go to the other side.
        for from_end in [false, true] {
            let mut left = [0i64; 2];
            // Each partition once: half of them from the front, the rest from the end.
            let most = order.len().div_ceil(2) - usize::from(from_end);
            for taken in 1..=most {
                let place = if from_end { order.len() - taken } else { taken - 1 };
                let sums = sums_of(order[place].1);
                left = [left[0] + sums[0], left[1] + sums[1]];
                if let Some(gain) = self.gain(column, left, leaf)
                    && best.is_none_or(|b| gain > b.0)
                {
                    best = Some((gain, taken, from_end, left));
                }
            }
        }
        let (gain, taken, from_end, left) = best?;
        let chosen = if from_end { &order[order.len() - taken..] } else { &order[..taken] };
        let mut set = Box::new([false; 256]);
        chosen.iter().for_each(|&(_, code)| set[code] = true);
        let missing_left = set[MISSING as usize];
        Some(Split { gain, column, code: 0, missing_left, categories: Some(set), left })
    }

    /// Carries out a leaf's split: two new nodes, and the rows in their order.
    fn apply(&mut self, leaf: Leaf, tree: &mut Tree) -> (Leaf, Leaf) {
        let split = leaf.split;
        let column = &self.bins.columns[split.column];
        let mut marked = [false; 256];
        match &split.categories {
            Some(set) => marked = **set,
            None => {
                marked[..=split.code].fill(true);
                marked[MISSING as usize] = split.missing_left;
            }
        }
        let (codes, width, place) = self.bins.place(split.column);
        let rows = &mut self.scratch.rows[leaf.start..leaf.end];
        let middle = leaf.start
            + histogram::partition(codes, width, place, &marked, rows, &mut self.scratch.spare);
        let right = [leaf.sums[0] - split.left[0], leaf.sums[1] - split.left[1]];
        let values = [self.value(split.left, leaf.bounds), self.value(right, leaf.bounds)];
        let mut bounds = [leaf.bounds; 2];
        let between = f64::midpoint(values[0], values[1]);
        match self.growth.monotonic.get(split.column) {
            Some(1) => (bounds[0][1], bounds[1][0]) = (between, between),
            Some(-1) => (bounds[0][0], bounds[1][1]) = (between, between),
            _ => {}
        }
        let allowed = leaf.allowed.map(|allowed| {
            let sets = self.growth.interactions.iter().zip(allowed);
            sets.map(|(set, a)| a && set.contains(&split.column)).collect::<Vec<_>>()
        });
        let children = [
            tree.push_leaf((middle - leaf.start) as f64),
            tree.push_leaf((leaf.end - middle) as f64),
        ];
        tree.value[children[0]] = values[0];
        tree.value[children[1]] = values[1];
        tree.left[leaf.node] = children[0] as u32;
        tree.feature[leaf.node] = split.column as u32;
        tree.gain[leaf.node] = split.gain;
        tree.missing_left[leaf.node] = split.missing_left;
        match column {
            Column::Numbers { thresholds, .. } => {
                // After the last code only missing values are left for the right side.
                tree.threshold[leaf.node] =
                    thresholds.get(split.code).copied().unwrap_or(f64::INFINITY);
            }
            Column::Categories { values } => {
                let last = values.last().map_or(0, |v| *v as usize);
                let mut words = vec![0u32; last / 32 + 1];
                for (value, _) in values.iter().zip(&marked).filter(|(_, left)| **left) {
                    words[*value as usize / 32] |= 1 << (*value as usize % 32);
                }
                tree.category[leaf.node] = tree.categories.len() as u32;
                tree.categories.push(words);
            }
        }
        debug_assert!(column.is_categorical() == (tree.category[leaf.node] != NO_CATEGORY));
        let child = |node, start, end, sums, value, bounds, allowed| Leaf {
            node,
            start,
            end,
            depth: leaf.depth + 1,
            sums,
            value,
            histogram: Vec::new(),
            bounds,
            allowed,
            split: Split {
                gain: 0.0,
                column: 0,
                code: 0,
                missing_left: false,
                categories: None,
                left: [0; 2],
            },
        };
        (
            child(
                children[0],
                leaf.start,
                middle,
                split.left,
                values[0],
                bounds[0],
                allowed.clone(),
            ),
            child(children[1], middle, leaf.end, right, values[1], bounds[1], allowed),
        )
    }
}

/// `g` moved towards 0 by `l1`.
fn soft(g: f64, l1: f64) -> f64 {
    if l1 > 0.0 { g.signum() * (g.abs() - l1).max(0.0) } else { g }
}

/// The value of a leaf that minimises the loss.
pub(crate) fn leaf_value(g: f64, h: f64, l1: f64, l2: f64) -> f64 {
    -soft(g, l1) / (h + (l2 + SMALLEST))
}
