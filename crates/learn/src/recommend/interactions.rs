//! Who met what: a list with names, its matrix, and ways to hold a part of it out.

use crate::random::Generator;
use crate::{Error, Result, SparseMatrix};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const NAME: &str = "Interactions";

/// Names and their numbers, in the order they came in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
struct Names {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    fn find(&self, what: &str, name: &str) -> Result<usize> {
        match self.numbers.get(name) {
            Some(&number) => Ok(number as usize),
            None => Err(Error::data(
                NAME,
                format!(
                    "no {what} is called {name:?}; there are {}, such as {}",
                    self.names.len(),
                    self.names
                        .iter()
                        .take(5)
                        .map(|n| format!("{n:?}"))
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            )),
        }
    }
}

impl From<Vec<String>> for Names {
    fn from(names: Vec<String>) -> Names {
        let numbers = names.iter().zip(0..).map(|(name, number)| (name.clone(), number)).collect();
        Names { names, numbers }
    }
}

impl From<Names> for Vec<String> {
    fn from(names: Names) -> Vec<String> {
        names.names
    }
}

/// A list of users who met items: how strongly (or how they rated them), and when.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Interactions {
    user_names: Names,
    item_names: Names,
    users: Vec<u32>,
    items: Vec<u32>,
    values: Vec<f64>,
    /// Empty, or one for each.
    times: Vec<f64>,
}

/// Interactions to learn from, and those that were held out. Users and items have the same numbers
/// in both.
#[derive(Clone, Debug)]
pub struct Split {
    /// To learn from.
    pub train: Interactions,
    /// To measure with.
    pub test: Interactions,
}

impl Interactions {
    /// Adds that a user met an item. Times count only if every interaction has one; their unit is
    /// the caller's.
    pub fn push(&mut self, user: &str, item: &str, value: f64, time: Option<f64>) {
        let complete = self.times.len() == self.users.len();
        self.users.push(self.user_names.number(user));
        self.items.push(self.item_names.number(item));
        self.values.push(value);
        match time {
            Some(time) if complete => self.times.push(time),
            _ => self.times.clear(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// The number of different users.
    pub fn n_users(&self) -> usize {
        self.user_names.names.len()
    }

    /// The number of different items.
    pub fn n_items(&self) -> usize {
        self.item_names.names.len()
    }

    /// The number of a user.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn user(&self, name: &str) -> Result<usize> {
        self.user_names.find("user", name)
    }

    /// The number of an item.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn item(&self, name: &str) -> Result<usize> {
        self.item_names.find("item", name)
    }

    /// The name of a user; empty for a number that none has.
    pub fn user_name(&self, user: usize) -> &str {
        self.user_names.names.get(user).map_or("", String::as_str)
    }

    /// The name of an item; empty for a number that none has.
    pub fn item_name(&self, item: usize) -> &str {
        self.item_names.names.get(item).map_or("", String::as_str)
    }

    /// User, item and value of each.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (self.users.iter().zip(&self.items).zip(&self.values))
            .map(|((&user, &item), &value)| (user as usize, item as usize, value))
    }

    /// Users x items. Where a user met an item several times, the values are added: three plays
    /// are three. For ratings see [`Interactions::latest`].
    ///
    /// # Errors
    /// If a value is not finite.
    pub fn matrix(&self) -> Result<SparseMatrix> {
        self.build(|sum, value| sum + value)
    }

    /// Users x items. Where a user met an item several times, the last in the list counts.
    ///
    /// # Errors
    /// If a value is not finite.
    pub fn latest(&self) -> Result<SparseMatrix> {
        self.build(|_, value| value)
    }

    fn build(&self, join: fn(f64, f64) -> f64) -> Result<SparseMatrix> {
        if let Some(row) = self.values.iter().position(|v| !v.is_finite()) {
            let value = self.values[row];
            return Err(Error::NotFinite {
                estimator: NAME,
                what: "values",
                value,
                row,
                column: 2,
            });
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        // Stable, so that the list's order decides among the same user and item.
        order.sort_by_key(|&i| (self.users[i], self.items[i]));
        let mut starts = vec![0; self.n_users() + 1];
        let mut columns: Vec<u32> = Vec::with_capacity(self.len());
        let mut values: Vec<f64> = Vec::with_capacity(self.len());
        let mut before = None;
        for i in order {
            let place = (self.users[i], self.items[i]);
            if before == Some(place)
                && let Some(last) = values.last_mut()
            {
                *last = join(*last, self.values[i]);
            } else {
                starts[place.0 as usize + 1] += 1;
                columns.push(place.1);
                values.push(self.values[i]);
            }
            before = Some(place);
        }
        for user in 0..self.n_users() {
            starts[user + 1] += starts[user];
        }
        SparseMatrix::new(self.n_users(), self.n_items(), starts, columns, values)
    }

    /// Those that `keep` says yes to, given their place in the list. Names and numbers stay.
    pub fn filter(&self, keep: impl Fn(usize) -> bool) -> Interactions {
        let mut out = Interactions {
            user_names: self.user_names.clone(),
            item_names: self.item_names.clone(),
            ..Interactions::default()
        };
        for i in (0..self.len()).filter(|&i| keep(i)) {
            out.users.push(self.users[i]);
            out.items.push(self.items[i]);
            out.values.push(self.values[i]);
            out.times.extend(self.times.get(i));
        }
        out
    }

    /// Holds out a share of all interactions at random.
    ///
    /// # Errors
    /// If the share is not between 0 and 1.
    pub fn split_random(&self, test_size: f64, random_state: u64) -> Result<Split> {
        let count = self.share(test_size)?;
        let mut held = vec![false; self.len()];
        for i in Generator::new(random_state, 0).choose(self.len(), count) {
            held[i] = true;
        }
        Ok(self.split_by(&held))
    }

    /// Holds out the last share of all interactions.
    ///
    /// # Errors
    /// If the share is not between 0 and 1, or there are no times.
    pub fn split_by_time(&self, test_size: f64) -> Result<Split> {
        let count = self.share(test_size)?;
        self.require_times()?;
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|&a, &b| self.times[a].total_cmp(&self.times[b]));
        let mut held = vec![false; self.len()];
        order[self.len() - count..].iter().for_each(|&i| held[i] = true);
        Ok(self.split_by(&held))
    }

