//! Splits of rows into parts to learn from and parts to test with.

use crate::random::Generator;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// The rows of one split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// Rows to learn from.
    pub train: Vec<usize>,
    /// Rows to test with.
    pub test: Vec<usize>,
}

/// How to split rows more than once: scikit-learn's splitters. Without shuffling the rows are the
/// same as scikit-learn's; with it they come from Sparkler's own random numbers.
///
/// ```
/// use sparkler_learn::model_selection::Folds;
/// let folds = Folds::k_fold(2).split(5, &[], None).unwrap();
/// assert_eq!(folds[0].test, [0, 1, 2]);
/// assert_eq!(folds[1].test, [3, 4]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "splitter", deny_unknown_fields)]
pub enum Folds {
    /// Consecutive parts, each the test part once.
    KFold {
        /// How many parts, at least 2.
        n_splits: usize,
        /// In a random order?
        shuffle: bool,
        /// The seed of that order.
        random_state: u64,
    },
    /// Parts with the same share of each class.
    StratifiedKFold {
        /// How many parts, at least 2.
        n_splits: usize,
        /// In a random order within each class?
        shuffle: bool,
        /// The seed of that order.
        random_state: u64,
    },
    /// Parts that never share a group, as equal in size as the groups allow.
    GroupKFold {
        /// How many parts, at least 2, at most as many as groups.
        n_splits: usize,
    },
    /// [`Folds::KFold`] shuffled anew several times.
    RepeatedKFold {
        /// How many parts, at least 2.
        n_splits: usize,
        /// How many times.
        n_repeats: usize,
        /// The seed.
        random_state: u64,
    },
    /// [`Folds::StratifiedKFold`] shuffled anew several times.
    RepeatedStratifiedKFold {
        /// How many parts, at least 2.
        n_splits: usize,
        /// How many times.
        n_repeats: usize,
        /// The seed.
        random_state: u64,
    },
    /// Rows are in the order of time: each test part follows the rows learnt from.
    TimeSeriesSplit {
        /// How many test parts, at least 2.
        n_splits: usize,
        /// At most so many rows to learn from, the last ones; 0 for all.
        max_train_size: usize,
        /// How many rows to test with; 0 for `rows / (n_splits + 1)`.
        test_size: usize,
        /// How many rows to leave out between both.
        gap: usize,
    },
    /// Random test parts, independent of one another.
    ShuffleSplit {
        /// How many splits.
        n_splits: usize,
        /// The share of rows to test with, between 0 and 1.
        test_size: f64,
        /// The seed.
        random_state: u64,
    },
    /// Random test parts with the same share of each class.
    StratifiedShuffleSplit {
        /// How many splits.
        n_splits: usize,
        /// The share of rows to test with, between 0 and 1.
        test_size: f64,
        /// The seed.
        random_state: u64,
    },
}

/// The parameter `cv` of estimators that cross-validate: a number of folds (stratified for classes,
/// consecutive for numbers, not shuffled, as in scikit-learn), or a splitter. In JSON `5`, or
/// `{"splitter": "KFold", "n_splits": 5, "shuffle": true, "random_state": 0}`.
///
/// ```
/// use sparkler_learn::model_selection::{CrossValidator, Folds};
/// assert_eq!(CrossValidator::Count(3).folds(false), Folds::k_fold(3));
/// assert_eq!(CrossValidator::Count(3).folds(true), Folds::stratified(3));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CrossValidator {
    /// So many folds.
    Count(usize),
    /// A splitter.
    Folds(Folds),
}

impl Default for CrossValidator {
    fn default() -> Self {
        CrossValidator::Count(5)
    }
}

impl CrossValidator {
    /// The splitter for a target of classes, or of numbers.
    pub fn folds(&self, classes: bool) -> Folds {
        match self {
            CrossValidator::Count(n) if classes => Folds::stratified(*n),
            CrossValidator::Count(n) => Folds::k_fold(*n),
            CrossValidator::Folds(folds) => folds.clone(),
        }
    }
}

