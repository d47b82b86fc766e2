//! Market baskets. Lists of items are passed as the numbers of items and where each list begins,
//! with the end of the last.

use crate::{parsed, thrown};
use serde_json::Value;
use sparkler_learn::Error;
use sparkler_learn::baskets::{
    Itemsets, Metric, Options, Transactions, apriori, association_rules, fpgrowth,
};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

type Result<T> = std::result::Result<T, JsError>;

fn wrong(name: &str, reason: &str) -> JsError {
    thrown(Error::Parameters { estimator: name.into(), reason: reason.into() })
}

/// The itemsets of transactions: how many there are, where each begins, the end of the last, how
/// many transactions hold each, and the items.
#[wasm_bindgen(js_name = frequentItemsets)]
pub fn frequent_itemsets(
    algorithm: &str,
    starts: &[u32],
    items: &[u32],
    min_support: f64,
    max_len: Option<usize>,
    max_itemsets: Option<usize>,
) -> Result<Vec<u32>> {
    let find = match algorithm {
        "fpgrowth" => fpgrowth,
        "apriori" => apriori,
        _ => return Err(wrong(algorithm, "is neither fpgrowth nor apriori")),
    };
    // Items have numbers in the order of their first appearance on both sides.
    let names: Vec<String> =
        (0..=items.iter().max().copied().unwrap_or(0)).map(|n| n.to_string()).collect();
    let mut transactions = Transactions::default();
    for ends in starts.windows(2) {
        let basket = items.get(ends[0] as usize..ends[1] as usize);
        let basket = basket.ok_or_else(|| wrong(algorithm, "baskets that do not fit together"))?;
        transactions.push(basket.iter().map(|&item| &names[item as usize]));
    }
    let usual = Options::default();
    let max_itemsets = max_itemsets.unwrap_or(usual.max_itemsets);
    let sets =
        find(&transactions, &Options { min_support, max_len, max_itemsets }).map_err(thrown)?;
    let (mut begins, mut counts, mut all) = (vec![0], Vec::new(), Vec::new());
    for set in 0..sets.len() {
        all.extend_from_slice(sets.items(set));
        begins.push(all.len() as u32);
        counts.push(sets.count(set) as u32);
    }
    let mut out = vec![sets.len() as u32];
    for part in [begins, counts, all] {
        out.extend(part);
    }
    Ok(out)
}

/// The rules of itemsets, as a JSON list; what is infinite is null.
#[wasm_bindgen(js_name = associationRules)]
pub fn rules(
    transactions: usize,
    starts: &[u32],
    counts: Vec<u32>,
    items: Vec<u32>,
    metric: &str,
    min_threshold: f64,
) -> Result<String> {
    let name = "association_rules";
    let quoted = Value::from(metric).to_string();
    let metric: Metric = serde_json::from_value(parsed(name, &quoted).map_err(thrown)?)
        .map_err(|e| wrong(name, &format!("metric: {e}")))?;
    let starts = starts.iter().map(|&start| start as usize).collect();
    let sets = Itemsets::new(transactions, starts, items, counts).map_err(thrown)?;
    let rules = association_rules(&sets, metric, min_threshold).map_err(thrown)?;
    serde_json::to_string(&rules).map_err(|e| wrong(name, &e.to_string()))
}
