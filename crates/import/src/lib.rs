//! Foreign models to Sparkler's and back: TensorFlow.js layers-models.
