//! The data that networks are trained and tested on.

use crate::error::{Error, Result};
use sparkler::data::{ImageDataset, embedded_digits, load_idx_folder};
use sparkler::engine::Array;
use std::path::Path;

/// As many classes as a folder may have that does not name them: MNIST and its relatives have ten.
/// IDX files do not say how many there are, so this is what a damaged label is known by.
const UNNAMED_CLASSES: usize = 10;

/// Images to train on, and others to test with.
pub struct Data {
    /// What it is called.
    pub name: String,
    /// To train on.
    pub train: ImageDataset,
    /// To test with.
    pub test: ImageDataset,
}

impl Data {
    /// The digits that the program carries.
    pub fn embedded() -> Result<Data> {
        let (train, test) = embedded_digits()?;
        let name = format!("{} + {} embedded MNIST digits", train.len(), test.len());
        Ok(Data { name, train, test })
    }

    /// The IDX files in a folder.
    pub fn folder(folder: &Path) -> Result<Data> {
        let (train, test) = load_idx_folder(folder)?;
        let name = folder.display().to_string();
        for (part, what) in [(&train, "training"), (&test, "test")] {
            if part.is_empty() {
                return Err(Error::failed(format!("{name}: there are no {what} images")));
            }
            if !folder.join("classes.json").exists() {
                check_labels(&name, what, &labels(part)?)?;
            }
        }
        Ok(Data { name, train, test })
    }

    /// A number that other data very likely do not have.
    pub fn fingerprint(&self) -> Result<String> {
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        for part in [&self.train, &self.test] {
            hash.add(part.images.shape().to_string().as_bytes());
            if let Some(pixels) = part.images.as_slice::<u8>() {
                hash.add(pixels);
            }
            labels(part)?.iter().for_each(|&label| hash.add(&[label as u8]));
        }
        Ok(format!("{:016x}", hash.0))
    }
}

/// The class of each image.
pub fn labels(data: &ImageDataset) -> Result<Vec<usize>> {
    let labels: &Array = &data.labels;
    Ok(match labels.as_slice::<u8>() {
        Some(bytes) => bytes.iter().map(|&l| usize::from(l)).collect(),
        None => labels.to_vec::<i32>()?.into_iter().map(|l| l as usize).collect(),
    })
}

fn check_labels(folder: &str, what: &str, labels: &[usize]) -> Result<()> {
    match labels.iter().position(|&label| label >= UNNAMED_CLASSES) {
        None => Ok(()),
        Some(i) => Err(Error::failed(format!(
            "{folder}: label {} of {what} image {i} is out of range, expected 0 to {} (data of \
             more classes need a file classes.json with their names)",
            labels[i],
            UNNAMED_CLASSES - 1
        ))),
    }
}

/// The hash of Fowler, Noll and Vo over words of eight bytes.
struct Fnv(u64);

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0 ^ u64::from_le_bytes(word)).wrapping_mul(0x0000_0100_0000_01b3);
            // The product moves bits up only.
            self.0 ^= self.0 >> 32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_data_have_another_fingerprint() {
        let data = Data::embedded().unwrap();
        let fingerprint = data.fingerprint().unwrap();
        assert_eq!(fingerprint, Data::embedded().unwrap().fingerprint().unwrap());
        let mut pixels = data.test.images.to_vec::<u8>().unwrap();
        pixels[5_000] ^= 1;
        let images = Array::from_slice(&pixels, data.test.images.shape()).unwrap();
        let test = ImageDataset { images, ..data.test.clone() };
        assert_ne!(Data { test, ..data }.fingerprint().unwrap(), fingerprint);
    }

    #[test]
    fn labels_of_unnamed_classes_end_at_nine() {
        assert!(check_labels("d", "test", &[0, 9, 9]).is_ok());
        let Err(Error::Failed(message)) = check_labels("d", "test", &[0, 10, 9]) else { panic!() };
        assert!(message.starts_with("d: label 10 of test image 1 is out of range"), "{message}");
    }
}
