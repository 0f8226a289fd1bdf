import Foundation
import Records

extension MachineHistory {
  /// What came out in a sentence.
  public var summary: String {
    let sweeps = sessions.count { $0.run.otherKind == nil }
    let count =
      Format.count(sessions.count, "session")
      + (sweeps == sessions.count
        ? ""
        : sweeps == 0 ? ", none of them a sweep" : ", of which \(Format.count(sweeps, "sweep"))")
    guard let spread else {
      return "\(count): how far sessions of this machine lie apart is not known yet."
        + (isNamed || sessions.count < 2
          ? "" : " The machine has no name, so they may be of several hosts.")
    }
    let hosts = isNamed ? "" : " of a machine without a name, maybe of several hosts"
    let between =
      "\(count)\(hosts), which lie between \(UnitLadder.factor.text(spread.lowerBound)) and "
      + "\(UnitLadder.factor.text(spread.upperBound)) of their median."
    guard !changes.isEmpty else {
      return between
        + " No session is faster or slower than those before it in a way that later ones share."
    }
    return between + " "
      + changes.map { change in
        let run = sessions[change.session].run
        return "From \(run.dates.upperBound.prefix(10)) (commit \(run.commitText)) on it is "
          + "\(UnitLadder.factor.text(change.factor)) as fast."
      }.joined(separator: " ")
  }

  /// A session alone is measured, but over nothing.
  private static func ratio(_ estimate: Estimate?) -> String {
    estimate.map { UnitLadder.factor.text($0) } ?? Format.unknown
  }

  private static func ratio(_ value: Double?) -> String {
    value.map { UnitLadder.factor.text($0) } ?? Format.unknown
  }

  /// The history for a terminal.
  ///
  /// - Parameters:
  ///   - usingColor: whether tones are told by colours.
  ///   - width: the terminal's columns; `nil` leaves table and sentences as wide as they are.
  public func text(usingColor: Bool, within width: Int? = nil) -> String {
    let table = table { $0.name }.text(usingColor: usingColor, within: width)
    return [name].lines(within: width) + "\n\(table)\n" + [summary].lines(within: width)
  }

  /// One row a session, oldest first.
  ///
  /// - Parameter link: what the run's name becomes.
  func table(_ link: @escaping (ReportModel) -> String) -> Table {
    Table(
      Array(sessions.indices),
      columns: [
        Table.Column("no.", .right, .deep) { Format.count($0 + 1) },
        Table.Column("date", .left) { String(sessions[$0].run.dates.upperBound.prefix(10)) },
        Table.Column("commit", .left, .usual) { sessions[$0].run.commitText },
        Table.Column("run", .left) { link(sessions[$0].run) },
        Table.Column("trained", .left, .usual) { sessions[$0].run.otherKind ?? "a sweep" },
        Table.Column("cells", .right, .deep) {
          sessions[$0].cellCount == 0 ? Format.unknown : Format.count(sessions[$0].cellCount)
        },
        Table.Column(
          "speed",
          beginning: { sessions[$0].speed.map { UnitLadder.factor.valueText($0) } },
          text: { Self.ratio(sessions[$0].speed) }),
        Table.Column("FMA peak", .right, .usual) { Self.ratio(sessions[$0].peak) },
        Table.Column("memory stream", .right, .usual) { Self.ratio(sessions[$0].memory) },
        Table.Column("change", .left) { changeText($0) },
      ])
  }

  /// What a session says of a change, or why it cannot.
  private func changeText(_ index: Int) -> String {
    if let change = changes.first(where: { $0.session == index }) {
      return "\(UnitLadder.factor.text(change.factor)) from here on"
    }
    guard sessions[index].run.otherKind == nil else { return "not compared" }
    guard sessions[index].speed != nil else {
      // The first one has none to have a cell in common with.
      let isFirst = sessions[..<index].allSatisfy { $0.run.otherKind != nil }
      return isFirst ? Format.unknown : "no cell in common"
    }
    let earlier = sessions[..<index].count { $0.speed != nil }
    if earlier < Self.leastEarlier { return "too early to tell" }
    return outlier == index ? "if the next one agrees" : "none"
  }

  /// Whether any two sessions have a cell in common.
  private var hasSpeeds: Bool { sessions.contains { $0.speed != nil } }

  /// What the columns mean.
  var legend: String {
    let speed =
      hasSpeeds
      ? """
      - speed: of sweeps alone, over the median of all of them, the median over the cells that several \
      have; in brackets the quartiles of the cells. What two sessions differ by is the machine's doing as \
      well as the program's: a duel, in which builds take turns within one session, tells builds apart.

      """ : ""
    return speed + """
      - FMA peak, memory stream: of one thread over the median of all sessions. Where these move\
      \(hasSpeeds ? " with the speed" : ""), \(otherState).
      - change: from a session on that lies beyond all before it, and the next one does, too; the first \
      \(Self.leastEarlier) tell how far sessions lie apart. Not compared are sessions of other work than a sweep's.

      """
  }

  /// What a limit that moves says: one that bears a name is the same host all the time.
  private var otherState: String {
    isNamed ? "the machine itself gave more or less" : "the machine was another one"
  }

