import Kernels

/// The gradient of a matrix in panels, a kernel or a bias, in blocks of some input panels by some output
/// panels, in every tap; kinds of it differ in how they sum a block's.
class KernelGradient: WeightGradient {
  final let tensor: WeightTensor
  final let taps: Int
  /// Inputs of one tap; rows of the matrix are taps·inputs.
  final let inputs: Int
  /// The transposed copy that the backward pass reads, kept up to date with the weights.
  final let transposed: PanelMatrix?
  final let zeros: UnsafePointer<Float>
  final let tasks: UnsafeMutablePointer<Task>
  private let count: Int

  /// A block of the weights: some input panels by some output panels, in every tap.
  struct Task: BitwiseCopyable {
    var firstInputPanel: Int
    var inputPanelCount: Int
    var firstOutputPanel: Int
    var outputPanelCount: Int
  }

  /// - Parameters:
  ///   - inputPanels: panels of inputs of a task, at most.
  ///   - outputPanels: likewise those of outputs.
  ///   - zeros: one vector.
  ///   - tables: where the list of tasks is kept.
  init(
    _ tensor: WeightTensor, reads: [SampleRead], taps: Int, inputs: Int, inputPanels: Int,
    outputPanels: Int, transposed: PanelMatrix?, zeros: UnsafePointer<Float>, tables: Tables
  ) {
    self.tensor = tensor
    self.taps = taps
    self.inputs = inputs
    self.transposed = transposed
    self.zeros = zeros
    var tasks: [Task] = []
    let allInputs = panelCount(inputs), allOutputs = panelCount(tensor.placement.columns)
    for input in stride(from: 0, to: allInputs, by: inputPanels) {
      for output in stride(from: 0, to: allOutputs, by: outputPanels) {
        tasks.append(
          Task(
            firstInputPanel: input, inputPanelCount: min(inputPanels, allInputs - input),
            firstOutputPanel: output, outputPanelCount: min(outputPanels, allOutputs - output)))
      }
    }
    self.tasks = tables.make(tasks)
    count = tasks.count
    super.init([tensor], reads: reads)
  }

  override final var taskCount: Int { count }

  override final func place(of index: Int) -> Double {
    let task = tasks[index], middle = Double(task.outputPanelCount) / 2
    return (Double(task.firstOutputPanel) + middle) / Double(tensor.matrix.panels)
  }

  /// Rows of one tap that a task covers.
  @inline(__always)
  final func rowCount(of task: Task) -> Int {
    min((task.firstInputPanel + task.inputPanelCount) * lanes, inputs)
      - task.firstInputPanel * lanes
  }

  /// Columns of a task's last panel, padding not counted.
  @inline(__always)
  final func lastColumns(of task: Task) -> Int {
    let before = (task.firstOutputPanel + task.outputPanelCount - 1) * lanes
    return min(tensor.placement.columns - before, lanes)
  }

  override final func count(_ index: Int, into counts: UnsafeMutablePointer<Int>) {
    let task = tasks[index], first = task.firstOutputPanel
    counts[tensor.number] +=
      taps * rowCount(of: task)
      * tensor.placement.columns(inPanels: first..<first + task.outputPanelCount)
  }

  /// [taps][output panels][rows][lanes].
  override final func gradientFloats(of index: Int) -> Int {
    let task = tasks[index]
    return taps * task.outputPanelCount * rowCount(of: task) * lanes
  }

  override final func forEachRun(
    of index: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    let task = tasks[index], rows = rowCount(of: task)
    for tap in 0..<taps {
      for panel in 0..<task.outputPanelCount {
        let row = tap * inputs + task.firstInputPanel * lanes
        let offset =
          tensor.placement.offset
          + ((task.firstOutputPanel + panel) * tensor.placement.rows + row) * lanes
        let place = (tap * task.outputPanelCount + panel) * rows * lanes
        body(tensor, offset, place, rows * lanes)
      }
    }
  }

  /// Brings the transposed copy up to date with a task's weights.
  override func refresh(_ index: Int) {
    guard let transposed else { return }
    let task = tasks[index], outputs = tensor.placement.columns
    let weights = tensor.memory.values + tensor.placement.offset
    for tap in 0..<taps {
      for output in task.firstOutputPanel..<task.firstOutputPanel + task.outputPanelCount {
        for input in task.firstInputPanel..<task.firstInputPanel + task.inputPanelCount {
          let row = tap * inputs + input * lanes
          transposeSquare(
            from: weights + (output * tensor.placement.rows + row) * lanes,
            rows: min(lanes, inputs - input * lanes),
            columns: min(lanes, outputs - output * lanes),
            to: transposed.base + input * transposed.panelStride
              + (tap * outputs + output * lanes) * lanes)
        }
      }
    }
  }
}
