//! Transactions: sets of items with names.

use std::collections::HashMap;

/// Lists of items, each item once, with names.
#[derive(Clone, Debug, Default)]
pub struct Transactions {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    ends: Vec<usize>,
    items: Vec<u32>,
}

impl Transactions {
    /// Adds a transaction. An item that comes twice counts once.
    pub fn push<S: AsRef<str>>(&mut self, items: impl IntoIterator<Item = S>) {
        let start = self.items.len();
        for name in items {
            let name = name.as_ref();
            let number = match self.numbers.get(name) {
                Some(&number) => number,
                None => {
                    let number = self.names.len() as u32;
                    self.names.push(name.into());
                    self.numbers.insert(name.into(), number);
                    number
                }
            };
            self.items.push(number);
        }
        self.items[start..].sort_unstable();
        let mut end = start;
        for i in start..self.items.len() {
            if end == start || self.items[i] != self.items[end - 1] {
                self.items[end] = self.items[i];
                end += 1;
            }
        }
        self.items.truncate(end);
        self.ends.push(end);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many different items there are.
    pub fn n_items(&self) -> usize {
        self.names.len()
    }

    /// The items of a transaction, ascending.
    ///
    /// # Panics
    /// If there is no such transaction.
    pub fn get(&self, transaction: usize) -> &[u32] {
        let start = if transaction == 0 { 0 } else { self.ends[transaction - 1] };
        &self.items[start..self.ends[transaction]]
    }

    /// All transactions.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|transaction| self.get(transaction))
    }

    /// The number of an item.
    pub fn item(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// The name of an item; empty for a number that none has.
    pub fn name(&self, item: u32) -> &str {
        self.names.get(item as usize).map_or("", String::as_str)
    }

    /// The names of items.
    pub fn names_of(&self, items: &[u32]) -> Vec<&str> {
        items.iter().map(|&item| self.name(item)).collect()
    }

    /// How many transactions hold each item.
    pub(super) fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.n_items()];
        for &item in &self.items {
            counts[item as usize] += 1;
        }
        counts
    }
}
