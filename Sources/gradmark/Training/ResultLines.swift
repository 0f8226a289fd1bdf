import Foundation
import Networks
import Training
import TrainingFiles

extension Outcome {
  /// What the trained weights are worth, a line for each figure, by Keras's names.
  var text: String {
    final.evaluation.text() + (final.validation?.text(prefix: "val_") ?? "")
  }
}

extension Evaluation {
  /// A line for each figure, by Keras's names.
  func text(prefix: String = "") -> String {
    let lines = [("loss", loss)] + (accuracy.map { [("accuracy", $0)] } ?? [])
    return lines.map { "\(prefix)\($0): \(number($1))\n" }.joined()
  }
}

/// Six significant digits, or a dash for a number that we do not have.
func number(_ value: Double?) -> String {
  guard let value else { return "—" }
  return value.isNaN ? "nan" : String(format: "%.6g", value)
}
