//! `sparkler serve`, asked over the wire.

mod common;

use common::*;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Stdio};

/// The program, serving a folder until it is dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(folder: &str) -> Server {
        let mut child = sparkler()
            .args(["serve", folder, "--port", "0", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let port = line["port"].as_u64().unwrap() as u16;
        assert_eq!(line["url"], format!("http://localhost:{port}/"));
        assert_eq!(line["folder"], folder);
        Server { child, port }
    }

    /// The answer to a request: status and headers in small letters, and the body.
    fn ask(&self, method: &str, path: &str, more: &str) -> (String, Vec<u8>) {
        let host = format!("Host: localhost:{}\r\n", self.port);
        let host = if more.contains("Host:") { "" } else { &host };
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        let request = format!("{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{more}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap().to_lowercase();
        (head, answer[end + 4..].to_vec())
    }

    #[track_caller]
    fn expect(&self, method: &str, path: &str, more: &str, status: u16) -> (String, Vec<u8>) {
        let (head, body) = self.ask(method, path, more);
        assert!(head.starts_with(&format!("http/1.1 {status} ")), "{method} {path}: {head}");
        // Whatever the answer is.
        for header in [
            "cross-origin-opener-policy: same-origin",
            "cross-origin-embedder-policy: require-corp",
            "cross-origin-resource-policy: same-origin",
            "x-content-type-options: nosniff",
            "cache-control: no-cache",
        ] {
            assert!(head.contains(header), "{method} {path}: {header} is not in {head}");
        }
        (head, body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let of = |line: &'a str| line.strip_prefix(name)?.strip_prefix(": ");
    head.lines().find_map(of).unwrap_or_else(|| panic!("{name} is not in {head}"))
}

/// A page in a folder, with a secret beside the folder and one in it.
fn page() -> (Scratch, String) {
    let dir = Scratch::new();
    let folder = dir.0.join("page");
    fs::create_dir_all(folder.join("part/.git")).unwrap();
    for (name, text) in [
        ("page/index.html", "<!doctype html><title>Hello</title>"),
        ("page/part/index.html", "part"),
        ("page/part/code.mjs", "export {};"),
        ("page/code.js", "export {};"),
        ("page/style.css", "a {}"),
        ("page/module.wasm", "\0asm"),
        ("page/model.json", "{}"),
        ("page/name with space.txt", "text"),
        ("page/part/.git/config", "secret"),
        ("secret.txt", "secret"),
    ] {
        fs::write(dir.0.join(name), text).unwrap();
    }
    let path = folder.display().to_string();
    (dir, path)
}

#[test]
fn files_have_their_types() {
    let (_dir, folder) = page();
    let server = Server::start(&folder);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/code.js", "text/javascript; charset=utf-8"),
        ("/part/code.mjs", "application/javascript"),
        ("/style.css?v=1", "text/css; charset=utf-8"),
        ("/module.wasm", "application/wasm"),
        ("/model.json", "application/json"),
        ("/name%20with%20space.txt", "text/plain; charset=utf-8"),
    ] {
        let (head, body) = server.expect("GET", path, "", 200);
        assert_eq!(header(&head, "content-type"), kind, "{path}");
        assert_eq!(header(&head, "content-length"), body.len().to_string(), "{path}");
        let (same, nothing) = server.expect("HEAD", path, "", 200);
        assert_eq!(header(&same, "content-length"), body.len().to_string(), "{path}");
        assert!(nothing.is_empty(), "{path}");
    }
    let (head, _) = server.expect("GET", "/part", "", 307);
    assert_eq!(header(&head, "location"), "/part/");
    assert_eq!(server.expect("GET", "/part/", "", 200).1, b"part");
    assert_eq!(server.expect("GET", "/style.css", "Range: bytes=2-\r\n", 206).1, b"{}");
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let (dir, folder) = page();
    let server = Server::start(&folder);
    for path in ["/code.js", "/data/t10k-labels-idx1-ubyte.gz"] {
        let (head, body) = server.expect("GET", path, "", 200);
        assert!(!body.is_empty());
        let tag = header(&head, "etag");
        let (_, body) = server.expect("GET", path, &format!("If-None-Match: {tag}\r\n"), 304);
        assert!(body.is_empty(), "{path}");
        server.expect("GET", path, "If-None-Match: \"other\"\r\n", 200);
    }
    let (head, _) = server.expect("GET", "/code.js", "", 200);
    fs::write(dir.0.join("page/code.js"), "export default 1;").unwrap();
    let tag = format!("If-None-Match: {}\r\n", header(&head, "etag"));
    assert_eq!(server.expect("GET", "/code.js", &tag, 200).1, b"export default 1;");
}

#[test]
fn only_the_folder_is_open_and_only_for_reading() {
    let (_dir, folder) = page();
    let server = Server::start(&folder);
    for path in [
        "/missing.html",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/part/%2E%2E%2f../../secret.txt",
        "/..%5csecret.txt",
        "//../secret.txt",
        "/part/../../secret.txt",
        "/part/.git/config",
        "/part/%2egit/config",
        "/%00",
        "/%ff",
        "/sparkler/../../Cargo.toml",
        "/sparkler/%2e%2e/package.json",
        "/data/",
        "/data/LICENSE.md",
    ] {
        let (_, body) = server.expect("GET", path, "", 404);
        let body = String::from_utf8(body).unwrap();
        assert!(body.contains(": not found") || body.contains("cargo xtask web"), "{path}: {body}");
    }
    // A path that is none.
    let (head, _) = server.ask("GET", "secret.txt", "");
    assert!(!head.starts_with("http/1.1 200"), "{head}");
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let (head, _) = server.expect(method, "/index.html", "Content-Length: 0\r\n", 405);
        assert_eq!(header(&head, "allow"), "get, head");
    }
    // The page of another place whose name was made to mean this machine.
    let (_, body) = server.expect("GET", "/", "Host: example.com\r\n", 403);
    assert!(String::from_utf8(body).unwrap().contains("example.com"));
    server.expect("GET", "/", "Host: 127.0.0.1:1\r\n", 200);
    // What is no request at all does not end the server.
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port)).unwrap();
    stream.write_all(b"\x16\x03\x01\x02\0\x01\0\r\n\r\n").unwrap();
    drop(stream);
    server.expect("GET", "/", "", 200);
}

