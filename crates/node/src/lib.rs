//! The core as a Node addon: the functions of `sparkler-bridge` for JavaScript.
//!
//! There is nothing to see here but calling convention; what the functions do is written in the
//! package's `native.ts`.

#![allow(missing_docs)] // Documented once, in `native.ts`.
#![allow(unsafe_code)] // The scratch array is memory that JavaScript sees too.

use napi::bindgen_prelude::{Float64Array, FnArgs, Function, Uint8Array};
use napi::{Env, Error, Result};
use napi_derive::napi;
use sparkler_bridge::{SCRATCH_LEN, calls, scratch_cells, set_host as set_bridge_host};
use std::rc::Rc;

/// Makes wrappers of the whole list. Their JavaScript names are made by the same rule as the
/// list's, `table_version` to `tableVersion`.
macro_rules! wrap {
    ($($kind:ident $name:ident $js:ident($($arg:ident: $t:tt),*) -> $ret:tt;)*) => {
        $(function! { $kind $name [] [] [$($arg: $t,)*] $ret })*
    };
}

/// Makes one wrapper: first its parameters' types, one by one, then the function.
macro_rules! function {
    ($k:ident $n:ident [$($a:tt)*] [$($p:tt)*] [$arg:ident: text, $($rest:tt)*] $r:tt) => {
        function! { $k $n [$($a)* &$arg,] [$($p)* $arg: String,] [$($rest)*] $r }
    };
    ($k:ident $n:ident [$($a:tt)*] [$($p:tt)*] [$arg:ident: bytes, $($rest:tt)*] $r:tt) => {
        function! { $k $n [$($a)* &$arg,] [$($p)* $arg: Uint8Array,] [$($rest)*] $r }
    };
    ($k:ident $n:ident [$($a:tt)*] [$($p:tt)*] [$arg:ident: $t:ident, $($rest:tt)*] $r:tt) => {
        function! { $k $n [$($a)* $arg,] [$($p)* $arg: $t,] [$($rest)*] $r }
    };
    (plain $n:ident $a:tt $p:tt [] text) => { function! { @plain $n $a $p String, |s| s } };
    (plain $n:ident $a:tt $p:tt [] unit) => { function! { @plain $n $a $p (), |s| s } };
    (plain $n:ident $a:tt $p:tt [] $r:ident) => { function! { @plain $n $a $p $r, |s| s } };
    (fallible $n:ident $a:tt $p:tt [] text) => { function! { @fallible $n $a $p String, |s| s } };
    (fallible $n:ident $a:tt $p:tt [] bytes) => {
        function! { @fallible $n $a $p Uint8Array, Uint8Array::from }
    };
    (fallible $n:ident $a:tt $p:tt [] unit) => { function! { @fallible $n $a $p (), |s| s } };
    (fallible $n:ident $a:tt $p:tt [] $r:ident) => { function! { @fallible $n $a $p $r, |s| s } };
    (@plain $n:ident [$($a:tt)*] [$($p:tt)*] $r:ty, $convert:expr) => {
        #[napi]
        pub fn $n($($p)*) -> $r {
            let convert: fn(_) -> _ = $convert;
            convert(calls::$n($($a)*))
        }
    };
    (@fallible $n:ident [$($a:tt)*] [$($p:tt)*] $r:ty, $convert:expr) => {
        #[napi]
        pub fn $n($($p)*) -> Result<$r> {
            calls::$n($($a)*).map($convert).map_err(|e| Error::from_reason(e.0))
        }
    };
}

sparkler_bridge::interface!(wrap);

/// The scratch array. It is the same memory each time, which is never freed: ask once.
#[napi]
pub fn scratch() -> Float64Array {
    let cells = scratch_cells();
    // SAFETY: the cells are leaked, so they outlive any array; a `Cell<f64>` has the layout of an
    // `f64`; JavaScript writes them only between calls, on this same thread.
    unsafe { Float64Array::with_external_data(cells.as_ptr() as *mut f64, SCRATCH_LEN, |_, _| {}) }
}

/// Names the function that the core calls back.
#[napi]
pub fn set_host(env: Env, host: Function<'_, FnArgs<(u32, i32)>, i32>) -> Result<()> {
    let host = host.create_ref()?;
    set_bridge_host(Rc::new(move |callback, count| {
        let call = || host.borrow_back(&env)?.call(FnArgs::from((callback, count)));
        // A function that throws has failed.
        call().unwrap_or(-1)
    }));
    Ok(())
}
