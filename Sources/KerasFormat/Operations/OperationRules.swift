import Networks

/// What operations of TensorFlow and of Keras 3 make of shapes: one entry for each, by its name without
/// underscores and capitals.
enum OperationRules {
  /// What a call does to shapes; `nil` where that is not known.
  static func operation(_ arguments: OperationArguments) -> TensorOperation? {
    if let rule = rules[arguments.name] { return rule(arguments) }
    guard isElementwise(arguments.name) else { return nil }
    return .elementwise(constants: arguments.operands.compactMap(\.literalShape))
  }

  /// Whether an operation of that name is known to be one.
  static func knows(_ name: String) -> Bool {
    rules[name] != nil || isElementwise(name)
  }

  private typealias Rule = @Sendable (OperationArguments) -> TensorOperation?

  private static let rules: [String: Rule] = {
    var rules: [String: Rule] = [:]
    for (names, rule) in entries {
      for name in names.split(separator: " ") { rules[String(name)] = rule }
    }
    return rules
  }()

  private static let entries: [(names: String, rule: Rule)] = [
    ("reshape broadcastto", { $0.value("shape", "newshape", at: 1).flatMap(reshaping) }),
    ("ravel", { _ in .reshape([nil]) }),
    (
      """
      reducemean reducesum reducemax reducemin reduceprod reduceany reduceall reducelogsumexp reducestd \
      reducevariance reduceeuclideannorm mean sum max min prod any all std var amax amin median logsumexp \
      average countnonzero norm
      """, { reduction($0) }
    ),
    ("argmax argmin", { position($0) }),
    ("moments", { reduction($0, resultCount: 2) }),
    (
      "concat concatv2 concatenate",
      {
        joined($0, axis: $0.axis(at: 1) ?? $0.axisBehindOperands) {
          .concatenation(axis: $0, constants: $1)
        }
      }
    ),
    ("stack pack", { joined($0, axis: $0.axis(at: nil) ?? 0) { .stack(axis: $0, constants: $1) } }),
    ("hstack", { _ in .concatenation(axis: 1) }), ("vstack", { _ in .concatenation(axis: 0) }),
    ("append", { $0.axis(at: nil).map { .concatenation(axis: $0) } }),
    ("unstack unpack", { .unstack(axis: $0.axis(at: nil) ?? 0) }),
    ("split splitv arraysplit", { parts($0) }),
    ("expanddims", { $0.value("axis", "dim", at: 1)?.integers.map { .newAxes($0) } }),
    ("squeeze", { squeezing($0) }),
    (
      "transpose",
      { arguments in
        guard let order = arguments.value("perm", "axes", at: 1) else { return .transpose(nil) }
        return order.integers.map { .transpose($0) }
      }
    ),
    (
      "swapaxes",
      { arguments in
        guard let first = arguments.value("axis1")?.wholeNumber,
          let second = arguments.value("axis2")?.wholeNumber
        else { return nil }
        return .move(from: [first, second], to: [second, first])
      }
    ),
    (
      "moveaxis",
      { arguments in
        guard let from = arguments.value("source")?.integers,
          let to = arguments.value("destination")?.integers
        else { return nil }
        return .move(from: from, to: to)
      }
    ),
    (
      "getitem",
      { $0.value("slice_spec", "key", at: 1).flatMap(SliceReader.parts).map { .slice($0) } }
    ),
    ("stridedslice", { SliceReader.strided($0).map { .slice($0) } }),
    ("slice", { SliceReader.block($0) }),
    ("tensordot", { tensorProduct($0) }), ("dotproductattention", { _ in .attention }),
    ("matmul batchmatmul batchmatmulv2 batchmatmulv3", { matrixProduct($0) }),
    (
      "einsum",
      { ($0.value("subscripts", "equation", at: 0)?.text).map { .einsum($0) } }
    ),
    ("tile", { $0.value("multiples", "repeats", at: 1)?.sizes.map { .tile($0) } }),
    (
      "repeat",
      { arguments in
        guard let count = arguments.value("repeats")?.wholeNumber,
          let axis = arguments.value("axis")?.wholeNumber
        else { return nil }
        return .repetition(count, axis: axis)
      }
    ),
    ("pad padv2 mirrorpad", { padding($0) }),
    (
      "onehot",
      { arguments in
        arguments.value("depth", "num_classes", at: 1)?.wholeNumber.map {
          .oneHot(count: $0, axis: arguments.axis(at: nil) ?? -1)
        }
      }
    ),
    ("gather gatherv2 take", { gathering($0) }),
    ("topk topkv2", { $0.value("k", at: 1)?.wholeNumber.map { .greatest($0) } }),
    ("resize resizebilinear resizenearestneighbor resizebicubic resizearea", { resizing($0) }),
    ("depthtospace", { $0.value("block_size", at: 1)?.wholeNumber.map { .depthToSpace($0) } }),
    ("spacetodepth", { $0.value("block_size", at: 1)?.wholeNumber.map { .spaceToDepth($0) } }),
    ("shape", { _ in .shape }), ("rgbtograyscale", { _ in .lastAxis(1) }),
    ("avgpool avgpool2d avgpool1d maxpool maxpool2d maxpool1d averagepool", { pooling($0) }),
    (
      "cumsum cumprod",
      { $0.isOfKeras3 && $0.value("axis") == nil ? .reshape([nil]) : .elementwise() }
    ),
  ]
}

