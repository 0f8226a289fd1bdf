import CPlatform

/// The CPUs that this thread may run on, ascending.
func allowedCPUs() -> [Int] {
  // Room for 8,192 CPUs, the most that Linux can be built for.
  var mask = [UInt64](repeating: 0, count: 128)
  guard gradmark_get_affinity(&mask, mask.count) == 0 else { return [0] }
  return (0..<mask.count * 64).filter { mask[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
}
