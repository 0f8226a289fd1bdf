import Benchmark
import Datasets
import Training

/// Whole steps on one worker, of networks whose operations are products, convolutions and recurrences: what a
/// build's kernels come to together. Divide as `measurePeak` says; minimal filtering counts the flops of the direct
/// way, so that it may be beyond the peak.
///
/// Several steps a run, since opening one clears the counts of all weights, up to a millisecond.
func measureSteps() {
  let steps = 16
  let cases: [(name: String, batchSize: Int, methods: [ConvolutionMethod?])] = [
    ("ladder-32", 128, [nil]), ("denoise", 128, [nil]), ("conv", 8, [.direct, .winograd]),
    ("mnist-cnn", 32, [.direct, .winograd]), ("resnet-8", 32, [.direct, .winograd]),
    ("rnn", 1_024, [nil]), ("lstm", 32, [nil]),
  ]
  for (name, batchSize, methods) in cases {
    for method in methods {
      let flops = flopsPerSample(of: name) * Double(batchSize * steps)
      let way = method.map { ", \($0.rawValue)" } ?? ""
      Benchmark(
        "steps: \(steps) of \(name), batch \(batchSize)\(way), \(Int(flops)) flops",
        configuration: .init(
          warmupIterations: 3, scalingFactor: flops < 1e8 ? .kilo : .one, maxDuration: .seconds(2))
      ) { benchmark in
        let trainer = try loadedTrainer(of: name, batchSize: batchSize, method: method)
        benchmark.startMeasurement()
        trainer.train(steps: steps * benchmark.scaledIterations.count) { _ in }
      }
    }
  }
}

/// Names of the catalogue are meant, and a wrong one would be measured as nothing.
private func flopsPerSample(of name: String) -> Double {
  guard let workload = Workload.named(name), let network = try? workload.trainingNetwork.resolved()
  else { fatalError("'\(name)' is no network of the catalogue; 'gradmark models' lists them") }
  return network.flopsPerSample
}

/// A trainer with one batch of the network's own data.
private func loadedTrainer(
  of name: String, batchSize: Int, method: ConvolutionMethod?
) throws -> Trainer {
  guard let workload = Workload.named(name) else { throw UnknownNetwork(name: name) }
  let trainer = try Trainer(
    workload.trainingNetwork, training: workload.entry.training,
    options: TrainerOptions(batchSize: batchSize, shuffles: false, convolution: method))
  let data = try workload.makeData(seed: 1, minimumCount: batchSize).training
  try trainer.load(inputs: data.inputs, targets: data.targets)
  return trainer
}

private struct UnknownNetwork: Error {
  let name: String
}