// MARK: - Rules that take more than a line

extension OperationRules {
  /// −1 stands for what is left, and so does what is worked out.
  private static func open(_ sizes: [Int?]) -> [Int?] {
    sizes.map { size in size.flatMap { $0 < 0 ? nil : $0 } }
  }

  /// A size that is worked out is open where it stands for the batch; another one Keras may know.
  private static func reshaping(_ shape: JSONValue) -> TensorOperation? {
    guard let sizes = shape.sizes, !sizes.dropFirst().contains(nil) else { return nil }
    return .reshape(open(sizes))
  }

  private static func squeezing(_ arguments: OperationArguments) -> TensorOperation? {
    if let axes = arguments.value("axis", "squeeze_dims", at: 1)?.integers, !axes.isEmpty {
      return .squeeze(axes)
    }
    // TensorFlow does not know whether the batch is of one sample.
    return arguments.isOfKeras3 ? .squeeze(nil) : nil
  }

  private static func reduction(
    _ arguments: OperationArguments, resultCount: Int = 1
  ) -> TensorOperation? {
    let axes = arguments.value("axis", "axes", "reduction_indices", at: 1)
    // An axis that is worked out is none that is known.
    if let axes, axes.integers == nil { return nil }
    return .reduction(
      axes: axes?.integers, keepsAxes: arguments.keepsAxes, resultCount: resultCount)
  }

  /// TensorFlow's functions look along the first axis where none is named, Keras 3's along all of them.
  private static func position(_ arguments: OperationArguments) -> TensorOperation? {
    let axis = arguments.value("axis", "dimension", at: 1)
    if let axis, axis.wholeNumber == nil { return nil }
    let standard = arguments.isOfKeras3 ? nil : [0]
    return .reduction(
      axes: axis?.wholeNumber.map { [$0] } ?? standard, keepsAxes: arguments.keepsAxes)
  }

  private static func joined(
    _ arguments: OperationArguments, axis: Int?,
    _ operation: (_ axis: Int, _ constants: [[Int]]) -> TensorOperation
  ) -> TensorOperation? {
    guard let axis else { return nil }
    let list = arguments.operands.first { $0.elements != nil && !$0.isTensor }?.elements ?? []
    let numbers = list.filter { !$0.isTensor }
    let shapes = numbers.compactMap(\.unwrapped.literalShape)
    return shapes.count == numbers.count ? operation(axis, shapes) : nil
  }

  private static func parts(_ arguments: OperationArguments) -> TensorOperation? {
    // A node of TensorFlow's has the axis in front of the tensor, or behind the sizes.
    let isNode = arguments.value("num_split") != nil
    let axis = arguments.axis(at: isNode ? (arguments.name == "splitv" ? 2 : 0) : nil) ?? 0
    let named = arguments.value("num_or_size_splits", "indices_or_sections")
    let listed = arguments.name == "splitv" ? arguments.value(at: 1) : nil
    guard let parts = named ?? listed ?? arguments.value("num_split") else { return nil }
    if let count = parts.wholeNumber { return .split(count: count, axis: axis) }
    guard let sizes = parts.sizes else { return nil }
    guard arguments.isOfKeras3 else { return .splitSizes(open(sizes), axis: axis) }
    // Keras 3 names the places where parts begin.
    guard let places = parts.integers else { return nil }
    let ordered = [0] + places
    guard ordered == ordered.sorted() else { return nil }
    return .splitSizes(zip(ordered, places).map { $1 - $0 } + [nil], axis: axis)
  }

