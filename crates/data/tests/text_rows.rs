//! Rows of texts of unequal length, as baskets and ratings come.

use sparkler_data::Error;
use sparkler_data::table::TextRows;
use std::path::PathBuf;

struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, bytes: &[u8]) -> Temporary {
        let path = std::env::temp_dir().join(format!("sparkler-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Temporary(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn all(rows: &mut TextRows) -> Result<Vec<(u64, Vec<String>)>, Error> {
    let mut out = Vec::new();
    while rows.advance()? {
        out.push((rows.line(), rows.fields().to_vec()));
    }
    Ok(out)
}

#[test]
fn records_may_differ_in_length_and_keep_their_lines() {
    let text = "\u{feff}bread, butter\r\n\r\n\"tea, green\",jam,\n  \n,,\n\"two\nlines\"\nend";
    let file = Temporary::new("rows.csv", text.as_bytes());
    let mut rows = TextRows::open(&file.0, b',').unwrap();
    assert!(rows.names().is_none());
    let fields = |texts: &[&str]| texts.iter().map(|t| t.to_string()).collect::<Vec<_>>();
    let expected = [
        (1, fields(&["bread", "butter"])),
        (3, fields(&["tea, green", "jam", ""])),
        (6, fields(&["two\nlines"])),
        (8, fields(&["end"])),
    ];
    assert_eq!(all(&mut rows).unwrap(), expected);
    assert_eq!(rows.blank(), 3);
    assert!(rows.error("oh").to_string().ends_with("rows.csv:8: oh"));
}

#[test]
fn other_separators_and_no_rows() {
    let file = Temporary::new("other.csv", b"a;b,c\n");
    let mut rows = TextRows::open(&file.0, b';').unwrap();
    assert_eq!(all(&mut rows).unwrap(), [(1, vec!["a".to_string(), "b,c".to_string()])]);
    let file = Temporary::new("none.csv", b"\n \n");
    let mut rows = TextRows::open(&file.0, b',').unwrap();
    assert!(all(&mut rows).unwrap().is_empty());
}

#[test]
fn errors_name_file_and_line() {
    let cases: [(&[u8], &str); 3] = [
        (b"a,b\n\n\"x\ny,z\n", "bad.csv:3: bad quotes: a quote that is never closed"),
        (b"a,b\nc,\"x\"y\n", "bad.csv:2: bad quotes: a quote inside a quoted field"),
        (b"a,b\nc,caf\xe9\n", "bad.csv:2: field 2 is not UTF-8"),
    ];
    for (bytes, part) in cases {
        let file = Temporary::new("bad.csv", bytes);
        let result = TextRows::open(&file.0, b',').and_then(|mut rows| all(&mut rows));
        let message = result.unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }
    let message = TextRows::open("nowhere.csv", b',').err().unwrap().to_string();
    assert!(message.contains("nowhere.csv: not found"), "{message}");
}

#[cfg(feature = "parquet")]
#[test]
fn rows_of_a_file_of_columns_are_texts_too() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/columnar/none.parquet");
    let mut rows = TextRows::open(&path, b',').unwrap();
    assert_eq!(rows.names().unwrap(), ["i8", "f32", "flag", "city", "grade"]);
    let found = all(&mut rows).unwrap();
    // The fourth row has no value at all, and is blank.
    assert_eq!((found.len(), rows.blank()), (26, 4));
    assert_eq!(found[1], (2, ["-14", "0.125", "false", "Oslo", "high"].map(String::from).to_vec()));
}