impl Folds {
    /// So many consecutive parts.
    pub fn k_fold(n_splits: usize) -> Folds {
        Folds::KFold { n_splits, shuffle: false, random_state: 0 }
    }

    /// So many parts with the same share of each class.
    pub fn stratified(n_splits: usize) -> Folds {
        Folds::StratifiedKFold { n_splits, shuffle: false, random_state: 0 }
    }

    fn name(&self) -> &'static str {
        match self {
            Folds::KFold { .. } => "KFold",
            Folds::StratifiedKFold { .. } => "StratifiedKFold",
            Folds::GroupKFold { .. } => "GroupKFold",
            Folds::RepeatedKFold { .. } => "RepeatedKFold",
            Folds::RepeatedStratifiedKFold { .. } => "RepeatedStratifiedKFold",
            Folds::TimeSeriesSplit { .. } => "TimeSeriesSplit",
            Folds::ShuffleSplit { .. } => "ShuffleSplit",
            Folds::StratifiedShuffleSplit { .. } => "StratifiedShuffleSplit",
        }
    }

    /// The splits of `rows` rows. Stratified ones look at `y`, grouped ones at `groups` (any
    /// number for each row).
    ///
    /// # Errors
    /// If there are fewer rows, groups or rows of every class than parts, or `y` or `groups` are
    /// needed and missing.
    pub fn split(&self, rows: usize, y: &[f64], groups: Option<&[usize]>) -> Result<Vec<Fold>> {
        let name = self.name();
        let parts = |n_splits: usize| {
            if n_splits < 2 {
                return Err(Error::parameter(name, "n_splits", n_splits, "2 or more"));
            }
            if n_splits > rows {
                return Err(Error::data(
                    name,
                    format!(
                        "{rows} rows are fewer than {n_splits} folds: expected at most as many \
                         folds as rows"
                    ),
                ));
            }
            Ok(())
        };
        match *self {
            Folds::KFold { n_splits, shuffle, random_state } => {
                parts(n_splits)?;
                Ok(k_fold(rows, n_splits, shuffle.then(|| Generator::new(random_state, 0))))
            }
            Folds::StratifiedKFold { n_splits, shuffle, random_state } => {
                parts(n_splits)?;
                let generator = shuffle.then(|| Generator::new(random_state, 0));
                stratified(name, rows, y, n_splits, generator)
            }
            Folds::RepeatedKFold { n_splits, n_repeats, random_state } => {
                parts(n_splits)?;
                let repeat =
                    |i| k_fold(rows, n_splits, Some(Generator::new(random_state, i as u64)));
                Ok((0..n_repeats).flat_map(repeat).collect())
            }
            Folds::RepeatedStratifiedKFold { n_splits, n_repeats, random_state } => {
                parts(n_splits)?;
                let mut folds = Vec::new();
                for i in 0..n_repeats {
                    let generator = Generator::new(random_state, i as u64);
                    folds.extend(stratified(name, rows, y, n_splits, Some(generator))?);
                }
                Ok(folds)
            }
            Folds::GroupKFold { n_splits } => {
                parts(n_splits)?;
                group_k_fold(rows, groups.unwrap_or_default(), n_splits)
            }
            Folds::TimeSeriesSplit { n_splits, max_train_size, test_size, gap } => {
                parts(n_splits)?;
                let test = if test_size == 0 { rows / (n_splits + 1) } else { test_size };
                let needed = n_splits.saturating_mul(test).saturating_add(gap);
                if test == 0 || needed >= rows {
                    return Err(Error::data(
                        name,
                        format!(
                            "{rows} rows are too few for {n_splits} test parts of {test} rows and \
                             a gap of {gap}"
                        ),
                    ));
                }
                let first = rows - n_splits * test;
                Ok((0..n_splits)
                    .map(|i| {
                        let start = first + i * test;
                        let end = start - gap;
                        let from = match max_train_size {
                            0 => 0,
                            most => end.saturating_sub(most),
                        };
                        Fold { train: (from..end).collect(), test: (start..start + test).collect() }
                    })
                    .collect())
            }
            Folds::ShuffleSplit { n_splits, test_size, random_state } => {
                let test = test_rows(name, rows, test_size)?;
                Ok((0..n_splits)
                    .map(|i| {
                        let order = Generator::new(random_state, i as u64).permutation(rows);
                        Fold { test: order[..test].to_vec(), train: order[test..].to_vec() }
                    })
                    .collect())
            }
            Folds::StratifiedShuffleSplit { n_splits, test_size, random_state } => {
                let test = test_rows(name, rows, test_size)?;
                let classes = codes(name, rows, y)?;
                (0..n_splits)
                    .map(|i| {
                        let mut generator = Generator::new(random_state, i as u64);
                        stratified_shuffle(name, &classes, rows, test, &mut generator)
                    })
                    .collect()
            }
        }
    }
}

