# Made by hand, for the rules of check-asm: nothing is found in scaleGradient.
# finds: gradmark: accumulateDropout calls <expf@plt>, at 0x25a41c
# finds: gradmark: accumulateDropout computes with single floats (1) beside whole vectors (1), at 0x25a400
# finds: gradmark: accumulateVector moves vectors to or from the stack 2 times in a loop with 1 operations, at 0x25a310
# finds: gradmark: addPenalty calls <expf@plt>, at 0x25a214
# finds: gradmark: clipGradient calls x8, at 0x25a51c
# finds: gradmark: updateMovingAverage computes with single floats (3) beside whole vectors (0), at 0x25a100
# finds: gradmark: updateMovingAverage holds 0 operations of whole vectors of at least 2, at 0x25a100
# finds: gradmark: updateMovingMean calls <erff@plt> and is not listed in .ci/asm-kernels.awk, at 0x25a610

00000000002598b0 <$s7Kernels13scaleGradient_2by5countySpySfG_SfSitF>:
  2598d0:	fmul	v1.4s, v1.4s, v0.s[0]
  2598d4:	bl	ba230 <swift_bridgeObjectRelease@plt>

000000000025a100 <$s7Kernels19updateMovingAverage_5batch8momentum5countySpySfG_SPySfGSfSitF>:
  25a114:	fsub	s2, s1, s2
  25a118:	fmadd	s2, s2, s0, s1
  25a11c:	fadd	s2, s2, s0

000000000025a200 <$s7Kernels10addPenalty_2ofySpySfG_SPySfGSitF>:
  25a210:	fmla	v0.4s, v1.4s, v2.4s
  25a214:	bl	4010 <expf@plt>

000000000025a300 <$s7Kernels16accumulateVector_4into5countySPySfG_SpySfGSitF>:
  25a310:	ldr	q0, [sp, #16]
  25a314:	fadd	v0.4s, v0.4s, v1.4s
  25a318:	str	q0, [x29, #-16]
  25a31c:	cbnz	x8, 25a310 <$s7Kernels16accumulateVector_4into5countySPySfG_SpySfGSitF+0x10>

000000000025a400 <$s7Kernels17accumulateDropout_6inputs7outputs8firstRowyAA0C4MaskV_AA9PanelRowsVAISitF>:
  25a410:	fmul	v0.4s, v0.4s, v1.4s
  25a414:	fadd	s0, s0, s1
  25a418:	b.ne	25a410 <$s7Kernels17accumulateDropout_6inputs7outputs8firstRowyAA0C4MaskV_AA9PanelRowsVAISitF+0x10>  // b.any
  25a41c:	b.eq	4010 <expf@plt>  // b.none

000000000025a500 <$s7Kernels12clipGradient_2to5countySpySfG_SfSitF>:
  25a510:	fmax	v0.4s, v0.4s, v1.4s
  25a514:	fmin	v0.4s, v0.4s, v1.4s
  25a518:	br	x9
  25a51c:	blr	x8

000000000025a600 <$s7Kernels16updateMovingMean2ofySpySfG_tF>:
  25a610:	tbz	w0, #3, 4030 <erff@plt>
