import ArgumentParser
import Records
import Reports
import Sweeps

/// `gradmark machine`: the fingerprint that every record carries.
struct MachineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine",
    abstract: "Show what is recorded of this machine and this binary.")

  @Option(help: "How to write it.")
  var format = OutputFormat.text

  @Option(help: "When to use colours.")
  var color = ColorChoice.auto

  func run() throws {
    let machine = Machine.current(build: .current(commit: builtCommit()))
    switch format {
    case .text: print(machine.text(usingColor: color.isOn), terminator: "")
    case .json: print(try RecordCoding.text(machine))
    }
  }
}
