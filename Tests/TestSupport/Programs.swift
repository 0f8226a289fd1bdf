import Foundation

/// Writes a shell script that can be run at once.
///
/// A child writes it. Were it written here, a process that another test starts at that moment would hold
/// the file open for writing, and whoever ran it then would be told that the file is busy.
///
/// - Throws: where the file cannot be written.
public func writeProgram(_ script: String, to path: String) throws {
  let writer = Process()
  writer.executableURL = URL(filePath: "/bin/sh")
  writer.arguments = ["-c", #"printf %s "$1" >"$0" && chmod 755 "$0""#, path, script]
  try writer.run()
  writer.waitUntilExit()
  guard writer.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
}
