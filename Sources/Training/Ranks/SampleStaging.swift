import Kernels
import Networks

/// Where what ranks tell each other of samples is laid out without gaps.
struct SampleStaging: BitwiseCopyable {
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
  let memory: UnsafeMutablePointer<Float>
  let floatsPerSample: Int

  init(
    _ list: ReadList, batchSize: Int, arena: Arena, tables: Tables
  ) throws(ModelError) {
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
    memory = try arena.take(floats)
  }

  /// Copies what others need of a sample into the staging memory.
  func pack(_ sample: Int) {
    var next = memory + sample * floatsPerSample
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

  /// Copies what came of a sample to where it is read.
  func take(_ sample: Int) {
    var next = memory + sample * floatsPerSample
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
  func readInputs(_ shard: Shard, _ context: UnsafePointer<StepContext>) {
    inputs.forEach { $0.reader.read(shard, context) }
  }
}

/// Collects what is read of samples, each only once.
struct ReadList {
  private let inputs: [Input]
  private(set) var rows: [SampleRows] = []
  private(set) var words: [SampleWords] = []
  private(set) var copies: [SampleCopy] = []
  private(set) var readInputs: [Input] = []

  /// Nothing yet, of a network with these inputs.
  init(inputs: [Input]) { self.inputs = inputs }

  /// The losses and metrics of rows.
  init(scores heads: [Head]) {
    inputs = []
    addScores(heads)
  }

  var floatsPerSample: Int {
    rows.reduce(0) { $0 + $1.floats } + words.reduce(0) { $0 + $1.wordsPerSample }
  }

  mutating func addScores(_ heads: [Head]) {
    for head in heads {
      let weights = head.weights.map { [$0.values] } ?? []
      for row in [head.losses.values] + head.metrics.rowValues + weights {
        add(.words(SampleWords(base: row, wordsPerSample: head.rowsPerSample)))
      }
    }
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
