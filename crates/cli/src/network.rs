//! The networks that `sparkler train` offers.

use crate::error::{Error, Result};
use sparkler::nn::layers::{Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Rescaling};
use sparkler::nn::{Model, Sequential};

/// A network by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Network {
    /// One hidden layer of 128 units: quick, and good enough for digits.
    Mlp,
    /// Two convolutions with pooling: slower, and better.
    Cnn,
}

impl Network {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Network::Mlp => "mlp",
            Network::Cnn => "cnn",
        }
    }

    /// The network of that name.
    pub fn from_name(name: &str) -> Option<Network> {
        [Network::Mlp, Network::Cnn].into_iter().find(|n| n.name() == name)
    }

    /// How many images a step takes if nobody says otherwise.
    pub fn batch_size(self) -> usize {
        match self {
            Network::Mlp => 32,
            Network::Cnn => 128,
        }
    }

    /// The network for images of that shape, with pixels from 0 to 255.
    pub fn build(self, image: &[usize], classes: usize, seed: u64) -> Result<Model> {
        let start = Sequential::new().name(self.name()).seed(seed);
        let scale = Rescaling::new(1.0 / 255.0);
        let output = Dense::new(classes).activation("softmax")?;
        let model = match self {
            Network::Mlp => start
                .input(image)
                .add(scale)
                .add(Flatten::new())
                .add(Dense::new(128).activation("relu")?)
                .add(Dropout::new(0.2))
                .add(output),
            Network::Cnn => {
                // Grey images have no axis of channels.
                let grey = (image.len() == 2).then_some(1);
                let shape: Vec<usize> = image.iter().copied().chain(grey).collect();
                start
                    .input(shape)
                    .add(scale)
                    .add(Conv2D::new(32, [3, 3]).activation("relu")?)
                    .add(MaxPooling2D::new([2, 2]))
                    .add(Conv2D::new(64, [3, 3]).activation("relu")?)
                    .add(MaxPooling2D::new([2, 2]))
                    .add(Flatten::new())
                    .add(Dropout::new(0.5))
                    .add(output)
            }
        };
        model.build().map_err(|e| {
            let shape: Vec<String> = image.iter().map(usize::to_string).collect();
            let (name, shape) = (self.name(), shape.join(" x "));
            Error::failed(format!("{name} cannot take images of {shape}: {e}"))
        })
    }
}
