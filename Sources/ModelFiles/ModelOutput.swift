import Foundation
import KerasFormat
import Networks

/// A model with its weights, written in one of Keras's formats.
public struct ModelOutput: Sendable {
  /// The formats that hold weights, by the ends of files' names.
  public enum Format: String, Sendable, CaseIterable {
    /// Keras 3's archive of a model and its weights.
    case keras = ".keras"
    /// Keras 3's weights alone.
    case weights = ".weights.h5"
    /// A whole model in Keras 2's layout, which Keras 3 reads as well.
    case hdf5 = ".h5"
    /// TensorFlow.js's layers model: a folder with `model.json` and weights.
    case layersModel = "/"

    /// The format of files with such a name; `nil` where it is none of these.
    public init?(path: String) {
      guard let format = Self.allCases.first(where: { path.hasSuffix($0.rawValue) }) else {
        return nil
      }
      self = format
    }
  }

  private let network: ResolvedNetwork
  private let json: String
  private let tensors: [String: Tensor]

  /// The version of Keras whose formats are written.
  private static let kerasVersion = "3.15.1"

  /// Takes a model and its weights.
  ///
  /// - Parameters:
  ///   - network: the model.
  ///   - json: the same as `ModelWriter` writes it.
  ///   - weights: all of the network's, by the names that Gradmark gives them. LoRA's updates may be missing:
  ///     tables hold them already where a file of Keras was read, and they are zero from then on, as in Keras.
  /// - Throws: a `ModelError` where a weight is missing or has another shape.
  public init(
    _ network: ResolvedNetwork, json: String, weights: [NamedTensor]
  ) throws(ModelError) {
    try network.requireKnownCounts()
    self.network = network
    self.json = json
    var tensors = Dictionary(weights.map { ($0.name, $0.tensor) }, uniquingKeysWith: { $1 })
    for parameter in network.parameters {
      if parameter.isUpdate, tensors[parameter.path] == nil {
        tensors[parameter.path] = Tensor(
          dimensions: parameter.shape.dimensions,
          elements: Array(repeating: 0, count: parameter.count))
      }
      guard tensors[parameter.path]?.dimensions == parameter.shape.dimensions else {
        throw ModelError(
          layer: parameter.layer,
          "the weights hold no \(quoted(parameter.path)) of the shape "
            + "\(parameter.shape.dimensions); use weights of this very model")
      }
    }
    for bias in network.doubledBiases { tensors[bias] = tensors[bias]?.halvesAdded }
    self.tensors = tensors
  }

  /// Writes a file whole or not at all; of a folder `model.json` comes last. An optimizer's variables are not kept: Keras begins anew.
  ///
  /// - Throws: a `ModelError` where it cannot be written, the format lacks something of the model, or a
  ///   library is missing.
  public func write(_ format: Format, to path: String) throws(ModelError) {
    let write: (String) throws(ModelError) -> Void
    switch format {
    case .keras: write = writeArchive
    case .weights: write = writeNumbered
    case .hdf5: write = writeNamed
    case .layersModel:
      return try LayersModelFolder.write(network, json: json, weights: tensors, to: path)
    }
    let unfinished = path + ".\(UUID().uuidString).part"
    defer { unlink(unfinished) }
    try write(unfinished)
    guard rename(unfinished, path) == 0 else {
      throw ModelError("cannot write '\(path)'; choose another path")
    }
  }

  private func writeArchive(_ path: String) throws(ModelError) {
    let weights = path + ".weights"
    defer { unlink(weights) }
    try writeNumbered(weights)
    let day = Date.now.formatted(.iso8601.year().month().day())
    try ZIPArchive.write(
      to: path,
      texts: [
        "metadata.json":
          #"{"keras_version": "\#(Self.kerasVersion)", "date_saved": "\#(day)@00:00:00"}"#,
        "config.json": json,
      ], files: ["model.weights.h5": weights])
  }

  private func writeNumbered(_ path: String) throws(ModelError) {
    let tensors = try network.addingUpdates(to: tensors)
    let file = try HDF5Output(path: path)
    for place in StoredWeights.places(of: network) {
      let tensor = tensors[place.parameter.path] ?? Tensor(zeros: place.parameter.shape.dimensions)
      try file.write(tensor, at: place.path)
      if let copy = place.copy { try file.write(tensor, at: copy) }
    }
  }

  /// Groups named for layers, and lists of their names and of their weights'.
  private func writeNamed(_ path: String) throws(ModelError) {
    let file = try HDF5Output(path: path)
    try file.set("keras_version", to: Self.kerasVersion)
    try file.set("backend", to: "jax")
    try file.set("model_config", to: json)
    let layers = network.layersInKerasOrder
    try file.addGroup("model_weights", listing: "layer_names", layers.map(\.name))
    for layer in layers {
      let group = "model_weights/\(layer.name)"
      let listed = layer.parametersInOlderOrder
      try file.addGroup(group, listing: "weight_names", listed.map { "\($0.path):0" })
      for parameter in listed {
        try file.write(tensor(parameter), at: "\(group)/\(parameter.path):0")
      }
    }
  }

  private func tensor(_ parameter: ParameterDescription) -> Tensor {
    tensors[parameter.path] ?? Tensor(zeros: parameter.shape.dimensions)
  }
}

extension Tensor {
  /// The sum of the first half and the second: Keras 3 has one bias where `CuDNNLSTM` has two.
  fileprivate var halvesAdded: Tensor {
    let half = elements.count / 2
    return Tensor(
      dimensions: [half], elements: (0..<half).map { elements[$0] + elements[half + $0] })
  }
}
