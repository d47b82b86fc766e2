//! The commands, one file each: its arguments, and what it does.

pub mod evaluate;
pub mod op;
pub mod ops;
pub mod predict;
pub mod serve;
pub mod train;
