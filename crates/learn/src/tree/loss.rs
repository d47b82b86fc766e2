//! What boosting minimises: gradients, hessians and values.

use crate::random::Generator;
use serde::{Deserialize, Serialize};
use sparkler_cpu::{par, vecmath};

/// A loss of raw predictions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Loss {
    /// Two classes; the raw prediction is the logarithm of the odds.
    Logistic,
    /// Several classes; raw predictions are logarithms of probabilities up to a constant.
    Multinomial,
    /// Half the squared error.
    SquaredError,
    /// The absolute error.
    AbsoluteError,
    /// Poisson deviance; the raw prediction is the logarithm of the mean.
    Poisson,
    /// Gamma deviance; the raw prediction is the logarithm of the mean.
    Gamma,
    /// Pinball loss of a quantile between 0 and 1.
    Quantile(f64),
    /// LambdaMART (Burges 2010): pairs of rows of one group, weighted by what exchanging them
    /// changes in NDCG.
    Rank {
        /// Pairs reach at most this far down the order.
        truncation: usize,
    },
}

/// Rows of a piece of parallel work.
const GRAIN: usize = 4096;

impl Loss {
    /// Are leaf values those of the residuals (a median, a quantile) instead of a Newton step?
    pub fn residual_quantile(self) -> Option<f64> {
        match self {
            Loss::AbsoluteError => Some(0.5),
            Loss::Quantile(q) => Some(q),
            _ => None,
        }
    }

    /// The constant raw prediction that is best, for each group of trees.
    pub fn baseline(self, y: &[f64], weights: Option<&[f64]>, classes: usize) -> Vec<f64> {
        let weight = |row: usize| weights.map_or(1.0, |w| w[row]);
        let total: f64 = (0..y.len()).map(weight).sum();
        let mean = y.iter().enumerate().map(|(i, v)| v * weight(i)).sum::<f64>() / total;
        let clipped = |p: f64| p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        match self {
            Loss::Logistic => vec![(clipped(mean) / (1.0 - clipped(mean))).ln()],
            Loss::Multinomial => {
                let mut shares = vec![0.0; classes];
                for (row, &class) in y.iter().enumerate() {
                    shares[class as usize] += weight(row) / total;
                }
                let logs: Vec<f64> = shares.iter().map(|&p| clipped(p).ln()).collect();
                let middle = logs.iter().sum::<f64>() / classes as f64;
                logs.iter().map(|l| l - middle).collect()
            }
            Loss::SquaredError => vec![mean],
            Loss::Poisson | Loss::Gamma => vec![mean.max(f64::MIN_POSITIVE).ln()],
            Loss::AbsoluteError | Loss::Quantile(_) => {
                let rows: Vec<u32> = (0..y.len() as u32).collect();
                let q = self.residual_quantile().unwrap_or(0.5);
                vec![quantile(&rows, |row| y[row], weights, q)]
            }
            Loss::Rank { .. } => vec![0.0],
        }
    }

