//! Calls back into JavaScript.

use crate::handles::{self, Object};
use crate::scratch::{Reader, Writer};
use crate::{Error, Result};
use std::cell::RefCell;
use std::rc::Rc;

/// The function that JavaScript named for calls back: callback number and count of handles in, the
/// count of handles out, or -1 if it failed.
pub type Host = Rc<dyn Fn(u32, i32) -> i32>;

thread_local! {
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
}

/// Names the function to call.
pub fn set_host(host: Host) {
    HOST.set(Some(host));
}

fn call(number: u32, count: i32) -> i32 {
    // At the end of the thread, callbacks may go after the host.
    match HOST.try_with(|host| host.borrow().clone()) {
        Ok(Some(host)) => host(number, count),
        _ => -1,
    }
}

/// A function of JavaScript's, by its number. JavaScript forgets it when the last clone is gone.
pub(crate) struct Callback(u32);

impl Callback {
    pub(crate) fn new(number: u32) -> Rc<Callback> {
        Rc::new(Callback(number))
    }

    /// Calls entry `entry` of it.
    pub(crate) fn call(&self, entry: u32, arguments: Vec<Object>) -> Result<Vec<Object>> {
        let count = Writer::new().objects(arguments)?;
        let results = call(self.0 + entry, count as i32);
        let Ok(results) = u32::try_from(results) else {
            return Err(Error::new("a JavaScript function that the core called has failed"));
        };
        Reader::new().handles(results)?.into_iter().map(handles::remove).collect()
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        call(self.0, -1);
    }
}

/// A handle for a text.
pub fn text(value: &str) -> u32 {
    handles::insert(Object::Text(value.into()))
}

/// The text behind a handle.
pub fn text_of(handle: u32) -> Result<String> {
    Ok(handles::text(handle)?.to_string())
}
