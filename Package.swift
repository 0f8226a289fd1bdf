// swift-tools-version: 6.2
import PackageDescription

// A sanitizer brings an allocator of its own, so a build with this variable set (`make tsan`, `make fuzz`) leaves
// out whatever links jemalloc.
let sanitizer = Context.environment["GRADMARK_SANITIZER"]
let isSanitized = sanitizer != nil
let isThreadSanitized = sanitizer == "thread"

// Only `make docs` sets this, so that no other build fetches what makes web pages.
let isDocumented = Context.environment["GRADMARK_DOCS"] != nil

// What make found out about the sources (see .ci/built). Only one small target is told, so that a new
// commit rebuilds no more than that.
let built = Context.environment["GRADMARK_BUILT"]

// What the program needs and its parts do not: whoever depends on the libraries alone says `traits: []`,
// and fetches no other package.
func outer(_ name: String, _ package: String) -> Target.Dependency {
  .product(name: name, package: package, condition: .when(traits: ["Program"]))
}

// Imports point up this list, never down.
let allModules: [(name: String, dependencies: [Target.Dependency])] = [
  ("Clocks", []),
  ("Randomness", []),
  ("Kernels", ["CVector", "Randomness"]),
  ("Networks", []),
  ("KerasFormat", ["Networks"]),
  ("ModelFiles", ["KerasFormat", "Networks"]),
  ("Diagrams", ["Networks"]),
  ("TensorFiles", ["CZlib", "Networks"]),
  ("Datasets", ["Networks", "Randomness", "TensorFiles"]),
  ("Training", ["CPlatform", "Clocks", "Kernels", "Networks", "Randomness"]),
  ("Ranks", ["CPlatform", "CRanks", "Clocks", "Training"]),
  ("TrainingFiles", ["KerasFormat", "Networks", "TensorFiles", "Training"]),
  ("Records", ["Clocks"]),
  (
    "Reports",
    [
      "Diagrams", "KerasFormat", "Networks", "Randomness", "Records",
      outer("Histogram", "hdrhistogram-swift"),
      outer("Mustache", "swift-mustache"),
    ]
  ),
  ("Suites", ["Networks", "Records", "TensorFiles", outer("Yams", "Yams")]),
  (
    "Sweeps",
    [
      "CBuild", "CJemalloc", "CPlatform", "Clocks", "Datasets", "KerasFormat", "Kernels",
      "Networks", "Randomness", "Ranks", "Records", "Suites", "TensorFiles", "Training",
      "TrainingFiles",
    ]
  ),
  (
    "Peers",
    [
      "CPlatform", "Clocks", "Datasets", "Networks", "Records", "Suites", "Sweeps", "TensorFiles",
      "Training",
    ]
  ),
]

// Under ThreadSanitizer only what shares memory between threads is tested.
let trainer = ["Clocks", "Randomness", "Kernels", "Networks", "KerasFormat", "Training"]

let modules = allModules.filter { module in
  isThreadSanitized
    ? trainer.contains(module.name) : !isSanitized || !["Sweeps", "Peers"].contains(module.name)
}

let kernelSettings: [SwiftSetting] = [
  // Inner loops need no overflow traps: every public kernel checks its sizes once, with a guard
  // that this flag does not remove. 512-bit vectors, where the target has them, are never halved.
  .unsafeFlags(["-Ounchecked"], .when(configuration: .release)),
  .unsafeFlags(["-Xcc", "-mprefer-vector-width=512", "-Xcc", "-fno-math-errno"]),
]

// What the tests of a debug build would spend their time in: arithmetic and hashes take hundreds of times longer
// where they are not optimized. All checks stay in, those of every buffer's bounds among them.
let optimizedInDebug = [
  "Datasets", "Kernels", "Randomness", "Records", "TensorFiles", "TestSupport", "Training",
]

func settings(of module: String) -> [SwiftSetting] {
  let optimized = SwiftSetting.unsafeFlags(
    ["-O", "-assert-config", "Debug", "-whole-module-optimization", "-num-threads", "2"],
    .when(configuration: .debug))
  return (optimizedInDebug.contains(module) ? [optimized] : [])
    + (module == "Kernels" ? kernelSettings : [])
}

let program: [Target] = [
  .executableTarget(
    name: "gradmark",
    dependencies: modules.map { .byName(name: $0.name) } + [
      "CStartup", outer("ArgumentParser", "swift-argument-parser"),
    ]),
  .testTarget(name: "gradmarkTests", dependencies: ["gradmark", "TestSupport"]),
]

// What reads files of others, and what feeds it with damaged ones.
let parsers: [Target] = [
  .target(
    name: "Parsers",
    dependencies: [
      "Datasets", "KerasFormat", "ModelFiles", "Networks", "Records", "Reports", "Suites",
      "TensorFiles", "Training", "TrainingFiles",
    ], path: "Tests/Parsers"),
  .testTarget(
    name: "ParsersTests", dependencies: ["ModelFiles", "Parsers", "TestSupport"]),
]

// Links against libFuzzer, which only a build for it brings.
let fuzzer: [Target] = [
  .target(name: "CFuzzer", path: "Tests/CFuzzer"),
  .executableTarget(name: "fuzz", dependencies: ["CFuzzer", "Parsers"], path: "Tests/Fuzz"),
]

// What other packages may build on.
let libraries: [Product] = [
  "Kernels", "Networks", "KerasFormat", "ModelFiles", "TensorFiles", "Datasets", "Training",
].map { .library(name: $0, targets: [$0]) }

let package = Package(
  name: "gradmark",
  products: isSanitized ? [] : [.executable(name: "gradmark", targets: ["gradmark"])] + libraries,
  traits: [
    .default(enabledTraits: ["Program"]),
    .trait(name: "Program", description: "The program and its reports, beside the libraries"),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ]
    + (isDocumented
      ? [.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0")] : []),
  targets: [
    .target(name: "CVector"),
    .target(name: "CPlatform"),
    .target(name: "CRanks"),
    .target(
      name: "CBuild",
      cSettings: built.map { [.define("GRADMARK_BUILT", to: "\"\($0)\"")] } ?? []),
    .target(name: "CStartup"),
    .systemLibrary(
      name: "CJemalloc", pkgConfig: "jemalloc", providers: [.apt(["libjemalloc-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "TestSupport",
      dependencies: ["KerasFormat", "Kernels", "Networks", "Randomness", "Training"],
      path: "Tests/TestSupport", swiftSettings: settings(of: "TestSupport")),
  ]
    + modules.map { module in
      .target(
        name: module.name, dependencies: module.dependencies,
        swiftSettings: settings(of: module.name))
    }
    + modules.filter { !isThreadSanitized || $0.name == "Training" }.map { module in
      .testTarget(
        name: "\(module.name)Tests", dependencies: [.byName(name: module.name), "TestSupport"],
        resources: resources(for: module.name))
    } + (isThreadSanitized ? [] : parsers) + (isSanitized ? [] : program)
    + (sanitizer == "fuzzer" ? fuzzer : []),
  swiftLanguageModes: [.v6]
)

/// Recorded Keras runs, files in other people's formats: what a module's tests read.
func resources(for module: String) -> [Resource] {
  ["KerasFormat", "ModelFiles", "TrainingFiles"].contains(module)
    ? [.copy("Fixtures")] : []
}
