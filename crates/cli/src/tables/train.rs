//! `sparkler train data.csv --target COLUMN`

use super::figures::Figures;
use super::report;
use super::{MODEL, Reading};
use crate::error::{Error, Result};
use crate::interrupt;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};
use sparkler::data::table::{self, Column, Rounding, Table, Values};
use sparkler::formats::atomic;
use sparkler::learn::model_selection::{
    CrossValidation, Fold, Folds, Scoring, cross_validate_samples, train_test_split,
};
use sparkler::learn::random::Generator;
use sparkler::learn::tabular::{self, Learner, TableEncoder, TabularModel, Target, Task, learners};
use sparkler::learn::{AnyModel, FitOptions, Matrix};
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Columns that are shown at the start.
const SHOWN: usize = 40;

/// Cells of a table from which on memory counts for more than digits that no tree asks for.
const LARGE: usize = 10_000_000;

/// What belongs to tables alone.
#[derive(clap::Args, Clone, Debug)]
pub struct TableArguments {
    /// For tables: the column to predict.
    #[arg(long, value_name = "COLUMN", help_heading = "Tables")]
    pub target: Option<String>,
    /// For tables: predict classes or numbers; without it the target decides (categories,
    /// booleans and few different whole numbers are classes).
    #[arg(long, value_name = "TASK", value_parser = task, help_heading = "Tables")]
    pub task: Option<Task>,
    /// For tables: parts of the cross-validation [default: 5].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=1000),
        help_heading = "Tables")]
    pub folds: Option<u16>,
    /// For tables: the share of rows to test with [default: 0.2].
    #[arg(long, value_name = "X", value_parser = share, help_heading = "Tables")]
    pub test_size: Option<f64>,
    /// For tables: rows with the same value in this column stay together in a part.
    #[arg(long, value_name = "COLUMN", help_heading = "Tables", conflicts_with = "time")]
    pub group: Option<String>,
    /// For tables: rows are in the order of this column; later ones test what earlier ones taught.
    #[arg(long, value_name = "COLUMN", help_heading = "Tables")]
    pub time: Option<String>,
    /// For tables: columns that are left out.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', help_heading = "Tables")]
    pub ignore: Vec<String>,
    /// For tables: parameters of the learner as JSON, with scikit-learn's names:
    /// '{"max_depth": 5}'.
    #[arg(long, value_name = "JSON", value_parser = params, help_heading = "Tables")]
    pub params: Option<Value>,
    /// How tables are read.
    #[command(flatten)]
    pub reading: Reading,
}

fn task(text: &str) -> Result<Task, String> {
    match text {
        "classification" => Ok(Task::Classification),
        "regression" => Ok(Task::Regression),
        _ => Err("expected classification or regression".into()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x > 0.0 && x < 1.0 => Ok(x),
        _ => Err("expected a number between 0 and 1".into()),
    }
}

fn params(text: &str) -> Result<Value, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(o)) => Ok(Value::Object(o)),
        Ok(_) => Err("expected an object, {\"name\": value}".into()),
        Err(e) => Err(format!("no JSON: {e}")),
    }
}

/// What trainings of tables and of images share.
pub struct Common<'a> {
    /// The table.
    pub data: &'a Path,
    /// The learner.
    pub model: Option<&'a str>,
    /// The seed.
    pub seed: u64,
    /// The folder for model and report.
    pub out: Option<&'a Path>,
    /// JSON lines instead of text?
    pub json: bool,
}

/// What was found by cross-validating a learner.
struct Candidate {
    learner: &'static Learner,
    result: Result<CrossValidation, String>,
    seconds: f64,
}

