import Testing

@testable import Ranks

/// What launchers say, and what is said where their library is not what they promise.
@Suite struct LaunchTests {
  @Test func withoutALauncherThereAreNoRanks() {
    #expect(Launch(environment: [:]) == nil)
    #expect(Launch(environment: ["SLURM_NTASKS": "4", "HOME": "/root"]) == nil)
    #expect(Launch(environment: ["OMPI_COMM_WORLD_RANK": "first"]) == nil)
  }

  @Test func oneProcessIsAlone() {
    #expect(Launch(environment: ["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "1"]) == nil)
    #expect(Launch(environment: ["PMI_RANK": "0", "PMI_SIZE": "1"]) == nil)
  }

  /// A script may start any number of ranks with the same flags.
  @Test func oneProcessOfALauncherIsLaunchedAllTheSame() {
    #expect(Launch.isLaunched(environment: ["PMI_RANK": "0", "PMI_SIZE": "1"]))
    #expect(Launch.isLaunched(environment: ["OMPI_COMM_WORLD_RANK": "0"]))
    #expect(!Launch.isLaunched(environment: ["SLURM_PROCID": "0", "HOME": "/root"]))
  }

  @Test func everyLauncherIsKnownByItsVariables() throws {
    let open = try #require(
      Launch(environment: ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "4"]))
    #expect((open.rank, open.size) == (1, 4))
    #expect(open.libraries == ["libmpi.so.40"])
    let mpich = try #require(Launch(environment: ["PMI_RANK": "2", "PMI_SIZE": "3"]))
    #expect((mpich.rank, mpich.size) == (2, 3))
    #expect(mpich.libraries == ["libmpich.so.12", "libmpi.so.12"])
    let slurm = try #require(
      Launch(environment: ["PMIX_RANK": "0", "SLURM_STEP_NUM_TASKS": "8"]))
    #expect((slurm.rank, slurm.size) == (0, 8))
    let unknown = try #require(Launch(environment: ["PMIX_RANK": "5"]))
    #expect((unknown.rank, unknown.size) == (5, nil))
  }

  /// A batch script is one process, whatever it may start; processes of srun that know nothing of each other
  /// would all do the same.
  @Test func processesThatCannotMeetAreRefused() throws {
    let batch = ["SLURM_NTASKS": "4", "SLURM_PROCID": "0"]
    try Launch.requireMeeting(environment: batch)
    try Launch.requireMeeting(environment: ["SLURM_STEP_NUM_TASKS": "1", "SLURM_PROCID": "0"])
    try Launch.requireMeeting(environment: ["SLURM_STEP_NUM_TASKS": "4", "PMI_RANK": "2"])
    let error = #expect(throws: RankError.self) {
      try Launch.requireMeeting(environment: batch.merging(["SLURM_STEP_NUM_TASKS": "4"]) { $1 })
    }
    #expect(
      error?.description
        == "srun has started 4 processes that cannot find each other: neither PMIX_RANK nor PMI_RANK is "
        + "set; give it --mpi=pmix for Open MPI or --mpi=pmi2 for MPICH, or -n 1")
  }

  /// Open MPI's launcher sets both its own variables and those of PMIx.
  @Test func anEnginesOwnVariablesComeFirst() throws {
    let launch = try #require(
      Launch(environment: [
        "PMIX_RANK": "1", "OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2",
      ]))
    #expect(launch.launcher == "Open MPI")
  }

  @Test func aMissingLibraryIsNamedWithTheRemedy() throws {
    let launch = Launch(
      rank: 1, size: 2, launcher: "MPICH", libraries: ["libno-such-mpi.so.1"])
    let error = #expect(throws: RankError.self) { try MPILibrary(launch) }
    #expect(
      error?.description
        == "this is rank 1 of 2 of a launcher of MPICH, but its library cannot be loaded "
        + "(libno-such-mpi.so.1: cannot open shared object file: No such file or directory); install "
        + "it on every host, or add its folder to LD_LIBRARY_PATH")
  }

  @Test func aLibraryOfAnotherKindIsRefused() throws {
    let launch = Launch(rank: 0, size: 2, launcher: "MPICH", libraries: ["libz.so.1"])
    let error = #expect(throws: RankError.self) { try MPILibrary(launch) }
    #expect(
      error?.description
        == "libz.so.1 has no MPI_Init_thread; use Open MPI 4 or 5, or MPICH 4 or an engine of its ABI"
    )
  }
}
