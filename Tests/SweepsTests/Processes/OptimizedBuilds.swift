/// Whether trainings of whole networks are tested: without vectors they take minutes.
#if DEBUG
  let isOptimized = false
#else
  let isOptimized = true
#endif
