//! The digits that Sparkler carries: they train a first model without a download.

use crate::{ImageDataset, Result, idx};

macro_rules! file {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../assets/digits/", $name)))
    };
}

/// The IDX files that [`embedded_digits`] reads, packed with gzip, by their names: training images
/// and labels, test images and labels. For whoever hands them on, as `sparkler serve` does.
pub const EMBEDDED_DIGIT_FILES: [(&str, &[u8]); 4] = [
    file!("train-images-idx3-ubyte.gz"),
    file!("train-labels-idx1-ubyte.gz"),
    file!("t10k-images-idx3-ubyte.gz"),
    file!("t10k-labels-idx1-ubyte.gz"),
];

/// 10,000 handwritten digits of MNIST, 8,000 to train with and 2,000 to test with: `(train, test)`,
/// grey images of 28 x 28 bytes, light ink (255) on dark paper (0), ten classes `0` to `9`.
///
/// A multilayer perceptron learns them to about 95 % and a small convolutional network to about
/// 98 %. All are from the training set of the whole MNIST, so its test set stays unseen. They are
/// the work of Yann LeCun and Corinna Cortes, CC BY-SA 3.0; see `assets/digits/LICENSE.md`.
///
/// ```
/// let (train, _) = sparkler_data::embedded_digits().unwrap();
/// assert_eq!(train.class_names[7], "7");
/// ```
///
/// # Errors
/// If memory is exhausted.
pub fn embedded_digits() -> Result<(ImageDataset, ImageDataset)> {
    let [train_images, train_labels, test_images, test_labels] =
        EMBEDDED_DIGIT_FILES.map(|(name, bytes)| idx::from_bytes(&format!("digits/{name}"), bytes));
    let class_names: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
    Ok((
        ImageDataset::new(train_images?, train_labels?, class_names.clone())?,
        ImageDataset::new(test_images?, test_labels?, class_names)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_whole_balanced_and_light_on_dark() {
        let (train, test) = embedded_digits().unwrap();
        assert_eq!((train.len(), test.len()), (8000, 2000));
        for set in [&train, &test] {
            let (images, labels) = (set.images.to_vec::<u8>().unwrap(), set.labels.to_vec::<u8>());
            let mut counts = [0; 10];
            labels.unwrap().iter().for_each(|&l| counts[l as usize] += 1);
            assert!(counts.iter().all(|&c| c * 13 > set.len() && c * 8 < set.len()), "{counts:?}");
            for image in images.chunks(784) {
                assert!(image[..28].iter().all(|&p| p == 0), "an edge of paper is dark");
                assert!(image.iter().any(|&p| p > 250), "ink is light");
            }
        }
        let first = train.images.to_vec::<u8>().unwrap();
        let tests = test.images.to_vec::<u8>().unwrap();
        assert!(tests.chunks(784).all(|t| first.chunks(784).all(|f| f != t)), "no digit in both");
    }
}
