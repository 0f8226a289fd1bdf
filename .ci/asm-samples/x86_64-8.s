# Made from a disassembly, for the rules of check-asm. Nothing is found in the kernels that are as they
# should be: scaleGradient, a tile, and computeLSTM but for one of its calls.
# finds: gradmark: updateMovingAverage holds 0 operations of whole vectors of at least 2
# finds: gradmark: updateMovingAverage computes more with single floats (3) than with whole vectors (0)
# finds: gradmark: addPenalty holds 0 vector multiply-adds of at least 1
# finds: gradmark: Tile<2, 1>.compute beside an update holds 1 vector multiply-adds of at least 2
# finds: gradmark: computeLSTM calls <expf@plt>
# finds: gradmark: computeNorm computes with single floats and is not listed in .ci/check-asm
# finds: gradmark: Norms.compute computes with whole vectors and is not listed in .ci/check-asm

00000000002598b0 <$s7Kernels13scaleGradient_2by5countySpySfG_SfSitF>:
  2598bb:	vbroadcastss %xmm0,%ymm0
  2598d0:	vmulps (%rdi,%rax,4),%ymm0,%ymm1
  2598d5:	vmovups %ymm1,(%rdi,%rax,4)
  2598e1:	jl     2598d0 <$s7Kernels13scaleGradient_2by5countySpySfG_SfSitF+0x20>
  25991a:	call   ba230 <$ss11_StringGutsV4growyySiF@plt>
  25994d:	call   b9aa0 <swift_bridgeObjectRelease@plt>

000000000025a100 <$s7Kernels19updateMovingAverage_5batch8momentum5countySpySfG_SPySfGSfSitF>:
  25a110:	vmovss (%rsi,%rax,4),%xmm1
  25a115:	vsubss (%rdi,%rax,4),%xmm1,%xmm2
  25a11a:	vmulss %xmm0,%xmm2,%xmm2
  25a120:	vaddss (%rdi,%rax,4),%xmm2,%xmm2
  25a126:	vmovss %xmm2,(%rdi,%rax,4)

000000000025a200 <$s7Kernels10addPenalty_2ofySpySfG_SPySfGSitF>:
  25a210:	vmulps %ymm1,%ymm2,%ymm3
  25a214:	vaddps %ymm0,%ymm3,%ymm3

000000000025b000 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$1__$0_s5SIMD8VySfGAA02NoI0VTt3g5>:
  25b010:	vfmadd231ps (%rax),%ymm2,%ymm0
  25b015:	vfmadd231ps (%rax),%ymm3,%ymm1

000000000025b100 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$1__$0_s5SIMD8VySfGAA14TrailingUpdateVTt3g5>:
  25b110:	vfmadd231ps (%rax),%ymm2,%ymm0
  25b115:	vmulps %ymm3,%ymm1,%ymm1

000000000025bf00 <$s7Kernels11computeLSTM_5stateyAA10LSTMMomentV_SpySfGtF>:
  25bfe8:	call   250070 <$s7Kernels17computeActivation_6inputs7outputs5countyAA011ElementwiseC0O_SPySfGSpySfGSitF>
  25bff0:	vmulps %ymm1,%ymm2,%ymm3
  25bff4:	vfmadd213ps (%rax),%ymm2,%ymm3
  25c000:	call   4010 <expf@plt>

000000000025d000 <$s7Kernels11computeNorm2ofSfSPySfG_tF>:
  25d010:	vmulss %xmm0,%xmm0,%xmm0

000000000025d100 <$s7Kernels5NormsV7compute2ofySPySfG_tF>:
  25d110:	vmulss %xmm0,%xmm0,%xmm0
  25d114:	vmaxps %ymm0,%ymm1,%ymm1

000000000025e000 <$s8Training5NormsV7compute2ofySPySfG_tF>:
  25e010:	vmulss %xmm0,%xmm0,%xmm0
  25e014:	call   4010 <expf@plt>
