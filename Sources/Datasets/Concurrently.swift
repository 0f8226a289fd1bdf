import Dispatch

/// Calls `body` once with every number below `count`, on as many CPUs as there are.
///
/// On Linux the closure of `concurrentPerform` is not `@Sendable`; here it must.
func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  DispatchQueue.concurrentPerform(iterations: count, execute: body)
}
