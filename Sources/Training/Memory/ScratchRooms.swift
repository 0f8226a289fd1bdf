import Kernels
import Networks
import Synchronization

/// Scratch memory for tasks that need more of it than lies in their buffers: a task takes a room that
/// nobody is in, and leaves it before it ends. There are as many rooms as workers, so one is always free.
///
/// What a task leaves in a room is never read, so who was in which never shows in a result; that the first
/// free one is taken keeps few workers in few rooms, which stay in their caches.
final class ScratchRooms {
  private let taken: UnsafeMutablePointer<Atomic<Bool>>
  private let count: Int
  private var memory: UnsafeMutablePointer<Float>?
  private var stride = 0
  private var floats = 0

  init(count: Int) {
    self.count = count
    taken = .allocate(capacity: count)
    for room in 0..<count { (taken + room).initialize(to: Atomic(false)) }
  }

  deinit {
    taken.deinitialize(count: count)
    taken.deallocate()
  }

  /// Asks for rooms of at least so many floats.
  func reserve(_ floats: Int) { self.floats = max(self.floats, floats) }

  /// Lays the rooms out, once all who use them have said what they need.
  func layOut(in arena: Arena) throws(ModelError) {
    guard floats > 0 else { return }
    // A page lies between rooms: what one worker's prefetches ask for at the end of its own room must not be
    // what another one writes.
    stride = (floats + 1_023) / 1_024 * 1_024 + 1_024
    let (all, overflow) = stride.multipliedReportingOverflow(by: count)
    memory = try arena.take(overflow ? Int.max : all)
  }

  /// Calls `body` with a room that is the caller's alone meanwhile.
  @inline(__always)
  func use(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    guard let memory else { preconditionFailure("no rooms were laid out") }
    let room = takeRoom()
    body(memory + room * stride)
    taken[room].store(false, ordering: .releasing)
  }

  private func takeRoom() -> Int {
    while true {
      for room in 0..<count
      where !taken[room].load(ordering: .relaxed)
        && !taken[room].exchange(true, ordering: .acquiring)
      {
        return room
      }
    }
  }
}
