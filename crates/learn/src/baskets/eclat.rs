//! Intersections of sets of transactions.

use super::bits::{Bits, intersect};
use super::{Found, Itemsets, Options, Transactions, prepare};
use crate::Result;

/// Frequent itemsets by intersecting the sets of transactions that hold each item, depth first
/// (Zaki 2000: Eclat), as bits. Fast where there are few transactions and many itemsets.
///
/// # Errors
/// If an option is out of range, there are no transactions, or there are too many itemsets.
pub fn eclat(transactions: &Transactions, options: &Options) -> Result<Itemsets> {
    let (least, mut found) = prepare("eclat", transactions, options)?;
    let counts = transactions.counts();
    let mut items: Vec<u32> =
        (0..counts.len() as u32).filter(|&i| counts[i as usize] >= least).collect();
    // Rare items first: their intersections are soon too small.
    items.sort_by_key(|&i| (counts[i as usize], i));
    let bits = Bits::new(transactions, &items);
    let all: Vec<(u32, u32)> = items.iter().map(|&i| (i, counts[i as usize])).collect();
    let all_bits: Vec<u64> = (0..items.len()).flat_map(|place| bits.of(place)).copied().collect();
    grow(&all, &all_bits, bits.words(), least, &mut Vec::new(), &mut found)?;
    Ok(found.finish(transactions.len()))
}

/// `members` are items (with counts) that may follow `set`, and their bits within it.
fn grow(
    members: &[(u32, u32)],
    bits: &[u64],
    words: usize,
    least: u32,
    set: &mut Vec<u32>,
    found: &mut Found,
) -> Result<()> {
    let mut next: Vec<(u32, u32)> = Vec::new();
    let mut next_bits: Vec<u64> = Vec::new();
    for (place, &(item, count)) in members.iter().enumerate() {
        set.push(item);
        found.push(set, count)?;
        if set.len() < found.max_len {
            next.clear();
            next_bits.clear();
            let own = &bits[place * words..][..words];
            for (other, &(other_item, _)) in members.iter().enumerate().skip(place + 1) {
                let start = next_bits.len();
                next_bits.resize(start + words, 0);
                let both = intersect(own, &bits[other * words..][..words], &mut next_bits[start..]);
                if both >= least {
                    next.push((other_item, both));
                } else {
                    next_bits.truncate(start);
                }
            }
            grow(&next, &next_bits, words, least, set, found)?;
        }
        set.pop();
    }
    Ok(())
}
