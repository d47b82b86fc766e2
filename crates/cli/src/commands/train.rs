//! `sparkler train`: from images to a model, and a report on it.

use crate::checkpoint::{self, Checkpoint, Settings};
use crate::data::{Data, labels};
use crate::error::{Error, Result};
use crate::history::{self, Epoch};
use crate::interrupt;
use crate::model_files;
use crate::network::Network;
use crate::progress::Progress;
use crate::report::Results;
use crate::report::scores::Scores;
use crate::terminal::Terminal;
use serde_json::{Map, Value, json};
use sparkler::data::ImageDataset;
use sparkler::engine::{Array, Tensor};
use sparkler::formats::atomic;
use sparkler::nn::callbacks::{self, Callback, Flow, Logs, Step};
use sparkler::nn::optimizers::Adam;
use sparkler::nn::{ErrorKind, EvaluateOptions, FitOptions, Model, Position};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How many images are looked at at once when nothing is learned from them.
const TEST_BATCH: usize = 100;

/// Teach a network to read handwritten digits, or other images in the files of MNIST.
///
/// Trains with Adam, shows how it gets on, tests the network on images that it was not trained
/// on, and writes model, learning curves, confusion matrix and the worst mistakes into a folder.
/// After each epoch the figures on the test images are shown too; nothing is chosen by them.
///
/// The same seed gives the same weights to the last bit, whatever the number of threads. Ctrl-C
/// ends a training after the current step, and --resume goes on with it to the same result as if
/// it had not been interrupted.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    sparkler train mnist\n  \
    sparkler train mnist --model cnn --epochs 5 --data path/to/fashion-mnist --out fashion\n  \
    sparkler train mnist --resume --epochs 20")]
pub struct Arguments {
    /// What to learn.
    dataset: Dataset,
    /// The network.
    #[arg(long, value_enum)]
    model: Option<Network>,
    /// A folder of IDX files, gzipped or not, named as those of MNIST (colour images, idx4, too);
    /// without it, 8,000 digits of MNIST to train on and 2,000 to test with, which the program
    /// carries.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// How often to go through the training images [default: 12].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    epochs: Option<u32>,
    /// How many images a step takes [default: 32 for mlp, 128 for cnn].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    batch_size: Option<u32>,
    /// How far a step goes [default: 0.001].
    #[arg(long, value_name = "X", value_parser = learning_rate, allow_negative_numbers = true)]
    learning_rate: Option<f64>,
    /// What all random numbers come from [default: 0].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many threads work [default: all the machine has].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Where model and report go.
    #[arg(long, value_name = "DIR", default_value = "mnist-report")]
    out: PathBuf,
    /// Go on with the training in the folder --out, with its settings.
    #[arg(long)]
    resume: bool,
    /// Print one JSON object a line: one for each epoch, and one with the test results.
    #[arg(long)]
    json: bool,
}

/// What can be learned.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Dataset {
    /// Handwritten digits, or whatever is in the folder --data.
    Mnist,
}

fn learning_rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate > 0.0 && rate.is_finite() => Ok(rate),
        _ => Err("expected a positive number".into()),
    }
}

