import ArgumentParser
import TestSupport
import Testing

@testable import gradmark

/// No flag is taken and dropped: beside every other one it changes what is done, or is refused.
@Suite struct FlagPairTests {
  /// Flags that say what is so without them: the models here have no class of their own, and no network
  /// within them.
  private static let restating: Set = [
    "shuffle", "no-nesterov", "no-centered", "strict", "expand-nested",
  ]

  @Test(arguments: try DumpedHelp.commands().map(\.commandName))
  func everyPairOfFlagsIsUsedOrRefused(name: String) throws {
    let command = try #require(DumpedHelp.commands().first { $0.commandName == name })
    try withTemporaryFolder { folder in
      let world = try FlagWorld(folder: folder)
      let bases = world.bases(of: name)
      var unused = Set(command.flags.map(\.name)).subtracting(Self.restating)
        .subtracting(bases.joined().map { String($0.drop { $0 == "-" }) })
      for base in bases {
        let flags = command.flags.filter { !base.contains("--\($0.name)") }
        let alone = try flags.map { flag in
          let arguments = try #require(
            world.arguments(flag, of: name), "give --\(flag.name) a value in FlagWorld")
          return (flag, arguments, outcome(world, [name] + base + arguments))
        }
        let plain = outcome(world, [name] + base)
        for (index, (flag, arguments, effect)) in alone.enumerated() {
          if let effect, effect != plain { unused.remove(flag.name) }
          for (other, otherArguments, otherEffect) in alone[..<index] {
            guard let both = outcome(world, [name] + base + arguments + otherArguments) else {
              continue
            }
            for (dropped, rest) in [(flag, otherEffect), (other, effect)]
            where !Self.restating.contains(dropped.name) {
              if both == rest {
                Issue.record(
                  "\(name) drops --\(dropped.name) of --\(flag.name) and --\(other.name)")
              }
              unused.remove(dropped.name)
            }
          }
        }
      }
      #expect(unused.subtracting(expectedUnused(name)) == [])
    }
  }

  /// Flags whose use takes more than this test has: digits in files, a recorded run of Keras, files that
  /// are written.
  private func expectedUnused(_ name: String) -> Set<String> {
    switch name {
    case "train": ["digits", "fixture"]
    case "bench", "duel", "plan": ["digits"]
    case "convert": ["weights"]
    case "draw": ["output"]
    default: []
    }
  }

  /// What is done; `nil` where it is refused in a sentence.
  private func outcome(_ world: FlagWorld, _ arguments: [String]) -> String? {
    do {
      return try world.effect(arguments)
    } catch {
      let sentence =
        Gradmark.exitCode(for: error) == .validationFailure
        ? Gradmark.message(for: error) : "\(error)"
      #expect(sentence.count > 20 && !sentence.contains("\n"), "\(arguments)")
      return nil
    }
  }
}
