import Kernels
import Randomness
import TestSupport
import Testing

/// Each transform of minimal filtering against matrices in Double that come from the points alone, at every
/// edge of an image.
@Suite struct WinogradTests {
  private static let kernelSize = 3

  /// Every size of an image up to two tiles and more, below and beside a border of up to two zeros.
  @Test(arguments: 1...11, [1, 3, 4, 5, 6, 9])
  func inputsBeyondTheImageCountAsZero(height: Int, width: Int) {
    var random = SplitMix64(seed: UInt64(height * 100 + width))
    for border in 0...2 {
      let image = PanelBuffer.random(rows: height * width, columns: lanes, using: &random)
      let tiles = (max(width + 2 * border - 2, 1) + 3) / 4
      for top in stride(from: -border, to: height, by: 4) {
        let stride = (tiles | 1) * lanes
        var values = [Float](repeating: .nan, count: winogradPlaces * stride)
        transformWinogradInputs(
          ImagePanel(base: image.base, height: height, width: width), top: top, left: -border,
          tiles: tiles, into: &values, placeStride: stride)
        for tile in 0..<tiles {
          for lane in 0..<lanes {
            let d = square(6) { y, x in
              let row = top + y, column = 4 * tile - border + x
              guard 0..<height ~= row, 0..<width ~= column else { return 0 }
              return Double(image[row * width + column, lane])
            }
            expect(Winograd.inputs, d) { y, x in values[(6 * y + x) * stride + tile * lanes + lane]
            }
          }
        }
      }
    }
  }

  @Test(arguments: 1...9, [1, 3, 4, 5, 8, 10])
  func outputsBeyondTheImageAreDropped(height: Int, width: Int) {
    var random = SplitMix64(seed: UInt64(height * 100 + width))
    let tiles = (width + 3) / 4, stride = (tiles | 1) * lanes
    let start = PanelBuffer.random(rows: 1, columns: lanes, using: &random)
    for adds in [false, true] {
      let before = PanelBuffer.random(rows: height * width, columns: lanes, using: &random)
      let image = before.copy()
      for top in Swift.stride(from: 0, to: height, by: 4) {
        let products = randomNumbers(winogradPlaces * stride, seed: UInt64(top) + 1)
        transformWinogradOutputs(
          products, placeStride: stride, start: start.base,
          into: ImagePanel(base: image.base, height: height, width: width), top: top, tiles: tiles,
          adds: adds)
        for tile in 0..<tiles {
          for lane in 0..<lanes {
            let m = square(6) { Double(products[(6 * $0 + $1) * stride + tile * lanes + lane]) }
            expect(Winograd.outputs, m) { y, x in
              let row = top + y, column = 4 * tile + x
              guard row < height, column < width else { return nil }
              let place = row * width + column
              return image[place, lane] - (adds ? before[place, lane] : start[0, lane])
            }
          }
        }
      }
    }
  }

  @Test(arguments: 1...9, [1, 3, 4, 5, 8, 10])
  func gradientsBeyondTheImageCountAsZero(height: Int, width: Int) {
    var random = SplitMix64(seed: UInt64(height * 100 + width))
    let image = PanelBuffer.random(rows: height * width, columns: lanes, using: &random)
    let tiles = (width + 3) / 4, stride = (tiles | 1) * lanes
    for top in Swift.stride(from: 0, to: height, by: 4) {
      var values = [Float](repeating: .nan, count: winogradPlaces * stride)
      transformWinogradOutputGradient(
        ImagePanel(base: image.base, height: height, width: width), top: top, tiles: tiles,
        into: &values, placeStride: stride)
      for tile in 0..<tiles {
        for lane in 0..<lanes {
          let dy = square(4) { y, x in
            let row = top + y, column = 4 * tile + x
            return row < height && column < width ? Double(image[row * width + column, lane]) : 0
          }
          expect(Winograd.outputs.transposed, dy) { y, x in
            values[(6 * y + x) * stride + tile * lanes + lane]
          }
        }
      }
    }
  }

  @Test func kernelsAreTransformedBothWays() {
    let channels = 3, taps = Self.kernelSize * Self.kernelSize
    let kernel = randomNumbers(taps * channels * lanes, seed: 1)
    let gradient = randomNumbers(winogradPlaces * channels * lanes, seed: 2)
    var values = [Float](repeating: .nan, count: winogradPlaces * channels * lanes)
    var turned = values, sums = [Float](repeating: .nan, count: taps * channels * lanes)
    kernel.withUnsafeBufferPointer { kernel in
      transformWinogradKernel(
        kernel.baseAddress!, tapStride: channels * lanes, channels: channels, into: &values,
        placeStride: channels * lanes)
      transformWinogradKernel(
        kernel.baseAddress! + (taps - 1) * channels * lanes, tapStride: -channels * lanes,
        channels: channels, into: &turned, placeStride: channels * lanes)
    }
    transformWinogradKernelGradient(
      gradient, placeStride: channels * lanes, channels: channels, into: &sums,
      tapStride: channels * lanes)
    for place in 0..<channels * lanes {
      func at(_ index: Int) -> Int { index * channels * lanes + place }
      let g = square(3) { Double(kernel[at(3 * $0 + $1)]) }
      expect(Winograd.kernel, g) { values[at(6 * $0 + $1)] }
      let reversed = square(3) { Double(kernel[at(taps - 1 - 3 * $0 - $1)]) }
      expect(Winograd.kernel, reversed) { turned[at(6 * $0 + $1)] }
      let u = square(6) { Double(gradient[at(6 * $0 + $1)]) }
      expect(Winograd.kernel.transposed, u) { sums[at(3 * $0 + $1)] }
    }
  }

  /// A lane is a channel of its own.
  @Test(arguments: specialNumbers)
  func specialNumbersStayInTheirLane(number: Float) {
    var image = [Float](repeating: 1, count: 36 * lanes)
    image[7 * lanes + lanes - 1] = number
    var values = [Float](repeating: 0, count: winogradPlaces * lanes)
    image.withUnsafeMutableBufferPointer {
      transformWinogradInputs(
        ImagePanel(base: $0.baseAddress!, height: 6, width: 6), top: 0, left: 0, tiles: 1,
        into: &values, placeStride: lanes)
    }
    for place in 0..<winogradPlaces {
      for lane in 0..<lanes - 1 { #expect(values[place * lanes + lane].isFinite) }
    }
  }

  private func square(_ size: Int, _ element: (Int, Int) -> Double) -> [[Double]] {
    (0..<size).map { y in (0..<size).map { element(y, $0) } }
  }

  /// Compares T·x·Tᵀ with what a kernel made, places that it left out aside.
  private func expect(
    _ transform: [[Double]], _ x: [[Double]], _ found: (_ y: Int, _ x: Int) -> Float?
  ) {
    let exact = transform.times(x).times(transform.transposed)
    let size = transform.absolute.times(x.absolute).times(transform.absolute.transposed)
    for y in exact.indices {
      for x in exact[y].indices {
        guard let found = found(y, x) else { continue }
        // At most four roundings along each axis, constants among them, and a product without FMA has one
        // more; a start that is added and taken away again, two of its size.
        #expect(abs(Double(found) - exact[y][x]) <= gamma(16) * size[y][x] + 2 * 0x1p-24 * 2)
      }
    }
  }
}