  /// Speed and limits by session; `nil` where no two sessions have one of them.
  var chart: PlotChart? {
    func line(_ series: Int, _ value: (Session) -> Estimate?) -> PlotChart.Line {
      PlotChart.Line(
        role: .series(series), series: series,
        points: sessions.enumerated().compactMap { index, session in
          value(session).map { PlotChart.Point(x: Double(index + 1), y: $0) }
        })
    }
    let lines = [
      line(Palette.kind(0)) { $0.speed }, line(Palette.kind(1)) { $0.peak.map { Estimate($0) } },
      line(Palette.kind(2)) { $0.memory.map { Estimate($0) } },
    ]
    guard lines.contains(where: { !$0.points.isEmpty }) else { return nil }
    let names = ["speed over all cells", "FMA peak", "memory stream"]
    let limits = zip(names, lines).dropFirst().filter { !$1.points.isEmpty }.map { "the \($0.0)" }
    return PlotChart(
      title: hasSpeeds
        ? "Speed of the machine's sessions" : "What the machine allowed its sessions",
      description: "A point each session."
        + (hasSpeeds ? " Whiskers of the speed are the quartiles of its cells." : "")
        + (limits.isEmpty
          ? ""
          : " Where \(limits.joined(separator: " or ")) moves\(hasSpeeds ? " with the speed" : ""), "
            + "\(otherState)."),
      legend: Legend(
        names.enumerated().compactMap {
          index, name in
          lines[index].points.isEmpty
            ? nil : Legend.Entry(sign: .line(series: Palette.kind(index)), name: name)
        }),
      horizontal: PlotChart.Axis(
        title: "session, oldest first", unit: .rate, isLogarithmic: false,
        ticks: sessions.indices.map { Double($0 + 1) },
        domain: 0.5...Double(sessions.count) + 0.5),
      vertical: PlotChart.Axis(
        title: "over the median of all sessions", unit: .factor, isLogarithmic: true),
      panels: [PlotChart.Panel(title: "", lines: lines.filter { !$0.points.isEmpty })])
  }

  /// The machine's page for a browser, beside the folders of its runs.
  var page: Page {
    let links = { (run: ReportModel) in markdownLink(run.name, to: "\(run.name)/\(Page.fileName)") }
    let networks = networkTable
    return Page(
      title: name, lead: answer, trust: summary, notes: [],
      facts: [
        Page.Fact(title: "sessions", value: Format.count(sessions.count)),
        Page.Fact(
          title: "noise floor within a session"
            + (measured.count == sessions.count ? "" : ", of all sessions"), value: noiseText),
      ]
        + (spread.map {
          [Page.Fact(title: "spread between sessions", value: UnitLadder.factor.text($0))]
        } ?? []),
      charts: answeringCharts + [chart].compactMap(\.self).map(Chart.plot),
      sections: (networks.rows.isEmpty
        ? []
        : [
          ReportSection(title: "Networks", blocks: [.table(networks), .list(networkLegend)])
        ]) + [
          ReportSection(title: "What each session found", blocks: [.table(answerTable(links))]),
          ReportSection(
            title: "Sessions",
            blocks: [.table(table(links).withoutEmptyColumns)]
              + (chart == nil ? [] : [.list(legend)])),
        ])
  }

  private var noiseText: String {
    let floors = sessions.compactMap(\.run.noiseFloor?.share)
    return floors.max().map { "at most \(UnitLadder.percent.text($0))" } ?? Format.missing
  }

  /// The page's file beside the folders of the runs.
  var fileName: String { Self.fileName(name, nickname: sessions.last?.run.nickname) }

  /// The page's file of a machine with this title.
  ///
  /// A name that its owner gave it and that no file's name has as it is, as `lab_7` and `日本`, is told apart from
  /// others by digits of its own, so that a page's address does not depend on what other machines there are.
  static func fileName(_ title: String, nickname: String?) -> String {
    let digits = nickname.flatMap { folded($0) == $0 ? nil : String(sha256($0.utf8).prefix(8)) }
    return "machine-\([folded(title), digits].compactMap(\.self).joined(separator: "-")).html"
  }

  /// Small letters of ASCII and digits, with a hyphen in place of all else.
  private static func folded(_ text: String) -> String {
    text.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
      .joined(separator: "-")
  }
}

extension ReportModel {
  /// The commit by its first digits.
  fileprivate var commitText: String {
    machine.build.commit.map { String($0.prefix(12)) } ?? Format.unknown
  }
}

extension ResultsIndex {
  /// The history of every machine, or of those whose name holds a text; of the one alone that is called so.
  ///
  /// - Parameter text: letters of any case; `nil` for all.
  public func histories(ofMachinesNamed text: String? = nil) -> [MachineHistory] {
    guard let text else { return machines.map(\.history) }
    let named = machines.filter { machine in
      [machine.name, machine.runs[0].nickname].compactMap(\.self)
        .contains { $0.lowercased() == text.lowercased() }
    }
    guard named.isEmpty else { return named.map(\.history) }
    return machines.filter { machine in
      machine.name.localizedCaseInsensitiveContains(text)
        || machine.runs.contains { $0.machine.name.localizedCaseInsensitiveContains(text) }
    }.map(\.history)
  }

  /// The sweeps of the same machine and program as a run, but for that run itself.
  public func sessions(like run: ReportModel) -> [ReportModel] {
    runs.filter { other in
      other.name != run.name && !other.verified.isEmpty && other.isOfSameMachine(as: run)
        && other.fingerprint.build.isSameBinary(as: run.fingerprint.build)
        && other.plan.peers.isEmpty == run.plan.peers.isEmpty
    }
  }

  /// What machines are called.
  public var machineNames: [String] { machines.map(\.name) }
}
