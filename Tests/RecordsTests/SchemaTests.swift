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
    // From 2.2 on each line has the clock, and outcomes say of which data and program they are.
    (1, #""clock":2000000000,"#, "", "$ fits no alternative"),
    (
      0, #""sourceDigest":"#, #""sourcesDigest":"#,
      "$.plan.fingerprint.build.sourcesDigest is not known"
    ),
    (2, #""dataDigest":"#, #""dateDigest":"#, "$.replicate.dateDigest is not known"),
    (
      2, #""binaryDigest":"cc"#, #""binaryDigest":"zz"#,
      "$.replicate.binaryDigest fits no alternative"
    ),
    (5, #""dataDigest":"#, #""dateDigest":"#, "$.quality.dateDigest is not known"),
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

  @Test(arguments: [(0, true), (1, false)])
  func linesOfEarlierMinorVersionsNeedLess(minor: Int, withoutCounters: Bool) throws {
    for line in exampleLines {
      var earlier = line.replacing(#""minor":8"#, with: #""minor":\#(minor)"#)
      for field in [#""clock":[0-9]+,"#, #""(data|binary)Digest":"[cd]+","#] {
        earlier = earlier.replacing(try Regex(field), with: "")
      }
      earlier = earlier.replacing(try Regex(#","sourceDigest":\{"value":"f+"\}"#), with: "")
      if withoutCounters { earlier = earlier.replacing(#""counters":null,"#, with: "") }
      #expect(try schema(major: 2).fault(in: earlier.utf8) == nil)
      // And they are read.
      _ = try RecordCoding.line(of: Data(earlier.utf8))
    }
  }

  @Test func librariesBesideGradmarkKeepToTheSchema() throws {
    let schema = try schema(major: 2)
    let program = String(repeating: "a", count: 64)
    let plan = exampleLines[0].replacing(
      #""pinning":"#,
      with:
        #""implementations":[{"name":"jax","program":"\#(program)","version":"JAX 1"}],"pinning":"#)
    #expect(plan != exampleLines[0])
    let planFault = try schema.fault(in: plan.utf8)
    #expect(planFault == nil)
    func contestants(form: String) -> String {
      exampleLines[2].replacing(
        #""failure":null"#,
        with: #""failure":null,"form":"\#(form)","implementation":"jax","refusal":"no such layer""#)
    }
    let fault = try schema.fault(in: contestants(form: "scan").utf8)
    #expect(fault == nil)
    let emptyFault = try schema.fault(in: contestants(form: "").utf8)
    #expect(emptyFault == "$.replicate.contestants[0].form has 0 characters")
  }

  @Test func aCaseMayAskForAnExchange() throws {
    let schema = try schema(major: 2)
    func line(_ exchange: String) -> String {
      exampleLines[1].replacing(#""kernels":"#, with: #""exchange":"\#(exchange)","kernels":"#)
    }
    #expect(line("chain") != exampleLines[1])
    #expect(try schema.fault(in: line("chain").utf8) == nil)
    #expect(
      try schema.fault(in: line("ring").utf8) == "$.start.subject.exchange is not in the list")
    let entry = try RecordCoding.line(of: Data(line("chain").utf8)).entry
    guard case .start(let start) = entry else {
      Issue.record("\(entry)")
      return
    }
    #expect(start.subject == BenchmarkCase(model: "pair", batchSize: 32, exchange: "chain"))
  }

  @Test func aLineHasOneEntry() throws {
    let none = #"{"previous":"\#(LogLine.origin)","schema":{"major":2,"minor":8}}"#
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

  private func schema(major: Int) throws -> JSONSchema { try exampleSchema(major: major) }
}

/// What lines of records have to keep to.
func exampleSchema(major: Int = Schema.current.major) throws -> JSONSchema {
  let path = "\(resultsFolder)/schema/record-\(major).json"
  return try JSONSchema(parsing: try Data(contentsOf: URL(filePath: path)))
}
