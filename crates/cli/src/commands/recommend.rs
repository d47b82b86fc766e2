//! `sparkler recommend`: what a user may like.

use super::baskets::separator;
use crate::error::{Error, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use sparkler::data::table::TextRows;
use sparkler::learn::recommend::{
    AlternatingLeastSquares, BayesianPersonalizedRanking, Bm25Recommender, CosineRecommender,
    Interactions, MatrixFactorization, Recommender, SvdPlusPlus, TfidfRecommender,
};
use sparkler::learn::{FitOptions, Progress};
use std::io::{self, Write};
use std::path::PathBuf;

/// Recommend items to a user, from what all users have rated, bought or played.
///
/// Reads a table with a line for each time a user met an item. Its first line names the columns.
/// Without --user-column, --item-column and --rating-column, the first column is the user, the
/// second the item, and the third, if it is called rating, score, value, count, plays or quantity,
/// how much. Where a user met an item several times, als, bpr, cosine, tfidf and bm25 add the
/// values; ratings and svd++ take the last.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    sparkler recommend ratings.csv --user 1\n  \
    sparkler recommend plays.csv --user ann --item-column artist --model bpr --n 5 --json")]
pub struct Arguments {
    /// A table of users and items (CSV).
    file: PathBuf,
    /// Who to recommend to, as the table names them.
    #[arg(long, value_name = "U")]
    user: String,
    /// How many items.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    n: u32,
    /// How to learn.
    #[arg(long, value_enum, default_value = "als")]
    model: Learner,
    /// The column of users [default: the first].
    #[arg(long, value_name = "COLUMN")]
    user_column: Option<String>,
    /// The column of items [default: the second].
    #[arg(long, value_name = "COLUMN")]
    item_column: Option<String>,
    /// The column of ratings or amounts [default: the third, if it is called so; else all are 1].
    #[arg(long, value_name = "COLUMN")]
    rating_column: Option<String>,
    /// Numbers that stand for each user and item [default: 64; 50 for ratings, 20 for svd++].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    factors: Option<u16>,
    /// Recommend what the user has met already, too.
    #[arg(long)]
    keep_known: bool,
    /// What is between the columns.
    #[arg(long, value_name = "LETTER", default_value = ",")]
    delimiter: char,
    /// What all random numbers come from.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// How many threads work [default: all the machine has].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Print one JSON object a line, one for each recommended item.
    #[arg(long)]
    json: bool,
}

/// How to learn.
#[derive(Clone, Copy, Debug, PartialEq, clap::ValueEnum)]
enum Learner {
    /// Alternating least squares: what was met, the more so the larger the value.
    Als,
    /// Bayesian personalised ranking: what was met before what was not.
    Bpr,
    /// Factorisation of ratings.
    Ratings,
    /// Factorisation of ratings that also looks at what was rated.
    #[value(name = "svd++")]
    SvdPlusPlus,
    /// Items that the same users meet, by cosine.
    Cosine,
    /// The same, weighted by term frequency and inverse user frequency.
    Tfidf,
    /// The same, weighted by BM25.
    Bm25,
}

/// Reads, learns, prints.
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(threads) = arguments.threads {
        sparkler::set_threads(threads.into());
    }
    let (table, rated) = read(arguments)?;
    let name = arguments.file.display();
    let user = table
        .user(&arguments.user)
        .map_err(|e| Error::failed(format!("--user {}: {name}: {e}", arguments.user)))?;
    let rates = matches!(arguments.model, Learner::Ratings | Learner::SvdPlusPlus);
    if rates && !rated {
        return Err(Error::usage(format!(
            "--model {}: {name} has no column of ratings; --rating-column names it, and --model \
             als learns without",
            if arguments.model == Learner::Ratings { "ratings" } else { "svd++" }
        )));
    }
    let model = fit(arguments, &table)?;
    let list = model
        .recommend(user, arguments.n as usize, !arguments.keep_known)
        .map_err(Error::failed)?;
    let mut out = io::stdout().lock();
    if !arguments.json {
        writeln!(
            out,
            "{} users, {} items, {} lines; {} for user {}",
            table.n_users(),
            table.n_items(),
            table.len(),
            model.estimator(),
            arguments.user
        )?;
    }
    let width = list.iter().map(|s| table.item_name(s.id).chars().count()).max().unwrap_or(0);
    for (place, scored) in list.iter().enumerate() {
        let item = table.item_name(scored.id);
        // Not every model can say why.
        let because: Vec<&str> = model
            .explain(user, scored.id, 3)
            .map(|why| why.contributions.iter().map(|c| table.item_name(c.id)).collect())
            .unwrap_or_default();
        if arguments.json {
            let line = json!({
                "rank": place + 1, "item": item, "score": scored.score, "because": because,
            });
            writeln!(out, "{line}")?;
        } else {
            write!(out, "{:>3}  {item:width$}  {:.4}", place + 1, scored.score)?;
            if !because.is_empty() {
                write!(out, "  because of {}", because.join(", "))?;
            }
            writeln!(out)?;
        }
    }
    if list.is_empty() && !arguments.json {
        writeln!(out, "nothing left: this user has met every item (--keep-known shows them)")?;
    }
    Ok(())
}

