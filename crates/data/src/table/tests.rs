use super::*;

fn table(text: &str) -> Table {
    read_bytes("t.csv", text.as_bytes(), &ReadOptions::default()).unwrap()
}

fn error(name: &str, text: &str) -> String {
    read_bytes(name, text.as_bytes(), &ReadOptions::default()).unwrap_err().to_string()
}

fn types(table: &Table) -> Vec<&'static str> {
    table.columns().iter().map(|c| c.column_type().name()).collect()
}

#[test]
fn types_are_found_out() {
    let t = table("a,b,c,d,e\n1,x,true,2020-01-01,\n2.5,y,FALSE,2020-01-02 10:00,\n,z,,,NA\n");
    assert_eq!(types(&t), ["number", "category", "boolean", "date", "number"]);
    assert_eq!(t.columns()[4].missing(), 3);
    assert_eq!(t.columns()[0].text(1).as_deref(), Some("2.5"));
    assert_eq!(t.columns()[3].text(1).as_deref(), Some("2020-01-02T10:00:00Z"));
    assert_eq!(t.columns()[0].summary().detail, "1 to 2.5");
    let texts: String =
        (0..40).map(|i| format!("{i},this is the long text number {i}\n")).collect();
    assert_eq!(types(&table(&format!("id,t\n{texts}"))), ["number", "text"]);
}

#[test]
fn separators_are_found_out() {
    for text in ["a;b\n1,5;x\n", "a\tb\n1\tx\n", "a|b\n1|x\n", "\u{feff}a,b\r\n1,x\r\n"] {
        let t = table(text);
        assert_eq!(t.columns().len(), 2, "{text:?}");
        assert_eq!(t.columns()[0].name(), "a");
        assert_eq!(t.columns()[1].text(0).as_deref(), Some("x"));
    }
    assert_eq!(table("a\n1\n2\n").columns().len(), 1);
    assert_eq!(table("a b c\n1 2 3\n").columns().len(), 3);
    assert_eq!(table("a,b\nof two parts,1\nof two parts,2\n").columns().len(), 2);
    assert_eq!(table("text\nof two parts\nof two parts\n").columns().len(), 1);
}

#[test]
fn texts_that_stand_for_nothing_are_those_of_pandas() {
    let t = table("a,b,c\nNA,x,none\nNone,NULL,no\nnan,?,none\n<NA>,n/a,no\n");
    let missing: Vec<usize> = t.columns().iter().map(|c| c.summary().missing).collect();
    assert_eq!(missing, [4, 3, 0]);
}

#[test]
fn quoted_fields_keep_separators_lines_and_quotes() {
    let t = table("a,b\n\"x, y\",\"two\nlines\"\n\"say \"\"hi\"\"\",5\" disk\n");
    assert_eq!(t.columns()[0].text(0).as_deref(), Some("x, y"));
    assert_eq!(t.columns()[1].text(0).as_deref(), Some("two\nlines"));
    assert_eq!(t.columns()[0].text(1).as_deref(), Some("say \"hi\""));
    assert_eq!(t.columns()[1].text(1).as_deref(), Some("5\" disk"));
}

