//! `stringToHashBucketFast`

use crate::prelude::*;

op! {
    /// A number from 0 to before `numBuckets` for each string: its fingerprint (FarmHash, 64 bits)
    /// modulo the number of buckets. The same on every machine.
    STRING_TO_HASH_BUCKET_FAST {
        name: "stringToHashBucketFast",
        family: Family::String,
        inputs: &[InputDef::one("input", Accept::Any)],
        attrs: &[attr("numBuckets", AttrKind::Int, AttrDefault::Required)],
        infer: |cx| {
            if cx.dtype(0) != DType::String {
                return Err(cx.error(format!("input is {} (expected string)", cx.dtype(0))));
            }
            if cx.int("numBuckets") < 1 {
                return Err(cx.attr_error("numBuckets", "a number that must be at least 1"));
            }
            infer::one(DType::I32, *cx.shape(0))
        },
        kernel: Kernel::Run(|cx| {
            let (strings, buckets) = (cx.x(0).to_strings()?, cx.int("numBuckets") as u64);
            cx.fill::<i32>(|_, y| {
                for (y, string) in y.iter_mut().zip(&strings) {
                    *y = (fingerprint(string) % buckets) as i32;
                }
                Ok(())
            })
        }),
        grad: Grad::None("strings have no gradient"),
        names: &[(Format::Tf, "StringToHashBucketFast")],
    }
}

const K0: u64 = 0xc3a5_c85c_97cb_3127;
const K1: u64 = 0xb492_b66f_be98_f273;
const K2: u64 = 0x9ae1_6a3b_2f90_404f;

/// FarmHash's `Fingerprint64`.
fn fingerprint(s: &[u8]) -> u64 {
    match s.len() {
        0..=16 => up_to_16(s),
        17..=32 => up_to_32(s),
        33..=64 => up_to_64(s),
        _ => longer(s),
    }
}

/// The eight bytes from a place on, as a number.
fn word(s: &[u8], at: usize) -> u64 {
    s[at..at + 8].iter().rev().fold(0, |n, &byte| n << 8 | u64::from(byte))
}

fn half_word(s: &[u8], at: usize) -> u64 {
    s[at..at + 4].iter().rev().fold(0, |n, &byte| n << 8 | u64::from(byte))
}

fn shift_mix(x: u64) -> u64 {
    x ^ x >> 47
}

fn pair(u: u64, v: u64, factor: u64) -> u64 {
    let a = shift_mix((u ^ v).wrapping_mul(factor));
    shift_mix((v ^ a).wrapping_mul(factor)).wrapping_mul(factor)
}

fn length_factor(s: &[u8]) -> u64 {
    K2.wrapping_add(2 * s.len() as u64)
}

fn up_to_16(s: &[u8]) -> u64 {
    let (n, factor) = (s.len(), length_factor(s));
    match n {
        8.. => {
            let a = word(s, 0).wrapping_add(K2);
            let b = word(s, n - 8);
            let c = b.rotate_right(37).wrapping_mul(factor).wrapping_add(a);
            let d = a.rotate_right(25).wrapping_add(b).wrapping_mul(factor);
            pair(c, d, factor)
        }
        4.. => pair((n as u64).wrapping_add(half_word(s, 0) << 3), half_word(s, n - 4), factor),
        1.. => {
            let [a, b, c] = [s[0], s[n / 2], s[n - 1]].map(u64::from);
            let (y, z) = (a + (b << 8), n as u64 + (c << 2));
            shift_mix(y.wrapping_mul(K2) ^ z.wrapping_mul(K0)).wrapping_mul(K2)
        }
        0 => K2,
    }
}

fn up_to_32(s: &[u8]) -> u64 {
    let (n, factor) = (s.len(), length_factor(s));
    let (y, z) = ends(s, n, factor, K1);
    pair(y, z, factor)
}

