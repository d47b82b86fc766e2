//! Columns as codes of one byte: at most 255 bins of about as many rows each, and one code for
//! missing values.

use super::input::{Input, each};
use crate::{Error, Matrix, Result, Values};
use sparkler_cpu::histogram::{self, SearchTable};
use sparkler_cpu::par;
use sparkler_data::table::Numbers;

/// The code of a missing value (NaN).
pub(crate) const MISSING: u8 = 255;

/// How the values of one column become codes.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    /// Code `c` stands for values above `thresholds[c - 1]` and up to `thresholds[c]`.
    Numbers {
        thresholds: Vec<f64>,
        /// The least and the greatest value of each code that was seen.
        low: Vec<f64>,
        high: Vec<f64>,
    },
    /// Code `c` stands for the category `values[c]`; these are whole numbers, ascending.
    Categories { values: Vec<f64> },
}

impl Column {
    /// The number of codes besides [`MISSING`].
    pub fn codes(&self) -> usize {
        match self {
            Column::Numbers { thresholds, .. } => thresholds.len() + 1,
            Column::Categories { values } => values.len(),
        }
    }

    pub fn is_categorical(&self) -> bool {
        matches!(self, Column::Categories { .. })
    }

    /// The number between codes `left` and `right`, which follow one another where a tree splits.
    pub fn threshold(&self, left: usize, right: usize) -> f64 {
        match self {
            Column::Numbers { low, high, .. } => middle(high[left], low[right]),
            Column::Categories { .. } => 0.0,
        }
    }

    /// A threshold at random between the values of two codes, at the place `part` (0 to below 1) of
    /// the way, moved to the end of the code it falls into: that code and the threshold.
    pub fn random_code(&self, first: usize, last: usize, part: f64) -> (usize, f64) {
        match self {
            Column::Numbers { thresholds, low, high } => {
                let drawn = low[first] + (high[last] - low[first]) * part;
                let between = &thresholds[first..last - 1];
                let code = first + between.partition_point(|&t| t < drawn);
                // Between codes that hold one value each, the threshold itself is as good.
                let exact = drawn >= high[code] && drawn < low[code + 1];
                (code, if exact { drawn } else { thresholds[code] })
            }
            Column::Categories { .. } => (first, 0.0),
        }
    }
}

/// A number between two that is not below the first and is below the second.
pub(crate) fn middle(a: f64, b: f64) -> f64 {
    let middle = a / 2.0 + b / 2.0;
    if middle >= a && middle < b { middle } else { a }
}

/// A table of codes: blocks of columns, in each of which the codes of a row lie side by side.
pub(crate) struct Bins {
    pub columns: Vec<Column>,
    /// Columns in a block; the last block may have fewer.
    pub width: usize,
    /// For each block its codes, and 7 bytes so that eight can be read anywhere.
    blocks: Vec<Vec<u8>>,
    /// Which columns have missing values.
    pub missing: Vec<bool>,
}

impl Bins {
    pub fn block(&self, block: usize) -> &[u8] {
        &self.blocks[block]
    }

    /// The number of columns in a block.
    pub fn width_of(&self, block: usize) -> usize {
        self.width.min(self.columns.len() - block * self.width)
    }

    /// The codes that hold a column, the distance from row to row, and its place in a row.
    pub fn place(&self, column: usize) -> (&[u8], usize, usize) {
        let block = column / self.width;
        (&self.blocks[block], self.width_of(block), column % self.width)
    }
}

/// Where the numbers come from.
enum Source<'a> {
    Matrix(&'a Matrix),
    /// The columns, and which of their rows.
    Columns(&'a [&'a Numbers], &'a [usize]),
}

impl Source<'_> {
    fn get(&self, row: usize, column: usize) -> f64 {
        match self {
            Source::Matrix(matrix) => matrix.get(row, column),
            Source::Columns(columns, places) => columns[column].get(places[row]),
        }
    }
}

/// How to make codes.
pub(crate) struct Binning<'a> {
    pub estimator: &'static str,
    /// The most codes a column may have, at most 255.
    pub max_bins: usize,
    pub categorical: &'a [usize],
    /// All columns in one block, which suits the search in few columns at a time.
    pub one_block: bool,
    /// How much each row counts where there are more values than codes; `None` for all the same.
    pub weights: Option<&'a [f64]>,
}

