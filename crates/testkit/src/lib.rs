//! Reference cases, gradient checks and tolerances for the tests of Sparkler.
