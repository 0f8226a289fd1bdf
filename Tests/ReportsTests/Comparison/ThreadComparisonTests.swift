import Records
import Testing

@testable import Reports

@Suite struct ThreadComparisonTests {
  @Test func failuresAreNamedBelowTheTable() throws {
    expectEqual(
      try exampleModel().threadComparison(usingColor: false),
      """
      2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit abc1234
      samples/s, and speed-up against one thread; its intervals hold together with 95 %

      network  batch  1 thread  2 threads            speed-up, 2
      pair        32    16.0 M      7.7 M  0.500× [0.500, 0.500]
      denoise    128      59 k      116 k     2.00× [1.92, 2.00]
      denoise  1,024      64 k     failed                 failed

      failed: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 threads in \
      process 0 and 1 thread in process 0
      With 2 threads on 2 cores, large networks run 2.00× as fast as with one, medium ones 0.500×.
      5 of 6 cells are verified; the others have a reason in place of times.
      Equal trainers that took turns differed by 1.00 %; none of 81 blocks was disturbed.
      plan 0b72baad7239, log ends in 000000000000, 9 processes started, 9 used

      """)
  }

  @Test func countsBeyondTheCPUsAreMarked() throws {
    expectEqual(
      try model(of: threeThreadReplicates()).threadComparison(usingColor: false),
      """
      run: AMD EPYC, 2 of 2 cores, AVX2, commit abc1234
      samples/s, and speed-up against one thread; its intervals hold together with 95 %

      network  batch  1 thread  2 threads    4* threads              speed-up, 2              \
      speed-up, 4
      pair        32    16.0 M      7.7 M         3.9 M  0.500× [0.500, 0.500] ?  0.250× [0.250, \
      0.250] ?
      denoise    128      59 k      116 k         107 k     2.00× [1.92, 2.00] ?  1.822× [1.818, \
      1.833] ?
      denoise  1,024      64 k      128 k  not measured     2.00× [2.00, 2.00] ?             not \
      measured

      * more threads than CPUs that the process may use
      ? inconclusive, so that nothing tells which of the two is faster
      With 2 threads on 2 cores, large networks run 2.00× as fast as with one (2 of 2 inconclusive), \
      medium ones 0.500× (1 of 1 inconclusive).
      All 8 cells are verified: the parameter counts agree everywhere, the loss fell, and the \
      weights after training are equal bit for bit with 1, 2, 4 threads.
      How far equal trainers differ was not measured; none of 126 blocks was disturbed.
      plan d8b75d631c33, log ends in 000000000000, 9 processes started, 9 used

      """)
  }

  /// With one thread alone there are no speed-ups to explain.
  @Test func oneThreadAloneHasNoWordOfSpeedups() throws {
    let text = try model(of: replicates(of: [pair([1: [2, 2, 2, 2]])]))
      .threadComparison(usingColor: false)
    let lines = text.split(separator: "\n")
    #expect(lines[1] == "samples/s")
    #expect(lines[2].split(separator: " ") == ["network", "batch", "1", "thread"])
  }

  /// Two threads alone have no speed-up either, but a column that says so; pages say the same of its verdict.
  @Test func aSpeedupThatWasNotMeasuredHasNoVerdict() throws {
    let run = try model(of: replicates(of: [pair([2: [4, 4, 4, 4, 4, 5]])]))
    #expect(
      run.threadComparison(usingColor: false).contains(
        "\nsamples/s, and speed-up against one thread; its intervals hold together with 95 %\n"))
    let row = try #require(run.scalingTable.markdown.split(separator: "\n").last)
    #expect(row.hasPrefix("| pair | 32 | not measured | not measured | "))
    #expect(!row.contains("inconclusive"))
  }

  @Test func coloursChangeNothingButColours() throws {
    let colored = try exampleModel().threadComparison(usingColor: true)
    #expect(colored.contains("  \u{1B}[31mfailed\u{1B}[0m  "))
    let plain = colored.replacing("\u{1B}[31m", with: "").replacing("\u{1B}[0m", with: "")
    expectEqual(plain, try exampleModel().threadComparison(usingColor: false))
  }
}
