//! Parquet and Arrow files that pyarrow wrote (`columnar/make_files.py`). What needs the features
//! `parquet` and `arrow` is run with them by `cargo xtask test`.

#[cfg(any(feature = "parquet", feature = "arrow"))]
use sparkler_data::Table;
#[cfg(any(feature = "parquet", feature = "arrow"))]
use sparkler_data::table::{Column, ColumnType, Field, Reader, Schema, Values};
use sparkler_data::table::{ReadOptions, read};
use std::path::PathBuf;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/columnar").join(name)
}

fn error(name: &str) -> String {
    read(path(name), &ReadOptions::default()).unwrap_err().to_string()
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_the_feature_parquet_files_say_what_to_do() {
    let message = error("types.parquet");
    assert!(message.contains("types.parquet: a Parquet file"), "{message}");
    assert!(message.ends_with("cargo build --release --features parquet"), "{message}");
}

#[cfg(not(feature = "arrow"))]
#[test]
fn without_the_feature_arrow_files_say_what_to_do() {
    for name in ["types.arrow", "types.arrows", "lz4.feather"] {
        let message = error(name);
        assert!(message.contains(": an Arrow file"), "{message}");
        assert!(message.ends_with("cargo build --release --features arrow"), "{message}");
    }
}

/// Each value as text: NaN, which is missing, is not equal to itself.
#[cfg(any(feature = "parquet", feature = "arrow"))]
fn texts(columns: &[Column]) -> Vec<Vec<Option<String>>> {
    let all = |c: &Column| (0..c.len()).map(|i| c.text(i).map(|t| t.into_owned())).collect();
    columns.iter().map(all).collect()
}

#[cfg(any(feature = "parquet", feature = "arrow"))]
fn whole(name: &str) -> Table {
    read(path(name), &ReadOptions::default()).unwrap()
}

/// The values of make_files.py, once more.
#[cfg(any(feature = "parquet", feature = "arrow"))]
fn holds_what_was_written(t: &Table, dictionaries: bool) {
    let gap = |i: usize| i % 7 == 3;
    let number = |name: &str, expected: &dyn Fn(usize) -> f64| {
        let Values::Numbers(found) = t.require(name).unwrap().values() else {
            panic!("{name}: {:?}", t.require(name).unwrap().column_type())
        };
        assert_eq!(found.len(), 30);
        for (i, x) in found.iter().enumerate() {
            let e = expected(i);
            assert!(x == e || x.is_nan() && e.is_nan(), "{name}, row {i}: {x}, not {e}");
        }
    };
    let with_gaps = |i: usize, x: f64| if gap(i) { f64::NAN } else { x };
    number("i8", &|i| with_gaps(i, i as f64 - 15.0));
    number("u32", &|i| 4e9 + i as f64);
    number("i64", &|i| i as f64 * 1_000_003.0);
    number("u64", &|i| 2f64.powi(63) + i as f64 * 4096.0);
    number("f32", &|i| with_gaps(i, i as f64 / 8.0));
    number("f64", &|i| if i == 5 { f64::NAN } else { i as f64 * 0.1 });
    number("f16", &|i| i as f64 / 4.0);
    number("decimal", &|i| (i as f64 * 25.0 - 100.0) / 100.0);
    number("clock", &|i| 3600.5 + i as f64);
    let text = |name: &str, kind: ColumnType, expected: &dyn Fn(usize) -> Option<String>| {
        let column = t.require(name).unwrap();
        assert_eq!(column.column_type(), kind, "{name}");
        for i in 0..30 {
            assert_eq!(column.text(i).map(|t| t.into_owned()), expected(i), "{name}, row {i}");
        }
    };
    let some = |i: usize, x: String| (!gap(i)).then_some(x);
    text("flag", ColumnType::Boolean, &|i| some(i, (i % 3 == 0).to_string()));
    text("day", ColumnType::Date, &|i| some(i, format!("2026-01-{:02}", i + 1)));
    text("moment", ColumnType::Date, &|i| {
        Some(format!("2026-01-{:02}T{:02}:30:00Z", 1 + (12 + i) / 24, (12 + i) % 24))
    });
    text("city", ColumnType::Category, &|i| some(i, ["Rome", "Oslo", "Bern"][i % 3].into()));
    text("grade", ColumnType::Category, &|i| some(i, ["low", "high"][i % 2].into()));
    text("note", ColumnType::Text, &|i| Some(format!("this is note number {i} of many")));
    // Texts that could be numbers are names: the file says so.
    text("digits", ColumnType::Category, &|i| Some((i % 4).to_string()));
    if dictionaries {
        let Values::Categories { names, .. } = t.require("grade").unwrap().values() else {
            panic!()
        };
        assert_eq!(names, &["low", "high"]);
    }
}

#[cfg(any(feature = "parquet", feature = "arrow"))]
fn pieces_are_the_whole(name: &str) {
    let all = whole(name);
    let fields = ["city", "f32", "u32"].map(|name| {
        let column_type = match name {
            "city" => ColumnType::Category,
            // A model may have learnt from names.
            "u32" => ColumnType::Category,
            _ => ColumnType::Number,
        };
        Field { name: name.into(), column_type }
    });
    let schema = Schema { fields: fields.to_vec() };
    let mut reader = Reader::with_schema(path(name), &ReadOptions::default(), schema).unwrap();
    let mut row = 0;
    while let Some(piece) = reader.next_rows(7).unwrap() {
        assert!((1..=7).contains(&piece.rows()));
        for r in 0..piece.rows() {
            for column in piece.columns() {
                let expected = all.require(column.name()).unwrap().text(row);
                assert_eq!(column.text(r), expected, "{}, row {row}", column.name());
            }
            row += 1;
        }
    }
    assert_eq!(row, 30);
    let schema = |name: &str| Schema {
        fields: vec![Field { name: name.into(), column_type: ColumnType::Number }],
    };
    let with = |field: &str| {
        let reader = Reader::with_schema(path(name), &ReadOptions::default(), schema(field))?;
        reader.rest().map(|t| t.rows())
    };
    let message = with("z").unwrap_err().to_string();
    assert!(message.contains("no column z, expected it among the columns of the file: i8, u32"));
    let message = with("city").unwrap_err().to_string();
    assert!(message.contains(":1: column city: \"Rome\", expected a number"), "{message}");
}

/// Every bit of a small file may be wrong, and it may end anywhere: there is a message or a table,
/// and no panic.
#[cfg(any(feature = "parquet", feature = "arrow"))]
fn broken_files_are_errors(name: &str) {
    let good = std::fs::read(path(name)).unwrap();
    let options = ReadOptions::default();
    let read = |bytes: &[u8]| sparkler_data::table::read_bytes(name, bytes, &options);
    let panics = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = panics.clone();
    let usual = std::panic::take_hook();
    // The reader turns panics of the libraries into errors; what they are is shown here.
    std::panic::set_hook(Box::new(move |info| {
        counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        // So a program can be silent about it.
        assert!(sparkler_data::table::is_guarded(), "{info}");
        eprintln!("a library panicked: {info}");
    }));
    let mut bytes = good.clone();
    let mut errors = 0;
    for place in 0..good.len() {
        for mask in [0x01, 0x80, 0xff] {
            bytes[place] ^= mask;
            errors += usize::from(read(&bytes).is_err());
            bytes[place] ^= mask;
        }
    }
    for end in 0..good.len() {
        assert!(read(&good[..end]).is_err(), "{name}, cut at {end} of {}", good.len());
    }
    std::panic::set_hook(usual);
    assert!(read(&good).is_ok() && errors > good.len() / 10, "{name}: {errors} errors");
    let panics = panics.load(std::sync::atomic::Ordering::Relaxed);
    println!("{name}: {errors} errors of {}, {panics} panics", 3 * good.len());
}

#[cfg(feature = "parquet")]
mod parquet {
    use super::*;

    #[test]
    fn all_types_are_read() {
        holds_what_was_written(&whole("types.parquet"), false);
        let packed = std::fs::read(path("types.parquet")).unwrap();
        // Told by its content, not by its name.
        let t = sparkler_data::table::read_bytes("data.csv", &packed, &ReadOptions::default());
        holds_what_was_written(&t.unwrap(), false);
        assert_eq!(
            whole("int96.parquet").columns(),
            [whole("types.parquet").require("moment").unwrap().clone()]
        );
    }

    #[test]
    fn codecs_and_encodings_do_not_matter() {
        let plain = whole("none.parquet");
        assert_eq!((plain.rows(), plain.columns().len()), (30, 5));
        for name in ["gzip", "brotli", "lz4", "pages2"] {
            let t = whole(&format!("{name}.parquet"));
            assert_eq!(texts(t.columns()), texts(plain.columns()), "{name}");
        }
        let message = error("zstd.parquet");
        assert!(
            message.contains("column city is packed with Zstandard, expected Snappy"),
            "{message}"
        );
    }

    #[test]
    fn pieces_across_row_groups_are_the_whole() {
        pieces_are_the_whole("types.parquet");
    }

    #[test]
    fn what_is_no_table_is_an_error() {
        let message = error("nested.parquet");
        assert!(message.contains("column tags holds lists or records, expected"), "{message}");
        let message = error("infinite.parquet");
        assert!(message.contains(":3: column x: inf, expected a finite number"), "{message}");
        let t = whole("empty.parquet");
        assert_eq!((t.rows(), t.columns().len()), (0, 5));
    }

    #[test]
    fn broken_files_make_no_panic() {
        broken_files_are_errors("none.parquet");
        broken_files_are_errors("pages2.parquet");
    }
}

#[cfg(feature = "arrow")]
mod arrow {
    use super::*;

    #[test]
    fn files_and_streams_are_read() {
        holds_what_was_written(&whole("types.arrow"), true);
        holds_what_was_written(&whole("types.arrows"), true);
        let t = whole("lz4.feather");
        let i8 = whole("types.arrow").require("i8").unwrap().clone();
        assert_eq!(texts(&t.columns()[..1]), texts(&[i8]));
        let message = error("zstd.feather");
        assert!(message.contains("columns packed with Zstandard, expected LZ4"), "{message}");
    }

    #[test]
    fn pieces_across_batches_are_the_whole() {
        pieces_are_the_whole("types.arrow");
        pieces_are_the_whole("types.arrows");
    }

    #[test]
    fn what_is_no_table_is_an_error() {
        let message = error("nested.feather");
        assert!(message.contains("column tags holds lists or records, expected"), "{message}");
        let message = error("infinite.feather");
        assert!(message.contains(":3: column x: inf, expected a finite number"), "{message}");
        let t = whole("empty.feather");
        assert_eq!((t.rows(), t.columns().len()), (0, 5));
    }

    #[test]
    fn broken_files_make_no_panic() {
        broken_files_are_errors("lz4.feather");
    }
}
