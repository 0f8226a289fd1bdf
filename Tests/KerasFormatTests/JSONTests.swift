import Testing

@testable import KerasFormat

@Suite struct JSONTests {
  @Test func everyValueIsReadAndWritten() throws {
    let text =
      #"{"a": [null, true, false], "b": -3, "c": 0.0, "d": 1e-07, "e": "x\"\\\n\u0001é😀", "a": {}}"#
    let value = try JSONParser.parse(text.utf8)
    #expect(JSONWriter.text(value) == text)
    #expect(value["a"] == [:])  // the last of two
    #expect(value["c"] == .number(0) && value["b"] == .integer(-3))
    #expect(try JSONParser.parse("\u{FEFF} [1 ,\t2]\n".utf8) == [1, 2])
    #expect(try JSONParser.parse(#""\ud83d\ude00\/\b\f\r\t""#.utf8) == "😀/\u{8}\u{C}\r\t")
    #expect(try JSONParser.parse(#""\ud83d!""#.utf8) == "\u{FFFD}!")
    #expect(
      JSONWriter.text([[:], [], ["k": [1]]], indentation: 1) == """
        [
         {},
         [],
         {
          "k": [
           1
          ]
         }
        ]
        """)
  }

  /// Values that come again under their names are not read again: what only begins like one is another.
  @Test func valuesThatComeAgainAreTheSame() throws {
    let texts = [
      #"{"a": {}}"#, #"{"a": {"b": 1}}"#, #"{"a": {"b": 1}}"#, #"{"a": {"b": 12}}"#, #"{"a": [1]}"#,
      #"{"a": [1, 2]}"#, #"{"a": {"a": {"b": 1}}}"#, #"{"a": {"a": {"b": 1}, "c": 2}}"#,
    ]
    let values = try texts.map { try JSONParser.parse($0.utf8) }
    #expect(try JSONParser.parse("[\(texts.joined(separator: ", "))]".utf8) == .array(values))
    #expect(Set(values.map { JSONWriter.text($0) }).count == 7)
    // Nor is the depth forgotten of what is deep.
    let deep = String(repeating: "[", count: 90) + String(repeating: "]", count: 90)
    let deeper = String(repeating: "[", count: 120) + #"{"a": \#(deep)}"#
    let error = #expect(throws: JSONError.self) {
      try JSONParser.parse(#"[{"a": \#(deep)}, \#(deeper)"#.utf8)
    }
    #expect(error?.sentence.contains("levels of nesting") == true)
  }

  @Test(arguments: [
    ("", "line 1, column 1: expected a value"), ("{\n \"a\" 1}", "line 2, column 6: expected ':'"),
    ("[1", "expected ',' or ']'"), ("{\"a\": 1", "expected ',' or '}'"),
    ("{a: 1}", "name in quotes"),
    ("[1] 2", "expected the end"), ("[1,]", "column 4: expected a value"),
    ("nul", "expected a value"),
    ("\"a", "closing quote"), ("\"a\\", "closing quote"), ("\"\\x\"", "unknown escape"),
    ("\"\\u12g4\"", "four hexadecimal digits"), ("\"a\nb\"", "control character"),
    ("1e999", "'1e999' is malformed or too large"), ("--1", "malformed"), ("1.2.3", "malformed"),
    ("NaN", "column 1: NaN, which"), ("[-Infinity]", "malformed"),
  ])
  func errorsSayWhereAndWhat(text: String, words: String) {
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(text.utf8) }
    #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
  }

  @Test func whatNoModelHasIsRefused() throws {
    let deep = String(repeating: "[", count: 1_000_000)
    #expect(throws: JSONError.self) { try JSONParser.parse(deep.utf8) }
    let shallow = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(throws: Never.self) { try JSONParser.parse(shallow.utf8) }
    #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
  }

  @Test func hugeNumbersBecomeNoIntegers() throws {
    #expect(try JSONParser.parse("1e300".utf8).wholeNumber == nil)
    #expect(try JSONParser.parse("99999999999999999999".utf8).wholeNumber == nil)
    #expect(try JSONParser.parse("9223372036854775807".utf8).wholeNumber == .max)
    #expect(try JSONParser.parse("514.0".utf8).wholeNumber == 514)
  }

  /// Of a large text another thread reads the second half.
  @Test func largeTextsAreReadInHalves() throws {
    let element = #"{"name": "layer", "config": {"units": [1, {"a": null}, {"b": 3}]}}"#
    let count = (9 << 20) / element.utf8.count
    let start = #"{"layers": ["# + String(repeating: element + ", ", count: count)
    let value = try JSONParser.parse((start + element + #"], "end": 1}"#).utf8)
    let layer = try JSONParser.parse(element.utf8)
    #expect(value["end"] == 1)
    #expect(value["layers"]?.elements?.count == count + 1)
    #expect(value["layers"]?.elements?.allSatisfy { $0 == layer } == true)
    // Where a text is wrong is told as of any other.
    let error = #expect(throws: JSONError.self) { try JSONParser.parse((start + "@]}").utf8) }
    let column = start.utf8.count + 1
    #expect(error?.sentence == "line 1, column \(column): expected a value")
  }

  /// What looks like elements of a list is text.
  @Test func textsThatLookLikeElementsAreTexts() throws {
    let text = String(repeating: "}, { ", count: 2 << 20)
    #expect(try JSONParser.parse("[{}, {\"a\": \"\(text)\"}]".utf8) == [[:], ["a": .string(text)]])
  }
}
