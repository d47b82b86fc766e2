//! Models as files.

use crate::error::{Error, Result};
use serde_json::{Value, json};
use sparkler::formats::tfjs::{self, ModelJson, Shards};
use sparkler::nn::Model;
use std::path::Path;
