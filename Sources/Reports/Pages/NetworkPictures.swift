import Diagrams
import Networks
import Records

/// The networks of a run, drawn: each folds out on its own, so that the page stays short.
enum NetworkPictures {
  /// What they look like.
  static let style = """
    summary { cursor: pointer; padding: 4px 0 }
    /* As narrow as the page down to where its letters could not be read. */
    .network { display: block; margin: 0 auto; max-width: 100%; height: auto;
      min-width: calc(0.85 * var(--width)) }
    \(NetworkDiagram.styleSheet)
    """

  /// One network under its name.
  static func html(name: String, _ network: ResolvedNetwork) -> String {
    let name = name.escapedForXML
    let diagram = NetworkDiagram(network), pictures = diagram.inlineSVGs(of: network)
    let kinds = [
      pictures.count > 1 ? "tall" : "", diagram.isWide ? "wide" : "",
      diagram.isBroad ? "broad" : "",
    ].filter { !$0.isEmpty }.joined(separator: " ")
    return """
      <details\(kinds.isEmpty ? "" : " class=\"\(kinds)\"")>
      <summary>\(name): \(network.layers.count) layers, \(grouped(network.parameterCount)) \
      parameters</summary>
      <div class="scroll" role="region" aria-label="\(name)" tabindex="0">
      \(pictures.joined())\
      </div>
      </details>
      """
  }
}

extension ReportModel {
  /// The networks as they were trained, those out of files as the record holds them; `nil` where the catalogue
  /// has none of them any more with as many weights as the run has counted.
  var networkSection: ReportSection? {
    var names: Set<String> = []
    let pictures = groups.compactMap { group -> ReportSection.Block? in
      guard let entry = group.subject.entry(models[group.subject.model]),
        let network = try? entry.trainingNetwork.resolved(),
        network.parameterCount == group.parameterCount, names.insert(entry.name).inserted
      else { return nil }
      return .html(NetworkPictures.html(name: entry.name, network))
    }
    return pictures.isEmpty
      ? nil : ReportSection(title: "Networks", isFolded: true, blocks: pictures)
  }
}
