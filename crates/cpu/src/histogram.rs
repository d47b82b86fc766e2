//! Histograms over byte codes: what the search for a tree's splits spends its time on.
//!
//! A table of codes is stored in blocks of up to [`BLOCK`] columns. Within a block the codes of a
//! row lie side by side, so that one load of eight bytes gives the cells of eight histograms. These
//! stay in the first-level cache (32 KiB), and additions to them do not wait for one another even
//! where a column holds the same code again and again.
//!
//! Sums are whole numbers (fixed point). They do not depend on the order of the rows, and the sum
//! of a part is exactly the whole less the rest.

use crate::isa::Simd;

/// The most columns in a block.
pub const BLOCK: usize = 8;

/// The cells of one column: for each code two sums.
pub type Cells = [[i64; 2]; 256];

/// What one row adds to the two sums of its cell.
///
/// The second value is shifted left by `shift` and 1 is added below it, so that the second sum also
/// counts rows.
pub type Addend = [i32; 2];

crate::dispatch! {
    /// Adds rows to the histograms of one block.
    ///
    /// `codes` holds `width` bytes a row and at least 7 bytes after the last row. `rows` are the
    /// numbers of the rows, `addends` what each of them adds (the same length).
    ///
    /// # Panics
    /// If a row reaches beyond `codes`, `width` is 0 or above [`BLOCK`], or lengths do not fit.
    pub fn add_rows(codes: &[u8], width: usize, rows: &[u32], addends: &[Addend], shift: u32, cells: &mut [Cells])
        = add_rows_kernel;
}

crate::dispatch! {
    /// Like [`add_rows`] with the rows `first`, `first + 1`, ...
    ///
    /// # Panics
    /// As [`add_rows`].
    pub fn add_range(codes: &[u8], width: usize, first: usize, addends: &[Addend], shift: u32, cells: &mut [Cells])
        = add_range_kernel;
}

macro_rules! by_width {
    ($width:expr, $function:ident($($arg:expr),*)) => {
        match $width {
            1 => $function::<1>($($arg),*),
            2 => $function::<2>($($arg),*),
            3 => $function::<3>($($arg),*),
            4 => $function::<4>($($arg),*),
            5 => $function::<5>($($arg),*),
            6 => $function::<6>($($arg),*),
            7 => $function::<7>($($arg),*),
            8 => $function::<8>($($arg),*),
            width => panic!("a block of {width} columns: expected 1 to {BLOCK}"),
        }
    };
}

#[inline(always)]
fn add_rows_kernel<S: Simd>(
    _: S,
    codes: &[u8],
    width: usize,
    rows: &[u32],
    addends: &[Addend],
    shift: u32,
    cells: &mut [Cells],
) {
    assert_eq!(rows.len(), addends.len(), "one addend for each row");
    by_width!(width, scattered(codes, rows, addends, shift, cells));
}

#[inline(always)]
fn add_range_kernel<S: Simd>(
    _: S,
    codes: &[u8],
    width: usize,
    first: usize,
    addends: &[Addend],
    shift: u32,
    cells: &mut [Cells],
) {
    by_width!(width, consecutive(codes, first, addends, shift, cells));
}

#[inline(always)]
fn load(codes: &[u8], at: usize) -> u64 {
    match codes[at..].first_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => panic!("a block of codes ends with its last row: expected 7 bytes more"),
    }
}

#[inline(always)]
fn add<const W: usize>(word: u64, addend: Addend, shift: u32, cells: &mut [Cells; W]) {
    let first = i64::from(addend[0]);
    let second = (i64::from(addend[1]) << shift) + 1;
    for k in 0..W {
        let cell = &mut cells[k][(word >> (8 * k)) as u8 as usize];
        *cell = [cell[0].wrapping_add(first), cell[1].wrapping_add(second)];
    }
}

#[inline(always)]
fn scattered<const W: usize>(
    codes: &[u8],
    rows: &[u32],
    addends: &[Addend],
    shift: u32,
    cells: &mut [Cells],
) {
    let cells: &mut [Cells; W] = cells.first_chunk_mut().expect("cells for each column");
    for (&row, &addend) in rows.iter().zip(addends) {
        add(load(codes, row as usize * W), addend, shift, cells);
    }
}

