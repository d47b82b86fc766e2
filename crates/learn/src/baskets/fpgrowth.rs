//! Frequent pattern growth.

use super::{Found, Itemsets, Options, Transactions, prepare};
use crate::Result;

/// Frequent itemsets by growth of patterns (Han, Pei and Yin 2000): transactions become a tree of
/// common beginnings, most frequent items first; for each item, the ways up from its nodes become a
/// smaller tree of what goes with it.
///
/// Trees are arrays without pointers to children: ways are put in sorted order, so that each one
/// shares its beginning with the one before.
///
/// # Errors
/// If an option is out of range, there are no transactions, or there are too many itemsets.
pub fn fpgrowth(transactions: &Transactions, options: &Options) -> Result<Itemsets> {
    let (least, mut found) = prepare("fpgrowth", transactions, options)?;
    let counts = transactions.counts();
    let mut frequent: Vec<u32> =
        (0..counts.len() as u32).filter(|&i| counts[i as usize] >= least).collect();
    frequent.sort_by_key(|&i| (std::cmp::Reverse(counts[i as usize]), i));
    let mut ranks = vec![u32::MAX; counts.len()];
    for (rank, &item) in frequent.iter().enumerate() {
        ranks[item as usize] = rank as u32;
    }
    let mut ways = Ways::default();
    for items in transactions.iter() {
        ways.push(items.iter().map(|&i| ranks[i as usize]).filter(|&r| r != u32::MAX), 1);
    }
    let items: Vec<u32> = frequent;
    let mut miner = Miner { least, found: &mut found, set: Vec::new(), levels: Vec::new() };
    let mut tree = Tree::default();
    tree.build(&mut ways, items.len());
    miner.mine(&tree, &items, 0)?;
    Ok(found.finish(transactions.len()))
}

/// Lists of ranks, ascending, each with a count.
#[derive(Default)]
struct Ways {
    ranks: Vec<u32>,
    /// Start, end and count of each.
    ways: Vec<(u32, u32, u32)>,
}

impl Ways {
    fn push(&mut self, ranks: impl Iterator<Item = u32>, count: u32) {
        let start = self.ranks.len();
        self.ranks.extend(ranks);
        if self.ranks.len() > start {
            self.ranks[start..].sort_unstable();
            self.ways.push((start as u32, self.ranks.len() as u32, count));
        }
    }

    fn clear(&mut self) {
        self.ranks.clear();
        self.ways.clear();
    }
}

/// Nodes in the order of a walk from the root: a parent stands before its children.
#[derive(Default)]
struct Tree {
    /// Rank, parent (`u32::MAX` for the root) and count of each node.
    nodes: Vec<(u32, u32, u32)>,
    /// The nodes of each rank: `by_rank[starts[rank]..starts[rank + 1]]`.
    by_rank: Vec<u32>,
    starts: Vec<u32>,
    /// The sum of the counts of each rank's nodes.
    counts: Vec<u32>,
}

impl Tree {
    /// Makes the tree of some ways, of `ranks` different ranks.
    fn build(&mut self, ways: &mut Ways, ranks: usize) {
        let Ways { ranks: all, ways } = ways;
        ways.sort_unstable_by(|a, b| {
            all[a.0 as usize..a.1 as usize].cmp(&all[b.0 as usize..b.1 as usize])
        });
        self.nodes.clear();
        self.counts.clear();
        self.counts.resize(ranks, 0);
        let mut path: Vec<u32> = Vec::new();
        let mut before: &[u32] = &[];
        for &(start, end, count) in ways.iter() {
            let way = &all[start as usize..end as usize];
            let shared = before.iter().zip(way).take_while(|(a, b)| a == b).count();
            path.truncate(shared);
            for &node in &path {
                self.nodes[node as usize].2 += count;
            }
            for &rank in &way[shared..] {
                let parent = path.last().copied().unwrap_or(u32::MAX);
                path.push(self.nodes.len() as u32);
                self.nodes.push((rank, parent, count));
            }
            before = way;
        }
        self.starts.clear();
        self.starts.resize(ranks + 1, 0);
        for &(rank, _, count) in &self.nodes {
            self.starts[rank as usize + 1] += 1;
            self.counts[rank as usize] += count;
        }
        for rank in 0..ranks {
            self.starts[rank + 1] += self.starts[rank];
        }
        self.by_rank.clear();
        self.by_rank.resize(self.nodes.len(), 0);
        let mut next = self.starts.clone();
        for (node, &(rank, _, _)) in self.nodes.iter().enumerate() {
            self.by_rank[next[rank as usize] as usize] = node as u32;
            next[rank as usize] += 1;
        }
    }

    fn nodes_of(&self, rank: usize) -> &[u32] {
        &self.by_rank[self.starts[rank] as usize..self.starts[rank + 1] as usize]
    }
}

struct Miner<'a> {
    least: u32,
    found: &'a mut Found,
    set: Vec<u32>,
    /// Memory of each depth, used again and again.
    levels: Vec<(Ways, Tree)>,
}

impl Miner<'_> {
    /// All frequent sets of the tree's items joined with those of `set`.
    fn mine(&mut self, tree: &Tree, items: &[u32], depth: usize) -> Result<()> {
        let (mut ways, mut smaller) = self.levels.pop().unwrap_or_default();
        let mut counts: Vec<u32> = Vec::new();
        let mut new_ranks: Vec<u32> = Vec::new();
        for rank in 0..items.len() {
            self.set.push(items[rank]);
            self.found.push(&self.set, tree.counts[rank])?;
            if rank > 0 && depth + 1 < self.found.max_len {
                counts.clear();
                counts.resize(rank, 0);
                for &node in tree.nodes_of(rank) {
                    let (_, mut up, count) = tree.nodes[node as usize];
                    while up != u32::MAX {
                        let (rank, parent, _) = tree.nodes[up as usize];
                        counts[rank as usize] += count;
                        up = parent;
                    }
                }
                let mut with: Vec<u32> = Vec::new();
                new_ranks.clear();
                for (other, &count) in counts.iter().enumerate() {
                    new_ranks.push(if count >= self.least { with.len() as u32 } else { u32::MAX });
                    if count >= self.least {
                        with.push(items[other]);
                    }
                }
                match with.len() {
                    0 => {}
                    1 => {
                        let count = counts.iter().copied().find(|&c| c >= self.least);
                        self.set.push(with[0]);
                        self.found.push(&self.set, count.unwrap_or(0))?;
                        self.set.pop();
                    }
                    _ => {
                        ways.clear();
                        for &node in tree.nodes_of(rank) {
                            let (_, mut up, count) = tree.nodes[node as usize];
                            let start = ways.ranks.len();
                            while up != u32::MAX {
                                let (rank, parent, _) = tree.nodes[up as usize];
                                let new = new_ranks[rank as usize];
                                if new != u32::MAX {
                                    ways.ranks.push(new);
                                }
                                up = parent;
                            }
                            if ways.ranks.len() > start {
                                // The way up meets ranks in descending order.
                                ways.ranks[start..].reverse();
                                ways.ways.push((start as u32, ways.ranks.len() as u32, count));
                            }
                        }
                        smaller.build(&mut ways, with.len());
                        self.mine(&smaller, &with, depth + 1)?;
                    }
                }
            }
            self.set.pop();
        }
        self.levels.push((ways, smaller));
        Ok(())
    }
}
