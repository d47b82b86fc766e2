//! Numbers of a column, in as few bytes as they need.

use std::ops::Range;

/// Values of a chunk. A chunk is packed by itself, so a column can be read in one go without
/// knowing what is to come, and no number is moved when more come.
const CHUNK: usize = 1 << 14;
/// Digits behind the point that whole numbers are tried for.
const DIGITS: usize = 9;
/// 10 to the power of each number of digits, which double precision holds exactly.
const POWERS: [f64; DIGITS + 1] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// Numbers in double precision that cannot be changed; NaN stands for a missing one.
///
/// They are held in pieces, each in the smallest of these forms that gives every number back to
/// the last bit: one number for all; whole numbers of one, two or four bytes, divided by a power
/// of ten (which is how most numbers in files of text are meant); single precision; double
/// precision. So a number takes four bytes unless it has more than nine digits.
///
/// ```
/// use sparkler_data::table::Numbers;
/// let numbers = Numbers::from(vec![0.1, f64::NAN, 2.75]);
/// assert_eq!((numbers.len(), numbers.get(0), numbers.get(2)), (3, 0.1, 2.75));
/// assert!(numbers.get(1).is_nan());
/// // 10, missing and 275 hundredths fit into two bytes each.
/// assert_eq!(numbers.bytes(), 6);
/// ```
#[derive(Clone, Default)]
pub struct Numbers {
    chunks: Vec<Chunk>,
    len: usize,
    rounded: bool,
}

/// Part of a column. The smallest whole number stands for a missing value; the place of `POWERS`
/// says what whole numbers are divided by.
#[derive(Clone)]
enum Chunk {
    Same(f64),
    I8(Box<[i8]>, u8),
    I16(Box<[i16]>, u8),
    I32(Box<[i32]>, u8),
    F32(Box<[f32]>),
    F64(Box<[f64]>),
}

/// A number in single precision, if it has as many digits there as others: those from 2^24 on, of
/// which not all whole ones would be left, and those too near 0 for all digits stay as they are.
/// Larger numbers never become smaller than others by it.
///
/// ```
/// use sparkler_data::table::single;
/// assert_eq!(single(0.1), f64::from(0.1f32));
/// assert_eq!(single(20_261_123.5), 20_261_123.5);
/// assert_eq!(single(1e-50), 1e-50);
/// ```
pub fn single(x: f64) -> f64 {
    const WHOLE: f64 = (1 << 24) as f64;
    const SMALL: f64 = f32::MIN_POSITIVE as f64;
    if (SMALL..WHOLE).contains(&x.abs()) { f64::from(x as f32) } else { x }
}

/// Rounds all numbers by [`single`]; was any of them changed by it?
fn round_all(values: &mut [f64]) -> bool {
    let mut changed = false;
    for x in values {
        let rounded = single(*x);
        changed |= rounded != *x && !x.is_nan();
        *x = rounded;
    }
    changed
}

fn whole<T: PartialEq + Into<i32>>(value: T, missing: T, power: f64) -> f64 {
    if value == missing { f64::NAN } else { f64::from(value.into()) / power }
}

impl Chunk {
    fn new(values: &[f64]) -> Chunk {
        let first = values.first().copied().unwrap_or(f64::NAN);
        let same = |x: &f64| x.to_bits() == first.to_bits() || x.is_nan() && first.is_nan();
        if values.iter().all(same) {
            return Chunk::Same(first);
        }
        if let Some(chunk) = Chunk::of_decimals(values) {
            return chunk;
        }
        let exact = |x: &f64| f64::from(*x as f32) == *x || x.is_nan();
        match values.iter().all(exact) {
            true => Chunk::F32(values.iter().map(|&x| x as f32).collect()),
            false => Chunk::F64(values.into()),
        }
    }

