//! Images with class labels.

use crate::{Error, Result, gather_rows, idx};
use serde_json::Value;
use sparkler_base::{Array, DType};
use std::path::{Path, PathBuf};

/// Images, each with the class it belongs to.
#[derive(Clone, Debug)]
pub struct ImageDataset {
    /// The images: `uint8`, `[n, height, width]` grey or `[n, height, width, channels]`.
    pub images: Array,
    /// The class of each image, an index into `class_names`: `uint8` or `int32`, `[n]`.
    pub labels: Array,
    /// What the classes are called.
    pub class_names: Vec<String>,
}

impl ImageDataset {
    /// Images and labels that were checked against one another. Without names the classes are
    /// called by their numbers, `0` to the highest label.
    ///
    /// # Errors
    /// If the images are not `uint8` of rank 3 or 4 or have no pixels, the labels not `uint8` or
    /// `int32` of rank 1, their counts differ, or a label is negative, above 255, or has no name.
    pub fn new(images: Array, labels: Array, class_names: Vec<String>) -> Result<ImageDataset> {
        let mut set = ImageDataset { images, labels, class_names };
        let highest = set.check("images", "labels")?;
        if set.class_names.is_empty() {
            set.class_names = (0..=highest).map(|class| class.to_string()).collect();
        }
        set.check_names("labels", highest)?;
        Ok(set)
    }

    /// Checks all but the class names, under those names for images and labels; the highest label.
    fn check(&self, images: &str, labels: &str) -> Result<usize> {
        let dims = self.images.shape().dims();
        if self.images.dtype() != DType::U8 || !(3..=4).contains(&dims.len()) {
            let found = format!("{} {:?}", self.images.dtype(), dims);
            let expected = "images as uint8 [n, height, width] or [n, height, width, channels]";
            return Err(Error::malformed(images, found, expected));
        }
        if dims[1..].contains(&0) {
            let found = format!("images of {} pixels", by(&dims[1..]));
            return Err(Error::malformed(images, found, "images with pixels"));
        }
        let label_dims = self.labels.shape().dims();
        let values: Vec<i64> = match self.labels.dtype() {
            DType::U8 if label_dims.len() == 1 => {
                self.labels.to_vec::<u8>()?.into_iter().map(i64::from).collect()
            }
            DType::I32 if label_dims.len() == 1 => {
                self.labels.to_vec::<i32>()?.into_iter().map(i64::from).collect()
            }
            other => {
                let found = format!("{other} {label_dims:?}");
                return Err(Error::malformed(labels, found, "labels as uint8 or int32 [n]"));
            }
        };
        if label_dims[0] != dims[0] {
            let found = format!("{} labels", label_dims[0]);
            let expected = format!("{}, one for each image of {images}", dims[0]);
            return Err(Error::malformed(labels, found, expected));
        }
        if let Some(i) = values.iter().position(|l| !(0..256).contains(l)) {
            let found = format!("label {} of image {i}", values[i]);
            return Err(Error::malformed(labels, found, "0 to 255"));
        }
        Ok(values.into_iter().max().unwrap_or(0) as usize)
    }

    fn check_names(&self, labels: &str, highest: usize) -> Result<()> {
        if highest >= self.class_names.len() {
            let classes = self.class_names.len();
            let expected = format!("labels below {classes}, the number of class names");
            return Err(Error::malformed(labels, format!("label {highest}"), expected));
        }
        Ok(())
    }

    /// The number of images.
    pub fn len(&self) -> usize {
        self.images.shape().first().copied().unwrap_or(0)
    }

    /// Are there no images?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of classes.
    pub fn num_classes(&self) -> usize {
        self.class_names.len()
    }

    /// The shape of one image: `[height, width]` or `[height, width, channels]`.
    pub fn image_shape(&self) -> &[usize] {
        self.images.shape().dims().get(1..).unwrap_or(&[])
    }

    /// A copy of those images with their labels, in that order.
    ///
    /// # Errors
    /// If an index is out of range.
    pub fn subset(&self, indices: &[u32]) -> Result<ImageDataset> {
        Ok(ImageDataset {
            images: gather_rows(&self.images, indices)?,
            labels: gather_rows(&self.labels, indices)?,
            class_names: self.class_names.clone(),
        })
    }

