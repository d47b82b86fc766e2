//! When to look up from a loop.

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod host {
    use std::time::{Duration, Instant};

    /// Says at each step of a loop whether it is time to tell of progress: some twenty times a
    /// second.
    pub(crate) struct Ticker(Instant);

    impl Ticker {
        const TICK: Duration = Duration::from_millis(50);

        pub(crate) fn new() -> Ticker {
            Ticker(Instant::now())
        }

        pub(crate) fn is_due(&mut self) -> bool {
            let due = self.0.elapsed() >= Ticker::TICK;
            if due {
                self.0 = Instant::now();
            }
            due
        }
    }
}

/// WebAssembly by itself has no clock, and asking for one panics: steps are counted instead.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod host {
    /// Says at each step of a loop whether it is time to tell of progress: at each sixteenth step.
    pub(crate) struct Ticker(usize);

    impl Ticker {
        pub(crate) fn new() -> Ticker {
            Ticker(0)
        }

        pub(crate) fn is_due(&mut self) -> bool {
            self.0 += 1;
            self.0.is_multiple_of(16)
        }
    }
}

pub(crate) use host::Ticker;
