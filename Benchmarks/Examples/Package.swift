// swift-tools-version: 6.2
import PackageDescription

// Programs on Gradmark's libraries: without its trait no other package is fetched.
let package = Package(
  name: "examples",
  dependencies: [.package(name: "gradmark", path: "../..", traits: [])],
  targets: [
    program("TwoToTwo", on: "Networks", "Training"),
    program("Digits", on: "Datasets", "Networks", "Training"),
    program("CountParameters", on: "KerasFormat", "Networks"),
  ],
  swiftLanguageModes: [.v6]
)

func program(_ name: String, on libraries: String...) -> Target {
  .executableTarget(
    name: name, dependencies: libraries.map { .product(name: $0, package: "gradmark") }, path: name)
}
