//! Texts as counts of words.

use crate::{Error, Features, Matrix, Result, SparseMatrix};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How a text is cut into words, with scikit-learn's names: in lower case, words of two and more
/// letters, digits or underscores, and runs of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// Letters in lower case?
    pub lowercase: bool,
    /// Runs of at least and at most so many words.
    pub ngram_range: (usize, usize),
    /// Words that are left out.
    pub stop_words: Vec<String>,
}

impl Default for Words {
    fn default() -> Words {
        Words { lowercase: true, ngram_range: (1, 1), stop_words: Vec::new() }
    }
}

impl Words {
    fn check(&self, name: &'static str) -> Result<()> {
        let (low, high) = self.ngram_range;
        if low == 0 || low > high {
            let value = format!("({low}, {high})");
            return Err(Error::parameter(name, "ngram_range", value, "1 <= low <= high"));
        }
        Ok(())
    }

    /// Calls back with each word and each run of words.
    pub fn of(&self, text: &str, mut each: impl FnMut(&str)) {
        let lower;
        let text = if self.lowercase {
            lower = text.to_lowercase();
            &lower
        } else {
            text
        };
        let words: Vec<&str> = text
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|w| w.chars().nth(1).is_some())
            .filter(|w| self.stop_words.is_empty() || !self.stop_words.iter().any(|s| s == w))
            .collect();
        let (low, high) = self.ngram_range;
        for n in low..=high {
            for run in words.windows(n) {
                match run {
                    [word] => each(word),
                    _ => each(&run.join(" ")),
                }
            }
        }
    }
}

/// Counts of words: scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::preprocessing::CountVectorizer;
/// let model = CountVectorizer::default().fit(&["one two", "two two"]).unwrap();
/// assert_eq!(model.vocabulary, ["one", "two"]);
/// assert_eq!(model.transform(&["two two"]).unwrap().row(0), (&[1][..], &[2.0][..]));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CountVectorizer {
    /// What a word is.
    pub words: Words,
    /// Words in fewer texts are left out.
    pub min_df: usize,
    /// Words in a larger share of the texts are left out.
    pub max_df: f64,
    /// The most frequent words alone, at most so many.
    pub max_features: Option<usize>,
    /// 1 for a word that is there, however often?
    pub binary: bool,
}

impl Default for CountVectorizer {
    fn default() -> CountVectorizer {
        CountVectorizer {
            words: Words::default(),
            min_df: 1,
            max_df: 1.0,
            max_features: None,
            binary: false,
        }
    }
}

/// What a [`CountVectorizer`] has learnt: the words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountVectorizerModel {
    words: Words,
    binary: bool,
    /// The words, in alphabetical order: one column each.
    pub vocabulary: Vec<String>,
}

impl CountVectorizer {
    const NAME: &'static str = "CountVectorizer";

    /// Learns the words of texts.
    ///
    /// # Errors
    /// If a parameter is out of range, or no word is left.
    pub fn fit<T: AsRef<str>>(&self, texts: &[T]) -> Result<CountVectorizerModel> {
        self.words.check(Self::NAME)?;
        if !(self.max_df > 0.0 && self.max_df <= 1.0) {
            return Err(Error::parameter(Self::NAME, "max_df", self.max_df, "above 0, at most 1"));
        }
        // For each word: the texts that have it, all its occurrences, and the last of the texts.
        let mut seen: HashMap<String, (usize, usize, usize)> = HashMap::new();
        for (i, text) in texts.iter().enumerate() {
            self.words.of(text.as_ref(), |word| match seen.get_mut(word) {
                Some((texts, all, last)) => {
                    *all += 1;
                    if *last != i {
                        *texts += 1;
                        *last = i;
                    }
                }
                None => {
                    seen.insert(word.to_string(), (1, 1, i));
                }
            });
        }
        let most = self.max_df * texts.len() as f64;
        let mut kept: Vec<(String, usize)> = seen
            .into_iter()
            .filter(|(_, (n, ..))| *n >= self.min_df && *n as f64 <= most)
            .map(|(word, (_, all, _))| (word, all))
            .collect();
        kept.sort();
        if let Some(most) = self.max_features.filter(|&m| m < kept.len()) {
            kept.sort_by_key(|k| std::cmp::Reverse(k.1));
            kept.truncate(most);
            kept.sort();
        }
        if kept.is_empty() {
            return Err(Error::data(
                Self::NAME,
                "no word is left: the texts are empty, or min_df and max_df leave none",
            ));
        }
        Ok(CountVectorizerModel {
            words: self.words.clone(),
            binary: self.binary,
            vocabulary: kept.into_iter().map(|k| k.0).collect(),
        })
    }
}

impl CountVectorizerModel {
    /// The counts of each word in texts.
    ///
    /// # Errors
    /// If there are more than fit into memory's addresses.
    pub fn transform<T: AsRef<str>>(&self, texts: &[T]) -> Result<SparseMatrix> {
        let places: HashMap<&str, u32> =
            self.vocabulary.iter().enumerate().map(|(i, w)| (w.as_str(), i as u32)).collect();
        let place = |word: &str| places.get(word).map(|&p| (p, 1.0));
        counts(texts, &self.words, self.vocabulary.len(), self.binary, place)
    }
}