/// The rows of each class, classes in the order in which they first come.
fn codes(name: &'static str, rows: usize, y: &[f64]) -> Result<Vec<Vec<usize>>> {
    crate::target::require_numbers(name, y, rows)?;
    let mut places = std::collections::HashMap::new();
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for (row, value) in y.iter().enumerate() {
        let place = *places.entry(value.to_bits()).or_insert_with(|| {
            classes.push(Vec::new());
            classes.len() - 1
        });
        classes[place].push(row);
    }
    Ok(classes)
}

fn test_rows(name: &'static str, rows: usize, test_size: f64) -> Result<usize> {
    if !(test_size > 0.0 && test_size < 1.0) {
        return Err(Error::parameter(name, "test_size", test_size, "between 0 and 1"));
    }
    // As scikit-learn: the test part is rounded up.
    let test = (rows as f64 * test_size).ceil() as usize;
    if test == 0 || test >= rows {
        return Err(Error::data(
            name,
            format!("{rows} rows cannot be split into {test} to test with and some to learn from"),
        ));
    }
    Ok(test)
}

/// Folds from the number of the test part that each row belongs to.
fn from_parts(parts: &[usize], n_splits: usize) -> Vec<Fold> {
    (0..n_splits)
        .map(|fold| Fold {
            train: (0..parts.len()).filter(|&r| parts[r] != fold).collect(),
            test: (0..parts.len()).filter(|&r| parts[r] == fold).collect(),
        })
        .collect()
}

fn k_fold(rows: usize, n_splits: usize, generator: Option<Generator>) -> Vec<Fold> {
    let order = match generator {
        Some(mut generator) => generator.permutation(rows),
        None => (0..rows).collect(),
    };
    let mut parts = vec![0; rows];
    let mut at = 0;
    for fold in 0..n_splits {
        // The first parts take what is left over.
        let size = rows / n_splits + usize::from(fold < rows % n_splits);
        for &row in &order[at..at + size] {
            parts[row] = fold;
        }
        at += size;
    }
    from_parts(&parts, n_splits)
}

