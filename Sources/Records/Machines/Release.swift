/// The version of this program, as `gradmark --version` and every page tell it; `CITATION.cff` has the same.
public enum Release {
  /// By semantic versioning.
  public static let version = "0.2.0"
}
