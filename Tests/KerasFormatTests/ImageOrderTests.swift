import Testing

@testable import KerasFormat

@Suite struct ImageOrderTests {
  private static let silent: JSONValue = [
    "class_name": "ZeroPadding2D", "config": ["name": "pad", "padding": [1, 1]],
  ]
  private static let filled: JSONValue = [
    "class_name": "ZeroPadding2D",
    "config": ["name": "pad", "padding": [1, 1], "dim_ordering": "th"],
  ]

  private static func stated(_ order: String) -> JSONValue {
    [
      "class_name": "Convolution2D",
      "config": ["name": "conv", "nb_filter": 2, "dim_ordering": .string(order)],
    ]
  }

  @Test func layersOfImagesHaveTheOrderOfAllOthers() {
    func model(_ pad: JSONValue) -> JSONValue {
      ["layers": [pad, Self.stated("th"), ["class_name": "Model", "config": ["layers": [pad]]]]]
    }
    #expect(ImageOrder.filled(model(Self.silent)) == model(Self.filled))
  }

  @Test(arguments: [["tf"], ["th", "tf"], []])
  func nothingIsFilledInUnlessAllOthersHaveChannelsFirst(orders: [String]) {
    let model: JSONValue = ["layers": .array([Self.silent] + orders.map(Self.stated))]
    #expect(ImageOrder.filled(model) == model)
  }

  @Test func layersOfOtherThingsSayNothingOfImages() {
    let other: JSONValue = ["class_name": "Dense", "config": ["name": "d", "output_dim": 2]]
    let model: JSONValue = ["layers": [other, Self.stated("th"), ["class_name": "UpSampling2D"]]]
    #expect(ImageOrder.filled(model) == model)
  }

  /// A file of many megabytes would be in memory twice otherwise.
  @Test func whatDoesNotChangeIsNotCopied() throws {
    let plain = Self.stated("th")
    let model: JSONValue = ["layers": [plain, Self.silent], "kept": [[1, 2], [3]]]
    let filled = ImageOrder.filled(model)
    #expect(filled != model)
    #expect(place(try #require(filled["kept"])) == place(try #require(model["kept"])))
    #expect(place(try #require(filled["layers"]?.elements?.first)) == place(plain))
    #expect(place(try #require(filled["layers"])) != place(try #require(model["layers"])))
    // Nothing changes, so even the outermost list is the same.
    let whole: JSONValue = ["layers": [plain]]
    #expect(place(ImageOrder.filled(whole)) == place(whole))
  }

  /// Where in memory a list or an object has its entries; `nil` for anything else.
  private func place(_ value: JSONValue) -> UnsafeRawPointer? {
    switch value {
    case .array(let elements): elements.withUnsafeBytes(\.baseAddress)
    case .object(let members): members.withUnsafeBytes(\.baseAddress)
    default: nil
    }
  }
}