/// What two words of each end give together.
fn ends(s: &[u8], n: usize, factor: u64, first: u64) -> (u64, u64) {
    let a = word(s, 0).wrapping_mul(first);
    let b = word(s, 8);
    let c = word(s, n - 8).wrapping_mul(factor);
    let d = word(s, n - 16).wrapping_mul(K2);
    let y = a.wrapping_add(b).rotate_right(43).wrapping_add(c.rotate_right(30)).wrapping_add(d);
    let z = a.wrapping_add(b.wrapping_add(K2).rotate_right(18)).wrapping_add(c);
    (y, z)
}

fn up_to_64(s: &[u8]) -> u64 {
    let (n, factor) = (s.len(), length_factor(s));
    let a = word(s, 0).wrapping_mul(K2);
    let (y, z) = ends(s, n, factor, K2);
    let z = pair(y, z, factor);
    let e = word(s, 16).wrapping_mul(factor);
    let f = word(s, 24);
    let g = y.wrapping_add(word(s, n - 32)).wrapping_mul(factor);
    let h = z.wrapping_add(word(s, n - 24)).wrapping_mul(factor);
    let left = e.wrapping_add(f).rotate_right(43).wrapping_add(g.rotate_right(30)).wrapping_add(h);
    let right = e.wrapping_add(f.wrapping_add(a).rotate_right(18)).wrapping_add(g);
    pair(left, right, factor)
}

/// Four words mixed into two.
fn weak(s: &[u8], at: usize, (a, b): (u64, u64)) -> (u64, u64) {
    let [w, x, y, z] = [0, 8, 16, 24].map(|offset| word(s, at + offset));
    let a = a.wrapping_add(w);
    let b = b.wrapping_add(a).wrapping_add(z).rotate_right(21);
    let sum = a.wrapping_add(x).wrapping_add(y);
    (sum.wrapping_add(z), b.wrapping_add(sum.rotate_right(44)).wrapping_add(a))
}

/// What a long string has been mixed into so far.
struct State {
    x: u64,
    y: u64,
    z: u64,
    v: (u64, u64),
    w: (u64, u64),
}

impl State {
    /// Mixes in 64 bytes.
    fn mix(&mut self, s: &[u8], factor: u64, weight: u64) {
        let State { x, y, z, v, w } = self;
        let turned = x.wrapping_add(*y).wrapping_add(v.0).wrapping_add(word(s, 8));
        *x = turned.rotate_right(37).wrapping_mul(factor) ^ w.1.wrapping_mul(weight);
        let turned = y.wrapping_add(v.1).wrapping_add(word(s, 48)).rotate_right(42);
        *y = turned.wrapping_mul(factor);
        *y = y.wrapping_add(v.0.wrapping_mul(weight)).wrapping_add(word(s, 40));
        *z = z.wrapping_add(w.0).rotate_right(33).wrapping_mul(factor);
        *v = weak(s, 0, (v.1.wrapping_mul(factor), x.wrapping_add(w.0)));
        *w = weak(s, 32, (z.wrapping_add(w.1), y.wrapping_add(word(s, 16))));
        std::mem::swap(z, x);
    }
}

fn longer(s: &[u8]) -> u64 {
    const SEED: u64 = 81;
    let y = SEED.wrapping_mul(K1).wrapping_add(113);
    let mut state = State {
        x: SEED.wrapping_mul(K2).wrapping_add(word(s, 0)),
        y,
        z: shift_mix(y.wrapping_mul(K2).wrapping_add(113)).wrapping_mul(K2),
        v: (0, 0),
        w: (0, 0),
    };
    let rest = (s.len() - 1) % 64;
    for block in s[..s.len() - 1 - rest].chunks_exact(64) {
        state.mix(block, K1, 1);
    }
    let factor = K1.wrapping_add((state.z & 0xff) << 1);
    state.w.0 = state.w.0.wrapping_add(rest as u64);
    state.v.0 = state.v.0.wrapping_add(state.w.0);
    state.w.0 = state.w.0.wrapping_add(state.v.0);
    state.mix(&s[s.len() - 64..], factor, 9);
    let State { x, y, z, v, w } = state;
    let first = pair(v.0, w.0, factor).wrapping_add(shift_mix(y).wrapping_mul(K0)).wrapping_add(z);
    pair(first, pair(v.1, w.1, factor).wrapping_add(x), factor)
}
