//! Functions of statistics that the standard library lacks.

/// The upper regularised incomplete gamma function Q(a, x) for `a` above 0 and `x` of 0 or more:
/// its series below `a + 1`, its continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31).
pub fn gamma_q(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - libm::lgamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        for _ in 0..10_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return 1.0 - front * sum;
    }
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + an / c;
        c = if c.abs() < TINY { TINY } else { c };
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * h
}

/// The chance that a normal number of mean 0 and variance 1 is above `x`.
///
/// ```
/// let p = sparkler_learn::special::normal_tail(1.959963984540054);
/// assert!((p - 0.025).abs() < 1e-15);
/// ```
pub fn normal_tail(x: f64) -> f64 {
    0.5 * libm::erfc(x / std::f64::consts::SQRT_2)
}

/// The number below which a normal number of mean 0 and variance 1 is with chance `p`, from 0 to 1
/// (infinite at the ends): the zero of [`normal_tail`] by Newton's method.
pub fn normal_quantile(p: f64) -> f64 {
    if p.is_nan() || p <= 0.0 || p >= 1.0 {
        return if p >= 1.0 {
            f64::INFINITY
        } else if p <= 0.0 {
            f64::NEG_INFINITY
        } else {
            p
        };
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    // A start from the tail's leading term (Abramowitz and Stegun 26.2.22).
    let t = (-2.0 * p.ln()).sqrt();
    let mut x = -(t - (2.307_53 + 0.270_61 * t) / (1.0 + t * (0.992_29 + t * 0.044_81)));
    for _ in 0..20 {
        let below = normal_tail(-x);
        let density = (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt();
        let step = (below - p) / density;
        // Halley's correction.
        let step = step / (1.0 + 0.5 * x * step);
        x -= step;
        if step.abs() <= 1e-15 * x.abs() {
            break;
        }
    }
    x
}

/// The derivative of the logarithm of the gamma function, for `x` above 0: its recurrence up to 10,
/// then its asymptotic series (Abramowitz and Stegun 6.3.5, 6.3.18).
///
/// ```
/// let euler = -sparkler_learn::special::digamma(1.0);
/// assert!((euler - 0.577_215_664_901_532_9).abs() < 1e-14);
/// ```
pub fn digamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let series = r
        * (1.0 / 12.0
            - r * (1.0 / 120.0 - r * (1.0 / 252.0 - r * (1.0 / 240.0 - r * (1.0 / 132.0)))));
    sum + x.ln() - 0.5 / x - series
}
