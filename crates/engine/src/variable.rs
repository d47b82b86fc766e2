//! Variables: the named state that training changes.

use crate::{DType, Error, ErrorKind, Result, Shape, Spec, Tensor, tape, trace};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// A named tensor that can be assigned anew, keeping its type and shape. Clones are the same
/// variable.
#[derive(Clone)]
pub struct Variable(Arc<Inner>);

struct Inner {
    id: u64,
    name: String,
    spec: Spec,
    trainable: AtomicBool,
    value: Mutex<Tensor>,
}

impl Variable {
    /// A variable with that initial value. A trainable one is watched by every tape.
    pub fn new(name: impl Into<String>, initial: &Tensor, trainable: bool) -> Variable {
        Variable(Arc::new(Inner {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            name: name.into(),
            spec: initial.spec(),
            trainable: AtomicBool::new(trainable),
            value: Mutex::new(initial.clone()),
        }))
    }

    /// A number that no other variable of this process has.
    pub fn id(&self) -> u64 {
        self.0.id
    }

    /// Its name, like `dense/kernel`.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Type and shape.
    pub fn spec(&self) -> Spec {
        self.0.spec
    }

    /// The elements' type.
    pub fn dtype(&self) -> DType {
        self.0.spec.dtype
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        &self.0.spec.shape
    }

    /// Do tapes watch it, and do optimizers change it?
    pub fn is_trainable(&self) -> bool {
        self.0.trainable.load(Ordering::Relaxed)
    }

    /// Freezes or thaws it.
    pub fn set_trainable(&self, trainable: bool) {
        self.0.trainable.store(trainable, Ordering::Relaxed);
    }

    /// Its value now. Inside a captured function this is a stand-in, and the graph reads the
    /// variable each time it runs.
    pub fn value(&self) -> Tensor {
        let value = self.unwatched();
        if self.is_trainable() {
            tape::watch_variable(self, &value);
        }
        value
    }

    /// Its value now, of which no tape is told.
    pub(crate) fn unwatched(&self) -> Tensor {
        trace::read(self).unwrap_or_else(|| self.stored())
    }

    /// The value outside of any capture.
    pub fn stored(&self) -> Tensor {
        self.0.value.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives it another value.
    ///
    /// # Errors
    /// If type or shape differ.
    pub fn assign(&self, value: &Tensor) -> Result<()> {
        if value.spec() != self.spec() {
            return Err(Error::new(
                "assign",
                ErrorKind::ShapeMismatch {
                    what: format!(
                        "variable {} is {} and cannot take {}",
                        self.name(),
                        self.spec(),
                        value.spec()
                    )
                    .into(),
                    lhs: self.shape().to_vec(),
                    rhs: value.shape().to_vec(),
                },
            ));
        }
        if !trace::write(self, value) {
            value.array()?; // A stand-in must not outlive its capture.
            self.replace(value.clone());
        }
        Ok(())
    }

    /// Puts a value in place and gives the old one back; for executors, which have checked it.
    pub fn replace(&self, value: Tensor) -> Tensor {
        let mut slot = self.0.value.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *slot, value)
    }
}

impl fmt::Debug for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Variable({}, {})", self.name(), self.spec())
    }
}
