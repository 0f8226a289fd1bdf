# Made from a disassembly, for the rules of check-asm. Nothing is found in the functions that are as they
# should be: scaleGradient, a tile, computeLSTM but for one of its calls, loops of multiplyBySoftmaxDerivative whose
# constant lies on the stack and which copy from there, sums of doubles that are listed, and another module's
# extension of String.
# finds: gradmark: $s7Kernels11computeRows4withyS2fXE_tFS2fXEfU_ computes with whole vectors and is not listed in .ci/asm-kernels.awk, at 0x25e510
# finds: gradmark: $s8Networks5ShapeV6reduceyS2f_SfXEF24$s7Kernels4mean2ofS2f_tFS2fXEfU_Tf1cn_n computes with single floats and is not listed in .ci/asm-kernels.awk, at 0x25f710
# finds: gradmark: $sSTsE6reduceyqd__qd___qd__qd___7ElementQztKXEtKlFSRySfG_SdTg5037$s7Kernels11computeMean2ofSdSRySfG_tFS2d_K5XEfU_Tf1ncn_n computes with doubles and is not listed in .ci/asm-kernels.awk, at 0x25f414
# finds: gradmark: $sSTsE6reduceyqd__qd___qd__qd___7ElementQztKXEtKlFSaySfG_SfTg5 computes with single floats and is not listed in .ci/asm-kernels.awk, at 0x25f510
# finds: gradmark: $ss5SIMD8V7KernelsE11exponentialACyxGyF computes with whole vectors and is not listed in .ci/asm-kernels.awk, at 0x25e410
# finds: gradmark: Norms.compute computes with single floats and is not listed in .ci/asm-kernels.awk, at 0x25d110
# finds: gradmark: Tile<2, 1>.compute beside an update holds 1 operations of whole vectors beside its products of at least 28, at 0x25b100
# finds: gradmark: Tile<2, 1>.compute beside an update holds 1 vector multiply-adds of at least 2, at 0x25b100
# finds: gradmark: Training.Means.compute calls <expf@plt> and is not listed in .ci/asm-kernels.awk, at 0x25f010
# finds: gradmark: Training.Norms.compute computes with single floats and is not listed in .ci/asm-kernels.awk, at 0x25e010
# finds: gradmark: Training.Totals.sum sums doubles in a loop and is not listed in .ci/asm-kernels.awk, at 0x25f118
# finds: gradmark: accumulateDropout computes in a loop with 1 operations of single floats, at 0x25ed30
# finds: gradmark: accumulateVector calls <swift_allocObject@plt>, at 0x25e914
# finds: gradmark: addPenalty holds 0 vector multiply-adds of at least 1, at 0x25a200
# finds: gradmark: applySoftmax calls <expf@plt>, at 0x25e820
# finds: gradmark: applySoftmax holds 1 vector multiply-adds of at least 8, at 0x25e800
# finds: gradmark: clipGradient moves vectors to or from the stack 4 times in a loop with 2 operations, at 0x25ea10
# finds: gradmark: computeDropout computes in loops with single floats (2) beside whole vectors (2), at 0x25ec00
# finds: gradmark: computeGRUGates calls <$s7Kernels15computeGRUGates_5resetyAA9GRUMomentV_AA8GRUResetOtFTf4nn_n>, at 0x25ef98
# finds: gradmark: computeGRUState calls <expf@plt>, at 0x25ef18
# finds: gradmark: computeHalves computes with parts of vectors and is not listed in .ci/asm-kernels.awk, at 0x25e110
# finds: gradmark: computeLSTM calls <expf@plt>, at 0x25c000
# finds: gradmark: computeNorm computes with single floats and is not listed in .ci/asm-kernels.awk, at 0x25d010
# finds: gradmark: computePowers calls <expf@plt> and is not listed in .ci/asm-kernels.awk, at 0x25e310
# finds: gradmark: computeTotals computes with doubles and is not listed in .ci/asm-kernels.awk, at 0x25e210
# finds: gradmark: gm_helper computes with whole vectors and is not listed in .ci/asm-kernels.awk, at 0x25e610
# finds: gradmark: multiplyBySoftmaxDerivative calls <$ss5SIMD8V7KernelsE11exponentialACyxGyF>, at 0x25e714
# finds: gradmark: updateMovingAverage computes with single floats (3) beside whole vectors (0), at 0x25a100
# finds: gradmark: updateMovingAverage holds 0 operations of whole vectors of at least 2, at 0x25a100
# finds: gradmark: updateMovingMean calls <erff@plt> and is not listed in .ci/asm-kernels.awk, at 0x25ee10

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

