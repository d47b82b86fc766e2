//! How much a column tells about the target, whatever the form of the dependence.

use crate::random::Generator;
use crate::special::digamma;
use crate::{Error, Features, Result, parallel, target};

/// A column scaled to variance 1 (not centred), with noise far below the rest, so that no two
/// numbers are equal.
fn prepared(mut values: Vec<f64>, generator: &mut Generator) -> Vec<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
    // What is only the rounding of a constant column is no spread.
    let rounding = 10.0 * f64::EPSILON * mean.abs();
    if variance.sqrt() > rounding {
        values.iter_mut().for_each(|v| *v /= variance.sqrt());
    }
    let size = values.iter().map(|v| v.abs()).sum::<f64>() / n;
    values.iter_mut().for_each(|v| *v += 1e-10 * size.max(1.0) * generator.normal());
    values
}

/// How many of ascending numbers are nearer to `at` than `radius`.
fn within(sorted: &[f64], at: f64, radius: f64) -> usize {
    let low = sorted.partition_point(|v| at - *v >= radius);
    let high = sorted.partition_point(|v| *v - at < radius);
    high.saturating_sub(low)
}

/// The distance to the `k`-th nearest other number, of ascending ones.
fn radius(sorted: &[f64], place: usize, k: usize) -> f64 {
    let (mut left, mut right) = (place, place);
    let mut last = 0.0;
    for _ in 0..k {
        let to_left = if left > 0 { sorted[place] - sorted[left - 1] } else { f64::INFINITY };
        let to_right = sorted.get(right + 1).map_or(f64::INFINITY, |v| v - sorted[place]);
        if to_left <= to_right {
            left -= 1;
            last = to_left;
        } else {
            right += 1;
            last = to_right;
        }
    }
    last
}

/// Between a number and a class (Ross 2014).
fn number_and_class(column: &[f64], codes: &[u32], classes: usize, neighbors: usize) -> f64 {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); classes];
    codes.iter().enumerate().for_each(|(row, &code)| members[code as usize].push(row));
    // Rows that are alone in their class tell nothing.
    members.retain(|rows| rows.len() > 1);
    let mut all: Vec<f64> = members.iter().flatten().map(|&row| column[row]).collect();
    all.sort_by(f64::total_cmp);
    if all.is_empty() {
        return 0.0;
    }
    let n = all.len() as f64;
    let (mut of_k, mut of_counts, mut of_all) = (0.0, 0.0, 0.0);
    for rows in &members {
        let mut sorted: Vec<f64> = rows.iter().map(|&row| column[row]).collect();
        sorted.sort_by(f64::total_cmp);
        let k = neighbors.min(rows.len() - 1);
        for (place, &value) in sorted.iter().enumerate() {
            let near = within(&all, value, radius(&sorted, place, k)).max(1);
            of_all += digamma(near as f64);
        }
        of_k += rows.len() as f64 * digamma(k as f64);
        of_counts += rows.len() as f64 * digamma(rows.len() as f64);
    }
    (digamma(n) + (of_k - of_counts - of_all) / n).max(0.0)
}

/// Between two numbers (Kraskov, Stögbauer and Grassberger 2004, their first estimator). Neighbours
/// are looked for along the sorted column, which is fast unless the two have little to do with each
/// other.
fn two_numbers(column: &[f64], y: &[f64], neighbors: usize) -> f64 {
    let n = column.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
    let along: Vec<(f64, f64)> = order.iter().map(|&row| (column[row], y[row])).collect();
    let sorted_x: Vec<f64> = along.iter().map(|p| p.0).collect();
    let mut sorted_y = y.to_vec();
    sorted_y.sort_by(f64::total_cmp);
    let k = neighbors.min(n - 1);
    let mut sum = 0.0;
    let mut best = Vec::with_capacity(k + 1);
    for (place, &(at_x, at_y)) in along.iter().enumerate() {
        best.clear();
        let (mut left, mut right) = (place, place + 1);
        loop {
            let to_left = if left > 0 { at_x - along[left - 1].0 } else { f64::INFINITY };
            let to_right = along.get(right).map_or(f64::INFINITY, |p| p.0 - at_x);
            let (off, other) = if to_left <= to_right {
                (to_left, left.wrapping_sub(1))
            } else {
                (to_right, right)
            };
            let full = best.len() == k;
            if off == f64::INFINITY || (full && off >= best[k - 1]) {
                break;
            }
            if to_left <= to_right {
                left -= 1
            } else {
                right += 1
            };
            let distance: f64 = off.max((along[other].1 - at_y).abs());
            if !full || distance < best[k - 1] {
                let at = best.partition_point(|d| *d <= distance);
                best.insert(at, distance);
                best.truncate(k);
            }
        }
        let radius = best.last().copied().unwrap_or(0.0);
        sum += digamma(within(&sorted_x, at_x, radius).max(1) as f64)
            + digamma(within(&sorted_y, at_y, radius).max(1) as f64);
    }
    (digamma(n as f64) + digamma(k as f64) - sum / n as f64).max(0.0)
}

