//! Tables from the command line: training, prediction, evaluation, and what can be wrong with
//! tables, each with a clear message.

mod common;

use common::*;
use serde_json::Value;
use std::fmt::Write;
use std::fs;

/// A table of `rows` rows: two numbers, a category, a boolean and a date, and the targets `class`
/// (three classes) and `price`.
fn table(rows: usize) -> String {
    let mut text = String::from("id,size,age,city,new,sold,class,price\n");
    for i in 0..rows {
        let size = (i * 37 % 101) as f64 / 10.0;
        let age = if i % 9 == 4 { String::new() } else { (i * 13 % 60).to_string() };
        let city = ["Oslo", "Rome", "Lima"][i * 7 % 3];
        let class = ["low", "mid", "high"][(i * 37 % 101) / 34];
        let _ = writeln!(
            text,
            "n{i},{size},{age},{city},{},2026-01-{:02},{class},{}",
            i % 2 == 0,
            i % 28 + 1,
            size * 3.0 + (i % 5) as f64
        );
    }
    text
}

/// A folder with a file, and the paths of both.
fn folder(text: &str) -> (Scratch, String, String) {
    let dir = Scratch::new();
    let (data, out) = (dir.path("data.csv"), dir.path("out"));
    fs::write(&data, text).unwrap();
    (dir, data, out)
}

/// The message of a training that must fail and leave nothing.
#[track_caller]
fn fail_training(text: &str, more: &[&str], code: i32) -> String {
    let (dir, data, out) = folder(text);
    let train = ["train", &data, "--target", "class", "--model", "dummy", "--out", &out];
    let message = fail(&[&train[..], more].concat(), code);
    assert!(!dir.0.join("out").exists(), "something is left");
    message
}

#[test]
fn a_model_of_classes_is_trained_and_used() {
    let (dir, data, out) = folder(&table(150));
    let train = ["train", &data, "--target", "class", "--ignore", "price", "--out", &out];
    let lines = succeed_json(&[&train[..], &["--json", "--folds", "3"]].concat());
    let last = lines.last().unwrap();
    assert!(last["accuracy"].as_f64().unwrap() >= last["baseline"]["accuracy"].as_f64().unwrap());
    assert_eq!(last["classes"], serde_json::json!(["high", "low", "mid"]));
    assert_eq!(lines[0]["learner"], "dummy");
    let notes = last["notes"].to_string();
    assert!(notes.contains("id: a different name in nearly every row"), "{notes}");
    assert!(notes.contains("column age"), "{notes}");
    assert_eq!(dir.names(), ["data.csv", "out"]);
    assert_eq!(names(&dir.0.join("out")), ["model.sparkler", "report.html"]);
    let page = fs::read_to_string(dir.0.join("out/report.html")).unwrap();
    for part in ["Confusion matrix", "Permutation importance", "Partial dependence", "mistakes"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("NaN"));

    let csv = succeed(&["predict", &out, &data]);
    let mut predicted = csv.lines();
    assert_eq!(predicted.next(), Some("class,p(high),p(low),p(mid)"));
    assert_eq!(predicted.count(), 150);
    let json = succeed_json(&["predict", &dir.path("out/model.sparkler"), &data, "--json"]);
    assert_eq!(json.len(), 150);
    let p = json[0]["probabilities"].as_object().unwrap();
    let total: f64 = p.values().map(|v| v.as_f64().unwrap()).sum();
    assert!((total - 1.0).abs() < 1e-9);

    let text = succeed(&["evaluate", &out, &data]);
    assert!(text.lines().last().unwrap().starts_with("accuracy 0."), "{text}");
    let json = succeed_json(&["evaluate", &out, &data, "--json"]);
    assert_eq!(json[0]["rows"], 150);
}

#[test]
fn a_model_of_numbers_is_trained_and_used() {
    let (_dir, data, out) = folder(&table(120));
    let lines = succeed_json(&["train", &data, "--target", "price", "--json", "--out", &out]);
    let last = lines.last().unwrap();
    assert_eq!(last["task"], "regression");
    assert!(last["rmse"].is_number() && last["r2"].is_number());
    let text = succeed(&["evaluate", &out, &data]);
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("rmse ") && last.contains("  r2 "), "{text}");
}

#[test]
fn the_same_seed_gives_the_same_model_on_any_number_of_threads() {
    let (dir, data, _) = folder(&table(100));
    let mut models = Vec::new();
    for threads in ["1", "3"] {
        let out = dir.path(threads);
        succeed(&["train", &data, "--target", "class", "--threads", threads, "--out", &out]);
        models.push(fs::read(dir.0.join(threads).join("model.sparkler")).unwrap());
    }
    assert!(models[0] == models[1]);
}

