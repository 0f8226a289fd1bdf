import Datasets
import Foundation
import Networks
import Records
import Suites
import TensorFiles
import TestSupport
import Testing

@testable import Sweeps

@Suite struct CaseFilesTests {
  private let digits = BenchmarkCase(model: "digits", batchSize: 2)
  private let pair = BenchmarkCase(model: "pair", batchSize: 2)

  private func plan(digitsFolder: String?) throws -> SweepPlan {
    try SweepPlan(
      suite: Suite(models: [.init(name: "digits"), .init(name: "pair")], batchSizes: [2]),
      usableCPUs: 1, seed: 1, digitsFolder: digitsFolder)
  }

  @Test func digitsAreKnownByWhatTheyAreWhereverTheyLie() throws {
    try withTemporaryFolder { first in
      try withTemporaryFolder { second in
        try writeDigits(to: first)
        try writeDigits(to: second)
        let digest = try CaseFiles.digitsDigest(inFolder: first)
        #expect(digest.count == 64)
        #expect(try CaseFiles.digitsDigest(inFolder: second) == digest)
        try writeDigits(to: second, ink: 8)
        #expect(try CaseFiles.digitsDigest(inFolder: second) != digest)
      }
    }
  }

  @Test func onlyWhatReadsAFileDependsOnIt() throws {
    try withTemporaryFolder { folder in
      try writeDigits(to: folder)
      let files = try CaseFiles(digitsFolder: folder)
      #expect(try files.digests(of: digits)?.keys.sorted() == ["digits"])
      #expect(try files.digests(of: pair) == nil)
      #expect(try CaseFiles(digitsFolder: nil).digests(of: digits) == nil)
    }
  }

  @Test func otherDigitsAreAnotherCase() throws {
    try withTemporaryFolder { folder in
      try writeDigits(to: folder)
      let first = try plan(digitsFolder: folder).record.caseDigests()
      try writeDigits(to: folder, ink: 8)
      let second = try plan(digitsFolder: folder).record.caseDigests()
      #expect(first[digits] != second[digits])
      #expect(first[pair] == second[pair])
    }
  }

  @Test func aFolderWithoutDigitsIsFoundBeforeAnyWork() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) { try plan(digitsFolder: folder) }
      #expect(error?.path == folder)
    }
  }

  @Test func digitsThatChangeDuringASweepAreRefused() throws {
    try withTemporaryFolder { folder in
      try writeDigits(to: folder)
      let group = try plan(digitsFolder: folder).groups[0]
      let trainers = WorkloadTrainers(digitsFolder: folder)
      let first = try trainers.trainers(for: group, seed: 1).dataDigest
      #expect(try trainers.trainers(for: group, seed: 1).dataDigest == first)
      try writeDigits(to: folder, ink: 8)
      let error = #expect(throws: SweepError.self) { try trainers.trainers(for: group, seed: 1) }
      #expect(error?.description.contains("digits that digits, batch 2 was planned with") == true)
    }
  }

  @Test func aRunIsRepeatedWithItsOwnDigitsAlone() throws {
    try withTemporaryFolder { folder in
      try writeDigits(to: folder)
      let record = try plan(digitsFolder: folder).record
      let again = try SweepPlan(
        repeating: digits, of: record, usableCPUs: 1, digitsFolder: folder)
      #expect(again.record.cases == [record.cases[0]])
      try writeDigits(to: folder, ink: 8)
      let error = #expect(throws: SweepError.self) {
        try SweepPlan(repeating: digits, of: record, usableCPUs: 1, digitsFolder: folder)
      }
      #expect(error?.description.contains("digits of SHA-256") == true)
    }
  }

  @Test func aLibraryIsKnownByTheFileThatHoldsItsProducts() throws {
    let libraries = try ["return 1;", "return 2;"].map {
      try CBLASPaths.compile("int cblas_sgemm(void) { \($0) }")
    }
    defer { for library in libraries { try? FileManager.default.removeItem(atPath: library) } }
    let digests = try libraries.map { try CaseFiles.libraryDigest(of: "cblas:\($0)") }
    #expect(digests[0]?.count == 64)
    #expect(digests[0] != digests[1])
    try withTemporaryFolder { folder in
      let link = "\(folder)/libother.so"
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: libraries[0])
      #expect(try CaseFiles.libraryDigest(of: "cblas:\(link)") == digests[0])
    }
  }
}
