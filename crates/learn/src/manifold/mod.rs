//! Pictures of many columns in two or three: near rows stay near.

mod nearest;
mod tsne;
mod umap;

pub use tsne::{Tsne, TsneInit, TsneMethod, TsneModel};
pub use umap::{Umap, UmapInit, UmapModel};

use crate::{Error, Features, Matrix, Result, parallel};

/// How far the nearest neighbours of rows in a picture are their nearest neighbours in truth, from
/// 0 to 1 (Venna and Kaski 2001): 1 less a penalty for each of `n_neighbors` nearest rows in
/// `embedded` that is not among the nearest in `x`, by its rank there.
///
/// # Errors
/// If the rows differ in number, or `n_neighbors` is not below half of it.
pub fn trustworthiness(x: &Features, embedded: &Features, n_neighbors: usize) -> Result<f64> {
    const NAME: &str = "trustworthiness";
    x.require_finite(NAME)?;
    embedded.require_finite(NAME)?;
    let n = x.rows();
    if embedded.rows() != n {
        return Err(Error::Shape {
            estimator: NAME,
            what: "the number of embedded rows",
            found: embedded.rows().to_string(),
            expected: format!("{n}, as many as X has"),
        });
    }
    if n_neighbors == 0 || 2 * n_neighbors >= n {
        let expected = format!("1 to less than half of the {n} rows");
        return Err(Error::parameter(NAME, "n_neighbors", n_neighbors, expected));
    }
    let (x, y) = (x.to_dense(), embedded.to_dense());
    let (x, y) = (x.to_f64(), y.to_f64());
    let order = |values: &[f64], row: usize| -> Vec<u32> {
        let columns = values.len() / n;
        let own = &values[row * columns..][..columns];
        let far: Vec<f64> = values
            .chunks_exact(columns)
            .map(|other| own.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum())
            .collect();
        let mut order: Vec<u32> = (0..n as u32).filter(|&i| i as usize != row).collect();
        order.sort_by(|&a, &b| far[a as usize].total_cmp(&far[b as usize]));
        order
    };
    let penalties = parallel::map(n, 30 * n, |row| {
        let mut ranks = vec![0u32; n];
        for (rank, &other) in order(&x, row).iter().enumerate() {
            ranks[other as usize] = rank as u32 + 1;
        }
        let near = order(&y, row);
        near[..n_neighbors]
            .iter()
            .map(|&other| (ranks[other as usize] as usize).saturating_sub(n_neighbors))
            .sum::<usize>()
    });
    let (n, k) = (n as f64, n_neighbors as f64);
    let penalty = penalties.iter().sum::<usize>() as f64;
    Ok(1.0 - penalty * 2.0 / (n * k * (2.0 * n - 3.0 * k - 1.0)))
}

/// The first principal components of rows, for a start.
fn principal(x: &Features, count: usize) -> Result<Option<Vec<f64>>> {
    use crate::{Estimator, Model, decomposition::Components, decomposition::Pca};
    if count > x.rows().min(x.columns()) || x.rows() < 2 {
        return Ok(None);
    }
    let pca = Pca { n_components: Some(Components::Count(count)), ..Pca::default() };
    let model = pca.fit(x, &[])?;
    Ok(Some(model.transform(x)?.to_dense().into_owned().into_f64()))
}

/// A matrix of so many rows from values.
fn matrix(rows: usize, values: &[f64]) -> Result<Features> {
    Ok(Matrix::new(rows, values.len() / rows.max(1), values.to_vec())?.into())
}