#[inline(always)]
fn consecutive<const W: usize>(
    codes: &[u8],
    first: usize,
    addends: &[Addend],
    shift: u32,
    cells: &mut [Cells],
) {
    let cells: &mut [Cells; W] = cells.first_chunk_mut().expect("cells for each column");
    for (i, &addend) in addends.iter().enumerate() {
        add(load(codes, (first + i) * W), addend, shift, cells);
    }
}

/// Subtracts the histograms of a part from those of the whole, which become those of the rest.
///
/// # Panics
/// If there are not as many of both.
pub fn subtract(whole: &mut [Cells], part: &[Cells]) {
    assert_eq!(whole.len(), part.len(), "histograms of as many columns");
    for (whole, part) in whole.as_flattened_mut().iter_mut().zip(part.as_flattened()) {
        whole[0] = whole[0].wrapping_sub(part[0]);
        whole[1] = whole[1].wrapping_sub(part[1]);
    }
}

/// Orders row numbers by a mark of their codes: rows whose code is marked come first. Both parts
/// keep their order. Returns how many come first.
///
/// The code of a row is `codes[row * width + column]`. `spare` is room for as many rows.
///
/// # Panics
/// If a row reaches beyond `codes`, or `spare` is shorter than `rows`.
pub fn partition(
    codes: &[u8],
    width: usize,
    column: usize,
    marked: &[bool; 256],
    rows: &mut [u32],
    spare: &mut [u32],
) -> usize {
    let spare = &mut spare[..rows.len()];
    let (mut first, mut rest) = (0, 0);
    for i in 0..rows.len() {
        let row = rows[i];
        let goes_first = usize::from(marked[codes[row as usize * width + column] as usize]);
        // Both are written, one is kept: no branch that half of the rows would mispredict.
        rows[first] = row;
        spare[rest] = row;
        first += goes_first;
        rest += 1 - goes_first;
    }
    rows[first..].copy_from_slice(&spare[..rest]);
    first
}

crate::dispatch! {
    /// How many codes, `shift` added (255 and 1 are 0), are at most `last`, and how many of these
    /// are marked. As many marks are looked at as there are codes.
    pub fn count_marked(codes: &[u8], shift: u8, last: u8, marks: &[bool]) -> [usize; 2]
        = count_marked_kernel;
}

#[inline(always)]
fn count_marked_kernel<S: Simd>(
    _: S,
    codes: &[u8],
    shift: u8,
    last: u8,
    marks: &[bool],
) -> [usize; 2] {
    const LANES: usize = 32;
    let (mut count, mut marked) = (0, 0);
    let mut add = |codes: &[[u8; LANES]], marks: &[[bool; LANES]]| {
        let mut sums = [[0u8; LANES]; 2];
        for (codes, marks) in codes.iter().zip(marks) {
            for i in 0..LANES {
                let below = u8::from(codes[i].wrapping_add(shift) <= last);
                sums[0][i] += below;
                sums[1][i] += below & u8::from(marks[i]);
            }
        }
        count += sums[0].iter().map(|&s| usize::from(s)).sum::<usize>();
        marked += sums[1].iter().map(|&s| usize::from(s)).sum::<usize>();
    };
    let (blocks, rest) = codes.as_chunks::<LANES>();
    let (block_marks, rest_marks) = marks.as_chunks::<LANES>();
    // A lane of one byte counts to 255.
    for (blocks, marks) in blocks.chunks(255).zip(block_marks.chunks(255)) {
        add(blocks, marks);
    }
    for (code, mark) in rest.iter().zip(rest_marks) {
        let below = code.wrapping_add(shift) <= last;
        count += usize::from(below);
        marked += usize::from(below & mark);
    }
    [count, marked]
}

crate::dispatch! {
    /// The least and the greatest code, 255 left out, and whether that is among them too. `None` if
    /// there is no other.
    pub fn range(codes: &[u8]) -> Option<(u8, u8, bool)> = range_kernel;
}

