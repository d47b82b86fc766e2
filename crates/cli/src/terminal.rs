//! What the standard output is connected to.

use std::io::IsTerminal;

/// What a command may print.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Does it show colours?
    pub color: bool,
    /// How many letters fit in a line.
    pub columns: usize,
}

impl Terminal {
    /// The standard output. A file or pipe counts as 80 columns without colours.
    pub fn stdout() -> Terminal {
        if !std::io::stdout().is_terminal() {
            return Terminal { color: false, columns: 80 };
        }
        // `console` knows NO_COLOR, CLICOLOR and dumb terminals.
        let columns = console::Term::stdout().size_checked().map_or(80, |(_, columns)| columns);
        Terminal { color: console::colors_enabled(), columns: usize::from(columns).max(20) }
    }
}
