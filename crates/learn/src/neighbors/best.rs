//! The nearest points seen so far.

/// The `k` nearest, ascending; of equal distances the lower numbers.
#[derive(Clone, Debug)]
pub(crate) struct Best {
    k: usize,
    items: Vec<(f64, u32)>,
}

impl Best {
    pub(crate) fn new(k: usize) -> Best {
        Best { k, items: Vec::with_capacity(k + 1) }
    }

    /// Nothing farther than this is of use.
    pub(crate) fn limit(&self) -> f64 {
        if self.items.len() < self.k {
            f64::INFINITY
        } else {
            self.items.last().map_or(f64::NEG_INFINITY, |item| item.0)
        }
    }

    pub(crate) fn offer(&mut self, distance: f64, who: u32) {
        let limit = self.limit();
        if distance > limit || self.k == 0 {
            return;
        }
        if self.items.len() == self.k {
            if self.items.last().is_some_and(|&last| last <= (distance, who)) {
                return;
            }
            self.items.pop();
        }
        let place = self.items.partition_point(|&item| item <= (distance, who));
        self.items.insert(place, (distance, who));
    }

    pub(crate) fn into_items(self) -> Vec<(f64, u32)> {
        self.items
    }
}
