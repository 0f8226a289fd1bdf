import Foundation
import Testing

@testable import gradmark

@Suite struct ProgramTests {
  @Test func argumentsAreThoseThatSwiftFindsInProc() {
    #expect(Program.arguments == Array(CommandLine.arguments.dropFirst()))
  }

  @Test func thePathIsThatOfTheRunningProgram() {
    #expect(Program.path == URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path)
  }
}
