import Networks
import Testing

@testable import KerasFormat

/// Schedules against the rates that Keras 3.15.1 gives to steps: `Benchmarks/Keras/make_schedule_table.py` wrote the
/// table.
@Suite struct ScheduleTests {
  /// A schedule as Keras writes it, with the rates of some steps; `nil` for NaN.
  struct Entry {
    let schedule: JSONValue
    let rates: [(step: Int, rate: Double?)]

    var className: String { schedule["class_name"]?.text ?? "" }

    func read() throws -> LearningRateSchedule {
      try #require(try ScheduleTests.schedule(className, schedule["config"] ?? [:]))
    }
  }

  static let entries = try! Fixture.text("schedules.jsonl").split(separator: "\n").map { line in
    let line = try JSONParser.parse(line.utf8)
    let steps = (line["steps"]?.elements ?? []).compactMap(\.wholeNumber)
    let rates = (line["rates"]?.elements ?? []).map(\.realNumber)
    return Entry(schedule: line["schedule"] ?? nil, rates: Array(zip(steps, rates)))
  }

  private static func schedule(
    _ className: String, _ config: JSONValue
  ) throws -> LearningRateSchedule? {
    try LearningRateSchedule(
      className: className, Settings(of: "learning rate", config: config))
  }

  @Test func allSchedulesAreThere() {
    #expect(Set(Self.entries.map(\.className)).count == 6)
    #expect(Self.entries.reduce(0) { $0 + $1.rates.count } > 5_000)
  }

  /// A missed restart is off by a large part of the rate; powers and cosines of float32 by a few roundings.
  @Test(arguments: Set(entries.map(\.className)).sorted())
  func ratesAreThoseOfKeras(className: String) throws {
    var others: [String] = []
    for entry in Self.entries where entry.className == className {
      let schedule = try entry.read()
      let scale = entry.rates.reduce(0) { max($0, abs($1.rate ?? 0)) }
      for (step, expected) in entry.rates {
        let rate = schedule.learningRate(atStep: step)
        let agrees = expected.map { abs(rate - $0) <= 2e-6 * scale } ?? rate.isNaN
        if !agrees { others.append("\(JSONWriter.text(entry.schedule)), step \(step): \(rate)") }
      }
    }
    #expect(others == [])
  }

  @Test(arguments: Set(entries.map(\.className)).sorted())
  func filesKeepAllNumbers(className: String) throws {
    for entry in Self.entries where entry.className == className {
      #expect(try entry.read().json == entry.schedule)
    }
  }

  @Test(
    arguments: [
      ("ExponentialDecay", ["decay_steps": 0], "'decay_steps' is 0"),
      ("CosineDecay", ["decay_steps": .number(-2.5)], "'decay_steps' is -2.5, but must be above 0"),
      (
        "PolynomialDecay", ["decay_steps": .number(1e-60)],
        "but must be above 0, as steps are divided by it"
      ),
      (
        "CosineDecayRestarts", ["first_decay_steps": 0],
        "'first_decay_steps' is 0"
      ),
      (
        "CosineDecayRestarts", ["t_mul": .number(-0.5)],
        "'t_mul' is -0.5, but must be at least 0, as Keras makes NaN of a negative one as well"
      ),
      (
        "ExponentialDecay", ["decay_rate": .number(-0.5)],
        "'decay_rate' is -0.5, but must be at least 0"
      ),
      (
        "PiecewiseConstantDecay", ["boundaries": [1, 2], "values": [1, 2]],
        "one rate more than there are boundaries"
      ),
      (
        "PiecewiseConstantDecay", ["boundaries": ["a"], "values": [1, 2]],
        "'boundaries' is [\"a\"], but must be a list of numbers of float32"
      ),
    ] as [(String, JSONValue, String)])
  func whatMakesNoRatesIsRefused(
    className: String, config: JSONValue, sentence: String
  ) throws {
    let error = #expect(throws: ModelError.self) { try Self.schedule(className, config) }
    #expect(error?.description.contains(sentence) == true, "\(error!)")
  }
}