#[test]
fn the_digits_and_the_package_are_at_hand_unless_the_folder_has_its_own() {
    let (dir, folder) = page();
    let server = Server::start(&folder);
    for (name, bytes) in sparkler::data::EMBEDDED_DIGIT_FILES {
        let (head, body) = server.expect("GET", &format!("/data/{name}"), "", 200);
        assert_eq!(header(&head, "content-type"), "application/gzip");
        assert!(!head.contains("content-encoding"), "{head}");
        assert!(body == bytes, "{name}");
    }
    fs::create_dir_all(dir.0.join("page/data")).unwrap();
    fs::create_dir_all(dir.0.join("page/sparkler")).unwrap();
    fs::write(dir.0.join("page/data/t10k-labels-idx1-ubyte.gz"), "own").unwrap();
    fs::write(dir.0.join("page/sparkler/index.js"), "own").unwrap();
    for path in ["/data/t10k-labels-idx1-ubyte.gz", "/sparkler/index.js"] {
        assert_eq!(server.expect("GET", path, "", 200).1, b"own", "{path}");
    }
    // Served from the checkout, with the package if it is built.
    let checkout = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let page = format!("{checkout}/examples/web/digits");
    let server = Server::start(&page);
    let built = fs::read(format!("{checkout}/packages/sparkler/dist/index.js"));
    match built {
        Ok(bytes) => assert!(server.expect("GET", "/sparkler/index.js", "", 200).1 == bytes),
        // A build that was cut short leaves a folder without that file: a plain 404.
        Err(_) if fs::exists(format!("{checkout}/packages/sparkler/dist")).unwrap() => {
            server.expect("GET", "/sparkler/index.js", "", 404);
        }
        Err(_) => {
            let (_, body) = server.expect("GET", "/sparkler/index.js", "", 404);
            assert!(String::from_utf8(body).unwrap().contains("run `cargo xtask web`"));
        }
    }
    assert!(!server.expect("GET", "/", "", 200).1.is_empty());
}

#[test]
fn what_cannot_be_served() {
    let (dir, folder) = page();
    let missing = dir.path("missing");
    assert!(fail(&["serve", &missing], 1).contains("missing: not found"));
    let file = dir.path("secret.txt");
    assert!(fail(&["serve", &file], 1).contains("secret.txt: not a folder"));
    assert!(fail(&["serve", &folder, "--port", "70000"], 2).contains("--port"));
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let message = fail(&["serve", &folder, "--port", &port], 1);
    assert!(message.contains(&format!("port {port} is taken")), "{message}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it() {
    let (_dir, folder) = page();
    let mut server = Server::start(&folder);
    // With an answer on its way that nobody reads.
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port)).unwrap();
    let request = "GET /data/train-images-idx3-ubyte.gz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let id = server.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
