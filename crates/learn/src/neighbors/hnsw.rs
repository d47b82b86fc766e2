//! Approximate neighbours by a graph of several levels: Malkov and Yashunin, *Efficient and Robust
//! Approximate Nearest Neighbor Search Using Hierarchical Navigable Small World Graphs* (2016).

use super::metric::Distance;
use crate::random::Generator;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How thorough an approximate search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HnswOptions {
    /// The neighbours that a point is linked to in each level; twice as many in the lowest.
    pub m: usize,
    /// Candidates that are kept while the graph is built.
    pub ef_construction: usize,
    /// Candidates that are kept while it is searched; at least the number of neighbours wanted.
    pub ef: usize,
    /// The seed of the points' levels.
    pub random_state: u64,
}

impl Default for HnswOptions {
    fn default() -> Self {
        HnswOptions { m: 16, ef_construction: 200, ef: 64, random_state: 0 }
    }
}

/// A distance that can be ordered: no NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Near(f64, u32);

impl Eq for Near {}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

/// The graph.
#[derive(Debug)]
pub(crate) struct Hnsw {
    options: HnswOptions,
    distance: Distance,
    columns: usize,
    /// For each level, for each point that is in it, its neighbours.
    links: Vec<Vec<Vec<u32>>>,
    entry: u32,
}

/// The points seen in a search.
struct Seen {
    marks: Vec<u32>,
    mark: u32,
}

impl Seen {
    fn begin(&mut self) {
        self.mark += 1;
    }

    fn first(&mut self, who: u32) -> bool {
        std::mem::replace(&mut self.marks[who as usize], self.mark) != self.mark
    }
}

impl Hnsw {
    pub(crate) fn new(x: &[f64], columns: usize, distance: Distance, options: HnswOptions) -> Hnsw {
        let n = x.len() / columns;
        let scale = 1.0 / (options.m.max(2) as f64).ln();
        let mut generator = Generator::new(options.random_state, 0);
        let levels: Vec<usize> =
            (0..n).map(|_| (-(1.0 - generator.uniform()).ln() * scale) as usize).collect();
        let highest = levels.iter().copied().max().unwrap_or(0);
        let mut graph = Hnsw {
            options,
            distance,
            columns,
            links: vec![vec![Vec::new(); n]; highest + 1],
            entry: 0,
        };
        let mut seen = Seen { marks: vec![0; n], mark: 0 };
        let mut top = levels.first().copied().unwrap_or(0);
        for i in 1..n {
            let query = graph.point(x, i as u32).to_vec();
            let mut entry = graph.greedy(x, &query, top, levels[i]);
            for level in (0..=levels[i].min(top)).rev() {
                let found =
                    graph.search(x, &query, &[entry], options.ef_construction, level, &mut seen);
                entry = found.first().map_or(entry, |f| f.1);
                let most = if level == 0 { 2 * options.m } else { options.m };
                let chosen = graph.choose(x, &found, options.m);
                for &other in &chosen {
                    let links = &mut graph.links[level][other as usize];
                    links.push(i as u32);
                    if links.len() > most {
                        let own = graph.point(x, other);
                        let mut near: Vec<Near> = graph.links[level][other as usize]
                            .iter()
                            .map(|&j| Near(distance.between(own, graph.point(x, j)), j))
                            .collect();
                        near.sort_unstable();
                        graph.links[level][other as usize] = graph.choose(x, &near, most);
                    }
                }
                graph.links[level][i] = chosen;
            }
            if levels[i] > top {
                top = levels[i];
                graph.entry = i as u32;
            }
        }
        graph
    }

    fn point<'a>(&self, x: &'a [f64], i: u32) -> &'a [f64] {
        &x[i as usize * self.columns..][..self.columns]
    }

    /// Walks to the nearest point it can reach in the levels from `top` to above `until`.
    fn greedy(&self, x: &[f64], query: &[f64], top: usize, until: usize) -> u32 {
        let mut at = self.entry;
        let mut apart = self.distance.between(query, self.point(x, at));
        for level in (until + 1..=top).rev() {
            loop {
                let before = at;
                for &next in &self.links[level][at as usize] {
                    let d = self.distance.between(query, self.point(x, next));
                    if d < apart {
                        (at, apart) = (next, d);
                    }
                }
                if at == before {
                    break;
                }
            }
        }
        at
    }

    /// The `ef` nearest points that a walk from `entries` finds in a level, ascending.
    fn search(
        &self,
        x: &[f64],
        query: &[f64],
        entries: &[u32],
        ef: usize,
        level: usize,
        seen: &mut Seen,
    ) -> Vec<Near> {
        seen.begin();
        let mut open = BinaryHeap::new();
        let mut best = BinaryHeap::new();
        for &entry in entries {
            seen.first(entry);
            let near = Near(self.distance.between(query, self.point(x, entry)), entry);
            open.push(Reverse(near));
            best.push(near);
        }
        while let Some(Reverse(at)) = open.pop() {
            if best.len() >= ef && best.peek().is_some_and(|worst| at > *worst) {
                break;
            }
            for &next in &self.links[level][at.1 as usize] {
                if !seen.first(next) {
                    continue;
                }
                let near = Near(self.distance.between(query, self.point(x, next)), next);
                if best.len() < ef || best.peek().is_some_and(|worst| near < *worst) {
                    open.push(Reverse(near));
                    best.push(near);
                    if best.len() > ef {
                        best.pop();
                    }
                }
            }
        }
        best.into_sorted_vec()
    }

    /// Neighbours in different directions: one that is nearer to another neighbour than to the
    /// point itself comes last.
    fn choose(&self, x: &[f64], found: &[Near], most: usize) -> Vec<u32> {
        let mut chosen: Vec<u32> = Vec::with_capacity(most);
        let mut others = Vec::new();
        for near in found {
            if chosen.len() == most {
                break;
            }
            let own = self.point(x, near.1);
            let apart = |&c: &u32| self.distance.between(own, self.point(x, c));
            if chosen.iter().all(|c| apart(c) > near.0) {
                chosen.push(near.1);
            } else {
                others.push(near.1);
            }
        }
        let room = most - chosen.len();
        chosen.extend(others.into_iter().take(room));
        chosen
    }

    pub(crate) fn nearest(&self, x: &[f64], queries: &[f64], k: usize) -> Vec<Vec<(f64, u32)>> {
        let n = x.len() / self.columns;
        let mut seen = Seen { marks: vec![0; n], mark: 0 };
        let top = self.links.len() - 1;
        let search = |query: &[f64]| {
            let entry = self.greedy(x, query, top, 0);
            let mut found = self.search(x, query, &[entry], self.options.ef.max(k), 0, &mut seen);
            found.truncate(k);
            found.into_iter().map(|near| (near.0, near.1)).collect()
        };
        queries.chunks_exact(self.columns).map(search).collect()
    }
}
