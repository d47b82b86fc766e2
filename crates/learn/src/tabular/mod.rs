//! From a table to a model in one go: what a column becomes, which learners there are, and the
//! model that is saved as one file.
//!
//! * [`Task`] and [`Target`]: what is to be predicted;
//! * [`TableEncoder`]: columns as numbers;
//! * [`learners`]: short names of learners, each with the preparation it needs;
//! * [`TabularLearner`]: from a table to a model in one call;
//! * [`TabularModel`]: preparation, learner, names and types of columns, and the names of classes,
//!   saved as one.

mod encoder;
mod learn;
mod learners;
mod model;
mod target;

pub use encoder::{Encoded, EncodedColumn, EncodedColumns, Role, TableEncoder, Unknown};
pub use learn::TabularLearner;
pub use learners::{Learner, Preparation, learner, learners, looks_at_order};
pub use model::{Predictions, TabularModel, is_model};
pub use target::{Target, Task};
