//! What can be wrong with files, arguments and disks: one clear message, exit code 1 or 2, and
//! nothing left behind.

mod common;

use common::*;
use std::fs;

/// A folder of images, and how to train on it.
struct Images(Scratch);

impl Images {
    fn new() -> Images {
        let dir = Scratch::new();
        write_images(&dir.0.join("data"), 60, 20, &[12, 12], 3);
        Images(dir)
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.0.0.join("data").join(name)
    }

    /// The message of a training that must fail, and leave nothing.
    #[track_caller]
    fn fail(&self, more: &[&str], code: i32) -> String {
        let (data, out) = (self.0.path("data"), self.0.path("out"));
        let train = ["train", "mnist", "--data", &data, "--out", &out, "--epochs", "1"];
        let message = fail(&[&train[..], more].concat(), code);
        assert!(!self.0.0.join("out").exists(), "{more:?}: something is left");
        message
    }
}

const LABELS: &str = "train-labels-idx1-ubyte";

#[test]
fn damaged_idx_files() {
    let damage: [(&str, fn(&mut Vec<u8>), &str); 5] = [
        (LABELS, |b| b.truncate(30), "68 bytes expected by the header [60], file has 30"),
        (LABELS, |b| b.push(0), "68 bytes expected by the header [60], file has"),
        (LABELS, |b| b[0] = 0x89, LABELS),
        (LABELS, |b| b[8 + 17] = 11, "label 11 of training image 17 is out of range"),
        (LABELS, Vec::clear, LABELS),
    ];
    for (name, change, part) in damage {
        let images = Images::new();
        let mut bytes = fs::read(images.file(name)).unwrap();
        change(&mut bytes);
        fs::write(images.file(name), bytes).unwrap();
        let message = images.fail(&[], 1);
        assert!(message.contains(part), "{message}");
    }
    // A gzip that ends early, and one that is none.
    let images = Images::new();
    let packed = "t10k-images-idx3-ubyte.gz";
    let bytes = fs::read(images.file(packed)).unwrap();
    for damaged in [&bytes[..bytes.len() / 2], b"just text", &[]] {
        fs::write(images.file(packed), damaged).unwrap();
        assert!(images.fail(&[], 1).contains(packed));
    }
    // A label that the file classes.json does not know.
    let images = Images::new();
    fs::write(images.file("classes.json"), r#"["a", "b"]"#).unwrap();
    assert!(images.fail(&[], 1).contains("label 2, expected labels below 2"));
}

#[test]
fn folders_without_data() {
    let images = Images::new();
    fs::remove_file(images.file("t10k-labels-idx1-ubyte")).unwrap();
    assert!(images.fail(&[], 1).contains("no test labels"));
    let dir = Scratch::new();
    for (data, part) in [
        (dir.path(""), "no training images"),
        (dir.path("none"), "none: not found"),
        (images.file(LABELS).display().to_string(), LABELS),
    ] {
        let message = fail(&["train", "mnist", "--data", &data, "--out", &dir.path("out")], 1);
        assert!(message.contains(part), "{message}");
    }
    assert!(dir.names().is_empty());
}

#[test]
fn arguments_that_make_no_sense() {
    let images = Images::new();
    for (arguments, part) in [
        (&["--epochs", "0"][..], "--epochs"),
        (&["--epochs", "many"], "--epochs"),
        (&["--batch-size", "0"], "--batch-size"),
        (&["--batch-size", "61"], "larger than the 60 training images"),
        (&["--threads", "0"], "--threads"),
        (&["--learning-rate", "-1"], "--learning-rate"),
        (&["--learning-rate", "nan"], "--learning-rate"),
        (&["--model", "transformer"], "mlp"),
        (&["--frobnicate"], "--frobnicate"),
    ] {
        let data = images.0.path("data");
        let train = ["train", "mnist", "--data", &data, "--out", "/nowhere"];
        let message = fail(&[&train[..], arguments].concat(), 2);
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
    assert!(fail(&["train", "cifar"], 2).contains("mnist"));
    let nothing_to_resume = images.fail(&["--resume"], 1);
    assert!(nothing_to_resume.contains("training.safetensors"), "{nothing_to_resume}");
    // Too small for two convolutions and poolings.
    let small = Images::new();
    write_images(&small.0.0.join("data"), 60, 20, &[6, 6], 3);
    let message = small.fail(&["--model", "cnn"], 1);
    assert!(message.contains("cnn cannot take images of 6 x 6"), "{message}");
}

#[test]
fn places_that_cannot_be_written() {
    let images = Images::new();
    let data = images.0.path("data");
    let below_a_file = images.file(LABELS).join("out").display().to_string();
    // The place is looked at before the work is done.
    let message =
        fail(&["train", "mnist", "--data", &data, "--out", &below_a_file, "--epochs", "100000"], 1);
    assert!(message.contains("cannot"), "{message}");
    let a_file = images.file(LABELS).display().to_string();
    fail(&["train", "mnist", "--data", &data, "--out", &a_file, "--epochs", "100000"], 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    // A limit on the size of files stands for a disk that fills up: the write fails half-way.
    let images = Images::new();
    let (data, out) = (images.0.path("data"), images.0.path("out"));
    let binary = env!("CARGO_BIN_EXE_sparkler");
    let train = format!("'{binary}' train mnist --data '{data}' --out '{out}' --epochs 1 --seed 1");
    let limited = |blocks: usize| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec {train}");
        std::process::Command::new("sh").args(["-c", &script]).output().unwrap()
    };
    let message = check_failure("full disk", &limited(8), 1);
    assert!(message.contains("cannot write"), "{message}");
    if images.0.0.join("out").exists() {
        assert!(names(&images.0.0.join("out")).is_empty(), "part of a file is left");
    }
    // What was there before stays whole.
    succeed(&["train", "mnist", "--data", &data, "--out", &out, "--epochs", "1", "--seed", "2"]);
    let read = |name: &str| fs::read(images.0.0.join("out").join(name)).unwrap();
    let before = (read("model.json"), read("weights.bin"), names(&images.0.0.join("out")));
    check_failure("full disk again", &limited(8), 1);
    assert!(before == (read("model.json"), read("weights.bin"), names(&images.0.0.join("out"))));
    succeed(&["evaluate", &out, &data]);
}

#[test]
fn a_loss_that_is_not_finite() {
    let images = Images::new();
    let (data, out) = (images.0.path("data"), images.0.path("out"));
    let message = fail(
        &[
            "train",
            "mnist",
            "--data",
            &data,
            "--out",
            &out,
            "--epochs",
            "50",
            "--learning-rate",
            "1e30",
        ],
        1,
    );
    assert!(message.contains("not a finite number at step"), "{message}");
    assert!(message.contains("dense"), "the layer is named: {message}");
    // The last good weights can be used.
    let line = succeed_json(&["evaluate", &out, &data, "--json"]).pop().unwrap();
    assert!(line["loss"].is_f64(), "{line}");
}

#[test]
fn damaged_models() {
    let images = Images::new();
    let (data, out) = (images.0.path("data"), images.0.path("out"));
    succeed(&["train", "mnist", "--data", &data, "--out", &out, "--epochs", "1"]);
    let (json, weights) = (images.0.0.join("out/model.json"), images.0.0.join("out/weights.bin"));
    let (good_json, good_weights) = (fs::read(&json).unwrap(), fs::read(&weights).unwrap());
    let check = |part: &str| {
        let message = fail(&["evaluate", &out, &data, "--json"], 1);
        assert!(message.contains(part), "{message}");
        let predicted = fail(&["predict", &out, &data], 1);
        assert!(predicted.contains(part), "{predicted}");
    };
    fs::write(&weights, &good_weights[..good_weights.len() - 5]).unwrap();
    check("weights.bin");
    fs::write(&weights, [&good_weights[..], b"more"].concat()).unwrap();
    check("weights.bin");
    fs::remove_file(&weights).unwrap();
    check("weights.bin");
    fs::write(&weights, &good_weights).unwrap();
    for text in [&b"{}"[..], b"[]", b"not JSON", b"", &good_json[..good_json.len() / 2]] {
        fs::write(&json, text).unwrap();
        check("model.json");
    }
    fs::remove_file(&json).unwrap();
    check("model.json");
    assert!(fail(&["evaluate", &images.0.path("none"), "mnist"], 1).contains("none"));
}

#[test]
fn a_model_for_other_data() {
    let images = Images::new();
    let (data, out) = (images.0.path("data"), images.0.path("out"));
    succeed(&["train", "mnist", "--data", &data, "--out", &out, "--epochs", "1"]);
    let message = fail(&["evaluate", &out, "mnist"], 1);
    assert!(message.contains("takes (None, 12, 12), the images are [2000, 28, 28]"), "{message}");
    write_images(&images.0.0.join("more"), 60, 20, &[12, 12], 5);
    let message = fail(&["evaluate", &out, &images.0.path("more")], 1);
    assert!(message.contains("the model knows 3 classes, the data has 5"), "{message}");
}

#[test]
fn files_that_are_no_pictures() {
    let images = Images::new();
    let (data, out) = (images.0.path("data"), images.0.path("out"));
    succeed(&["train", "mnist", "--data", &data, "--out", &out, "--epochs", "1"]);
    let dir = &images.0.0;
    fs::write(dir.join("text.png"), "this is a text").unwrap();
    fs::write(dir.join("empty.png"), "").unwrap();
    // A PNG of 0 x 0 pixels: signature, header and an end.
    let mut none = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    none.extend([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0x1e, 0xe0, 0x23, 0xce]);
    none.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    fs::write(dir.join("none.png"), none).unwrap();
    // A BMP of 0 x 0 pixels.
    let mut bmp = vec![0u8; 54];
    (bmp[0], bmp[1], bmp[2], bmp[10], bmp[14]) = (b'B', b'M', 54, 54, 40);
    (bmp[26], bmp[28]) = (1, 24);
    fs::write(dir.join("none.bmp"), bmp).unwrap();
    let page = sparkler::data::image::Image::new(40, 40, 1, vec![255; 1600]).unwrap();
    page.write_png(dir.join("page.png")).unwrap();
    let whole = fs::read(dir.join("page.png")).unwrap();
    fs::write(dir.join("cut.png"), &whole[..whole.len() - 20]).unwrap();
    for (name, part) in [
        ("text.png", "is not an image (it looks like text)"),
        ("empty.png", "it is empty"),
        ("none.png", "none.png"),
        ("none.bmp", "none.bmp"),
        ("cut.png", "broken PNG"),
        ("page.png", "nothing is drawn on it"),
        ("missing.png", "not found"),
        ("data", "data: cannot read"),
    ] {
        let message = fail(&["predict", &out, &images.0.path(name), "--json"], 1);
        assert!(message.contains(part), "{name}: {message}");
        assert!(message.contains(name), "{message}");
    }
    fail(&["predict", &out], 2);
}