#[inline(always)]
fn range_kernel<S: Simd>(_: S, codes: &[u8]) -> Option<(u8, u8, bool)> {
    // With 1 added, 255 is the least instead of the greatest.
    let (mut low, mut high, mut all) = (u8::MAX, 0, 0);
    for &code in codes {
        low = low.min(code);
        high = high.max(code.wrapping_add(1));
        all = all.max(code);
    }
    (low != u8::MAX).then(|| (low, high - 1, all == u8::MAX))
}

/// The best split of one column by the gain `whole + l² / (hl + lambda) + r² / (hr + lambda)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// The last code of the left side.
    pub code: usize,
    /// The gain.
    pub gain: f64,
}

/// What [`best_split`] needs to know besides the cells.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The sums over all rows, those without a code (missing values) included.
    pub total: [i64; 2],
    /// What is on the left before the first code: the missing values' sums, or zeros.
    pub before: [i64; 2],
    /// See [`Addend`].
    pub shift: u32,
    /// What one unit of the first and of the second sum is worth.
    pub scale: [f64; 2],
    /// Added to both denominators.
    pub lambda: f64,
    /// Where every gain starts from: what the rows lose by no longer being together.
    pub whole: f64,
    /// Of equal gains the last is taken instead of the first.
    pub last: bool,
    /// The fewest rows on each side.
    pub min_count: u32,
    /// The least second sum on each side.
    pub min_weight: f64,
}

crate::dispatch! {
    /// Looks for the best of the splits after code 0, 1, ... of `cells`. `None` if no split leaves
    /// enough on both sides. Of equal gains the first is taken, or the last.
    ///
    /// Sums of equal sets of rows are equal, so which of two gains is greater where they are equal
    /// but for rounding depends on the order of the additions. It is that of scikit-learn: from the
    /// whole first the left side's part is subtracted, then the right side's, each a sum times
    /// the value that the side would have.
    pub fn best_split(cells: &[[i64; 2]], limits: &Limits) -> Option<Best> = best_split_kernel;
}

#[inline(always)]
fn best_split_kernel<S: Simd>(_: S, cells: &[[i64; 2]], limits: &Limits) -> Option<Best> {
    let n = cells.len().min(256);
    let mut first = [0i64; 256];
    let mut second = [0i64; 256];
    let mut sums = limits.before;
    for (i, cell) in cells[..n].iter().enumerate() {
        sums = [sums[0] + cell[0], sums[1] + cell[1]];
        first[i] = sums[0];
        second[i] = sums[1];
    }
    let mask = (1i64 << limits.shift) - 1;
    let total_count = limits.total[1] & mask;
    let total_first = limits.total[0] as f64 * limits.scale[0];
    let total_second = (limits.total[1] >> limits.shift) as f64 * limits.scale[1];
    let least = i64::from(limits.min_count);
    let mut gains = [f64::NEG_INFINITY; 256];
    for i in 0..n.next_multiple_of(8) {
        let count = second[i] & mask;
        let left = first[i] as f64 * limits.scale[0];
        let left_weight = (second[i] >> limits.shift) as f64 * limits.scale[1];
        let right = total_first - left;
        let right_weight = total_second - left_weight;
        let (a, b) = (left_weight + limits.lambda, right_weight + limits.lambda);
        let gain = limits.whole - left * (-left / a) - right * (-right / b);
        let allowed = (count >= least)
            & (total_count - count >= least)
            & (left_weight >= limits.min_weight)
            & (right_weight >= limits.min_weight);
        gains[i] = if allowed { gain } else { f64::NEG_INFINITY };
    }
    gains[n..].fill(f64::NEG_INFINITY);
    let mut lanes = [f64::NEG_INFINITY; 8];
    for part in gains.chunks_exact(8) {
        for (lane, &gain) in lanes.iter_mut().zip(part) {
            *lane = if gain > *lane { gain } else { *lane };
        }
    }
    let gain = lanes.into_iter().fold(f64::NEG_INFINITY, f64::max);
    if gain == f64::NEG_INFINITY {
        return None;
    }
    let mut places = gains.iter();
    let code = match limits.last {
        false => places.position(|&g| g == gain)?,
        true => places.rposition(|&g| g == gain)?,
    };
    Some(Best { code, gain })
}

