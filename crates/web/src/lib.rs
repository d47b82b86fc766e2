//! The core as a WebAssembly module: the functions of `sparkler-bridge` for JavaScript.
//!
//! There is nothing to see here but calling convention; what the functions do is written in the
//! package's `native.ts`.

#![allow(missing_docs)] // Documented once, in `native.ts`.

#[cfg(target_family = "wasm")]
mod memory;

// The calls of workers, in modules with threads.
extern crate sparkler_wasm as _;

use sparkler_bridge::{SCRATCH_LEN, calls, scratch_cells, set_host as set_bridge_host};
use std::hint::black_box;
use std::rc::Rc;
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

/// Makes wrappers of the whole list.
macro_rules! wrap {
    ($($kind:ident $name:ident $js:ident($($arg:ident: $t:tt),*) -> $ret:tt;)*) => {
        $(function! { $kind $name $js [] [$($arg: $t,)*] [$($arg),*] $ret })*
    };
}

/// Makes one wrapper: first its parameters' types, one by one, then the function.
///
/// It calls through a pointer that the compiler cannot see through: inlined here, what is called
/// would be compiled to be fast and not, as its own room is, to be small.
macro_rules! function {
    // A module exports its memory under that name already; `src/load` gives the call its own back.
    ($k:ident memory memory [] [] [] unit) => {
        function! { @$k memory memoryUse [] [] () }
    };
    ($k:ident $n:ident $js:ident [$($p:tt)*] [$arg:ident: text, $($rest:tt)*] $a:tt $r:tt) => {
        function! { $k $n $js [$($p)* $arg: &str,] [$($rest)*] $a $r }
    };
    ($k:ident $n:ident $js:ident [$($p:tt)*] [$arg:ident: bytes, $($rest:tt)*] $a:tt $r:tt) => {
        function! { $k $n $js [$($p)* $arg: &[u8],] [$($rest)*] $a $r }
    };
    ($k:ident $n:ident $js:ident [$($p:tt)*] [$arg:ident: $t:ident, $($rest:tt)*] $a:tt $r:tt) => {
        function! { $k $n $js [$($p)* $arg: $t,] [$($rest)*] $a $r }
    };
    ($k:ident $n:ident $js:ident $p:tt [] $a:tt text) => { function! { @$k $n $js $p $a String } };
    ($k:ident $n:ident $js:ident $p:tt [] $a:tt bytes) => { function! { @$k $n $js $p $a Vec<u8> } };
    ($k:ident $n:ident $js:ident $p:tt [] $a:tt unit) => { function! { @$k $n $js $p $a () } };
    ($k:ident $n:ident $js:ident $p:tt [] $a:tt $r:ident) => { function! { @$k $n $js $p $a $r } };
    (@plain $n:ident $js:ident [$($p:tt)*] [$($a:ident),*] $r:ty) => {
        #[wasm_bindgen(js_name = $js)]
        pub fn $n($($p)*) -> $r {
            let call: fn($(function! { @any $a }),*) -> _ = calls::$n;
            black_box(call)($($a),*)
        }
    };
    (@fallible $n:ident $js:ident [$($p:tt)*] [$($a:ident),*] $r:ty) => {
        #[wasm_bindgen(js_name = $js)]
        pub fn $n($($p)*) -> Result<$r, JsError> {
            let call: fn($(function! { @any $a }),*) -> _ = calls::$n;
            black_box(call)($($a),*).map_err(|e| JsError::new(&e.0))
        }
    };
    (@any $a:ident) => { _ };
}

sparkler_bridge::interface!(wrap);

/// Where the scratch array begins in memory; it never moves.
#[wasm_bindgen(js_name = scratchPointer)]
pub fn scratch_pointer() -> *const f64 {
    scratch_cells().as_ptr().cast()
}

/// How many numbers the scratch array holds.
#[wasm_bindgen(js_name = scratchLength)]
pub fn scratch_length() -> usize {
    SCRATCH_LEN
}

#[wasm_bindgen]
extern "C" {
    /// A function of JavaScript's.
    pub type Host;

    #[wasm_bindgen(method, catch)]
    fn call(
        this: &Host,
        this_argument: &JsValue,
        callback: u32,
        count: i32,
    ) -> Result<i32, JsValue>;
}

/// Names the function that the core calls back.
#[wasm_bindgen(js_name = setHost)]
pub fn set_host(host: Host) {
    // A function that throws has failed.
    set_bridge_host(Rc::new(move |callback, count| {
        host.call(&JsValue::UNDEFINED, callback, count).unwrap_or(-1)
    }));
}

/// A panic, which is a mistake of Sparkler's, becomes a JavaScript error with its message.
#[wasm_bindgen(start)]
pub fn start() {
    #[cfg(target_family = "wasm")]
    memory::hold_back();
    std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
}
