use safetensors::{Dtype, SafeTensors};

use crate::error::ModelError;
use crate::matmul::Matrix;

/// The tensors of a weights file, by the names that train/README.md fixes.
pub(crate) struct Weights<'a>(SafeTensors<'a>);

/// Rows of whole numbers, each with a scale: word, position and shape embeddings.
#[derive(Debug)]
pub(crate) struct Embedding {
    size: usize,
    rows: Vec<i8>,
    scale: Vec<f32>,
}

#[derive(Debug)]
pub(crate) struct Norm {
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
}

/// A linear layer as in the file; several can be put side by side in one [`Matrix`].
pub(crate) struct Linear {
    weights: Vec<i8>,
    scale: Vec<f32>,
    bias: Vec<f32>,
}

impl<'a> Weights<'a> {
    pub fn read(bytes: &'a [u8]) -> Result<Weights<'a>, ModelError> {
        SafeTensors::deserialize(bytes).map(Weights).map_err(ModelError::weights)
    }

    pub fn matrix(&self, name: &str, depth: usize, outputs: usize) -> Result<Matrix, ModelError> {
        let linear = self.linear(name, depth, outputs)?;
        Ok(Matrix::new(depth, &linear.weights, &linear.scale, &linear.bias))
    }

    /// Layers that read the same input, as one: the outputs of each follow those of the one before.
    pub fn joined(&self, depth: usize, layers: &[(&str, usize)]) -> Result<Matrix, ModelError> {
        let mut all = Linear { weights: Vec::new(), scale: Vec::new(), bias: Vec::new() };
        for &(name, outputs) in layers {
            let linear = self.linear(name, depth, outputs)?;
            all.weights.extend(linear.weights);
            all.scale.extend(linear.scale);
            all.bias.extend(linear.bias);
        }
        Ok(Matrix::new(depth, &all.weights, &all.scale, &all.bias))
    }

    fn linear(&self, name: &str, depth: usize, outputs: usize) -> Result<Linear, ModelError> {
        Ok(Linear {
            weights: self.whole(&format!("{name}.weight"), &[outputs, depth])?,
            scale: self.floats(&format!("{name}.scale"), outputs)?,
            bias: self.floats(&format!("{name}.bias"), outputs)?,
        })
    }

    pub fn embedding(&self, name: &str, rows: usize, size: usize) -> Result<Embedding, ModelError> {
        Ok(Embedding {
            size,
            rows: self.whole(&format!("{name}.weight"), &[rows, size])?,
            scale: self.floats(&format!("{name}.scale"), rows)?,
        })
    }

    pub fn norm(&self, name: &str, size: usize) -> Result<Norm, ModelError> {
        Ok(Norm {
            weight: self.floats(&format!("{name}.weight"), size)?,
            bias: self.floats(&format!("{name}.bias"), size)?,
        })
    }

    fn whole(&self, name: &str, shape: &[usize]) -> Result<Vec<i8>, ModelError> {
        let data = self.data(name, Dtype::I8, shape)?;
        Ok(data.iter().map(|&byte| byte as i8).collect())
    }

    fn floats(&self, name: &str, count: usize) -> Result<Vec<f32>, ModelError> {
        let data = self.data(name, Dtype::F32, &[count])?;
        let values: Vec<f32> = data
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes(bytes.try_into().expect("chunks of four bytes")))
            .collect();
        if values.iter().all(|value| value.is_finite()) {
            Ok(values)
        } else {
            Err(ModelError::tensor(name, "of finite numbers".to_owned()))
        }
    }

    fn data(&self, name: &str, kind: Dtype, shape: &[usize]) -> Result<&[u8], ModelError> {
        match self.0.tensor(name) {
            Ok(tensor) if tensor.dtype() == kind && tensor.shape() == shape => Ok(tensor.data()),
            _ => Err(ModelError::tensor(name, format!("{kind:?} {shape:?}"))),
        }
    }
}

impl Embedding {
    /// Adds row `index`, in real numbers, to `sum`.
    #[inline(always)]
    pub fn add(&self, index: usize, sum: &mut [f32]) {
        let scale = self.scale[index];
        for (value, &whole) in sum.iter_mut().zip(&self.rows[index * self.size..][..self.size]) {
            *value += f32::from(whole) * scale;
        }
    }
}