crate::dispatch! {
    /// For each value the number of thresholds below it, of at most 255 that are ascending.
    ///
    /// `pivots` and `leaves` are the thresholds in the form that [`search_table`] gives. Of a NaN
    /// the count is 0. `codes` gets the count of `values[i]` at `i * stride`.
    ///
    /// # Panics
    /// If `codes` is too short.
    pub fn search(table: &SearchTable, values: &[f64], codes: &mut [u8], stride: usize) = search_kernel;
}

/// Thresholds in the form that [`search`] wants: every 16th, and rows of 16.
#[derive(Clone, Debug)]
pub struct SearchTable {
    pivots: [f64; 16],
    leaves: [[f64; 16]; 16],
}

impl SearchTable {
    /// Of ascending thresholds.
    ///
    /// # Panics
    /// If there are more than 255.
    pub fn new(thresholds: &[f64]) -> SearchTable {
        assert!(thresholds.len() < 256, "{} thresholds: at most 255", thresholds.len());
        let mut all = [f64::INFINITY; 256];
        all[..thresholds.len()].copy_from_slice(thresholds);
        let mut table = SearchTable { pivots: [0.0; 16], leaves: [[0.0; 16]; 16] };
        for i in 0..16 {
            table.leaves[i].copy_from_slice(&all[i * 16..(i + 1) * 16]);
            table.pivots[i] = all[i * 16 + 15];
        }
        table
    }
}

