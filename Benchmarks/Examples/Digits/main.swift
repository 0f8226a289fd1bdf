import Datasets
import Networks
import Training

// 784→10 on drawn digits, on one thread and on two: the same bits, and how many of the digits that it has
// never seen it tells.
let workload = Workload.named("digits")!
let (training, heldOut) = try workload.makeData(seed: 1)

var outcomes: [[Float]] = []
for threads in [1, 2] {
  let trainer = try Trainer(
    workload.trainingNetwork, training: workload.entry.training,
    options: TrainerOptions(batchSize: 128, threads: threads))
  try trainer.fit(
    inputs: training.inputs, targets: training.targets, epochs: 3,
    onEpoch: { epoch, result in
      print("\(threads) thread(s), epoch \(epoch): loss \(result.loss)")
    })
  let evaluation = try trainer.evaluate(inputs: heldOut.inputs, targets: heldOut.targets)
  print("\(threads) thread(s): accuracy \(evaluation.accuracy!) on \(heldOut.sampleCount) others")
  outcomes.append(trainer.weights().flatMap(\.tensor.elements))
}
print("equal bits:", outcomes[0] == outcomes[1])
