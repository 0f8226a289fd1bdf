import ArgumentParser
import Records
import Reports
import Sweeps

/// `gradmark machine`: the fingerprint that every record carries.
struct MachineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine",
    abstract: "Show what is recorded of this machine and this binary.")

  @OptionGroup var options: TableOptions

  func run() throws {
    let fingerprint = Fingerprint.current()
    switch options.format {
    case .text:
      try Files.print(
        fingerprint.text(loadAverage: currentLoadAverage(), usingColor: options.usesColor))
      for advice in advice(for: fingerprint, loadAverage: currentLoadAverage()) {
        try Files.print("\(advice.severity == .warning ? "mind" : "note"): \(advice.sentence)\n")
      }
    case .json: try Files.print(RecordCoding.text(fingerprint) + "\n")
    }
  }
}
