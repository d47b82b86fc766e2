//! From a table to a model in one call.

use super::encoder::TableEncoder;
use super::learners::learner;
use super::model::TabularModel;
use super::target::{Target, Task};
use crate::estimator::FitOptions;
use crate::model_selection::{Scoring, train_test_split};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sparkler_data::Table;
use sparkler_data::table::ReadOptions;

/// What is to be learnt from a table, and by which learner.
///
/// ```
/// use sparkler_data::table::read_bytes;
/// use sparkler_learn::tabular::TabularLearner;
///
/// # fn main() -> sparkler_learn::Result<()> {
/// let mut text = String::from("age,city,buys\n");
/// for i in 0..60 {
///     text += &format!("{},{},{}\n", 20 + i, ["Rome", "Oslo"][i % 2], ["no", "yes"][i % 2]);
/// }
/// let learner = TabularLearner { target: "buys".into(), model: "tree".into(), ..Default::default() };
/// let table = read_bytes("people.csv", text.as_bytes(), &learner.reading())?;
/// let model = learner.fit(table, &Default::default())?;
/// assert_eq!(model.scores[0], ("accuracy".to_string(), 1.0));
/// let new = model.read("new.csv", b"city,age\nOslo,33\n")?;
/// assert_eq!(model.target.text(model.predict(&new)?.values[0]), "yes");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TabularLearner {
    /// The column to predict.
    pub target: String,
    /// The short name of a [learner](super::learners).
    pub model: String,
    /// Classes or numbers; found out from the column if `None`.
    pub task: Option<Task>,
    /// Parameters of the learner that differ from its defaults.
    pub params: Value,
    /// Columns that are not to be learnt from.
    pub ignore: Vec<String>,
    /// The share of the rows that is held out, to score the model with: from 0 to below 1. With 0
    /// it learns from all and has no scores.
    pub test_size: f64,
    /// The seed of the learner and of the choice of rows.
    pub seed: u64,
    /// Texts that stand for missing values, besides the usual ones.
    pub missing: Vec<String>,
    /// Does the first line hold the names of the columns?
    pub header: bool,
}

impl Default for TabularLearner {
    fn default() -> Self {
        TabularLearner {
            target: String::new(),
            model: "boosting".into(),
            task: None,
            params: json!({}),
            ignore: Vec::new(),
            test_size: 0.2,
            seed: 0,
            missing: Vec::new(),
            header: true,
        }
    }
}

impl TabularLearner {
    /// How to read the table.
    pub fn reading(&self) -> ReadOptions {
        ReadOptions { missing: self.missing.clone(), header: self.header, ..ReadOptions::default() }
    }

    /// Learns. Rows without a value of the target are left out; classes keep their share among the
    /// rows that are held out where there are enough of each.
    ///
    /// # Errors
    /// If a column is missing, a parameter is out of range, or nothing can be learnt.
    pub fn fit(&self, table: Table, options: &FitOptions<'_>) -> Result<TabularModel> {
        let (mut table, column) = table.split_column(&self.target)?;
        let target = Target::new(&column, self.task)?;
        let mut y = target.encode(&column)?;
        let known: Vec<usize> = (0..y.len()).filter(|&row| !y[row].is_nan()).collect();
        if known.len() < y.len() {
            table = table.take_rows(&known);
            y = known.iter().map(|&row| y[row]).collect();
        }
        for name in &self.ignore {
            table = table.split_column(name)?.0;
        }
        if !(0.0..1.0).contains(&self.test_size) {
            let expected = "from 0 to below 1";
            return Err(Error::parameter("table", "test_size", self.test_size, expected));
        }
        let (train, test) = if self.test_size > 0.0 {
            let strata = target.strata(&y, self.test_size);
            let fold = train_test_split(y.len(), self.test_size, strata, self.seed)?;
            (fold.train, fold.test)
        } else {
            ((0..y.len()).collect(), Vec::new())
        };
        let of = |rows: &[usize]| rows.iter().map(|&row| y[row]).collect::<Vec<f64>>();
        let encoder = TableEncoder::fit_rows(&table, &train)?;
        let estimator = learner(&self.model, target.task)?.build(
            target.task,
            &encoder,
            self.seed,
            &self.params,
        )?;
        let columns = encoder.columns(&table)?.columns;
        let model =
            estimator.fit_samples_any(&columns.samples(&train[..]), &of(&train), options)?;
        let mut scores = Vec::new();
        if !test.is_empty() {
            let predicted = columns.samples(&test[..]).predict(&*model)?;
            let of = |scoring: Scoring| scoring.of_predictions(&predicted, &of(&test));
            scores = match target.task {
                Task::Classification => vec![("accuracy".into(), of(Scoring::Accuracy))],
                Task::Regression => vec![
                    ("rmse".into(), -of(Scoring::NegRootMeanSquaredError)),
                    ("r2".into(), of(Scoring::R2)),
                ],
            };
        }
        Ok(TabularModel {
            learner: self.model.clone(),
            target,
            encoder,
            model,
            missing: self.missing.clone(),
            header: self.header,
            rows: train.len(),
            scores,
        })
    }
}
