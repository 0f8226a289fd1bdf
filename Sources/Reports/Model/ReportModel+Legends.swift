import Records

extension ReportModel {
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

  /// What the columns of the table of qualities mean.
  var qualityLegend: String {
    """
    - Each training has a seed of its own for data, start weights and shuffling. A training that \
    never reached the goal counts as longer than all others.

    """
  }
}
