//! From decision values to probabilities.

/// Fits `1 / (1 + exp(a f + b))`, the probability of the positive class at a decision value `f`
/// (Platt 1999), by Newton's method with a line search (Lin, Lin and Weng, *A Note on Platt's
/// Probabilistic Outputs for Support Vector Machines*, 2007).
pub(super) fn sigmoid(decisions: &[f64], positive: &[bool]) -> (f64, f64) {
    let positives = positive.iter().filter(|&&p| p).count() as f64;
    let negatives = positive.len() as f64 - positives;
    // Targets a little inside 0 and 1: Platt's prior, against fitting too closely.
    let (high, low) = ((positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0));
    let target = |i: usize| if positive[i] { high } else { low };
    let loss = |a: f64, b: f64| -> f64 {
        (0..decisions.len())
            .map(|i| {
                let z = decisions[i] * a + b;
                if z >= 0.0 {
                    target(i) * z + (-z).exp().ln_1p()
                } else {
                    (target(i) - 1.0) * z + z.exp().ln_1p()
                }
            })
            .sum()
    };
    let (mut a, mut b) = (0.0, ((negatives + 1.0) / (positives + 1.0)).ln());
    let mut value = loss(a, b);
    for _ in 0..100 {
        let (mut h11, mut h22, mut h21) = (1e-12, 1e-12, 0.0);
        let (mut g1, mut g2) = (0.0, 0.0);
        for (i, &f) in decisions.iter().enumerate() {
            let z = f * a + b;
            let p = if z >= 0.0 { (-z).exp() / (1.0 + (-z).exp()) } else { 1.0 / (1.0 + z.exp()) };
            let curvature = p * (1.0 - p);
            h11 += f * f * curvature;
            h22 += curvature;
            h21 += f * curvature;
            let difference = target(i) - p;
            g1 += f * difference;
            g2 += difference;
        }
        if g1.abs() < 1e-5 && g2.abs() < 1e-5 {
            break;
        }
        let determinant = h11 * h22 - h21 * h21;
        let da = -(h22 * g1 - h21 * g2) / determinant;
        let db = -(h11 * g2 - h21 * g1) / determinant;
        let slope = g1 * da + g2 * db;
        let mut step = 1.0;
        let mut moved = false;
        while step >= 1e-10 {
            let (na, nb) = (a + step * da, b + step * db);
            let next = loss(na, nb);
            if next < value + 1e-4 * step * slope {
                (a, b, value, moved) = (na, nb, next, true);
                break;
            }
            step /= 2.0;
        }
        if !moved {
            break;
        }
    }
    (a, b)
}

/// The probability at a decision value.
pub(super) fn probability(decision: f64, (a, b): (f64, f64)) -> f64 {
    let z = decision * a + b;
    if z >= 0.0 { (-z).exp() / (1.0 + (-z).exp()) } else { 1.0 / (1.0 + z.exp()) }
}

/// The probabilities of `k` classes from those of each against each (row after row: of the row's
/// class against the column's), by the second method of Wu, Lin and Weng, *Probability Estimates
/// for Multi-class Classification by Pairwise Coupling* (JMLR 5, 2004).
pub(super) fn couple(k: usize, pairwise: &[f64]) -> Vec<f64> {
    let r = |i: usize, j: usize| pairwise[i * k + j];
    let mut q = vec![0.0; k * k];
    for i in 0..k {
        for j in 0..k {
            if i != j {
                q[i * k + i] += r(j, i) * r(j, i);
                q[i * k + j] = -r(j, i) * r(i, j);
            }
        }
    }
    let mut p = vec![1.0 / k as f64; k];
    let mut qp = vec![0.0; k];
    for _ in 0..k.max(100) {
        for i in 0..k {
            qp[i] = (0..k).map(|j| q[i * k + j] * p[j]).sum();
        }
        let mut pqp: f64 = p.iter().zip(&qp).map(|(p, q)| p * q).sum();
        if qp.iter().all(|x| (x - pqp).abs() < 0.005 / k as f64) {
            break;
        }
        for i in 0..k {
            let change = (pqp - qp[i]) / q[i * k + i];
            p[i] += change;
            let whole = 1.0 + change;
            pqp = (pqp + change * (change * q[i * k + i] + 2.0 * qp[i])) / (whole * whole);
            for j in 0..k {
                qp[j] = (qp[j] + change * q[i * k + j]) / whole;
                p[j] /= whole;
            }
        }
    }
    p
}
