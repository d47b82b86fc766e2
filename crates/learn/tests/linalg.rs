//! Linear algebra: factors multiply back to what they came from, to 1e-12 of its size.

use proptest::prelude::*;
use sparkler_learn::linalg::*;
use sparkler_learn::random::Generator;

fn random(rows: usize, columns: usize, seed: u64) -> Vec<f64> {
    let mut generator = Generator::new(seed, 0);
    (0..rows * columns).map(|_| generator.normal()).collect()
}

#[track_caller]
fn assert_close(a: &[f64], b: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len());
    let size = b.iter().fold(1e-300f64, |m, x| m.max(x.abs()));
    for (i, (x, y)) in a.iter().zip(b).enumerate() {
        assert!((x - y).abs() <= tolerance * size, "element {i}: {x} and {y}");
    }
}

fn identity(n: usize) -> Vec<f64> {
    (0..n * n).map(|i| f64::from(u8::from(i % (n + 1) == 0))).collect()
}

fn check_eigen(n: usize, a: &[f64]) {
    let eigen = symmetric_eigen(n, a).unwrap();
    assert!(eigen.values.windows(2).all(|w| w[0] <= w[1]));
    assert_close(&matmul_nt(n, n, n, &eigen.vectors, &eigen.vectors), &identity(n), 1e-12);
    let mut scaled = eigen.vectors.clone();
    for (row, value) in scaled.chunks_exact_mut(n).zip(&eigen.values) {
        row.iter_mut().for_each(|x| *x *= value);
    }
    assert_close(&matmul_tn(n, n, n, &eigen.vectors, &scaled), a, 1e-12);
}

fn check_svd(m: usize, n: usize, a: &[f64]) {
    let Svd { u, s, vt } = svd(m, n, a).unwrap();
    let k = m.min(n);
    assert!(s.windows(2).all(|w| w[0] >= w[1]) && s.iter().all(|&s| s >= 0.0));
    assert_close(&matmul_tn(m, k, k, &u, &u), &identity(k), 1e-12);
    assert_close(&matmul_nt(k, n, k, &vt, &vt), &identity(k), 1e-12);
    let mut scaled = u;
    for row in scaled.chunks_exact_mut(k) {
        row.iter_mut().zip(&s).for_each(|(x, s)| *x *= s);
    }
    assert_close(&matmul(m, k, n, &scaled, &vt), a, 1e-12);
}

fn check_qr(m: usize, n: usize, a: &[f64]) {
    let qr = Qr::new(m, n, a);
    let k = m.min(n);
    let q = qr.q();
    assert_close(&matmul_tn(m, k, k, &q, &q), &identity(k), 1e-13);
    assert_close(&matmul(m, k, n, &q, qr.r()), a, 1e-13);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn factors_multiply_back(m in 1usize..70, n in 1usize..70, seed in 0u64..1000) {
        let a = random(m, n, seed);
        check_qr(m, n, &a);
        check_svd(m, n, &a);
        let products = gram(m, n, &a);
        assert_close(&products, &matmul_tn(m, n, n, &a, &a), 1e-13);
        check_eigen(n, &products);
        let mut positive = products;
        (0..n).for_each(|i| positive[i * n + i] += 1.0);
        let factor = Cholesky::new(n, &positive).unwrap();
        assert_close(&matmul_nt(n, n, n, factor.lower(), factor.lower()), &positive, 1e-13);
        assert_close(&matmul(n, n, n, &positive, &factor.inverse()), &identity(n), 1e-10);
    }

    #[test]
    fn least_squares_residuals_are_at_right_angles(m in 1usize..60, n in 1usize..40, seed in 0u64..1000) {
        let a = random(m, n, seed);
        let b = random(m, 2, seed + 1);
        let fit = least_squares(m, n, &a, 2, &b, 1e-14).unwrap();
        let mut rest = matmul(m, n, 2, &a, &fit.solution);
        rest.iter_mut().zip(&b).for_each(|(x, b)| *x -= b);
        let along = matmul_tn(m, n, 2, &a, &rest);
        prop_assert!(along.iter().all(|x| x.abs() < 1e-9), "{along:?}");
        prop_assert_eq!(fit.rank, m.min(n));
    }
}

