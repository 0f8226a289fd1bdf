import Records

extension ReportModel {
  /// The machine in a few words, after the name that its owner gave it.
  var machineText: String { fingerprint.machineText(machine, nickname: nickname) }

  /// Whether another run is of the same machine, whatever its binary.
  ///
  /// The name that a hypervisor gives to CPUs of different generations may be one: what they can do, what
  /// their makers number and what their owners call them tells them apart.
  func isOfSameMachine(as other: ReportModel) -> Bool {
    let names = Set([nickname, other.nickname].compactMap(\.self))
    return names.count < 2 && machine.isLike(other.machine)
      && fingerprint.knownDifferences(from: other.fingerprint, in: Fingerprint.makersNumbers)
        .isEmpty
  }
}

extension Fingerprint {
  /// A machine in a few words, after the name that its owner gave it:
  /// `lab-7: AMD EPYC (Zen 3), 2 of 2 cores`.
  ///
  /// Where the records do not tell the CPU's design, its vectors stand in for it: virtual machines of
  /// several generations may bear one name.
  func machineText(_ machine: Machine, nickname: String?) -> String {
    let cores = "\(machine.usableCores) of \(machine.cores) cores"
    let kind =
      "\(processor.label), \(cores)"
      + (processor.design == nil ? machine.vectorFamily.map { ", \($0)" } ?? "" : "")
    return nickname.map { "\($0): \(kind)" } ?? kind
  }
}
