//! Sequential minimal optimisation.
//!
//! All machines of this family are one problem: over `beta`, one number for each point, minimise
//! `1/2 beta' K beta + linear' beta + sum insensitivity |beta_i|` with `lower <= beta <= upper`
//! and the sum of `beta` kept as it is. For classes `beta = y alpha`; for numbers it is
//! `alpha - alpha*`, and the term with the absolute value is the tube.
//!
//! The pair to change is chosen by second-order information (Fan, Chen and Lin 2005). Points that
//! stay at a bound are left out for a while (shrinking, as in Chang and Lin, *LIBSVM: A Library for
//! Support Vector Machines*, 2011). Unlike there, the gradient of the points left out is computed
//! anew in blocks at the end, and not kept up in between: a matrix product is so much faster than
//! single rows that this is less work.

use super::kernel::Gram;
use crate::Result;
use crate::estimator::{FitOptions, Progress};
use sparkler_cpu::quadratic::{self, Steepest};

/// What is to be solved.
pub(crate) struct Problem {
    pub(crate) linear: Vec<f64>,
    pub(crate) lower: Vec<f64>,
    pub(crate) upper: Vec<f64>,
    pub(crate) insensitivity: f64,
    /// Where to begin; within the bounds.
    pub(crate) beta: Vec<f64>,
    /// For machines with `nu`, which of two groups each point is in: then the sum of each group
    /// stays as it is.
    pub(crate) groups: Option<Vec<bool>>,
}

/// When to stop, and how much memory to use.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) tol: f64,
    pub(crate) shrinking: bool,
    /// Numbers in the cache of rows.
    pub(crate) cache: usize,
    /// No limit if absent.
    pub(crate) max_iter: Option<usize>,
}

/// What was found.
pub(crate) struct Solution {
    pub(crate) beta: Vec<f64>,
    /// The prediction is the sum of `beta` times kernel values, less this.
    pub(crate) rho: f64,
    /// Of two groups, half of how far apart their gradients are.
    pub(crate) margin: f64,
    pub(crate) iterations: usize,
    /// Whether the tolerance was reached.
    pub(crate) converged: bool,
}

/// Rows of the kernel matrix, of the points that take part, the least recently used thrown away.
struct Cache {
    rows: Vec<Vec<f32>>,
    /// The neighbours of each row in the order of use, a ring; the last place is its head.
    newer: Vec<u32>,
    older: Vec<u32>,
    held: usize,
    capacity: usize,
}

impl Cache {
    fn new(n: usize, capacity: usize) -> Cache {
        let own: Vec<u32> = (0..=n as u32).collect();
        // Two rows at least must fit.
        let capacity = capacity.max(2 * n);
        Cache { rows: vec![Vec::new(); n], newer: own.clone(), older: own, held: 0, capacity }
    }

    fn head(&self) -> usize {
        self.rows.len()
    }

    fn unlink(&mut self, who: usize) {
        let (newer, older) = (self.newer[who], self.older[who]);
        self.older[newer as usize] = older;
        self.newer[older as usize] = newer;
    }

    fn link(&mut self, who: usize) {
        let head = self.head();
        let newest = self.older[head];
        self.older[who] = newest;
        self.newer[who] = head as u32;
        self.newer[newest as usize] = who as u32;
        self.older[head] = who as u32;
    }

    /// Makes sure that the row of point `who` (at `place`) holds the first `active` points.
    fn fetch(&mut self, gram: &Gram, who: usize, place: usize, active: usize, keep: usize) {
        self.unlink(who);
        self.link(who);
        let have = self.rows[who].len();
        if have >= active {
            return;
        }
        let mut spare = Vec::new();
        while self.held + active - have > self.capacity {
            let mut oldest = self.newer[self.head()] as usize;
            while oldest == who || oldest == keep {
                oldest = self.newer[oldest] as usize;
            }
            if oldest == self.head() {
                break;
            }
            self.unlink(oldest);
            (self.newer[oldest], self.older[oldest]) = (oldest as u32, oldest as u32);
            spare = std::mem::take(&mut self.rows[oldest]);
            self.held -= spare.len();
        }
        let mut row = std::mem::take(&mut self.rows[who]);
        if have == 0 && row.capacity() < active && spare.capacity() >= active {
            spare.clear();
            row = spare;
        }
        row.resize(active, 0.0);
        gram.rows(&[place], have..active, &mut row[have..]);
        self.held += active - have;
        self.rows[who] = row;
    }
}

