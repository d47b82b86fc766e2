//! What classifiers do with the scores of a row.

/// The place of the largest number, the first of several.
pub(crate) fn largest_place(row: &[f64]) -> usize {
    let mut best = 0;
    for (i, v) in row.iter().enumerate() {
        if *v > row[best] {
            best = i;
        }
    }
    best
}

/// For each row of scores, one for each class, the class with the largest, the first of several.
pub(crate) fn best_classes(scores: &[f64], classes: &[f64]) -> Vec<f64> {
    scores.chunks_exact(classes.len()).map(|row| classes[largest_place(row)]).collect()
}

/// Turns logarithms (up to a constant) into probabilities that add up to 1, in place.
pub(crate) fn softmax(row: &mut [f64]) {
    let largest = row.iter().fold(f64::NEG_INFINITY, |m, v| m.max(*v));
    row.iter_mut().for_each(|v| *v = (*v - largest).exp());
    let sum: f64 = row.iter().sum();
    row.iter_mut().for_each(|v| *v /= sum);
}
