//! Sets of transactions as bits.

use super::Transactions;

/// The transactions that hold each item of a list.
pub struct Bits {
    words: usize,
    bits: Vec<u64>,
}

impl Bits {
    pub fn new(transactions: &Transactions, items: &[u32]) -> Bits {
        let words = transactions.len().div_ceil(64);
        let mut places = vec![u32::MAX; transactions.n_items()];
        for (place, &item) in items.iter().enumerate() {
            places[item as usize] = place as u32;
        }
        let mut bits = vec![0u64; words * items.len()];
        for (t, own) in transactions.iter().enumerate() {
            for &item in own {
                let place = places[item as usize];
                if place != u32::MAX {
                    bits[place as usize * words + t / 64] |= 1 << (t % 64);
                }
            }
        }
        Bits { words, bits }
    }

    pub fn words(&self) -> usize {
        self.words
    }

    pub fn of(&self, place: usize) -> &[u64] {
        &self.bits[place * self.words..][..self.words]
    }
}

/// Writes the transactions that are in both, and counts them.
pub fn intersect(a: &[u64], b: &[u64], out: &mut [u64]) -> u32 {
    let mut count = 0;
    for ((a, b), out) in a.iter().zip(b).zip(out) {
        *out = a & b;
        count += out.count_ones();
    }
    count
}

/// Counts the transactions that are in both.
pub fn count(a: &[u64], b: &[u64]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
}