/// Trains, tests, reports.
pub fn run(common: &Common<'_>, arguments: &TableArguments) -> Result<()> {
    let started = Instant::now();
    let Some(target_name) = &arguments.target else {
        return Err(Error::usage(
            "a table needs --target COLUMN, the column to predict (for handwritten digits: \
             sparkler train mnist)",
        ));
    };
    let mut reading = arguments.reading.options();
    let exact = arguments.params.as_ref().and_then(|p| p.get("exact")) == Some(&Value::Bool(true));
    if common.model.is_some_and(tabular::looks_at_order) && !exact {
        let but = [Some(target_name), arguments.group.as_ref(), arguments.time.as_ref()];
        let except = but.into_iter().flatten().cloned().collect();
        reading.rounding = Some(Rounding { above: LARGE, except });
    }
    let table = table::read(common.data, &reading)?;
    let say = |text: String| {
        if !common.json {
            println!("{text}");
        }
    };
    if !common.json {
        show(&table)?;
    }
    let mut notes: Vec<String> = Vec::new();
    let (mut table, column) = table.split_column(target_name)?;
    if column.is_empty() {
        return Err(Error::failed(format!(
            "{}: 0 rows: there is nothing to learn from",
            table.name()
        )));
    }
    let target = Target::new(&column, arguments.task).map_err(|e| named(&table, e))?;
    let mut y = target.encode(&column)?;
    // The rows of the table that are used; what follows counts places among them.
    let mut rows: Vec<usize> = (0..y.len()).filter(|&r| !y[r].is_nan()).collect();
    if rows.len() < y.len() {
        notes.push(format!(
            "{} rows without a value of {target_name} are left out",
            y.len() - rows.len()
        ));
    }
    y = rows.iter().map(|&r| y[r]).collect();
    for name in &arguments.ignore {
        table = table.split_column(name)?.0;
    }
    if table.columns().is_empty() {
        return Err(Error::failed(format!(
            "{}: there is no column besides the target to learn from",
            table.name()
        )));
    }
    let order = Order::new(&mut table, arguments, &mut rows, &mut y)?;
    let n_folds = arguments.folds.map_or(5, usize::from);
    let test_size = arguments.test_size.unwrap_or(0.2);
    let split = order.test_split(&target, &y, test_size, common.seed, &mut notes)?;
    let of_table = |places: &[usize]| places.iter().map(|&p| rows[p]).collect::<Vec<usize>>();
    let (train_rows, test_rows) = (of_table(&split.train), of_table(&split.test));
    let pick = |rows: &[usize]| rows.iter().map(|&r| y[r]).collect::<Vec<f64>>();
    let (train_y, test_y) = (pick(&split.train), pick(&split.test));

    let encoder = TableEncoder::fit_rows(&table, &train_rows).map_err(|e| named(&table, e))?;
    notes.extend(encoder.ignored().map(|reason| format!("column ignored: {reason}")));
    let rounded: Vec<&str> =
        encoder.columns.iter().filter(|c| c.rounded).map(|c| c.field.name.as_str()).collect();
    if !rounded.is_empty() {
        notes.push(format!(
            "the table has more than {LARGE} cells: numbers of {} columns, which have more digits \
             than four bytes hold, are rounded to single precision ({}{})",
            rounded.len(),
            rounded[..rounded.len().min(5)].join(", "),
            if rounded.len() > 5 { ", ..." } else { "" }
        ));
    }
    for c in table.columns() {
        notes.extend(numbers_among_names(c));
        let missing = missing_among(c, &train_rows);
        if missing > 0 && missing < train_rows.len() {
            notes.push(format!(
                "column {}: {missing} of {} values for training are missing (trees take them as \
                 they are; for others numbers become the median, and a missing category is one)",
                c.name(),
                train_rows.len()
            ));
        }
    }
    // Numbers stay in the table: each fit and each prediction takes the rows it needs.
    let columns = encoder.columns(&table)?.columns;
    let x = columns.samples(&train_rows[..]);
    say(String::new());
    let what = match target.task {
        Task::Classification => format!("{} classes", target.classes.len()),
        Task::Regression => "numbers".into(),
    };
    say(format!(
        "target      {target_name}: {what}\nrows        {} to train on, {} to test with\n\
         features    {} columns of numbers from {} columns\nseed        {}",
        split.train.len(),
        split.test.len(),
        encoder.width(),
        encoder.schema().fields.len(),
        common.seed
    ));
    for note in &notes {
        eprintln!("note: {note}");
    }

    let scoring = match target.task {
        Task::Classification => vec![Scoring::Accuracy],
        Task::Regression => vec![Scoring::R2, Scoring::NegRootMeanSquaredError],
    };
    let folds = order.folds(&target, &split.train, &train_y, n_folds, common.seed);
    let folds = folds.map_err(|e| match e {
        Error::Failed(reason) => Error::failed(format!(
            "{}: {reason}; {} of {} rows are there to learn from",
            table.name(),
            split.train.len(),
            y.len()
        )),
        other => other,
    })?;
    require_classes(&target, &train_y, &folds)
        .map_err(|reason| Error::failed(format!("{}: {reason}", table.name())))?;
    let chosen = common.model.unwrap_or("auto");
    let tried: Vec<&'static Learner> = if chosen == "auto" {
        let auto = || learners(target.task).filter(|l| l.auto);
        for l in auto().filter(|l| split.train.len() > l.at_most) {
            let note = format!(
                "{} is not tried: {} rows are more than {}, and its time grows faster than they do \
                 (--model {} does it)",
                l.name,
                split.train.len(),
                l.at_most,
                l.name
            );
            eprintln!("note: {note}");
            notes.push(note);
        }
        auto().filter(|l| split.train.len() <= l.at_most).collect()
    } else {
        let learner =
            tabular::learner(chosen, target.task).map_err(|e| Error::usage(e.to_string()))?;
        vec![learner]
    };
    let default_out;
    let out = match common.out {
        Some(out) => out,
        None => {
            let stem = common.data.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let stem = stem.split('.').next().unwrap_or("table").to_string();
            default_out = PathBuf::from(format!("{stem}-report"));
            &default_out
        }
    };
    let no_params = json!({});
    let params = arguments.params.as_ref().unwrap_or(&no_params);
    if chosen == "auto" && arguments.params.is_some() {
        return Err(Error::usage("--params belongs to one learner: say which with --model"));
    }
    interrupt::listen()?;
    let carry_on = |_| !interrupt::asked();
    let options = FitOptions { progress: Some(&carry_on), ..FitOptions::default() };
    let dummy = tabular::learner("dummy", target.task)?;
    let mut candidates: Vec<Candidate> = Vec::new();
    let all: Vec<&'static Learner> =
        std::iter::once(dummy).chain(tried.iter().copied().filter(|l| l.name != "dummy")).collect();
    let label = scoring[0].name();
    say(format!(
        "\n{n_folds}-fold cross-validation on the training rows:\n{:<12} {label:>9}  95 % interval  \
         {:>8}",
        "learner", "seconds"
    ));
    let bar = progress(all.len() * folds.len(), common.json);
    for learner in all {
        let begun = Instant::now();
        let given = learner.name == chosen || chosen == "auto";
        let params = if given { params } else { &no_params };
        let estimator = learner
            .build(target.task, &encoder, common.seed, params)
            .map_err(|e| Error::usage(e.to_string()))?;
        let mut parts: Result<Vec<CrossValidation>, String> = Ok(Vec::new());
        for (i, fold) in folds.iter().enumerate() {
            if interrupt::asked() {
                bar.finish_and_clear();
                return Err(interrupted(out));
            }
            bar.set_message(format!("{} {}/{}", learner.name, i + 1, folds.len()));
            let fold = std::slice::from_ref(fold);
            let one = cross_validate_samples(&*estimator, &x, &train_y, fold, &scoring, &options);
            bar.inc(1);
            match (one, &mut parts) {
                (Ok(one), Ok(all)) => all.push(one),
                (Err(e), parts) => {
                    if matches!(e, sparkler::learn::Error::Cancelled { .. }) {
                        bar.finish_and_clear();
                        return Err(interrupted(out));
                    }
                    *parts = Err(e.to_string());
                    bar.inc((folds.len() - i - 1) as u64);
                    break;
                }
                _ => {}
            }
        }
        let result = parts.map(|parts| CrossValidation {
            scoring: scoring.clone(),
            test_scores: (0..scoring.len())
                .map(|s| parts.iter().map(|p| p.test_scores[s][0]).collect())
                .collect(),
            train_scores: None,
        });
        let seconds = begun.elapsed().as_secs_f64();
        let candidate = Candidate { learner, result, seconds };
        bar.suspend(|| candidate.print(common.json))?;
        candidates.push(candidate);
    }
    bar.finish_and_clear();

    // The first is the baseline.
    let score = |c: &Candidate| c.result.as_ref().map_or(f64::NEG_INFINITY, |r| r.mean(0));
    let best = candidates[1..]
        .iter()
        .filter(|c| c.result.is_ok())
        .fold(None, |best: Option<&Candidate>, c| match best {
            Some(b) if score(b) >= score(c) => Some(b),
            _ => Some(c),
        })
        .or(candidates.first().filter(|c| candidates.len() == 1 && c.result.is_ok()));
    let Some(best) = best else {
        let reason = candidates.iter().find_map(|c| c.result.as_ref().err());
        return Err(Error::failed(match reason {
            Some(reason) => format!("no learner could learn from this: {reason}"),
            None => "this build has no learner for this task".into(),
        }));
    };
    let fit = |learner: &Learner, params: &Value| -> Result<Box<dyn AnyModel>> {
        let estimator = learner.build(target.task, &encoder, common.seed, params)?;
        match estimator.fit_samples_any(&x, &train_y, &options) {
            Err(sparkler::learn::Error::Cancelled { .. }) => Err(interrupted(out)),
            other => Ok(other?),
        }
    };
    let learner = best.learner;
    let model = fit(learner, params)?;
    let baseline = fit(dummy, &no_params)?;
    let test_x = columns.samples(&test_rows[..]);
    let test = |model: &dyn AnyModel| -> Result<(Vec<f64>, Option<Matrix>)> {
        let k = target.classes.len();
        let (mut predicted, mut all) = (Vec::with_capacity(test_y.len()), Some(Vec::new()));
        for part in test_x.parts() {
            let x = part.features()?;
            predicted.extend(model.predict(&x)?);
            let Some(probabilities) = &mut all else { continue };
            if target.task == Task::Regression {
                all = None;
                continue;
            }
            match model.predict_proba(&x) {
                Ok(p) if p.columns() == k => probabilities.extend(p.into_f64()),
                Ok(_) | Err(sparkler::learn::Error::Unsupported { .. }) => all = None,
                Err(e) => return Err(e.into()),
            }
        }
        let p = all.map(|p| Matrix::new(predicted.len(), k, p)).transpose()?;
        Ok((predicted, p))
    };
    let (predicted, p) = test(&*model)?;
    let figures = Figures::new(&target, &test_y, &predicted, p.as_ref());
    let (base_predicted, base_p) = test(&*baseline)?;
    let base = Figures::new(&target, &test_y, &base_predicted, base_p.as_ref());

    let saved = TabularModel {
        learner: learner.name.into(),
        target: target.clone(),
        encoder: encoder.clone(),
        model,
        missing: arguments.reading.missing.clone(),
        header: !arguments.reading.no_header,
        rows: split.train.len(),
        scores: figures.values.iter().map(|(n, v)| (n.to_string(), *v)).collect(),
    };
    let cv: Vec<report::CrossValidated> = candidates
        .iter()
        .map(|c| report::CrossValidated {
            name: c.learner.name,
            score: c.result.as_ref().map(|r| r.interval(0)).map_err(Clone::clone),
            seconds: c.seconds,
        })
        .collect();
    let source = common.data.display().to_string();
    let page = report::page(&report::Content {
        source: &source,
        model: &saved,
        cv: &cv,
        label,
        figures: &figures,
        baseline: &base,
        notes: &notes,
        x: &test_x,
        y: &test_y,
        predicted: &predicted,
        probabilities: p.as_ref(),
        table: &table,
        rows: &test_rows,
        seed: common.seed,
    })?;
    let bytes = saved.to_bytes()?;
    atomic::write_files(out, &[("report.html", page.as_bytes()), (MODEL, &bytes)])?;

    let seconds = started.elapsed().as_secs_f64();
    let files = [("model", out.join(MODEL)), ("report", out.join("report.html"))];
    let mut stdout = io::stdout().lock();
    if common.json {
        let mut line = Map::new();
        line.insert("model".into(), learner.name.into());
        for (name, value) in figures.to_json() {
            line.insert(name, value);
        }
        line.insert("baseline".into(), base.to_json().into());
        line.insert("target".into(), target_name.as_str().into());
        line.insert("task".into(), serde_json::to_value(target.task).unwrap_or_default());
        line.insert("classes".into(), json!(target.classes));
        line.insert("train_rows".into(), split.train.len().into());
        line.insert("seed".into(), common.seed.into());
        line.insert("seconds".into(), json!((seconds * 1000.0).round() / 1000.0));
        line.insert("notes".into(), json!(notes));
        let files: Map<String, Value> = files
            .iter()
            .map(|(what, path)| (what.to_string(), path.display().to_string().into()))
            .collect();
        line.insert("files".into(), files.into());
        writeln!(stdout, "{}", Value::Object(line))?;
    } else {
        writeln!(
            stdout,
            "\nTest of {} on {} rows that it has not seen:",
            learner.name, figures.rows
        )?;
        writeln!(stdout, "  {:<12} {}", learner.name, figures.line())?;
        writeln!(stdout, "  {:<12} {}", "dummy", base.line())?;
        writeln!(stdout, "Written in {seconds:.1} s:")?;
        for (what, path) in &files {
            writeln!(stdout, "  {what:<7} {}", path.display())?;
        }
    }
    Ok(stdout.flush()?)
}

