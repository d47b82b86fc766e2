//! The shortest tree that spans all points, by a tree of points: rounds of Borůvka (1926), in each
//! of which every part finds its shortest link to another one, as in March, Ram and Gray, *Fast
//! Euclidean Minimum Spanning Tree* (2010), with one tree.

use super::Distance;
use super::tree::{Shape, Tree};
use crate::parallel;
use sparkler_cpu::distance;
use std::collections::BTreeMap;

/// A node whose points are in several parts.
const MIXED: u32 = u32::MAX;
/// Points whose links are sought together. Not a matter of threads, so that the result is none.
const BLOCK: usize = 256;

/// How long a link between two points is: their distance over `alpha`, at least either point's
/// `core`.
pub(crate) struct Links<'a> {
    pub(crate) x: &'a [f64],
    pub(crate) columns: usize,
    pub(crate) distance: Distance,
    pub(crate) core: Option<&'a [f64]>,
    pub(crate) alpha: f64,
}

impl Links<'_> {
    fn core(&self, i: u32) -> f64 {
        self.core.map_or(0.0, |core| core[i as usize])
    }

    /// Are there so few columns and so many points that a tree of them is of use?
    pub(crate) fn suit_a_tree(&self) -> bool {
        self.columns <= 8 && self.x.len() / self.columns >= 1000
    }

    /// The lengths of the links of a point to all, from points column after column.
    pub(crate) fn lengths(&self, i: usize, by_columns: &[f64], out: &mut [f64]) {
        let point = &self.x[i * self.columns..][..self.columns];
        distance::to_columns(self.distance.reduced(), point, by_columns, out.len(), out);
        let own = self.core(i as u32);
        for (j, out) in out.iter_mut().enumerate() {
            *out = (self.distance.finish(*out) / self.alpha).max(own).max(self.core(j as u32));
        }
    }

    /// The links of the shortest tree: two points and the length, in no order.
    pub(crate) fn spanning_tree(&self) -> Vec<(usize, usize, f64)> {
        let n = self.x.len() / self.columns;
        let tree = Tree::new(Shape::Box, self.x, self.columns, self.distance, 16);
        // The least core among the points of each node.
        let least: Vec<f64> = tree
            .nodes
            .iter()
            .map(|node| {
                let of = |&i: &u32| self.core(i);
                tree.order[node.start..node.end].iter().map(of).fold(f64::INFINITY, f64::min)
            })
            .collect();
        let mut part: Vec<u32> = (0..n as u32).collect();
        let mut parts = n;
        let mut links = Vec::with_capacity(n.saturating_sub(1));
        while parts > 1 {
            let of_node = parts_of_nodes(&tree, &part);
            let found = parallel::map(n.div_ceil(BLOCK), BLOCK * 2000, |block| {
                self.shortest(&tree, &part, &of_node, &least, block)
            });
            let mut best: BTreeMap<u32, (f64, u32, u32)> = BTreeMap::new();
            for (own, link) in found.into_iter().flatten() {
                let kept = best.entry(own).or_insert(link);
                if link.0 < kept.0 {
                    *kept = link;
                }
            }
            let before = parts;
            let mut parent: Vec<u32> = (0..n as u32).collect();
            for &(length, i, j) in best.values() {
                let (a, b) =
                    (root(&mut parent, part[i as usize]), root(&mut parent, part[j as usize]));
                if a != b {
                    parent[a as usize] = b;
                    links.push((i as usize, j as usize, length));
                    parts -= 1;
                }
            }
            if parts == before {
                break;
            }
            part.iter_mut().for_each(|p| *p = root(&mut parent, *p));
        }
        links
    }

    /// The shortest links to other parts from the parts of a block of points.
    fn shortest(
        &self,
        tree: &Tree,
        part: &[u32],
        of_node: &[u32],
        least: &[f64],
        block: usize,
    ) -> BTreeMap<u32, (f64, u32, u32)> {
        let mut best: BTreeMap<u32, (f64, u32, u32)> = BTreeMap::new();
        let mut stack: Vec<(f64, usize)> = Vec::new();
        let mut apart = Vec::new();
        let last = tree.order.len().min((block + 1) * BLOCK);
        for &i in &tree.order[block * BLOCK..last] {
            let (own, core) = (part[i as usize], self.core(i));
            let mut link = best.get(&own).copied().unwrap_or((f64::INFINITY, i, i));
            if core >= link.0 {
                continue;
            }
            let point = &self.x[i as usize * self.columns..][..self.columns];
            let bound = |node: usize| {
                (self.distance.finish(tree.bound(node, point)) / self.alpha)
                    .max(core)
                    .max(least[node])
            };
            stack.clear();
            stack.push((bound(0), 0));
            while let Some((bound_of, number)) = stack.pop() {
                if bound_of >= link.0 || of_node[number] == own {
                    continue;
                }
                let node = &tree.nodes[number];
                if node.right != 0 {
                    let (a, b) = (number + 1, node.right);
                    let (near, far) = ((bound(a), a), (bound(b), b));
                    let (near, far) = if far.0 < near.0 { (far, near) } else { (near, far) };
                    stack.push(far);
                    stack.push(near);
                    continue;
                }
                let size = node.end - node.start;
                apart.resize(size, 0.0);
                let points = &tree.points[node.start * self.columns..node.end * self.columns];
                distance::to_columns(self.distance.reduced(), point, points, size, &mut apart);
                for (&apart, &j) in apart.iter().zip(&tree.order[node.start..node.end]) {
                    if part[j as usize] != own {
                        let length =
                            (self.distance.finish(apart) / self.alpha).max(core).max(self.core(j));
                        if length < link.0 {
                            link = (length, i, j);
                        }
                    }
                }
            }
            if link.0 < f64::INFINITY {
                best.insert(own, link);
            }
        }
        best
    }
}