/// The table, and whether it has values.
fn read(arguments: &Arguments) -> Result<(Interactions, bool)> {
    let name = arguments.file.display();
    let mut rows = TextRows::open(&arguments.file, separator(arguments.delimiter)?)?;
    let header = match rows.names().map(<[String]>::to_vec) {
        Some(names) => names,
        None if rows.advance()? => rows.fields().to_vec(),
        None => {
            let message = format!("{name}: is empty: expected a line of column names");
            return Err(Error::failed(message));
        }
    };
    let find = |option: &str, wanted: &Option<String>, place: usize| match wanted {
        Some(column) => header.iter().position(|h| h == column).ok_or_else(|| {
            let known = header.join(", ");
            Error::usage(format!("{option} {column}: {name} has no such column; it has {known}"))
        }),
        None if header.len() > place => Ok(place),
        None => Err(Error::failed(format!(
            "{name}:1: {} column: expected at least two, users and items",
            header.len()
        ))),
    };
    let user = find("--user-column", &arguments.user_column, 0)?;
    let item = find("--item-column", &arguments.item_column, 1)?;
    const VALUES: [&str; 6] = ["rating", "score", "value", "count", "plays", "quantity"];
    let third = header.get(2).is_some_and(|h| VALUES.contains(&h.to_lowercase().as_str()));
    let rating = match &arguments.rating_column {
        Some(_) => Some(find("--rating-column", &arguments.rating_column, 2)?),
        None => third.then_some(2),
    };
    let mut table = Interactions::default();
    while rows.advance()? {
        let fields = rows.fields();
        if fields.len() != header.len() {
            return Err(rows
                .error(format!("{} fields, expected {} as in line 1", fields.len(), header.len()))
                .into());
        }
        for place in [user, item] {
            if fields[place].is_empty() {
                return Err(rows.error(format!("column {}: is empty", header[place])).into());
            }
        }
        let value = match rating {
            Some(place) => match fields[place].parse::<f64>() {
                Ok(value) if value.is_finite() => value,
                _ => {
                    let (column, text) = (&header[place], &fields[place]);
                    let reason = format!("column {column}: {text:?} is not a number");
                    return Err(rows.error(reason).into());
                }
            },
            None => 1.0,
        };
        table.push(&fields[user], &fields[item], value, None);
    }
    if table.is_empty() {
        return Err(Error::failed(format!("{name}: has column names and no line after them")));
    }
    Ok((table, rating.is_some()))
}

fn fit(arguments: &Arguments, table: &Interactions) -> Result<Box<dyn Recommender>> {
    let style = ProgressStyle::with_template("learning {bar:30} {pos}/{len}  {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸─");
    // The bar shows itself on terminals alone.
    let bar = if arguments.json { ProgressBar::hidden() } else { ProgressBar::new(1) };
    let bar = bar.with_style(style);
    let report = |progress: Progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
        true
    };
    let options = FitOptions { progress: Some(&report), ..FitOptions::default() };
    let factors = |usual: usize| arguments.factors.map_or(usual, usize::from);
    let random_state = arguments.seed;
    let matrix = match arguments.model {
        Learner::Ratings | Learner::SvdPlusPlus => table.latest(),
        _ => table.matrix(),
    }
    .map_err(Error::failed)?;
    let model: Result<Box<dyn Recommender>, sparkler::learn::Error> = match arguments.model {
        Learner::Als => {
            let learner = AlternatingLeastSquares {
                factors: factors(64),
                random_state,
                ..Default::default()
            };
            learner.fit_with(&matrix, &options).map(|m| Box::new(m) as _)
        }
        Learner::Bpr => {
            let learner = BayesianPersonalizedRanking {
                factors: factors(64),
                random_state,
                ..Default::default()
            };
            learner.fit_with(&matrix, &options).map(|m| Box::new(m) as _)
        }
        Learner::Ratings => {
            let learner =
                MatrixFactorization { n_factors: factors(50), random_state, ..Default::default() };
            learner.fit_with(&matrix, &options).map(|m| Box::new(m) as _)
        }
        Learner::SvdPlusPlus => {
            let learner =
                SvdPlusPlus { n_factors: factors(20), random_state, ..Default::default() };
            learner.fit_with(&matrix, &options).map(|m| Box::new(m) as _)
        }
        Learner::Cosine => CosineRecommender::default().fit(&matrix).map(|m| Box::new(m) as _),
        Learner::Tfidf => TfidfRecommender::default().fit(&matrix).map(|m| Box::new(m) as _),
        Learner::Bm25 => Bm25Recommender::default().fit(&matrix).map(|m| Box::new(m) as _),
    };
    bar.finish_and_clear();
    model.map_err(Error::failed)
}
