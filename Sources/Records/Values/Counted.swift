/// A count with its noun: `1 thread`, `2 threads`.
///
/// - Parameter text: how the count is written.
package func counted(
  _ count: Int, _ noun: String, as text: (Int) -> String = { "\($0)" }
) -> String {
  "\(text(count)) \(noun)\(count == 1 ? "" : "s")"
}
