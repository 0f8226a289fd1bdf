/// Calls `body` once with every number below `count`; no call may depend on another one.
///
/// One after the other: where no thread can be had, Dispatch would wait for ever, and data are made before
/// anybody has looked whether there is one.
func independently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  for index in 0..<count { body(index) }
}
