//! The WebAssembly modules: one compilation of `crates/web`, and one of `crates/learn-web`, for each
//! set of instructions.

use super::compiler::Compiler;
use super::{fingerprint, output_of, package_dir, read, run_command, target_dir, write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// A compilation of `crates/web`, or of `crates/learn-web`.
pub struct Module {
    name: &'static str,
    /// The crate.
    package: &'static str,
    relaxed: bool,
    threads: bool,
}

/// All of them. A host loads the best that it can run: old browsers and Node 20 know no relaxed
/// SIMD, and threads want memory that the host must allow to be shared. The learners come with and
/// without threads, and without relaxed SIMD: so every host learns the same bits, whatever it can
/// run, and each module takes minutes to build.
static MODULES: [Module; 6] = [
    Module { name: "simd", package: CORE, relaxed: false, threads: false },
    Module { name: "relaxed", package: CORE, relaxed: true, threads: false },
    Module { name: "simd-threads", package: CORE, relaxed: false, threads: true },
    Module { name: "relaxed-threads", package: CORE, relaxed: true, threads: true },
    Module { name: "learn-simd", package: LEARN, relaxed: false, threads: false },
    Module { name: "learn-simd-threads", package: LEARN, relaxed: false, threads: true },
];

/// The engine, and the traditional learners.
const CORE: &str = "sparkler-web";
const LEARN: &str = "sparkler-learn-web";

/// The modules of those names; all if there are none.
pub fn choose(names: &[&str]) -> Result<Vec<&'static Module>, String> {
    if names.is_empty() {
        return Ok(MODULES.iter().collect());
    }
    let find = |name: &&str| {
        MODULES.iter().find(|m| m.name == *name).ok_or_else(|| {
            let known: Vec<&str> = MODULES.iter().map(|m| m.name).collect();
            format!("no module is called {name}; there are {}", known.join(", "))
        })
    };
    names.iter().map(find).collect()
}

/// The version of wasm-bindgen, as in the `Cargo.toml` of `web` and `xtask-bindgen`.
const BINDGEN_VERSION: &str = "0.2.130";

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the program that writes the JavaScript side of a module, and gives its path. It lies
/// with the modules, so that they need not wait for what cargo builds elsewhere.
pub fn build_bindgen(root: &Path) -> Result<PathBuf, String> {
    let target = target_dir(root).join("wasm");
    run_command(
        Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "xtask-bindgen", "--target-dir"])
            .arg(&target)
            .current_dir(root),
    )?;
    Ok(target.join("debug").join(format!("xtask-bindgen{}", std::env::consts::EXE_SUFFIX)))
}

impl Module {
    fn flags(&self, compiler: &Compiler) -> Vec<String> {
        let mut features = String::from("+simd128");
        if self.relaxed {
            features += ",+relaxed-simd";
        }
        if self.threads {
            features += ",+atomics,+bulk-memory,+mutable-globals";
        }
        let mut flags = vec![
            format!("-Ctarget-feature={features}"),
            // Rooms that are compiled to be small use the kernels of `cpu` that are compiled to be
            // fast (`cpu/src/instances.rs`).
            "-Zshare-generics=y".into(),
        ];
        if self.package == LEARN {
            // Fetched once and used by many: a seventh smaller, and no fit was measured to be slower.
            // Kernels of `cpu` are inlined wherever they say so.
            flags.push("-Cllvm-args=-inline-threshold=60".into());
        }
        if self.threads {
            // Workers share the page's memory, which the host makes; each has its own stack and
            // thread-local variables, which wasm-bindgen sets up with these exports.
            for argument in [
                "--shared-memory",
                "--import-memory",
                "--initial-memory=16777216",
                "--max-memory=4294967296",
                "--export=__wasm_init_tls",
                "--export=__tls_size",
                "--export=__tls_align",
                "--export=__tls_base",
            ] {
                flags.push(format!("-Clink-arg={argument}"));
            }
        }
        // Panic messages name source files; they should not name this machine's folders.
        for (from, to) in &compiler.renamed {
            flags.push(format!("--remap-path-prefix={from}={to}"));
        }
        flags
    }

    fn cargo(&self, root: &Path, compiler: &Compiler, what: &str) -> Command {
        let mut command = compiler.cargo(root);
        command.args([what, "--package", self.package, "--target", TARGET]);
        command.arg("--target-dir").arg(target_dir(root).join("wasm"));
        command.env("CARGO_ENCODED_RUSTFLAGS", self.flags(compiler).join("\x1f"));
        command
    }

