//! The best one-to-one assignment between rows and columns of a weight matrix.

/// Returns the largest sum of weights when every row and column is used at most once.
///
/// Kuhn–Munkres with potentials, O(n²·m). Missing entries of ragged rows count as 0; weights must be finite.
pub(super) fn best_assignment(weights: &[Vec<f64>]) -> f64 {
    let columns = weights.iter().map(Vec::len).max().unwrap_or(0);
    if weights.len() > columns {
        let turned: Vec<Vec<f64>> = (0..columns)
            .map(|j| weights.iter().map(|row| row.get(j).copied().unwrap_or(0.0)).collect())
            .collect();
        return best_assignment(&turned);
    }
    let cost = |row: usize, column: usize| -> f64 {
        -weights.get(row - 1).and_then(|row| row.get(column - 1)).copied().unwrap_or(0.0)
    };
    let (rows, mut row_of) = (weights.len(), vec![0_usize; columns + 1]);
    let (mut of_row, mut of_column) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut came_from = vec![0_usize; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut column = 0;
        let mut slack = vec![f64::INFINITY; columns + 1];
        let mut seen = vec![false; columns + 1];
        while row_of[column] != 0 {
            seen[column] = true;
            let here = row_of[column];
            let (mut least, mut next) = (f64::INFINITY, 0);
            for j in 1..=columns {
                if seen[j] {
                    continue;
                }
                let reduced = cost(here, j) - of_row[here] - of_column[j];
                if reduced < slack[j] {
                    slack[j] = reduced;
                    came_from[j] = column;
                }
                if slack[j] < least {
                    least = slack[j];
                    next = j;
                }
            }
            for j in 0..=columns {
                if seen[j] {
                    of_row[row_of[j]] += least;
                    of_column[j] -= least;
                } else {
                    slack[j] -= least;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[came_from[column]];
            column = came_from[column];
        }
    }
    (1..=columns).filter(|&j| row_of[j] != 0).map(|j| -cost(row_of[j], j)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_sum_is_found() {
        let check = |weights: &[&[f64]], want: f64| {
            let rows: Vec<Vec<f64>> = weights.iter().map(|row| row.to_vec()).collect();
            assert!((best_assignment(&rows) - want).abs() < 1e-9, "{weights:?}");
        };
        check(&[], 0.0);
        check(&[&[0.5]], 0.5);
        check(&[&[1.0, 2.0], &[3.0, 1.0]], 5.0);
        check(&[&[0.9, 0.8], &[0.8, 0.1], &[0.0, 0.2]], 1.6);
        check(&[&[7.0, 5.0, 1.0], &[6.0, 4.0, 0.0]], 11.0);
    }
}
