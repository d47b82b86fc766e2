//! Association rules.

use super::Itemsets;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What measures a rule "who has A has C too".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// The share of transactions with A and C.
    Support,
    /// The share of those with A that have C.
    #[default]
    Confidence,
    /// Confidence over the share of C: above 1 where A and C attract each other.
    Lift,
    /// How much larger the share of both is than if A and C were independent.
    Leverage,
    /// How much rarer A without C is than if they were independent; infinite if it never happens.
    Conviction,
    /// Zhang's metric, -1 (they avoid each other) to 1 (Zhang 2000).
    ZhangsMetric,
    /// The share of those with A or C that have both.
    Jaccard,
    /// How much of the doubt about C goes away with A.
    Certainty,
    /// The mean of the confidences of both directions.
    Kulczynski,
}

/// A rule: who has the antecedents has the consequents too.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// A: items, ascending.
    pub antecedents: Vec<u32>,
    /// C: items, ascending.
    pub consequents: Vec<u32>,
    /// The share of transactions with A.
    pub antecedent_support: f64,
    /// The share of transactions with C.
    pub consequent_support: f64,
    /// See [`Metric::Support`].
    pub support: f64,
    /// See [`Metric::Confidence`].
    pub confidence: f64,
    /// See [`Metric::Lift`].
    pub lift: f64,
    /// See [`Metric::Leverage`].
    pub leverage: f64,
    /// See [`Metric::Conviction`].
    pub conviction: f64,
    /// See [`Metric::ZhangsMetric`].
    pub zhangs_metric: f64,
    /// See [`Metric::Jaccard`].
    pub jaccard: f64,
    /// See [`Metric::Certainty`].
    pub certainty: f64,
    /// See [`Metric::Kulczynski`].
    pub kulczynski: f64,
}

impl Rule {
    fn new(antecedents: Vec<u32>, consequents: Vec<u32>, a: f64, c: f64, both: f64) -> Rule {
        let confidence = both / a;
        let leverage = both - a * c;
        let or_zero = |above: f64, below: f64| if below == 0.0 { 0.0 } else { above / below };
        Rule {
            antecedents,
            consequents,
            antecedent_support: a,
            consequent_support: c,
            support: both,
            confidence,
            lift: confidence / c,
            leverage,
            conviction: if confidence < 1.0 {
                (1.0 - c) / (1.0 - confidence)
            } else {
                f64::INFINITY
            },
            zhangs_metric: or_zero(leverage, (both * (1.0 - a)).max(a * (c - both))),
            jaccard: both / (a + c - both),
            certainty: or_zero(confidence - c, 1.0 - c),
            kulczynski: (confidence + both / c) / 2.0,
        }
    }

    /// The value of a metric.
    pub fn metric(&self, metric: Metric) -> f64 {
        match metric {
            Metric::Support => self.support,
            Metric::Confidence => self.confidence,
            Metric::Lift => self.lift,
            Metric::Leverage => self.leverage,
            Metric::Conviction => self.conviction,
            Metric::ZhangsMetric => self.zhangs_metric,
            Metric::Jaccard => self.jaccard,
            Metric::Certainty => self.certainty,
            Metric::Kulczynski => self.kulczynski,
        }
    }
}

/// All rules that parts of the itemsets make, whose metric is at least the threshold. They come in
/// the order of the itemsets.
///
/// # Errors
/// If the threshold is not a number.
pub fn association_rules(sets: &Itemsets, metric: Metric, min_threshold: f64) -> Result<Vec<Rule>> {
    if min_threshold.is_nan() {
        let expected = "a number";
        return Err(Error::parameter(
            "association_rules",
            "min_threshold",
            min_threshold,
            expected,
        ));
    }
    let supports: HashMap<&[u32], f64> =
        (0..sets.len()).map(|set| (sets.items(set), sets.support(set))).collect();
    let mut rules = Vec::new();
    let (mut a, mut c) = (Vec::new(), Vec::new());
    for set in 0..sets.len() {
        let items = sets.items(set);
        let both = sets.support(set);
        // Longest antecedents first: each bit of the mask puts an item among the consequents.
        for mask in 1..(1u64 << items.len()) - 1 {
            a.clear();
            c.clear();
            for (i, &item) in items.iter().enumerate() {
                if mask >> i & 1 == 1 { c.push(item) } else { a.push(item) }
            }
            let (Some(&of_a), Some(&of_c)) = (supports.get(&a[..]), supports.get(&c[..])) else {
                continue;
            };
            if metric == Metric::Confidence && both / of_a < min_threshold {
                continue;
            }
            let rule = Rule::new(Vec::new(), Vec::new(), of_a, of_c, both);
            if rule.metric(metric) >= min_threshold {
                rules.push(Rule { antecedents: a.clone(), consequents: c.clone(), ..rule });
            }
        }
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_by_hand() {
        let rule = Rule::new(vec![0], vec![1], 0.5, 0.4, 0.3);
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} is not {b}");
        close(rule.confidence, 0.6);
        close(rule.lift, 1.5);
        close(rule.leverage, 0.1);
        close(rule.conviction, 0.6 / 0.4);
        close(rule.zhangs_metric, 0.1 / 0.15);
        close(rule.jaccard, 0.5);
        close(rule.certainty, 0.2 / 0.6);
        close(rule.kulczynski, (0.6 + 0.75) / 2.0);
        assert_eq!(Rule::new(vec![0], vec![1], 0.5, 1.0, 0.5).conviction, f64::INFINITY);
    }
}
