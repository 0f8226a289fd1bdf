import Foundation
import Networks
import TestSupport
import Testing
import Training

@Suite struct CBLASLibraryTests {
  @Test func aLibrarySaysWhatItIs() throws {
    let path = try CBLASPaths.compile(
      """
      void cblas_sgemm(void) {}
      const char *openblas_get_config(void) { return "OpenBLAS  1.2.3  Zen "; }
      """)
    let name = URL(filePath: path).lastPathComponent
    #expect(try CBLASLibrary(path: path).description == "cblas:\(name) OpenBLAS 1.2.3 Zen")
  }

  @Test func aLibraryIsKeptToOneThread() throws {
    let path = try CBLASPaths.compile(
      """
      static char text[] = "threads: 8";
      void cblas_sgemm(void) {}
      void openblas_set_num_threads(int count) { text[9] = (char)('0' + count); }
      const char *openblas_get_config(void) { return text; }
      """)
    #expect(try CBLASLibrary(path: path).description.hasSuffix(" threads: 1"))
  }

  @Test func filesThatAreNoSuchLibraryAreRefused() throws {
    try withTemporaryFolder { folder in
      let missing = #expect(throws: LibraryError.self) {
        try CBLASLibrary(path: "\(folder)/libnone.so")
      }
      #expect(missing?.problem == .missing)
      #expect(missing?.description.hasPrefix("there is no file \(folder)/libnone.so; ") == true)

      try Data("text".utf8).write(to: URL(filePath: "\(folder)/text.so"))
      let text = #expect(throws: LibraryError.self) { try CBLASLibrary(path: "\(folder)/text.so") }
      #expect(text?.problem == .unusable)
      #expect(text?.description.contains("is no library that can be loaded") == true)
    }
    let other = try CBLASPaths.compile("void cblas_dgemm(void) {}")
    let lacking = #expect(throws: LibraryError.self) { try CBLASLibrary(path: other) }
    #expect(lacking?.problem == .unusable)
    #expect(lacking?.description.hasPrefix("\(other) has no cblas_sgemm; ") == true)
  }

  @Test(arguments: ["conv valid", "rnn", "flatten", "dense on rank 3", "activations in a row"])
  func chainsOfOtherLayersAreRefused(name: String) throws {
    let sample = try #require(SampleNetwork.all.first { $0.name == name })
    let library = try CBLASLibrary(path: try CBLASPaths.all()[0])
    let error = #expect(throws: ModelError.self) {
      try Trainer(
        sample.network, training: sample.training(),
        options: TrainerOptions(library: library))
    }
    #expect(error?.description.contains("use Gradmark's own kernels") == true)
  }

  @Test func aTreeGoesWithTheOwnKernelsOnly() throws {
    let sample = SampleNetwork.all[0]
    let library = try CBLASLibrary(path: try CBLASPaths.all()[0])
    let error = #expect(throws: ModelError.self) {
      try Trainer(
        sample.network, training: sample.training(),
        options: TrainerOptions(reduction: .tree, library: library))
    }
    #expect(error?.description.contains("'tree'") == true)
  }

  /// Predictions come out of the library's layout in the order of the samples.
  @Test func predictionsAreThoseOfTheOwnKernels() throws {
    let sample = try #require(SampleNetwork.dense.first { $0.name == "three dense" })
    let training = sample.training()
    let own = try Trainer(sample.network, training: training)
    let x = Tensor(dimensions: [41, 5], elements: (0..<205).map { Float($0 % 17) / 17 })
    let expected = try own.predict(x)
    for path in try CBLASPaths.all() {
      let library = try CBLASLibrary(path: path)
      let trainer = try Trainer(
        sample.network, training: training, options: TrainerOptions(library: library))
      #expect(trainer.kernels == library.description)
      for (a, b) in zip(try trainer.predict(x).elements, expected.elements) {
        // Three layers of sums of at most 34 terms below 2, each with its own rounding.
        #expect(abs(Double(a) - Double(b)) <= 2 * 3 * gamma(36) * 34)
      }
    }
  }
}
