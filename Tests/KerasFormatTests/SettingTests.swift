import Networks
import Testing

@testable import KerasFormat

/// Values that no Keras writes, and files have all the same: taken as Keras takes them, or refused.
@Suite struct SettingTests {
  /// A model of Keras 3, or of Keras 2, with one layer on four numbers.
  private func network(
    _ settings: String, of className: String = "Dense", isOlder: Bool = false
  ) throws -> ResolvedNetwork {
    let module = isOlder ? "" : #""module": "keras", "#
    let shape = isOlder ? "batch_input_shape" : "batch_shape"
    let model =
      #"{\#(module)"class_name": "Sequential", "config": {"name": "s", "layers": ["#
      + #"{"class_name": "InputLayer", "config": {"name": "i", "\#(shape)": [null, 4]}}, "#
      + #"{"class_name": "\#(className)", "config": {"name": "d", \#(settings)}}]}}"#
    return try ModelReader(json: model.utf8).network.resolved()
  }

  // Recorded with Keras 3.15.1.
  @Test(arguments: [
    ("null", 12), ("0", 12), ("0.0", 12), ("1", 15), ("2", 15), ("1.5", 15), ("true", 15),
  ])
  func truthsArePythons(value: String, count: Int) throws {
    #expect(try network(#""units": 3, "use_bias": \#(value)"#).parameterCount == count)
  }

  @Test(arguments: ["\"\"", #""false""#, "[]", "{}"])
  func textsAndListsAreNoTruths(value: String) {
    let error = #expect(throws: ModelError.self) {
      try network(#""units": 3, "use_bias": \#(value)"#)
    }
    #expect(error?.description.contains("but must be true or false") == true)
  }

  @Test(arguments: ["null", "1", "0.0"])
  func keras3TakesNothingElseForTrainable(value: String) throws {
    let error = #expect(throws: ModelError.self) {
      try network(#""units": 3, "trainable": \#(value)"#)
    }
    #expect(error?.description.contains("'trainable' is \(value), but must be true or") == true)
    let older = try network(#""units": 3, "trainable": \#(value)"#, isOlder: true)
    #expect(older.trainableCount == (value == "1" ? 15 : 0))
  }

  // Keras 3.15.1 makes no such layer either.
  @Test(arguments: [
    ("7", "'dtype' is 7, but must be a type"), ("true", "'dtype' is true"),
    (#""half""#, "'dtype' is 'half'"), (#""int8""#, "'dtype' is 'int8'"),
    (#""mixed_float64""#, "'dtype' is 'mixed_float64'"),
    (#""int32""#, "its type is 'int32', but Keras draws its kernel in floating-point types"),
    (#""bool""#, "its type is 'bool'"), (#""complex64""#, "its type is 'complex64'"),
  ])
  func typesThatKerasRefusesAreRefused(type: String, words: String) {
    let error = #expect(throws: ModelError.self) {
      try network(#""units": 3, "dtype": \#(type)"#)
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func typesWithoutRandomNumbersMayBeAny() throws {
    #expect(try network(#""rate": 0.5, "dtype": "int32""#, of: "Dropout").parameterCount == 0)
    #expect(try network(#""dtype": "int32""#, of: "BatchNormalization").parameterCount == 16)
    // In Keras 2 it was the type of what the table is asked for.
    let table = #""input_dim": 9, "output_dim": 2, "dtype": "int32""#
    #expect(try network(table, of: "Embedding", isOlder: true).parameterCount == 18)
    #expect(throws: ModelError.self) { try network(table, of: "Embedding") }
  }
}
