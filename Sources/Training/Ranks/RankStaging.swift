import Kernels
import Networks

/// Where what ranks tell each other is laid out without gaps: what gradients read of each sample, and the
/// new weights of each block.
struct RankStaging: BitwiseCopyable {
  /// What travels of every sample.
  private let rows: UnsafeMutablePointer<SampleRows>
  private let rowsCount: Int
  private let words: UnsafeMutablePointer<SampleWords>
  private let wordsCount: Int
  /// What is made anew of every sample that came from elsewhere.
  private let copies: UnsafeMutablePointer<SampleCopy>
  private let copiesCount: Int
  /// Inputs that gradients read: each rank reads these of all samples itself.
  private let inputs: References<Input>

  /// [samples][numbers of one, in the order of rows and words].
  let samples: UnsafeMutablePointer<Float>
  let floatsPerSample: Int
  /// [blocks, one after the other]; and for each block where it begins, and where the last one ends.
  let weights: UnsafeMutablePointer<Float>
  let blockOffsets: UnsafeMutablePointer<Int>

  /// What ranks have the team do before and after numbers travel.
  enum Phase: Int, BitwiseCopyable, CaseIterable {
    /// Own samples into the staging memory, and others' out of it.
    case packSamples, takeSamples
    /// Likewise the weights of blocks.
    case packWeights, takeWeights
  }

  /// - Parameter blockFloats: floats of each block's gradient.
  init(
    _ parts: StepParts, blockFloats: [Int], batchSize: Int, arena: Arena, tables: Tables
  ) throws(ModelError) {
    var list = ReadList(inputs: parts.inputs)
    for gradient in parts.gradients where gradient.isTrainable {
      for read in gradient.reads { list.add(read) }
    }
    for head in parts.heads {
      for row in [head.rowLosses] + head.metrics.rowValues {
        list.add(.words(SampleWords(base: row, wordsPerSample: head.rowsPerSample)))
      }
    }
    rows = tables.make(list.rows)
    rowsCount = list.rows.count
    words = tables.make(list.words)
    wordsCount = list.words.count
    copies = tables.make(list.copies)
    copiesCount = list.copies.count
    inputs = tables.keep(list.readInputs)
    floatsPerSample = list.floatsPerSample
    guard let floats = checkedProduct([list.floatsPerSample, batchSize]) else {
      throw ModelError("what ranks tell each other of a batch is too large to address")
    }
    samples = try arena.take(floats)
    let offsets = blockFloats.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    blockOffsets = tables.make(offsets)
    weights = try arena.take(offsets[offsets.count - 1])
  }

  /// Copies what others need of a sample into the staging memory.
  func pack(_ sample: Int) {
    var next = samples + sample * floatsPerSample
    for index in 0..<rowsCount {
      rows[index].forEachRun(of: sample) { run, place, count in
        (next + place).update(from: run, count: count)
      }
      next += rows[index].floats
    }
    for index in 0..<wordsCount {
      UnsafeMutableRawPointer(next).copyMemory(
        from: words[index].run(of: sample), byteCount: words[index].bytesPerSample)
      next += words[index].wordsPerSample
    }
  }

  /// Copies what came of a sample to where gradients read it.
  func take(_ sample: Int) {
    var next = samples + sample * floatsPerSample
    for index in 0..<rowsCount {
      rows[index].forEachRun(of: sample) { run, place, count in
        run.update(from: next + place, count: count)
      }
      next += rows[index].floats
    }
    for index in 0..<wordsCount {
      words[index].run(of: sample).copyMemory(
        from: next, byteCount: words[index].bytesPerSample)
      next += words[index].wordsPerSample
    }
    for index in 0..<copiesCount { copies[index].renew(sample) }
  }

  /// Reads the inputs of samples that another rank takes forward.
  func readInputs(_ shard: Shard, _ batch: Batch) {
    inputs.forEach { $0.reader.read(shard, batch) }
  }
}

/// Collects what gradients read, each only once.
private struct ReadList {
  private let inputs: [Input]
  private(set) var rows: [SampleRows] = []
  private(set) var words: [SampleWords] = []
  private(set) var copies: [SampleCopy] = []
  private(set) var readInputs: [Input] = []

  init(inputs: [Input]) { self.inputs = inputs }

  var floatsPerSample: Int {
    rows.reduce(0) { $0 + $1.floats } + words.reduce(0) { $0 + $1.wordsPerSample }
  }

  mutating func add(_ read: SampleRead) {
    switch read {
    case .rows(let rows): add(rows)
    case .words(let words):
      if !self.words.contains(where: { $0.base == words.base }) { self.words.append(words) }
    case .copy(let copy):
      add(copy.rows)
      if !copies.contains(where: { $0.copy.target.base == copy.copy.target.base }) {
        copies.append(copy)
      }
    }
  }

  private mutating func add(_ new: SampleRows) {
    if let input = inputs.first(where: { $0.signalPlace == new.place }) {
      if !readInputs.contains(where: { $0 === input }) { readInputs.append(input) }
      return
    }
    if rows.contains(where: { new.lies(within: $0) }) { return }
    rows.removeAll { $0.lies(within: new) }
    rows.append(new)
  }
}

extension Input {
  /// Where the matrix of its signal is looked up; `nil` where it is none in panels.
  fileprivate var signalPlace: UnsafeMutablePointer<PanelMatrix>? {
    (reader as? PanelReader)?.signal.place
  }
}
