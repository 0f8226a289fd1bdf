# What check-asm is told of functions that compute with floats, by which asm-rules.awk judges. What is in no list
# may not compute.

BEGIN {
  # Multiply-adds that the body of each kernel has at least.
  least["PeakLoop.run"] = 14
  least["SGDRule.update"] = 2
  least["AdamRule.update"] = 6
  least["RMSpropRule.update"] = 5
  least["computeActivation"] = 100
  least["multiplyByDerivative"] = 1
  least["applySoftmax"] = least["applySoftmax across"] = 8
  least["multiplyBySoftmaxDerivative"] = least["multiplyBySoftmaxDerivative across"] = 1
  least["computeLosses"] = least["computeLosses across"] = 60
  least["computeRowProducts across"] = lanes
  least["computeLaneProducts"] = 21
  least["computeInnerProducts"] = lanes
  # Lines of a tile, times what the transform of one takes.
  least["transformWinogradInputs"] = 12 * 6
  least["transformWinogradOutputs"] = 10 * 4
  least["transformWinogradOutputGradient"] = 10 * 8
  least["transformWinogradKernel"] = 9 * 2
  least["transformWinogradKernelGradient"] = 9 * 5
  least["addPenalty"] = 1
  # Flat tiles, which the baseline of x86-64 has no registers for.
  if (rows > 4) for (r = 1; r <= 4; r++) least["Tile<" r ", 3>.compute"] = r * 3
  for (r = 1; r <= rows; r++) for (p = 1; p <= 2; p++) least["Tile<" r ", " p ">.compute"] = r * p
  # Tiles of half vectors, which only AVX-512 has.
  if (half) for (r = 1; r <= rows; r++) least["half Tile<" r ", 1>.compute"] = r
  # Each of them also has a body with an update in between.
  for (name in least) if (name ~ /Tile/) beside[name " beside an update"] = least[name]
  for (name in beside) least[name] = beside[name]
  # The update, of whole vectors in a half tile as well.
  for (name in beside) leastBeside[name] = 28
  # Sums, comparisons, updates of what is left over, layers and cells whose products are elsewhere: the
  # operations of whole vectors that the body of each has at least, multiply-adds or not.
  split("accumulateColumns 4 accumulateDropout 1 accumulateEmbeddingGradient 1 accumulateMergedGradient 12 " \
    "accumulatePoolingGradient 8 accumulateReshapedRows 1 accumulateVector 1 clipGradient 2 " \
    "computeDropout 1 computeGRUGates 2 computeGRUResetGradient 3 computeGRUState 2 " \
    "computeGRUStateGradient 4 computeLSTM 2 computeLSTMGradient 7 computeMerged 12 " \
    "computeMergedGradient 12 computeMetric 8 computeMoments 8 computeNormalizationSums 8 " \
    "computePooling 8 matchAnswers 8 multiplyByDerivative 12 scaleGradient 1 updateMovingAverage 2",
    names, " ")
  for (n = 1; n in names; n += 2) leastWhole[names[n]] = names[n + 1]
  leastWhole["accuracies across"] = leastWhole["computeMetric across"] = 8
  leastWhole["StreamTriad.run"] = 1
  leastWhole["TrailingUpdate.finish"] = 12
  for (name in leastWhole) least[name] += 0
  split("accumulateDepthwiseInputGradient accumulateDepthwiseWeightGradient computeDepthwise " \
    "computeDepthwiseInputGradient", names, " ")
  # All nine taps; for some CPUs LLVM takes four at a time, and what is left by itself.
  for (n in names) least[names[n]] = 5
  split("accumulateNormalizationGradient computeNormalizationGradient computeNormalized", names, " ")
  for (n in names) least[names[n]] = 1
  # What a kernel may call: a step of a cell takes its activations row by row, at a call for dozens
  # of exponentials, and a gradient is cleared before it is summed.
  for (n = split("computeGRUGates computeGRUState computeLSTM", names, " "); n; n--)
    callees[names[n]] = "<\\$s7Kernels17computeActivation_"
  callees["computeGRUResetGradient"] = callees["computeGRUStateGradient"] = callees["computeLSTMGradient"] = \
    "<\\$s7Kernels20multiplyByDerivative2of"
  # A list of lines on the stack, which the compiler guards.
  callees["computeInnerProducts"] = "<__stack_chk_fail@plt>"
  callees["computeDepthwiseInputGradient"] = "<memset@plt>"
  callees["computeMetric"] = "<(\\$s7Kernels12matchAnswers|__stack_chk_fail@plt)"
  callees["computeMetric across"] = "<\\$s7Kernels10accuracies"
  # Number by number, as filters of several a channel are rare, and what is convolved takes longer.
  single["accumulateRepeatedColumns"] = 1
  least["accumulateRepeatedColumns"] = 0
  # Sums over a batch or all weights, and what is settled once a step.
  split("AdamRule.next DropoutMask.rate combineMoments combineSums penalty sumOfSquares",
    names, " ")
  for (n in names) least[names[n]] = 0
  # One quotient a sample.
  least["Training.MaskedMean.forward"] = least["Training.MaskedMean.backward"] = 0
  single["Training.MaskedMean.forward"] = single["Training.MaskedMean.backward"] = 1
  callees["Training.MaskedMean.forward"] = callees["Training.MaskedMean.backward"] = \
    "<(\\$s7Kernels1(6accumulateVector|3scaleGradient)_|memset@plt)"
  # Element by element, as neighbours come from anywhere: adds a gradient where others have been added.
  least["Training.PermutingOperation.backward"] = 0
  single["Training.PermutingOperation.backward"] = 1
  callees["Training.PermutingOperation.backward"] = "<\\$s8Training18PermutingOperationC12clearPadding"
  # What a failed check calls: its sentence is put together, and it ends.
  raises = "<(\\$ss17_assertionFailure|\\$ss11_StringGutsV4grow|\\$sSS6append|" \
    "\\$ss23CustomStringConvertibleP11description|\\$ss15_print_unlocked|\\$sSd5write2to|" \
    "swift_(bridgeObjectRe(lease|tain)|getTypeByMangledNameInContext2?)@plt)"
  # What libm computes, number by number. A root is an instruction, beside which the call is for what is negative.
  mathematics = "<(a?(sin|cos|tan)h?|atan2|sincos|exp(2|10|m1)?|log(2|10|1p)?|pow|cbrt|hypot|erfc?|[lt]gamma|fmod|" \
    "remainder|fma)[fl]?(_r)?@plt>"
  # Number by number where a row ends within a vector, or is the only one: at most so many instructions for
  # single floats for each of a whole vector.
  ends["accumulateColumns"] = ends["accumulateReshapedRows"] = 3
  ends["addPenalty"] = 2
  # What the trainer sums in doubles, and what that is inlined into: losses, rows that count, norms, what phases and
  # ranks cost, and weights to start with.
  sumsInDoubles = "^\\$s8Training(11sumInDouble|12NormClippingV6settle|9RowValuesV11sumOfShards|9PhaseWorkV7longest|" \
    "11WorkSharingO12speedupBound|4StepC(7perform|12performWhole|4work|14countedSamples)|" \
    "7TrainerC(4make|8evaluate|7forward|4lead)|10StepCourseC5train|20CountedRowsReductionC13finishForward|" \
    "8ExchangeC(5costs|9blockEnds|5infer|8exchange|13exchangeParts))|" \
    "^\\$s8Networks20ParameterDescriptionV8TrainingE(11startValues|14drawOrthogonal)"
}
