//! Kernels in ONNX graphs.

use super::kernel::{Expansion, KernelKind, centred};
use crate::Result;
use crate::onnx::{Builder, Value};

impl Expansion {
    /// The kernel's values of rows with all support vectors: rows x vectors.
    pub(super) fn onnx(&self, graph: &mut Builder, x: &Value) -> Value {
        let kernel = &self.kernel;
        if kernel.kind == KernelKind::Precomputed {
            return graph.columns(x, &self.support);
        }
        let vectors = self.support_vectors.to_dense();
        let vectors = vectors.to_f64();
        let columns = self.n_features();
        if kernel.kind == KernelKind::Rbf {
            let (mean, _) = centred(&vectors, self.len(), columns);
            let squares = graph.squared_distances(x, &vectors, &mean);
            let scaled = graph.with("Mul", &squares, -kernel.gamma);
            return graph.call("Exp", &[&scaled], vec![]);
        }
        let products = graph.products(x, columns, &vectors);
        if kernel.kind == KernelKind::Linear {
            return products;
        }
        let scaled = graph.with("Mul", &products, kernel.gamma);
        let moved = graph.with("Add", &scaled, kernel.coef0);
        if kernel.kind == KernelKind::Poly {
            graph.with("Pow", &moved, f64::from(kernel.degree))
        } else {
            graph.call("Tanh", &[&moved], vec![])
        }
    }

    /// Sums of the kernel's values times coefficients (a row of them for each sum), and
    /// intercepts: rows x intercepts.
    pub(super) fn onnx_sums(
        &self,
        graph: &mut Builder,
        x: &Value,
        coef: &[f64],
        intercept: &[f64],
    ) -> Result<Value> {
        if self.is_empty() {
            // Without support vectors the intercepts are all there is.
            return Ok(graph.for_each_row(x, intercept));
        }
        let values = self.onnx(graph, x);
        Ok(graph.linear(&values, coef, intercept))
    }
}
