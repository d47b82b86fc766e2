//! Level by level.

use super::bits::{Bits, count, intersect};
use super::{Itemsets, Options, Transactions, prepare};
use crate::Result;
use std::collections::HashSet;

/// Frequent itemsets level by level (Agrawal and Srikant 1994): sets of one more item are joined
/// from pairs that differ in the last, and counted only if all their subsets are frequent.
///
/// # Errors
/// If an option is out of range, there are no transactions, or there are too many itemsets.
pub fn apriori(transactions: &Transactions, options: &Options) -> Result<Itemsets> {
    let (least, mut found) = prepare("apriori", transactions, options)?;
    let counts = transactions.counts();
    let items: Vec<u32> =
        (0..counts.len() as u32).filter(|&i| counts[i as usize] >= least).collect();
    let bits = Bits::new(transactions, &items);
    // Sets hold places in `items`, ascending; the sets of a level are in lexical order.
    let mut level: Vec<Vec<u32>> = Vec::new();
    for (place, &item) in items.iter().enumerate() {
        found.push(&[item], counts[item as usize])?;
        level.push(vec![place as u32]);
    }
    let mut prefix_bits = vec![0u64; bits.words()];
    let mut scratch = vec![0u64; bits.words()];
    let mut len = 1;
    while !level.is_empty() && len < found.max_len {
        let known: HashSet<&[u32]> = level.iter().map(Vec::as_slice).collect();
        let mut next = Vec::new();
        for (i, first) in level.iter().enumerate() {
            let mut ready = false;
            for second in &level[i + 1..] {
                if first[..len - 1] != second[..len - 1] {
                    break;
                }
                let mut candidate = first.clone();
                candidate.push(second[len - 1]);
                let frequent = |left_out: usize| {
                    let mut subset = candidate.clone();
                    subset.remove(left_out);
                    known.contains(subset.as_slice())
                };
                if !(0..len.saturating_sub(1)).all(frequent) {
                    continue;
                }
                if !ready {
                    prefix_bits.copy_from_slice(bits.of(first[0] as usize));
                    for &place in &first[1..] {
                        intersect(&prefix_bits, bits.of(place as usize), &mut scratch);
                        std::mem::swap(&mut prefix_bits, &mut scratch);
                    }
                    ready = true;
                }
                let both = count(&prefix_bits, bits.of(second[len - 1] as usize));
                if both >= least {
                    let set: Vec<u32> = candidate.iter().map(|&p| items[p as usize]).collect();
                    found.push(&set, both)?;
                    next.push(candidate);
                }
            }
        }
        level = next;
        len += 1;
    }
    Ok(found.finish(transactions.len()))
}
