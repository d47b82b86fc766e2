//! `sparkler recommend` and `sparkler baskets`.

mod common;

use common::*;
use serde_json::Value;
use std::fs;

/// Four users of two tastes.
const RATINGS: &str = "user,item,rating\nann,jazz,5\nann,blues,4\nbob,jazz,5\nbob,blues,5\n\
                       cid,jazz,4\ndan,rock,5\ndan,punk,5\neve,rock,4\n\"eve, jr\",punk,3\n";
const BASKETS: &str = "bread,butter\nbread,butter,jam\nbread\n\n\"tea, green\",jam,\n";

fn write(text: &str) -> (Scratch, String) {
    let dir = Scratch::new();
    let path = dir.path("table.csv");
    fs::write(&path, text).unwrap();
    (dir, path)
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_model_recommends_and_the_same_seed_recommends_the_same() {
    let (_dir, path) = write(RATINGS);
    for model in ["als", "bpr", "ratings", "svd++", "cosine", "tfidf", "bm25"] {
        let arguments =
            ["recommend", &path, "--user", "cid", "--n", "2", "--model", model, "--json"];
        let first = succeed(&arguments);
        let found = lines(&first);
        assert_eq!(found.len(), 2, "{model}: {first}");
        assert!(found.iter().all(|l| l["item"] != "jazz"), "{model}: what was met is left out");
        assert_eq!(found[1]["rank"], 2);
        assert_eq!(first, succeed(&arguments), "{model}");
    }
    let found = lines(&succeed(&["recommend", &path, "--user", "cid", "--json", "--factors", "2"]));
    assert_eq!(found[0]["item"], "blues");
    assert_eq!(found[0]["because"][0], "jazz");
    let text = succeed(&["recommend", &path, "--user", "eve, jr", "--keep-known"]);
    assert!(text.contains("6 users, 4 items, 9 lines; AlternatingLeastSquares"), "{text}");
    assert!(text.contains("  1  punk"), "{text}");
}

#[test]
fn columns_may_stand_anywhere() {
    let (_dir, path) = write("when;artist;who\n1;jazz;ann\n2;blues;ann\n3;jazz;bob\n");
    let columns = ["--user-column", "who", "--item-column", "artist", "--delimiter", ";"];
    let arguments = ["recommend", &path, "--user", "bob", "--json", "--model", "cosine"];
    let found = lines(&succeed(&[&arguments[..], &columns[..]].concat()));
    assert_eq!(found[0]["item"], "blues");
}

#[test]
fn what_is_wrong_with_ratings_is_said() {
    let cases: [(&str, &[&str], i32, &[&str]); 9] = [
        (RATINGS, &["--user", "zoe"], 1, &["--user zoe", "\"ann\""]),
        (RATINGS, &["--user", "ann", "--item-column", "film"], 2, &["film", "user, item, rating"]),
        (RATINGS, &["--user", "ann", "--n", "0"], 2, &["--n"]),
        (
            "user,item,rating\nann,jazz,good\n",
            &["--user", "ann"],
            1,
            &["table.csv:2: column rating", "\"good\""],
        ),
        ("user,item\nann\n", &["--user", "ann"], 1, &["table.csv:2: 1 fields, expected 2"]),
        ("user,item\nann,\n", &["--user", "ann"], 1, &["table.csv:2: column item: is empty"]),
        ("user\nann\n", &["--user", "ann"], 1, &["expected at least two"]),
        ("", &["--user", "ann"], 1, &["is empty"]),
        (
            "user,item\nann,\"jazz\nbob,rock\n",
            &["--user", "ann"],
            1,
            &["table.csv:2: bad quotes: a quote that is never closed"],
        ),
    ];
    for (text, more, code, parts) in cases {
        let (_dir, path) = write(text);
        let message = fail(&[&["recommend", &path][..], more].concat(), code);
        for part in parts {
            assert!(message.contains(part), "{text:?} {more:?}: {message}");
        }
    }
    let (_dir, path) = write("user,item\nann,jazz\n");
    let message = fail(&["recommend", &path, "--user", "ann", "--model", "ratings"], 2);
    assert!(message.contains("--rating-column"), "{message}");
    let message = fail(&["recommend", "nowhere.csv", "--user", "ann"], 1);
    assert!(message.contains("nowhere.csv"), "{message}");
    let dir = Scratch::new();
    let path = dir.path("latin.csv");
    fs::write(&path, b"user,item\nann,caf\xe9\n").unwrap();
    let message = fail(&["recommend", &path, "--user", "ann"], 1);
    assert!(message.contains("latin.csv:2:") && message.contains("UTF-8"), "{message}");
}

#[test]
fn baskets_give_itemsets_and_rules() {
    let (_dir, path) = write(BASKETS);
    for algorithm in ["fpgrowth", "eclat", "apriori"] {
        let arguments = ["baskets", &path, "--min-support", "0.5", "--algorithm", algorithm];
        let found = lines(&succeed(&[&arguments[..], &["--json"]].concat()));
        let sets: Vec<_> = found.iter().filter(|l| l.get("items").is_some()).collect();
        assert_eq!(sets.len(), 4, "{algorithm}: bread, butter, jam, and bread with butter");
        assert_eq!(sets[0]["items"], serde_json::json!(["bread"]));
        assert_eq!(sets[0]["support"], 0.75);
        let rules: Vec<_> = found.iter().filter(|l| l.get("confidence").is_some()).collect();
        assert_eq!(rules.len(), 2);
        let sure = rules.iter().find(|r| r["confidence"] == 1.0).unwrap();
        assert_eq!(sure["antecedents"][0], "butter");
        assert_eq!(sure["conviction"], Value::Null, "it is infinite");
        let text = succeed(&[&arguments[..], &["--limit", "1"]].concat());
        assert!(text.contains("4 baskets of 4 items; 4 itemsets, 2 rules"), "{text}");
        assert!(text.contains("ignored: 1 blank lines, 1 empty fields"), "{text}");
        assert!(text.contains("... and 3 more") && text.contains("butter -> bread"), "{text}");
    }
}

#[test]
fn what_is_wrong_with_baskets_is_said() {
    let (_dir, path) = write(BASKETS);
    for (more, part) in [
        (["--min-support", "0"], "--min-support 0: expected more than 0"),
        (["--min-support", "-1"], "--min-support -1"),
        (["--min-confidence", "2"], "--min-confidence 2: expected 0 to 1"),
        (["--max-len", "0"], "--max-len"),
    ] {
        let message = fail(&[&["baskets", &path][..], &more].concat(), 2);
        assert!(message.contains(part), "{message}");
    }
    let (_dir, path) = write("\n\n");
    let message = fail(&["baskets", &path], 1);
    assert!(message.contains("no basket"), "{message}");
    for (text, part) in [
        ("bread,jam\ntea,\"mi\"lk\n", "table.csv:2: bad quotes: a quote inside a quoted field"),
        ("bread,jam\n\n\"tea\nmilk\n", "table.csv:3: bad quotes: a quote that is never closed"),
    ] {
        let (_dir, path) = write(text);
        let message = fail(&["baskets", &path], 1);
        assert!(message.contains(part), "{message}");
    }
    let many: Vec<String> = (0..100).map(|i| i.to_string()).collect();
    let (_dir, path) = write(&many.join(","));
    let message = fail(&["baskets", &path], 1);
    assert!(message.contains("max_len") && message.contains("min_support"), "{message}");
}
