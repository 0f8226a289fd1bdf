import ArgumentParser
import Records
import Reports

/// `gradmark publish`: makes the pages of all runs anew from their records.
struct PublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract:
      "Write the page over all runs, and the tables and charts of each run and of each comparison "
      + "with peers, from the records.",
    discussion: """
      Parts of README.md beside the folder, and of other texts within, are made anew where they \
      stand between '<!-- gradmark:begin summary RUN CASE ... -->' and '<!-- gradmark:end -->'; \
      'libraries DIR' in place of 'summary RUN' shows the newest run beside other libraries. A \
      run that 'gradmark verify' finds inconsistent is refused.
      """)

  @Option(
    help: ArgumentHelp("The folder that holds the runs.", valueName: "dir"), completion: .directory)
  var results = "results"

  @Flag(help: "Write nothing; exit with 3 where a file is not what the records give.")
  var check = false

  func run() throws {
    let publication = try Publication(of: results)
    let runs = counted(publication.index.count, "run")
    guard check else {
      try publication.write()
      return try Files.print("\(results)/README.md and index.html list \(runs)\n")
    }
    if let difference = publication.difference {
      throw UserError(.incorrect, difference)
    }
    try Files.print("all files made from \(runs) are up to date\n")
  }
}