000000000025e100 <$s7Kernels13computeHalves2ofySPySfG_tF>:
  25e110:	vfmadd231ps (%rax),%xmm2,%xmm0

000000000025e200 <$s7Kernels13computeTotals2ofSdSPySfG_tF>:
  25e210:	vaddsd %xmm0,%xmm0,%xmm0

000000000025e300 <$s7Kernels13computePowers2ofySPySfG_tF>:
  25e310:	jmp    4010 <expf@plt>

000000000025e400 <$ss5SIMD8V7KernelsE11exponentialACyxGyF>:
  25e410:	vmulps %ymm0,%ymm1,%ymm1

000000000025e500 <$s7Kernels11computeRows4withyS2fXE_tFS2fXEfU_>:
  25e510:	vmulps %ymm0,%ymm1,%ymm1

000000000025e600 <gm_helper>:
  25e610:	vmulps %ymm0,%ymm1,%ymm1

000000000025e700 <$s7Kernels27multiplyBySoftmaxDerivative7outputs8gradientyAA9PanelRowsV_AFtF>:
  25e710:	vfmadd231ps (%rax),%ymm2,%ymm0
  25e714:	call   25e400 <$ss5SIMD8V7KernelsE11exponentialACyxGyF>

000000000025e800 <$s7Kernels12applySoftmax2toyAA9PanelRowsV_tF>:
  25e810:	vfmadd231ps (%rax),%ymm2,%ymm0
  25e814:	je     25e810 <$s7Kernels12applySoftmax2toyAA9PanelRowsV_tF+0x10>
  25e81a:	jmp    *%rax
  25e820:	jmp    4010 <expf@plt>

000000000025e900 <$s7Kernels16accumulateVector_4into5countySPySfG_SpySfGSitF>:
  25e910:	vaddps (%rax),%ymm2,%ymm0
  25e914:	call   4020 <swift_allocObject@plt>

000000000025ea00 <$s7Kernels12clipGradient_2to5countySpySfG_SfSitF>:
  25ea10:	vmovups 0x40(%rsp),%ymm0
  25ea16:	vmaxps (%rdi),%ymm0,%ymm0
  25ea1a:	vmovups %ymm0,-0x40(%rbp)
  25ea20:	vmovups -0x60(%rbp),%ymm1
  25ea26:	vminps (%rdi),%ymm1,%ymm1
  25ea2a:	vmovups %ymm1,0x20(%rsp,%rax,4)
  25ea30:	jne    25ea10 <$s7Kernels12clipGradient_2to5countySpySfG_SfSitF+0x10>

000000000025eb00 <$s7Kernels27multiplyBySoftmaxDerivative7outputs8gradientyAA8LaneRowsV_AFtF>:
  25eb10:	vmulps -0x40(%rbp),%ymm0,%ymm0
  25eb14:	vfmadd231ps (%rax),%ymm2,%ymm0
  25eb18:	jne    25eb10 <$s7Kernels27multiplyBySoftmaxDerivative7outputs8gradientyAA8LaneRowsV_AFtF+0x10>
  25eb20:	vmovups -0x40(%rbp),%ymm0
  25eb24:	jne    25eb20 <$s7Kernels27multiplyBySoftmaxDerivative7outputs8gradientyAA8LaneRowsV_AFtF+0x20>

000000000025ec00 <$s7Kernels14computeDropout_6inputs7outputs8firstRowyAA0C4MaskV_AA9PanelRowsVAISitF>:
  25ec04:	vmulps %ymm0,%ymm1,%ymm1
  25ec08:	vaddps %ymm0,%ymm1,%ymm1
  25ec10:	vmulps %ymm0,%ymm1,%ymm1
  25ec14:	vaddps %ymm0,%ymm1,%ymm1
  25ec18:	vmulss %xmm0,%xmm1,%xmm1
  25ec1c:	vaddsd %xmm0,%xmm1,%xmm1
  25ec20:	jne    25ec10 <$s7Kernels14computeDropout_6inputs7outputs8firstRowyAA0C4MaskV_AA9PanelRowsVAISitF+0x10>
  25ec26:	jne    25ec04 <$s7Kernels14computeDropout_6inputs7outputs8firstRowyAA0C4MaskV_AA9PanelRowsVAISitF+0x4>

