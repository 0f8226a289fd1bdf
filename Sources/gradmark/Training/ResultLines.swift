import Foundation
import Records
import Training
import TrainingFiles

/// A figure that a training or an evaluation prints, by Keras's name.
struct ResultFigure {
  let name: String
  /// `nil` where we do not have it.
  let value: Double?
}

extension [ResultFigure] {
  /// The figures as a command prints them: a line each, or one JSON object in which a number that is
  /// not finite is `null`.
  func text(_ format: OutputFormat) throws -> String {
    switch format {
    case .text: map { "\($0.name): \(number($0.value))\n" }.joined()
    case .json:
      try RecordCoding.text(
        Dictionary(
          uniqueKeysWithValues: map {
            ($0.name, Nullable(wrappedValue: $0.value.flatMap { $0.isFinite ? $0 : nil }))
          })) + "\n"
    }
  }
}

extension SessionResult {
  /// What the trained weights are worth.
  var figures: [ResultFigure] {
    final.evaluation.figures() + (final.validation?.figures(prefix: "val_") ?? [])
  }
}

extension Evaluation {
  /// Loss, and the metrics that were asked for.
  func figures(prefix: String = "") -> [ResultFigure] {
    ([("loss", loss)] + metrics.byName).map {
      ResultFigure(name: prefix + $0.name, value: $0.value)
    }
  }
}

/// Six significant digits, or a dash for a number that we do not have.
func number(_ value: Double?) -> String {
  guard let value else { return "—" }
  return value.isNaN ? "nan" : String(format: "%.6g", value)
}
