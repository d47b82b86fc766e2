//! Points in blocks, and the nearest of some centres for each of them.

use crate::parallel;
use sparkler_cpu::distance;
use sparkler_cpu::gemm::{Epilogue, MatRef, gemm};

/// Points at a time at most.
const MOST: usize = 2048;

/// Points around their mean: in double precision row after row, and in single precision in blocks,
/// column after column in each, in which products with centres are fastest.
pub(crate) struct Points {
    pub(crate) columns: usize,
    pub(crate) mean: Vec<f64>,
    pub(crate) x: Vec<f64>,
    /// The squared length of each point.
    norms: Vec<f32>,
    blocks: Vec<Vec<f32>>,
    size: usize,
}

impl Points {
    /// `centres` is how many there will be about.
    pub(crate) fn new(
        mut x: Vec<f64>,
        columns: usize,
        mean: Option<&[f64]>,
        centres: usize,
    ) -> Points {
        let rows = x.len() / columns;
        let mean = match mean {
            Some(mean) => mean.to_vec(),
            None => {
                let mut mean = vec![0.0; columns];
                for row in x.chunks_exact(columns) {
                    mean.iter_mut().zip(row).for_each(|(m, v)| *m += v);
                }
                mean.iter_mut().for_each(|m| *m /= rows as f64);
                mean
            }
        };
        for row in x.chunks_exact_mut(columns) {
            row.iter_mut().zip(&mean).for_each(|(v, m)| *v -= m);
        }
        let norms = x
            .chunks_exact(columns)
            .map(|row| row.iter().map(|v| v * v).sum::<f64>() as f32)
            .collect();
        // So that a block's products stay in the second-level cache.
        let size = (128 * 1024 / centres.max(1)).clamp(64, MOST) / 64 * 64;
        let blocks = x
            .chunks(size * columns)
            .map(|block| {
                let n = block.len() / columns;
                let mut out = vec![0.0f32; block.len()];
                for (i, row) in block.chunks_exact(columns).enumerate() {
                    row.iter().enumerate().for_each(|(c, &v)| out[c * n + i] = v as f32);
                }
                out
            })
            .collect();
        Points { columns, mean, x, norms, blocks, size }
    }

    pub(crate) fn rows(&self) -> usize {
        self.norms.len()
    }

    pub(crate) fn row(&self, i: usize) -> &[f64] {
        &self.x[i * self.columns..][..self.columns]
    }

    /// For each block, what `task` makes of its first point and its products with the centres (a
    /// row for each centre).
    pub(crate) fn with_products<T: Send>(
        &self,
        centres: &[f64],
        task: impl Fn(usize, usize, &[f32]) -> T + Sync,
    ) -> Vec<T> {
        let d = self.columns;
        let k = centres.len() / d;
        let centres: Vec<f32> = centres.iter().map(|&v| v as f32).collect();
        parallel::map(self.blocks.len(), self.size * k * d / 32 + 1000, |b| {
            let block = &self.blocks[b];
            let n = block.len() / d;
            let mut dots = vec![0.0; k * n];
            let (left, right) = (MatRef::row_major(&centres, d), MatRef::row_major(block, n));
            gemm(k, n, d, left, right, &mut dots, false, Epilogue::default());
            task(b * self.size, n, &dots)
        })
    }

    /// The nearest centre of each point, block by block.
    pub(crate) fn nearest(&self, centres: &[f64]) -> Vec<Vec<u32>> {
        let norms: Vec<f32> = centres
            .chunks_exact(self.columns)
            .map(|c| {
                c.iter().map(|&v| f64::from(v as f32) * f64::from(v as f32)).sum::<f64>() as f32
            })
            .collect();
        self.with_products(centres, |_, n, dots| {
            let (mut best, mut label) = (vec![0.0; n], vec![0; n]);
            distance::nearest(dots, &norms, &mut best, &mut label);
            label
        })
    }

    /// Squared distances to some centres: for each centre, of all points.
    pub(crate) fn squares(&self, centres: &[f64]) -> Vec<Vec<f32>> {
        let norms: Vec<f32> = centres
            .chunks_exact(self.columns)
            .map(|c| c.iter().map(|v| v * v).sum::<f64>() as f32)
            .collect();
        let parts = self.with_products(centres, |first, n, dots| {
            let own = &self.norms[first..first + n];
            let mut out = dots.to_vec();
            for (out, &norm) in out.chunks_exact_mut(n).zip(&norms) {
                for (out, &own) in out.iter_mut().zip(own) {
                    *out = (norm + own - 2.0 * *out).max(0.0);
                }
            }
            out
        });
        let k = norms.len();
        let mut out: Vec<Vec<f32>> = (0..k).map(|_| Vec::with_capacity(self.rows())).collect();
        for part in parts {
            let n = part.len() / k;
            for (out, part) in out.iter_mut().zip(part.chunks_exact(n)) {
                out.extend_from_slice(part);
            }
        }
        out
    }
}
