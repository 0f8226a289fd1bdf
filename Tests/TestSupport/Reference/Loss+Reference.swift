import Foundation
import Networks

extension OutputTraining {
  /// The mean over every position of a batch, not weighted; 0 where there is none.
  ///
  /// - Parameters:
  ///   - columns: of a row of predictions.
  ///   - mask: for each sample the rows that count.
  func referenceLoss(
    _ predictions: ReferenceBatch, _ targets: ReferenceBatch, _ columns: Int, _ mask: [[Bool]]?
  ) -> Double {
    let p = counted(predictions, mask), y = counted(targets, mask)
    guard !p.isEmpty else { return 0 }
    switch loss {
    case .meanSquaredError:
      return zip(p, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(p.count)
    case .binaryCrossentropy:
      return zip(p, y).reduce(0) { $0 + binary($1.0, $1.1) } / Double(p.count)
    case .categoricalCrossentropy, .sparseCategoricalCrossentropy:
      let rows = p.count / columns
      let total = (0..<rows).reduce(0.0) { total, row in
        let place = row * columns..<(row + 1) * columns
        let distribution =
          loss == .categoricalCrossentropy
          ? Array(y[place]) : (0..<columns).map { Double($0) == y[row] ? 1 : 0 }
        return total + categorical(Array(p[place]), distribution)
      }
      return total / Double(rows)
    }
  }

  private func counted(_ batch: ReferenceBatch, _ mask: [[Bool]]?) -> [Double] {
    guard let mask else { return batch.flatMap(\.self) }
    return zip(batch, mask).flatMap { sample, counts in
      let width = sample.count / counts.count
      return sample.indices.filter { counts[$0 / width] }.map { sample[$0] }
    }
  }

  private func clip(_ x: Double) -> Double { min(max(x, 1e-7), 1 - 1e-7) }

  private func binary(_ p: Double, _ y: Double) -> Double {
    isLogits
      ? y * log1p(exp(-p)) + (1 - y) * log1p(exp(p))
      : -y * log(clip(p)) - (1 - y) * log(1 - clip(p))
  }

  private func categorical(_ p: [Double], _ y: [Double]) -> Double {
    if isLogits {
      let largest = p.max()!, sum = p.reduce(0) { $0 + exp($1 - largest) }
      return zip(p, y).reduce(0) { $0 - $1.1 * ($1.0 - largest - log(sum)) }
    }
    let sum = p.reduce(0, +)
    return zip(p, y).reduce(0) { $0 - $1.1 * log(clip($1.0 / sum)) }
  }
}
