/// What a rank has told the others.
public struct RankTraffic: Sendable, Equatable {
  /// Bytes that it sent.
  public var bytesSent: Int64 = 0
  /// Messages in which it sent them.
  public var messagesSent: Int64 = 0
  /// Time in which it did nothing but wait until bytes had come and gone.
  public var waitingNanoseconds: Int64 = 0

  /// Nothing yet.
  public init() {}

  /// A message of so many bytes is sent.
  mutating func count(_ bytes: Int) {
    bytesSent += Int64(bytes)
    messagesSent += 1
  }

  /// What has been told since an earlier moment.
  public func since(_ start: RankTraffic) -> RankTraffic {
    var traffic = RankTraffic()
    traffic.bytesSent = bytesSent - start.bytesSent
    traffic.messagesSent = messagesSent - start.messagesSent
    traffic.waitingNanoseconds = waitingNanoseconds - start.waitingNanoseconds
    return traffic
  }
}
