//! The commands, one file each: its arguments, and what it does.

pub mod baskets;
pub mod evaluate;
pub mod export;
pub mod op;
pub mod ops;
pub mod predict;
pub mod recommend;
pub mod serve;
pub mod train;