#[test]
fn rows_of_groups_and_of_time_stay_together() {
    let (_dir, data, out) = folder(&table(120));
    for more in [["--group", "city"], ["--time", "sold"]] {
        let train = ["train", &data, "--target", "class", "--model", "dummy", "--out", &out];
        succeed(&[&train[..], &more, &["--folds", "2"]].concat());
    }
}

#[test]
fn what_the_reader_finds_wrong() {
    let good = table(30);
    let unequal = good.replacen("n5,", "n5,extra,", 1);
    let message = fail_training(&unequal, &[], 1);
    assert!(message.contains("data.csv:7: 9 fields, expected 8"), "{message}");
    let quotes = good.replacen("n5,", "\"n5,", 1);
    let message = fail_training(&quotes, &[], 1);
    assert!(message.contains("data.csv:7: bad quotes"), "{message}");
    let mixed = good.replacen("n7,5.7,", "n7,big,", 1);
    assert_ne!(mixed, good);
    let message = fail_training(&mixed, &[], 1);
    assert!(message.contains("data.csv:9: column size: \"big\", expected a number"), "{message}");
    let (_dir, data, out) = folder(&mixed);
    let train = ["train", &data, "--target", "class", "--model", "dummy", "--out", &out];
    succeed(&[&train[..], &["--missing", "big"]].concat());
    let infinite = good.replacen("n7,5.7,", "n7,inf,", 1);
    let message = fail_training(&infinite, &[], 1);
    assert!(message.contains("data.csv:9: column size: inf, expected a finite"), "{message}");
    assert!(fail_training("", &[], 1).contains("an empty file"));
    assert!(fail_training("class,a\n", &[], 1).contains("data.csv: 0 rows"));
    let message = fail_training(&good, &["--types", "siz=number"], 1);
    assert!(message.contains("no column siz"), "{message}");
    fail_training(&good, &["--types", "size"], 2);
}

#[test]
fn targets_that_cannot_be_learnt() {
    let message = fail_training("a,class\n1,x\n2,x\n3,x\n", &[], 1);
    assert!(message.contains("one class only, x, in all 3 rows"), "{message}");
    let message = fail_training("a,class\n1,\n2,?\n", &[], 1);
    assert!(message.contains("all 2 values of column class are missing"), "{message}");
    let message = fail_training("a,class\n1,2.5\n2,2.5\n", &[], 1);
    assert!(message.contains("is 2.5 in all 2 rows"), "{message}");
    let message = fail_training("a,class\n1,x\n2,y\n3,x\n4,y\n5,x\n", &["--folds", "10"], 1);
    assert!(message.contains("fewer than 10 folds"), "{message}");
    let message = fail_training("a,klass\n1,x\n2,y\n", &[], 1);
    assert!(
        message.contains("no column is called \"class\", expected one of a, klass"),
        "{message}"
    );
    let message = fail_training("a,class\n1,x\n1,y\n1,x\n1,y\n1,x\n1,y\n", &[], 1);
    assert!(message.contains("no column is left to learn from"), "{message}");
    fail_training(&table(30), &["--task", "regression"], 1);
}

#[test]
fn arguments_that_do_not_fit() {
    let good = table(30);
    assert!(fail_training(&good, &["--epochs", "3"], 2).contains("--epochs belongs to"));
    fail_training(&good, &["--folds", "1"], 2);
    fail_training(&good, &["--test-size", "1.5"], 2);
    let message = fail_training(&good, &["--params", "{\"depth\": 3}"], 2);
    assert!(message.contains("has no parameter depth; there are strategy"), "{message}");
    let (_dir, data, _) = folder(&good);
    assert!(fail(&["train", &data], 2).contains("--target COLUMN"));
    let message = fail(&["train", &data, "--target", "class", "--model", "magic"], 2);
    assert!(message.contains("no magic for classification: expected auto, dummy"), "{message}");
    assert!(fail(&["train", "mnist", "--target", "x"], 2).contains("belongs to tables"));
    assert!(fail(&["train", "none.csv", "--target", "x"], 1).contains("none.csv: not found"));
}

