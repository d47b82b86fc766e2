//! `sparkler train`, `evaluate` and `predict`, from images to predictions.

mod common;

use common::*;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// The files that a training leaves in its folder.
const FILES: [&str; 5] =
    ["history.csv", "model.json", "report", "training.safetensors", "weights.bin"];

fn weights(dir: &Scratch, out: &str) -> Vec<u8> {
    std::fs::read(dir.0.join(out).join("weights.bin")).unwrap()
}

#[test]
fn a_network_learns_is_evaluated_and_predicts() {
    let dir = Scratch::new();
    let (data, out) = (dir.path("data"), dir.path("out"));
    write_images(dir.0.join("data").as_path(), 300, 100, &[12, 12], 5);
    let lines = succeed_json(&[
        "train", "mnist", "--data", &data, "--out", &out, "--epochs", "4", "--seed", "7", "--json",
    ]);
    assert_eq!(lines.len(), 5);
    for (i, line) in lines[..4].iter().enumerate() {
        assert_eq!(line["epoch"], i as u64 + 1);
        for field in ["seconds", "loss", "accuracy", "val_loss", "val_accuracy"] {
            assert!(line[field].is_f64(), "{field} of {line}");
        }
    }
    let last = &lines[4];
    assert!(last["test_accuracy"].as_f64().unwrap() > 0.95, "{last}");
    assert_eq!(last["test_accuracy"], lines[3]["val_accuracy"], "one measure of the same data");
    for (_, file) in last["files"].as_object().unwrap() {
        assert!(std::path::Path::new(file.as_str().unwrap()).exists(), "{file}");
    }
    assert_eq!(names(&dir.0.join("out")), FILES);
    let history = std::fs::read_to_string(dir.0.join("out/history.csv")).unwrap();
    assert_eq!(history.lines().count(), 5);
    let page = std::fs::read_to_string(dir.0.join("out/report/index.html")).unwrap();
    assert!(page.contains("Learning curves") && !page.contains("http://localhost"));

    // The model by its folder and by its file, on the same data: the same figures.
    for model in [out.clone(), format!("{out}/model.json")] {
        let line = succeed_json(&["evaluate", &model, &data, "--json"]).pop().unwrap();
        assert_eq!(line["accuracy"], last["test_accuracy"]);
        assert!(
            (line["loss"].as_f64().unwrap() - last["test_loss"].as_f64().unwrap()).abs() < 1e-5
        );
    }
    let text = succeed(&["evaluate", &out, &data]);
    assert!(text.contains("precision") && text.contains("taken for"), "{text}");
}

#[test]
fn a_drawing_is_read() {
    use sparkler::data::image::Image;
    let dir = Scratch::new();
    let out = dir.path("out");
    // The embedded digits, and a seven drawn dark on light, large and off the middle.
    let text = succeed(&["train", "mnist", "--epochs", "1", "--out", &out]);
    for part in ["dense", "epoch 1/1", "95 % interval", "precision", "worst", "index.html"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains('\x1b'), "colours in a pipe");
    let (width, height) = (200, 300);
    let mut pixels = vec![235u8; width * height];
    for i in 0..160 {
        for t in 0..18 {
            if i < 100 {
                pixels[(60 + t) * width + 40 + i] = 30;
            }
            pixels[(60 + i) * width + 130 - i / 2 + t] = 30;
        }
    }
    let drawing = Image::new(width, height, 1, pixels).unwrap();
    drawing.write_png(dir.0.join("seven.png")).unwrap();
    let seven = dir.path("seven.png");
    let lines = succeed_json(&["predict", &out, &seven, &seven, "--json"]);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["class"], "7", "{}", lines[0]);
    let scores = lines[0]["scores"].as_array().unwrap();
    assert_eq!(scores.len(), 10);
    let sum: f64 = scores.iter().map(|s| s.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-5);
    let text = succeed(&["predict", &out, &seven]);
    assert!(text.contains("seven.png: 7"), "{text}");
}

#[test]
fn the_seed_alone_decides() {
    let dir = Scratch::new();
    let data = dir.path("data");
    write_images(dir.0.join("data").as_path(), 200, 50, &[14, 14], 3);
    for model in ["mlp", "cnn"] {
        let mut all = Vec::new();
        for (name, seed, threads) in
            [("a", "3", "1"), ("b", "3", "2"), ("c", "3", "5"), ("d", "4", "1")]
        {
            let out = dir.path(name);
            succeed(&[
                "train",
                "mnist",
                "--model",
                model,
                "--data",
                &data,
                "--out",
                &out,
                "--epochs",
                "2",
                "--seed",
                seed,
                "--threads",
                threads,
                "--batch-size",
                "16",
            ]);
            all.push(weights(&dir, name));
        }
        assert!(all[0] == all[1] && all[0] == all[2], "{model}: threads change the weights");
        assert!(all[0] != all[3], "{model}: the seed changes nothing");
    }
}

