import Records
import Testing

@testable import Reports

@Suite struct ThreadComparisonTests {
  @Test func failuresAreNamedBelowTheTable() {
    expectEqual(
      exampleModel.threadComparison(usingColor: false),
      """
      2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, commit abc1234
      samples/s, and speed-up against one thread with its 95 % interval

      network  batch  1 thread  2 threads            speed-up, 2
      pair        32    16.0 M     8.00 M  0.500× [0.400, 0.500]
      denoise    128    59.5 k      119 k     2.00× [1.92, 2.00]
      denoise  1,024    64.0 k     failed                 failed

      failed: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 and 1 \
      threads
      5 of 6 cells are verified; the others have a reason in place of times.

      """)
  }

  @Test func countsBeyondTheCPUsAreMarked() {
    expectEqual(
      ReportModel(name: "three", records: threeThreadRecords()).threadComparison(
        usingColor: false),
      """
      three: AMD EPYC, 2 of 2 cores, commit abc1234
      samples/s, and speed-up against one thread with its 95 % interval

      network  batch  1 thread  2 threads  4* threads            speed-up, 2            \
      speed-up, 4
      pair        32    16.0 M     8.00 M      4.00 M  0.500× [0.400, 0.500]  0.250× [0.222, \
      0.250]
      denoise    128    59.5 k      119 k       109 k     2.00× [1.92, 2.00]     1.82× [1.77, \
      1.85]
      denoise  1,024    64.0 k      128 k           —                  2.00×                    \
        —

      * more threads than CPUs that the process may use
      All 8 cells are verified: the parameter counts agree everywhere, the loss fell, and the \
      weights after training are equal bit for bit with 1, 2, 4 threads.

      """)
  }

  @Test func coloursChangeNothingButColours() {
    let colored = exampleModel.threadComparison(usingColor: true)
    #expect(colored.contains("  \u{1B}[31mfailed\u{1B}[0m  "))
    let plain = colored.replacing("\u{1B}[31m", with: "").replacing("\u{1B}[0m", with: "")
    expectEqual(plain, exampleModel.threadComparison(usingColor: false))
  }
}
