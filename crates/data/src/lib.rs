//! Data sets and images: from files to arrays that a model can be trained on.
//!
//! * [`ImageDataset`]: images with class labels, from a folder in the layout of MNIST
//!   ([`load_idx_folder`]) or the 10,000 digits that Sparkler carries ([`embedded_digits`]);
//! * [`idx`]: the file format of MNIST;
//! * `image`, with the feature of that name: loading any picture, making a photo of a digit look like MNIST, writing PNG files
//!   and sheets of thumbnails;
//! * [`table`]: tables of typed columns, from CSV, TSV, JSON lines, Parquet and Arrow;
//! * [`Batches`] and [`gather_rows`]: cutting data into batches.
//!
//! ```
//! let (train, test) = sparkler_data::embedded_digits().unwrap();
//! assert_eq!(train.images.shape().dims(), [8000, 28, 28]);
//! assert_eq!(test.len(), 2000);
//! assert_eq!(train.num_classes(), 10);
//! ```

mod batches;
mod classification;
mod digits;
mod error;
pub mod idx;
#[cfg(feature = "image")]
pub mod image;
pub mod table;

pub use batches::{Batches, gather_rows};
pub use classification::{ImageDataset, load_idx_folder};
pub use digits::{EMBEDDED_DIGIT_FILES, embedded_digits};
pub use error::{Error, Result};
pub use table::Table;