fn interrupted(out: &Path) -> Error {
    Error::failed(format!(
        "interrupted; nothing was written, what is in {} is as it was",
        out.display()
    ))
}

fn named(table: &Table, e: sparkler::learn::Error) -> Error {
    Error::failed(format!("{}: {e}", table.name()))
}

impl Candidate {
    fn print(&self, as_json: bool) -> Result<()> {
        let mut out = io::stdout().lock();
        let name = self.learner.name;
        match (&self.result, as_json) {
            (Ok(result), true) => {
                let mut line = Map::new();
                line.insert("learner".into(), name.into());
                for (i, scoring) in result.scoring.iter().enumerate() {
                    let (mean, low, high) = result.interval(i);
                    line.insert(
                        scoring.name().into(),
                        json!({ "mean": mean, "interval": [low, high],
                            "folds": result.test_scores[i] }),
                    );
                }
                line.insert("seconds".into(), json!((self.seconds * 1000.0).round() / 1000.0));
                writeln!(out, "{}", Value::Object(line))?;
            }
            (Ok(result), false) => {
                let (mean, low, high) = result.interval(0);
                writeln!(out, "{name:<12} {mean:>9.4}  {low:.4}-{high:.4}  {:>8.1}", self.seconds)?;
            }
            (Err(e), true) => writeln!(out, "{}", json!({ "learner": name, "error": e }))?,
            (Err(e), false) => writeln!(out, "{name:<12} {:>9}  {e}", "-")?,
        }
        Ok(out.flush()?)
    }
}