/// The part that all points of a node are in, or [`MIXED`].
fn parts_of_nodes(tree: &Tree, part: &[u32]) -> Vec<u32> {
    let mut out = vec![MIXED; tree.nodes.len()];
    // Children come after their parents.
    for number in (0..tree.nodes.len()).rev() {
        let node = &tree.nodes[number];
        out[number] = if node.right == 0 {
            let first = part[tree.order[node.start] as usize];
            let same = |&i: &u32| part[i as usize] == first;
            if tree.order[node.start..node.end].iter().all(same) { first } else { MIXED }
        } else if out[number + 1] == out[node.right] {
            out[node.right]
        } else {
            MIXED
        };
    }
    out
}

fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}

#[cfg(test)]
mod tests {
    use super::super::Metric;
    use super::*;
    use crate::cluster::agglomerative::spanning_tree;
    use crate::random::Generator;

    #[test]
    fn a_tree_of_points_finds_a_tree_as_short_as_prims() {
        let mut random = Generator::new(3, 0);
        for (columns, rows, metric) in [
            (1, 300, Metric::Euclidean),
            (2, 1200, Metric::Euclidean),
            (3, 700, Metric::Manhattan),
            (5, 500, Metric::Chebyshev),
        ] {
            // Some points are the same.
            let x: Vec<f64> = (0..rows * columns)
                .map(|i| if i % 3 == 0 { random.below(5) as f64 } else { random.normal() })
                .collect();
            let core: Vec<f64> = (0..rows).map(|_| 0.3 * random.uniform()).collect();
            let distance = Distance::new("test", metric, 2.0).unwrap();
            for (core, alpha) in [(None, 1.0), (Some(core.as_slice()), 1.0), (Some(&core), 1.5)] {
                let links = Links { x: &x, columns, distance, core, alpha };
                let by_columns = crate::linalg::transpose(rows, columns, &x);
                let expected = spanning_tree(rows, |i, out| links.lengths(i, &by_columns, out));
                let mut found = links.spanning_tree();
                found.sort_by(|a, b| a.2.total_cmp(&b.2));
                let lengths = |links: &[(usize, usize, f64)]| -> Vec<f64> {
                    links.iter().map(|l| l.2).collect()
                };
                assert_eq!(lengths(&found), lengths(&expected), "{columns} {metric:?} {alpha}");
            }
        }
    }
}
