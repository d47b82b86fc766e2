//! `sparkler ops` and `sparkler op`.

mod common;

use common::*;
use sparkler::engine::Array;
use sparkler::formats::npz::Compression;
use sparkler::formats::{npy, npz};

fn floats(data: &[f32], shape: &[usize]) -> Array {
    Array::from_slice(data, shape).unwrap()
}

/// The arrays of an archive as names, shapes and numbers.
fn load(path: &str) -> Vec<(String, Vec<usize>, Vec<f64>)> {
    let numbers = |a: &Array| (0..a.size()).map(|i| a.get(i).unwrap().to_f64()).collect();
    let arrays = npz::read(path).unwrap();
    arrays.into_iter().map(|(n, a)| (n, a.shape().to_vec(), numbers(&a))).collect()
}

#[test]
fn the_table_is_listed() {
    let rows = succeed_json(&["ops", "--json"]);
    assert!(rows.len() > 100);
    for row in &rows {
        for field in ["name", "family", "doc"] {
            assert!(!row[field].as_str().unwrap().is_empty(), "{row}");
        }
        assert!(row["inputs"].is_array() && row["attributes"].is_array(), "{row}");
        assert!(row["gradient"] == true || row["gradient_reason"].is_string(), "{row}");
    }
    let table = succeed(&["ops"]);
    assert!(table.contains("conv2d") && table.contains(&format!("{} operations", rows.len())));
    let page = succeed(&["ops", "conv2d"]);
    assert!(page.contains("strides") && page.contains("CONV_2D (tflite)"), "{page}");
    assert!(fail(&["ops", "conv2"], 2).contains("did you mean conv2d"));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut child =
        sparkler().args(["ops", "--json"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn inputs_go_by_name_or_in_order() {
    let dir = Scratch::new();
    let (a, b) = (floats(&[5., 7.], &[2]), floats(&[1., 2.], &[2]));
    let named = [("b".to_string(), b.clone()), ("a".to_string(), a.clone())];
    npz::write(dir.path("named.npz"), &named, Compression::Stored).unwrap();
    npy::write(dir.path("a.npy"), &a).unwrap();
    npy::write(dir.path("b.npy"), &b).unwrap();
    let out = dir.path("out.npz");
    let expected = [("y".to_string(), vec![2], vec![4., 5.])];
    succeed(&["op", "sub", "--input", &dir.path("named.npz"), "--output", &out]);
    assert_eq!(load(&out), expected);
    succeed(&["op", "sub", "--input", &dir.path("a.npy"), &dir.path("b.npy"), "--output", &out]);
    assert_eq!(load(&out), expected);
    // The one with a name takes its place, the other what is left.
    let one = [("b".to_string(), b)];
    npz::write(dir.path("one.npz"), &one, Compression::Stored).unwrap();
    let (one, a) = (dir.path("one.npz"), dir.path("a.npy"));
    succeed(&["op", "sub", "--input", &one, "--input", &a, "--output", &out]);
    assert_eq!(load(&out), expected);
    // Any number of inputs: numbered names first, then the rest.
    let numbered =
        [("tensors1".into(), floats(&[2.], &[1])), ("tensors0".into(), floats(&[1.], &[1]))];
    npz::write(dir.path("n.npz"), &numbered, Compression::Stored).unwrap();
    succeed(&["op", "concat", "--input", &dir.path("n.npz"), &a, "--output", &out]);
    assert_eq!(load(&out), [("y".to_string(), vec![4], vec![1., 2., 5., 7.])]);
    // Several outputs, and one dtype beside another.
    let line = &succeed_json(&["op", "topk", "--input", &a, "--output", &out, "--json"])[0];
    assert_eq!(line["outputs"][1]["dtype"], "int32");
    assert_eq!(load(&out)[1], ("indices".to_string(), vec![1], vec![1.]));
}

#[test]
fn gradients_are_weighted() {
    let dir = Scratch::new();
    let (x, out) = (dir.path("x.npz"), dir.path("out.npz"));
    let mut arrays =
        vec![("a".to_string(), floats(&[3., 4.], &[2])), ("b".into(), floats(&[2.], &[1]))];
    npz::write(&x, &arrays, Compression::Deflate).unwrap();
    succeed(&["op", "mul", "--input", &x, "--output", &out, "--grad"]);
    let by_ones = load(&out);
    assert_eq!(by_ones[1], ("d_a".to_string(), vec![2], vec![2., 2.]));
    assert_eq!(by_ones[2], ("d_b".to_string(), vec![1], vec![7.]));
    arrays.push(("dy".into(), floats(&[1., 10.], &[2])));
    npz::write(&x, &arrays, Compression::Deflate).unwrap();
    succeed(&["op", "mul", "--input", &x, "--output", &out, "--grad"]);
    assert_eq!(load(&out)[2].2, [43.]);
    // Of two outputs the second, and integers have no derivative.
    arrays = vec![("x".to_string(), floats(&[1., 3.], &[2])), ("dy0".into(), floats(&[0.], &[]))];
    arrays.push(("dy1".into(), floats(&[2.], &[])));
    npz::write(&x, &arrays, Compression::Stored).unwrap();
    succeed(&["op", "moments", "--input", &x, "--output", &out, "--grad"]);
    assert_eq!(load(&out)[2], ("d_x".to_string(), vec![2], vec![-2., 2.]));
}

#[test]
fn wrong_requests_are_answered() {
    let dir = Scratch::new();
    let (x, out) = (dir.path("x.npy"), dir.path("out.npz"));
    npy::write(&x, &floats(&[1., 2., 3.], &[3])).unwrap();
    npy::write(dir.path("i.npy"), &Array::from_slice(&[1i32, 2], &[2]).unwrap()).unwrap();
    std::fs::write(dir.path("text.npy"), "not an array").unwrap();
    std::fs::write(dir.path("text.npz"), "not an archive").unwrap();
    let cut = std::fs::read(&x).unwrap();
    std::fs::write(dir.path("cut.npy"), &cut[..cut.len() - 3]).unwrap();
    let (i, text, text_z, cut) =
        (dir.path("i.npy"), dir.path("text.npy"), dir.path("text.npz"), dir.path("cut.npy"));
    for (arguments, code, part) in [
        (vec!["op", "frobnicate"], 2, "no operation \"frobnicate\""),
        (vec!["op", "add", "--input", &x], 2, "input b is missing"),
        (vec!["op", "abs", "--input", &x, &x], 2, "no input left for"),
        (vec!["op", "abs", "--input", &text], 1, "text.npy: "),
        (vec!["op", "abs", "--input", &text_z], 1, "text.npz: "),
        (vec!["op", "abs", "--input", &cut], 1, "9 bytes are left, expected 12"),
        (vec!["op", "abs", "--input", "none.npy"], 1, "none.npy: cannot read"),
        (vec!["op", "abs", "--input", "x.csv"], 2, "expected a .npy or .npz file"),
        (vec!["op", "topk", "--input", &x, "--attrs", "{"], 2, "--attrs is not JSON"),
        (vec!["op", "topk", "--input", &x, "--attrs", "[3]"], 2, "not a JSON object"),
        (vec!["op", "topk", "--input", &x, "--attrs", r#"{"k": 9}"#], 1, "topk: attribute k"),
        (vec!["op", "topk", "--input", &x, "--attrs", r#"{"n": 9}"#], 1, "one of the attributes k"),
        (vec!["op", "matMul", "--input", &x, &i], 1, "matMul: "),
        (vec!["op", "argMax", "--input", &x, "--grad"], 1, "has no gradient, because"),
        (vec!["op", "abs", "--input", &i, "--grad"], 1, "no floating-point input"),
    ] {
        let message = fail(&[&arguments[..], &["--output", &out]].concat(), code);
        assert!(message.contains(part), "{arguments:?}: {message}");
        assert!(!dir.0.join("out.npz").exists(), "{arguments:?}");
    }
    let below_a_file = dir.path("x.npy/out.npz");
    let message = fail(&["op", "abs", "--input", &x, "--output", &below_a_file], 1);
    assert!(message.contains("out.npz: cannot write"), "{message}");
    assert_eq!(dir.names(), ["cut.npy", "i.npy", "text.npy", "text.npz", "x.npy"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = sparkler().arg("ops").stdout(full).output().unwrap();
    let message = check_failure("ops > /dev/full", &output, 1);
    assert!(message.contains("cannot write to the standard output"), "{message}");
    let message = fail(&["op", "eye", "--attrs", r#"{"numRows": 9}"#, "--output", "/dev/full"], 1);
    assert!(message.contains("/dev/full: cannot write: No space left"), "{message}");
}
