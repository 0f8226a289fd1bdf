import Records

/// One contestant on `threads` threads; its losses are gradmark's times `lossFactor`.
func peerRecord(
  _ peer: String, _ form: String = "", threads: Int, microseconds: [Double],
  lossFactor: Double = 1, digest: String = "ab"
) -> PeerRecord {
  var record = PeerRecord(
    match: PeerRecord.Match(
      task: "2→2, SGD", batchSize: 32, threads: threads, flopsPerStep: 512),
    contestant: PeerRecord.Participant(peer: peer, form: form), machine: exampleMachine,
    date: "2026-01-31T12:0\(threads):00Z")
  record.version = peer == "gradmark" ? peer : "\(peer) 1.0"
  record.preparationNanoseconds = 1_250_000_000
  record.losses = [4, 2, 1].map { $0 * lossFactor }
  record.digest = digest
  record.rounds = microseconds.map {
    PeerRecord.Round(
      nanoseconds: Int64($0 * 1e5), steps: 100, peakFlopsPerSecond: 256e9 * Double(threads))
  }
  return record
}

/// Peers that count and do not, faster and slower ones.
func examplePeerRecords() -> [PeerRecord] {
  var other = peerRecord("fann", threads: 1, microseconds: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
  other.difference = "gradient descent in place of Adam"
  var failed = peerRecord("keras", "jax", threads: 2, microseconds: [], digest: "")
  failed.failure = "it ended with status 1"
  failed.version = ""
  failed.losses = []
  return [
    peerRecord("gradmark", threads: 1, microseconds: [2, 2, 2, 2, 2, 4]),
    peerRecord("jax", "step", threads: 1, microseconds: [30, 30, 30, 30, 30, 30], digest: "12"),
    peerRecord("jax", "scan", threads: 1, microseconds: [3, 3, 3, 3, 3, 6], lossFactor: 1.0005),
    peerRecord("torch", "eager", threads: 1, microseconds: [1, 1, 1, 1, 1, 1], lossFactor: 0.998),
    other,
    peerRecord("gradmark", threads: 2, microseconds: [2, 2, 2, 2, 2, 2]),
    peerRecord("jax", "step", threads: 2, microseconds: [1, 1, 1, 1, 1, 1], digest: "34"),
    failed,
  ]
}

extension PeerFile {
  /// Writes records as they were written when libraries had matches of their own.
  func write(_ records: [PeerRecord]) throws {
    let lines = try records.map { String(decoding: try RecordCoding.line($0), as: UTF8.self) }
    try folder.write(lines.map { $0 + "\n" }.joined(), as: recordsName)
  }
}
