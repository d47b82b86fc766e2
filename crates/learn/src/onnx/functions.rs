//! Functions of numbers that ONNX has no operator for.

use super::{Builder, DataType, Value};

impl Builder {
    /// `ln(1 + x)` without loss where `x` is small (Kahan's way: what the sum has lost is made good
    /// by the factor between `x` and what has been added).
    pub fn ln_1p(&mut self, x: &Value) -> Value {
        let sum = self.with("Add", x, 1.0);
        let added = self.with("Sub", &sum, 1.0);
        let none = self.with("Equal", &added, 0.0);
        let one = self.constant(&[], &[1.0]);
        let added = self.call("Where", &[&none, &one, &added], vec![]);
        let log = self.call("Log", &[&sum], vec![]);
        let scaled = self.call("Mul", &[&log, x], vec![]);
        let scaled = self.call("Div", &[&scaled, &added], vec![]);
        self.call("Where", &[&none, x, &scaled], vec![])
    }

    /// `exp(x) - 1` without loss where `x` is small (Kahan's way, as above).
    pub fn exp_m1(&mut self, x: &Value) -> Value {
        let power = self.call("Exp", &[x], vec![]);
        let less = self.with("Sub", &power, 1.0);
        let log = self.call("Log", &[&power], vec![]);
        let none = self.with("Equal", &log, 0.0);
        let one = self.constant(&[], &[1.0]);
        let log = self.call("Where", &[&none, &one, &log], vec![]);
        let scaled = self.call("Mul", &[&less, x], vec![]);
        let scaled = self.call("Div", &[&scaled, &log], vec![]);
        // Far from 0 nothing is lost, and the logarithm may be infinite.
        let size = self.call("Abs", &[x], vec![]);
        let far = self.with("Greater", &size, 30.0);
        let rest = self.call("Where", &[&far, &less, &scaled], vec![]);
        self.call("Where", &[&none, x, &rest], vec![])
    }

    /// A polynomial, the coefficient of the highest power first.
    pub fn polynomial(&mut self, x: &Value, coefficients: &[f64]) -> Value {
        let mut sum = self.with("Mul", x, 0.0);
        for (i, &coefficient) in coefficients.iter().enumerate() {
            if i > 0 {
                sum = self.call("Mul", &[&sum, x], vec![]);
            }
            sum = self.with("Add", &sum, coefficient);
        }
        sum
    }