#[test]
fn colour_images_and_class_names_work() {
    let dir = Scratch::new();
    let (data, out) = (dir.path("data"), dir.path("out"));
    write_images(dir.0.join("data").as_path(), 120, 40, &[12, 12, 3], 2);
    std::fs::write(dir.0.join("data/classes.json"), r#"["cat <1>", "dog"]"#).unwrap();
    let train = ["train", "mnist", "--model", "cnn", "--data", &data, "--out", &out];
    let lines = succeed_json(&[&train[..], &["--epochs", "2", "--json"]].concat());
    assert_eq!(lines[2]["classes"][0]["class"], "cat <1>");
    let image = sparkler::data::image::Image::new(12, 12, 3, vec![200; 432]).unwrap();
    image.write_png(dir.0.join("x.png")).unwrap();
    let line = &succeed_json(&["predict", &out, &dir.path("x.png"), "--json"])[0];
    assert_eq!(line["classes"], serde_json::json!(["cat <1>", "dog"]));
}

/// Starts a training, presses Ctrl-C after its first epoch, and gives its exit code and message.
#[cfg(unix)]
fn interrupt(arguments: &[&str]) -> (Option<i32>, String) {
    let mut child =
        sparkler().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.contains("\"epoch\":"), "{first}");
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    lines.for_each(drop);
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[cfg(unix)]
#[test]
fn an_interrupted_training_goes_on_to_the_same_result() {
    let dir = Scratch::new();
    let data = dir.path("data");
    write_images(dir.0.join("data").as_path(), 3000, 50, &[28, 28], 4);
    let (whole, halves) = (dir.path("whole"), dir.path("halves"));
    let train = |out: &'static str| -> Vec<String> {
        let out = if out == "whole" { &whole } else { &halves };
        [
            "train",
            "mnist",
            "--data",
            &data,
            "--epochs",
            "6",
            "--seed",
            "5",
            "--batch-size",
            "2",
            "--json",
            "--out",
            out,
        ]
        .map(String::from)
        .to_vec()
    };
    let whole = train("whole");
    let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
    let expected = succeed_json(&whole);
    let halves = train("halves");
    let mut halves: Vec<&str> = halves.iter().map(String::as_str).collect();
    let (code, message) = interrupt(&halves);
    assert_eq!(code, Some(1), "{message}");
    assert!(message.contains("error: interrupted") && message.contains("--resume"), "{message}");
    assert!(names(&dir.0.join("halves")).iter().any(|n| n == "training.safetensors"));
    // The model so far can be used.
    succeed(&["evaluate", &dir.path("halves"), &data]);
    // Everything but the folder is remembered.
    let resume = [
        "train",
        "mnist",
        "--data",
        &data,
        "--resume",
        "--json",
        "--out",
        halves[halves.len() - 1],
    ];
    let resumed = succeed_json(&resume);
    assert_eq!(weights(&dir, "whole"), weights(&dir, "halves"));
    let figures = |lines: &[Value]| {
        let last = lines.last().unwrap();
        (last["test_accuracy"].clone(), last["test_loss"].clone())
    };
    assert_eq!(figures(&expected), figures(&resumed));
    let history = |out: &str| -> Vec<Vec<String>> {
        let text = std::fs::read_to_string(dir.0.join(out).join("history.csv")).unwrap();
        // All but the seconds.
        let line =
            |l: &str| l.split(',').enumerate().filter(|f| f.0 != 1).map(|f| f.1.into()).collect();
        text.lines().map(line).collect()
    };
    assert_eq!(history("whole"), history("halves"));

    // A finished training does nothing more, unless more is asked for.
    let again = succeed_json(&resume);
    assert_eq!((again.len(), figures(&again)), (1, figures(&resumed)));
    assert_eq!(succeed_json(&[&resume[..], &["--epochs", "7"]].concat()).len(), 2);
    // What was trained otherwise cannot go on.
    halves.push("--resume");
    let batch = halves.iter().position(|a| *a == "2").unwrap();
    halves[batch] = "8";
    assert!(fail(&halves, 2).contains("--batch-size"));
}

#[cfg(unix)]
#[test]
fn a_second_interrupt_ends_at_once() {
    let dir = Scratch::new();
    write_images(dir.0.join("data").as_path(), 3000, 3000, &[28, 28], 4);
    let (data, out) = (dir.path("data"), dir.path("out"));
    let mut child = sparkler()
        .args(["train", "mnist", "--model", "cnn", "--data", &data, "--out", &out])
        .args(["--batch-size", "3000", "--epochs", "500", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next();
    let pid = child.id().to_string();
    for _ in 0..2 {
        std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let code = child.wait().unwrap().code();
    assert!(matches!(code, Some(130 | 1)), "{code:?}");
}