#[inline(always)]
fn search_kernel<S: Simd>(
    _: S,
    table: &SearchTable,
    values: &[f64],
    codes: &mut [u8],
    stride: usize,
) {
    for (i, &value) in values.iter().enumerate() {
        let mut row = 0u64;
        for pivot in table.pivots {
            row += u64::from(pivot < value);
        }
        // The last pivot is no threshold of more than 255, so the row is at most 15.
        let row = (row & 15) as usize;
        let mut place = 0u64;
        for leaf in table.leaves[row] {
            place += u64::from(leaf < value);
        }
        codes[i * stride] = (row as u64 * 16 + place) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    fn some_codes(rows: usize, width: usize) -> Vec<u8> {
        let mut bits = vec![0u32; rows * width];
        random::bits(1, 2, 0, &mut bits);
        let mut codes: Vec<u8> = bits.iter().map(|b| (b >> 7) as u8).collect();
        codes.extend([0; 7]);
        codes
    }

    #[test]
    fn histograms_count_and_sum_every_row_in_every_width() {
        for width in 1..=BLOCK {
            let rows = 1000;
            let codes = some_codes(rows, width);
            let addends: Vec<Addend> = (0..rows as i32).map(|i| [i * 7 - 3000, i + 1]).collect();
            let numbers: Vec<u32> = (0..rows as u32).rev().collect();
            let reversed: Vec<Addend> = addends.iter().rev().copied().collect();
            let mut expected = vec![[[0i64; 2]; 256]; width];
            for row in 0..rows {
                for k in 0..width {
                    let cell = &mut expected[k][codes[row * width + k] as usize];
                    cell[0] += i64::from(addends[row][0]);
                    cell[1] += (i64::from(addends[row][1]) << 12) + 1;
                }
            }
            let mut cells = vec![[[0i64; 2]; 256]; width];
            add_rows(&codes, width, &numbers, &reversed, 12, &mut cells);
            assert_eq!(cells, expected);
            let mut cells = vec![[[0i64; 2]; 256]; width];
            add_range(&codes, width, 0, &addends, 12, &mut cells);
            assert_eq!(cells, expected);
            let mut part = vec![[[0i64; 2]; 256]; width];
            add_range(&codes, width, 100, &addends[100..400], 12, &mut part);
            subtract(&mut cells, &part);
            let mut rest = vec![[[0i64; 2]; 256]; width];
            add_range(&codes, width, 0, &addends[..100], 12, &mut rest);
            add_range(&codes, width, 400, &addends[400..], 12, &mut rest);
            assert_eq!(cells, rest);
        }
    }

    #[test]
    fn a_partition_keeps_the_order_of_both_parts() {
        let codes = some_codes(500, 3);
        let mut marked = [false; 256];
        marked[..100].fill(true);
        let mut rows: Vec<u32> = (0..500).filter(|i| i % 3 != 1).collect();
        let goes = |row: &u32| codes[*row as usize * 3 + 2] < 100;
        let (left, right): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| goes(row));
        let mut spare = vec![0; rows.len()];
        let first = partition(&codes, 3, 2, &marked, &mut rows, &mut spare);
        assert_eq!((&rows[..first], &rows[first..]), (&left[..], &right[..]));
    }

    #[test]
    fn marked_codes_are_counted_and_their_range_is_found() {
        for n in [0, 1, 31, 32, 33, 100, 9000] {
            let codes = &some_codes(n, 1)[..n];
            let marks: Vec<bool> = (0..n).map(|i| i % 3 == 1).collect();
            for (shift, last) in [(0, 0), (0, 100), (0, 254), (1, 1), (1, 77), (1, 255)] {
                let below: Vec<usize> =
                    (0..n).filter(|&i| codes[i].wrapping_add(shift) <= last).collect();
                let marked = below.iter().filter(|&&i| marks[i]).count();
                assert_eq!(count_marked(codes, shift, last, &marks), [below.len(), marked]);
            }
            let others = || codes.iter().copied().filter(|&c| c != 255);
            let expected = others().min().zip(others().max());
            let expected = expected.map(|(low, high)| (low, high, codes.contains(&255)));
            assert_eq!(range(codes), expected);
        }
        assert_eq!(range(&[255; 40]), None);
    }

    #[test]
    fn a_search_counts_the_thresholds_below() {
        for n in [0, 1, 15, 16, 17, 200, 255] {
            let thresholds: Vec<f64> = (0..n).map(|i| i as f64 * 0.5).collect();
            let table = SearchTable::new(&thresholds);
            let values: Vec<f64> =
                (-4..600).map(|i| f64::from(i) * 0.25).chain([f64::NAN, 1e300, -1e300]).collect();
            let mut codes = vec![0; values.len() * 2];
            search(&table, &values, &mut codes, 2);
            for (i, value) in values.iter().enumerate() {
                let expected = thresholds.iter().filter(|t| *t < value).count();
                assert_eq!(usize::from(codes[i * 2]), expected, "{value} among {n}");
            }
        }
    }

    #[test]
    fn the_best_split_is_that_of_a_plain_loop() {
        let cells: Vec<[i64; 2]> = (0..200i64)
            .map(|i| [(i * 37 % 101 - 50) * 1000 * (1 + i / 20), ((i * 13 % 29 + 1) << 10) + 3])
            .collect();
        let total = cells.iter().fold([0, 0], |a, c| [a[0] + c[0], a[1] + c[1]]);
        let limits = Limits {
            total,
            before: [0, 0],
            shift: 10,
            scale: [0.5, 0.25],
            lambda: 1.0,
            whole: 0.0,
            last: false,
            min_count: 20,
            min_weight: 1.0,
        };
        let mut expected = Best { code: 0, gain: f64::NEG_INFINITY };
        let mut left = [0, 0];
        for (code, cell) in cells.iter().enumerate() {
            left = [left[0] + cell[0], left[1] + cell[1]];
            let right = [total[0] - left[0], total[1] - left[1]];
            if (left[1] & 1023) < 20 || (right[1] & 1023) < 20 {
                continue;
            }
            let score =
                |s: [i64; 2]| (s[0] as f64 * 0.5).powi(2) / ((s[1] >> 10) as f64 * 0.25 + 1.0);
            let gain = score(left) + score(right);
            if gain > expected.gain {
                expected = Best { code, gain };
            }
        }
        let found = best_split(&cells, &limits).unwrap();
        assert_eq!(found.code, expected.code);
        assert!((found.gain / expected.gain - 1.0).abs() < 1e-12);
        assert_eq!(best_split(&cells[..1], &limits), None);
        // Codes without rows change nothing.
        let mut gap = cells[..=expected.code].to_vec();
        gap.extend([[0, 0]; 3]);
        gap.extend_from_slice(&cells[expected.code + 1..]);
        assert_eq!(best_split(&gap, &limits).unwrap().code, expected.code);
        let found = best_split(&gap, &Limits { last: true, whole: 5.0, ..limits }).unwrap();
        assert_eq!(found.code, expected.code + 3);
        assert!(((found.gain - 5.0) / expected.gain - 1.0).abs() < 1e-12);
    }
}
