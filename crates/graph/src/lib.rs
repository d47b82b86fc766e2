//! Captured graphs: passes, memory plan, executor.
