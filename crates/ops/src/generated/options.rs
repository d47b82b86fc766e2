// Generated from the op table by `cargo xtask generate`. Do not edit.
#![allow(clippy::should_implement_trait, clippy::derivable_impls)]

//! Options of the operations that have many.
use crate::attrs::{Axes, Ints, Padding};
use sparkler_base::DType;

/// Options of `cumprod`; the defaults are the table's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CumprodOptions {
    /// Attribute `axis`.
    pub axis: i64,
    /// Attribute `exclusive`.
    pub exclusive: bool,
    /// Attribute `reverse`.
    pub reverse: bool,
}

/// Options of `cumsum`; the defaults are the table's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CumsumOptions {
    /// Attribute `axis`.
    pub axis: i64,
    /// Attribute `exclusive`.
    pub exclusive: bool,
    /// Attribute `reverse`.
    pub reverse: bool,
}

/// Options of `norm`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct NormOptions {
    /// Attribute `ord`.
    pub ord: &'static str,
    /// Attribute `axis`.
    pub axis: Axes,
    /// Attribute `keepDims`.
    pub keep_dims: bool,
}

impl Default for NormOptions {
    fn default() -> Self {
        NormOptions { ord: "euclidean", axis: Axes::All, keep_dims: false }
    }
}

/// Options of `eye`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct EyeOptions {
    /// Attribute `numColumns`.
    pub num_columns: Option<i64>,
    /// Attribute `batchShape`.
    pub batch_shape: Option<Ints>,
    /// Attribute `dtype`.
    pub dtype: DType,
}

impl Default for EyeOptions {
    fn default() -> Self {
        EyeOptions { num_columns: None, batch_shape: None, dtype: DType::F32 }
    }
}

/// Options of `fill`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct FillOptions {
    /// Attribute `dtype`.
    pub dtype: DType,
}

impl Default for FillOptions {
    fn default() -> Self {
        FillOptions { dtype: DType::F32 }
    }
}

/// Options of `oneHot`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct OneHotOptions {
    /// Attribute `onValue`.
    pub on_value: f64,
    /// Attribute `offValue`.
    pub off_value: f64,
    /// Attribute `dtype`.
    pub dtype: DType,
}

impl Default for OneHotOptions {
    fn default() -> Self {
        OneHotOptions { on_value: 1.0, off_value: 0.0, dtype: DType::I32 }
    }
}

/// Options of `range`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeOptions {
    /// Attribute `step`.
    pub step: f64,
    /// Attribute `dtype`.
    pub dtype: DType,
}

impl Default for RangeOptions {
    fn default() -> Self {
        RangeOptions { step: 1.0, dtype: DType::F32 }
    }
}

/// Options of `stridedSlice`; the defaults are the table's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StridedSliceOptions {
    /// Attribute `strides`.
    pub strides: Option<Ints>,
    /// Attribute `beginMask`.
    pub begin_mask: i64,
    /// Attribute `endMask`.
    pub end_mask: i64,
    /// Attribute `ellipsisMask`.
    pub ellipsis_mask: i64,
    /// Attribute `newAxisMask`.
    pub new_axis_mask: i64,
    /// Attribute `shrinkAxisMask`.
    pub shrink_axis_mask: i64,
}

/// Options of `fusedMatMul`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct FusedMatMulOptions {
    /// Attribute `transposeA`.
    pub transpose_a: bool,
    /// Attribute `transposeB`.
    pub transpose_b: bool,
    /// Attribute `activation`.
    pub activation: &'static str,
    /// Attribute `leakyreluAlpha`.
    pub leakyrelu_alpha: f64,
}

impl Default for FusedMatMulOptions {
    fn default() -> Self {
        FusedMatMulOptions {
            transpose_a: false,
            transpose_b: false,
            activation: "linear",
            leakyrelu_alpha: 0.2,
        }
    }
}

/// Options of `avgPool`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct AvgPoolOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for AvgPoolOptions {
    fn default() -> Self {
        AvgPoolOptions { pad: Padding::Valid, dilations: Ints::from([1_i64]) }
    }
}

