import Kernels

/// What the gradient of some weights reads of each sample. Ranks tell each other these numbers, since
/// whoever sums a gradient sums it over the whole batch.
enum SampleRead {
  /// Rows of a matrix in panels.
  case rows(SampleRows)
  /// Words that lie sample after sample.
  case words(SampleWords)
  /// A copy with gaps of such rows; the rows travel, and the copy is made anew.
  case copy(SampleCopy)
}

/// Rows of a matrix that belong to one sample each: neighbours, once or at every moment of a series.
struct SampleRows: BitwiseCopyable {
  let place: UnsafeMutablePointer<PanelMatrix>
  let rowsPerSample: Int
  let moments: Int
  /// Rows from one moment to the next.
  let momentStride: Int

  /// Rows that lie sample after sample.
  init(_ place: UnsafeMutablePointer<PanelMatrix>, rowsPerSample: Int) {
    self.place = place
    self.rowsPerSample = rowsPerSample
    (moments, momentStride) = (1, 0)
  }

  /// Rows that lie moment after moment, and in each sample after sample.
  init(_ place: UnsafeMutablePointer<PanelMatrix>, _ layout: SeriesLayout) {
    self.place = place
    rowsPerSample = 1
    (moments, momentStride) = (layout.steps, layout.batchSize)
  }

  /// Floats of one sample, padding of the last panel not counted: it is 0, or meets nothing but 0.
  var floats: Int { moments * rowsPerSample * place.pointee.columns }

  /// Calls `body` with each contiguous run of a sample's numbers, and its place among them.
  @inline(__always)
  func forEachRun(
    of sample: Int,
    _ body: (_ run: UnsafeMutablePointer<Float>, _ place: Int, _ count: Int) -> Void
  ) {
    let matrix = place.pointee
    var next = 0
    for panel in 0..<matrix.panels {
      let width = min(lanes, matrix.columns - panel * lanes)
      // Rows of a whole panel are one run.
      let (runs, count) =
        width == lanes ? (1, rowsPerSample * lanes) : (rowsPerSample, width)
      for moment in 0..<moments {
        let first =
          matrix.base + panel * matrix.panelStride
          + (moment * momentStride + sample * rowsPerSample) * lanes
        for run in 0..<runs {
          body(first + run * lanes, next, count)
          next += count
        }
      }
    }
  }

  /// Whether every row of it is part of a row of another one.
  func lies(within other: SampleRows) -> Bool {
    let (own, whole) = (place.pointee, other.place.pointee)
    let isLikeIt =
      own.rows == whole.rows && rowsPerSample == other.rowsPerSample
      && moments == other.moments && momentStride == other.momentStride
    let offset = own.base - whole.base
    return isLikeIt && offset >= 0 && offset % whole.panelStride == 0
      && offset / whole.panelStride * lanes + own.columns <= whole.columns
  }
}

/// Words of 32 bits that lie sample after sample: floats, or numbers of rows.
struct SampleWords: BitwiseCopyable {
  let base: UnsafeMutableRawPointer
  let wordsPerSample: Int

  var bytesPerSample: Int { wordsPerSample * MemoryLayout<Float>.stride }

  func run(of sample: Int) -> UnsafeMutableRawPointer { base + sample * bytesPerSample }
}

/// Rows, and where a copy of them with a border is kept.
struct SampleCopy: BitwiseCopyable {
  let rows: SampleRows
  let copy: BorderedCopy

  /// Makes the copy of a sample anew.
  func renew(_ sample: Int) {
    copy.copy(sample..<sample + 1, from: rows.place.pointee)
  }
}

extension SampleRows {
  /// The rows of a signal's values.
  init(_ signal: PanelSignal) {
    self.init(signal.place, rowsPerSample: signal.rowsPerSample)
  }
}

extension PanelSignal {
  /// That its gradient is read; nothing where it has none.
  func gradientReads(_ tables: Tables) -> [SampleRead] {
    gradient.map {
      [.rows(SampleRows(tables.make([$0]), rowsPerSample: rowsPerSample))]
    } ?? []
  }
}
