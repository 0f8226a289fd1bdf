extension Fingerprint.Processor {
  /// The CPU by name and design, such as `AMD EPYC (Zen 3)`: one name may be that of several generations.
  public var label: String {
    let name = name.value ?? architecture
    return design.map { "\(name) (\($0))" } ?? name
  }

  /// What its maker calls the design, by the numbers that the CPU gives of itself; `nil` where they are not
  /// known, or not to us.
  ///
  /// - Source: Linux, `arch/x86/kernel/cpu/amd.c`, `arch/x86/include/asm/intel-family.h` and
  ///   `arch/arm64/include/asm/cputype.h`.
  public var design: String? {
    guard let vendor = vendor.value, let model = model.value.flatMap(Self.number) else {
      return nil
    }
    let family = family.value.flatMap(Self.number)
    return switch (vendor, family) {
    case ("AuthenticAMD", 0x17?): Self.find(model, in: Self.family17)
    case ("AuthenticAMD", 0x19?): Self.find(model, in: Self.family19)
    case ("AuthenticAMD", 0x1a?): Self.find(model, in: Self.family1a)
    case ("GenuineIntel", 6?): Self.intel(model, stepping: stepping.value.flatMap(Self.number))
    case ("0x41", _): Self.arm[model]
    default: nil
    }
  }

  /// A range of models with the design that they share.
  private typealias Models = (models: ClosedRange<Int>, design: String)

  private static let family17: [Models] = [
    (0x00...0x2f, "Zen"), (0x50...0x5f, "Zen"), (0x30...0x4f, "Zen 2"), (0x60...0x7f, "Zen 2"),
    (0x90...0x91, "Zen 2"), (0xa0...0xaf, "Zen 2"),
  ]

  private static let family19: [Models] = [
    (0x00...0x0f, "Zen 3"), (0x20...0x5f, "Zen 3"), (0x10...0x1f, "Zen 4"), (0x60...0xaf, "Zen 4"),
  ]

  private static let family1a: [Models] = [
    (0x00...0x2f, "Zen 5"), (0x40...0x4f, "Zen 5"), (0x60...0x7f, "Zen 5"),
  ]

  /// Servers' designs; one model has three, told apart by the stepping.
  private static func intel(_ model: Int, stepping: Int?) -> String? {
    let designs = [
      0x3f: "Haswell", 0x4f: "Broadwell", 0x56: "Broadwell", 0x6a: "Ice Lake", 0x6c: "Ice Lake",
      0x8f: "Sapphire Rapids", 0xcf: "Emerald Rapids", 0xad: "Granite Rapids",
    ]
    guard model == 0x55 else { return designs[model] }
    return stepping.map { $0 < 5 ? "Skylake" : $0 < 10 ? "Cascade Lake" : "Cooper Lake" }
  }

  private static let arm = [
    0xd08: "Cortex-A72", 0xd0b: "Cortex-A76", 0xd0c: "Neoverse N1", 0xd40: "Neoverse V1",
    0xd49: "Neoverse N2", 0xd4f: "Neoverse V2", 0xd83: "Neoverse V3AE", 0xd84: "Neoverse V3",
    0xd8e: "Neoverse N3",
  ]

  private static func find(_ model: Int, in all: [Models]) -> String? {
    all.first { $0.models.contains(model) }?.design
  }

  /// A number as `/proc/cpuinfo` has it: decimal on x86, hexadecimal with `0x` on ARM.
  private static func number(_ text: String) -> Int? {
    text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
  }
}
