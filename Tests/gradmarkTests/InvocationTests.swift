import Foundation
import Testing

@testable import gradmark

@Suite struct InvocationTests {
  @Test func argumentsAreThoseThatSwiftFindsInProc() {
    #expect(Invocation.arguments == Array(CommandLine.arguments.dropFirst()))
  }

  @Test func thePathIsThatOfTheRunningProgram() {
    #expect(
      Invocation.programPath == URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path)
  }
}
