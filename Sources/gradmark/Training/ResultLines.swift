import Foundation
import Records
import Training
import TrainingFiles

/// A figure that a training or an evaluation prints, by Keras's name.
struct ResultFigure {
  let name: String
  /// A number, or a word in place of one.
  let value: Value

  enum Value {
    /// `nil` where we do not have it.
    case quantity(Double?)
    case word(String)
  }

  init(name: String, value: Double?) {
    self.name = name
    self.value = .quantity(value)
  }

  init(name: String, text: String) {
    self.name = name
    value = .word(text)
  }
}

extension ResultFigure.Value: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .quantity(let number?) where number.isFinite: try container.encode(number)
    case .quantity: try container.encodeNil()
    case .word(let word): try container.encode(word)
    }
  }

  fileprivate var text: String {
    switch self {
    case .quantity(let value): number(value)
    case .word(let word): word
    }
  }
}

extension [ResultFigure] {
  /// The figures as a command prints them: a line each, or one JSON object in which a number that is
  /// not finite is `null`.
  func text(_ format: OutputFormat) throws -> String {
    switch format {
    case .text: map { "\($0.name): \($0.value.text)\n" }.joined()
    case .json:
      try RecordCoding.text(Dictionary(uniqueKeysWithValues: map { ($0.name, $0.value) })) + "\n"
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
