import Foundation

/// A contestant in a process of its own, held to some CPUs.
final class PeerProcess: Conversation {
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private let complaints: URL
  private var received = Data()

  /// Longest wait for a line: compiling a large network has to fit in.
  private static let patienceMilliseconds: Int32 = 600_000

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - command: the program's path and its arguments.
  ///   - cpus: the CPUs that it may use.
  ///   - complaints: a file for what it writes to standard error.
  /// - Throws: a `PeerError` where it cannot be started.
  init(_ command: [String], cpus: [Int], complaints: URL) throws {
    self.complaints = complaints
    let list = cpus.map(String.init).joined(separator: ",")
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["taskset", "--cpu-list", list] + command
    process.environment = ProcessInfo.processInfo.environment.merging(
      Self.threadSettings(cpus.count), uniquingKeysWith: { $1 })
    process.standardInput = requests
    process.standardOutput = answers
    guard FileManager.default.createFile(atPath: complaints.path, contents: nil),
      let log = try? FileHandle(forWritingTo: complaints)
    else {
      throw PeerError("cannot write \(complaints.path); free space, or check its permissions")
    }
    process.standardError = log
    do {
      try process.run()
    } catch {
      throw PeerError("cannot start \(command[0]); install util-linux, which holds taskset")
    }
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  func ask(_ request: String) throws -> String {
    do {
      try requests.fileHandleForWriting.write(contentsOf: Data("\(request)\n".utf8))
    } catch {
      throw ended()
    }
    return try listen()
  }

  func listen() throws -> String {
    let handle = answers.fileHandleForReading
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        defer { received.removeSubrange(...end) }
        return String(decoding: received[..<end], as: UTF8.self)
      }
      var waiting = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, Self.patienceMilliseconds) != 0 else {
        process.terminate()
        throw PeerError("it has not answered for \(Self.patienceMilliseconds / 60_000) minutes")
      }
      let data = handle.availableData
      guard !data.isEmpty else { throw ended() }
      received += data
    }
  }

  private func ended() -> PeerError {
    process.waitUntilExit()
    let log = (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
    let last = log.split(separator: "\n").last.map { ": \($0)" } ?? ""
    return PeerError("it ended with status \(process.terminationStatus)\(last)")
  }

  /// What each library reads its number of threads from; XLA counts the CPUs.
  private static func threadSettings(_ count: Int) -> [String: String] {
    let names = [
      "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS",
    ]
    return Dictionary(uniqueKeysWithValues: names.map { ($0, "\(count)") })
  }
}
