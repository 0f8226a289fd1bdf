/// What a rank has told the others.
public struct RankTraffic: Sendable, Equatable {
  /// Bytes that it sent.
  public var bytesSent: Int64 = 0
  /// Time in which it did nothing but wait until bytes had come and gone.
  public var waitingNanoseconds: Int64 = 0

  /// Nothing yet.
  public init() {}

  /// What has been told since an earlier moment.
  public func since(_ start: RankTraffic) -> RankTraffic {
    var traffic = RankTraffic()
    traffic.bytesSent = bytesSent - start.bytesSent
    traffic.waitingNanoseconds = waitingNanoseconds - start.waitingNanoseconds
    return traffic
  }
}
