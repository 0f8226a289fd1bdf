/// Keras's policy of types: what a layer computes in, and what it holds its weights in.
public struct Precision: Sendable, Hashable {
  /// The policy's name: `float32`, `bfloat16`, `mixed_float16`.
  public var name: String

  /// The policy of that name.
  public init(_ name: String) {
    self.name = name
  }

  /// What nearly every model uses.
  public static let float32 = Precision("float32")

  /// Whether some version of Keras has such a policy.
  public var isKnown: Bool {
    if self == .float32 { return true }
    let type = name.hasPrefix("mixed_") ? String(name.dropFirst(6)) : name
    return ElementType(rawValue: type) != nil || Self.rareNames.contains(type)
  }

  /// Whether Keras 3 has such a policy, which knows fewer names.
  public var isOfKeras3: Bool {
    // What begins with a name of quantisation is a policy of that, and says from what.
    guard name != "int8" else { return false }
    return ["mixed_float16", "mixed_bfloat16", "complex64", "complex128"].contains(name)
      || ElementType(rawValue: name) != nil
  }

  /// Whether weights are held as floating-point numbers, which Keras draws alone.
  public var isOfFloats: Bool {
    if name.hasPrefix("complex") { return false }
    return [.float16, .bfloat16, .float32, .float64].contains(variableType)
  }

  /// Types that no weight counted here has, and what older versions call a type that is yet to be found out.
  private static let rareNames: Set<String> = [
    "complex64", "complex128", "float8_e4m3fn", "float8_e5m2", "half", "float", "double", "int",
    "float16_ref", "float32_ref", "float64_ref", "resource", "variant", "infer", "_infer",
    "infer_with_float32_vars", "infer_float32_vars",
  ]

  /// The type of the weights: that of the policy's name, but float32 where types are mixed.
  public var variableType: ElementType {
    ElementType(rawValue: name) ?? .float32
  }

  /// The type of what the layer returns.
  public var computeType: ElementType {
    let prefix = "mixed_"
    return ElementType(
      rawValue: name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name)
      ?? .float32
  }
}

/// The types of a tensor's elements, by Keras's names.
public enum ElementType: String, BitwiseCopyable, Sendable, CaseIterable {
  case float16, bfloat16, float32, float64
  case int8, int16, int32, int64, uint8, uint16, uint32, uint64
  case bool, string

  /// Bytes of one element; those of a reference for a text.
  public var byteCount: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64, .string: 8
    }
  }
}
