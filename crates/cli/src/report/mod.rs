//! What a training or an evaluation shows for it: in the terminal, and as a folder of files.

pub mod chart;
mod confusion;
pub mod markup;
mod page;
mod picture;
pub mod scores;

use crate::error::Result;
use crate::history::Epoch;
use crate::terminal::Terminal;
use scores::{ClassScore, Scores};
use serde_json::{Value, json};
use sparkler::data::image::{Image, contact_sheet};
use sparkler::data::{ImageDataset, gather_rows};
use sparkler::engine::Array;
use sparkler::formats::atomic;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many of the worst mistakes are drawn in the terminal and in the report.
const DRAWN: usize = 6;
const ON_SHEET: usize = 60;

/// The results of a model on data that it was not trained on.
pub struct Results<'a> {
    /// What it was tested on.
    pub data: &'a ImageDataset,
    /// What it got right and wrong.
    pub scores: &'a Scores,
    /// The mean loss.
    pub loss: f64,
}

impl Results<'_> {
    /// Prints everything: accuracy, classes, confusion matrix, the worst mistakes drawn.
    pub fn print(&self, out: &mut impl Write, terminal: Terminal) -> Result<()> {
        let scores = self.scores;
        writeln!(out, "{}, loss {:.4}\n", accuracy_line(scores), self.loss)?;
        print_classes(out, scores)?;
        writeln!(out)?;
        confusion::print(out, scores, terminal.color)?;
        if !scores.mistakes.is_empty() {
            writeln!(out, "\nThe worst of {} mistakes:\n", scores.mistakes.len())?;
            let mut images = Vec::new();
            for (m, pixels) in scores.mistakes.iter().zip(self.mistaken_images(DRAWN)?) {
                let (is, taken) = (&scores.classes[m.truth], &scores.classes[m.predicted]);
                let sure = 100.0 * m.confidence;
                images.push((pixels, format!("{is}, taken for {taken} ({sure:.0} %)")));
            }
            picture::print(out, &images, terminal.columns, terminal.color)?;
        }
        Ok(())
    }

    /// The figures as the fields of a JSON object.
    pub fn to_json(&self) -> Value {
        let scores = self.scores;
        let (low, high) = scores.interval();
        let classes: Vec<Value> = scores
            .per_class()
            .iter()
            .zip(&scores.classes)
            .map(|(c, name)| {
                json!({ "class": name, "precision": c.precision, "recall": c.recall, "f1": c.f1,
                    "support": c.support })
            })
            .collect();
        json!({
            "accuracy": scores.accuracy(), "loss": self.loss, "interval": [low, high],
            "examples": scores.total(), "classes": classes, "confusion": scores.confusion,
        })
    }

    /// The first of the images that were mistaken.
    fn mistaken_images(&self, count: usize) -> Result<Vec<Image>> {
        let pixels = self.mistaken_pixels(count)?;
        let shape = *pixels.shape();
        (0..shape[0])
            .map(|i| {
                let mut begin = vec![0; shape.rank()];
                begin[0] = i;
                let size = shape.with(0, 1);
                let image = pixels.slice(&begin, &size, &vec![1; shape.rank()])?;
                Ok(Image::from_array(&image.reshape(shape.remove(0))?)?)
            })
            .collect()
    }

    fn mistaken_pixels(&self, count: usize) -> Result<Array> {
        let mistakes = self.scores.mistakes.iter().take(count);
        let indices: Vec<u32> = mistakes.map(|m| m.index as u32).collect();
        Ok(gather_rows(&self.data.images, &indices)?)
    }

    /// The worst mistakes as one picture, if there are any.
    fn mistakes_sheet(&self) -> Result<Option<Vec<u8>>> {
        let scores = self.scores;
        if scores.mistakes.is_empty() {
            return Ok(None);
        }
        let pixels = self.mistaken_pixels(ON_SHEET)?;
        let captions: Vec<String> = scores
            .mistakes
            .iter()
            .take(ON_SHEET)
            .map(|m| format!("{}>{}", scores.classes[m.truth], scores.classes[m.predicted]))
            .collect();
        // Thumbnails of about 84 pixels, ten in a row.
        let zoom = (84 / self.data.image_shape()[1].max(1)).max(1);
        Ok(Some(contact_sheet(&pixels, &captions, 10, zoom)?.to_png()?))
    }

    /// Writes the report on a training into a folder: the learning curves, the confusion matrix,
    /// a contact sheet of mistakes and a page with all of it. Gives the files by what they are.
    ///
    /// `facts` are lines for the head of the page, such as the model's size.
    pub fn write(
        &self,
        folder: &Path,
        title: &str,
        facts: &[(&str, String)],
        history: &[Epoch],
    ) -> Result<Vec<(&'static str, PathBuf)>> {
        let curves = chart::learning_curves(history, "test");
        let matrix = confusion::svg(self.scores);
        let sheet = self.mistakes_sheet()?;
        let page = page::page(&page::Content {
            title,
            facts,
            results: self,
            curves: &curves,
            matrix: &matrix,
            sheet: sheet.as_deref(),
        });
        let mut files: Vec<(&str, &str, &[u8])> = vec![
            ("curves", "curves.svg", curves.as_bytes()),
            ("confusion", "confusion.svg", matrix.as_bytes()),
        ];
        if let Some(sheet) = &sheet {
            files.push(("mistakes", "mistakes.png", sheet));
        }
        files.push(("report", "index.html", page.as_bytes()));
        let contents: Vec<(&str, &[u8])> = files.iter().map(|f| (f.1, f.2)).collect();
        atomic::write_files(folder, &contents)?;
        Ok(files.iter().map(|(what, name, _)| (*what, folder.join(name))).collect())
    }
}

/// `accuracy 95.20 % (1904 of 2000; 95 % interval 94.18 to 96.05 %)`
fn accuracy_line(scores: &Scores) -> String {
    let (low, high) = scores.interval();
    format!(
        "accuracy {:.2} % ({} of {}; 95 % interval {:.2} to {:.2} %)",
        100.0 * scores.accuracy(),
        scores.correct(),
        scores.total(),
        100.0 * low,
        100.0 * high
    )
}

fn print_classes(out: &mut impl Write, scores: &Scores) -> io::Result<()> {
    let label = scores.classes.iter().map(|c| c.chars().count()).max().unwrap_or(0).max(5);
    writeln!(out, "{:label$}  precision  recall      f1  images", "class")?;
    for (name, ClassScore { precision, recall, f1, support }) in
        scores.classes.iter().zip(scores.per_class())
    {
        writeln!(
            out,
            "{name:label$}  {:>9}  {:>6}  {:>6}  {support:>6}",
            decimal(precision),
            decimal(recall),
            decimal(f1)
        )?;
    }
    Ok(())
}

/// A figure between 0 and 1, or a dash where there is none.
fn decimal(value: Option<f64>) -> String {
    value.map_or_else(|| "-".into(), |v| format!("{v:.4}"))
}
