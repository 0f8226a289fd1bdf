import Testing

@testable import Records

@Suite struct ProcessorDesignTests {
  private func processor(
    _ vendor: String?, _ family: String?, _ model: String?, stepping: String? = nil
  ) -> Fingerprint.Processor {
    var processor = exampleFingerprint().processor
    func reading(_ text: String?) -> Reading<String> { text.map(Reading.value) ?? .absent }
    processor.vendor = reading(vendor)
    processor.family = reading(family)
    processor.model = reading(model)
    processor.stepping = reading(stepping)
    return processor
  }

  @Test(arguments: [
    ("AuthenticAMD", "23", "1", "0", "Zen"), ("AuthenticAMD", "23", "49", "0", "Zen 2"),
    ("AuthenticAMD", "25", "1", "1", "Zen 3"), ("AuthenticAMD", "25", "17", "1", "Zen 4"),
    ("AuthenticAMD", "25", "160", "2", "Zen 4"), ("AuthenticAMD", "26", "2", "1", "Zen 5"),
    ("GenuineIntel", "6", "85", "4", "Skylake"), ("GenuineIntel", "6", "85", "7", "Cascade Lake"),
    ("GenuineIntel", "6", "106", "6", "Ice Lake"),
    ("GenuineIntel", "6", "143", "8", "Sapphire Rapids"),
    ("0x41", "8", "0xd0c", "1", "Neoverse N1"),
  ])
  func theDesignFollowsFromTheMakersNumbers(
    vendor: String, family: String, model: String, stepping: String, design: String
  ) {
    #expect(processor(vendor, family, model, stepping: stepping).design == design)
  }

  @Test func whatNobodyKnowsHasNoDesign() {
    #expect(processor(nil, "25", "1").design == nil)
    #expect(processor("AuthenticAMD", "25", nil).design == nil)
    #expect(processor("AuthenticAMD", "99", "1").design == nil)
    #expect(processor("GenuineIntel", "6", "85").design == nil)
    #expect(processor("GenuineIntel", "15", "4").design == nil)
  }

  @Test func theLabelHasNameAndDesign() {
    var processor = processor("AuthenticAMD", "25", "1")
    processor.name = .value("AMD EPYC")
    #expect(processor.label == "AMD EPYC (Zen 3)")
    processor.model = .absent
    #expect(processor.label == "AMD EPYC")
    // ARM's kernels give no name.
    var arm = self.processor("0x41", "8", "0xd0c")
    arm.name = .absent
    arm.architecture = "arm64"
    #expect(arm.label == "arm64 (Neoverse N1)")
  }
}