    /// Compiles, writes the JavaScript side and optimises, into `dist` of the package.
    pub fn build(&self, root: &Path, compiler: &Compiler, bindgen: &Path) -> Result<(), String> {
        let start = Instant::now();
        println!("module {}", self.name);
        let mut command = self.cargo(root, compiler, "build");
        // The learners are smaller with a library of their own.
        if self.threads || self.package == LEARN || !compiler.has_library {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        run_command(command.args(["--profile", "wasm", "--quiet"]))?;
        let target = target_dir(root).join("wasm");
        let file = format!("{}.wasm", self.package.replace('-', "_"));
        let compiled = target.join(TARGET).join("wasm").join(file);
        let dist = package_dir(root).join("dist");
        std::fs::create_dir_all(&dist).map_err(|e| format!("{}: {e}", dist.display()))?;
        let wasm_opt = WasmOpt::find(root)?;
        let flags = self.wasm_opt_flags();
        let glue = package_dir(root).join("scripts/glue.mjs");
        let mark = fingerprint(&[
            &read(&compiled)?,
            &read(&glue)?,
            BINDGEN_VERSION.as_bytes(),
            wasm_opt.version.as_bytes(),
            flags.join(" ").as_bytes(),
        ]);
        let stamp = target.join(format!("{}.stamp", self.name));
        let module = dist.join(format!("sparkler.{}.wasm", self.name));
        let done = module.exists()
            && module.with_extension("js").exists()
            && std::fs::read_to_string(&stamp).is_ok_and(|old| old == mark);
        if !done {
            // A run that is cut off must not leave half a file that passes for the whole.
            let _ = std::fs::remove_file(&stamp);
            let folder = target.join("bindgen");
            let name = format!("sparkler-{}", self.name);
            run_command(Command::new(bindgen).args([
                compiled.as_path(),
                &folder,
                Path::new(&name),
            ]))?;
            let plain = folder.join(format!("{name}_bg.wasm"));
            run_command(wasm_opt.command().arg(&plain).args(&flags).arg("-o").arg(&module))?;
            let mut command = Command::new("node");
            command.arg(&glue).arg(folder.join(format!("{name}.js")));
            command.arg(module.with_extension("js"));
            if self.package == LEARN {
                // A page may need another instance, see `packages/sparkler/src/learn/module.ts`.
                command.arg("--factory");
            }
            run_command(&mut command)?;
            write(&stamp, mark.as_bytes())?;
        }
        println!("   {:.0} s", start.elapsed().as_secs_f64());
        Ok(())
    }

    fn wasm_opt_flags(&self) -> Vec<&'static str> {
        // What the compiler made is fast already. Passes that rewrite it gain no speed that could be
        // measured, and the result is larger after compression, since alike pieces of code become
        // less alike. So only what is there twice or not used is taken out.
        let mut flags = vec![
            "--duplicate-function-elimination",
            "--memory-packing",
            "--remove-unused-module-elements",
            "--strip-debug",
            "--strip-producers",
            "--enable-simd",
            "--enable-bulk-memory",
            "--enable-nontrapping-float-to-int",
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-multivalue",
            "--enable-reference-types",
        ];
        if self.relaxed {
            flags.push("--enable-relaxed-simd");
        }
        if self.threads {
            flags.push("--enable-threads");
        }
        flags
    }
}

/// The optimiser of the npm package `binaryen`.
struct WasmOpt {
    path: PathBuf,
    version: String,
}

impl WasmOpt {
    fn find(root: &Path) -> Result<WasmOpt, String> {
        let path = package_dir(root).join("node_modules/binaryen/bin/wasm-opt");
        let mut found = WasmOpt { path, version: String::new() };
        found.version = output_of(found.command().arg("--version"))?;
        Ok(found)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("node");
        command.arg(&self.path);
        command
    }
}

/// Runs clippy on what is compiled for WebAssembly alone, threads included where there are any.
pub fn lint(root: &Path, compiler: &Compiler) -> Result<(), String> {
    if !compiler.has_library {
        println!("   left out: Debian's compiler for WebAssembly comes without clippy");
        return Ok(());
    }
    for package in [CORE, LEARN] {
        // The last one has most. Nothing is linked, so the library need not be one for threads.
        let module = MODULES.iter().rfind(|m| m.package == package);
        let module = module.ok_or("no such module")?;
        run_command(
            module.cargo(root, compiler, "clippy").args(["--quiet", "--", "-D", "warnings"]),
        )?;
    }
    Ok(())
}