/// Trains, tests, reports.
pub fn run(arguments: &Arguments) -> Result<()> {
    let Dataset::Mnist = arguments.dataset;
    let started = Instant::now();
    if let Some(threads) = arguments.threads {
        sparkler::set_threads(threads.into());
    }
    let data = match &arguments.data {
        Some(folder) => Data::folder(folder)?,
        None => Data::embedded()?,
    };
    let resumed = match arguments.resume {
        true => Some(Checkpoint::read(&arguments.out)?),
        false => None,
    };
    let (network, settings) = settings(arguments, &data, resumed.as_ref())?;
    let classes = data.train.num_classes();
    let mut model = network.build(data.train.image_shape(), classes, settings.seed)?;
    let optimizer = Adam::new(settings.learning_rate)?;
    model.compile(optimizer, "sparse_categorical_crossentropy", &["accuracy"])?;
    if !arguments.json {
        introduce(&data, &settings, &model)?;
    }
    check_folder(&arguments.out)?;
    interrupt::listen()?;
    let mut training = Training {
        folder: &arguments.out,
        classes: &data.train.class_names,
        steps: data.train.len().div_ceil(settings.batch_size),
        progress: Progress::new(settings.epochs, arguments.json),
        history: Vec::new(),
        seconds_before: 0.0,
        epoch_started: Instant::now(),
        settings,
        failure: None,
    };
    if let Some(Checkpoint { history, seconds, state, .. }) = resumed {
        model.set_training_state(&state)?;
        (training.history, training.seconds_before) = (history, seconds);
    }
    training.run(&model, &data)?;
    let Training { history, settings, .. } = training;

    let (scores, loss) = test(&model, &data.test)?;
    let results = Results { data: &data.test, scores: &scores, loss };
    let seconds = started.elapsed().as_secs_f64();
    let facts = facts(&data, &settings, &model);
    let title = format!("Sparkler: {} on {}", settings.model, data.name);
    let folder = &arguments.out;
    let mut files: Vec<(&str, PathBuf)> = vec![
        ("model", folder.join("model.json")),
        ("weights", folder.join("weights.bin")),
        ("history", folder.join("history.csv")),
        ("checkpoint", folder.join(checkpoint::FILE)),
    ];
    files.extend(results.write(&folder.join("report"), &title, &facts, &history)?);

    let mut out = io::stdout().lock();
    if arguments.json {
        let files: Map<String, Value> = files
            .iter()
            .map(|(what, path)| (what.to_string(), path.display().to_string().into()))
            .collect();
        let mut line = json!({
            "test_accuracy": scores.accuracy(), "test_loss": loss, "model": settings.model,
            "parameters": model.count_params(), "epochs": settings.epochs,
            "batch_size": settings.batch_size, "seed": settings.seed,
            "seconds": history::rounded(seconds, 3), "files": files,
        });
        if let (Value::Object(line), Value::Object(figures)) = (&mut line, results.to_json()) {
            let new = |name: &str| name != "accuracy" && name != "loss";
            line.extend(figures.into_iter().filter(|(name, _)| new(name)));
        }
        writeln!(out, "{line}")?;
    } else {
        write!(out, "\nTest: ")?;
        results.print(&mut out, Terminal::stdout())?;
        writeln!(out, "Written in {seconds:.1} s:")?;
        for (what, path) in &files {
            writeln!(out, "  {what:<10}  {}", path.display())?;
        }
    }
    Ok(out.flush()?)
}

/// The settings of a training: those given, those of the training that goes on, or the defaults.
fn settings(
    arguments: &Arguments,
    data: &Data,
    resumed: Option<&Checkpoint>,
) -> Result<(Network, Settings)> {
    let before = resumed.map(|checkpoint| &checkpoint.settings);
    let started_as = before.and_then(|s| Network::from_name(&s.model));
    let network = arguments.model.or(started_as).unwrap_or(Network::Mlp);
    let number = |given: Option<u32>, before: Option<usize>, default: usize| {
        given.map(|n| n as usize).or(before).unwrap_or(default)
    };
    let settings = Settings {
        model: network.name().into(),
        data: data.fingerprint()?,
        epochs: number(arguments.epochs, before.map(|s| s.epochs), 12),
        batch_size: number(
            arguments.batch_size,
            before.map(|s| s.batch_size),
            network.batch_size().min(data.train.len()),
        ),
        seed: arguments.seed.or(before.map(|s| s.seed)).unwrap_or(0),
        learning_rate: arguments.learning_rate.or(before.map(|s| s.learning_rate)).unwrap_or(1e-3),
    };
    if let (Some(before), Some(checkpoint)) = (before, resumed) {
        let changed = [
            ("--model", settings.model != before.model),
            ("--data", settings.data != before.data),
            ("--batch-size", settings.batch_size != before.batch_size),
            ("--seed", settings.seed != before.seed),
            ("--learning-rate", settings.learning_rate != before.learning_rate),
        ];
        if let Some((what, _)) = changed.iter().find(|(_, changed)| *changed) {
            return Err(Error::usage(format!(
                "{what} is not that of the training in {}, which can only go on as it began",
                arguments.out.display()
            )));
        }
        let done = checkpoint.history.len();
        if settings.epochs < done {
            return Err(Error::usage(format!(
                "--epochs {} asks for less than the {done} epochs that are done",
                settings.epochs
            )));
        }
    }
    if settings.batch_size > data.train.len() {
        return Err(Error::usage(format!(
            "--batch-size {} is larger than the {} training images",
            settings.batch_size,
            data.train.len()
        )));
    }
    Ok((network, settings))
}