struct Solver<'a> {
    gram: Gram,
    limits: Limits,
    /// The number of each point before any reordering.
    who: Vec<usize>,
    active: usize,
    beta: Vec<f64>,
    linear: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    insensitivity: f64,
    /// `K beta + linear`.
    g: Vec<f64>,
    /// Where points may go, for each group; those of the other group nowhere.
    up: Vec<Vec<f32>>,
    low: Vec<Vec<f32>>,
    group: Vec<usize>,
    diagonal: Vec<f32>,
    cache: Cache,
    options: &'a FitOptions<'a>,
}

/// Solves a problem between the points of `gram`.
pub(crate) fn solve(
    estimator: &'static str,
    gram: Gram,
    problem: Problem,
    limits: Limits,
    options: &FitOptions<'_>,
) -> Result<Solution> {
    let n = gram.len();
    let Problem { linear, lower, upper, insensitivity, beta, groups } = problem;
    let count = if groups.is_some() { 2 } else { 1 };
    // So that an offset means the same in single and in double precision.
    let insensitivity = f64::from(insensitivity as f32);
    let mut solver = Solver {
        who: (0..n).collect(),
        active: n,
        g: linear.clone(),
        up: vec![vec![f32::NEG_INFINITY; n]; count],
        low: vec![vec![f32::NEG_INFINITY; n]; count],
        group: groups.map_or_else(|| vec![0; n], |g| g.into_iter().map(usize::from).collect()),
        diagonal: gram.diagonal(),
        cache: Cache::new(n, limits.cache),
        gram,
        limits,
        beta,
        linear,
        lower,
        upper,
        insensitivity,
        options,
    };
    if solver.beta.iter().any(|&b| b != 0.0) {
        solver.compute_gradient(0);
    }
    (0..n).for_each(|i| solver.set_offsets(i));
    let (iterations, converged) = solver.run(estimator)?;
    Ok(solver.finish(iterations, converged))
}

