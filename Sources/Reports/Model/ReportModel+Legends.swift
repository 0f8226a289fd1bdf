import Records

extension ReportModel {
  /// What the columns of the throughput table mean.
  var throughputLegend: String {
    let mark =
      cells.contains { $0.cell.isOversubscribed }
      ? "- `*`: more threads than CPUs that the process may use.\n" : ""
    return """
      - step: each process's mean over all steps of its blocks, and the median over processes; in \
      brackets its 95 % interval, from drawing processes and then steps within them anew. One \
      process alone has the median over rounds, with the interval of the sign test.
      - samples/s, arithmetic: from that step time; the arithmetic is the model's alone.
      - speed-up: one thread's time over this one's, the median over pairs of blocks that were \
      measured in turn; its interval, by the sign test, is wide enough \
      (\(Format.fixed(100 * speedupLevel, decimals: 2)) %) for all speed-ups of this page to hold \
      together with 95 %.
      - of peak: arithmetic over that of a loop of fused multiply-adds, measured before each block \
      on as many threads.
      - of roof: arithmetic over the lower of two limits, that loop and the memory stream times the \
      flops for each byte, and which limit is the lower one.
      - Numbers have the digits that their interval allows.
      \(sharingLegend)

      """ + mark
  }

  /// What stands in place of numbers.
  private var sharingLegend: String {
    """
    - not shared: one worker took part by design, as the step is too short for two; its time is that of \
    one thread.
    - \(aboveCeilingMark): above 100 %, so that the ceiling was measured too low, under another load than \
    the step.
    """
  }

  /// What the columns of the scaling table mean.
  var scalingLegend: String {
    """
    - by process: the least and the greatest median over the pairs of one process. The interval of \
    the speed-up takes all pairs for independent; a range that is much wider says that they are not.
    - verdict: faster or slower where the interval and every process exclude 1 and the speed-up lies \
    beyond the noise floor within the session; inconclusive otherwise, which is not the same as equal.
    - efficiency: speed-up over threads; of the machine's: speed-up over that of the loop of fused \
    multiply-adds, which is what the machine allowed.
    - best with: the thread count with the highest throughput; others may be as good where the interval \
    reaches that of the best, the noise floor within the session included.
    - serial share: (1/s − 1/p) / (1 − 1/p) of speed-up s with p threads, by Karp and Flatt.
    \(sharingLegend)

    """
  }

  /// What the tables below the scaling table mean.
  var lawLegend: String {
    let laws =
      mostFittedPoints < ScalingFit.leastPoints
      ? "- Amdahl's and the universal law: not fitted (\(mostFittedPoints) points); they need "
        + "\(ScalingFit.leastPoints) thread counts that have a CPU for each thread.\n"
      : "- Amdahl's and the universal law are fitted to the relative times of a step from "
        + "\(ScalingFit.leastPoints) thread counts on that have a CPU for each thread; off by: root of "
        + "the mean square error.\n"
    let second =
      secondThread.isEmpty
      ? ""
      : "- a second thread pays from: the smallest batch from which on every larger one, too, is "
        + "faster with two threads.\n"
    let weak =
      weakScaling.isEmpty
      ? ""
      : "- weak efficiency: time of a step with one thread over that with all threads and as many "
        + "times the batch.\n"
    return laws + second + weak
  }

  /// What the columns of the table of steps mean.
  var stepLegend: String {
    """
    - p50, p95, p99, max: single steps, or, where one is too short for the clock, means over \
    'steps/sample' steps; kept to three digits.
    - outliers: beyond 1.5 (mild) or 3 (far) interquartile ranges from the quartiles, by Tukey; none \
    is left out of any number.
    - warm after: the first steps until the running median of five samples stays within 5 % of the \
    steady median.
    - allocated: heap memory that all workers asked for in a steady step.
    - weights: start of the SHA-256 of the weights after training.

    """
  }

  /// What the columns of the table of workers mean.
  var participationLegend: String {
    """
    - took part: workers that did a piece of work, of those asked for, in the process with the fewest.
    - workers busy: CPU time of the workers over wall time and workers, spinning included.
    - disturbed blocks: those in which the machine was disturbed; they were measured again and do not \
    count where there are others.
    - Processes stopped because: \(stopText).
    - Most memory of a process: \(memoryText).

    """
  }

  /// What the columns of the table of disturbances mean.
  var disturbanceLegend: String {
    """
    - Counted by the kernel around each block, disturbed ones among them: shares of the time of all \
    blocks, and of the block with the most.
    - steal: CPU time of the machine that a hypervisor gave to others.
    - pressure: time in which some task of the machine, one of this program among them, waited for \
    a CPU, for memory, or for input and output.
    - throttled: time for which a quota stopped threads, added up over CPUs.
    - switches/CPU s: how often another task took a thread's CPU, for each second of CPU time.
    - disk pages: pages that had to come from a disk; throttled by heat: how often a clock rate was \
    lowered.

    """ + (hasLostTime ? Self.lostTimeLegend : "")
  }

  private static let lostTimeLegend = """
    - kept from running: time in which a worker neither ran nor waited for others to end their part, \
    of the worker that lost most: other tasks had its CPU, or the process stood still.

    """

  /// What the columns of the table of phases mean.
  var phaseLegend: String {
    """
    - Shares of the time of all workers, from runs with clocks inside; the other tables are from runs \
    without.
    - Adam's update, where it goes on beside the sums of gradients, counts as reduce: in the stages of \
    large networks with AVX-512.

    """
  }

  /// What the columns of the table of qualities mean.
  var qualityLegend: String {
    """
    - Each training has a seed of its own for data, start weights and shuffling. A training that \
    never reached the goal counts as longer than all others.

    """
  }

  private var stopText: String {
    let words: [Replicate.Stop: String] = [
      .precise: "precise enough", .time: "time was up", .failed: "no thread count was sound",
    ]
    let counts = Dictionary(grouping: groups.flatMap(\.stops), by: \.reason)
      .mapValues { $0.reduce(0) { $0 + $1.count } }
    let parts = counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
      .map { "\(words[$0.key] ?? $0.key.rawValue) (\(Format.count($0.value)))" }
    return parts.isEmpty ? Format.missing : parts.joined(separator: ", ")
  }

  private var memoryText: String {
    let peaks = groups.compactMap { group in group.peakMemoryBytes.map { (group.subject, $0) } }
    return peaks.max { $0.1 < $1.1 }.map {
      "\(UnitLadder.bytes.text(Double($0.1))) (\($0.0))"
    } ?? Format.missing
  }
}