/// Makes the folder and sees whether it takes files, before the work is done.
fn check_folder(folder: &Path) -> Result<()> {
    let probe = ".sparkler";
    atomic::write_files(folder, &[(probe, b"")])?;
    // It was only just made; whoever removed it before has helped.
    let _ = std::fs::remove_file(folder.join(probe));
    Ok(())
}

/// Prints what is going to happen.
fn introduce(data: &Data, settings: &Settings, model: &Model) -> Result<()> {
    let mut out = io::stdout().lock();
    for (what, which) in facts(data, settings, model) {
        writeln!(out, "{what:<11} {which}")?;
    }
    writeln!(out, "\n{}", model.summary())?;
    Ok(out.flush()?)
}

/// What is trained on what, and how.
fn facts(data: &Data, settings: &Settings, model: &Model) -> Vec<(&'static str, String)> {
    let Settings { model: name, epochs, batch_size, seed, learning_rate, .. } = settings;
    let shape: Vec<String> = data.train.image_shape().iter().map(usize::to_string).collect();
    let images = format!(
        "{} to train on, {} to test with, {}, {} classes",
        data.train.len(),
        data.test.len(),
        shape.join(" x "),
        data.train.num_classes()
    );
    vec![
        ("data", data.name.clone()),
        ("images", images),
        ("model", format!("{name}, {} parameters", model.count_params())),
        (
            "training",
            format!(
                "{epochs} epochs, batch size {batch_size}, Adam, learning rate {learning_rate}"
            ),
        ),
        ("seed", seed.to_string()),
    ]
}

/// How good a model is on images that it was not trained on, and its loss.
pub fn test(model: &Model, data: &ImageDataset) -> Result<(Scores, f64)> {
    let (x, y) = (model_files::input(model, &data.images)?, tensor(&data.labels));
    let predictions = model.predict_batched(&x, TEST_BATCH)?.to_vec::<f32>()?;
    let scores = Scores::new(&data.class_names, &labels(data)?, &predictions)?;
    let options = EvaluateOptions { batch_size: TEST_BATCH, ..Default::default() };
    let logs = model.evaluate(&x, &y, options)?;
    Ok((scores, history::decimal(logs.get("loss").unwrap_or(f64::NAN))))
}

fn tensor(array: &Array) -> Tensor {
    Tensor::from_array(array.clone())
}

/// A training under way: what `fit` tells of it goes to the screen and to files.
struct Training<'a> {
    folder: &'a Path,
    classes: &'a [String],
    settings: Settings,
    /// Steps of an epoch.
    steps: usize,
    progress: Progress,
    history: Vec<Epoch>,
    /// How long the epoch had taken when it was interrupted.
    seconds_before: f64,
    epoch_started: Instant,
    /// Why it was stopped, if a file or a line could not be written.
    failure: Option<Error>,
}

