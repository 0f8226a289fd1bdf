/// Keras's `RNN`: a loop over time around a cell, or around several, one on the other.
public struct CellRecurrence: LoopingLayer {
  /// The cells: layers with the settings and weights of `SimpleRNN`, `LSTM` and `GRU`.
  public var cells: [LayerDescription]
  /// The name of the `StackedRNNCells` that holds them; `nil` for a single cell by itself.
  public var stackName: String?
  /// The settings of the loop; those of the cells stand with the cells.
  public var recurrence: Recurrence

  /// Creates a loop.
  ///
  /// - Precondition: there is at least one cell, and all are recurrent layers.
  public init(cells: [LayerDescription], stackName: String?, recurrence: Recurrence) {
    precondition(!cells.isEmpty && cells.allSatisfy { $0.layer is any RecurrentLayer })
    self.cells = cells
    self.stackName = stackName
    self.recurrence = recurrence
  }

  public var className: String { "RNN" }
  public var innerLayers: [LayerDescription] { cells }
  public var masking: Masking { .consumes }
  public var inputCount: InputCount {
    .range(1...1 + layers.reduce(0) { $0 + type(of: $1).stateCount })
  }

  private var layers: [any RecurrentLayer] { cells.compactMap { $0.layer as? any RecurrentLayer } }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    var input = inputs[0], output = inputs[0]
    for var layer in layers {
      layer.recurrence.returnsState = false
      layer.recurrence.returnsSequences = true
      input = try layer.outputShapes(for: [input])[0]
      layer.recurrence.returnsSequences = recurrence.returnsSequences
      output = try layer.outputShapes(for: [input])[0]
    }
    let states: [Shape] = layers.flatMap { layer in
      Array(repeating: [layer.recurrence.units], count: type(of: layer).stateCount)
    }
    return [output] + (recurrence.returnsState ? states : [])
  }

  public func parameters(for inputs: [Shape]) -> [LayerParameter] {
    var features = inputs[0].axes.last ?? nil
    var parameters: [LayerParameter] = []
    for cell in cells {
      let input = Shape(axes: [nil, features])
      parameters += cell.innerParameters(for: [input], as: cell.name)
      features = (cell.layer as? any RecurrentLayer)?.recurrence.units
    }
    return parameters
  }

  public func arithmetic(for inputs: [Shape]) -> Arithmetic? {
    cells.count == 1 ? cells[0].layer.arithmetic(for: inputs) : nil
  }

  public func weightFormula(for inputs: [Shape]) -> WeightFormula? {
    cells.count == 1 ? cells[0].layer.weightFormula(for: inputs) : nil
  }
}
