import CPlatform
import Foundation
import Networks
import Testing

@testable import Training

@Suite struct WorkerPlacesTests {
  @Test func workersOfOneNodeAreNeighbours() {
    let places = WorkerPlaces([0, 2, 1, 3, 9], nodes: [[0, 1], [2, 3]])
    #expect(places.cpus == [0, 1, 2, 3, 9])
    #expect(places.homes == [0..<2, 0..<2, 2..<4, 2..<4, 4..<5])
    // Where the kernel does not tell, all are of one node, in the order given.
    let unknown = WorkerPlaces([5, 2], nodes: [])
    #expect(unknown.cpus == [5, 2])
    #expect(unknown.homes == [0..<2, 0..<2])
  }

  @Test func nodesAreReadFromTheKernel() {
    let files = [
      "/sys/devices/system/node/online": "0-1\n",
      "/sys/devices/system/node/node0/cpulist": "0-2,8\n",
      "/sys/devices/system/node/node1/cpulist": "3\n",
    ]
    #expect(memoryNodes { files[$0] } == [[0, 1, 2, 8], [3]])
    #expect(memoryNodes { _ in nil } == [])
  }

  @Test func aWorkerIsBoundWhileItWorks() {
    let before = usableCPUs(), cpu = Int(gradmark_current_cpu())
    WorkerPlaces([cpu], nodes: []).bind(0) {
      #expect(usableCPUs() == 1)
      #expect(Int(gradmark_current_cpu()) == cpu)
    }
    #expect(usableCPUs() == before)
  }

  /// Word boundaries lie at 64 and 128 ranges.
  @Test(arguments: [0, 5, 63, 64, 100, 129])
  func rangesOfTheOwnNodeComeFirst(worker: Int) {
    let ranges = OpenRanges(workers: 130)
    ranges.open(130)
    ranges.close(70)
    func order(of workers: Range<Int>) -> [Int] {
      var order: [Int] = []
      ranges.forEach(of: workers, from: worker) { order.append($0) }
      return order
    }
    let open = (0..<130).filter { $0 != 70 }
    #expect(order(of: 0..<130) == open.filter { $0 >= worker } + open.filter { $0 < worker })
    let home = max(0, worker - 3)..<min(130, worker + 8)
    #expect(
      order(of: home)
        == (Array(worker..<home.upperBound) + (home.lowerBound..<worker)).filter { $0 != 70 })
  }

  @Test func boundWorkersTrainTheSame() throws {
    let network = NetworkDescription(
      sequential: "net", input: [70],
      layers: [
        LayerDescription("dense", Dense(units: 90, activation: .relu)),
        LayerDescription("last", Dense(units: 30)),
      ])
    let training = TrainingDescription(optimizer: .adam(), loss: .meanSquaredError)
    let x = Tensor(dimensions: [60, 70], elements: (0..<4_200).map { Float($0 % 13) / 13 })
    let y = Tensor(dimensions: [60, 30], elements: (0..<1_800).map { Float($0 % 7) / 7 })
    func weights(_ cpus: [Int]?) throws -> [NamedTensor] {
      var options = TrainerOptions(batchSize: 20, threads: 2)
      options.cpus = cpus
      let trainer = try Trainer(network, training: training, options: options)
      try trainer.load(inputs: x, targets: y)
      trainer.train(steps: 5) { _ in }
      return trainer.weights()
    }
    #expect(try weights([0, 1]) == weights(nil))
    #expect(throws: ModelError.self) { try weights([0]) }
  }

  /// Both on one, where they would hardly be by themselves.
  @Test func aTeamBindsItsWorkers() {
    let cpu = Int(gradmark_current_cpu())
    let team = WorkerTeam(size: 2, places: WorkerPlaces([cpu, cpu], nodes: []))
    let seen = SeenCPUs()
    team.run(
      Idle(), enter: { _ in seen.add(Int(gradmark_current_cpu())) },
      leave: { _, _ in seen.add(Int(gradmark_current_cpu())) },
      lead: { leader in
        for _ in 0..<1_000 { leader.perform(0, tasks: 2, grain: 1, isShared: true) }
      })
    #expect(seen.all == [cpu, cpu, cpu, cpu])
  }
}

/// By a lock that ThreadSanitizer knows; it does not see into the standard library's `Mutex`.
private final class SeenCPUs: Sendable {
  private let lock = NSLock()
  nonisolated(unsafe) private var cpus: [Int] = []

  var all: [Int] { lock.withLock { cpus } }

  func add(_ cpu: Int) { lock.withLock { cpus.append(cpu) } }
}

private struct Idle: TeamWork {
  func perform(_ phase: Int, _ range: Range<Int>, worker: Int) {
    for _ in range { gradmark_pause() }
  }
}
