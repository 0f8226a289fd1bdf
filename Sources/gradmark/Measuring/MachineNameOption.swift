import ArgumentParser

/// What the owner of a machine calls it.
struct MachineNameOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What you call this machine; it stands in the records and on every page, so that its runs are "
        + "told from those of machines like it.", valueName: "lab-7"))
  var name: String?

  /// Refuses what is no name for a table or a file of a page.
  func validate() throws {
    guard let name else { return }
    guard name.contains(where: { $0.isLetter || $0.isNumber }) else {
      throw ValidationError("--name '\(name)' has no letter; name the machine, such as lab-7.")
    }
    guard name.count <= 40, name.allSatisfy({ $0 == " " || !$0.isWhitespace && !$0.isControl })
    else {
      throw ValidationError(
        "--name '\(name.filter { !$0.isControl })' is longer than 40 letters or more than one line; "
          + "shorten it.")
    }
  }
}

extension Character {
  /// Whether it moves a terminal's cursor or has no shape of its own.
  fileprivate var isControl: Bool {
    unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) }
  }
}
