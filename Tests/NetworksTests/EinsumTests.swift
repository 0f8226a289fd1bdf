import Testing

@testable import Networks

@Suite struct EinsumTests {
  // As Keras 3.15 has them for inputs of these shapes.
  @Test(arguments: [
    ("...ij,...jk->...ik", [3, 4, 5], [3, 5, 6], [3, 4, 6]),
    ("...ij,...jk->...ik", [2, 3, 4, 5], [3, 5, 6], [2, 3, 4, 6]),
    ("...ij, ...jk -> ...ik", [1, 4, 5], [3, 5, 6], [3, 4, 6]),
    ("...j,...j->...", [4, 5], [4, 5], [4]),
    ("b...j,bj...->b...", [4, 5], [5, 4], [4]),
    ("b...,b...->b...", [4, 5], [5], [4, 5]),
  ])
  func axesWithoutLettersAreStretched(
    equation: String, first: [Int], second: [Int], result: [Int]
  ) throws {
    let shapes = try TensorOperation.einsum(equation)
      .outputShapes(for: [Shape(first), Shape(second)])
    #expect(shapes == [Shape(result)])
  }

  @Test(arguments: ["...ij,...jk->...ikl", "ij,jk->...ik", "..ij,..jk->..ik", "...ijklm,...->..."])
  func whatDoesNotFitIsUnknown(equation: String) throws {
    let shapes = try TensorOperation.einsum(equation).outputShapes(for: [[3, 4, 5], [3, 5, 6]])
    #expect(shapes == [.unknown])
  }
}