    /// Gradients and hessians of one group of trees. `raw` holds the raw predictions of one group
    /// after another.
    pub fn gradients(
        self,
        group: usize,
        raw: &[f64],
        y: &[f64],
        weights: Option<&[f64]>,
        queries: &[usize],
        gradients: &mut [f32],
        hessians: &mut [f32],
    ) {
        let n = y.len();
        if let Loss::Rank { truncation } = self {
            return rank(raw, y, weights, queries, truncation, gradients, hessians);
        }
        let groups = raw.len() / n;
        let mut pieces: Vec<(&mut [f32], &mut [f32])> =
            gradients.chunks_mut(GRAIN).zip(hessians.chunks_mut(GRAIN)).collect();
        par::chunks_mut(&mut pieces, 1, GRAIN * 8 * groups, |first, pieces| {
            for (i, (g, h)) in pieces.iter_mut().enumerate() {
                let start = (first + i) * GRAIN;
                let end = start + g.len();
                let y = &y[start..end];
                let own = &raw[group * n + start..group * n + end];
                match self {
                    Loss::Logistic => {
                        // In double precision, rounded once: then rows that differ in nothing but
                        // their class add up to sums whose ties are those of scikit-learn.
                        let mut shares = [0.0; GRAIN];
                        let shares = &mut shares[..own.len()];
                        shares.copy_from_slice(own);
                        vecmath::sigmoid_f64_inplace(shares);
                        for (((g, h), &y), &p) in
                            g.iter_mut().zip(h.iter_mut()).zip(y).zip(&*shares)
                        {
                            *h = (p * (1.0 - p)) as f32;
                            *g = (p - y) as f32;
                        }
                    }
                    Loss::Multinomial => {
                        let mut highest = [f64::NEG_INFINITY; GRAIN];
                        for k in 0..groups {
                            for (m, &r) in highest.iter_mut().zip(&raw[k * n + start..k * n + end])
                            {
                                *m = m.max(r);
                            }
                        }
                        let mut total = [0.0f32; GRAIN];
                        for k in 0..groups {
                            let part = &raw[k * n + start..k * n + end];
                            for ((h, &r), m) in h.iter_mut().zip(part).zip(&highest) {
                                *h = (r - m) as f32;
                            }
                            vecmath::exp_f32_inplace(h);
                            for (t, &e) in total.iter_mut().zip(h.iter()) {
                                *t += e;
                            }
                            if k == group {
                                g.copy_from_slice(h);
                            }
                        }
                        for (((g, h), &y), t) in g.iter_mut().zip(h.iter_mut()).zip(y).zip(&total) {
                            let p = *g / t;
                            *g = p - f32::from(u8::from(y as usize == group));
                            *h = p * (1.0 - p);
                        }
                    }
                    Loss::SquaredError => {
                        for ((g, &r), &y) in g.iter_mut().zip(own).zip(y) {
                            *g = (r - y) as f32;
                        }
                        h.fill(1.0);
                    }
                    Loss::AbsoluteError => {
                        for ((g, &r), &y) in g.iter_mut().zip(own).zip(y) {
                            *g = if r > y { 1.0 } else { -1.0 };
                        }
                        h.fill(1.0);
                    }
                    Loss::Quantile(q) => {
                        for ((g, &r), &y) in g.iter_mut().zip(own).zip(y) {
                            *g = (if r > y { 1.0 - q } else { -q }) as f32;
                        }
                        h.fill(1.0);
                    }
                    Loss::Poisson => {
                        for (((g, h), &r), &y) in g.iter_mut().zip(h.iter_mut()).zip(own).zip(y) {
                            let mean = r.exp();
                            *g = (mean - y) as f32;
                            *h = mean as f32;
                        }
                    }
                    Loss::Gamma => {
                        for (((g, h), &r), &y) in g.iter_mut().zip(h.iter_mut()).zip(own).zip(y) {
                            let ratio = y * (-r).exp();
                            *g = (1.0 - ratio) as f32;
                            *h = ratio as f32;
                        }
                    }
                    Loss::Rank { .. } => {}
                }
                if let Some(weights) = weights {
                    let weights = &weights[start..end];
                    if let Loss::Quantile(q) = self {
                        // Rounded once, so that what should cancel out does.
                        for ((((g, h), &r), &y), &w) in
                            g.iter_mut().zip(h.iter_mut()).zip(own).zip(y).zip(weights)
                        {
                            *g = (w * if r > y { 1.0 - q } else { -q }) as f32;
                            *h = w as f32;
                        }
                        continue;
                    }
                    for ((g, h), &w) in g.iter_mut().zip(h.iter_mut()).zip(weights) {
                        *g *= w as f32;
                        *h *= w as f32;
                    }
                }
            }
        });
    }

    /// The mean loss.
    pub fn value(self, raw: &[f64], y: &[f64], weights: Option<&[f64]>, queries: &[usize]) -> f64 {
        let n = y.len();
        if let Loss::Rank { truncation } = self {
            return 1.0 - ndcg(raw, y, queries, truncation);
        }
        let groups = raw.len() / n.max(1);
        let (mut sum, mut total) = (0.0, 0.0);
        for row in 0..n {
            let (r, y) = (raw[row], y[row]);
            let loss = match self {
                Loss::Logistic => softplus(r) - y * r,
                Loss::Multinomial => {
                    let of = |k: usize| raw[k * n + row];
                    let top = (0..groups).map(of).fold(f64::NEG_INFINITY, f64::max);
                    let sum: f64 = (0..groups).map(|k| (of(k) - top).exp()).sum();
                    top + sum.ln() - of(y as usize)
                }
                Loss::SquaredError => 0.5 * (r - y) * (r - y),
                Loss::AbsoluteError => (r - y).abs(),
                Loss::Quantile(q) => {
                    if y >= r {
                        q * (y - r)
                    } else {
                        (1.0 - q) * (r - y)
                    }
                }
                Loss::Poisson => r.exp() - y * r,
                Loss::Gamma => r + y * (-r).exp(),
                Loss::Rank { .. } => 0.0,
            };
            let weight = weights.map_or(1.0, |w| w[row]);
            sum += weight * loss;
            total += weight;
        }
        sum / total
    }

