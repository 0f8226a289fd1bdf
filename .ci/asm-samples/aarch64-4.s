# Made by hand, for the rules of check-asm: nothing is found in scaleGradient.
# finds: gradmark: updateMovingAverage holds 0 operations of whole vectors of at least 2
# finds: gradmark: updateMovingAverage computes more with single floats (3) than with whole vectors (0)
# finds: gradmark: addPenalty calls <expf@plt>

00000000002598b0 <$s7Kernels13scaleGradient_2by5countySpySfG_SfSitF>:
  2598d0:	fmul	v1.4s, v1.4s, v0.s[0]
  2598d4:	bl	ba230 <swift_release@plt>

000000000025a100 <$s7Kernels19updateMovingAverage_5batch8momentum5countySpySfG_SPySfGSfSitF>:
  25a114:	fsub	s2, s1, s2
  25a118:	fmadd	s2, s2, s0, s1
  25a11c:	fadd	s2, s2, s0

000000000025a200 <$s7Kernels10addPenalty_2ofySpySfG_SPySfGSitF>:
  25a210:	fmla	v0.4s, v1.4s, v2.4s
  25a214:	bl	4010 <expf@plt>