fn stratified(
    name: &'static str,
    rows: usize,
    y: &[f64],
    n_splits: usize,
    mut generator: Option<Generator>,
) -> Result<Vec<Fold>> {
    let classes = codes(name, rows, y)?;
    let largest = classes.iter().map(Vec::len).max().unwrap_or(0);
    if largest < n_splits {
        return Err(Error::data(
            name,
            format!(
                "{n_splits} folds, but no class has more than {largest} rows: is the target a \
                 number to be predicted, and not a class?"
            ),
        ));
    }
    // How many rows of each class each part gets: deal the sorted classes out like cards.
    let mut sorted: Vec<usize> = Vec::with_capacity(rows);
    for (class, members) in classes.iter().enumerate() {
        sorted.extend(std::iter::repeat_n(class, members.len()));
    }
    let mut allocation = vec![vec![0usize; classes.len()]; n_splits];
    for fold in 0..n_splits {
        for class in sorted.iter().skip(fold).step_by(n_splits) {
            allocation[fold][*class] += 1;
        }
    }
    let mut parts = vec![0; rows];
    for (class, members) in classes.iter().enumerate() {
        let mut folds: Vec<usize> = (0..n_splits)
            .flat_map(|fold| std::iter::repeat_n(fold, allocation[fold][class]))
            .collect();
        if let Some(generator) = &mut generator {
            generator.shuffle(&mut folds);
        }
        for (&row, fold) in members.iter().zip(folds) {
            parts[row] = fold;
        }
    }
    Ok(from_parts(&parts, n_splits))
}

fn group_k_fold(rows: usize, groups: &[usize], n_splits: usize) -> Result<Vec<Fold>> {
    const NAME: &str = "GroupKFold";
    if groups.len() != rows {
        return Err(Error::Shape {
            estimator: NAME,
            what: "the number of groups",
            found: groups.len().to_string(),
            expected: format!("{rows}, one for each row"),
        });
    }
    let mut names = groups.to_vec();
    names.sort_unstable();
    names.dedup();
    if names.len() < n_splits {
        return Err(Error::data(
            NAME,
            format!("{} groups are fewer than {n_splits} folds", names.len()),
        ));
    }
    let code = |group: usize| names.partition_point(|&n| n < group);
    let mut sizes = vec![0usize; names.len()];
    for &group in groups {
        sizes[code(group)] += 1;
    }
    // The largest groups first, each to the part that is smallest so far; of equal groups the
    // last comes first, as scikit-learn's reversed stable order has it.
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&g| sizes[g]);
    order.reverse();
    let mut filled = vec![0usize; n_splits];
    let mut part_of = vec![0; names.len()];
    for group in order {
        let fold = (0..n_splits).min_by_key(|&f| filled[f]).unwrap_or(0);
        filled[fold] += sizes[group];
        part_of[group] = fold;
    }
    let parts: Vec<usize> = groups.iter().map(|&g| part_of[code(g)]).collect();
    Ok(from_parts(&parts, n_splits))
}

fn stratified_shuffle(
    name: &'static str,
    classes: &[Vec<usize>],
    rows: usize,
    test: usize,
    generator: &mut Generator,
) -> Result<Fold> {
    if let Some(small) = classes.iter().find(|c| c.len() < 2) {
        return Err(Error::data(
            name,
            format!("the class of row {} has one row: expected at least 2 in each class", small[0]),
        ));
    }
    if test < classes.len() || rows - test < classes.len() {
        return Err(Error::data(
            name,
            format!("parts of {} and {test} rows for {} classes", rows - test, classes.len()),
        ));
    }
    // Whole rows first, then one more where most was cut off.
    let exact: Vec<f64> =
        classes.iter().map(|c| c.len() as f64 * test as f64 / rows as f64).collect();
    let mut counts: Vec<usize> = exact.iter().map(|e| e.floor() as usize).collect();
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()));
    let left = test - counts.iter().sum::<usize>();
    for &class in order.iter().take(left) {
        counts[class] += 1;
    }
    let mut fold = Fold { train: Vec::new(), test: Vec::new() };
    for (members, count) in classes.iter().zip(counts) {
        let mut members = members.clone();
        generator.shuffle(&mut members);
        fold.test.extend_from_slice(&members[..count]);
        fold.train.extend_from_slice(&members[count..]);
    }
    generator.shuffle(&mut fold.train);
    generator.shuffle(&mut fold.test);
    Ok(fold)
}

