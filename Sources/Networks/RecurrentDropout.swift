/// A layer that has others inside, which may drop inputs and states in training.
protocol DroppingLayer: Layer {
  /// The layer for passing samples forward only.
  var withoutRecurrentDropout: any Layer { get }
}

extension NetworkDescription {
  /// The network for passing samples forward only: recurrent layers drop inputs and states in training alone.
  public var withoutRecurrentDropout: NetworkDescription {
    var network = self
    for index in network.layers.indices {
      network.layers[index].description = network.layers[index].description.withoutRecurrentDropout
    }
    return network
  }
}

extension LayerDescription {
  /// The layer, and what it has inside, without what is dropped in training alone.
  var withoutRecurrentDropout: LayerDescription {
    var description = self
    if var loop = layer as? any LoopingLayer {
      (loop.recurrence.dropout, loop.recurrence.recurrentDropout) = (0, 0)
      description.layer = loop
    } else if let outer = layer as? any DroppingLayer {
      description.layer = outer.withoutRecurrentDropout
    }
    return description
  }
}