    /// The images in a random order, cut in two: the second part gets that fraction of them. The
    /// same seed gives the same parts on every machine.
    ///
    /// ```
    /// let (train, _) = sparkler_data::embedded_digits().unwrap();
    /// let (train, validation) = train.split(0.1, 42).unwrap();
    /// assert_eq!((train.len(), validation.len()), (7200, 800));
    /// ```
    ///
    /// # Errors
    /// If the fraction is not between 0 and 1.
    pub fn split(&self, fraction: f64, seed: u64) -> Result<(ImageDataset, ImageDataset)> {
        if !(0.0..=1.0).contains(&fraction) {
            return Err(Error::argument("split fraction", fraction, "0 to 1"));
        }
        let n = self.len();
        let count = u32::try_from(n)
            .map_err(|_| Error::argument("number of images", n, "at most 4294967295"))?;
        let order = sparkler_cpu::random::permutation(seed, 0, count);
        let second = (n as f64 * fraction).round() as usize;
        let (first, second) = order.split_at(n - second.min(n));
        Ok((self.subset(first)?, self.subset(second)?))
    }

    /// Views of the images up to `index` and from there on; no bytes move.
    ///
    /// ```
    /// let (train, _) = sparkler_data::embedded_digits().unwrap();
    /// let (train, validation) = train.split_at(7000).unwrap();
    /// assert_eq!((train.len(), validation.len()), (7000, 1000));
    /// ```
    ///
    /// # Errors
    /// If there are fewer images.
    pub fn split_at(&self, index: usize) -> Result<(ImageDataset, ImageDataset)> {
        if index > self.len() {
            let expected = format!("at most {}, the number of images", self.len());
            return Err(Error::argument("split index", index, expected));
        }
        let part = |start: usize, count: usize| -> Result<ImageDataset> {
            Ok(ImageDataset {
                images: rows(&self.images, start, count)?,
                labels: rows(&self.labels, start, count)?,
                class_names: self.class_names.clone(),
            })
        };
        Ok((part(0, index)?, part(index, self.len() - index)?))
    }
}

/// A view of `count` rows.
fn rows(array: &Array, start: usize, count: usize) -> Result<Array> {
    let mut begin = vec![0; array.shape().rank()];
    let mut size = array.shape().to_vec();
    (begin[0], size[0]) = (start, count);
    Ok(array.slice(&begin, &size, &vec![1; size.len()])?)
}

/// `32 x 32 x 3`.
fn by(dims: &[usize]) -> String {
    dims.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ")
}

/// Reads a data set in the layout of MNIST: `(train, test)`.
///
/// The folder holds four [`idx`] files, packed with gzip or not, named as those of MNIST and
/// Fashion-MNIST: `train-images-idx3-ubyte.gz`, `train-labels-idx1-ubyte.gz`,
/// `t10k-images-idx3-ubyte.gz` and `t10k-labels-idx1-ubyte.gz`. Instead of `t10k` it may say
/// `test`, instead of a `-` a `.` or `_`, and instead of `idx3` `idx4` for colour images
/// `[n, height, width, channels]`. A file `classes.json` may name the classes: a list of names, a
/// list of objects with `label` and `name`, or an object from label to name; else they are called
/// by their numbers.
///
/// # Errors
/// If the folder or a file is missing or malformed, images and labels differ in number, train and
/// test images in size, or a label has no class name.
pub fn load_idx_folder(folder: impl AsRef<Path>) -> Result<(ImageDataset, ImageDataset)> {
    let folder = folder.as_ref();
    let mut names = Vec::new();
    let entries = std::fs::read_dir(folder).map_err(|e| Error::io(folder, "cannot read", e))?;
    for entry in entries {
        let entry = entry.map_err(|e| Error::io(folder, "cannot read", e))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    // An unpacked file comes before a packed one of the same name.
    names.sort();
    let mut parts = Vec::new();
    for (what, prefixes) in [("training", &["train"][..]), ("test", &["t10k", "test"][..])] {
        let images = find(folder, &names, what, "images", prefixes)?;
        let labels = find(folder, &names, what, "labels", prefixes)?;
        let set = ImageDataset {
            images: idx::read(&images)?,
            labels: idx::read(&labels)?,
            class_names: Vec::new(),
        };
        let highest = set.check(&images.display().to_string(), &labels.display().to_string())?;
        parts.push((set, labels, highest));
    }
    let class_names = if names.iter().any(|name| name == "classes.json") {
        read_class_names(&folder.join("classes.json"))?
    } else {
        let highest = parts.iter().map(|part| part.2).max().unwrap_or(0);
        (0..=highest).map(|class| class.to_string()).collect()
    };
    let mut sets = Vec::new();
    for (mut set, labels, highest) in parts {
        set.class_names = class_names.clone();
        set.check_names(&labels.display().to_string(), highest)?;
        sets.push(set);
    }
    let (Some(test), Some(train)) = (sets.pop(), sets.pop()) else { unreachable!("two parts") };
    if train.image_shape() != test.image_shape() {
        return Err(Error::malformed(
            &folder.display().to_string(),
            format!("test images of {}", by(test.image_shape())),
            format!("{} as the training images", by(train.image_shape())),
        ));
    }
    Ok((train, test))
}

/// The file of that kind among the names in a folder.
fn find(
    folder: &Path,
    names: &[String],
    what: &str,
    kind: &str,
    prefixes: &[&str],
) -> Result<PathBuf> {
    let found = names.iter().find(|name| {
        let plain = name.to_lowercase().replace(['.', '_'], "-");
        prefixes.iter().any(|prefix| {
            plain
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with(&format!("-{kind}-")) && rest.contains("-idx"))
        })
    });
    match found {
        Some(name) => Ok(folder.join(name)),
        None => {
            let rank = if kind == "images" { 3 } else { 1 };
            let expected: Vec<String> = prefixes
                .iter()
                .map(|prefix| format!("{prefix}-{kind}-idx{rank}-ubyte.gz"))
                .collect();
            let colour = if kind == "images" { "; idx4 for colour" } else { "" };
            Err(Error::MissingFiles {
                path: folder.display().to_string(),
                missing: format!("{what} {kind}"),
                expected: format!("{} (with or without .gz{colour})", expected.join(" or ")),
            })
        }
    }
}

