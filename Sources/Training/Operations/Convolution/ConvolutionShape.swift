/// The sizes of one convolution.
struct ConvolutionShape {
  let geometry: WindowGeometry
  let channels: Int
  let filters: Int

  init(_ geometry: WindowGeometry, channels: Int, filters: Int) {
    self.geometry = geometry
    self.channels = channels
    self.filters = filters
  }
}
