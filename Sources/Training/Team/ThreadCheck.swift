import CPlatform
import Glibc
import Networks
import Synchronization

/// Sees whether Dispatch can have the threads and the descriptors that a team of `workers` takes, by
/// starting and opening as many at once as it would.
///
/// Dispatch cannot be asked: where a thread is refused it tries again, second after second, and
/// whoever called it waits inside, for ever if need be; where a descriptor is, it crashes. What was had
/// once is not looked for again, since Dispatch may still hold it.
///
/// - Parameters:
///   - workers: those asked for.
///   - cpus: the CPUs that this process may use.
///   - starting: starts so many at once; tells how many there were, and what kept the next one away.
///   - opening: opens so many descriptors at once; tells how many there were.
/// - Throws: a `ModelError` that tells how many threads or descriptors there are.
/// - Cost: some 20 µs a thread, once.
func checkThreads(
  for workers: Int, cpus: Int = usableCPUs(),
  starting: (_ count: Int) -> (started: Int, fault: Int32) = startThreads,
  opening: (_ count: Int) -> Int = openDescriptors
) throws(ModelError) {
  let needed = threadsOfDispatch(workers: workers, cpus: cpus)
  guard needed > startedAtOnce.load(ordering: .relaxed) else { return }
  let (started, fault) = starting(needed)
  guard started == needed else {
    throw ModelError(
      "\(workers) threads were asked for, for which up to \(needed) more are started, but \(started) "
        + "could be (\(String(cString: strerror(fault)).lowercased())); ask for 1, or raise what "
        + "limits this process: ulimit -u, ulimit -v, or pids.max of its control group")
  }
  let opened = opening(descriptorsOfDispatch)
  guard opened == descriptorsOfDispatch else {
    throw ModelError(
      "\(workers) threads were asked for, for which \(descriptorsOfDispatch) descriptors are opened, "
        + "but \(opened) could be; ask for 1, or raise what limits this process (ulimit -n)")
  }
  startedAtOnce.store(needed, ordering: .relaxed)
}

/// Dispatch keeps three: for events, for waking whoever waits for them, and for its clock. One more is
/// for the file that this program may have open while Dispatch starts.
let descriptorsOfDispatch = 4

/// Opens descriptors that are all open until the last one is, and closes them.
///
/// - Returns: how many there were.
func openDescriptors(_ count: Int) -> Int {
  // Standard input is always there, if only as a stand-in.
  let descriptors = (0..<count).map { _ in dup(STDIN_FILENO) }.filter { $0 >= 0 }
  for descriptor in descriptors { close(descriptor) }
  return descriptors.count
}

/// The most threads that Dispatch starts for runs of `workers`, besides the caller's; 0 for a single
/// worker, which does without it.
///
/// A run that follows another may find that one's helpers on their way home, and starts new ones, but
/// never more than there are CPUs. One more watches over how many of them are runnable.
func threadsOfDispatch(workers: Int, cpus: Int) -> Int {
  workers > 1 ? min(2 * (workers - 1), cpus) + 1 : 0
}

/// The most threads that were ever started at once, besides the caller's.
private let startedAtOnce = Atomic(0)

/// Starts threads that all live until the last is started, and waits for them to end.
///
/// - Returns: how many there were, and what kept the next one away.
func startThreads(_ count: Int) -> (started: Int, fault: Int32) {
  let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  pthread_mutex_init(gate, nil)
  defer {
    pthread_mutex_destroy(gate)
    gate.deallocate()
  }
  var threads: [pthread_t] = []
  var fault: Int32 = 0
  pthread_mutex_lock(gate)
  while threads.count < count, fault == 0 {
    var thread = pthread_t()
    fault = pthread_create(&thread, nil, passThrough, gate)
    if fault == 0 { threads.append(thread) }
  }
  pthread_mutex_unlock(gate)
  for thread in threads { pthread_join(thread, nil) }
  return (threads.count, fault)
}

/// What a thread does: it goes through the gate when that opens.
private func passThrough(_ gate: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  let gate = gate?.assumingMemoryBound(to: pthread_mutex_t.self)
  pthread_mutex_lock(gate!)
  pthread_mutex_unlock(gate!)
  return nil
}

/// The CPUs of the calling thread's affinity mask.
func usableCPUs() -> Int {
  // Room for 8,192 CPUs, the most that Linux can be built for.
  var mask = [UInt64](repeating: 0, count: 128)
  guard gradmark_get_affinity(&mask, mask.count) == 0 else { return 1 }
  return mask.reduce(0) { $0 + $1.nonzeroBitCount }
}
