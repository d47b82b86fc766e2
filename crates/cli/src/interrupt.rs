//! Ctrl-C: the first asks politely, the second is obeyed at once.

use crate::error::{Error, Result};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on a first Ctrl-C only sets a flag, for a command that has something to save.
pub fn listen() -> Result<()> {
    ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            // As a shell reports a program that Ctrl-C ended.
            std::process::exit(130);
        }
        let text = "\nstopping after this step (Ctrl-C again ends at once)";
        let _ = writeln!(std::io::stderr(), "{text}");
    })
    .map_err(|e| Error::failed(format!("cannot listen for Ctrl-C: {e}")))
}

/// Was Ctrl-C pressed?
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
