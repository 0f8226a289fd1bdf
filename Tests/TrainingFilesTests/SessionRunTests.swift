import Foundation
import Networks
import TensorFiles
import TestSupport
import Testing
import Training

@testable import TrainingFiles

/// What does not go together is told in one sentence before the first step.
@Suite struct SessionRunTests {
  private static let network = NetworkDescription(
    sequential: "net", input: [2],
    layers: [
      LayerDescription("dense_1", Dense(units: 3, activation: .tanh)),
      LayerDescription("dense_2", Dense(units: 1)),
    ])

  private static func session(
    inputs: Tensor = Tensor(zeros: [5, 2]), targets: Tensor = Tensor(zeros: [5, 1]),
    course: Session.Course = .epochs(2)
  ) -> Session {
    Session(
      network: network,
      training: TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError),
      options: TrainerOptions(batchSize: 2, shuffles: false),
      samples: Samples(inputs: inputs, targets: targets, source: "data.safetensors"),
      course: course)
  }

  private func mistake(_ session: Session) -> String {
    let error = #expect(throws: (any Error).self) { try SessionRun(session) }
    return error.map { "\($0)" } ?? ""
  }

  @Test func dataThatDoNotFitAreToldWithTheirFile() {
    #expect(
      mistake(Self.session(targets: Tensor(zeros: [5, 3]))) == """
        data.safetensors: layer 'dense_2': the targets have the shape (None, 3), but the network \
        gives (None, 1); give one number for each output
        """)
    #expect(
      mistake(Self.session(inputs: Tensor(zeros: [5, 4]))) == """
        data.safetensors: layer 'input_layer': the inputs have the shape (None, 4), but the \
        network takes (None, 2)
        """)
    #expect(
      mistake(Self.session(targets: Tensor(zeros: [4, 1]))) == """
        data.safetensors: there are 5 inputs but 4 targets; give one target a sample
        """)
    #expect(mistake(Self.session(inputs: Tensor(zeros: [0, 2]))).contains("hold no samples"))
    var inputs = Tensor(zeros: [5, 2])
    inputs.elements[7] = .nan
    #expect(
      mistake(Self.session(inputs: inputs)) == """
        data.safetensors: the inputs hold nan in sample 3; remove or replace numbers that are \
        not finite
        """)
  }

  @Test func validationDataAreCheckedToo() {
    var session = Self.session()
    session.validation = Samples(
      inputs: Tensor(zeros: [2, 2]), targets: Tensor(zeros: [2, 2]), source: "held-out.npy")
    #expect(mistake(session).hasPrefix("held-out.npy: layer 'dense_2': the targets"))
  }

  @Test(arguments: [
    (Session.Course.steps(0), "0 steps were asked for; use at least 1"),
    (.epochs(-1), "-1 epochs were asked for; use at least 1"),
    (.epochs(.max), "epochs were asked for; use at least 1 and at most 134217728"),
    (.stepsThenEpochs(steps: 3, epochs: 0), "0 epochs"),
    (.epochs(1 << 27), "402653184 steps were asked for"),
  ])
  func impossibleCoursesAreRefused(course: Session.Course, sentence: String) {
    #expect(mistake(Self.session(course: course)).contains(sentence))
  }

  @Test func snapshotsBeyondTheEndAreRefused() {
    var session = Self.session()
    session.snapshotSteps = [1, 7]
    #expect(
      mistake(session) == """
        weights are to be saved after step 7, but there are steps 1 to 6; save at one of these
        """)
  }

  @Test func aSplitThatLeavesNothingIsRefused() {
    var session = Self.session()
    session.validationSplit = 0.9
    #expect(
      mistake(session) == """
        a validation split of 0.9 trains on 0 of 5 samples; choose one that leaves some on \
        either side
        """)
  }

  @Test func weightsOfAnotherModelAreToldWithTheirFile() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/start.safetensors"
      func mistake(_ tensors: [NamedTensor]) throws -> String {
        try Safetensors.write(tensors, to: path)
        var session = Self.session()
        session.startWeights = try Session.StartWeights(reading: path)
        return self.mistake(session)
      }
      let own = try Trainer(Self.network, training: Self.session().training).weights()
      var other = own
      other[2] = NamedTensor(name: "dense_2/kernel", tensor: Tensor(zeros: [4, 1]))
      #expect(
        try mistake(other) == """
          \(path): layer 'dense_2': 'dense_2/kernel' has the shape [4, 1], but the network needs \
          [3, 1]; use weights of this very network
          """)
      #expect(try mistake(own.dropLast()).contains("the weights hold no 'dense_2/bias'"))
      other = own + [NamedTensor(name: "dense_3/bias", tensor: Tensor(zeros: [1]))]
      #expect(try mistake(other).contains("hold 'dense_3/bias', which the network lacks"))
    }
  }

  @Test func anEpochsRunIsRecordedStepByStep() throws {
    var session = Self.session(
      inputs: Tensor(dimensions: [5, 2], elements: (0..<10).map { Float($0) / 10 }),
      targets: Tensor(dimensions: [5, 1], elements: [1, 0, 1, 0, 1]))
    session.snapshotSteps = [2]
    session.validationSplit = 0.4
    let run = try SessionRun(session)
    var epochs: [Int] = []
    let outcome = try run.outcome { event in
      if case .epoch(let progress, let result) = event {
        epochs.append(progress.epoch)
        #expect(result.validation?.loss.isFinite == true)
        #expect(result.loss == progress.mean.loss)
      }
    }
    // 3 of 5 samples, two a step: 2 steps an epoch, the second with one sample.
    #expect(outcome.steps.map(\.sampleCount) == [2, 1, 2, 1])
    #expect(outcome.snapshots.map(\.step) == [2, 4])
    #expect(epochs == [1, 2])
    let first = outcome.steps[0].loss, second = outcome.steps[1].loss
    #expect(outcome.runningLosses[0] == first)
    #expect(abs(outcome.runningLosses[1] - (2 * first + second) / 3) < 1e-15)
    #expect(outcome.history.map(\.loss) == [outcome.runningLosses[1], outcome.runningLosses[3]])
    #expect(run.fileNames == outcome.files.map(\.name))
    #expect(outcome.fitWeights == nil)
    #expect(outcome.divergence == nil)
  }

  @Test func aLossThatIsNoNumberBecomesNull() throws {
    var session = Self.session(
      inputs: Tensor(dimensions: [5, 2], elements: [Float](repeating: 1e30, count: 10)),
      targets: Tensor(zeros: [5, 1]), course: .steps(4))
    session.training.optimizer = .sgd(learningRate: 1e30)
    let outcome = try SessionRun(session).outcome()
    let step = try #require(outcome.steps.firstIndex { !$0.loss.isFinite })
    #expect(outcome.divergence == "the loss is \(outcome.steps[step].loss) at step \(step + 1)")
    // NaN is there to stay, in every epoch that follows.
    #expect(outcome.steps.last?.loss.isNaN == true)
    #expect(outcome.runningLosses.last?.isNaN == true)
    let losses = try #require(outcome.files.first { $0.name == "losses.json" })
    #expect(String(decoding: losses.bytes, as: UTF8.self).contains("null"))
  }

  /// The only loss is that before the update which makes the weights infinite.
  @Test func weightsThatAreNotFiniteAreToldThoughNoLossShowsThem() throws {
    var session = Self.session(
      inputs: Tensor(dimensions: [2, 2], elements: [1, 1, 1, 1]),
      targets: Tensor(dimensions: [2, 1], elements: [9, 9]), course: .steps(1))
    session.training.optimizer = .sgd(learningRate: 3e38)
    let outcome = try SessionRun(session).outcome()
    #expect(outcome.steps.allSatisfy { $0.loss.isFinite })
    #expect(outcome.divergence == "the weights 'dense_1/kernel' are not all finite at the end")
  }
}