/// Sums what words stand for.
fn counts<T: AsRef<str>>(
    texts: &[T],
    words: &Words,
    columns: usize,
    binary: bool,
    place: impl Fn(&str) -> Option<(u32, f64)>,
) -> Result<SparseMatrix> {
    let mut starts = vec![0];
    let (mut indices, mut values) = (Vec::new(), Vec::new());
    let mut found: Vec<(u32, f64)> = Vec::new();
    for text in texts {
        found.clear();
        words.of(text.as_ref(), |word| found.extend(place(word)));
        found.sort_by_key(|f| f.0);
        for run in found.chunk_by(|a, b| a.0 == b.0) {
            let sum: f64 = run.iter().map(|f| f.1).sum();
            // Signs of hashed words may cancel.
            if sum != 0.0 {
                indices.push(run[0].0);
                values.push(if binary { 1.0 } else { sum });
            }
        }
        starts.push(values.len());
    }
    SparseMatrix::new(texts.len(), columns, starts, indices, values)
}

/// The norm to which rows are brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Norm {
    /// The sum of absolute values.
    L1,
    /// The root of the sum of squares.
    L2,
    /// The largest absolute value.
    Max,
}

impl Norm {
    pub(crate) fn of(self, values: &[f64]) -> f64 {
        match self {
            Norm::L1 => values.iter().map(|v| v.abs()).sum(),
            Norm::L2 => values.iter().map(|v| v * v).sum::<f64>().sqrt(),
            Norm::Max => values.iter().fold(0.0, |a, v| v.abs().max(a)),
        }
    }
}

/// Changes the stored values of each row.
fn map_rows(m: &SparseMatrix, mut change: impl FnMut(&[u32], &mut [f64])) -> Result<SparseMatrix> {
    let mut starts = vec![0];
    let (mut indices, mut values) = (Vec::new(), Vec::new());
    for row in 0..m.rows() {
        let (columns, row_values) = m.row(row);
        let from = values.len();
        indices.extend_from_slice(columns);
        values.extend_from_slice(row_values);
        change(columns, &mut values[from..]);
        starts.push(values.len());
    }
    SparseMatrix::new(m.rows(), m.columns(), starts, indices, values)
}

fn normalise(values: &mut [f64], norm: Option<Norm>) {
    let length = norm.map_or(0.0, |n| n.of(values));
    if length > 0.0 {
        values.iter_mut().for_each(|v| *v /= length);
    }
}

/// Counts of words, the less the more texts have the word (tf-idf): scikit-learn's class of that
/// name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TfidfVectorizer {
    /// The counts.
    pub counts: CountVectorizer,
    /// The norm of each row; nothing leaves it.
    pub norm: Option<Norm>,
    /// Weigh words by how rare they are?
    pub use_idf: bool,
    /// As if one more text had every word?
    pub smooth_idf: bool,
    /// `1 + ln(count)` instead of the count?
    pub sublinear_tf: bool,
}

impl Default for TfidfVectorizer {
    fn default() -> TfidfVectorizer {
        TfidfVectorizer {
            counts: CountVectorizer::default(),
            norm: Some(Norm::L2),
            use_idf: true,
            smooth_idf: true,
            sublinear_tf: false,
        }
    }
}

/// What a [`TfidfVectorizer`] has learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TfidfVectorizerModel {
    /// The words.
    pub counts: CountVectorizerModel,
    /// The weight of each word; empty without weights.
    pub idf: Vec<f64>,
    norm: Option<Norm>,
    sublinear_tf: bool,
}

impl TfidfVectorizer {
    /// Learns words and weights.
    ///
    /// # Errors
    /// As [`CountVectorizer::fit`].
    pub fn fit<T: AsRef<str>>(&self, texts: &[T]) -> Result<TfidfVectorizerModel> {
        let counts = self.counts.fit(texts)?;
        let mut idf = Vec::new();
        if self.use_idf {
            let found = counts.transform(texts)?;
            idf = vec![0.0; found.columns()];
            for row in 0..found.rows() {
                found.row(row).0.iter().for_each(|&c| idf[c as usize] += 1.0);
            }
            let more = if self.smooth_idf { 1.0 } else { 0.0 };
            let n = texts.len() as f64 + more;
            idf.iter_mut().for_each(|df| *df = (n / (*df + more)).ln() + 1.0);
        }
        Ok(TfidfVectorizerModel { counts, idf, norm: self.norm, sublinear_tf: self.sublinear_tf })
    }
}

impl TfidfVectorizerModel {
    /// The weighted counts of texts.
    ///
    /// # Errors
    /// As [`CountVectorizerModel::transform`].
    pub fn transform<T: AsRef<str>>(&self, texts: &[T]) -> Result<SparseMatrix> {
        let counts = self.counts.transform(texts)?;
        map_rows(&counts, |columns, values| {
            for (&column, v) in columns.iter().zip(values.iter_mut()) {
                if self.sublinear_tf {
                    *v = v.ln() + 1.0;
                }
                *v *= self.idf.get(column as usize).unwrap_or(&1.0);
            }
            normalise(values, self.norm);
        })
    }

