import ArgumentParser
import KerasFormat
import Networks
import TrainingFiles

/// `gradmark train`: trains a network of the catalogue, a model file, or a recorded run of Keras.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a network as Keras would, and keep what came out.",
    discussion: """
      A network of the catalogue is trained on its own data unless files are named; a model file of \
      Keras is trained on files. The model's compiled optimizer, loss and metrics are the default, \
      and flags win. With --fixture, all that a recorded run of Keras holds is computed anew.

      --output keeps losses.json, results.json, summary.json, predict.safetensors, \
      gradients_step_1.safetensors and weights_step_K.safetensors. --save keeps the trained model for \
      Keras 3; the optimizer's variables are no part of it, so Keras begins with new ones.

      A launcher of MPI (mpirun, mpiexec, srun) has all of its ranks train one network, with the bits that \
      one process gives: mpirun -n 4 gradmark train MODEL. Each reads the model and all samples; the \
      first one prints and writes files, and --threads is of each. Nothing but the library of Open MPI 4 or \
      5, or of MPICH 4, is needed. Open MPI gives a rank one core unless it is told --bind-to none; where \
      ranks are more than cores, OMPI_MCA_mpi_yield_when_idle=1 and MPIR_CVAR_POLLS_BEFORE_YIELD=1 have \
      those that wait make room.

      Exit status: 0 trained, 3 the loss or a weight became no number, 64 to 78 a mistake in flags \
      or files.
      """)

  @Argument(help: ModelArgument.help, completion: .model)
  var model: String?

  @Option(
    help: ArgumentHelp("A recorded run of Keras: does all that it asks for.", valueName: "folder"),
    completion: .directory)
  var fixture: String?

  @OptionGroup(title: "Samples") var samples: SampleOptions
  @OptionGroup(title: "Optimizer, loss, metrics") var compilation: CompilationOptions
  @OptionGroup(title: "Work") var workers: WorkerOptions
  @OptionGroup(title: "Kernels") var kernels: KernelOptions
  @OptionGroup(title: "Course") var course: CourseOptions

  @Option(
    help: ArgumentHelp(
      "Start weights: .safetensors, .keras, .weights.h5, .weights.json, .h5, or a folder of TensorFlow.js.",
      valueName: "file"),
    completion: .file())
  var weights: String?

  @Option(
    help: ArgumentHelp("Where to keep what came out.", valueName: "folder"), completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Where to save the trained model: \(WeightOutput.help).", valueName: "file"),
    completion: .file())
  var save: String?

  @Option(help: "Progress on standard error, as in Keras: 0, 1 (a bar), 2 (a line an epoch), auto.")
  var verbose = EpochProgress.Verbosity.auto

  @Option(help: "How to write what the weights are worth.")
  var format = OutputFormat.text

  func validate() throws {
    try save.map(WeightOutput.validate)
    guard fixture != nil else {
      if model == nil {
        throw ValidationError("Name a network or a model file, or give --fixture.")
      }
      return
    }
    guard output != nil else {
      throw ValidationError("--fixture needs --output, the folder for what comes out.")
    }
    let isAlone =
      model == nil && weights == nil && save == nil && !samples.isGiven && !compilation.isGiven
      && !course.isGiven && workers.batchSize == nil
    guard isAlone else {
      throw ValidationError(
        "--fixture settles everything but --threads, --reduction, --kernels and --output; "
          + "leave the rest out.")
    }
  }

  func run() throws {
    try RankedRun.run(stepTimeout: workers.stepTimeout) { ranks in
      try kernels.checkExchange(isLaunched: Invocation.isLaunched)
      let (text, divergence) = try result(on: ranks)
      try ranks.first { try Files.print(text) }
      if let divergence { try ranks.together { throw divergence } }
    }
  }

  /// What the command prints, and what it fails with all the same.
  func result(on ranks: RankedRun = .alone) throws -> (text: String, divergence: UserError?) {
    let folder = output.map(OutputFolder.init)
    guard let fixture else {
      return try train(ranks.together { try TrainingJob(self) }, into: folder, on: ranks)
    }
    switch try ranks.together({ try Fixture(folder: fixture, threads: workers.workerCount) }) {
    case .counts(let summary):
      // A number of threads changes no count, and whoever goes through many runs gives it to all.
      try ranks.first {
        guard !kernels.isGiven else {
          throw UserError(
            .usage, "'\(fixture)' asks for counts only; leave out --reduction and --kernels")
        }
        try folder?.write([OutputFile(summary)])
      }
      return ("", nil)
    case .train(var session):
      session.options.usesFewerThreads = workers.usesFewerThreads
      try ranks.together { try kernels.apply(to: &session.options) }
      return try train(TrainingJob(session), into: folder, on: ranks)
    }
  }

  private func train(
    _ job: TrainingJob, into folder: OutputFolder?, on ranks: RankedRun
  ) throws -> (text: String, divergence: UserError?) {
    var session = job.session
    ranks.share(&session.options)
    let run = try ranks.together { try SessionRun(session) }
    try ranks.compare { run.facts }
    try ranks.first {
      try folder?.check(for: run.fileNames)
      if let save {
        try WeightOutput.check(save)
        WeightOutput.warn(of: run.network, writtenTo: save)
      }
    }
    let progress = EpochProgress(ranks.isFirst ? verbose : .silent)
    let outcome = try run.outcome(report: progress.show)
    try ranks.first {
      try folder?.write(outcome.files)
      if let save {
        try WeightOutput.write(
          run.network, json: ModelWriter.json(run.network, training: session.training),
          weights: run.weights, to: save)
      }
    }
    let quality = try job.quality.map { try [$0.figure(run.predict)] } ?? []
    return (
      try (outcome.figures + quality + ranks.figures(run.exchange)).text(format),
      outcome.divergence.map(diverged)
    )
  }

  /// What to say of a training that diverged; the files hold null for a loss that is no number.
  private func diverged(_ clause: String) -> UserError {
    let kept = output.map { "; the weights in '\($0)' are of no use" } ?? ""
    return UserError(
      .incorrect, "\(clause)\(kept); use a smaller --learning-rate or other data")
  }
}