#[test]
fn errors_name_file_line_and_column() {
    assert_eq!(
        error("t.csv", "a,b\n1,2\n\n3\n"),
        "t.csv:4: 1 field, expected 2 as in the first line"
    );
    assert_eq!(
        error("t.csv", "a,b\r\n1,2\r\n\r\n3,4\r\n5,6,7\r\n"),
        "t.csv:5: 3 fields, expected 2 as in the first line"
    );
    let message = error("t.csv", "a,b\n1,\"x\n2,y\n");
    assert_eq!(message, "t.csv:2: bad quotes: a quote that is never closed");
    let message = error("t.csv", "a,b\n1,\"x\"y\n2,y\n");
    assert!(message.starts_with("t.csv:2: bad quotes: a quote inside"), "{message}");
    let rows: String = (0..30).map(|i| format!("{i},1\n")).collect();
    let message = error("t.csv", &format!("a,b\n{rows}abc,2\n"));
    assert!(message.starts_with("t.csv:32: column a: \"abc\", expected a number"), "{message}");
    let message = error("t.csv", "a,b\n1,2\n3,inf\n");
    assert!(message.starts_with("t.csv:3: column b: inf, expected a finite number"), "{message}");
    let message = error("t.csv", "a,b,a\n1,2,3\n");
    assert!(message.contains("t.csv:1: columns 1 and 3 are both called \"a\""), "{message}");
    assert!(error("t.csv", "").contains("an empty file"));
    assert!(error("t.parquet", "a,b").contains(".parquet that does not begin like Parquet (PAR1)"));
    // Such letters may be the name of a column.
    assert_eq!(table("PAR1,ARROW1\n1,2\n").columns()[0].name(), "PAR1");
    let latin: &[u8] = b"a,b\n1,caf\xe9\n";
    let message = read_bytes("t.csv", latin, &ReadOptions::default()).unwrap_err().to_string();
    assert!(message.starts_with("t.csv:2: field 2 is not UTF-8"), "{message}");
}

#[test]
fn what_is_missing_and_of_what_type_can_be_said() {
    let rows: String = (0..30).map(|i| format!("{i}\n")).collect();
    let text = format!("a\n{rows}abc\n");
    let with = |options: ReadOptions| read_bytes("t.csv", text.as_bytes(), &options).unwrap();
    let t = with(ReadOptions { missing: vec!["abc".into()], ..Default::default() });
    assert_eq!((types(&t), t.columns()[0].missing()), (vec!["number"], 1));
    let t =
        with(ReadOptions { types: vec![("a".into(), ColumnType::Category)], ..Default::default() });
    assert_eq!(types(&t), ["category"]);
    assert_eq!(t.columns()[0].text(30).as_deref(), Some("abc"));
    let no_header = ReadOptions { header: false, ..Default::default() };
    let t = read_bytes("t.csv", b"1,x\n2,y\n", &no_header).unwrap();
    assert_eq!((t.rows(), t.columns()[1].name()), (2, "column2"));
}