/// A bar on the standard error, if that is a terminal.
fn progress(steps: usize, json: bool) -> ProgressBar {
    if json {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}  {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸─");
    ProgressBar::new(steps as u64).with_style(style)
}

/// Shows what the columns hold.
fn show(table: &Table) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {} rows, {} columns", table.name(), table.rows(), table.columns().len())?;
    let columns = || table.columns().iter().take(SHOWN);
    let width = columns().map(|c| c.name().chars().count()).max().unwrap_or(0).clamp(6, 32);
    writeln!(out, "{:<width$}  type      missing  different  values", "column")?;
    for s in columns().map(|c| c.summary()) {
        let name: String = s.name.chars().take(width).collect();
        writeln!(
            out,
            "{name:<width$}  {:<8}  {:>7}  {:>9}  {}",
            s.column_type.name(),
            s.missing,
            s.distinct,
            s.detail
        )?;
    }
    if table.columns().len() > SHOWN {
        writeln!(out, "... and {} more", table.columns().len() - SHOWN)?;
    }
    Ok(out.flush()?)
}

/// A word on a column of names half of which or more are numbers.
fn numbers_among_names(column: &Column) -> Option<String> {
    let Values::Categories { codes, names } = column.values() else { return None };
    let number = |name: &String| name.parse::<f64>().is_ok();
    let numbers: Vec<bool> = names.iter().map(number).collect();
    let other = names.iter().zip(&numbers).find(|(_, number)| !**number)?.0;
    let is_number = |code: &&u32| numbers.get(**code as usize) == Some(&true);
    let (count, present) = (codes.iter().filter(is_number).count(), codes.len() - column.missing());
    (count * 2 >= present).then(|| {
        format!(
            "column {name}: {count} of {present} values are numbers, others are not, such as \
             {other:?}: all are taken for names (if that means a missing value, say so with \
             --missing {other:?})",
            name = column.name(),
        )
    })
}

