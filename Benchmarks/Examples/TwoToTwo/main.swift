import Networks
import Training

// Two numbers in, their sum and their difference out: 2→2, six weights.
let network = NetworkDescription(
  sequential: "pair", input: [2], layers: [LayerDescription("dense", Dense(units: 2))])
let inputs = Tensor(dimensions: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1])
let targets = Tensor(dimensions: [4, 2], elements: [0, 0, 1, -1, 1, 1, 2, 0])

let trainer = try Trainer(
  network,
  training: TrainingDescription(optimizer: .sgd(learningRate: 0.5), loss: .meanSquaredError),
  options: TrainerOptions(batchSize: 4, threads: 2))
let history = try trainer.fit(inputs: inputs, targets: targets, epochs: 200)
print("loss \(history[0].loss) → \(history[199].loss)")
print("1 + 1, 1 − 1:", try trainer.predict(inputs).elements.suffix(2))
