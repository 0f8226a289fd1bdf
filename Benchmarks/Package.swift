// swift-tools-version: 6.2
import PackageDescription

// A package of its own: who builds gradmark does not download what only its kernels' benchmarks use.
let package = Package(
  name: "microbenchmarks",
  dependencies: [
    .package(name: "gradmark", path: ".."),
    // Without its traits, which put themselves between the program and malloc, where jemalloc already
    // is: allocations then read 0 and say nothing. gradmark counts its own.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Micro",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "Datasets", package: "gradmark"),
        .product(name: "Kernels", package: "gradmark"),
        .product(name: "Training", package: "gradmark"),
      ],
      path: "Micro",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
