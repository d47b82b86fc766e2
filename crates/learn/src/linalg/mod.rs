//! Dense linear algebra in double precision on matrices in slices, row after row: products,
//! Cholesky and QR factors, least squares, eigenvalues of symmetric matrices, singular values.
//!
//! Sizes are arguments. The functions trust their callers on them and panic where a slice is too
//! short, as the kernels below do; estimators have checked what they pass. Results do not depend on
//! the number of threads.
//!
//! ```
//! use sparkler_learn::linalg;
//! // The least-squares line through (0, 1), (1, 3), (2, 5).
//! let x = [1.0, 0.0, 1.0, 1.0, 1.0, 2.0];
//! let fit = linalg::least_squares(3, 2, &x, 1, &[1.0, 3.0, 5.0], f64::EPSILON).unwrap();
//! assert!((fit.solution[0] - 1.0).abs() < 1e-12 && (fit.solution[1] - 2.0).abs() < 1e-12);
//! assert_eq!(fit.rank, 2);
//! ```

mod cholesky;
mod eigen;
mod products;
mod qr;
mod randomized;
mod rotations;
mod svd;

pub use cholesky::Cholesky;
pub use eigen::{SymmetricEigen, symmetric_eigen, symmetric_eigen_largest};
pub(crate) use products::sum_over_rows;
pub use products::{
    dot, gram, matmul, matmul_nt, matmul_tn, matvec, matvec_t, norm, transpose, weighted_gram,
};
pub use qr::Qr;
pub use randomized::{randomized_range_finder, randomized_svd};
pub use svd::{LeastSquares, Svd, least_squares, svd};
