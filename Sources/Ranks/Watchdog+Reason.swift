import Glibc

extension Watchdog {
  /// What a rank was at.
  public enum Moment: Sendable, Equatable {
    /// It got ready: ranks meet, read data, and make trainers.
    case beforeFirstStep
    /// A step was under way.
    case during(step: Int)
    /// It had made steps, the last one of this number.
    case betweenSteps(after: Int)
  }

  /// Why a rank has to end.
  public enum Reason: Sendable, Equatable {
    /// A step, or waiting outside of steps, takes longer than can be; the ranks of which at least one is waited
    /// for. None within a step is nobody, and outside of steps any of them.
    case silence(Moment, seconds: Int, awaited: [Int])
    /// The launcher is gone.
    case orphaned(Moment)
    /// The process is aborted, as engines of MPI do where they find another rank gone.
    case aborted(Moment)
    /// The launcher, or somebody else, has asked for it.
    case told(Moment)
  }
}

extension Watchdog.Reason {
  /// What there is to tell.
  ///
  /// - Parameters:
  ///   - rank: whose end it is.
  ///   - name: what a rank is called, such as 'rank 1 on node2'.
  /// - Returns: `nil` where it is no news.
  public func sentence(of rank: Int, name: (Int) -> String) -> String? {
    switch self {
    case .silence(let moment, let seconds, let awaited):
      "\(name(rank)): " + Self.silence(moment, seconds, awaited.map(name))
    case .orphaned(let moment):
      "\(name(rank)): its launcher is gone\(moment.place.map { ", \($0)" } ?? "")"
    case .aborted(let moment):
      "\(name(rank)): aborted\(moment.place.map { " \($0)" } ?? ""), as where another rank is gone or "
        + "memory runs out; look at the other ranks"
    case .told(.during(let step)) where rank <= Self.lastTeller:
      "\(name(rank)): ended by SIGTERM in step \(step); its launcher tells more"
    case .told: nil
    }
  }

  /// What takes too long, and who is to blame.
  private static func silence(
    _ moment: Watchdog.Moment, _ seconds: Int, _ awaited: [String]
  ) -> String {
    let subject =
      switch moment {
      case .beforeFirstStep: "before its first step nothing has come for \(seconds) s"
      case .during(let step): "step \(step) is not over after \(seconds) s"
      case .betweenSteps(let step): "nothing has come after step \(step) for \(seconds) s"
      }
    if awaited.isEmpty, case .during = moment {
      return "\(subject), and waits for nobody; give a larger --step-timeout"
    }
    let others =
      awaited.isEmpty
      ? "all other ranks, of which one" : "\(awaited.joined(separator: " or ")), which"
    return
      "\(subject): it waits for \(others) may be gone, stopped or cut off; look there, or give a larger "
      + "--step-timeout"
  }

  /// Ranks beyond it need not tell what happens to all: one of the first two is left to do it.
  private static let lastTeller = 1

  /// What the rank is to end with: that the ranks are not available, or as a shell has it.
  public var signal: Int32? {
    switch self {
    case .silence, .orphaned, .aborted: nil
    case .told: SIGTERM
    }
  }
}

extension Watchdog.Moment {
  /// Where in a training it was; `nil` where that had not begun.
  fileprivate var place: String? {
    switch self {
    case .beforeFirstStep: nil
    case .during(let step): "in step \(step)"
    case .betweenSteps(let step): "after step \(step)"
    }
  }
}
