//! Market baskets: items that are bought together, and rules about them.
//!
//! [`fpgrowth`], [`eclat`] and [`apriori`] find the same itemsets in [`Transactions`];
//! [`association_rules`] makes rules of them.
//!
//! ```
//! use sparkler_learn::baskets::{Metric, Options, Transactions, association_rules, fpgrowth};
//!
//! # fn main() -> sparkler_learn::Result<()> {
//! let mut baskets = Transactions::default();
//! baskets.push(["bread", "butter"]);
//! baskets.push(["bread", "butter", "jam"]);
//! baskets.push(["bread"]);
//! let sets = fpgrowth(&baskets, &Options { min_support: 0.5, ..Default::default() })?;
//! assert_eq!(sets.len(), 3);
//! let rules = association_rules(&sets, Metric::Confidence, 0.9)?;
//! assert_eq!(baskets.names_of(&rules[0].antecedents), ["butter"]);
//! assert_eq!(rules[0].confidence, 1.0);
//! # Ok(())
//! # }
//! ```

mod apriori;
mod bits;
mod eclat;
mod fpgrowth;
mod rules;
mod transactions;

pub use apriori::apriori;
pub use eclat::eclat;
pub use fpgrowth::fpgrowth;
pub use rules::{Metric, Rule, association_rules};
pub use transactions::Transactions;

use crate::{Error, Result};

/// Which itemsets to look for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// The share of transactions that hold all items of a set: more than 0, at most 1.
    pub min_support: f64,
    /// The most items of a set; no limit if `None`.
    pub max_len: Option<usize>,
    /// More sets than this are an error instead of a full memory: a low support finds exponentially
    /// many.
    pub max_itemsets: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { min_support: 0.5, max_len: None, max_itemsets: 10_000_000 }
    }
}

/// Itemsets and how many transactions hold them, shorter sets first, then in the order of their
/// items' numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Itemsets {
    transactions: usize,
    starts: Vec<usize>,
    items: Vec<u32>,
    counts: Vec<u32>,
}

impl Itemsets {
    /// Itemsets that were written down: set `i` has the items from `starts[i]` to before
    /// `starts[i + 1]`, ascending, and `counts[i]` of the transactions hold it.
    ///
    /// # Errors
    /// If the lists do not fit together.
    pub fn new(
        transactions: usize,
        starts: Vec<usize>,
        items: Vec<u32>,
        counts: Vec<u32>,
    ) -> Result<Itemsets> {
        let fits = starts.len() == counts.len() + 1
            && starts[0] == 0
            && starts[counts.len()] == items.len()
            && starts.windows(2).all(|w| {
                w[0] < w[1]
                    && w[1] <= items.len()
                    && w[1] - w[0] < 64
                    && items[w[0]..w[1]].windows(2).all(|pair| pair[0] < pair[1])
            })
            && counts.iter().all(|&count| count > 0 && count as usize <= transactions);
        if !fits {
            return Err(Error::data(
                "itemsets",
                "lists that do not fit together: expected what fpgrowth, eclat or apriori gave",
            ));
        }
        Ok(Itemsets { transactions, starts, items, counts })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many transactions they were found in.
    pub fn transactions(&self) -> usize {
        self.transactions
    }

    /// The items of a set, ascending.
    ///
    /// # Panics
    /// If there is no such set.
    pub fn items(&self, set: usize) -> &[u32] {
        &self.items[self.starts[set]..self.starts[set + 1]]
    }

    /// How many transactions hold a set.
    ///
    /// # Panics
    /// If there is no such set.
    pub fn count(&self, set: usize) -> usize {
        self.counts[set] as usize
    }

    /// The share of transactions that hold a set.
    ///
    /// # Panics
    /// If there is no such set.
    pub fn support(&self, set: usize) -> f64 {
        f64::from(self.counts[set]) / self.transactions as f64
    }
}

/// Collects itemsets in any order.
struct Found {
    name: &'static str,
    max_len: usize,
    max_itemsets: usize,
    starts: Vec<usize>,
    items: Vec<u32>,
    counts: Vec<u32>,
}

impl Found {
    fn push(&mut self, items: &[u32], count: u32) -> Result<()> {
        // A set of 64 items has more subsets than any limit.
        if self.counts.len() >= self.max_itemsets || items.len() >= 64 {
            return Err(Error::data(
                self.name,
                format!(
                    "there are more than {} itemsets: a higher min_support or a max_len finds \
                     fewer, a higher max_itemsets allows them",
                    self.max_itemsets
                ),
            ));
        }
        self.items.extend_from_slice(items);
        let start = self.items.len() - items.len();
        self.items[start..].sort_unstable();
        self.starts.push(self.items.len());
        self.counts.push(count);
        Ok(())
    }

