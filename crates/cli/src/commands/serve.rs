//! `sparkler serve`: a page for this machine's browser.

use crate::error::{Error, Result};
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::json;
use sparkler::data::EMBEDDED_DIGIT_FILES;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tower_http::services::ServeDir;
use tower_http::services::fs::ServeFileSystemResponseBody;

/// Where the search for a free port begins, and how far it goes.
const FIRST_PORT: u16 = 8080;
const PORTS: u16 = 100;

/// The page that is served if no folder is given, and the package that pages use, in the checkout.
const PAGE: &str = "examples/web/digits";
const PACKAGE: &str = "packages/sparkler";
const DIST: &str = "packages/sparkler/dist";
/// What is missing if the package is not built.
const NOT_BUILT: &str = "packages/sparkler/dist is not there: run `cargo xtask web`, which builds \
                         the package that the page uses";

/// Headers of every answer. The first three make a page cross-origin isolated, which is what a
/// browser asks of pages that share memory between threads.
const HEADERS: [(HeaderName, &str); 5] = [
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Kept by the browser, but asked for anew: an answer without a body if nothing has changed.
    (header::CACHE_CONTROL, "no-cache"),
];

/// Show a web page that learns: files of a folder, for this machine's browser alone.
///
/// Without DIR the page is examples/web/digits, which learns to read handwritten digits. Pages
/// find Sparkler's package under /sparkler/ and the digits that the program carries under /data/,
/// unless the folder has files of that name itself. They may use threads. Ctrl-C ends.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder; its index.html is the page.
    dir: Option<PathBuf>,
    /// The port; 0 is any that is free [default: the first free one from 8080].
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Print where the page is as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Serves until Ctrl-C.
pub fn run(arguments: &Arguments) -> Result<()> {
    let site = Arc::new(Site::find(arguments.dir.as_deref())?);
    let listeners = listen(arguments.port)?;
    let port = listeners[0].local_addr().map_err(cannot_serve)?.port();
    // There is nothing to save.
    ctrlc::set_handler(|| std::process::exit(0))
        .map_err(|e| Error::failed(format!("cannot listen for Ctrl-C: {e}")))?;

    let (folder, url) = (site.folder.display(), format!("http://localhost:{port}/"));
    let mut out = io::stdout().lock();
    match arguments.json {
        true => {
            let line = json!({ "url": url, "port": port, "folder": folder.to_string() });
            writeln!(out, "{line}")?;
        }
        false => writeln!(out, "{folder} is at {url} (Ctrl-C ends)")?,
    }
    out.flush()?;
    drop(out);
    if site.package.is_none() {
        // The page may do without.
        let _ = writeln!(io::stderr(), "note: {NOT_BUILT}");
    }

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime
        .map_err(cannot_serve)?
        .block_on(async {
            let mut servers = Vec::new();
            for listener in listeners {
                listener.set_nonblocking(true)?;
                let listener = tokio::net::TcpListener::from_std(listener)?;
                servers.push(tokio::spawn(accept(listener, site.clone())));
            }
            for server in servers {
                server.await?;
            }
            Ok::<(), io::Error>(())
        })
        .map_err(cannot_serve)
}

fn cannot_serve(e: io::Error) -> Error {
    Error::failed(format!("cannot serve: {e}"))
}

/// Ears on this machine's own addresses, which nobody else can reach: IPv4, and IPv6 if there is.
fn listen(port: Option<u16>) -> Result<Vec<TcpListener>> {
    if let Some(port) = port {
        return bind(port).map_err(|e| match e.kind() {
            io::ErrorKind::AddrInUse => Error::failed(format!(
                "port {port} is taken by another program (without --port a free one is chosen)"
            )),
            _ => Error::failed(format!("cannot use port {port}: {e}")),
        });
    }
    let mut last = None;
    for port in FIRST_PORT..FIRST_PORT + PORTS {
        match bind(port) {
            Ok(listeners) => return Ok(listeners),
            Err(e) => last = Some(e),
        }
    }
    let last = last.map(|e| e.to_string()).unwrap_or_default();
    let end = FIRST_PORT + PORTS - 1;
    Err(Error::failed(format!("no free port from {FIRST_PORT} to {end}: {last}")))
}