    /// The number below which a normal number of mean 0 and variance 1 is with chance `p`, which
    /// lies between 1e-10 and 1 less that: rational functions to 16 digits (Wichura 1988, algorithm
    /// AS 241), as a graph has no error function in double precision to be inverted.
    pub fn normal_quantile(&mut self, p: &Value) -> Value {
        const MIDDLE: [[f64; 8]; 2] = [
            [
                2.509_080_928_730_122_7e3,
                3.343_057_558_358_813e4,
                6.726_577_092_700_87e4,
                4.592_195_393_154_987e4,
                1.373_169_376_550_946e4,
                1.971_590_950_306_551_3e3,
                1.331_416_678_917_843_8e2,
                3.387_132_872_796_366_5,
            ],
            [
                5.226_495_278_852_854e3,
                2.872_908_573_572_194_3e4,
                3.930_789_580_009_271e4,
                2.121_379_430_158_659_7e4,
                5.394_196_021_424_751e3,
                6.871_870_074_920_579e2,
                4.231_333_070_160_091e1,
                1.0,
            ],
        ];
        const TAIL: [[f64; 8]; 2] = [
            [
                7.745_450_142_783_414e-4,
                2.272_384_498_926_918_4e-2,
                2.417_807_251_774_506e-1,
                1.270_458_252_452_368_4,
                3.647_848_324_763_204_5,
                5.769_497_221_460_691,
                4.630_337_846_156_546,
                1.423_437_110_749_683_5,
            ],
            [
                1.050_750_071_644_416_9e-9,
                5.475_938_084_995_345e-4,
                1.519_866_656_361_645_7e-2,
                1.481_039_764_274_800_8e-1,
                6.897_673_349_851e-1,
                1.676_384_830_183_803_8,
                2.053_191_626_637_758_7,
                1.0,
            ],
        ];
        let off = self.with("Sub", p, 0.5);
        let size = self.call("Abs", &[&off], vec![]);
        let square = self.call("Mul", &[&off, &off], vec![]);
        let square = self.call("Neg", &[&square], vec![]);
        let near = self.with("Add", &square, 0.180_625);
        let (above, below) =
            (self.polynomial(&near, &MIDDLE[0]), self.polynomial(&near, &MIDDLE[1]));
        let share = self.call("Div", &[&above, &below], vec![]);
        let middle = self.call("Mul", &[&off, &share], vec![]);
        // Of the tail on the nearer side.
        let tail = self.call("Neg", &[&size], vec![]);
        let tail = self.with("Add", &tail, 0.5);
        let tail = self.call("Log", &[&tail], vec![]);
        let tail = self.call("Neg", &[&tail], vec![]);
        let tail = self.call("Sqrt", &[&tail], vec![]);
        let tail = self.with("Sub", &tail, 1.6);
        let (above, below) = (self.polynomial(&tail, &TAIL[0]), self.polynomial(&tail, &TAIL[1]));
        let tail = self.call("Div", &[&above, &below], vec![]);
        let turned = self.call("Neg", &[&tail], vec![]);
        let lower = self.with("Less", &off, 0.0);
        let tail = self.call("Where", &[&lower, &turned, &tail], vec![]);
        let central = self.with("LessOrEqual", &size, 0.425);
        self.call("Where", &[&central, &middle, &tail], vec![])
    }

    /// Numbers where there are some, not a number where `x` is not one.
    pub fn where_known(&mut self, x: &Value, values: &Value) -> Value {
        let unknown = self.call("IsNaN", &[x], vec![]);
        let none = self.constant(&[], &[f64::NAN]);
        self.call("Where", &[&unknown, &none, values], vec![])
    }

    /// How many of the ascending numbers of each column are below (or, `or_equal`, not above) its
    /// rows' numbers, and the like: see [`Builder::shares`].
    fn count(&mut self, list: &Value, wide: &Value, or_equal: bool) -> Value {
        let op = if or_equal { "LessOrEqual" } else { "Less" };
        let is = self.call(op, &[list, wide], vec![]);
        let is = self.cast(&is, DataType::Double);
        self.reduce("ReduceSum", &is, 1)
    }

