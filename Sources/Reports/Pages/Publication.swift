import Foundation
import Records

/// All files that are made from the runs below a folder: reports beside their records, the page over
/// all runs, and the marked parts of texts by hand.
public struct Publication: Sendable, Equatable {
  /// The page over all runs.
  public let index: ResultsIndex
  /// The files by path, in the order in which they are written.
  let files: [File]

  /// A file and what belongs into it.
  struct File: Sendable, Equatable {
    let path: String
    let text: String
  }

  /// Makes everything, and writes nothing yet.
  ///
  /// - Throws: a `RecordError` where a run cannot be read, where it is not consistent, or where a
  ///   marked part asks for something that is not there.
  public init(of results: String) throws {
    var files: [File] = []
    var runs: [ReportModel] = []
    var duels: [DuelModel] = []
    for folder in try RunFolder.all(in: results) {
      let log = try folder.logFile.log()
      // A sweep that was stopped before its first cell leaves nothing to publish.
      guard log.hasMeasurements else { continue }
      if let fault = Verification(of: log).fault {
        throw RecordError(
          .malformed, "\(folder.path) is not published, since \(fault); restore its records")
      }
      if log.isDuel {
        let duel = try DuelModel(name: folder.name, log: log)
        duels.append(duel)
        files += try (duel.files() + [folder.page(of: duel, isPublished: true)]).map {
          File(path: "\(folder.path)/\($0.name)", text: $0.text)
        }
        continue
      }
      let model = try ReportModel(name: folder.name, log: log)
      runs.append(model)
      let reports = RunFiles(model, isListed: true).files
      files += try (reports + [folder.page(of: model, isPublished: true)]).map {
        File(path: "\(folder.path)/\($0.name)", text: $0.text)
      }
    }
    let peerFiles = try PeerFile.all(in: RunFolder(path: results))
    for file in peerFiles {
      files += try file.reportFiles().map { File(path: "\(results)/\($0.name)", text: $0.text) }
    }
    index = ResultsIndex(
      runs, duels: duels, peerSessions: try peerFiles.compactMap { try $0.session() })
    files.append(File(path: "\(results)/README.md", text: index.markdown))
    let links = PageLinks(results: RunFolder(path: results), way: "", isPublished: true)
    files.append(
      File(
        path: "\(results)/\(ResultsIndex.pageFile)", text: try index.page.html(links: links)))
    if let chart = index.chart {
      files.append(File(path: "\(results)/\(ResultsIndex.chartFile)", text: chart.drawing.svg))
    }
    for history in index.histories() {
      files.append(
        File(path: "\(results)/\(history.fileName)", text: try history.page.html(links: links)))
    }
    for path in try Self.textsByHand(around: results) {
      if let text = try Self.filled(path, from: runs) { files.append(File(path: path, text: text)) }
    }
    self.files = files
  }

  /// Writes every file as a whole.
  ///
  /// - Throws: a `RecordError` where one cannot be written.
  public func write() throws {
    for file in files {
      let url = URL(filePath: file.path)
      try RunFolder(path: url.deletingLastPathComponent().relativePath)
        .write(file.text, as: url.lastPathComponent)
    }
  }

  /// The first place where a file is not what the records give, as a clause; `nil` where all is.
  public var difference: String? {
    files.lazy.compactMap { Reports.difference(of: $0.text, fromFile: $0.path) }.first
  }

  /// The README beside the folder of the runs, and the other texts within.
  private static func textsByHand(around results: String) throws -> [String] {
    let beside = URL(filePath: results).deletingLastPathComponent().relativePath
    let within = (try? FileManager.default.contentsOfDirectory(atPath: results)) ?? []
    return ["\(beside)/README.md"].filter { FileManager.default.fileExists(atPath: $0) }
      + within.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
      .map { "\(results)/\($0)" }
  }

  /// A text with its parts made anew; `nil` where it has none.
  private static func filled(_ path: String, from runs: [ReportModel]) throws -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw RecordError(.unreadable, "cannot read \(path) as UTF-8 text; mend the file")
    }
    let marked = try MarkedText(text, path: path)
    guard marked.hasParts else { return nil }
    return try marked.filled { request in
      if request.kind == "libraries", let results = request.arguments.first {
        // A text that waits for such a run keeps what stands there.
        guard let run = newestBesideLibraries(of: runs) else { return nil }
        return try run.showcase(
          of: Array(request.arguments.dropFirst()), in: "\(results)/\(run.name)", askedBy: path)
      }
      guard request.kind == "summary", let name = request.arguments.first,
        let run = runs.first(where: { $0.name == RunFolder(path: name).name })
      else {
        throw RecordError(
          .malformed,
          "\(path) asks for '\(([request.kind] + request.arguments).joined(separator: " "))', but "
            + "a part is a 'summary' and a run's folder, or 'libraries' and the folder of all runs; mend the "
            + "marker")
      }
      return try run.summary(of: Array(request.arguments.dropFirst()), askedBy: path)
    }
  }

  /// The newest run in which other libraries trained, too, on one host: over ranks they show what a wire allows.
  private static func newestBesideLibraries(of runs: [ReportModel]) -> ReportModel? {
    runs.filter { !$0.peers.isEmpty && !$0.verified.isEmpty && $0.launch == nil }
      .max { $0.dates.upperBound < $1.dates.upperBound }
  }
}