fn bind(port: u16) -> io::Result<Vec<TcpListener>> {
    let mut listeners = vec![TcpListener::bind((Ipv4Addr::LOCALHOST, port))?];
    let port = listeners[0].local_addr()?.port();
    // `localhost` may mean either, so another program must have neither.
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(listener) => listeners.push(listener),
        Err(e) if e.kind() == io::ErrorKind::AddrInUse => return Err(e),
        Err(_) => {}
    }
    Ok(listeners)
}

async fn accept(listener: tokio::net::TcpListener, site: Arc<Site>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, say: better in a while.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let site = site.clone();
        tokio::spawn(async move {
            let answer = service_fn(|request: Request<Incoming>| async {
                Ok::<_, Infallible>(site.answer(request.into_parts().0).await)
            });
            let connection = hyper::server::conn::http1::Builder::new();
            // A browser that hangs up in the middle of a file is no reason to complain.
            let _ = connection.serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

type Body = Either<ServeFileSystemResponseBody, Full<Bytes>>;

/// What is served.
struct Site {
    folder: PathBuf,
    /// Where the package is, if it is built.
    package: Option<PathBuf>,
}

impl Site {
    /// That folder, or the page of the checkout, with the package of the checkout.
    fn find(folder: Option<&Path>) -> Result<Site> {
        let here = std::env::current_dir().ok();
        let program = std::env::current_exe().ok();
        let given = folder.and_then(|folder| folder.canonicalize().ok());
        let places = [&here, &given, &program].into_iter().flatten();
        let checkout = places.flat_map(|place| place.ancestors()).find(|place| {
            place.join(PAGE).join("index.html").is_file() && place.join(PACKAGE).is_dir()
        });
        let package = checkout.map(|place| place.join(DIST)).filter(|dist| dist.is_dir());
        let folder = match (folder, checkout) {
            (Some(folder), _) if folder.is_dir() => folder.to_path_buf(),
            (Some(folder), _) => {
                let what = if folder.exists() { "not a folder" } else { "not found" };
                return Err(Error::failed(format!("{}: {what}", folder.display())));
            }
            (None, None) => {
                return Err(Error::usage(format!(
                    "which folder? ({PAGE}, which is served without DIR, is part of Sparkler's \
                     source, and this is outside of it)"
                )));
            }
            (None, Some(_)) if package.is_none() => return Err(Error::failed(NOT_BUILT)),
            (None, Some(place)) => match &here {
                Some(here) if here == place => PAGE.into(),
                _ => place.join(PAGE),
            },
        };
        Ok(Site { folder, package })
    }

    /// The answer to a request. The folder's own files come first.
    async fn answer(&self, request: Parts) -> Response<Body> {
        let mut response = match self.refuse(&request) {
            Some(refusal) => refusal,
            None => self.look_up(&request).await,
        };
        let headers = response.headers_mut();
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let of_text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if let Some(kind) = of_text.filter(|k| k.starts_with("text/") && !k.contains("charset"))
            && let Ok(value) = HeaderValue::from_str(&format!("{kind}; charset=utf-8"))
        {
            headers.insert(header::CONTENT_TYPE, value);
        }
        response
    }

    fn refuse(&self, request: &Parts) -> Option<Response<Body>> {
        if request.method != Method::GET && request.method != Method::HEAD {
            let message = format!("{}: expected GET or HEAD\n", request.method);
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, message);
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Some(response);
        }
        // A page from elsewhere could have its own name stand for this machine, and read along.
        let host = request.headers.get(header::HOST).and_then(|value| value.to_str().ok());
        if !host.is_some_and(is_this_machine) {
            let host = host.unwrap_or_default();
            let message = format!("host {host:?}: expected localhost or a number\n");
            return Some(text(StatusCode::FORBIDDEN, message));
        }
        // What begins with a dot, like .git, is nobody's business; `..` leads out.
        let path = request.uri.path();
        if path.contains("/.") || path.to_ascii_lowercase().contains("%2e") {
            return Some(not_found(path));
        }
        None
    }

    async fn look_up(&self, request: &Parts) -> Response<Body> {
        let path = request.uri.path();
        let own = file(ServeDir::new(&self.folder), request.clone()).await;
        if own.status() != StatusCode::NOT_FOUND {
            return own;
        }
        if let Some(name) = path.strip_prefix("/data/")
            && let Some((_, bytes)) = EMBEDDED_DIGIT_FILES.iter().find(|(known, _)| *known == name)
        {
            return embedded(bytes, request);
        }
        if let Some(inside) = path.strip_prefix("/sparkler/") {
            let Some(package) = &self.package else {
                return text(StatusCode::NOT_FOUND, format!("{NOT_BUILT}\n"));
            };
            let mut request = request.clone();
            if let Ok(uri) = format!("/{inside}").parse() {
                request.uri = uri;
                let files = ServeDir::new(package).redirect_path_prefix("/sparkler");
                let found = file(files, request).await;
                if found.status() != StatusCode::NOT_FOUND {
                    return found;
                }
            }
        }
        not_found(path)
    }
}

/// A file of a folder, as the library serves it: with its type, for a part of it, or only to say
/// that it has not changed.
async fn file(mut files: ServeDir, request: Parts) -> Response<Body> {
    match files.try_call(Request::from_parts(request, ())).await {
        Ok(response) => response.map(Either::Left),
        Err(e) if e.kind() == io::ErrorKind::NotFound => text(StatusCode::NOT_FOUND, String::new()),
        Err(e) => text(StatusCode::INTERNAL_SERVER_ERROR, format!("cannot read it: {e}\n")),
    }
}

/// A file that the program carries.
fn embedded(bytes: &'static [u8], request: &Parts) -> Response<Body> {
    let mut hash = DefaultHasher::new();
    bytes.hash(&mut hash);
    let tag = format!("\"{:016x}\"", hash.finish());
    let known = request.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let body = match unchanged || request.method == Method::HEAD {
        true => Bytes::new(),
        false => Bytes::from_static(bytes),
    };
    let mut response = Response::new(Either::Right(Full::new(body)));
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/gzip"));
    headers.insert(header::CONTENT_LENGTH, bytes.len().into());
    response
}

fn not_found(path: &str) -> Response<Body> {
    text(StatusCode::NOT_FOUND, format!("{path}: not found\n"))
}

fn text(status: StatusCode, message: String) -> Response<Body> {
    let mut response = Response::new(Either::Right(Full::from(message)));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

/// Is that `Host` one that only this machine's own pages can have: localhost, or a number?
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let six = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<Ipv4Addr>().is_ok()
        || six.is_some_and(|name| name.parse::<Ipv6Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "[::1]:8080", "[::1]"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["", "example.com", "localhost.example.com:8080", "::1:x", "[evil]:8080"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn the_next_port_is_taken_if_one_is_not_free() {
        let first = listen(Some(0)).unwrap();
        let port = first[0].local_addr().unwrap().port();
        assert!(first.iter().all(|l| l.local_addr().unwrap().ip().is_loopback()));
        let Err(Error::Failed(message)) = listen(Some(port)) else { panic!("taken twice") };
        assert!(message.contains("is taken"), "{message}");
        // Without a number, one that is free.
        let (one, other) = (listen(None).unwrap(), listen(None).unwrap());
        let ports = [&one, &other].map(|all| all[0].local_addr().unwrap().port());
        assert_ne!(ports[0], ports[1]);
        assert!(ports.iter().all(|p| (FIRST_PORT..FIRST_PORT + PORTS).contains(p)), "{ports:?}");
    }
}