fn check(name: &'static str, x: &Features, n_neighbors: usize) -> Result<()> {
    x.require_finite(name)?;
    if n_neighbors == 0 {
        return Err(Error::parameter(name, "n_neighbors", 0, "1 or more"));
    }
    if x.rows() < 2 {
        return Err(Error::data(name, "1 row: expected 2 or more"));
    }
    Ok(())
}

/// The mutual information of each column (numbers) with a target of classes, in nats: 0 where the
/// two are independent. As scikit-learn's function of that name with `discrete_features=False`, by
/// the `n_neighbors` (3 there) nearest rows of the same class.
///
/// ```
/// use sparkler_learn::{Matrix, feature_selection::mutual_info_classif};
/// let x: Vec<f64> = (0..40).flat_map(|i| [f64::from(i), f64::from(i * 17 % 40)]).collect();
/// let y: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i < 20))).collect();
/// let found = mutual_info_classif(&Matrix::new(40, 2, x).unwrap().into(), &y, 3, 0).unwrap();
/// assert!(found[0] > 0.6 && found[1] < 0.3);
/// ```
///
/// # Errors
/// If a number is missing or infinite, or there are fewer than two classes.
pub fn mutual_info_classif(
    x: &Features,
    y: &[f64],
    n_neighbors: usize,
    random_state: u64,
) -> Result<Vec<f64>> {
    const NAME: &str = "mutual_info_classif";
    check(NAME, x, n_neighbors)?;
    let classes = target::classes(NAME, y, x.rows())?;
    let x = x.to_dense();
    Ok(parallel::map(x.columns(), 200 * x.rows(), |c| {
        let column = prepared(x.column(c), &mut Generator::new(random_state, c as u64));
        number_and_class(&column, &classes.codes, classes.values.len(), n_neighbors)
    }))
}

/// The mutual information of each column (numbers) with a target of numbers, in nats: 0 where the
/// two are independent. As scikit-learn's function of that name with `discrete_features=False`.
///
/// ```
/// use sparkler_learn::{Matrix, feature_selection::mutual_info_regression};
/// let x: Vec<f64> = (0..40).flat_map(|i| [f64::from(i), f64::from(i * 17 % 40)]).collect();
/// let y: Vec<f64> = (0..40).map(|i| f64::from(i * i)).collect();
/// let found = mutual_info_regression(&Matrix::new(40, 2, x).unwrap().into(), &y, 3, 0).unwrap();
/// assert!(found[0] > found[1]);
/// ```
///
/// # Errors
/// If a number is missing or infinite.
pub fn mutual_info_regression(
    x: &Features,
    y: &[f64],
    n_neighbors: usize,
    random_state: u64,
) -> Result<Vec<f64>> {
    const NAME: &str = "mutual_info_regression";
    check(NAME, x, n_neighbors)?;
    target::require_numbers(NAME, y, x.rows())?;
    let x = x.to_dense();
    let y = prepared(y.to_vec(), &mut Generator::new(random_state, x.columns() as u64));
    Ok(parallel::map(x.columns(), 1000 * x.rows(), |c| {
        let column = prepared(x.column(c), &mut Generator::new(random_state, c as u64));
        two_numbers(&column, &y, n_neighbors)
    }))
}