/// Options of `avgPool3d`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct AvgPool3dOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for AvgPool3dOptions {
    fn default() -> Self {
        AvgPool3dOptions { pad: Padding::Valid, dilations: Ints::from([1_i64]) }
    }
}

/// Options of `avgPool3dGrad`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct AvgPool3dGradOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for AvgPool3dGradOptions {
    fn default() -> Self {
        AvgPool3dGradOptions { pad: Padding::Valid, dilations: Ints::from([1_i64]) }
    }
}

/// Options of `avgPoolGrad`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct AvgPoolGradOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for AvgPoolGradOptions {
    fn default() -> Self {
        AvgPoolGradOptions { pad: Padding::Valid, dilations: Ints::from([1_i64]) }
    }
}

/// Options of `conv1d`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv1dOptions {
    /// Attribute `stride`.
    pub stride: i64,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilation`.
    pub dilation: i64,
}

impl Default for Conv1dOptions {
    fn default() -> Self {
        Conv1dOptions { stride: 1, pad: Padding::Valid, dilation: 1 }
    }
}

/// Options of `conv2d`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv2dOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
    /// Attribute `dataFormat`.
    pub data_format: &'static str,
}

impl Default for Conv2dOptions {
    fn default() -> Self {
        Conv2dOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
            data_format: "NHWC",
        }
    }
}

/// Options of `conv2dBackpropFilter`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv2dBackpropFilterOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
    /// Attribute `dataFormat`.
    pub data_format: &'static str,
}

impl Default for Conv2dBackpropFilterOptions {
    fn default() -> Self {
        Conv2dBackpropFilterOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
            data_format: "NHWC",
        }
    }
}

/// Options of `conv2dBackpropInput`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv2dBackpropInputOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
    /// Attribute `dataFormat`.
    pub data_format: &'static str,
}

impl Default for Conv2dBackpropInputOptions {
    fn default() -> Self {
        Conv2dBackpropInputOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
            data_format: "NHWC",
        }
    }
}

/// Options of `conv2dTranspose`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv2dTransposeOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
}

impl Default for Conv2dTransposeOptions {
    fn default() -> Self {
        Conv2dTransposeOptions { strides: Ints::from([1_i64]), pad: Padding::Valid }
    }
}

/// Options of `conv3d`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv3dOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
    /// Attribute `dataFormat`.
    pub data_format: &'static str,
}

impl Default for Conv3dOptions {
    fn default() -> Self {
        Conv3dOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
            data_format: "NDHWC",
        }
    }
}

/// Options of `conv3dBackpropFilter`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv3dBackpropFilterOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
    /// Attribute `dataFormat`.
    pub data_format: &'static str,
}

impl Default for Conv3dBackpropFilterOptions {
    fn default() -> Self {
        Conv3dBackpropFilterOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
            data_format: "NDHWC",
        }
    }
}

/// Options of `conv3dBackpropInput`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv3dBackpropInputOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
    /// Attribute `dataFormat`.
    pub data_format: &'static str,
}

impl Default for Conv3dBackpropInputOptions {
    fn default() -> Self {
        Conv3dBackpropInputOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
            data_format: "NDHWC",
        }
    }
}

/// Options of `conv3dTranspose`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv3dTransposeOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
}

impl Default for Conv3dTransposeOptions {
    fn default() -> Self {
        Conv3dTransposeOptions { strides: Ints::from([1_i64]), pad: Padding::Valid }
    }
}

/// Options of `depthwiseConv2d`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct DepthwiseConv2dOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for DepthwiseConv2dOptions {
    fn default() -> Self {
        DepthwiseConv2dOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
        }
    }
}

/// Options of `depthwiseConv2dBackpropFilter`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct DepthwiseConv2dBackpropFilterOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for DepthwiseConv2dBackpropFilterOptions {
    fn default() -> Self {
        DepthwiseConv2dBackpropFilterOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
        }
    }
}

/// Options of `depthwiseConv2dBackpropInput`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct DepthwiseConv2dBackpropInputOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for DepthwiseConv2dBackpropInputOptions {
    fn default() -> Self {
        DepthwiseConv2dBackpropInputOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
        }
    }
}

/// Options of `dilation2d`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct Dilation2dOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for Dilation2dOptions {
    fn default() -> Self {
        Dilation2dOptions { pad: Padding::Valid, dilations: Ints::from([1_i64]) }
    }
}

/// Options of `fusedConv2d`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct FusedConv2dOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
    /// Attribute `dataFormat`.
    pub data_format: &'static str,
    /// Attribute `activation`.
    pub activation: &'static str,
    /// Attribute `leakyreluAlpha`.
    pub leakyrelu_alpha: f64,
}

impl Default for FusedConv2dOptions {
    fn default() -> Self {
        FusedConv2dOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
            data_format: "NHWC",
            activation: "linear",
            leakyrelu_alpha: 0.2,
        }
    }
}

/// Options of `localResponseNormalization`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalResponseNormalizationOptions {
    /// Attribute `depthRadius`.
    pub depth_radius: i64,
    /// Attribute `bias`.
    pub bias: f64,
    /// Attribute `alpha`.
    pub alpha: f64,
    /// Attribute `beta`.
    pub beta: f64,
}

impl Default for LocalResponseNormalizationOptions {
    fn default() -> Self {
        LocalResponseNormalizationOptions { depth_radius: 5, bias: 1.0, alpha: 1.0, beta: 0.5 }
    }
}

/// Options of `maxPool`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPoolOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for MaxPoolOptions {
    fn default() -> Self {
        MaxPoolOptions { pad: Padding::Valid, dilations: Ints::from([1_i64]) }
    }
}

/// Options of `maxPool3d`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPool3dOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for MaxPool3dOptions {
    fn default() -> Self {
        MaxPool3dOptions { pad: Padding::Valid, dilations: Ints::from([1_i64]) }
    }
}

/// Options of `maxPool3dGrad`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPool3dGradOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for MaxPool3dGradOptions {
    fn default() -> Self {
        MaxPool3dGradOptions { pad: Padding::Valid, dilations: Ints::from([1_i64]) }
    }
}

/// Options of `maxPool3dWithArgmax`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPool3dWithArgmaxOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
    /// Attribute `includeBatchInIndex`.
    pub include_batch_in_index: bool,
}

impl Default for MaxPool3dWithArgmaxOptions {
    fn default() -> Self {
        MaxPool3dWithArgmaxOptions {
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
            include_batch_in_index: false,
        }
    }
}

/// Options of `maxPoolGrad`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPoolGradOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for MaxPoolGradOptions {
    fn default() -> Self {
        MaxPoolGradOptions { pad: Padding::Valid, dilations: Ints::from([1_i64]) }
    }
}

/// Options of `maxPoolWithArgmax`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPoolWithArgmaxOptions {
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
    /// Attribute `includeBatchInIndex`.
    pub include_batch_in_index: bool,
}

impl Default for MaxPoolWithArgmaxOptions {
    fn default() -> Self {
        MaxPoolWithArgmaxOptions {
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
            include_batch_in_index: false,
        }
    }
}

/// Options of `separableConv2d`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct SeparableConv2dOptions {
    /// Attribute `strides`.
    pub strides: Ints,
    /// Attribute `pad`.
    pub pad: Padding,
    /// Attribute `dilations`.
    pub dilations: Ints,
}

impl Default for SeparableConv2dOptions {
    fn default() -> Self {
        SeparableConv2dOptions {
            strides: Ints::from([1_i64]),
            pad: Padding::Valid,
            dilations: Ints::from([1_i64]),
        }
    }
}

/// Options of `randomGamma`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomGammaOptions {
    /// Attribute `beta`.
    pub beta: f64,
    /// Attribute `dtype`.
    pub dtype: DType,
}

impl Default for RandomGammaOptions {
    fn default() -> Self {
        RandomGammaOptions { beta: 1.0, dtype: DType::F32 }
    }
}

/// Options of `randomNormal`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomNormalOptions {
    /// Attribute `mean`.
    pub mean: f64,
    /// Attribute `stdDev`.
    pub std_dev: f64,
    /// Attribute `dtype`.
    pub dtype: DType,
}

impl Default for RandomNormalOptions {
    fn default() -> Self {
        RandomNormalOptions { mean: 0.0, std_dev: 1.0, dtype: DType::F32 }
    }
}

/// Options of `randomUniform`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomUniformOptions {
    /// Attribute `minval`.
    pub minval: f64,
    /// Attribute `maxval`.
    pub maxval: f64,
    /// Attribute `dtype`.
    pub dtype: DType,
}

impl Default for RandomUniformOptions {
    fn default() -> Self {
        RandomUniformOptions { minval: 0.0, maxval: 1.0, dtype: DType::F32 }
    }
}

/// Options of `truncatedNormal`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct TruncatedNormalOptions {
    /// Attribute `mean`.
    pub mean: f64,
    /// Attribute `stdDev`.
    pub std_dev: f64,
    /// Attribute `dtype`.
    pub dtype: DType,
}

impl Default for TruncatedNormalOptions {
    fn default() -> Self {
        TruncatedNormalOptions { mean: 0.0, std_dev: 1.0, dtype: DType::F32 }
    }
}

/// Options of `cropAndResize`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct CropAndResizeOptions {
    /// Attribute `method`.
    pub method: &'static str,
    /// Attribute `extrapolationValue`.
    pub extrapolation_value: f64,
}

impl Default for CropAndResizeOptions {
    fn default() -> Self {
        CropAndResizeOptions { method: "bilinear", extrapolation_value: 0.0 }
    }
}

/// Options of `nonMaxSuppression`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct NonMaxSuppressionOptions {
    /// Attribute `iouThreshold`.
    pub iou_threshold: f64,
    /// Attribute `scoreThreshold`.
    pub score_threshold: f64,
    /// Attribute `softNmsSigma`.
    pub soft_nms_sigma: f64,
    /// Attribute `padToMaxOutputSize`.
    pub pad_to_max_output_size: bool,
}

impl Default for NonMaxSuppressionOptions {
    fn default() -> Self {
        NonMaxSuppressionOptions {
            iou_threshold: 0.5,
            score_threshold: f64::NEG_INFINITY,
            soft_nms_sigma: 0.0,
            pad_to_max_output_size: false,
        }
    }
}

/// Options of `resizeBilinear`; the defaults are the table's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResizeBilinearOptions {
    /// Attribute `alignCorners`.
    pub align_corners: bool,
    /// Attribute `halfPixelCenters`.
    pub half_pixel_centers: bool,
}

/// Options of `resizeNearestNeighbor`; the defaults are the table's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResizeNearestNeighborOptions {
    /// Attribute `alignCorners`.
    pub align_corners: bool,
    /// Attribute `halfPixelCenters`.
    pub half_pixel_centers: bool,
}

/// Options of `threshold`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct ThresholdOptions {
    /// Attribute `method`.
    pub method: &'static str,
    /// Attribute `inverted`.
    pub inverted: bool,
    /// Attribute `threshValue`.
    pub thresh_value: f64,
}

impl Default for ThresholdOptions {
    fn default() -> Self {
        ThresholdOptions { method: "binary", inverted: false, thresh_value: 0.5 }
    }
}

/// Options of `transform`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct TransformOptions {
    /// Attribute `interpolation`.
    pub interpolation: &'static str,
    /// Attribute `fillMode`.
    pub fill_mode: &'static str,
    /// Attribute `fillValue`.
    pub fill_value: f64,
    /// Attribute `outputShape`.
    pub output_shape: Option<Ints>,
}

impl Default for TransformOptions {
    fn default() -> Self {
        TransformOptions {
            interpolation: "nearest",
            fill_mode: "constant",
            fill_value: 0.0,
            output_shape: None,
        }
    }
}

/// Options of `cosineWindow`; the defaults are the table's.
#[derive(Clone, Debug, PartialEq)]
pub struct CosineWindowOptions {
    /// Attribute `a`.
    pub a: f64,
    /// Attribute `b`.
    pub b: f64,
}

impl Default for CosineWindowOptions {
    fn default() -> Self {
        CosineWindowOptions { a: 0.5, b: 0.5 }
    }
}

/// Options of `frame`; the defaults are the table's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameOptions {
    /// Attribute `padEnd`.
    pub pad_end: bool,
    /// Attribute `padValue`.
    pub pad_value: f64,
}