#[test]
fn json_lines() {
    let text =
        "{\"a\": 1, \"b\": \"x\"}\n\n{\"b\": \"y\", \"c\": true}\n{\"a\": null, \"c\": false}\n";
    let t = read_bytes("t.jsonl", text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(types(&t), ["number", "category", "boolean"]);
    assert_eq!((t.rows(), t.columns()[0].missing(), t.columns()[1].missing()), (3, 2, 1));
    assert!(error("t.jsonl", "{\"a\": 1}\n{\"a\": \n").starts_with("t.jsonl:2: no JSON"));
    assert!(error("t.jsonl", "[1]\n").starts_with("t.jsonl:1: expected an object"));
    let message = error("t.jsonl", "{\"a\": 1}\n{\"a\": [2]}\n");
    assert!(message.starts_with("t.jsonl:2: column a: a list"), "{message}");
    let rows = "{\"a\": 1}\n".repeat(30);
    let message = error("t.jsonl", &format!("{rows}{{\"a\": \"x\"}}\n"));
    assert!(message.starts_with("t.jsonl:31: column a: \"x\", expected a number"), "{message}");
}

#[test]
fn a_hundred_thousand_columns() {
    let n = 100_000;
    let header: Vec<String> = (0..n).map(|i| format!("c{i}")).collect();
    let row: Vec<String> = (0..n).map(|i| i.to_string()).collect();
    let text = format!("{}\n{}\n{}\n", header.join(","), row.join(","), row.join(","));
    let t = table(&text);
    assert_eq!((t.rows(), t.columns().len()), (2, n));
    assert_eq!(t.columns()[n - 1].text(1).as_deref(), Some("99999"));
}

#[test]
fn no_rows_is_a_table_of_no_rows() {
    let t = table("a,b\n");
    assert_eq!((t.rows(), t.columns().len()), (0, 2));
}

#[test]
fn pieces_are_the_whole_and_packed_files_too() {
    use std::io::Write;
    let text: String =
        "a,b\n".to_string() + &(0..25).map(|i| format!("{i},n{}\n", i % 3)).collect::<String>();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let path = std::env::temp_dir().join(format!("sparkler-table-{}.csv.gz", std::process::id()));
    std::fs::write(&path, packed.finish().unwrap()).unwrap();
    let mut reader = Reader::open(&path, &ReadOptions::default()).unwrap();
    let mut rows = Vec::new();
    while let Some(piece) = reader.next_rows(10).unwrap() {
        assert!(piece.rows() <= 10);
        rows.extend((0..piece.rows()).map(|r| {
            (
                piece.columns()[0].text(r).unwrap().into_owned(),
                piece.columns()[1].text(r).unwrap().into_owned(),
            )
        }));
    }
    assert_eq!(rows.len(), 25);
    assert_eq!(rows[13], ("13".into(), "n1".into()));
    let schema =
        Schema { fields: vec![Field { name: "b".into(), column_type: ColumnType::Category }] };
    let b = Reader::with_schema(&path, &ReadOptions::default(), schema).unwrap().rest().unwrap();
    assert_eq!((b.columns().len(), b.rows()), (1, 25));
    let schema =
        Schema { fields: vec![Field { name: "z".into(), column_type: ColumnType::Number }] };
    let Err(e) = Reader::with_schema(&path, &ReadOptions::default(), schema) else { panic!() };
    assert!(e.to_string().contains("no column z; the file has a, b"), "{e}");
    std::fs::remove_file(&path).unwrap();
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(0u8..=255, 0..200)) {
        let _ = read_bytes("t.csv", &bytes, &ReadOptions::default());
        let _ = read_bytes("t.jsonl", &bytes, &ReadOptions::default());
    }

    #[test]
    fn no_text_of_separators_and_quotes_makes_it_panic(text in "[a0,;\"\n\r1. -]{0,80}") {
        let _ = read_bytes("t.csv", text.as_bytes(), &ReadOptions::default());
    }

    #[test]
    fn dates_go_to_text_and_back(seconds in -60_000_000_000i64..250_000_000_000) {
        proptest::prop_assert_eq!(parse_date(&format_date(seconds)), Some(seconds));
    }
}

#[test]
fn numbers_of_large_tables_are_rounded_if_asked_for() {
    let mut text = String::from("third,tenth,y,big\n");
    for i in 1..40_000 {
        let x = f64::from(i) / 3.0;
        text.push_str(&format!("{x},{}.{},{x},{}\n", i / 10, i % 10, x * 1e9));
    }
    let rounding = |above| {
        let rounding = Rounding { above, except: vec!["y".into()] };
        let options = ReadOptions { rounding: Some(rounding), ..ReadOptions::default() };
        let table = read_bytes("t.csv", text.as_bytes(), &options).unwrap();
        let numbers = |c: &Column| match c.values() {
            Values::Numbers(numbers) => numbers.clone(),
            other => panic!("{other:?}"),
        };
        table.columns().iter().map(numbers).collect::<Vec<_>>()
    };
    let exact = rounding(160_000);
    assert!(exact.iter().all(|c| !c.is_rounded()));
    assert_eq!((exact[0].bytes() / 39_999, exact[1].bytes() / 39_999), (8, 3));
    // The limit is passed in the middle: what came before is rounded as well.
    let found = rounding(100_000);
    let rounded: Vec<bool> = found.iter().map(Numbers::is_rounded).collect();
    assert_eq!(rounded, [true, false, false, false]);
    assert!((1..3).all(|c| found[c] == exact[c]));
    assert!(found[0] == exact[0].clone().into_rounded() && found[0].bytes() <= 4 * 39_999);
    assert_eq!(found[0].get(0), f64::from(1.0f32 / 3.0));
    // Large numbers keep their digits.
    assert_eq!(found[3].get(39_998), exact[3].get(39_998));
}

#[test]
fn broken_json_is_shown_where_it_breaks() {
    let e = error("t.jsonl", "{\"a\":1}\n{\"a\":\n");
    assert_eq!(e, "t.jsonl:2: no JSON: EOF while parsing a value, at column 5");
}
