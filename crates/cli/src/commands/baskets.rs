//! `sparkler baskets`: what is bought together.

use crate::error::{Error, Result};
use serde_json::json;
use sparkler::data::table::TextRows;
use sparkler::learn::baskets::{
    Metric, Options, Rule, Transactions, apriori, association_rules, eclat, fpgrowth,
};
use std::io::{self, Write};
use std::path::PathBuf;

/// Find items that are bought together, and rules about them.
///
/// Reads one basket a line, its items separated by commas; of a Parquet or Arrow file one basket a
/// row. An item that comes twice in a basket
/// counts once; blank lines and empty fields are no items. Prints the itemsets of the largest
/// support, then the rules of the largest lift.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    sparkler baskets groceries.csv --min-support 0.01\n  \
    sparkler baskets groceries.csv --min-support 0.001 --min-confidence 0.8 --json")]
pub struct Arguments {
    /// A file of baskets, one a line.
    file: PathBuf,
    /// The share of baskets that hold all items of a set, more than 0 and at most 1.
    #[arg(long, value_name = "X", default_value_t = 0.01, allow_negative_numbers = true)]
    min_support: f64,
    /// The share of the baskets with a rule's antecedents that have its consequents too.
    #[arg(long, value_name = "X", default_value_t = 0.5, allow_negative_numbers = true)]
    min_confidence: f64,
    /// The most items of a set [default: no limit].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_len: Option<u32>,
    /// How sets are found; all find the same.
    #[arg(long, value_enum, default_value = "fpgrowth")]
    algorithm: Algorithm,
    /// What is between the items.
    #[arg(long, value_name = "LETTER", default_value = ",")]
    delimiter: char,
    /// How many sets and rules to show; --json shows all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print one JSON object a line: one for each itemset, then one for each rule. A conviction
    /// that is infinite is null.
    #[arg(long)]
    json: bool,
}

/// How sets are found.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Algorithm {
    /// Growth of patterns.
    Fpgrowth,
    /// Intersections of sets of baskets.
    Eclat,
    /// Level by level.
    Apriori,
}

/// Reads, finds, prints.
pub fn run(arguments: &Arguments) -> Result<()> {
    // What the command line says wrongly is found before a file is opened.
    if !(arguments.min_support > 0.0 && arguments.min_support <= 1.0) {
        let found = arguments.min_support;
        let message = format!("--min-support {found}: expected more than 0 and at most 1");
        return Err(Error::usage(message));
    }
    if !(0.0..=1.0).contains(&arguments.min_confidence) {
        let found = arguments.min_confidence;
        return Err(Error::usage(format!("--min-confidence {found}: expected 0 to 1")));
    }
    let name = arguments.file.display();
    let mut rows = TextRows::open(&arguments.file, separator(arguments.delimiter)?)?;
    let mut baskets = Transactions::default();
    let mut empty = 0;
    while rows.advance()? {
        let items = rows.fields();
        empty += items.iter().filter(|item| item.is_empty()).count();
        baskets.push(items.iter().map(String::as_str).filter(|item| !item.is_empty()));
    }
    if baskets.is_empty() {
        return Err(Error::failed(format!("{name}: has no basket: expected one a line")));
    }
    let blank = rows.blank();
    let options = Options {
        min_support: arguments.min_support,
        max_len: arguments.max_len.map(|n| n as usize),
        ..Options::default()
    };
    let find = match arguments.algorithm {
        Algorithm::Fpgrowth => fpgrowth,
        Algorithm::Eclat => eclat,
        Algorithm::Apriori => apriori,
    };
    let sets = find(&baskets, &options).map_err(Error::failed)?;
    let mut rules = association_rules(&sets, Metric::Confidence, arguments.min_confidence)
        .map_err(Error::failed)?;
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.sort_by_key(|&set| std::cmp::Reverse(sets.count(set)));
    rules.sort_by(|a, b| b.lift.total_cmp(&a.lift));
    let mut out = io::BufWriter::new(io::stdout().lock());
    if arguments.json {
        for set in order {
            let items = baskets.names_of(sets.items(set));
            let (count, support) = (sets.count(set), sets.support(set));
            writeln!(out, "{}", json!({ "items": items, "count": count, "support": support }))?;
        }
        for rule in &rules {
            writeln!(out, "{}", rule_to_json(rule, &baskets))?;
        }
        return Ok(out.flush()?);
    }
    writeln!(
        out,
        "{} baskets of {} items; {} itemsets, {} rules",
        baskets.len(),
        baskets.n_items(),
        sets.len(),
        rules.len()
    )?;
    if blank + empty > 0 {
        writeln!(out, "ignored: {} blank lines, {empty} empty fields", blank)?;
    }
    if !sets.is_empty() {
        writeln!(out, "\nsupport  count  items")?;
    }
    for &set in order.iter().take(arguments.limit) {
        let items = baskets.names_of(sets.items(set)).join(", ");
        writeln!(out, "{:7.4}  {:5}  {items}", sets.support(set), sets.count(set))?;
    }
    more(&mut out, sets.len(), arguments.limit)?;
    if !rules.is_empty() {
        writeln!(out, "\n   lift  confidence  support  rule")?;
    }
    for rule in rules.iter().take(arguments.limit) {
        writeln!(
            out,
            "{:7.3}  {:10.4}  {:7.4}  {} -> {}",
            rule.lift,
            rule.confidence,
            rule.support,
            baskets.names_of(&rule.antecedents).join(", "),
            baskets.names_of(&rule.consequents).join(", ")
        )?;
    }
    more(&mut out, rules.len(), arguments.limit)?;
    Ok(out.flush()?)
}

/// The byte that separates fields.
pub fn separator(delimiter: char) -> Result<u8> {
    u8::try_from(delimiter)
        .ok()
        .filter(u8::is_ascii)
        .ok_or_else(|| Error::usage(format!("--delimiter {delimiter}: expected an ASCII letter")))
}

fn more(out: &mut impl Write, count: usize, limit: usize) -> Result<()> {
    if count > limit {
        writeln!(out, "... and {} more (--limit N, or --json)", count - limit)?;
    }
    Ok(())
}

fn rule_to_json(rule: &Rule, baskets: &Transactions) -> serde_json::Value {
    json!({
        "antecedents": baskets.names_of(&rule.antecedents),
        "consequents": baskets.names_of(&rule.consequents),
        "antecedent_support": rule.antecedent_support,
        "consequent_support": rule.consequent_support,
        "support": rule.support,
        "confidence": rule.confidence,
        "lift": rule.lift,
        "leverage": rule.leverage,
        "conviction": rule.conviction,
        "zhangs_metric": rule.zhangs_metric,
        "jaccard": rule.jaccard,
        "certainty": rule.certainty,
        "kulczynski": rule.kulczynski,
    })
}
