import Networks

/// A network as a flowchart of Mermaid, which pages of text draw by themselves.
public enum MermaidChart {
  /// The chart: a box a layer with class, shape and count, arrows from input to output, networks within
  /// the network as groups.
  public static func text(of network: ResolvedNetwork) -> String {
    (["flowchart TD"] + lines(of: network, prefix: "n", indent: "  ")).joined(separator: "\n")
      + "\n"
  }

  private static func lines(
    of network: ResolvedNetwork, prefix: String, indent: String
  ) -> [String] {
    let boxes = network.layers.enumerated().flatMap { index, layer -> [String] in
      let name = "\(prefix)\(index)"
      guard let inner = layer.inner else { return ["\(indent)\(name)[\"\(label(of: layer))\"]"] }
      return ["\(indent)subgraph \(name)[\"\(label(of: layer))\"]"]
        + lines(of: inner, prefix: name + "_", indent: indent + "  ") + ["\(indent)end"]
    }
    let arrows = Rows.edges(of: network).map { edge in
      "\(indent)\(prefix)\(edge.source) --> \(prefix)\(edge.target)"
    }
    return boxes + arrows
  }

  private static func label(of layer: ResolvedLayer) -> String {
    escaped(NetworkDiagram.title(layer)) + "<br/>" + escaped(NetworkDiagram.detail(layer))
  }

  /// Mermaid has entities of its own: a number sign, a name or a number, a semicolon.
  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\"", "#", "&", "<", ">", "`": result += "#\(character.unicodeScalars.first!.value);"
      default: result.append(character)
      }
    }
  }
}