/// That every part of the cross-validation can learn from two classes or more.
fn require_classes(target: &Target, train_y: &[f64], folds: &[Fold]) -> Result<(), String> {
    if target.task == Task::Regression {
        return Ok(());
    }
    let several = |rows: &[usize]| rows.iter().any(|&row| train_y[row] != train_y[rows[0]]);
    if folds.iter().all(|fold| fold.train.is_empty() || several(&fold.train)) {
        return Ok(());
    }
    let of: Vec<String> = target
        .classes
        .iter()
        .zip(target.counts(train_y))
        .take(10)
        .map(|(class, count)| format!("{count} of class {class}"))
        .collect();
    Err(format!(
        "the {} rows to learn from are {}: too few for {} parts that each have two classes to \
         learn from (more rows, or fewer --folds)",
        train_y.len(),
        of.join(", "),
        folds.len()
    ))
}

/// How many of some rows have no value.
fn missing_among(column: &Column, rows: &[usize]) -> usize {
    rows.iter().filter(|&&row| column.is_missing(row)).count()
}

/// Codes numbered anew, in the order in which they first come.
fn first_come(codes: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut numbers = HashMap::new();
    codes
        .map(|code| {
            let next = numbers.len();
            *numbers.entry(code).or_insert(next)
        })
        .collect()
}

