//! Writes the JavaScript side of a WebAssembly module, with wasm-bindgen as a library.
//!
//! `cargo xtask web` runs it. It is a program of its own because it takes a minute to compile, and
//! is needed only when a module has changed.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder, name] = &arguments[..] else {
        eprintln!("usage: xtask-bindgen MODULE FOLDER NAME");
        return ExitCode::from(2);
    };
    // `NAME.js` and `NAME_bg.wasm`. The package's own code finds the module, so the script needs
    // no default for where it is.
    let result = Bindgen::new()
        .input_path(module)
        .out_name(name)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("wasm-bindgen: {module}: {e:#}");
            ExitCode::FAILURE
        }
    }
}
