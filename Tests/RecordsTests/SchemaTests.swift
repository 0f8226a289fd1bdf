import Foundation
import TestSupport
import Testing

@testable import Records

@Suite struct SchemaTests {
  @Test func everyKindOfEntryKeepsToTheSchema() throws {
    let schema = try schema(major: Schema.current.major)
    for line in exampleLines { #expect(try schema.fault(in: line.utf8) == nil) }
  }

  @Test(arguments: [
    (0, #""processes":2"#, #""processes":"2""#, "$.plan.plan.processes is no integer"),
    (0, #""pinning":"none""#, #""pinning":"loose""#, "$.plan.plan.pinning is not in the list"),
    (
      0, #""name":{"value":"AMD"#, #""name":{"absent":true,"value":"AMD"#,
      "$.plan.fingerprint.processor.name fits 0 alternatives in place of one"
    ),
    (1, #""process":0"#, #""process":-1"#, "$.start.process is -1.0"),
    (1, #""process":0,"#, "", "$.start.process is missing"),
    (2, #""seed":7"#, #""seed":7,"shoeSize":43"#, "$.replicate.shoeSize is not known"),
    (
      2, #""stepsPerGroup":10"#, #""stepsPerGroup":0.5"#,
      "$.replicate.blocks[0].times.stepsPerGroup is no integer"
    ),
    (2, "[20100,19900]", "[]", "$.replicate.blocks[0].times.groupNanoseconds has 0 items"),
    // From 2.1 on each block has them, or says that it has none.
    (2, #""counters":null,"#, "", "$ fits no alternative"),
    (
      2, #""majorFaults":0"#, #""majorFaults":-1"#,
      "$.replicate.blocks[0].counters fits no alternative"
    ),
    (
      2, #""majorFaults":0"#, #""lostNanoseconds":-1,"majorFaults":0"#,
      "$.replicate.blocks[0].counters fits no alternative"
    ),
    (2, #""stealPercent":0.5,"#, "", "$.replicate.blocks[0].counters fits no alternative"),
    (2, #""flopsPerStep":512"#, #""flopsPerStep":0"#, "$.replicate.flopsPerStep is 0.0"),
    (
      2, #""loadAverage":0.25"#, #""loadAverage":"low""#,
      "$.replicate.loadAverage fits no alternative"
    ),
    (3, "2026-01-31T12:00:03Z", "yesterday", "$.failure.date has another pattern"),
    (4, #""signal":2"#, #""signal":null"#, "$.interruption.signal is no integer"),
    (5, #""quality""#, #""qualities""#, "$.qualities is not known"),
    (5, #""major":2"#, #""major":3"#, "$.schema.major is not the constant"),
  ])
  func whatTheSchemaForbidsIsNamed(
    line: Int, old: String, new: String, fault: String
  ) throws {
    let text = exampleLines[line].replacing(old, with: new)
    #expect(text != exampleLines[line])
    #expect(try schema(major: 2).fault(in: text.utf8) == fault)
  }

  @Test func lostTimeIsAllowedWhereSomebodyCountedIt() throws {
    let counted = exampleLines[2].replacing(
      #""majorFaults":0"#, with: #""lostNanoseconds":45,"majorFaults":0"#)
    #expect(counted != exampleLines[2])
    let fault = try schema(major: 2).fault(in: counted.utf8)
    #expect(fault == nil)
  }

  @Test func linesOfTheFirstMinorVersionNeedNoCounters() throws {
    let earlier = exampleLines[2].replacing(#""counters":null,"#, with: "")
      .replacing(#""minor":1"#, with: #""minor":0"#)
    let fault = try schema(major: 2).fault(in: earlier.utf8)
    #expect(fault == nil)
  }

  @Test func aLineHasOneEntry() throws {
    let none = #"{"previous":"\#(LogLine.origin)","schema":{"major":2,"minor":1}}"#
    let schema = try schema(major: 2)
    #expect(try schema.fault(in: none.utf8) == "$ fits 0 alternatives in place of one")
  }

  @Test func everyLineOfEveryCommittedRunKeepsToItsSchema() throws {
    let folders = try RunFolder.all(in: resultsFolder)
    #expect(!folders.isEmpty)
    for folder in folders {
      let schema = try schema(major: try folder.logFile.log().schema.major)
      let content = try Data(contentsOf: URL(filePath: folder.logFile.path))
      for (index, line) in LogText(content).lines.enumerated() {
        let fault = try schema.fault(in: line)
        #expect(fault == nil, "\(folder.name), line \(index + 1)")
      }
    }
  }

  private func schema(major: Int) throws -> JSONSchema {
    let path = "\(resultsFolder)/schema/record-\(major).json"
    return try JSONSchema(parsing: try Data(contentsOf: URL(filePath: path)))
  }
}
