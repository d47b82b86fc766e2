//! `basicLSTMCell`

use crate::prelude::*;

op! {
    /// One step of a long short-term memory (Hochreiter and Schmidhuber 1997). Data and output `h`
    /// side by side, times the kernel, plus the bias, are the gates i, j, f and o side by side. The
    /// new state is `c sigmoid(f + forgetBias) + sigmoid(i) tanh(j)`, the new output
    /// `tanh(new state) sigmoid(o)`.
    BASIC_LSTM_CELL {
        name: "basicLSTMCell",
        family: Family::Nn,
        inputs: &[
            InputDef::one("forgetBias", Accept::Float),
            InputDef::one("lstmKernel", Accept::Float),
            InputDef::one("lstmBias", Accept::Float),
            InputDef::one("data", Accept::Float),
            InputDef::one("c", Accept::Float),
            InputDef::one("h", Accept::Float),
        ],
        promote: true,
        outputs: Outputs::Named(&["c", "h"]),
        infer: |cx| {
            cx.ranked(0, 0)?;
            let (data, c, h) = (cx.ranked(3, 2)?, cx.ranked(4, 2)?, cx.ranked(5, 2)?);
            if c != h || data[0] != h[0] {
                return Err(cx.mismatch("c, h and data must have as many rows, c and h one shape", 4, 5));
            }
            let kernel = cx.ranked(1, 2)?;
            if kernel[..] != [data[1] + h[1], 4 * h[1]] {
                let expected = format!("the kernel must have shape [{}, {}]", data[1] + h[1], 4 * h[1]);
                return Err(cx.mismatch(expected, 1, 5));
            }
            if cx.ranked(2, 1)?[0] != 4 * h[1] {
                return Err(cx.mismatch(format!("the bias must have {} numbers", 4 * h[1]), 2, 5));
            }
            let spec = Spec::new(cx.dtype(4), *c);
            Ok(smallvec![spec, spec])
        },
        kernel: Kernel::Composite(|cx| {
            let (data, c, h) = (cx.x(3), cx.x(4), cx.x(5));
            let [rows, units] = [h.shape()[0], h.shape()[1]];
            let gates = Var::concat(&[data, h], 1)?.matmul(cx.x(1), false, false)?.add(cx.x(2))?;
            let gate = |i: usize| gates.slice([0, i * units], Some([rows, units].into()));
            let forget = gate(2)?.add(cx.x(0))?.sigmoid()?;
            let input = gate(0)?.sigmoid()?.mul(gate(1)?.tanh()?)?;
            let state = c.mul(forget)?.add(input)?;
            Ok(vec![state, state.tanh()?.mul(gate(3)?.sigmoid()?)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
