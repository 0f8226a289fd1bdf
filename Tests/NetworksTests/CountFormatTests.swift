import Testing

@testable import Networks

@Suite struct CountFormatTests {
  @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (264_710, "264,710")])
  func groupsThousands(count: Int, text: String) {
    #expect(grouped(count) == text)
    #expect(grouped(-count) == (count == 0 ? "0" : "-" + text))
  }

  // What Python's f"{bytes / 1024 ** unit:.2f}" prints.
  @Test(arguments: [
    (0, "0.00 B"), (24, "24.00 B"), (1_023, "1023.00 B"), (1_024, "1.00 KB"), (1_536, "1.50 KB"),
    (1_048_575, "1024.00 KB"), (1_588_260, "1.51 MB"), (378_152, "369.29 KB"),
    (128, "128.00 B"), (1_029, "1.00 KB"), (1_152, "1.12 KB"), (1_280, "1.25 KB"),
    (1_408, "1.38 KB"), (1 << 40, "1.00 TB"), (1 << 47, "128.00 TB"), (1 << 55, "32.00 PB"),
  ])
  func memoryRoundsAsPythonDoes(bytes: Int, text: String) {
    #expect(memoryText(bytes: bytes) == text)
  }
}
