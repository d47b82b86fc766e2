//! Strings.

use crate::OpDef;

mod string_ngrams;
mod string_split;
mod string_to_hash_bucket_fast;

pub use string_ngrams::STRING_NGRAMS;
pub use string_split::STRING_SPLIT;
pub use string_to_hash_bucket_fast::STRING_TO_HASH_BUCKET_FAST;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[&STRING_NGRAMS, &STRING_SPLIT, &STRING_TO_HASH_BUCKET_FAST];