fn read_class_names(path: &Path) -> Result<Vec<String>> {
    let name = path.display().to_string();
    let malformed = |found: String| {
        Error::malformed(&name, found, "a list of class names, or of {\"label\", \"name\"}")
    };
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "cannot read", e))?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|e| malformed(e.to_string()))?;
    let pairs: Vec<(usize, String)> = match &value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(i, item)| match item {
                Value::String(s) => Some((i, s.clone())),
                Value::Object(fields) => Some((
                    fields.get("label").and_then(Value::as_u64).map_or(i, |l| l as usize),
                    fields.get("name")?.as_str()?.to_string(),
                )),
                _ => None,
            })
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, item)| Some((key.parse().ok()?, item.as_str()?.to_string())))
            .collect(),
        _ => None,
    }
    .ok_or_else(|| malformed("something else".into()))?;
    let mut class_names = vec![None; pairs.len()];
    for (label, text) in pairs {
        match class_names.get_mut(label) {
            Some(slot @ None) => *slot = Some(text),
            _ => return Err(malformed(format!("label {label}, out of order or repeated"))),
        }
    }
    Ok(class_names.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A folder of its own for each test, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new() -> Scratch {
            static NEXT: AtomicUsize = AtomicUsize::new(0);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("sparkler-data-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::create_dir_all(&path).unwrap();
            Scratch(path)
        }

        fn put(&self, name: &str, data: &[u8], dims: &[usize]) {
            idx::write(self.0.join(name), &Array::from_slice(data, dims).unwrap()).unwrap();
        }

        fn message(&self) -> String {
            load_idx_folder(&self.0).unwrap_err().to_string()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn folders_in_any_spelling_are_read() {
        for (suffix, rank, test, dims) in
            [("ubyte.gz", 3, "t10k", &[2, 2, 1][..]), ("ubyte", 4, "test", &[2, 1, 1, 2][..])]
        {
            let dir = Scratch::new();
            dir.put(&format!("train-images-idx{rank}-{suffix}"), &[1, 2, 3, 4], dims);
            dir.put(&format!("train-labels.idx1-{suffix}"), &[0, 4], &[2]);
            dir.put(&format!("{test}-images.idx{rank}-{suffix}"), &[9, 8, 7, 6], dims);
            dir.put(&format!("{test}_labels_idx1-{suffix}"), &[2, 1], &[2]);
            let (train, test) = load_idx_folder(&dir.0).unwrap();
            assert_eq!(train.images.shape().dims(), dims);
            assert_eq!(test.labels.to_vec::<u8>().unwrap(), [2, 1]);
            assert_eq!(train.class_names, ["0", "1", "2", "3", "4"]);
            assert_eq!(test.num_classes(), 5);
            for names in [
                r#"["a","b","c","d","e"]"#,
                r#"{"4":"e","0":"a","1":"b","2":"c","3":"d"}"#,
                r#"[{"label":1,"name":"b"},{"label":0,"name":"a"},{"name":"c"},{"name":"d"},
                    {"label":4,"name":"e"}]"#,
            ] {
                fs::write(dir.0.join("classes.json"), names).unwrap();
                assert_eq!(load_idx_folder(&dir.0).unwrap().1.class_names.concat(), "abcde");
            }
            for names in ["[1]", "7", "[", r#"{"x":"a"}"#, r#"{"9":"a"}"#] {
                fs::write(dir.0.join("classes.json"), names).unwrap();
                assert!(dir.message().contains("classes.json: "), "{}", dir.message());
            }
            fs::write(dir.0.join("classes.json"), r#"["a","b"]"#).unwrap();
            assert!(dir.message().contains("label 4, expected labels below 2"));
        }
    }

    #[test]
    fn incomplete_or_wrong_folders_are_errors() {
        let dir = Scratch::new();
        let message = dir.message();
        assert!(
            message.ends_with(
                ": no training images, expected train-images-idx3-ubyte.gz (with or without .gz; \
                 idx4 for colour)"
            ),
            "{message}"
        );
        dir.put("train-images-idx3-ubyte.gz", &[1, 2, 3, 4], &[2, 2, 1]);
        dir.put("train-labels-idx1-ubyte.gz", &[0], &[1]);
        assert!(
            dir.message().contains("no test images, expected t10k-images")
                || dir.message().contains("1 labels")
        );
        dir.put("t10k-images-idx3-ubyte.gz", &[1, 2, 3, 4], &[2, 2, 1]);
        dir.put("t10k-labels-idx1-ubyte.gz", &[0, 1], &[2]);
        let message = dir.message();
        assert!(
            message.contains("train-labels-idx1-ubyte.gz: 1 labels, expected 2, one for each"),
            "{message}"
        );
        dir.put("train-labels-idx1-ubyte.gz", &[0, 1], &[2]);
        assert!(load_idx_folder(&dir.0).is_ok());
        dir.put("t10k-images-idx3-ubyte.gz", &[1, 2, 3, 4], &[2, 1, 2]);
        assert!(dir.message().contains("test images of 1 x 2, expected 2 x 1"));
        dir.put("t10k-images-idx3-ubyte.gz", &[], &[2, 0, 2]);
        assert!(dir.message().contains("images of 0 x 2 pixels"), "{}", dir.message());
        dir.put("t10k-images-idx3-ubyte.gz", &[1, 2], &[2]);
        assert!(dir.message().contains("uint8 [2], expected images"), "{}", dir.message());
        assert!(load_idx_folder(dir.0.join("no")).unwrap_err().to_string().ends_with("not found"));
    }

    #[test]
    fn labels_must_name_a_class() {
        let images = Array::from_slice(&[0u8; 2], &[2, 1, 1]).unwrap();
        let labels = |l: &[i32]| Array::from_slice(l, &[l.len()]).unwrap();
        let set = |l: &[i32], names: &[&str]| {
            let names = names.iter().map(|s| s.to_string()).collect();
            ImageDataset::new(images.clone(), labels(l), names)
        };
        assert_eq!(set(&[0, 2], &[]).unwrap().class_names, ["0", "1", "2"]);
        assert!(set(&[0, 2], &["a", "b"]).is_err());
        assert!(set(&[-1, 0], &[]).is_err() && set(&[256, 0], &[]).is_err());
        assert!(set(&[0], &[]).is_err());
        let floats = Array::from_slice(&[0.0f32; 2], &[2]).unwrap();
        assert!(ImageDataset::new(images.clone(), floats, vec![]).is_err());
    }

    #[test]
    fn parts_keep_image_and_label_together() {
        let n = 40u8;
        let data: Vec<u8> = (0..n).flat_map(|i| [i; 6]).collect();
        let images = Array::from_slice(&data, &[n as usize, 2, 3]).unwrap();
        let labels = Array::from_slice(&(0..n).collect::<Vec<_>>(), &[n as usize]).unwrap();
        let set = ImageDataset::new(images, labels, vec![]).unwrap();
        let together = |set: &ImageDataset| {
            let (images, labels) =
                (set.images.to_vec::<u8>().unwrap(), set.labels.to_vec::<u8>().unwrap());
            assert!(images.chunks(6).zip(labels).all(|(image, label)| image == [label; 6]));
        };
        let (a, b) = set.split_at(13).unwrap();
        assert_eq!((a.len(), b.len(), b.image_shape()), (13, 27, &[2, 3][..]));
        let c = b.subset(&[26, 0, 0]).unwrap();
        let (d, e) = set.split(0.25, 7).unwrap();
        assert_eq!((d.len(), e.len()), (30, 10));
        let all = |set: &ImageDataset| set.labels.to_vec::<u8>().unwrap();
        let mut union = [all(&d), all(&e)].concat();
        assert_ne!(union, (0..n).collect::<Vec<_>>(), "shuffled");
        union.sort();
        assert_eq!(union, (0..n).collect::<Vec<_>>());
        assert_eq!(all(&set.split(0.25, 7).unwrap().1), all(&e));
        assert!(set.split(1.5, 0).is_err() && set.split(f64::NAN, 0).is_err());
        [&a, &b, &c, &d, &e].into_iter().for_each(together);
        assert_eq!(c.labels.to_vec::<u8>().unwrap(), [39, 13, 13]);
        assert!(set.split_at(41).is_err() && set.subset(&[40]).is_err());
        assert!(set.split_at(40).unwrap().1.is_empty());
    }
}
