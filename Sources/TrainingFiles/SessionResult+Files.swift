import KerasFormat
import Networks
import TensorFiles
import Training

/// A file that is about to be written.
public struct OutputFile: Sendable {
  /// Its name within its folder.
  public let name: String
  /// What it holds.
  public let bytes: [UInt8]

  init(_ name: String, json: JSONValue) {
    self.name = name
    bytes = Array((JSONWriter.text(json, indentation: 1) + "\n").utf8)
  }

  init(_ name: String, _ tensors: [NamedTensor]) {
    self.name = name
    bytes = Safetensors.encode(tensors)
  }

  /// `summary.json`: names, shapes and counts.
  public init(_ summary: Summary) {
    name = "summary.json"
    bytes = Array(summary.json().utf8)
  }

  /// `predict.safetensors`: the tensor `predict`, or `predict/left` for the output that is called so
  /// where a network has several.
  ///
  /// - Parameters:
  ///   - predictions: one tensor for each output.
  ///   - network: whose outputs these are.
  public init(predictions: [Tensor], of network: NetworkDescription) {
    self.init(
      "predict.safetensors", predictions.named("predict", outputs: network.outputs.names))
  }

  /// `results.json`: `evaluate`, and `evaluate_val` where there are validation data.
  public init(evaluation: Evaluation, validation: Evaluation?) {
    var members = [JSONValue.Member("evaluate", evaluation.json)]
    if let validation { members.append(.init("evaluate_val", validation.json)) }
    self.init("results.json", json: .object(members))
  }
}

extension SessionResult {
  /// The names that `files` has for a session with these snapshots.
  static func fileNames(snapshotSteps: [Int], hasFitWeights: Bool) -> [String] {
    [
      "summary.json", "losses.json", "results.json", "gradients_step_1.safetensors",
      "predict.safetensors",
    ]
      + Set(snapshotSteps).sorted().map { "weights_step_\($0).safetensors" }
      + (hasFitWeights ? ["weights_fit_final.safetensors"] : [])
  }

  /// The files of a recorded run, as Keras's are laid out.
  public var files: [OutputFile] {
    let predictions =
      initial.predictions.named("predict_initial", outputs: outputNames)
      + final.predictions.named("predict_final", outputs: outputNames)
    return [
      OutputFile(summary), OutputFile("losses.json", json: losses),
      OutputFile("results.json", json: results),
      OutputFile("gradients_step_1.safetensors", firstGradient),
      OutputFile("predict.safetensors", predictions),
    ]
      + snapshots.map { OutputFile("weights_step_\($0.step).safetensors", $0.weights) }
      + (fitWeights.map { [OutputFile("weights_fit_final.safetensors", $0)] } ?? [])
  }

  private var losses: JSONValue {
    var members = [JSONValue.Member("loss", .numbers(steps.map(\.loss)))]
    for metric in Metric.allCases where metrics.contains(metric) {
      members.append(
        .init(metric.kerasName, .numbers(steps.map { $0.metrics[metric] ?? .nan })))
    }
    members.append(.init("running_mean_loss", .numbers(runningLosses)))
    return .object(members)
  }

  private var results: JSONValue {
    var members = history.isEmpty ? [] : [JSONValue.Member("history", historyByName)]
    members += [
      .init("evaluate_initial", initial.evaluation.json),
      .init("evaluate_step_\(steps.count)", final.evaluation.json),
    ]
    if let validation = final.validation {
      members.append(.init("evaluate_val_step_\(steps.count)", validation.json))
    }
    return .object(members)
  }

  /// Keras's history: a list for each name, the names in alphabetical order.
  private var historyByName: JSONValue {
    let epochs = history.map(\.byName)
    return .object(
      (epochs.first ?? []).indices.map { index in
        .init(epochs[0][index].name, .numbers(epochs.map { $0[index].value }))
      })
  }
}

extension [Tensor] {
  /// The tensors under a name, and behind it those of the outputs where there are several.
  fileprivate func named(_ name: String, outputs: [String]) -> [NamedTensor] {
    zip(self, outputs).map { tensor, output in
      NamedTensor(name: count == 1 ? name : "\(name)/\(output)", tensor: tensor)
    }
  }
}

extension Evaluation {
  fileprivate var json: JSONValue {
    .object(
      ([("loss", loss)] + metrics.byName).map { .init($0.name, .number(orNull: $0.value)) })
  }
}

extension JSONValue {
  fileprivate static func numbers(_ values: [Double]) -> JSONValue {
    .array(values.map(number(orNull:)))
  }

  /// JSON has no word for what a training that diverged reports.
  fileprivate static func number(orNull value: Double) -> JSONValue {
    value.isFinite ? .number(value) : .null
  }
}