    /// What predictions of raw values are: the mean, or probabilities.
    pub fn link(self, raw: f64) -> f64 {
        match self {
            Loss::Logistic => 1.0 / (1.0 + (-raw).exp()),
            Loss::Poisson | Loss::Gamma => raw.exp(),
            _ => raw,
        }
    }
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// The (weighted) quantile of numbers given by rows; halfway between two where it falls between.
pub(crate) fn quantile(
    rows: &[u32],
    number: impl Fn(usize) -> f64,
    weights: Option<&[f64]>,
    q: f64,
) -> f64 {
    let mut numbers: Vec<(f64, f64)> = rows
        .iter()
        .map(|&row| (number(row as usize), weights.map_or(1.0, |w| w[row as usize])))
        .collect();
    numbers.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    if weights.is_none() {
        let place = q * (numbers.len().max(1) - 1) as f64;
        let (low, high) = (place.floor() as usize, place.ceil() as usize);
        let part = place - low as f64;
        // From the nearer of both, as NumPy does it.
        return numbers.get(high).map_or(0.0, |h| match (numbers[low].0, h.0) {
            (a, b) if part < 0.5 => a + (b - a) * part,
            (a, b) => b - (b - a) * (1.0 - part),
        });
    }
    let total: f64 = numbers.iter().map(|n| n.1).sum();
    let mut below = 0.0;
    for &(number, weight) in &numbers {
        below += weight;
        if below >= q * total {
            return number;
        }
    }
    numbers.last().map_or(0.0, |n| n.0)
}

fn discount(place: usize) -> f64 {
    1.0 / (place as f64 + 2.0).log2()
}

fn rank_gain(label: f64) -> f64 {
    label.exp2() - 1.0
}

/// The order of a group by falling score; equal scores keep their places.
fn order(scores: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    order
}

fn best_gain(y: &[f64], truncation: usize) -> f64 {
    let mut labels = y.to_vec();
    labels.sort_by(|a, b| b.total_cmp(a));
    labels.iter().take(truncation).enumerate().map(|(i, &l)| rank_gain(l) * discount(i)).sum()
}

/// The mean over groups of the discounted cumulative gain over the best possible one; groups
/// without a relevant row count as 1.
pub(crate) fn ndcg(raw: &[f64], y: &[f64], queries: &[usize], truncation: usize) -> f64 {
    let mut start = 0;
    let mut sum = 0.0;
    for &size in queries {
        let (scores, labels) = (&raw[start..start + size], &y[start..start + size]);
        start += size;
        let best = best_gain(labels, truncation);
        let gain: f64 = order(scores)
            .into_iter()
            .take(truncation)
            .enumerate()
            .map(|(place, row)| rank_gain(labels[row]) * discount(place))
            .sum();
        sum += if best > 0.0 { gain / best } else { 1.0 };
    }
    sum / queries.len().max(1) as f64
}

fn rank(
    raw: &[f64],
    y: &[f64],
    weights: Option<&[f64]>,
    queries: &[usize],
    truncation: usize,
    gradients: &mut [f32],
    hessians: &mut [f32],
) {
    let g = super::bins::pieces(gradients, queries.iter().copied());
    let h = super::bins::pieces(hessians, queries.iter().copied());
    let mut starts = Vec::with_capacity(queries.len());
    let mut start = 0;
    for &size in queries {
        starts.push(start);
        start += size;
    }
    let mut tasks: Vec<(&mut [f32], &mut [f32])> = g.into_iter().zip(h).collect();
    let mean_size = y.len() / queries.len().max(1);
    par::chunks_mut(&mut tasks, 1, mean_size * truncation.min(mean_size) * 8, |first, tasks| {
        for (i, (g, h)) in tasks.iter_mut().enumerate() {
            let start = starts[first + i];
            let range = start..start + g.len();
            rank_group(&raw[range.clone()], &y[range.clone()], truncation, g, h);
            if let Some(weights) = weights {
                for ((g, h), &w) in g.iter_mut().zip(h.iter_mut()).zip(&weights[range]) {
                    *g *= w as f32;
                    *h *= w as f32;
                }
            }
        }
    });
}

fn rank_group(scores: &[f64], y: &[f64], truncation: usize, g: &mut [f32], h: &mut [f32]) {
    g.fill(0.0);
    h.fill(0.0);
    let best = best_gain(y, truncation);
    if best <= 0.0 {
        return;
    }
    let order = order(scores);
    let spread = scores[order[0]] != scores[order[order.len() - 1]];
    let mut sum = 0.0;
    for a in 0..order.len().min(truncation) {
        for b in a + 1..order.len() {
            let (i, j) = (order[a], order[b]);
            if y[i] == y[j] {
                continue;
            }
            let (high, low) = if y[i] > y[j] { (i, j) } else { (j, i) };
            let distance = scores[high] - scores[low];
            let mut change = (rank_gain(y[high]) - rank_gain(y[low])).abs()
                * (discount(a) - discount(b)).abs()
                / best;
            if spread {
                change /= 0.01 + distance.abs();
            }
            let p = 1.0 / (1.0 + distance.exp());
            let (lambda, hessian) = (change * p, change * p * (1.0 - p));
            g[high] -= lambda as f32;
            g[low] += lambda as f32;
            h[high] += hessian as f32;
            h[low] += hessian as f32;
            sum += 2.0 * lambda;
        }
    }
    if sum > 0.0 {
        let factor = ((1.0 + sum).log2() / sum) as f32;
        g.iter_mut().chain(h.iter_mut()).for_each(|x| *x *= factor);
    }
}

/// Chooses `count` of `n` rows, ascending.
pub(crate) fn sample_rows(n: usize, count: usize, random: &mut Generator) -> Vec<u32> {
    // Knuth's selection sampling: each row is taken with the chance that keeps all sets as likely.
    let mut rows = Vec::with_capacity(count);
    for row in 0..n {
        if random.uniform() * ((n - row) as f64) < (count - rows.len()) as f64 {
            rows.push(row as u32);
        }
    }
    rows
}
