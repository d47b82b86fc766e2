//! Trees of points: k-d trees (Friedman, Bentley and Finkel 1977), whose nodes are boxes, and ball
//! trees (Omohundro 1989).

use super::best::Best;
use super::metric::Distance;
use sparkler_cpu::distance;

/// The form of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Box,
    Ball,
}

#[derive(Debug)]
pub(super) struct Node {
    /// The points, in the tree's order.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The second child; the first one follows its parent. 0 for a leaf.
    pub(super) right: usize,
    /// A ball's radius.
    radius: f64,
}

/// A tree over points.
#[derive(Debug)]
pub(crate) struct Tree {
    shape: Shape,
    columns: usize,
    distance: Distance,
    pub(super) nodes: Vec<Node>,
    /// For each node, a box's lower and upper corner, or a ball's centre.
    corners: Vec<f64>,
    /// The number of each point in the tree's order.
    pub(super) order: Vec<u32>,
    /// Leaf after leaf, column after column in each.
    pub(super) points: Vec<f64>,
}

impl Tree {
    pub(crate) fn new(
        shape: Shape,
        x: &[f64],
        columns: usize,
        distance: Distance,
        leaf_size: usize,
    ) -> Tree {
        let n = x.len() / columns;
        let mut tree = Tree {
            shape,
            columns,
            distance,
            nodes: Vec::new(),
            corners: Vec::new(),
            order: (0..n as u32).collect(),
            points: vec![0.0; x.len()],
        };
        if n > 0 {
            tree.build(x, 0, n, leaf_size.max(1));
        }
        tree
    }

    fn width(&self) -> usize {
        if self.shape == Shape::Box { 2 * self.columns } else { self.columns }
    }

    fn build(&mut self, x: &[f64], start: usize, end: usize, leaf_size: usize) -> usize {
        let k = self.columns;
        let row = |i: u32| &x[i as usize * k..][..k];
        let (mut low, mut high) = (vec![f64::INFINITY; k], vec![f64::NEG_INFINITY; k]);
        for &i in &self.order[start..end] {
            for (c, &v) in row(i).iter().enumerate() {
                low[c] = low[c].min(v);
                high[c] = high[c].max(v);
            }
        }
        let widest = (0..k).fold(0, |a, b| if high[b] - low[b] > high[a] - low[a] { b } else { a });
        let spread = high[widest] - low[widest];
        let number = self.nodes.len();
        let mut radius = 0.0f64;
        match self.shape {
            Shape::Box => {
                self.corners.extend(&low);
                self.corners.extend(&high);
            }
            Shape::Ball => {
                let mut centre = vec![0.0; k];
                for &i in &self.order[start..end] {
                    centre.iter_mut().zip(row(i)).for_each(|(c, v)| *c += v);
                }
                centre.iter_mut().for_each(|c| *c /= (end - start) as f64);
                for &i in &self.order[start..end] {
                    radius = radius.max(self.distance.between(row(i), &centre));
                }
                radius = self.distance.finish(radius);
                self.corners.extend(&centre);
            }
        }
        self.nodes.push(Node { start, end, right: 0, radius });
        // Points that are all the same make a leaf of any size.
        if end - start <= leaf_size || spread <= 0.0 {
            let size = end - start;
            for (place, &i) in self.order[start..end].iter().enumerate() {
                for (c, &v) in row(i).iter().enumerate() {
                    self.points[start * k + c * size + place] = v;
                }
            }
            return number;
        }
        let middle = (end - start) / 2;
        self.order[start..end].select_nth_unstable_by(middle, |&a, &b| {
            row(a)[widest].total_cmp(&row(b)[widest]).then(a.cmp(&b))
        });
        self.build(x, start, start + middle, leaf_size);
        let right = self.build(x, start + middle, end, leaf_size);
        self.nodes[number].right = right;
        number
    }

    /// No point of the node is nearer than this (reduced).
    pub(super) fn bound(&self, node: usize, query: &[f64]) -> f64 {
        let corners = &self.corners[node * self.width()..][..self.width()];
        match self.shape {
            Shape::Box => {
                let (low, high) = corners.split_at(self.columns);
                let mut bound = 0.0;
                for ((&q, &low), &high) in query.iter().zip(low).zip(high) {
                    let outside = (low - q).max(q - high).max(0.0);
                    bound = self.distance.join(bound, self.distance.term(outside));
                }
                bound
            }
            Shape::Ball => {
                let apart = self.distance.finish(self.distance.between(query, corners));
                let nearest = apart - self.nodes[node].radius;
                // Rounding must not put a point out of reach.
                if nearest > 0.0 { self.distance.reduce(nearest * (1.0 - 1e-12)) } else { 0.0 }
            }
        }
    }

    /// Calls `each` with distances (reduced) and numbers of points in all leaves that `limit`
    /// does not rule out.
    fn visit(&self, query: &[f64], mut limit: impl FnMut(Option<(f64, u32)>) -> f64) {
        if self.nodes.is_empty() {
            return;
        }
        let mut stack = vec![(self.bound(0, query), 0usize)];
        let mut apart = Vec::new();
        while let Some((bound, number)) = stack.pop() {
            if bound > limit(None) {
                continue;
            }
            let node = &self.nodes[number];
            if node.right != 0 {
                let (a, b) = (number + 1, node.right);
                let (near, far) = ((self.bound(a, query), a), (self.bound(b, query), b));
                let (near, far) = if far.0 < near.0 { (far, near) } else { (near, far) };
                stack.push(far);
                stack.push(near);
                continue;
            }
            let size = node.end - node.start;
            apart.resize(size, 0.0);
            let points = &self.points[node.start * self.columns..node.end * self.columns];
            distance::to_columns(self.distance.reduced(), query, points, size, &mut apart);
            for (&apart, &who) in apart.iter().zip(&self.order[node.start..node.end]) {
                limit(Some((apart, who)));
            }
        }
    }

    pub(crate) fn nearest(&self, query: &[f64], k: usize) -> Vec<(f64, u32)> {
        let mut best = Best::new(k);
        self.visit(query, |point| {
            if let Some((apart, who)) = point {
                best.offer(apart, who);
            }
            best.limit()
        });
        best.into_items()
    }

    pub(crate) fn within(&self, query: &[f64], radius: f64) -> Vec<(f64, u32)> {
        let mut found = Vec::new();
        self.visit(query, |point| {
            if let Some((apart, who)) = point
                && apart <= radius
            {
                found.push((apart, who));
            }
            radius
        });
        found.sort_unstable_by_key(|f| f.1);
        found
    }
}