#[test]
fn predicting_from_other_tables() {
    let (dir, data, out) = folder(&table(90));
    succeed(&["train", &data, "--target", "class", "--model", "dummy", "--out", &out]);
    let other = dir.path("other.csv");
    // A column is missing, or has another name.
    fs::write(&other, table(5).replacen(",city,", ",town,", 1)).unwrap();
    let message = fail(&["predict", &out, &other], 1);
    assert!(message.contains("no column city; the file has id, size, age, town"), "{message}");
    // A category that was not there: counted as missing, and told.
    fs::write(&other, table(5).replace("Rome", "Paris")).unwrap();
    let output = run(&["predict", &out, &other]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && told.contains("column city: "), "{told}");
    assert!(told.contains("(Paris); it counts as missing"), "{told}");
    // A word where numbers were.
    fs::write(&other, table(5).replacen("n2,7.4,", "n2,large,", 1)).unwrap();
    let message = fail(&["predict", &out, &other], 1);
    assert!(
        message.contains("other.csv:4: column size: \"large\", expected a number"),
        "{message}"
    );
    // No rows: no predictions.
    fs::write(&other, table(0)).unwrap();
    assert_eq!(succeed(&["predict", &out, &other]), "class\n");
    assert!(fail(&["evaluate", &out, &other], 1).contains("nothing to compare with"));
    // A class that the model does not know.
    fs::write(&other, table(20).replace("mid", "middle")).unwrap();
    assert!(fail(&["evaluate", &out, &other], 1).contains("expected one of the classes"));
    // Columns in another order, and more of them, are found by name.
    fs::write(&other, "more,new,sold,city,age,size,price\nx,true,2026-01-01,Rome,5,1.5,3\n")
        .unwrap();
    assert_eq!(succeed(&["predict", &out, &other]).lines().count(), 2);
}

#[test]
fn broken_models() {
    let (dir, data, out) = folder(&table(60));
    succeed(&["train", &data, "--target", "class", "--model", "dummy", "--out", &out]);
    let model = dir.path("out/model.sparkler");
    let bytes = fs::read(&model).unwrap();
    for (broken, part) in [
        (bytes[..bytes.len() / 2].to_vec(), "is broken"),
        ([&bytes[..15], &[9], &bytes[16..]].concat(), "is of version 9"),
        ([&bytes[..], b"more"].concat(), "4 bytes too many"),
    ] {
        fs::write(&model, broken).unwrap();
        let message = fail(&["predict", &out, &data], 1);
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn many_columns() {
    let n = 20_000;
    let mut text = String::from("class");
    (0..n).for_each(|i| write!(text, ",c{i}").unwrap());
    for row in 0..12 {
        write!(text, "\n{}", ["x", "y"][row % 2]).unwrap();
        (0..n).for_each(|i| write!(text, ",{}", (row * 7 + i) % 10).unwrap());
    }
    let (_dir, data, out) = folder(&text);
    let train = ["train", &data, "--target", "class", "--model", "dummy", "--out", &out, "--json"];
    let lines = succeed_json(&[&train[..], &["--folds", "2"]].concat());
    assert!(lines.last().unwrap()["accuracy"].is_number());
}

#[test]
fn json_lines_and_packed_tables() {
    let dir = Scratch::new();
    let mut text = String::new();
    for i in 0..60 {
        let b = ["u", "v"][i % 2];
        let line: Value = serde_json::json!({ "a": i, "b": b, "class": i % 2 == 0 });
        writeln!(text, "{line}").unwrap();
    }
    let data = dir.path("data.jsonl");
    fs::write(&data, text).unwrap();
    let out = dir.path("out");
    succeed(&["train", &data, "--target", "class", "--out", &out]);
    let csv = succeed(&["predict", &out, &data]);
    assert!(csv.starts_with("class,p(false),p(true)\n"), "{csv}");
}

#[test]
fn models_go_to_onnx() {
    let (dir, data, out) = folder(&table(150));
    let all = ["train", &data, "--target", "class", "--model", "tree", "--out", &out];
    let ignored = ["--ignore", "price", "--ignore", "id"];
    succeed(&[&all[..], &ignored].concat());
    let file = dir.path("tree.onnx");
    // Dates have no form there.
    let message = fail(&["export", &out, &file], 1);
    assert!(message.contains("column sold holds dates"), "{message}");
    succeed(&[&all[..], &ignored, &["--ignore", "sold"]].concat());
    let lines = succeed_json(&["export", &out, &file, "--json"]);
    assert_eq!((&lines[0]["learner"], &lines[0]["inputs"]), (&"tree".into(), &4.into()));
    let model = sparkler::formats::onnx::Model::read(&file).unwrap();
    let graph = model.graph.unwrap();
    let names: Vec<_> = graph.input.iter().filter_map(|i| i.name.as_deref()).collect();
    assert_eq!(names, ["size", "age", "city", "new"]);
    let names: Vec<_> = graph.output.iter().filter_map(|o| o.name.as_deref()).collect();
    assert_eq!(names, ["label", "probabilities"]);
    let ops: Vec<_> = graph.node.iter().filter_map(|n| n.op_type.as_deref()).collect();
    assert!(ops.contains(&"TreeEnsembleRegressor") && ops.contains(&"LabelEncoder"), "{ops:?}");
    let message = fail(&["export", &out, &dir.path("tree.txt")], 2);
    assert!(message.contains("does not end in .onnx"), "{message}");
}

/// Each kind of file that a feature reads is trained on, predicted for and evaluated like a CSV;
/// without the feature the message says how to get it.
#[test]
fn parquet_and_arrow_files_are_tables_too() {
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/tests/columnar/");
    for (name, feature, there) in [
        ("types.parquet", "parquet", cfg!(feature = "parquet")),
        ("types.arrow", "arrow", cfg!(feature = "arrow")),
        ("types.arrows", "arrow", cfg!(feature = "arrow")),
    ] {
        let dir = Scratch::new();
        let (data, out) = (format!("{files}{name}"), dir.path("out"));
        let train =
            ["train", &data, "--target", "city", "--model", "tree", "--folds", "3", "--out", &out];
        if !there {
            let message = fail(&train, 1);
            assert!(message.contains(&format!("--features {feature}")), "{message}");
            continue;
        }
        succeed(&train);
        let predicted = succeed(&["predict", &out, &data]);
        assert!(predicted.starts_with("city,"), "{name}: {predicted}");
        let lines = succeed_json(&["evaluate", &out, &data, "--json"]);
        let accuracy = lines.last().unwrap()["accuracy"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&accuracy), "{name}: {accuracy}");
    }
}

/// A library may panic over a broken file: its words are not for the user.
#[cfg(feature = "parquet")]
#[test]
fn broken_parquet_files_give_one_message() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/tests/columnar/none.parquet");
    let good = fs::read(file).unwrap();
    let dir = Scratch::new();
    let (data, out) = (dir.path("data.parquet"), dir.path("out"));
    let mut wrong = 0;
    for place in (4..good.len()).step_by(5) {
        let mut bytes = good.clone();
        bytes[place] ^= 0xff;
        fs::write(&data, bytes).unwrap();
        let output = run(&["train", &data, "--target", "city", "--model", "dummy", "--out", &out]);
        if !output.status.success() {
            check_failure(&format!("byte {place}"), &output, 1);
            wrong += 1;
        }
    }
    assert!(wrong > 20, "{wrong} files are broken");
}