/// What keeps rows together or in order.
enum Order {
    Any,
    Groups(Vec<usize>),
    Time,
}

impl Order {
    /// Takes the column of groups out of the table, or sorts its rows by time.
    fn new(
        table: &mut Table,
        arguments: &TableArguments,
        rows: &mut Vec<usize>,
        y: &mut Vec<f64>,
    ) -> Result<Order> {
        if let Some(name) = &arguments.group {
            let (rest, column) = std::mem::take(table).split_column(name)?;
            *table = rest;
            let missing = missing_among(&column, rows);
            if missing > 0 {
                return Err(Error::failed(format!(
                    "{}: {} rows have no {name}, by which rows are kept together",
                    table.name(),
                    missing
                )));
            }
            let groups = column.to_categories().0;
            return Ok(Order::Groups(first_come(rows.iter().map(|&row| groups[row]))));
        }
        let Some(name) = &arguments.time else { return Ok(Order::Any) };
        let times: Vec<f64> = match table.require(name)?.values() {
            Values::Numbers(v) => rows.iter().map(|&row| v.get(row)).collect(),
            Values::Dates(v) => {
                rows.iter().map(|&row| v[row].map_or(f64::NAN, |d| d as f64)).collect()
            }
            _ => {
                return Err(Error::failed(format!(
                    "{}: column {name} holds neither dates nor numbers: it gives no order",
                    table.name()
                )));
            }
        };
        if times.iter().any(|t| t.is_nan()) {
            return Err(Error::failed(format!(
                "{}: column {name} has missing values: it gives no order",
                table.name()
            )));
        }
        let mut order: Vec<usize> = (0..times.len()).collect();
        order.sort_by(|&a, &b| times[a].total_cmp(&times[b]));
        *rows = order.iter().map(|&place| rows[place]).collect();
        *y = order.iter().map(|&place| y[place]).collect();
        Ok(Order::Time)
    }

