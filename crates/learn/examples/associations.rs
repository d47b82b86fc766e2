//! What `benches/learn/associations.py` times: recommendations, ratings and baskets.
//!
//! `associations als TRAIN OUT FACTORS REGULARIZATION ALPHA ITERATIONS SEED`,
//! `associations ratings TRAIN TEST PARAMETERS PARAMETERS` (JSON, of the two learners),
//! `associations baskets FILE MIN_SUPPORT REPEATS`. Prints one line of JSON. Times are the processor
//! seconds of this thread, the mean of the repeats: run it with `SPARKLER_THREADS=1`.

use serde_json::json;
use sparkler_learn::baskets::{self, Metric, Options, Transactions};
use sparkler_learn::recommend::{
    AlternatingLeastSquares, Interactions, MatrixFactorization, Recommender, SvdPlusPlus, rmse,
};
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

/// Processor seconds of this thread so far; wall seconds where the system does not tell.
fn seconds(start: Instant) -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .map_or_else(|| start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

/// The mean processor and wall seconds of several runs, and what the last gave. (The system's clock
/// of processor time is too coarse for one short run.)
fn timed<T>(
    repeats: usize,
    mut run: impl FnMut() -> Result<T, Failure>,
) -> Result<(f64, f64, T), Failure> {
    let (start, repeats) = (Instant::now(), repeats.max(1));
    let before = seconds(start);
    let mut last = run()?;
    for _ in 1..repeats {
        last = run()?;
    }
    let n = repeats as f64;
    Ok(((seconds(start) - before) / n, start.elapsed().as_secs_f64() / n, last))
}

/// `user,item,value` lines; numbers are names.
fn read(lists: &[&str]) -> Result<(Interactions, Vec<usize>), Failure> {
    let mut all = Interactions::default();
    let mut ends = Vec::new();
    for path in lists {
        for line in std::fs::read_to_string(path)?.lines() {
            let mut fields = line.split(',');
            let mut next = || fields.next().ok_or("three fields expected");
            let (user, item, value) = (next()?, next()?, next()?.parse()?);
            all.push(user, item, value, None);
        }
        ends.push(all.len());
    }
    Ok((all, ends))
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let out = match arguments[..] {
        ["als", train, out, factors, regularization, alpha, iterations, seed] => {
            let (plays, _) = read(&[train])?;
            let matrix = plays.matrix()?;
            let learner = AlternatingLeastSquares {
                factors: factors.parse()?,
                regularization: regularization.parse()?,
                alpha: alpha.parse()?,
                iterations: iterations.parse()?,
                random_state: seed.parse()?,
                ..Default::default()
            };
            let (cpu, wall, model) = timed(1, || Ok(learner.fit(&matrix)?))?;
            let mut lists = serde_json::Map::new();
            for user in 0..plays.n_users() {
                let list = model.recommend(user, 10, true)?;
                let names: Vec<&str> = list.iter().map(|s| plays.item_name(s.id)).collect();
                lists.insert(plays.user_name(user).into(), json!(names));
            }
            std::fs::write(out, serde_json::to_vec(&lists)?)?;
            json!({ "cpu": cpu, "wall": wall })
        }
        ["ratings", train, test, plain, plus] => {
            let (all, ends) = read(&[train, test])?;
            let (train, test) = (all.filter(|i| i < ends[0]), all.filter(|i| i >= ends[0]));
            let matrix = train.latest()?;
            let plain: MatrixFactorization = serde_json::from_str(plain)?;
            let plus: SvdPlusPlus = serde_json::from_str(plus)?;
            let (cpu, _, model) = timed(1, || Ok(plain.fit(&matrix)?))?;
            let (cpu_plus, _, model_plus) = timed(1, || Ok(plus.fit(&matrix)?))?;
            json!({
                "matrix_factorization": { "cpu": cpu, "rmse": rmse(&model, &test)? },
                "svd_plus_plus": { "cpu": cpu_plus, "rmse": rmse(&model_plus, &test)? },
            })
        }
        ["baskets", file, min_support, repeats] => {
            let mut transactions = Transactions::default();
            for line in std::fs::read_to_string(file)?.lines() {
                transactions.push(line.split(','));
            }
            let options = Options { min_support: min_support.parse()?, ..Options::default() };
            let repeats = repeats.parse()?;
            let mut out = serde_json::Map::new();
            for (name, algorithm) in [
                ("fpgrowth", baskets::fpgrowth as fn(&_, &_) -> _),
                ("eclat", baskets::eclat),
                ("apriori", baskets::apriori),
            ] {
                let (cpu, wall, sets) = timed(repeats, || Ok(algorithm(&transactions, &options)?))?;
                let report = json!({ "cpu": cpu, "wall": wall, "itemsets": sets.len() });
                out.insert(name.into(), report);
            }
            let sets = baskets::fpgrowth(&transactions, &options)?;
            let (cpu, wall, rules) =
                timed(repeats, || Ok(baskets::association_rules(&sets, Metric::Confidence, 0.2)?))?;
            out.insert("rules".into(), json!({ "cpu": cpu, "wall": wall, "rules": rules.len() }));
            // All of both, for the comparison.
            let all: Vec<_> = (0..sets.len())
                .map(|i| json!([transactions.names_of(sets.items(i)), sets.support(i)]))
                .collect();
            let rules: Vec<_> = rules
                .iter()
                .map(|r| {
                    json!([
                        transactions.names_of(&r.antecedents),
                        transactions.names_of(&r.consequents),
                        [
                            r.antecedent_support,
                            r.consequent_support,
                            r.support,
                            r.confidence,
                            r.lift,
                            r.leverage,
                            r.conviction,
                            r.zhangs_metric,
                            r.jaccard,
                            r.certainty,
                            r.kulczynski,
                        ]
                    ])
                })
                .collect();
            if let Ok(path) = std::env::var("OUT") {
                std::fs::write(path, serde_json::to_vec(&json!({ "sets": all, "rules": rules }))?)?;
            }
            json!(out)
        }
        _ => return Err("see the comment at the top of the file".into()),
    };
    println!("{out}");
    Ok(())
}
