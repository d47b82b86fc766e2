//! Metrics of orders.

use crate::{Error, Matrix, Result};

fn check_shapes(name: &'static str, relevance: &Matrix, scores: &Matrix) -> Result<()> {
    if relevance.rows() != scores.rows()
        || relevance.columns() != scores.columns()
        || relevance.rows() == 0
        || relevance.columns() == 0
    {
        return Err(Error::Shape {
            estimator: name,
            what: "the matrix of scores",
            found: format!("{} x {}", scores.rows(), scores.columns()),
            expected: format!("{} x {}, not empty", relevance.rows(), relevance.columns()),
        });
    }
    Ok(())
}

/// The discounted gain of one list; items of equal score share the mean of their places.
fn dcg(relevance: &[f64], scores: &[f64], k: usize) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let discount = |place: usize| if place < k { 1.0 / (place as f64 + 2.0).log2() } else { 0.0 };
    let (mut sum, mut start) = (0.0, 0);
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && scores[order[end]] == scores[order[start]] {
            end += 1;
        }
        let gain: f64 = order[start..end].iter().map(|&i| relevance[i]).sum();
        let discounts: f64 = (start..end).map(discount).sum();
        sum += gain / (end - start) as f64 * discounts;
        start = end;
    }
    sum
}

/// The mean discounted cumulative gain over rows (queries): each item's relevance by the binary
/// logarithm of its place plus one, of the first `k` (`None`: all) in the order of the scores.
///
/// # Errors
/// If the matrices differ in shape or are empty.
pub fn dcg_score(relevance: &Matrix, scores: &Matrix, k: Option<usize>) -> Result<f64> {
    check_shapes("dcg_score", relevance, scores)?;
    let (r, s, n) = (relevance.to_f64(), scores.to_f64(), relevance.columns());
    let k = k.unwrap_or(n);
    let sum: f64 = r.chunks_exact(n).zip(s.chunks_exact(n)).map(|(r, s)| dcg(r, s, k)).sum();
    Ok(sum / relevance.rows() as f64)
}

/// [`dcg_score`] by that of the best order; a row without relevance counts 0.
///
/// # Errors
/// As there, and if a relevance is negative.
pub fn ndcg_score(relevance: &Matrix, scores: &Matrix, k: Option<usize>) -> Result<f64> {
    check_shapes("ndcg_score", relevance, scores)?;
    let (r, s, n) = (relevance.to_f64(), scores.to_f64(), relevance.columns());
    if let Some(v) = r.iter().find(|v| **v < 0.0 || v.is_nan()) {
        return Err(Error::data("ndcg_score", format!("a relevance is {v}: expected 0 or more")));
    }
    let k = k.unwrap_or(n);
    let rows = r.chunks_exact(n).zip(s.chunks_exact(n));
    let sum: f64 = rows.map(|(r, s)| super::ratio(dcg(r, s, k), dcg(r, r, k))).sum();
    Ok(sum / relevance.rows() as f64)
}

fn hits<'a>(relevant: &'a [u32], ranked: &'a [u32], k: usize) -> impl Iterator<Item = bool> + 'a {
    ranked.iter().take(k).map(|item| relevant.contains(item))
}

/// The share of the first `k` items that are relevant (of `k`, also where fewer were given).
pub fn precision_at_k(relevant: &[u32], ranked: &[u32], k: usize) -> f64 {
    super::ratio(hits(relevant, ranked, k).filter(|h| *h).count() as f64, k as f64)
}

/// The share of the relevant items that are among the first `k`.
pub fn recall_at_k(relevant: &[u32], ranked: &[u32], k: usize) -> f64 {
    super::ratio(hits(relevant, ranked, k).filter(|h| *h).count() as f64, relevant.len() as f64)
}

/// The mean precision at the places of the relevant items among the first `k`, by the number that
/// could be there.
pub fn average_precision_at_k(relevant: &[u32], ranked: &[u32], k: usize) -> f64 {
    let (mut found, mut sum) = (0.0, 0.0);
    for (place, hit) in hits(relevant, ranked, k).enumerate() {
        if hit {
            found += 1.0;
            sum += found / (place + 1) as f64;
        }
    }
    super::ratio(sum, relevant.len().min(k) as f64)
}

/// The mean of [`average_precision_at_k`] over lists; 0 of none.
pub fn mean_average_precision_at_k(lists: &[(&[u32], &[u32])], k: usize) -> f64 {
    let sum: f64 = lists.iter().map(|(r, l)| average_precision_at_k(r, l, k)).sum();
    super::ratio(sum, lists.len() as f64)
}

/// The mean over lists of one divided by the place of the first relevant item; 0 of none.
pub fn mean_reciprocal_rank(lists: &[(&[u32], &[u32])]) -> f64 {
    let one = |(relevant, ranked): &(&[u32], &[u32])| {
        let place = hits(relevant, ranked, ranked.len()).position(|h| h);
        place.map_or(0.0, |p| 1.0 / (p + 1) as f64)
    };
    super::ratio(lists.iter().map(one).sum(), lists.len() as f64)
}
