import Glibc
import Suites

/// What starts the ranks of a case: a command with places for how many there are and how many threads each has.
public struct Launcher: Sendable, Equatable {
  /// The command as it was written.
  public let template: String
  private let words: [String]

  private static let ranksPlace = "{ranks}"
  private static let threadsPlace = "{threads}"
  /// Commands of which each starts ranks by itself, the likeliest first.
  private static let usual = ["mpirun", "mpiexec", "mpirun.openmpi", "mpirun.mpich"]

  /// Takes a command, such as `srun --mpi=pmix -n {ranks} -c {threads}`; words are what stands between spaces.
  ///
  /// - Parameters:
  ///   - template: the command; `nil` for the first of the usual ones that is there.
  ///   - path: the folders where commands are looked up, with colons in between.
  /// - Throws: a `SweepError` where there is no place for the number of ranks, or no such command.
  public init(_ template: String?, path: String) throws(SweepError) {
    let found = Self.usual.first { Self.isCommand($0, path) }
    guard let command = template ?? found.map({ "\($0) -n \(Self.ranksPlace)" }) else {
      throw SweepError(
        .unavailable,
        "--ranks: there is no \(Self.usual[0]); install Open MPI (openmpi-bin) or MPICH (mpich), or name "
          + "what launches ranks with --launcher 'srun --mpi=pmix -n {ranks} -c {threads}'")
    }
    self.template = command
    words = command.split(separator: " ").map(String.init)
    guard words.contains(where: { $0.contains(Self.ranksPlace) }) else {
      throw SweepError(
        .usage,
        "--launcher '\(command)' does not say how many ranks to start; write \(Self.ranksPlace) where their "
          + "number belongs, as in 'mpirun -n {ranks}'")
    }
    guard Self.isCommand(words[0], path) else {
      throw SweepError(
        .unavailable,
        "--launcher: there is no command '\(words[0])'; install it, or name another one")
    }
  }

  /// The command for some ranks with threads each.
  func command(ranks: Int, threads: Int) -> [String] {
    words.map {
      $0.replacing(Self.ranksPlace, with: "\(ranks)")
        .replacing(Self.threadsPlace, with: "\(threads)")
    }
  }

  /// What launchers are told besides what the environment says already: not to bind a rank to one core, where
  /// its threads would starve; to start more ranks than cores; and to have those that wait make room. As
  /// root, Open MPI starts nothing unless it is told to.
  static func environment(_ environment: [String], isRoot: Bool = geteuid() == 0) -> [String] {
    var additions = [
      "OMPI_MCA_rmaps_base_oversubscribe=1", "OMPI_MCA_hwloc_base_binding_policy=none",
      "OMPI_MCA_mpi_yield_when_idle=1", "PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe",
      "PRTE_MCA_hwloc_default_binding_policy=none", "MPIR_CVAR_POLLS_BEFORE_YIELD=1",
    ]
    if isRoot { additions += ["OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"] }
    let names = Set(environment.map(name))
    return environment + additions.filter { !names.contains(name(of: $0)) }
  }

  private static func name(of variable: String) -> Substring { variable.prefix { $0 != "=" } }

  private static func isCommand(_ name: String, _ path: String) -> Bool {
    let files =
      name.contains("/")
      ? [name] : path.split(separator: ":").map { "\($0)/\(name)" }
    return files.contains { access($0, X_OK) == 0 }
  }
}