/// One random split; with `stratify` each class has the same share in both parts.
///
/// # Errors
/// If `test_size` is not between 0 and 1, or there are too few rows.
pub fn train_test_split(
    rows: usize,
    test_size: f64,
    stratify: Option<&[f64]>,
    random_state: u64,
) -> Result<Fold> {
    let folds = match stratify {
        Some(y) => Folds::StratifiedShuffleSplit { n_splits: 1, test_size, random_state }
            .split(rows, y, None)?,
        None => {
            Folds::ShuffleSplit { n_splits: 1, test_size, random_state }.split(rows, &[], None)?
        }
    };
    folds.into_iter().next().ok_or_else(|| Error::data("train_test_split", "no split"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test parts by scikit-learn 1.9.1 (`tests/reference/model_selection.py` prints them).
    #[test]
    fn parts_are_those_of_scikit_learn() {
        let y = [0., 1., 0., 2., 1., 0., 0., 1., 2., 0., 2., 1.];
        let tests = |folds: Folds, groups: Option<&[usize]>| -> Vec<Vec<usize>> {
            folds.split(12, &y, groups).unwrap().into_iter().map(|f| f.test).collect()
        };
        assert_eq!(
            tests(Folds::k_fold(5), None),
            [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7], vec![8, 9], vec![10, 11]]
        );
        assert_eq!(
            tests(Folds::stratified(3), None),
            [vec![0, 1, 2, 3], vec![4, 5, 6, 8], vec![7, 9, 10, 11]]
        );
        let groups = [0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3, 4];
        assert_eq!(
            tests(Folds::GroupKFold { n_splits: 3 }, Some(&groups)),
            [vec![7, 8, 9, 10], vec![2, 3, 4, 11], vec![0, 1, 5, 6]]
        );
        let series =
            Folds::TimeSeriesSplit { n_splits: 3, max_train_size: 4, test_size: 2, gap: 1 };
        let folds = series.split(12, &[], None).unwrap();
        assert_eq!((&folds[0].train[..], &folds[0].test[..]), (&[1, 2, 3, 4][..], &[6, 7][..]));
        assert_eq!((&folds[2].train[..], &folds[2].test[..]), (&[5, 6, 7, 8][..], &[10, 11][..]));
    }

    #[test]
    fn every_row_is_tested_once_and_never_learnt_from() {
        let y: Vec<f64> = (0..50).map(|i| f64::from(i % 3)).collect();
        for folds in [
            Folds::KFold { n_splits: 4, shuffle: true, random_state: 3 },
            Folds::StratifiedKFold { n_splits: 4, shuffle: true, random_state: 3 },
        ] {
            let mut seen = [0; 50];
            for fold in folds.split(50, &y, None).unwrap() {
                assert_eq!(fold.train.len() + fold.test.len(), 50);
                assert!(fold.test.iter().all(|r| !fold.train.contains(r)));
                fold.test.iter().for_each(|&r| seen[r] += 1);
            }
            assert!(seen.iter().all(|&n| n == 1));
        }
    }

    #[test]
    fn stratified_parts_have_the_share_of_each_class() {
        let y: Vec<f64> = (0..100).map(|i| f64::from(u8::from(i < 20))).collect();
        let fold = train_test_split(100, 0.25, Some(&y), 1).unwrap();
        assert_eq!(fold.test.len(), 25);
        assert_eq!(fold.test.iter().filter(|&&r| y[r] == 1.0).count(), 5);
    }

    #[test]
    fn too_few_rows_are_errors() {
        let e = Folds::k_fold(5).split(3, &[], None).unwrap_err().to_string();
        assert_eq!(
            e,
            "KFold: 3 rows are fewer than 5 folds: expected at most as many folds as rows"
        );
        let y: Vec<f64> = (0..10).map(f64::from).collect();
        assert!(Folds::stratified(3).split(10, &y, None).is_err());
        assert!(Folds::GroupKFold { n_splits: 2 }.split(3, &[], Some(&[1, 1, 1])).is_err());
        assert!(train_test_split(1, 0.25, None, 0).is_err());
    }
}
