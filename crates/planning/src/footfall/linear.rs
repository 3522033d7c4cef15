//! Symmetric positive definite systems of a hundred unknowns: Cholesky, and nothing else.

/// A symmetric matrix, kept whole, row by row.
#[derive(Debug, Clone)]
pub(super) struct Symmetric {
    /// Its side.
    pub n: usize,
    /// Its cells.
    pub cells: Vec<f64>,
}

/// A lower triangle `L` with `L Lᵀ` equal to the matrix it was made of.
#[derive(Debug, Clone)]
pub(super) struct Factor(Symmetric);

impl Symmetric {
    /// All zeros.
    pub fn zero(n: usize) -> Self {
        Self { n, cells: vec![0.0; n * n] }
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.cells[i * self.n..(i + 1) * self.n]
    }

    /// Adds `weight · x xᵀ` for a sparse `x`.
    pub fn add_outer(&mut self, x: &[(usize, f64)], weight: f64) {
        for &(i, a) in x {
            let row = &mut self.cells[i * self.n..(i + 1) * self.n];
            for &(j, b) in x {
                row[j] += weight * a * b;
            }
        }
    }

    /// Adds `other`.
    pub fn add(&mut self, other: &Self) {
        self.cells.iter_mut().zip(&other.cells).for_each(|(a, b)| *a += b);
    }

    /// Takes away the scalar product of lines `i` and `j` from each cell `(i, j)`.
    pub fn less_products<'a>(&mut self, line: impl Fn(usize) -> &'a [f64]) {
        for i in 0..self.n {
            for j in 0..=i {
                let product = dot(line(i), line(j));
                self.cells[i * self.n + j] -= product;
                if i != j {
                    self.cells[j * self.n + i] -= product;
                }
            }
        }
    }

    /// Adds `values` to the diagonal.
    pub fn add_diagonal(&mut self, values: &[f64]) {
        values.iter().enumerate().for_each(|(i, value)| self.cells[i * self.n + i] += value);
    }

    /// The matrix times `x`.
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        (0..self.n).map(|i| dot(self.row(i), x)).collect()
    }

    /// Its factor. A pivot that rounding has made too small is taken for that small, so that a column without data
    /// gives its prior and never a division by zero.
    pub fn factor(mut self) -> Factor {
        let n = self.n;
        for i in 0..n {
            let (above, rest) = self.cells.split_at_mut(i * n);
            let row = &mut rest[..n];
            for j in 0..i {
                let other = &above[j * n..j * n + j + 1];
                row[j] = (row[j] - dot(&row[..j], &other[..j])) / other[j];
            }
            row[i] = (row[i] - dot(&row[..i], &row[..i])).max(1e-10).sqrt();
        }
        Factor(self)
    }
}

impl Factor {
    /// `L⁻¹ b`, in place.
    pub fn forward(&self, b: &mut [f64]) {
        for i in 0..self.0.n {
            let row = self.0.row(i);
            b[i] = (b[i] - dot(&row[..i], &b[..i])) / row[i];
        }
    }

    /// The solution of `L Lᵀ x = b`, in place.
    pub fn solve(&self, b: &mut [f64]) {
        self.forward(b);
        for i in (0..self.0.n).rev() {
            let row = self.0.row(i);
            b[i] /= row[i];
            let x = b[i];
            b[..i].iter_mut().zip(row).for_each(|(b, l)| *b -= l * x);
        }
    }

    /// The diagonal of the inverse.
    pub fn inverse_diagonal(&self) -> Vec<f64> {
        let n = self.0.n;
        let mut diagonal = vec![0.0; n];
        let mut column = vec![0.0; n];
        for j in 0..n {
            // Column j of L⁻¹ begins at row j.
            column.fill(0.0);
            column[j] = 1.0;
            for i in j..n {
                let row = self.0.row(i);
                column[i] = (column[i] - dot(&row[j..i], &column[j..i])) / row[i];
            }
            diagonal[j] = dot(&column[j..], &column[j..]);
        }
        diagonal
    }

    /// `xᵀ A⁻¹ x` for a sparse `x`.
    pub fn spread(&self, x: &[(usize, f64)]) -> f64 {
        let mut dense = vec![0.0; self.0.n];
        x.iter().for_each(|&(i, value)| dense[i] += value);
        self.forward(&mut dense);
        dot(&dense, &dense)
    }
}

/// The scalar product, in four sums so that the compiler can keep four of them going; the order is fixed, and so is the
/// answer.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a4.remainder().iter().zip(b4.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a4.zip(b4) {
        for k in 0..4 {
            sums[k] += x[k] * y[k];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;

    #[test]
    fn a_factored_matrix_solves_and_inverts_what_was_multiplied() {
        let mut stream = Stream::new(5, 0);
        let n = 9;
        let mut matrix = Symmetric::zero(n);
        for _ in 0..3 * n {
            let x: Vec<(usize, f64)> = (0..n).map(|i| (i, stream.uniform() - 0.5)).collect();
            matrix.add_outer(&x, 1.0);
        }
        let x: Vec<f64> = (0..n).map(|i| i as f64 - 3.0).collect();
        let mut b = matrix.times(&x);
        let factor = matrix.clone().factor();
        factor.solve(&mut b);
        assert!(x.iter().zip(&b).all(|(x, b)| (x - b).abs() < 1e-9), "{b:?}");
        for (i, cell) in factor.inverse_diagonal().into_iter().enumerate() {
            let mut unit = vec![0.0; n];
            unit[i] = 1.0;
            factor.solve(&mut unit);
            assert!((unit[i] - cell).abs() < 1e-9);
            assert!((factor.spread(&[(i, 2.0)]) - 4.0 * cell).abs() < 1e-9);
        }
    }
}
