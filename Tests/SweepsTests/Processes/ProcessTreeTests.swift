import Records
import Testing

@testable import Sweeps

@Suite struct ProcessTreeTests {
  @Test func whoeverWasStartedByThemIsFoundWhateverItsName() {
    let stats = [
      "1": "1 (init) S 0 1 1", "20": "20 (gradmark) S 1 20 20", "21": "21 (mpirun) S 20 20 20",
      "30": "30 (a) 5 (b) R 21 30 30", "31": "31 (odd)) T 30 30 30", "40": "40 (sh) S 1 40 40",
    ]
    let files = SystemFiles(
      read: { path in
        stats[path.split(separator: "/").dropFirst().first.map(String.init) ?? ""].map {
          .value($0)
        } ?? .absent
      }, names: { $0 == "/proc" ? .value(Array(stats.keys) + ["self", "99"]) : .absent })
    let tree = ProcessTree(files)
    #expect(tree.descendants(of: 20) == [21, 30, 31])
    #expect(tree.descendants(of: 31) == [])
    #expect(
      ProcessTree(SystemFiles(read: { _ in .absent }, names: { _ in .absent }))
        .descendants(of: 1) == [])
  }
}