    /// As whole numbers divided by a power of ten. A quotient of whole numbers below 2^53 is the
    /// number nearest to it, which is also what reading its decimals gives.
    fn of_decimals(values: &[f64]) -> Option<Chunk> {
        const MOST: f64 = i32::MAX as f64;
        // Not the minus of -0, which whole numbers do not have.
        let back = |x: f64, power: f64| {
            let m = (x * power).round();
            let whole = m as i32;
            let same = (f64::from(whole) / power).to_bits() == x.to_bits();
            (m.abs() <= MOST && same).then_some(whole)
        };
        let mut digits = 0;
        for &x in values.iter().filter(|x| !x.is_nan()) {
            while back(x, POWERS[digits]).is_none() {
                digits += 1;
                if digits > DIGITS || x.abs() * POWERS[digits] > MOST {
                    return None;
                }
            }
        }
        let power = POWERS[digits];
        let mut most = 0;
        let mut out = Vec::with_capacity(values.len());
        for &x in values {
            let m = if x.is_nan() { i32::MIN } else { back(x, power)? };
            if m != i32::MIN {
                most = most.max(m.abs());
            }
            out.push(m);
        }
        let digits = digits as u8;
        fn narrow<T: TryFrom<i32> + Copy>(from: &[i32], missing: T) -> Box<[T]> {
            from.iter().map(|&m| T::try_from(m).unwrap_or(missing)).collect()
        }
        Some(match most {
            0..=0x7f => Chunk::I8(narrow(&out, i8::MIN), digits),
            0x80..=0x7fff => Chunk::I16(narrow(&out, i16::MIN), digits),
            _ => Chunk::I32(out.into(), digits),
        })
    }

    fn get(&self, place: usize) -> f64 {
        match self {
            Chunk::Same(x) => *x,
            Chunk::I8(v, digits) => whole(v[place], i8::MIN, POWERS[usize::from(*digits)]),
            Chunk::I16(v, digits) => whole(v[place], i16::MIN, POWERS[usize::from(*digits)]),
            Chunk::I32(v, digits) => whole(v[place], i32::MIN, POWERS[usize::from(*digits)]),
            Chunk::F32(v) => f64::from(v[place]),
            Chunk::F64(v) => v[place],
        }
    }

    fn read(&self, range: Range<usize>, out: &mut [f64]) {
        match self {
            Chunk::Same(x) => out.fill(*x),
            Chunk::F64(v) => out.copy_from_slice(&v[range]),
            other => out.iter_mut().zip(range).for_each(|(to, place)| *to = other.get(place)),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Chunk::Same(_) => 0,
            Chunk::I8(v, _) => v.len(),
            Chunk::I16(v, _) => 2 * v.len(),
            Chunk::I32(v, _) => 4 * v.len(),
            Chunk::F32(v) => 4 * v.len(),
            Chunk::F64(v) => 8 * v.len(),
        }
    }
}

impl Numbers {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number of a row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn get(&self, row: usize) -> f64 {
        assert!(row < self.len, "row {row} of {}", self.len);
        let x = self.chunks[row / CHUNK].get(row % CHUNK);
        if self.rounded { single(x) } else { x }
    }

    /// The numbers of rows that follow one another, written to `out`.
    ///
    /// # Panics
    /// If there are no such rows.
    pub fn read(&self, first: usize, out: &mut [f64]) {
        assert!(first + out.len() <= self.len, "rows from {first} of {}", self.len);
        let mut done = 0;
        while done < out.len() {
            let (chunk, place) = ((first + done) / CHUNK, (first + done) % CHUNK);
            let count = (CHUNK - place).min(out.len() - done);
            self.chunks[chunk].read(place..place + count, &mut out[done..done + count]);
            done += count;
        }
        if self.rounded {
            out.iter_mut().for_each(|x| *x = single(*x));
        }
    }

