/// Which convolutions are trained by minimal filtering: a tile of 4×4 outputs takes 36 products in place of the
/// 144 that the model's arithmetic counts.
public enum MinimalFiltering {
  /// Whether it can compute a convolution: 3×3 neighbouring taps without strides.
  public static func isPossible(kernel: Size2D, strides: Size2D, dilation: Size2D) -> Bool {
    kernel == Size2D(3, 3) && strides == Size2D(1, 1) && dilation == Size2D(1, 1)
  }

  /// Whether that is faster, and nearly as exact: with fewer channels the transforms take longer than they
  /// save, and the bound of the error, 20 times that of a direct convolution with 16 channels, grows;
  /// a few tiles a sample load a kernel of four times the size for little, and small images are what runs
  /// are compared by: a ReLU whose input lies within a rounding of 0 sets both ways apart.
  public static func pays(channels: Int, filters: Int, output: Size2D) -> Bool {
    channels >= 16 && filters >= 16 && output.height * output.width >= 100
  }
}

extension ResolvedNetwork {
  /// Whether training computes a convolution by minimal filtering where nobody chooses another method.
  public var usesMinimalFiltering: Bool {
    layers.contains { $0.usesMinimalFiltering || $0.inner?.usesMinimalFiltering == true }
  }
}

extension ResolvedLayer {
  fileprivate var usesMinimalFiltering: Bool {
    // One transformed kernel serves one call, and follows weights that learn.
    guard let layer = description.layer as? Conv2D, calls.count == 1, layer.groups == 1,
      layer.dataFormat == .channelsLast, parameters.contains(where: \.isTrainable),
      MinimalFiltering.isPossible(
        kernel: layer.kernelSize, strides: layer.strides, dilation: layer.dilation),
      let sizes = try? outputShape.spatial(Size2D.self, layer.dataFormat).0,
      let channels = inputShape.channels(Size2D.self, layer.dataFormat),
      let height = sizes[0], let width = sizes[1]
    else { return false }
    return MinimalFiltering.pays(
      channels: channels, filters: layer.filters, output: Size2D(height, width))
  }
}