    /// Holds out `k` interactions of each user, at random. Users with `k` or fewer keep all.
    pub fn leave_k_out(&self, k: usize, random_state: u64) -> Split {
        let mut generator = Generator::new(random_state, 0);
        let mut held = vec![false; self.len()];
        for own in self.by_user() {
            if own.len() > k {
                for i in generator.choose(own.len(), k) {
                    held[own[i]] = true;
                }
            }
        }
        self.split_by(&held)
    }

    /// Holds out the last `k` interactions of each user. Users with `k` or fewer keep all.
    ///
    /// # Errors
    /// If there are no times.
    pub fn leave_last_k_out(&self, k: usize) -> Result<Split> {
        self.require_times()?;
        let mut held = vec![false; self.len()];
        for mut own in self.by_user() {
            if own.len() > k {
                own.sort_by(|&a, &b| self.times[a].total_cmp(&self.times[b]));
                own[own.len() - k..].iter().for_each(|&i| held[i] = true);
            }
        }
        Ok(self.split_by(&held))
    }

    fn by_user(&self) -> Vec<Vec<usize>> {
        let mut own = vec![Vec::new(); self.n_users()];
        for (i, &user) in self.users.iter().enumerate() {
            own[user as usize].push(i);
        }
        own
    }

    fn split_by(&self, held: &[bool]) -> Split {
        Split { train: self.filter(|i| !held[i]), test: self.filter(|i| held[i]) }
    }

    fn share(&self, test_size: f64) -> Result<usize> {
        if !(test_size > 0.0 && test_size < 1.0) {
            let expected = "a share between 0 and 1";
            return Err(Error::parameter(NAME, "test_size", test_size, expected));
        }
        Ok((self.len() as f64 * test_size).round() as usize)
    }

    fn require_times(&self) -> Result<()> {
        if self.times.len() == self.len() && !self.is_empty() {
            return Ok(());
        }
        Err(Error::data(NAME, "not every interaction has a time: a split by time needs them"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plays() -> Interactions {
        let mut plays = Interactions::default();
        plays.push("ann", "a", 1.0, Some(3.0));
        plays.push("bob", "b", 5.0, Some(1.0));
        plays.push("ann", "a", 2.0, Some(2.0));
        plays.push("ann", "c", 4.0, Some(4.0));
        plays
    }

    #[test]
    fn the_same_pair_is_added_up_or_the_latest_counts() {
        let sum = plays().matrix().unwrap();
        assert_eq!(sum.row(0), (&[0, 2][..], &[3.0, 4.0][..]));
        assert_eq!(plays().latest().unwrap().row(0).1, [2.0, 4.0]);
        assert_eq!((sum.rows(), sum.columns()), (2, 3));
    }

    #[test]
    fn splits_part_the_list_and_keep_numbers() {
        let split = plays().split_by_time(0.25).unwrap();
        assert_eq!(split.test.iter().collect::<Vec<_>>(), [(0, 2, 4.0)]);
        assert_eq!(split.train.len(), 3);
        assert_eq!(split.test.n_items(), 3);
        let split = plays().leave_last_k_out(1).unwrap();
        assert_eq!(split.test.iter().collect::<Vec<_>>(), [(0, 2, 4.0)], "bob has only one");
        let split = plays().leave_k_out(2, 5);
        assert_eq!((split.train.len(), split.test.len()), (2, 2));
        let split = plays().split_random(0.5, 1).unwrap();
        assert_eq!((split.train.len(), split.test.len()), (2, 2));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let mut plays = plays();
        assert!(plays.user("zoe").unwrap_err().to_string().contains("\"ann\", \"bob\""));
        assert!(plays.split_random(1.5, 0).unwrap_err().to_string().contains("test_size = 1.5"));
        plays.push("ann", "d", f64::NAN, None);
        assert!(plays.matrix().unwrap_err().to_string().contains("row 4"));
        assert!(plays.split_by_time(0.5).unwrap_err().to_string().contains("time"));
    }

    #[test]
    fn names_survive_a_file() {
        let text = serde_json::to_string(&plays()).unwrap();
        let back: Interactions = serde_json::from_str(&text).unwrap();
        assert_eq!(back.user("bob").unwrap(), 1);
        assert_eq!(back.matrix().unwrap(), plays().matrix().unwrap());
    }
}
