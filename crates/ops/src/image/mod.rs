//! Images: resizing, sampling, colours, boxes.

use crate::OpDef;

mod crop_and_resize;
mod flip_left_right;
mod grayscale_to_rgb;
mod non_max_suppression;
mod resize_bilinear;
mod resize_nearest_neighbor;
mod rgb_to_grayscale;
mod threshold;
mod transform;

pub use crop_and_resize::CROP_AND_RESIZE;
pub use flip_left_right::FLIP_LEFT_RIGHT;
pub use grayscale_to_rgb::GRAYSCALE_TO_RGB;
pub use non_max_suppression::NON_MAX_SUPPRESSION;
pub use resize_bilinear::RESIZE_BILINEAR;
pub use resize_nearest_neighbor::RESIZE_NEAREST_NEIGHBOR;
pub use rgb_to_grayscale::RGB_TO_GRAYSCALE;
pub use threshold::THRESHOLD;
pub use transform::TRANSFORM;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[
    &CROP_AND_RESIZE,
    &FLIP_LEFT_RIGHT,
    &GRAYSCALE_TO_RGB,
    &NON_MAX_SUPPRESSION,
    &RESIZE_BILINEAR,
    &RESIZE_NEAREST_NEIGHBOR,
    &RGB_TO_GRAYSCALE,
    &THRESHOLD,
    &TRANSFORM,
];
