import TestSupport
import Testing

@testable import KerasFormat

/// The recipe 'add a layer', held to: one file each for what the layer is, how files hold it and how it is
/// trained, and a line in the registry. What it computes may have a kernel of the same name.
@Suite struct LayerRecipeTests {
  /// Where a layer may be named, and by how many files; other libraries are told of some.
  private static let places = [
    "Networks/Layers/": 1, "KerasFormat/Layers/": 1, "KerasFormat/KerasLayer.swift": 1,
    "Training/Operations/": 1, "Kernels/": 1, "Peers/PeerTask.swift": 1,
  ]

  /// A layer that another is made of is named by that one, too.
  private static let wholes = [
    "DepthwiseConvolution": "Networks/Layers/Convolution/SeparableConvolution.swift"
  ]

  /// Not Dense, Flatten and Activation, which small networks are recognized by, nor what others are
  /// made of (Convolution, Merging, Concatenate, Embedding, Reshape), nor layers that files also have in
  /// place of an activation's name (ReLU, LeakyReLU, ELU, Softmax).
  @Test(arguments: [
    "BatchNormalization", "Bidirectional", "DepthwiseConvolution", "Dropout", "GRU",
    "GlobalPooling", "LSTM",
    "Pooling", "ZeroPadding",
  ])
  func aLayerIsNamedInItsOwnFilesAlone(layer: String) throws {
    var found: [String: [String]] = [:]
    for file in try SourceCode.files(naming: layer) {
      // The catalogue is made of layers.
      if file.hasPrefix("Networks/Catalog/") || file == Self.wholes[layer] { continue }
      let place = Self.places.keys.first { file.hasPrefix($0) } ?? "elsewhere"
      found[place, default: []].append(file)
    }
    for (place, files) in found {
      #expect(files.count <= Self.places[place] ?? 0, "\(place): \(files)")
    }
    #expect(found["Networks/Layers/"]?.first?.hasSuffix("/\(layer).swift") == true)
    #expect(found["KerasFormat/Layers/"]?.first?.hasSuffix("/\(layer)+Keras.swift") == true)
    #expect(found["Training/Operations/"]?.count == 1)
    #expect(found["KerasFormat/KerasLayer.swift"]?.count == 1)
  }

  /// Names of classes follow from the layers, but for the list of those that TensorFlow.js has.
  @Test(arguments: ["MaxPooling2D", "DepthwiseConv2D"])
  func aClassIsNamedForBrowsersAlone(className: String) throws {
    #expect(
      try SourceCode.files(quoting: className) == ["KerasFormat/TensorFlowJS/BrowserLayers.swift"])
  }
}