#[test]
fn larger_matrices() {
    check_qr(300, 150, &random(300, 150, 1));
    check_svd(300, 150, &random(300, 150, 2));
    check_svd(120, 250, &random(120, 250, 3));
    let a = random(260, 200, 4);
    check_eigen(200, &gram(260, 200, &a));
    let products = gram(260, 200, &a);
    let factor = Cholesky::new(200, &products).unwrap();
    assert_close(&matmul_nt(200, 200, 200, factor.lower(), factor.lower()), &products, 1e-13);
    let weights: Vec<f64> = (0..260).map(|i| 0.5 + f64::from(i % 7)).collect();
    let mut scaled = a.clone();
    for (row, weight) in scaled.chunks_exact_mut(200).zip(&weights) {
        row.iter_mut().for_each(|x| *x *= weight);
    }
    assert_close(
        &weighted_gram(260, 200, &a, &weights),
        &matmul_tn(260, 200, 200, &scaled, &a),
        1e-13,
    );
    let tall = random(5000, 3, 5);
    assert_close(&gram(5000, 3, &tall), &matmul_tn(5000, 3, 3, &tall, &tall), 1e-13);
    let x = random(5000, 1, 6);
    assert_close(&matvec_t(5000, 3, &tall, &x), &matmul_tn(5000, 3, 1, &tall, &x), 1e-12);
}

#[test]
fn matrices_without_full_rank() {
    // Zero, rank one, equal columns, graded.
    check_svd(4, 3, &[0.0; 12]);
    check_eigen(3, &[0.0; 9]);
    let one: Vec<f64> = (0..20).map(|i| f64::from(i / 4 + 1) * f64::from(i % 4 + 1)).collect();
    check_svd(5, 4, &one);
    check_eigen(4, &gram(5, 4, &one));
    check_qr(5, 4, &one);
    let mut zeros = random(30, 10, 8);
    for row in zeros.chunks_exact_mut(10) {
        row[3] = 0.0;
        row[7] = row[1];
        row[9] *= 1e-9;
    }
    check_svd(30, 10, &zeros);
    // The shortest of all solutions shares a weight among equal columns.
    let x = [1.0, 1.0, 2.0, 2.0, 3.0, 3.0];
    let fit = least_squares(3, 2, &x, 1, &[2.0, 4.0, 6.0], 1e-12).unwrap();
    assert_eq!(fit.rank, 1);
    assert_close(&fit.solution, &[1.0, 1.0], 1e-12);
    // Fewer rows than columns.
    let fit = least_squares(1, 2, &[3.0, 4.0], 1, &[25.0], 1e-12).unwrap();
    assert_close(&fit.solution, &[3.0, 4.0], 1e-12);
}

#[test]
fn singular_values_of_a_hilbert_matrix() {
    // NumPy's for the 8 x 8 Hilbert matrix (numpy.linalg.svd).
    let a: Vec<f64> = (0..64).map(|i| 1.0 / f64::from(i / 8 + i % 8 + 1)).collect();
    let want = [
        1.6959389969219496,
        0.29812521131693065,
        0.02621284357811905,
        0.0014676881177418427,
        5.4369433697499775e-05,
        1.2943320918688685e-06,
        1.7988737459490703e-08,
        1.1115389812040764e-10,
    ];
    let got = svd(8, 8, &a).unwrap().s;
    assert_close(&got, &want, 1e-14);
    check_svd(8, 8, &a);
    check_eigen(8, &a);
}

#[test]
fn not_positive_definite_and_not_finite() {
    assert!(Cholesky::new(2, &[1.0, 2.0, 2.0, 1.0]).is_none());
    assert!(Cholesky::new(1, &[f64::NAN]).is_none());
    assert!(symmetric_eigen(1, &[f64::NAN]).is_err());
    assert!(svd(1, 1, &[f64::INFINITY]).is_err());
    assert!(least_squares(1, 1, &[f64::NAN], 1, &[1.0], 1e-10).is_err());
}

#[test]
fn a_random_projection_finds_the_largest_singular_values() {
    let (m, n) = (120, 80);
    let (u, v) = (Qr::new(m, n, &random(m, n, 1)).q(), Qr::new(n, n, &random(n, n, 2)).q());
    let s: Vec<f64> = (0..n).map(|i| 0.7f64.powi(i as i32)).collect();
    let mut scaled = u.clone();
    for row in scaled.chunks_exact_mut(n) {
        row.iter_mut().zip(&s).for_each(|(x, s)| *x *= s);
    }
    let a = matmul(m, n, n, &scaled, &v);
    let mut generator = Generator::new(3, 0);
    let found =
        randomized_svd(m, n, 5, 10, 4, &mut generator, &|b, k| matmul(m, n, k, &a, b), &|b, k| {
            matmul_tn(m, n, k, &a, b)
        })
        .unwrap();
    assert_close(&found.s, &s[..5], 1e-10);
    assert_eq!((found.u.len(), found.vt.len()), (m * 5, 5 * n));
}
