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
  fileprivate var withoutRecurrentDropout: LayerDescription {
    var description = self
    switch layer {
    case var loop as any LoopingLayer:
      (loop.recurrence.dropout, loop.recurrence.recurrentDropout) = (0, 0)
      description.layer = loop
    case var both as Bidirectional:
      both.forward = both.forward.withoutRecurrentDropout
      both.backward = both.backward.withoutRecurrentDropout
      description.layer = both
    case var each as TimeDistributed:
      each.inner = each.inner.withoutRecurrentDropout
      description.layer = each
    case let nested as NestedModel:
      description.layer = NestedModel(nested.network.withoutRecurrentDropout)
    default: break
    }
    return description
  }
}