    fn finish(self, transactions: usize) -> Itemsets {
        let mut order: Vec<u32> = (0..self.counts.len() as u32).collect();
        let items = |i: u32| &self.items[self.starts[i as usize]..self.starts[i as usize + 1]];
        order.sort_unstable_by(|&a, &b| {
            let (a, b) = (items(a), items(b));
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        });
        let mut out = Itemsets {
            transactions,
            starts: Vec::with_capacity(self.starts.len()),
            items: Vec::with_capacity(self.items.len()),
            counts: Vec::with_capacity(self.counts.len()),
        };
        out.starts.push(0);
        for i in order {
            out.items.extend_from_slice(items(i));
            out.starts.push(out.items.len());
            out.counts.push(self.counts[i as usize]);
        }
        out
    }
}

/// Checks what all algorithms ask for: the least count of a frequent set, and where to put sets.
fn prepare(
    name: &'static str,
    transactions: &Transactions,
    options: &Options,
) -> Result<(u32, Found)> {
    if !(options.min_support > 0.0 && options.min_support <= 1.0) {
        let expected = "a share of transactions, more than 0 and at most 1";
        return Err(Error::parameter(name, "min_support", options.min_support, expected));
    }
    if options.max_len == Some(0) {
        return Err(Error::parameter(name, "max_len", 0, "at least 1"));
    }
    if transactions.is_empty() {
        return Err(Error::data(name, "there are 0 transactions: expected at least 1"));
    }
    if u32::try_from(transactions.len()).is_err() {
        return Err(Error::data(name, "there are more than 4,294,967,295 transactions"));
    }
    let n = transactions.len() as f64;
    let mut least = (options.min_support * n).ceil().max(1.0);
    // The product may be rounded up past a count whose share is large enough.
    if least > 1.0 && (least - 1.0) / n >= options.min_support {
        least -= 1.0;
    }
    let found = Found {
        name,
        max_len: options.max_len.unwrap_or(usize::MAX),
        max_itemsets: options.max_itemsets.min(u32::MAX as usize - 1),
        starts: vec![0],
        items: Vec::new(),
        counts: Vec::new(),
    };
    Ok((least as u32, found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All itemsets by definition.
    fn by_definition(transactions: &Transactions, least: usize) -> Vec<(Vec<u32>, usize)> {
        let items = transactions.n_items();
        let mut out = Vec::new();
        for mask in 1u32..1 << items {
            let set: Vec<u32> = (0..items as u32).filter(|i| mask >> i & 1 == 1).collect();
            let count = (0..transactions.len())
                .filter(|&t| set.iter().all(|i| transactions.get(t).contains(i)))
                .count();
            if count >= least {
                out.push((set, count));
            }
        }
        out.sort_by(|a, b| a.0.len().cmp(&b.0.len()).then(a.0.cmp(&b.0)));
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn all_algorithms_find_what_the_definition_says(
            rows in prop::collection::vec(prop::collection::vec(0u32..7, 0..7), 1..30),
            least in 1usize..6,
            max_len in prop::option::of(1usize..5),
        ) {
            let mut transactions = Transactions::default();
            for row in &rows {
                transactions.push(row.iter().map(|i| i.to_string()));
            }
            let options = Options {
                min_support: (least as f64 / rows.len() as f64).min(1.0),
                max_len,
                ..Options::default()
            };
            let expected: Vec<_> = by_definition(&transactions, least.min(rows.len()))
                .into_iter()
                .filter(|(set, _)| max_len.is_none_or(|max| set.len() <= max))
                .collect();
            for algorithm in [fpgrowth, eclat, apriori] {
                let sets = algorithm(&transactions, &options).unwrap();
                let found: Vec<_> =
                    (0..sets.len()).map(|i| (sets.items(i).to_vec(), sets.count(i))).collect();
                prop_assert_eq!(&found, &expected);
            }
        }
    }

    #[test]
    fn what_cannot_be_looked_for_is_said() {
        let mut transactions = Transactions::default();
        let none = fpgrowth(&transactions, &Options::default()).unwrap_err().to_string();
        assert!(none.contains("0 transactions"), "{none}");
        transactions.push((0..200).map(|i| i.to_string()));
        for algorithm in [fpgrowth, eclat, apriori] {
            let options = Options { min_support: 2.0, ..Options::default() };
            let wrong = algorithm(&transactions, &options).unwrap_err().to_string();
            assert!(wrong.contains("min_support = 2"), "{wrong}");
            let options = Options { max_itemsets: 10_000, ..Options::default() };
            let many = algorithm(&transactions, &options).unwrap_err().to_string();
            assert!(many.contains("more than 10000 itemsets"), "{many}");
        }
    }
}
