/// Where the variables of an optimizer lie for some weights: three at most.
struct OptimizerSlots: BitwiseCopyable {
  var first: UnsafeMutablePointer<Float>
  var second: UnsafeMutablePointer<Float>
  var third: UnsafeMutablePointer<Float>

  init(repeating pointer: UnsafeMutablePointer<Float>) {
    (first, second, third) = (pointer, pointer, pointer)
  }

  subscript(slot: Int) -> UnsafeMutablePointer<Float> {
    get { slot == 0 ? first : slot == 1 ? second : third }
    set {
      switch slot {
      case 0: first = newValue
      case 1: second = newValue
      default: third = newValue
      }
    }
  }
}
