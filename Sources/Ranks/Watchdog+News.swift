import Synchronization

extension Watchdog {
  /// What a rank has to tell while it goes on: once it is lost, it can say nothing more.
  public enum News: Sendable, Equatable {
    /// The step that it is at, or was at last.
    case step(Int)
    /// It waits until so many ranks have come, of which any other one may be missing: whoever does not tell the same
    /// is.
    case waiting(ranks: Int)
  }

  /// What was told already.
  struct Told {
    /// The step, and when.
    var step = 0
    var stepTime = Int64.min / 2
    /// When the waiting began that was told of last.
    var waitStart: Int64?
  }

  /// So seldom that whoever hears of it takes some ten thousandths of a CPU from those who train.
  private static let nanosecondsPerStepNews: Int64 = 500_000_000

  /// What there is to tell; steps are the first rank's, as all ranks make the same.
  func news(at now: Int64, after told: inout Told) -> News? {
    let step = abs(step.load(ordering: .acquiring))
    if rank == 0, step > 0, step != told.step, now - told.stepTime >= Self.nanosecondsPerStepNews {
      (told.step, told.stepTime) = (step, now)
      return .step(step)
    }
    // Halfway, so that all who wait have told when the first of them gives up.
    guard let began = waitForAll, told.waitStart != began,
      Double(now - began) / 1e9 > allowedSeconds(moment) / 2
    else { return nil }
    told.waitStart = began
    return .waiting(ranks: crowd.load(ordering: .relaxed))
  }

  /// Since when all ranks are waited for outside of steps, of which any other one may be missing; `nil` where
  /// they are not.
  private var waitForAll: Int64? {
    guard sender.load(ordering: .acquiring) == Self.anyRank, crowd.load(ordering: .relaxed) > 0
    else { return nil }
    switch moment {
    case .during: return nil
    case .betweenSteps where !looksBetweenSteps.load(ordering: .acquiring): return nil
    case .beforeFirstStep, .betweenSteps: return waitStart.load(ordering: .relaxed)
    }
  }
}