    /// That what was read from a file holds together.
    ///
    /// # Errors
    /// If there are not as many weights as words.
    pub fn validate(&self) -> Result<()> {
        if self.idf.is_empty() {
            return Ok(());
        }
        let words = self.counts.vocabulary.len();
        super::require_length("TfidfVectorizer", "idf", self.idf.len(), words)
    }
}

/// Counts of words in columns that follow from the word alone (MurmurHash3): scikit-learn's class
/// of that name. Nothing is learnt, and words cannot be told back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HashingVectorizer {
    /// What a word is.
    pub words: Words,
    /// The number of columns.
    pub n_features: usize,
    /// 1 for a word that is there, however often?
    pub binary: bool,
    /// The norm of each row; nothing leaves it.
    pub norm: Option<Norm>,
    /// Count half of the words negatively, so that what shares a column cancels on average?
    pub alternate_sign: bool,
}

impl Default for HashingVectorizer {
    fn default() -> HashingVectorizer {
        HashingVectorizer {
            words: Words::default(),
            n_features: 1 << 20,
            binary: false,
            norm: Some(Norm::L2),
            alternate_sign: true,
        }
    }
}

impl HashingVectorizer {
    /// The counts.
    ///
    /// # Errors
    /// If there are no columns, or more than 2^31.
    pub fn transform<T: AsRef<str>>(&self, texts: &[T]) -> Result<SparseMatrix> {
        const NAME: &str = "HashingVectorizer";
        self.words.check(NAME)?;
        if self.n_features == 0 || self.n_features >= 1 << 31 {
            return Err(Error::parameter(NAME, "n_features", self.n_features, "1 to 2^31 - 1"));
        }
        let place = |word: &str| {
            let (column, sign) = hashed(word, self.n_features);
            Some((column, if self.alternate_sign { sign } else { 1.0 }))
        };
        let found = counts(texts, &self.words, self.n_features, self.binary, place)?;
        map_rows(&found, |_, values| normalise(values, self.norm))
    }
}

/// The column and the sign of a word, as scikit-learn's `FeatureHasher` has them.
fn hashed(word: &str, columns: usize) -> (u32, f64) {
    let hash = murmur3(word.as_bytes(), 0) as i32;
    let column = u64::from(hash.unsigned_abs()) % columns as u64;
    (column as u32, if hash >= 0 { 1.0 } else { -1.0 })
}

/// MurmurHash3 of 32 bits (Austin Appleby, public domain).
fn murmur3(bytes: &[u8], seed: u32) -> u32 {
    let mix = |k: u32| k.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let mut hash = seed;
    let mut chunks = bytes.chunks_exact(4);
    for chunk in &mut chunks {
        hash ^= mix(u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    let rest = chunks.remainder().iter().rev().fold(0, |k, &b| k << 8 | u32::from(b));
    if rest != 0 || !chunks.remainder().is_empty() {
        hash ^= mix(rest);
    }
    hash ^= bytes.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// Categories in columns that follow from their names alone: `column=name` is hashed, as
/// scikit-learn's `FeatureHasher` does with `input_type="dict"`.
///
/// # Errors
/// If there are no columns, or more than 2^31, or the lists differ in length.
pub fn hash_categories(
    columns: &[(&str, Vec<Option<&str>>)],
    n_features: usize,
) -> Result<Features> {
    const NAME: &str = "FeatureHasher";
    if n_features == 0 || n_features >= 1 << 31 {
        return Err(Error::parameter(NAME, "n_features", n_features, "1 to 2^31 - 1"));
    }
    let rows = columns.first().map_or(0, |c| c.1.len());
    if let Some((name, values)) = columns.iter().find(|c| c.1.len() != rows) {
        return Err(Error::data(
            NAME,
            format!("column {name} has {} rows: expected {rows}, as the first", values.len()),
        ));
    }
    if rows == 0 {
        return Ok(Matrix::zeros(0, n_features).into());
    }
    let mut starts = vec![0];
    let (mut indices, mut out) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let mut found: Vec<(u32, f64)> = columns
            .iter()
            .filter_map(|(name, values)| values[row].map(|v| format!("{name}={v}")))
            .map(|key| hashed(&key, n_features))
            .collect();
        found.sort_by_key(|f| f.0);
        for run in found.chunk_by(|a, b| a.0 == b.0) {
            indices.push(run[0].0);
            out.push(run.iter().map(|f| f.1).sum());
        }
        starts.push(out.len());
    }
    Ok(SparseMatrix::new(rows, n_features, starts, indices, out)?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn murmur3_of_known_texts() {
        // The reference implementation's values.
        for (text, seed, hash) in [
            ("", 0, 0),
            ("", 1, 0x514e_28b7),
            ("test", 0, 0xba6b_d213),
            ("Hello, world!", 0, 0xc036_3e43),
            ("The quick brown fox jumps over the lazy dog", 0, 0x2e4f_f723),
        ] {
            assert_eq!(murmur3(text.as_bytes(), seed), hash, "{text}");
        }
    }
}