impl Solver<'_> {
    /// Where a point may go.
    fn set_offsets(&mut self, i: usize) {
        let beta = self.beta[i];
        let tube = self.insensitivity as f32;
        let group = self.group[i];
        self.up[group][i] = if beta >= self.upper[i] {
            f32::NEG_INFINITY
        } else if beta < 0.0 {
            tube
        } else {
            -tube
        };
        self.low[group][i] = if beta <= self.lower[i] {
            f32::NEG_INFINITY
        } else if beta > 0.0 {
            tube
        } else {
            -tube
        };
    }

    /// The gradient of the points from `first` on, in blocks.
    fn compute_gradient(&mut self, first: usize) {
        const BLOCK: usize = 64;
        let n = self.beta.len();
        let width = n - first;
        let mut g: Vec<f64> = self.linear[first..].to_vec();
        let holders: Vec<usize> = (0..n).filter(|&i| self.beta[i] != 0.0).collect();
        let mut values = vec![0.0f32; BLOCK.min(holders.len()) * width];
        for block in holders.chunks(BLOCK) {
            self.gram.rows(block, first..n, &mut values);
            let (values, beta) = (&values, &self.beta);
            sparkler_cpu::par::chunks_mut(&mut g, 512, 2 * block.len(), |start, g| {
                for (k, &i) in block.iter().enumerate() {
                    let row = &values[k * width + start..][..g.len()];
                    g.iter_mut().zip(row).for_each(|(g, &v)| *g += beta[i] * f64::from(v));
                }
            });
        }
        self.g[first..].copy_from_slice(&g);
    }

    /// The variable to grow of a group.
    fn steepest(&mut self, group: usize) -> Steepest {
        let n = self.active;
        // Any row will do where nothing of it is added.
        let zeros = &self.diagonal[..n];
        quadratic::update(&mut self.g[..n], 0.0, zeros, 0.0, zeros, &self.up[group][..n])
    }

    fn all_steepest(&mut self) -> Vec<Steepest> {
        (0..self.up.len()).map(|group| self.steepest(group)).collect()
    }

    fn run(&mut self, estimator: &'static str) -> Result<(usize, bool)> {
        let n = self.beta.len();
        let mut unshrunk = false;
        let mut until_shrink = n.min(1000);
        let most = self.limits.max_iter.unwrap_or_else(|| n.saturating_mul(100).max(10_000_000));
        let mut best = self.all_steepest();
        let mut iteration = 0;
        while iteration < most {
            until_shrink -= 1;
            if until_shrink == 0 {
                until_shrink = n.min(1000);
                if self.limits.shrinking {
                    self.shrink(&mut unshrunk, &best);
                    best = self.all_steepest();
                }
                self.options
                    .step(estimator, Progress { done: iteration, total: most, score: None })?;
            }
            let mut pair = self.choose(&best);
            if pair.is_none() {
                if self.active == n {
                    return Ok((iteration, true));
                }
                self.restore();
                best = self.all_steepest();
                pair = self.choose(&best);
                if pair.is_none() {
                    return Ok((iteration, true));
                }
                until_shrink = 1;
            }
            let Some((i, j, slope)) = pair else { continue };
            iteration += 1;
            let (wi, wj) = (self.who[i], self.who[j]);
            self.cache.fetch(&self.gram, wj, j, self.active, wi);
            let active = self.active;
            let curvature = self.diagonal[i] + self.diagonal[j] - 2.0 * self.cache.rows[wi][j];
            let curvature = f64::from(curvature).max(1e-12);
            let (bi, bj) = (self.beta[i], self.beta[j]);
            // To the next bound, or to zero, where the tube's term has its kink.
            let kink = self.insensitivity > 0.0;
            let high = if kink && bi < 0.0 { 0.0 } else { self.upper[i] };
            let deep = if kink && bj > 0.0 { 0.0 } else { self.lower[j] };
            let step = (slope / curvature).min(high - bi).min(bj - deep);
            self.beta[i] = if step == high - bi { high } else { bi + step };
            self.beta[j] = if step == bj - deep { deep } else { bj - step };
            let (di, dj) = (self.beta[i] - bi, self.beta[j] - bj);
            self.set_offsets(i);
            self.set_offsets(j);
            let (row_i, row_j) = (&self.cache.rows[wi][..active], &self.cache.rows[wj][..active]);
            best[0] = quadratic::update(
                &mut self.g[..active],
                di,
                row_i,
                dj,
                row_j,
                &self.up[0][..active],
            );
            for group in 1..best.len() {
                best[group] = self.steepest(group);
            }
        }
        if self.active < n {
            self.restore();
        }
        Ok((iteration, false))
    }

    /// The pair to change and the slope along it; none if it is flat enough.
    fn choose(&mut self, best: &[Steepest]) -> Option<(usize, usize, f64)> {
        let mut flat = true;
        let mut chosen: Option<((usize, usize, f64), f64)> = None;
        for (group, best) in best.iter().enumerate() {
            if best.value == f64::NEG_INFINITY {
                continue;
            }
            let (i, n) = (best.index, self.active);
            let who = self.who[i];
            // The row of the other group's choice must stay.
            let keep = chosen.map_or(who, |c| self.who[c.0.0]);
            self.cache.fetch(&self.gram, who, i, n, keep);
            let row = &self.cache.rows[who][..n];
            let (own, low) = (self.diagonal[i], &self.low[group][..n]);
            let partner =
                quadratic::partner(best.value, own, row, &self.diagonal[..n], &self.g[..n], low);
            flat &= best.value + partner.steepest < self.limits.tol;
            let Some(j) = partner.index else { continue };
            let slope = best.value + self.g[j] + f64::from(low[j]);
            let curvature = f64::from(own + self.diagonal[j] - 2.0 * row[j]).max(1e-12);
            let gain = slope * slope / curvature;
            if chosen.is_none_or(|c| gain > c.1) {
                chosen = Some(((i, j, slope), gain));
            }
        }
        if flat { None } else { chosen.map(|c| c.0) }
    }

    /// All points take part again.
    fn restore(&mut self) {
        let first = self.active;
        self.compute_gradient(first);
        self.active = self.beta.len();
    }

    /// Leaves out the points that stay where they are.
    fn shrink(&mut self, unshrunk: &mut bool, best: &[Steepest]) {
        let falls = |s: &Self| -> Vec<f64> {
            let steepest = |low: &Vec<f32>| {
                let all = s.g[..s.active].iter().zip(low);
                all.map(|(g, &low)| g + f64::from(low)).fold(f64::NEG_INFINITY, f64::max)
            };
            s.low.iter().map(steepest).collect()
        };
        let mut grow: Vec<f64> = best.iter().map(|b| b.value).collect();
        let mut fall = falls(self);
        let near = |(grow, fall): (&f64, &f64)| grow + fall <= self.limits.tol * 10.0;
        if !*unshrunk && grow.iter().zip(&fall).all(near) {
            *unshrunk = true;
            if self.active < self.beta.len() {
                self.restore();
                grow = self.all_steepest().iter().map(|b| b.value).collect();
                fall = falls(self);
            }
        }
        let n = self.active;
        let stays = |i: usize| {
            let group = self.group[i];
            let (up, low) = (self.up[group][i], self.low[group][i]);
            let no_growth = up == f32::NEG_INFINITY || self.g[i] - f64::from(up) > fall[group];
            let no_fall = low == f32::NEG_INFINITY || -(self.g[i] + f64::from(low)) > grow[group];
            no_growth && no_fall
        };
        let (mut order, left_out): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| !stays(i));
        if left_out.is_empty() || order.is_empty() {
            return;
        }
        let active = order.len();
        let kept = order.clone();
        order.extend(left_out);
        order.extend(n..self.beta.len());
        fn apply<T: Copy>(x: &mut [T], order: &[usize]) {
            let old = x.to_vec();
            x.iter_mut().zip(order).for_each(|(x, &from)| *x = old[from]);
        }
        apply(&mut self.who, &order);
        apply(&mut self.beta, &order);
        apply(&mut self.linear, &order);
        apply(&mut self.lower, &order);
        apply(&mut self.upper, &order);
        apply(&mut self.g, &order);
        self.up.iter_mut().for_each(|up| apply(up, &order));
        self.low.iter_mut().for_each(|low| apply(low, &order));
        apply(&mut self.group, &order);
        apply(&mut self.diagonal, &order);
        self.gram.reorder(&order);
        // Rows keep what they hold of the points that take part.
        for row in &mut self.cache.rows {
            if row.is_empty() {
                continue;
            }
            let before = row.len();
            let mut count = 0;
            for &from in kept.iter().take_while(|&&from| from < before) {
                row[count] = row[from];
                count += 1;
            }
            row.truncate(count);
            self.cache.held -= before - count;
        }
        self.active = active;
    }

    /// Where the gradient of a group's points that are free stands.
    fn level(&self, group: usize) -> f64 {
        let (mut sum, mut free) = (0.0, 0usize);
        let (mut highest, mut lowest) = (f64::INFINITY, f64::NEG_INFINITY);
        for i in (0..self.beta.len()).filter(|&i| self.group[i] == group) {
            let growing = self.g[i] - f64::from(self.up[group][i]);
            let falling = self.g[i] + f64::from(self.low[group][i]);
            if growing == falling {
                sum += growing;
                free += 1;
            } else {
                highest = highest.min(growing);
                lowest = lowest.max(falling);
            }
        }
        match (highest.is_finite(), lowest.is_finite()) {
            _ if free > 0 => sum / free as f64,
            (true, true) => f64::midpoint(highest, lowest),
            (true, false) => highest,
            (false, true) => lowest,
            (false, false) => 0.0,
        }
    }

    fn finish(self, iterations: usize, converged: bool) -> Solution {
        let levels: Vec<f64> = (0..self.up.len()).map(|group| self.level(group)).collect();
        let (rho, margin) = match levels[..] {
            // The second group is that of positive points.
            [minus, plus] => (f64::midpoint(plus, minus), (plus - minus) / 2.0),
            _ => (levels[0], 0.0),
        };
        let mut beta = vec![0.0; self.beta.len()];
        for (place, &who) in self.who.iter().enumerate() {
            beta[who] = self.beta[place];
        }
        Solution { beta, rho, margin, iterations, converged }
    }
}