    fn test_split(
        &self,
        target: &Target,
        y: &[f64],
        test_size: f64,
        seed: u64,
        notes: &mut Vec<String>,
    ) -> Result<Fold> {
        let rows = y.len();
        match self {
            Order::Any => {
                let counts = target.counts(y);
                if let Some(class) = counts.iter().position(|&n| n < 2) {
                    notes.push(format!(
                        "class {} has {} row: the parts do not have the same share of each class",
                        target.classes[class], counts[class]
                    ));
                }
                Ok(train_test_split(rows, test_size, target.strata(y, test_size), seed)?)
            }
            Order::Groups(groups) => {
                let count = groups.iter().max().map_or(0, |g| g + 1);
                let order = Generator::new(seed, 0).permutation(count);
                let mut in_test = vec![false; count];
                let mut taken = 0;
                for group in order {
                    if taken as f64 >= rows as f64 * test_size {
                        break;
                    }
                    in_test[group] = true;
                    taken += groups.iter().filter(|g| **g == group).count();
                }
                let part = |test: bool| (0..rows).filter(|&r| in_test[groups[r]] == test).collect();
                let fold = Fold { train: part(false), test: part(true) };
                if fold.train.is_empty() || fold.test.is_empty() {
                    return Err(Error::failed(format!(
                        "{count} groups cannot be split into some to learn from and some to test \
                         with"
                    )));
                }
                Ok(fold)
            }
            Order::Time => {
                let test = (rows as f64 * test_size).ceil() as usize;
                if test == 0 || test >= rows {
                    return Err(Error::failed(format!("{rows} rows are too few to be split")));
                }
                Ok(Fold { train: (0..rows - test).collect(), test: (rows - test..rows).collect() })
            }
        }
    }

    /// The folds among the training rows.
    fn folds(
        &self,
        target: &Target,
        train: &[usize],
        y: &[f64],
        n_splits: usize,
        seed: u64,
    ) -> Result<Vec<Fold>> {
        let groups: Option<Vec<usize>> = match self {
            Order::Groups(groups) => Some(train.iter().map(|&r| groups[r]).collect()),
            _ => None,
        };
        let folds = match (self, target.task) {
            (Order::Groups(_), _) => Folds::GroupKFold { n_splits },
            (Order::Time, _) => {
                Folds::TimeSeriesSplit { n_splits, max_train_size: 0, test_size: 0, gap: 0 }
            }
            (_, Task::Classification) => {
                Folds::StratifiedKFold { n_splits, shuffle: true, random_state: seed }
            }
            (_, Task::Regression) => Folds::KFold { n_splits, shuffle: true, random_state: seed },
        };
        let split = folds.split(train.len(), y, groups.as_deref());
        split.map_err(|e| Error::failed(format!("{e} (--folds says how many)")))
    }
}
