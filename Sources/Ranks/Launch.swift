/// What a launcher of MPI tells a process by its environment: that it is one of several.
public struct Launch: Sendable, Equatable {
  /// The number of this process, from 0.
  public let rank: Int
  /// How many there are; `nil` where the launcher does not say.
  public let size: Int?
  /// Whose launcher it is, as a sentence has it.
  let launcher: String
  /// The libraries that go with it, the likeliest first.
  let libraries: [String]

  /// The variables that launchers set. Slurm and PBS start either engine by one of these ways.
  private static let kinds: [(launcher: String, rank: String, size: String, libraries: [String])] =
    [
      ("Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", openMPI),
      ("MPICH", "PMI_RANK", "PMI_SIZE", mpich),
      ("PMIx", "PMIX_RANK", "SLURM_STEP_NUM_TASKS", openMPI + mpich),
    ]
  private static let openMPI = ["libmpi.so.40"]
  private static let mpich = ["libmpich.so.12", "libmpi.so.12"]

  /// Reads the environment; `nil` where there is no launcher, or where it has started one process only.
  public init?(environment: [String: String]) {
    for kind in Self.kinds {
      guard let rank = environment[kind.rank].flatMap(Int.init), rank >= 0 else { continue }
      let size = environment[kind.size].flatMap(Int.init)
      if size == 1 { return nil }
      self.init(rank: rank, size: size, launcher: kind.launcher, libraries: kind.libraries)
      return
    }
    return nil
  }

  /// Whether a launcher has started this process, be it the only one.
  public static func isLaunched(environment: [String: String]) -> Bool {
    kinds.contains { environment[$0.rank] != nil }
  }

  init(rank: Int, size: Int?, launcher: String, libraries: [String]) {
    self.rank = rank
    self.size = size
    self.launcher = launcher
    self.libraries = libraries
  }

  /// Sees to it that processes which were started together can find each other: `srun` starts them all the
  /// same where it does not know how engines of MPI meet.
  ///
  /// - Parameter environment: of this process.
  /// - Throws: a `RankError` where they cannot.
  public static func requireMeeting(environment: [String: String]) throws(RankError) {
    // Set by srun only: a batch script has SLURM_NTASKS and SLURM_PROCID, and is one process.
    guard let size = environment["SLURM_STEP_NUM_TASKS"].flatMap(Int.init), size > 1,
      !isLaunched(environment: environment)
    else { return }
    throw RankError(
      .unavailable,
      "srun has started \(size) processes that cannot find each other: neither PMIX_RANK nor PMI_RANK is "
        + "set; give it --mpi=pmix for Open MPI or --mpi=pmi2 for MPICH, or -n 1")
  }

  /// What a sentence about this process begins with.
  var subject: String {
    "this is rank \(rank)\(size.map { " of \($0)" } ?? "") of a launcher of \(launcher)"
  }
}