    /// Each number's place among the ascending ones of its column (`lists`, all of one length), from
    /// 0 to 1, in straight lines between them; the middle of its places where it is there several
    /// times. Numbers nearer than `near` to an end are that end; with `near` 0 the first number is 0
    /// even where it is there several times, and the last 1.
    pub fn shares(&mut self, x: &Value, lists: &[Vec<f64>], near: f64) -> Value {
        let length = lists.first().map_or(0, Vec::len);
        let last = length.saturating_sub(1) as f64;
        let steps = last.max(1.0);
        let turned = self.call("Transpose", &[x], vec![super::Attribute::ints("perm", vec![1, 0])]);
        let lists = self.constant(&[lists.len(), length], &lists.concat());
        let double = DataType::Double;
        let body = self.body(&[double, double], |b, inputs| {
            let (own, list) = (&inputs[0], &inputs[1]);
            let wide = b.widen(own, 1);
            let (below, not_above) = (b.count(list, &wide, false), b.count(list, &wide, true));
            let at = |b: &mut Builder, place: &Value| {
                let place = b.cast(place, DataType::Int64);
                b.call("Gather", &[list, &place], vec![super::Attribute::int("axis", 0)])
            };
            let (zero, end) = (b.constant(&[], &[0.0]), b.constant(&[], &[last]));
            let before = b.with("Sub", &below, 1.0);
            let before = b.call("Clip", &[&before, &zero, &end], vec![]);
            let after = b.call("Clip", &[&below, &zero, &end], vec![]);
            let (low, high) = (at(b, &before), at(b, &after));
            let part = b.call("Sub", &[own, &low], vec![]);
            let gap = b.call("Sub", &[&high, &low], vec![]);
            let none = b.with("Equal", &gap, 0.0);
            let one = b.constant(&[], &[1.0]);
            let gap = b.call("Where", &[&none, &one, &gap], vec![]);
            let part = b.call("Div", &[&part, &gap], vec![]);
            let between = b.call("Add", &[&before, &part], vec![]);
            let between = b.with("Div", &between, steps);
            let both = b.call("Add", &[&below, &not_above], vec![]);
            let both = b.with("Sub", &both, 1.0);
            let both = b.with("Div", &both, 2.0 * steps);
            let there = b.call("Less", &[&below, &not_above], vec![]);
            let mut share = b.call("Where", &[&there, &both, &between], vec![]);
            let (first, final_one) = (b.integers(&[0]), b.integers(&[last as i64]));
            let axis = || vec![super::Attribute::int("axis", 0)];
            let least = b.call("Gather", &[list, &first], axis());
            let greatest = b.call("Gather", &[list, &final_one], axis());
            let (above, under) =
                if near > 0.0 { ("Greater", "Less") } else { ("GreaterOrEqual", "LessOrEqual") };
            let up = b.with("Add", own, near);
            let is = b.call(above, &[&up, &greatest], vec![]);
            share = b.call("Where", &[&is, &one, &share], vec![]);
            let down = b.with("Sub", own, near);
            let is = b.call(under, &[&down, &least], vec![]);
            share = b.call("Where", &[&is, &zero, &share], vec![]);
            let share = b.where_known(own, &share);
            // A column of which nothing is known.
            let same = b.with("Mul", own, 0.0);
            let known = b.call("Add", &[&same, &least], vec![]);
            vec![(b.where_known(&known, &share), double)]
        });
        let scanned = super::Attribute::int("num_scan_inputs", 2);
        let turned = self.call("Scan", &[&turned, &lists], vec![body, scanned]);
        self.call("Transpose", &[&turned], vec![super::Attribute::ints("perm", vec![1, 0])])
    }

    /// Distances to points (row after row) of which some numbers, as of `x`, are missing: the roots
    /// of mean squares over the columns that both have, scaled up to all columns; not a number where
    /// they share none. Rows x points.
    pub fn distances_with_gaps(&mut self, x: &Value, points: &[f64], columns: usize) -> Value {
        let count = points.len() / columns.max(1);
        let zeros = self.for_each_row(x, &vec![0.0; count]);
        let perm = || vec![super::Attribute::ints("perm", vec![1, 0])];
        let turned = self.call("Transpose", &[x], perm());
        let points = crate::linalg::transpose(count, columns, points);
        let points = self.constant(&[columns, count], &points);
        let double = DataType::Double;
        let body = self.body(&[double; 4], |b, inputs| {
            let own = b.widen(&inputs[2], 1);
            let apart = b.call("Sub", &[&own, &inputs[3]], vec![]);
            let unknown = b.call("IsNaN", &[&apart], vec![]);
            let (zero, one) = (b.constant(&[], &[0.0]), b.constant(&[], &[1.0]));
            let square = b.call("Mul", &[&apart, &apart], vec![]);
            let square = b.call("Where", &[&unknown, &zero, &square], vec![]);
            let counted = b.call("Where", &[&unknown, &zero, &one], vec![]);
            let sum = b.call("Add", &[&inputs[0], &square], vec![]);
            let number = b.call("Add", &[&inputs[1], &counted], vec![]);
            vec![(sum, double), (number, double)]
        });
        let inputs = [&zeros, &zeros, &turned, &points];
        let scanned = super::Attribute::int("num_scan_inputs", 2);
        let [sums, counts] = self.outputs("", "Scan", &inputs, vec![body, scanned]);
        let mean = self.call("Div", &[&sums, &counts], vec![]);
        let all = self.with("Mul", &mean, columns as f64);
        self.call("Sqrt", &[&all], vec![])
    }
}