#[test]
fn a_column_of_half_numbers_is_told_of() {
    let text = table(150);
    let mixed: String = text
        .lines()
        .enumerate()
        .map(|(i, line)| match line.split_once(',') {
            Some((id, rest)) if i > 0 && i % 3 == 0 => {
                format!("{id},big,{}\n", rest.split_once(',').unwrap().1)
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let (_dir, data, out) = folder(&mixed);
    let train = ["train", &data, "--target", "class", "--model", "tree", "--out", &out, "--json"];
    let notes = succeed_json(&train).last().unwrap()["notes"].to_string();
    assert!(notes.contains("column size: 100 of 150 values are numbers"), "{notes}");
    assert!(notes.contains("--missing"), "{notes}");
}

#[test]
fn one_row_of_a_class_is_too_few_to_learn_it() {
    let mut text = String::from("x,class\n");
    for i in 0..20 {
        let _ = writeln!(text, "{i},{}", if i == 7 { "rare" } else { "usual" });
    }
    // Whichever part has the rare row, another has one class alone.
    let message = fail_training(&text, &["--folds", "3"], 1);
    assert!(message.contains("data.csv: the 16 rows to learn from are"), "{message}");
    assert!(message.contains("of class usual") && message.contains("--folds"), "{message}");
}

/// More rows than are read at once.
#[test]
fn large_tables_are_evaluated_in_pieces() {
    let (dir, data, out) = folder(&table(150));
    let train = ["train", &data, "--target", "class", "--model", "tree", "--ignore", "id,price"];
    succeed(&[&train[..], &["--out", &out]].concat());
    let evaluate = |text: &str, code: i32| {
        let more = dir.path("more.csv");
        fs::write(&more, text).unwrap();
        let output = run(&["evaluate", &out, &more, "--json"]);
        assert_eq!(output.status.code(), Some(code));
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let small = table(150);
    let (header, rows) = small.split_once('\n').unwrap();
    let large = format!("{header}\n{}", rows.repeat(150));
    let figures = |text: &str| {
        let line: Value = serde_json::from_str(&evaluate(text, 0).0).unwrap();
        ["accuracy", "f1_macro", "roc_auc", "log_loss"].map(|name| line[name].as_f64().unwrap())
    };
    for (a, b) in figures(&small).into_iter().zip(figures(&large)) {
        assert!((a - b).abs() < 1e-9, "{a} and {b}");
    }
    // Rows are counted through all pieces.
    let missing = large.replace(",low,", ",,");
    let gone = 22_500 - missing.matches(",mid,").count() - missing.matches(",high,").count();
    assert!(evaluate(&missing, 0).1.contains(&format!("note: {gone} rows without a value")));
    let wrong = evaluate(&format!("{large}n,1,2,Oslo,true,2026-01-01,other,3\n"), 1).1;
    assert!(wrong.contains("row 22501 of column class is \"other\""), "{wrong}");
}