    /// The numbers of some rows, written to `out`.
    ///
    /// # Panics
    /// If there is no such row, or `out` has another length.
    pub fn gather(&self, rows: &[usize], out: &mut [f64]) {
        assert_eq!(rows.len(), out.len(), "rows and room for them");
        out.iter_mut().zip(rows).for_each(|(to, &row)| *to = self.get(row));
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.len).map(|row| self.get(row))
    }

    /// All of them, eight bytes each.
    pub fn to_vec(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.len];
        self.read(0, &mut out);
        out
    }

    /// Those of the rows with these numbers, in this order.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn take(&self, rows: &[usize]) -> Numbers {
        let mut out: Numbers = rows.iter().map(|&row| self.get(row)).collect();
        out.rounded = self.rounded;
        out
    }

    /// How many bytes they take.
    pub fn bytes(&self) -> usize {
        self.chunks.iter().map(Chunk::bytes).sum()
    }

    /// Have they been rounded by [`single`]?
    pub fn is_rounded(&self) -> bool {
        self.rounded
    }

    /// The same, rounded by [`single`].
    pub fn into_rounded(mut self) -> Numbers {
        self.rounded = true;
        self
    }
}

/// By their values, so that, as for other numbers, a missing one is not like another.
impl PartialEq for Numbers {
    fn eq(&self, other: &Numbers) -> bool {
        self.len == other.len && self.iter().zip(other.iter()).all(|(a, b)| a == b)
    }
}

impl std::fmt::Debug for Numbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl From<Vec<f64>> for Numbers {
    fn from(values: Vec<f64>) -> Numbers {
        let chunks = values.chunks(CHUNK).map(Chunk::new).collect();
        Numbers { chunks, len: values.len(), rounded: false }
    }
}

impl FromIterator<f64> for Numbers {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Numbers {
        let mut builder = NumbersBuilder::default();
        values.into_iter().for_each(|x| builder.push(x));
        builder.finish()
    }
}

/// Numbers that are still coming.
#[derive(Clone, Default)]
pub struct NumbersBuilder {
    chunks: Vec<Chunk>,
    open: Vec<f64>,
    /// May numbers lose digits?
    rounding: bool,
    /// Has one done so?
    rounded: bool,
}

impl NumbersBuilder {
    /// One more.
    pub fn push(&mut self, x: f64) {
        self.open.push(x);
        if self.open.len() == CHUNK {
            self.close();
        }
    }

    /// From here on, and for those that are there, numbers that need eight bytes are rounded.
    pub fn round(&mut self) {
        self.rounding = true;
        for chunk in &mut self.chunks {
            if let Chunk::F64(values) = chunk {
                self.rounded |= round_all(values);
                *chunk = Chunk::new(values);
            }
        }
    }

    fn close(&mut self) {
        let mut chunk = Chunk::new(&self.open);
        if self.rounding && matches!(chunk, Chunk::F64(_)) {
            self.rounded |= round_all(&mut self.open);
            chunk = Chunk::new(&self.open);
        }
        self.chunks.push(chunk);
        self.open.clear();
    }

