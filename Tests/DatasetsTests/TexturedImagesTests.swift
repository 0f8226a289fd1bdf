import Datasets
import Testing

@Suite struct TexturedImagesTests {
  private let data = TexturedImages.make(size: 12, sampleCount: 40, seed: 1)

  @Test func keepsShapesAndSeeds() {
    #expect(data.inputs.dimensions == [40, 12, 12, 3])
    #expect(data.targets.dimensions == [40, 6, 6, 10])
    #expect(data == TexturedImages.make(size: 12, sampleCount: 40, seed: 1))
    #expect(data != TexturedImages.make(size: 12, sampleCount: 40, seed: 2))
  }

  @Test func showsEveryMaterial() {
    let materials = Set((0..<40 * 36).map(material(at:)))
    #expect(materials == Set(0..<10))
  }

  /// Even materials are warm, odd ones cold: this fails where targets and pixels are out of step.
  @Test func tintsThePixelThatTheTargetNames() {
    var agreeing = 0
    for place in 0..<40 * 36 {
      let (sample, inside) = place.quotientAndRemainder(dividingBy: 36)
      let pixel = 3 * ((sample * 12 + inside / 6 + 3) * 12 + inside % 6 + 3)
      let isWarm = data.inputs.elements[pixel] > data.inputs.elements[pixel + 2]
      if isWarm == material(at: place).isMultiple(of: 2) { agreeing += 1 }
    }
    #expect(Double(agreeing) > 0.9 * 40 * 36)
  }

  private func material(at place: Int) -> Int {
    data.targets.elements[10 * place..<10 * (place + 1)].firstIndex(of: 1)! - 10 * place
  }
}
