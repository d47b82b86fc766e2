//! Every point with every point. Euclidean distances come from products of matrices in single
//! precision, which find a few candidates, and are then computed exactly for those alone.

use super::best::Best;
use super::metric::Distance;
use sparkler_cpu::distance;
use sparkler_cpu::gemm::{Epilogue, MatRef, PackedB, gemm_packed};

/// Points at a time: what is computed of them stays in the second-level cache.
const POINTS: usize = 2048;
/// Queries at a time.
pub(crate) const QUERIES: usize = 64;

/// Points in the form in which products with all of them are fast.
#[derive(Debug)]
pub(crate) struct Products {
    blocks: Vec<(PackedB<f32>, Vec<f32>)>,
    mean: Vec<f64>,
    /// The longest point, from the mean.
    reach: f64,
}

impl Products {
    pub(crate) fn new(x: &[f64], columns: usize) -> Products {
        let rows = x.len() / columns;
        let mut mean = vec![0.0; columns];
        for row in x.chunks_exact(columns) {
            mean.iter_mut().zip(row).for_each(|(m, v)| *m += v);
        }
        mean.iter_mut().for_each(|m| *m /= rows as f64);
        let mut reach = 0.0f64;
        let blocks = x
            .chunks(POINTS * columns)
            .map(|block| {
                let n = block.len() / columns;
                let shifted: Vec<f32> =
                    block.iter().enumerate().map(|(i, v)| (v - mean[i % columns]) as f32).collect();
                let norms: Vec<f32> = shifted
                    .chunks_exact(columns)
                    .map(|row| {
                        let norm: f64 = row.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
                        reach = reach.max(norm.sqrt());
                        norm as f32
                    })
                    .collect();
                let b = MatRef::row_major(&shifted, columns).transposed();
                (PackedB::new(columns, n, b), norms)
            })
            .collect();
        Products { blocks, mean, reach }
    }

    /// For each query the points that may be among its `k` nearest, or within `radius` (reduced).
    fn candidates(
        &self,
        queries: &[f64],
        k: Option<usize>,
        radius: f64,
        mut each: impl FnMut(usize, &[u32]),
    ) {
        let columns = self.mean.len();
        let m = queries.len() / columns;
        let mut left = Vec::with_capacity(queries.len());
        let mut slack = Vec::with_capacity(m);
        let mut limit = Vec::with_capacity(m);
        for row in queries.chunks_exact(columns) {
            let mut norm = 0.0;
            for (v, mean) in row.iter().zip(&self.mean) {
                let v = v - mean;
                norm += v * v;
                left.push(-2.0 * v as f32);
            }
            // What rounding can do to a score: |x|^2 - 2 q x, a sum of `columns` products.
            let size = (norm.sqrt() + self.reach) * (norm.sqrt() + self.reach);
            let rounding = f64::from(f32::EPSILON) * (columns as f64 + 4.0) * size;
            slack.push(2.0 * rounding as f32);
            limit.push(match k {
                Some(_) => f32::INFINITY,
                None => (radius - norm + 2.0 * rounding) as f32,
            });
        }
        let mut found: Vec<Vec<(f32, u32)>> = vec![Vec::new(); m];
        let mut scores = vec![0.0f32; m * POINTS];
        let mut places = vec![0u32; POINTS];
        for (number, (points, norms)) in self.blocks.iter().enumerate() {
            let n = norms.len();
            let epilogue = Epilogue { bias: Some(norms.as_slice()), ..Epilogue::default() };
            gemm_packed(m, MatRef::row_major(&left, columns), points, &mut scores, false, epilogue);
            for (q, scores) in scores[..m * n].chunks_exact(n).enumerate() {
                // In parts, so that the limit of the first ones helps with the rest.
                for (part, scores) in scores.chunks(256).enumerate() {
                    let count = distance::below(scores, limit[q], &mut places);
                    if count == 0 {
                        continue;
                    }
                    let first = number * POINTS + part * 256;
                    let found = &mut found[q];
                    found.extend(
                        places[..count].iter().map(|&p| (scores[p as usize], first as u32 + p)),
                    );
                    if let Some(k) = k
                        && found.len() >= 2 * k + 32
                    {
                        limit[q] = cut(found, k, slack[q]);
                    }
                }
            }
        }
        let mut who = Vec::new();
        for (q, found) in found.iter_mut().enumerate() {
            if let Some(k) = k
                && found.len() > k
            {
                cut(found, k, slack[q]);
            }
            who.clear();
            who.extend(found.iter().map(|f| f.1));
            each(q, &who);
        }
    }

    pub(crate) fn nearest(
        &self,
        x: &[f64],
        queries: &[f64],
        k: usize,
        distance: Distance,
    ) -> Vec<Vec<(f64, u32)>> {
        let columns = self.mean.len();
        let mut out = Vec::with_capacity(queries.len() / columns);
        self.candidates(queries, Some(k), 0.0, |q, who| {
            let query = &queries[q * columns..][..columns];
            let mut best = Best::new(k);
            for &i in who {
                let point = &x[i as usize * columns..][..columns];
                best.offer(distance.between(query, point), i);
            }
            out.push(best.into_items());
        });
        out
    }

    pub(crate) fn within(
        &self,
        x: &[f64],
        queries: &[f64],
        radius: f64,
        distance: Distance,
    ) -> Vec<Vec<(f64, u32)>> {
        let columns = self.mean.len();
        let mut out = Vec::with_capacity(queries.len() / columns);
        self.candidates(queries, None, radius, |q, who| {
            let query = &queries[q * columns..][..columns];
            let near = who.iter().filter_map(|&i| {
                let apart = distance.between(query, &x[i as usize * columns..][..columns]);
                (apart <= radius).then_some((apart, i))
            });
            out.push(near.collect());
        });
        out
    }
}

/// Leaves the `k` lowest scores and those within the slack; returns the score below which new ones
/// are of use.
fn cut(found: &mut Vec<(f32, u32)>, k: usize, slack: f32) -> f32 {
    let (_, kth, _) = found.select_nth_unstable_by(k - 1, |a, b| a.0.total_cmp(&b.0));
    // A little more, so that an equal score is below.
    let limit = (kth.0 + slack).next_up();
    found.retain(|f| f.0 < limit);
    limit
}