000000000025ed00 <$s7Kernels17accumulateDropout_6inputs7outputs8firstRowyAA0C4MaskV_AA9PanelRowsVAISitF>:
  25ed10:	vmulps %ymm0,%ymm1,%ymm1
  25ed14:	vaddps %ymm0,%ymm1,%ymm1
  25ed18:	vaddps %ymm0,%ymm1,%ymm1
  25ed1c:	vmulps %ymm0,%ymm1,%ymm1
  25ed20:	jne    25ed10 <$s7Kernels17accumulateDropout_6inputs7outputs8firstRowyAA0C4MaskV_AA9PanelRowsVAISitF+0x10>
  25ed30:	vaddss (%rdi),%xmm1,%xmm1
  25ed34:	jne    25ed30 <$s7Kernels17accumulateDropout_6inputs7outputs8firstRowyAA0C4MaskV_AA9PanelRowsVAISitF+0x30>

000000000025ee00 <$s7Kernels16updateMovingMean2ofySpySfG_tF>:
  25ee10:	jne    4030 <erff@plt>

000000000025ef00 <$s7Kernels15computeGRUState_5stateyAA9GRUMomentV_SpySfGtF>:
  25ef10:	vmulps %ymm0,%ymm1,%ymm1
  25ef14:	vaddps %ymm0,%ymm1,%ymm1
  25ef18:	je     4010 <expf@plt>

000000000025ef80 <$s7Kernels15computeGRUGates_5resetyAA9GRUMomentV_AA8GRUResetOtF>:
  25ef90:	vmulps %ymm0,%ymm1,%ymm1
  25ef94:	vaddps %ymm0,%ymm1,%ymm1
  25ef98:	jb     25efe0 <$s7Kernels15computeGRUGates_5resetyAA9GRUMomentV_AA8GRUResetOtFTf4nn_n>

000000000025f000 <$s8Training5MeansV7compute2ofySPySfG_tF>:
  25f010:	call   4010 <expf@plt>

000000000025f100 <$s8Training6TotalsV3sum2ofSdSPySfG_tF>:
  25f110:	vcvtss2sd (%rdi),%xmm1,%xmm1
  25f114:	vaddsd %xmm1,%xmm0,%xmm0
  25f118:	jne    25f110 <$s8Training6TotalsV3sum2ofSdSPySfG_tF+0x10>

000000000025f200 <$s8Training11sumInDoubleySdSPySfG_SitF>:
  25f210:	vaddsd (%rdi),%xmm0,%xmm0
  25f214:	jne    25f210 <$s8Training11sumInDoubleySdSPySfG_SitF+0x10>

000000000025f300 <$s8Training6TotalsV4timeSdyF>:
  25f310:	call   25f100 <$s8Training6TotalsV3sum2ofSdSPySfG_tF>
  25f314:	vaddsd %xmm1,%xmm0,%xmm0
  25f318:	jne    25f310 <$s8Training6TotalsV4timeSdyF+0x10>

000000000025f400 <$sSTsE6reduceyqd__qd___qd__qd___7ElementQztKXEtKlFSRySfG_SdTg5037$s7Kernels11computeMean2ofSdSRySfG_tFS2d_K5XEfU_Tf1ncn_n>:
  25f410:	vcvtss2sd (%rdi),%xmm1,%xmm1
  25f414:	vaddsd %xmm1,%xmm0,%xmm0

000000000025f500 <$sSTsE6reduceyqd__qd___qd__qd___7ElementQztKXEtKlFSaySfG_SfTg5>:
  25f510:	vaddss (%rdi),%xmm0,%xmm0

000000000025f600 <$sSS4YamsE11sexagesimal33_608638BC4D2A7486178DA35D0420B81ALLxSgyAA22SexagesimalConvertibleRzlFSf_Tg5>:
  25f610:	vaddss (%rdi),%xmm0,%xmm0

000000000025f700 <$s8Networks5ShapeV6reduceyS2f_SfXEF24$s7Kernels4mean2ofS2f_tFS2fXEfU_Tf1cn_n>:
  25f710:	vaddss (%rdi),%xmm0,%xmm0