    /// The numbers. If one of them was rounded, all are.
    pub fn finish(mut self) -> Numbers {
        let len = self.chunks.len() * CHUNK + self.open.len();
        if !self.open.is_empty() {
            self.close();
        }
        Numbers { chunks: self.chunks, len, rounded: self.rounded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(a: &[f64], b: &[f64]) -> bool {
        let one = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
        a.len() == b.len() && a.iter().zip(b).all(one)
    }

    fn bytes(values: Vec<f64>) -> usize {
        let numbers = Numbers::from(values.clone());
        assert!(same(&numbers.to_vec(), &values), "{values:?}");
        assert!(same(&numbers.iter().collect::<Vec<_>>(), &values), "{values:?}");
        numbers.bytes()
    }

    #[test]
    fn numbers_take_the_fewest_bytes_that_give_them_back() {
        let nan = f64::NAN;
        assert_eq!(bytes(vec![]), 0);
        assert_eq!(bytes(vec![nan; 5]), 0);
        assert_eq!(bytes(vec![0.1; 5]), 0);
        assert_eq!(bytes(vec![-127.0, 127.0, nan]), 3);
        assert_eq!(bytes(vec![-128.0, 1.0, nan]), 6);
        assert_eq!(bytes(vec![1.27, -0.05]), 2);
        assert_eq!(bytes(vec![0.1, 32.767]), 4);
        assert_eq!(bytes(vec![0.123456789, 2.0, nan]), 12);
        assert_eq!(bytes(vec![2_147_483_647.0, -2_147_483_647.0]), 8);
        assert_eq!(bytes(vec![-2_147_483_648.0, 0.25]), 8);
        // In single precision: more than nine digits, a minus before nothing, infinite ones.
        assert_eq!(bytes(vec![f64::from(0.1f32), nan]), 8);
        assert_eq!(bytes(vec![-0.0, 1.0]), 8);
        assert_eq!(bytes(vec![f64::INFINITY, 1.0]), 8);
        assert_eq!(bytes(vec![0.038_075_906_433_423_4, 1.0]), 16);
        assert_eq!(bytes(vec![1e300, 1e-300]), 16);
    }

    #[test]
    fn rows_are_found_across_chunks() {
        let values: Vec<f64> = (0..CHUNK * 2 + 100).map(|i| (i % 1000) as f64 / 8.0).collect();
        let numbers = Numbers::from(values.clone());
        let mut out = vec![0.0; CHUNK + 10];
        numbers.read(CHUNK - 5, &mut out);
        assert_eq!(out, values[CHUNK - 5..2 * CHUNK + 5]);
        let rows = [CHUNK * 2 + 99, 0, CHUNK, CHUNK];
        assert!(numbers.take(&rows).iter().eq(rows.iter().map(|&r| values[r])));
        assert!(numbers == values.iter().copied().collect());
    }

    #[test]
    fn once_a_number_is_rounded_all_are() {
        let values: Vec<f64> = (0..CHUNK + 7)
            .map(|i| if i < CHUNK { i as f64 / 10.0 } else { i as f64 / 7.0 })
            .collect();
        let mut builder = NumbersBuilder::default();
        values.iter().take(CHUNK).for_each(|&x| builder.push(x));
        builder.round();
        assert!(!builder.clone().finish().is_rounded());
        values.iter().skip(CHUNK).for_each(|&x| builder.push(x));
        let numbers = builder.finish();
        assert!(numbers.is_rounded());
        let rounded: Vec<f64> = values.iter().map(|&x| single(x)).collect();
        assert!(same(&numbers.to_vec(), &rounded) && numbers.bytes() <= 4 * values.len());
        assert!(Numbers::from(values).into_rounded() == numbers);
        // What is missing is not rounded, wherever it stands.
        let mut builder = NumbersBuilder::default();
        let large = |i: usize| if i == 3 { f64::NAN } else { 1e15 + i as f64 / 2.0 };
        (0..CHUNK).for_each(|i| builder.push(large(i)));
        builder.round();
        (0..CHUNK).for_each(|i| builder.push(large(i)));
        builder.push(0.1);
        let numbers = builder.finish();
        assert!(!numbers.is_rounded());
        assert_eq!(numbers.get(2 * CHUNK), 0.1);
        // Also those that were there before; and what cannot be rounded stays.
        let mut builder = NumbersBuilder::default();
        (0..CHUNK).for_each(|i| builder.push(1.0 / (i + 1) as f64));
        builder.round();
        [1e300, 20_261_123_120_000.0, 1.0 / 3.0].into_iter().for_each(|x| builder.push(x));
        let numbers = builder.finish();
        assert_eq!(numbers.get(2), f64::from(1.0f32 / 3.0));
        assert_eq!(numbers.get(CHUNK + 1), 20_261_123_120_000.0);
        assert_eq!(numbers.get(CHUNK + 2), f64::from(1.0f32 / 3.0));
    }

    proptest! {
        #[test]
        fn any_numbers_come_back(values in prop::collection::vec(any::<f64>(), 0..50)) {
            bytes(values);
        }

        #[test]
        fn decimals_come_back(values in prop::collection::vec((-99_999_999i64..99_999_999, 0usize..12), 0..50)) {
            bytes(values.iter().map(|(m, d)| format!("{m}e-{d}").parse().unwrap()).collect());
        }

        #[test]
        fn rounding_keeps_the_order(a in any::<f64>(), b in any::<f64>()) {
            prop_assert!(a.is_nan() || b.is_nan() || (a <= b) <= (single(a) <= single(b)));
        }
    }
}
