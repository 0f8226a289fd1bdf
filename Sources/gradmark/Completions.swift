import ArgumentParser
import Foundation
import Networks
import Peers
import Records

/// What a shell offers behind flags and in place of arguments.
extension CompletionKind {
  /// Networks of the catalogue and model files, as a list with commas.
  static var networks: CompletionKind {
    .custom { _, _, typed in Completions.networks(after: typed) }
  }

  /// Gradmark and the libraries that can stand beside it, as a list with commas.
  static var implementations: CompletionKind {
    .custom { _, _, typed in Completions.implementations(after: typed) }
  }

  /// A network of the catalogue, or a model file.
  static var model: CompletionKind {
    .custom { _, _, typed in
      // Bash itself puts a slash behind a folder.
      Completions.models(beginningWith: typed, marksFolders: CompletionShell.requesting != .bash)
    }
  }

  /// A run in the working folder or below `results`, or below the folder that was typed.
  static var run: CompletionKind {
    .custom { _, _, typed in Completions.runs(beginningWith: typed) }
  }
}

/// The words that are offered. A shell keeps those that begin with what was typed.
enum Completions {
  /// The list as far as it goes, with every network behind it that it lacks, and model files.
  static func networks(after typed: String) -> [String] {
    let typedLast = typed.split(separator: ",", omittingEmptySubsequences: false).last
    return list(of: models(beginningWith: String(typedLast ?? "")), after: typed)
  }

  /// The same of gradmark and the libraries that it has drivers for.
  static func implementations(after typed: String) -> [String] {
    list(of: [BenchmarkPlan.Implementation.gradmark] + Peer.known.map(\.name), after: typed)
  }

  private static func list(of names: [String], after typed: String) -> [String] {
    let named = typed.split(separator: ",", omittingEmptySubsequences: false).dropLast()
    let head = named.map { "\($0)," }.joined()
    return names.filter { !named.contains($0[...]) }.map { head + $0 }
  }

  /// Networks, and the model files and folders of the folder that was typed.
  ///
  /// A shell ends a word that it has one completion for with a space, behind which nobody could go on into a folder;
  /// so a folder that is the only one has its contents offered in its place.
  ///
  /// - Parameter marksFolders: whether a slash stands behind a folder.
  static func models(beginningWith typed: String, marksFolders: Bool = true) -> [String] {
    let all = offered(beginningWith: typed)
    let fitting = all.filter { $0.hasPrefix(typed) }
    if marksFolders, fitting.count == 1, let only = fitting.first, only.hasSuffix("/") {
      let inside = models(beginningWith: only)
      return inside.isEmpty ? all : inside
    }
    return marksFolders ? all : all.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }

  /// The same, folders with a slash.
  private static func offered(beginningWith typed: String) -> [String] {
    let folder = folder(of: typed)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder ?? ".")) ?? []
    let files = names.sorted().compactMap { name -> String? in
      let path = folder.map { $0 == "/" ? "/\(name)" : "\($0)/\(name)" } ?? name
      var isFolder: ObjCBool = false
      guard !name.hasPrefix("."),
        FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      else { return nil }
      if isFolder.boolValue { return path + "/" }
      return ["json", "keras", "h5"].contains(URL(filePath: name).pathExtension) ? path : nil
    }
    return (folder == nil ? Catalog.entries.map(\.name) : []) + files
  }

  /// Folders that hold records: those of the working folder, where `--output r1` leaves one, and of `results`; where a
  /// folder was typed, its own.
  static func runs(beginningWith typed: String, from working: String = ".") -> [String] {
    func runs(in folder: String) -> [RunFolder] { (try? RunFolder.all(in: folder)) ?? [] }
    if let folder = folder(of: typed) { return runs(in: folder).map(\.path) }
    return runs(in: working).map(\.name)
      + runs(in: "\(working)/results").map { "results/\($0.name)" }
  }

  /// What stands before the last slash; `nil` where there is none.
  private static func folder(of typed: String) -> String? {
    guard let slash = typed.lastIndex(of: "/") else { return nil }
    return slash == typed.startIndex ? "/" : String(typed[..<slash])
  }
}