  private static func matrixProduct(_ arguments: OperationArguments) -> TensorOperation? {
    let constants = arguments.operands.compactMap(\.literalShape).filter { !$0.isEmpty }
    // Numbers in front of the tensor make another product.
    guard arguments.operands.first?.literalShape == nil else { return nil }
    func isSet(_ names: String...) -> Bool {
      names.contains { arguments.value($0)?.truth == true }
    }
    return .matrixProduct(
      transposesFirst: isSet("transpose_a", "adjoint_a", "adj_x"),
      transposesSecond: isSet("transpose_b", "adjoint_b", "adj_y"), constant: constants.first)
  }

  private static func tensorProduct(_ arguments: OperationArguments) -> TensorOperation? {
    let constant = arguments.operands.dropFirst().lazy.compactMap(\.literalShape).first
    let axes = arguments.value("axes")
    if let count = axes?.wholeNumber, (0...Shape.maximumRank).contains(count) {
      return .tensorProduct(
        first: (0..<count).map { $0 - count }, second: Array(0..<count), constant: constant)
    }
    let pairs = axes?.elements?.compactMap(\.unwrapped.integers) ?? []
    return pairs.count == 2
      ? .tensorProduct(first: pairs[0], second: pairs[1], constant: constant) : nil
  }

  /// Along axes between batch and channels, behind which TensorFlow has channels where nothing else is said.
  private static func pooling(_ arguments: OperationArguments) -> TensorOperation? {
    let format = arguments.value("data_format")?.text?.uppercased()
    guard format == nil || format == "CHANNELS_LAST" || format?.hasSuffix("C") == true,
      let padding = arguments.value("padding")?.text.flatMap({ Padding(rawValue: $0.lowercased()) }
      ),
      let window = arguments.value("ksize", "pool_size", at: 1)?.integers,
      window.allSatisfy({ $0 > 0 })
    else { return nil }
    let strides = arguments.value("strides", at: 2)?.integers ?? window
    guard strides.allSatisfy({ $0 > 0 }) else { return nil }
    return .pooling(window: window, strides: strides, padding: padding)
  }

  private static func padding(_ arguments: OperationArguments) -> TensorOperation? {
    guard let pairs = arguments.value("paddings", "pad_width", at: 1)?.elements else { return nil }
    let sizes = pairs.compactMap(\.unwrapped.integers)
    return sizes.count == pairs.count && sizes.allSatisfy({ $0.count == 2 })
      ? .padding(sizes) : nil
  }

  private static func gathering(_ arguments: OperationArguments) -> TensorOperation? {
    let shared = arguments.value("batch_dims")?.wholeNumber ?? 0
    let isTake = arguments.isOfKeras3
    guard let axis = arguments.axis(at: isTake ? nil : 2) ?? (isTake ? nil : 0) else { return nil }
    let indices = arguments.value("indices", at: 1)
    // Numbers in front of the tensor are looked up in by it.
    if let table = arguments.operands.first?.literalShape {
      return axis == 0 ? .lookup(row: Array(table.dropFirst())) : nil
    }
    return .gather(places: indices?.literalShape, axis: axis, sharedAxes: shared)
  }

  private static func resizing(_ arguments: OperationArguments) -> TensorOperation? {
    guard let size = arguments.value("size", at: 1)?.integers, size.count == 2,
      arguments.value("preserve_aspect_ratio")?.truth != true
    else { return nil }
    return .resize(
      height: size[0], width: size[1],
      channelsFirst: arguments.value("data_format")?.text == "channels_first")
  }
}

extension OperationArguments {
  var keepsAxes: Bool { value("keepdims", "keep_dims")?.truth == true }

  /// The axis, where it is named or at that place.
  func axis(at place: Int?) -> Int? {
    value("axis", "split_dim", at: place)?.wholeNumber
  }
}