impl Training<'_> {
    /// Trains to the end, or says why not.
    fn run(&mut self, model: &Model, data: &Data) -> Result<()> {
        let (x, y) = (tensor(&data.train.images), tensor(&data.train.labels));
        let (test_x, test_y) = (tensor(&data.test.images), tensor(&data.test.labels));
        let Settings { epochs, batch_size, seed, .. } = self.settings;
        let options = FitOptions {
            epochs,
            batch_size,
            seed: Some(seed),
            validation_data: Some((test_x.into(), test_y.into())),
            start: model.position(),
            callbacks: vec![self],
            ..Default::default()
        };
        let done = model.fit(x, y, options);
        self.progress.clear();
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let folder = self.folder.display();
        match done {
            Ok(history) => match history.stopped {
                None => Ok(()),
                Some(Position { epoch, step }) => {
                    self.save(model)?;
                    Err(Error::failed(format!(
                        "interrupted in epoch {} of {epochs} after {step} of {} steps; {folder} \
                         has the model so far, and --resume goes on with it",
                        epoch + 1,
                        self.steps
                    )))
                }
            },
            Err(e) if matches!(e.kind(), ErrorKind::NotFinite { .. }) => {
                self.save(model)?;
                Err(Error::failed(format!("{e}; the weights are in {folder}")))
            }
            Err(e) => Err(e.into()),
        }
    }

    /// Writes the model and all that is needed to go on with it, all of it or nothing.
    fn save(&self, model: &Model) -> Result<()> {
        let Position { step, .. } = model.position();
        let seconds = match step {
            0 => 0.0,
            _ => self.seconds_before + self.epoch_started.elapsed().as_secs_f64(),
        };
        let checkpoint = Checkpoint {
            settings: self.settings.clone(),
            history: self.history.clone(),
            seconds,
            state: model.training_state()?,
        };
        let mut files = vec![
            (checkpoint::FILE.to_string(), checkpoint.to_bytes()?),
            ("history.csv".to_string(), history::to_csv(&self.history).into_bytes()),
        ];
        files.extend(model_files::to_files(model, self.classes)?);
        let files: Vec<(&str, &[u8])> = files.iter().map(|f| (&f.0[..], &f.1[..])).collect();
        Ok(atomic::write_files(self.folder, &files)?)
    }

    fn epoch_done(&mut self, model: &Model, epoch: usize, logs: &Logs) -> Result<()> {
        let figure = |name: &str| history::decimal(logs.get(name).unwrap_or(f64::NAN));
        let epoch = Epoch {
            epoch: epoch + 1,
            seconds: self.seconds_before + self.epoch_started.elapsed().as_secs_f64(),
            loss: figure("loss"),
            accuracy: figure("accuracy"),
            val_loss: figure("val_loss"),
            val_accuracy: figure("val_accuracy"),
        };
        self.seconds_before = 0.0;
        self.history.push(epoch);
        // First the files, then the line: what it tells of is true by then.
        self.save(model)?;
        self.progress.end(&epoch)
    }
}

impl Callback for Training<'_> {
    fn on_epoch_begin(&mut self, model: &Model, epoch: usize) -> sparkler::nn::Result<()> {
        self.epoch_started = Instant::now();
        self.progress.begin(epoch + 1, model.position().step, self.steps);
        Ok(())
    }

    fn on_batch_end(&mut self, _: &Model, _: &Step) -> sparkler::nn::Result<Flow> {
        Ok(if interrupt::asked() { Flow::Stop } else { Flow::Continue })
    }

    fn on_progress(
        &mut self,
        _: &Model,
        progress: &callbacks::Progress,
    ) -> sparkler::nn::Result<Flow> {
        let figure = |name: &str| progress.logs.get(name).unwrap_or(f64::NAN);
        self.progress.step(progress.step, figure("loss"), figure("accuracy"));
        Ok(Flow::Continue)
    }

    fn on_epoch_end(
        &mut self,
        model: &Model,
        epoch: usize,
        logs: &Logs,
    ) -> sparkler::nn::Result<Flow> {
        if let Err(failure) = self.epoch_done(model, epoch, logs) {
            self.failure = Some(failure);
            return Ok(Flow::Stop);
        }
        Ok(if interrupt::asked() { Flow::Stop } else { Flow::Continue })
    }
}
