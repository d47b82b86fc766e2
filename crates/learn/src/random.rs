//! Random numbers for learners: a stream of a counter-based generator, so that the same seed gives
//! the same model whatever the number of threads.

use sparkler_cpu::random;

/// A stream of random numbers. Give each piece of parallel work (a tree, a restart) its own stream
/// of the same seed.
///
/// ```
/// use sparkler_learn::random::Generator;
/// let mut a = Generator::new(7, 0);
/// let mut b = Generator::new(7, 0);
/// assert_eq!(a.below(100), b.below(100));
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    seed: u64,
    stream: u64,
    next: u64,
    block: [u32; Generator::BLOCK],
    used: usize,
}

impl Generator {
    const BLOCK: usize = 256;

    /// The stream number `stream` of a seed.
    pub fn new(seed: u64, stream: u64) -> Generator {
        Generator { seed, stream, next: 0, block: [0; Generator::BLOCK], used: Generator::BLOCK }
    }

    /// 32 random bits.
    pub fn bits(&mut self) -> u32 {
        if self.used == Generator::BLOCK {
            random::bits(self.seed, self.stream, self.next, &mut self.block);
            self.next += Generator::BLOCK as u64;
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// A number from 0 to below 1, of 53 random bits.
    pub fn uniform(&mut self) -> f64 {
        let bits = u64::from(self.bits()) << 32 | u64::from(self.bits());
        (bits >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A normal number of mean 0 and variance 1 (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// A whole number from 0 to below `end` without bias (Lemire 2019); 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end <= 1 {
            return 0;
        }
        let Ok(end) = u32::try_from(end) else {
            // More than four thousand million: the bias of the product of 53 bits is below 1e-6.
            return (self.uniform() * end as f64) as usize;
        };
        let rejected = end.wrapping_neg() % end;
        loop {
            let product = u64::from(self.bits()) * u64::from(end);
            if product as u32 >= rejected {
                return (product >> 32) as usize;
            }
        }
    }

    /// Puts a slice into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// The numbers below `n` in a random order.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }

    /// `count` different numbers below `n` in a random order; all of them where there are fewer.
    pub fn choose(&mut self, n: usize, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        let count = count.min(n);
        for i in 0..count {
            let j = i + self.below(n - i);
            order.swap(i, j);
        }
        order.truncate(count);
        order
    }
}
