extension WeightReading {
  /// Whether nobody means it where there is another reading: a dense layer of which no size is round, or that is out of
  /// all proportion, as one of 18,495 inputs and one unit. Of other kinds the count itself speaks for them.
  var isFarFetched: Bool {
    guard layer == "Dense", inputs != units else { return false }
    let sizes = [inputs, units].map(\.roundness)
    if sizes == [0, 0] || inputs == 1 && units.roundness < 2 { return true }
    let proportion = max(inputs, units) / min(inputs, units)
    return proportion > 32_768 || proportion >= 1_000 && sizes.contains { $0 < 2 }
  }

  /// Whether it is a layer that a network of the catalogue has.
  var isCatalogued: Bool {
    Self.catalogued.contains(Known(layer: layer, inputs: inputs, units: units))
  }

  /// A layer of the catalogue, as readings tell of it.
  private struct Known: Hashable {
    let layer: String
    let inputs: Int
    let units: Int

    init(layer: String, inputs: Int, units: Int) {
      self.layer = layer
      self.inputs = inputs
      self.units = units
    }

    /// `nil` for a layer that does not say how many channels it takes.
    init?(_ resolved: ResolvedLayer) {
      guard let inputs = resolved.inputShape.axes.last.flatMap(\.self) else { return nil }
      let layer = resolved.description.layer
      switch layer {
      case let dense as Dense:
        self.init(layer: dense.className, inputs: inputs, units: dense.units)
      case let convolution as Convolution<Size2D>:
        let size = convolution.kernelSize
        self.init(
          layer: "\(convolution.className) \(size.height)×\(size.width)", inputs: inputs,
          units: convolution.filters)
      case let recurrent as any RecurrentLayer:
        self.init(
          layer: recurrent.className, inputs: inputs, units: recurrent.recurrence.units)
      // Of those with readings these keep the number of channels.
      default: self.init(layer: layer.className, inputs: inputs, units: inputs)
      }
    }
  }

  private static let catalogued = Set(
    Catalog.entries.compactMap { try? $0.network.resolved() }.flatMap(\.layers)
      .filter { $0.description.input == nil }.compactMap { Known($0) })
}

extension Int {
  /// How gladly people choose such a size, or how often data have it, from 0 to 3: 128, 200 and the 784 dots of a
  /// digit have 3; 48, 250, squares and small numbers 2; other multiples of ten and of eight 1.
  var roundness: Int {
    var digits = self
    while digits > 0, digits % 10 == 0 { digits /= 10 }
    let isMultipleOfTen = digits != self
    if isPowerOfTwo || self == 784 || isMultipleOfTen && digits < 10 { return 3 }
    let root = Int(Double(self).squareRoot().rounded())
    let isThreefold = self % 3 == 0 && (self / 3).isPowerOfTwo
    if self <= 12 || isThreefold || root * root == self || isMultipleOfTen && digits < 100 {
      return 2
    }
    return isMultipleOfTen || self % 8 == 0 ? 1 : 0
  }

  /// Whether it is 1, 2, 4, 8, …
  var isPowerOfTwo: Bool { self > 0 && self & (self - 1) == 0 }
}