/// Rows that thresholds are computed from, at most; more are thinned out evenly.
const SAMPLE: usize = 200_000;

impl Binning<'_> {
    /// Finds thresholds and codes everything.
    pub fn make(&self, x: &Input<'_>) -> Result<Bins> {
        let dense;
        let source = match x {
            Input::Features(features) => {
                dense = features.to_dense();
                Source::Matrix(&dense)
            }
            Input::Columns(columns, x) => Source::Columns(columns, x.places()),
        };
        let (rows, columns) = (x.rows(), x.columns());
        let mut is_categorical = vec![false; columns];
        for &column in self.categorical {
            let Some(slot) = is_categorical.get_mut(column) else {
                return Err(Error::parameter(
                    self.estimator,
                    "categorical_features",
                    column,
                    format!("numbers of columns, below {columns}"),
                ));
            };
            *slot = true;
        }
        let found = crate::parallel::map(columns, rows * 20, |column| {
            if is_categorical[column] {
                self.categories(&source, rows, column)
            } else {
                Ok(self.thresholds(&source, rows, column))
            }
        });
        let found = found.into_iter().collect::<Result<Vec<_>>>()?;
        let missing = found.iter().map(|(_, missing)| *missing).collect();
        let columns: Vec<Column> = found.into_iter().map(|(column, _)| column).collect();
        let width = if self.one_block {
            columns.len()
        } else {
            // As even as possible, so that each thread gets as much.
            columns.len().div_ceil(columns.len().div_ceil(histogram::BLOCK))
        };
        let mut bins = Bins { columns, width, blocks: Vec::new(), missing };
        bins.blocks = code(&source, rows, &bins.columns, width);
        Ok(bins)
    }

    fn thresholds(&self, source: &Source<'_>, rows: usize, column: usize) -> (Column, bool) {
        let step = rows.div_ceil(SAMPLE).max(1);
        if let Some(weights) = self.weights {
            return self.weighted_thresholds(source, column, weights, step);
        }
        let mut missing = false;
        let mut values: Vec<f64> = Vec::with_capacity(rows.div_ceil(step));
        let (width, all) = match source {
            Source::Matrix(matrix) => (matrix.columns(), matrix.values()),
            Source::Columns(columns, places) => {
                let mut keys = Vec::with_capacity(rows.div_ceil(step));
                each(columns[column], places, |first, values| {
                    for (i, &x) in values.iter().enumerate() {
                        if x.is_nan() {
                            missing = true;
                        } else if (first + i).is_multiple_of(step) {
                            keys.push(key64(x));
                        }
                    }
                });
                sort_keys(&mut keys, 64);
                values.extend(keys.into_iter().map(value64));
                return (number_column(&values, None, self.max_bins, step > 1), missing);
            }
        };
        match all {
            Values::F32(all) => {
                let mut keys = Vec::with_capacity(rows.div_ceil(step));
                for (row, &x) in all[column..].iter().step_by(width).enumerate() {
                    if x.is_nan() {
                        missing = true;
                    } else if row % step == 0 {
                        keys.push(key32(x));
                    }
                }
                sort_keys(&mut keys, 32);
                values.extend(keys.into_iter().map(|k| f64::from(value32(k as u32))));
            }
            Values::F64(all) => {
                let mut keys = Vec::with_capacity(rows.div_ceil(step));
                for (row, &x) in all[column..].iter().step_by(width).enumerate() {
                    if x.is_nan() {
                        missing = true;
                    } else if row % step == 0 {
                        keys.push(key64(x));
                    }
                }
                sort_keys(&mut keys, 64);
                values.extend(keys.into_iter().map(value64));
            }
        }
        (number_column(&values, None, self.max_bins, step > 1), missing)
    }

    /// As [`Binning::thresholds`] with quantiles of the weight.
    fn weighted_thresholds(
        &self,
        source: &Source<'_>,
        column: usize,
        weights: &[f64],
        step: usize,
    ) -> (Column, bool) {
        let mut missing = false;
        let mut pairs: Vec<(f64, f64)> = Vec::with_capacity(weights.len().div_ceil(step));
        for (row, &weight) in weights.iter().enumerate() {
            let value = source.get(row, column);
            if value.is_nan() {
                missing = true;
            } else if row % step == 0 && weight > 0.0 {
                // -0 counts as 0.
                pairs.push((value + 0.0, weight));
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let values: Vec<f64> = pairs.iter().map(|p| p.0).collect();
        let mut below = 0.0;
        let sums: Vec<f64> = pairs
            .iter()
            .map(|p| {
                below += p.1;
                below
            })
            .collect();
        (number_column(&values, Some(&sums), self.max_bins, step > 1), missing)
    }

    fn categories(
        &self,
        source: &Source<'_>,
        rows: usize,
        column: usize,
    ) -> Result<(Column, bool)> {
        let mut missing = false;
        let mut seen = [false; 256];
        for row in 0..rows {
            let value = source.get(row, column);
            if value.is_nan() {
                missing = true;
            } else if (0.0..255.0).contains(&value) && value.fract() == 0.0 {
                seen[value as usize] = true;
            } else {
                return Err(Error::data(
                    self.estimator,
                    format!(
                        "the categorical column {column} holds {value} at row {row}: expected \
                         whole numbers from 0 to 254, such as an ordinal encoder gives"
                    ),
                ));
            }
        }
        let values: Vec<f64> = (0..255).filter(|&v| seen[v]).map(|v| v as f64).collect();
        if values.len() > self.max_bins {
            return Err(Error::data(
                self.estimator,
                format!(
                    "the categorical column {column} has {} categories: expected at most max_bins \
                     = {}",
                    values.len(),
                    self.max_bins
                ),
            ));
        }
        Ok((Column::Categories { values }, missing))
    }
}

/// Thresholds of ascending values without NaN, where there are weights with the sums of these up to
/// each value. Of a sample the limits of a code are its thresholds.
fn number_column(values: &[f64], sums: Option<&[f64]>, max_bins: usize, sampled: bool) -> Column {
    let mut distinct: Vec<f64> = Vec::new();
    for &value in values {
        if distinct.last() != Some(&value) {
            distinct.push(value);
            if distinct.len() > max_bins {
                break;
            }
        }
    }
    let thresholds: Vec<f64> = if distinct.len() <= max_bins {
        distinct.windows(2).map(|w| middle(w[0], w[1])).collect()
    } else {
        // Where a quantile falls between two values, halfway (scikit-learn's choice as well).
        let mut quantiles: Vec<f64> = (1..max_bins)
            .map(|i| {
                let (place, between) = match sums {
                    None => {
                        let (place, rest) =
                            (values.len() * i / max_bins, values.len() * i % max_bins);
                        if rest == 0 { (place - 1, true) } else { (place, false) }
                    }
                    Some(sums) => {
                        let wanted = sums[sums.len() - 1] * (i as f64 / max_bins as f64);
                        let place = sums.partition_point(|&s| s < wanted).min(sums.len() - 1);
                        (place, sums[place] - wanted <= f64::EPSILON)
                    }
                };
                match values.get(place + 1) {
                    Some(&next) if between => middle(values[place], next),
                    _ => values[place],
                }
            })
            .collect();
        quantiles.dedup();
        // A threshold at the greatest value would leave the last code empty.
        if quantiles.last() == values.last() {
            quantiles.pop();
        }
        quantiles
    };
    let mut low = Vec::with_capacity(thresholds.len() + 1);
    let mut high = Vec::with_capacity(thresholds.len() + 1);
    let mut start = 0;
    for code in 0..=thresholds.len() {
        let end = thresholds
            .get(code)
            .map_or(values.len(), |t| start + values[start..].partition_point(|v| v <= t));
        // Thresholds lie between values, so no code is empty unless there are no values.
        low.push(values.get(start).copied().unwrap_or(0.0));
        high.push(values.get(end.wrapping_sub(1)).copied().unwrap_or(0.0));
        start = end;
    }
    if sampled {
        let codes = thresholds.len();
        high[..codes].copy_from_slice(&thresholds);
        low[1..].copy_from_slice(&thresholds);
    }
    Column::Numbers { thresholds, low, high }
}

/// Rows that are coded together: their numbers stay in the cache for all columns.
const CHUNK: usize = 512;

fn code(source: &Source<'_>, rows: usize, columns: &[Column], width: usize) -> Vec<Vec<u8>> {
    let all = columns.len();
    let tables: Vec<Option<SearchTable>> = columns
        .iter()
        .map(|column| match column {
            Column::Numbers { thresholds, .. } => Some(SearchTable::new(thresholds)),
            Column::Categories { .. } => None,
        })
        .collect();
    let mut blocks: Vec<Vec<u8>> = (0..all.div_ceil(width))
        .map(|block| vec![0; rows * width.min(all - block * width) + 7])
        .collect();
    // The rows of a chunk lie together in each block, so chunks can be filled at the same time.
    let mut pieces: Vec<Vec<&mut [u8]>> = (0..rows.div_ceil(CHUNK)).map(|_| Vec::new()).collect();
    for (block, codes) in blocks.iter_mut().enumerate() {
        let width = width.min(all - block * width);
        for (chunk, piece) in codes[..rows * width].chunks_mut(CHUNK * width).enumerate() {
            pieces[chunk].push(piece);
        }
    }
    par::chunks_mut(&mut pieces, 1, CHUNK * all * 8, |first, pieces| {
        let mut values = [0.0f64; CHUNK];
        for (i, piece) in pieces.iter_mut().enumerate() {
            let start = (first + i) * CHUNK;
            let count = CHUNK.min(rows - start);
            for (column, kind) in columns.iter().enumerate() {
                let from = start * all + column;
                match source {
                    Source::Columns(columns, places) => {
                        let places = &places[start..start + count];
                        columns[column].gather(places, &mut values[..count]);
                    }
                    Source::Matrix(matrix) => {
                        let values = values[..count].iter_mut();
                        match matrix.values() {
                            Values::F32(v) => values
                                .zip(v[from..].iter().step_by(all))
                                .for_each(|(to, &x)| *to = f64::from(x)),
                            Values::F64(v) => values
                                .zip(v[from..].iter().step_by(all))
                                .for_each(|(to, &x)| *to = x),
                        }
                    }
                }
                let values = &values[..count];
                let block = column / width;
                let stride = width.min(all - block * width);
                let codes = &mut piece[block][column % width..];
                match (kind, &tables[column]) {
                    (Column::Categories { values: known }, _) => {
                        for (row, value) in values.iter().enumerate() {
                            codes[row * stride] =
                                match known.binary_search_by(|k| k.total_cmp(value)) {
                                    Ok(code) => code as u8,
                                    Err(_) => MISSING,
                                };
                        }
                    }
                    (_, Some(table)) => {
                        histogram::search(table, values, codes, stride);
                        for (row, value) in values.iter().enumerate() {
                            if value.is_nan() {
                                codes[row * stride] = MISSING;
                            }
                        }
                    }
                    (_, None) => {}
                }
            }
        }
    });
    blocks
}

// Keys that are ordered like the numbers; -0 counts as 0.

fn key32(x: f32) -> u64 {
    let bits = (x + 0.0).to_bits();
    u64::from(if bits >> 31 == 1 { !bits } else { bits | 1 << 31 })
}

fn value32(key: u32) -> f32 {
    f32::from_bits(if key >> 31 == 1 { key & !(1 << 31) } else { !key })
}

fn key64(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

fn value64(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

/// Sorts by eleven bits at a time from the lowest, which is linear in the number of keys.
fn sort_keys(keys: &mut Vec<u64>, bits: u32) {
    const DIGIT: u32 = 11;
    if keys.len() < 1 << DIGIT {
        return keys.sort_unstable();
    }
    let mut other = vec![0; keys.len()];
    for shift in (0..bits).step_by(DIGIT as usize) {
        let digit = |key: u64| (key >> shift) as usize & ((1 << DIGIT) - 1);
        let mut ends = [0usize; 1 << DIGIT];
        for &key in keys.iter() {
            ends[digit(key)] += 1;
        }
        if ends.contains(&keys.len()) {
            continue;
        }
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        for &key in keys.iter() {
            let place = &mut ends[digit(key)];
            other[*place] = key;
            *place += 1;
        }
        std::mem::swap(keys, &mut other);
    }
}

/// A slice in pieces of these sizes, one for each task.
pub(crate) fn pieces<T>(data: &mut [T], sizes: impl Iterator<Item = usize>) -> Vec<&mut [T]> {
    let mut rest = data;
    sizes
        .map(|size| {
            let (piece, after) = std::mem::take(&mut rest).split_at_mut(size);
            rest = after;
            piece
        })
        .collect()
}
