# Made by hand, for the rules of check-asm: tiles of half vectors beside those of whole ones.
# finds: gradmark: Tile<1, 2>.compute holds 0 vector multiply-adds of at least 2, at 0x25b300
# finds: gradmark: half Tile<1, 1>.compute beside an update holds 0 operations of whole vectors beside its products of at least 28, at 0x25b100
# finds: gradmark: half Tile<1, 1>.compute beside an update holds 0 vector multiply-adds of at least 1, at 0x25b100

000000000025b000 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$0__$0_s5SIMD8VySfGAA02NoI0VTt3g5>:
  25b010:	vfmadd231ps (%rax),%ymm2,%ymm0

000000000025b100 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$0__$0_s5SIMD8VySfGAA14TrailingUpdateVTt3g5>:
  25b110:	vmulps %ymm3,%ymm1,%ymm1

000000000025b200 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$0__$0_s6SIMD16VySfGAA02NoI0VTt3g5>:
  25b210:	vfmadd231ps (%rax),%zmm2,%zmm0

000000000025b300 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$0__$1_s6SIMD16VySfGAA02NoI0VTt3g5>:
  25b310:	vfmadd231ps (%rax),%ymm2,%ymm0

000000000025b400 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$1__$0_s5SIMD8VySfGAA14TrailingUpdateVTt3g5>:
  25b410:	vfmadd231ps (%rax),%ymm2,%ymm0
  25b416:	vfmadd231ps (%rax),%ymm2,%ymm1
  25b420:	vmulps %zmm3,%zmm1,%zmm1
  25b424:	vmulps %zmm3,%zmm1,%zmm1
  25b428:	vmulps %zmm3,%zmm1,%zmm1
  25b42c:	vmulps %zmm3,%zmm1,%zmm1
  25b430:	vmulps %zmm3,%zmm1,%zmm1
  25b434:	vmulps %zmm3,%zmm1,%zmm1
  25b438:	vmulps %zmm3,%zmm1,%zmm1
  25b43c:	vmulps %zmm3,%zmm1,%zmm1
  25b440:	vmulps %zmm3,%zmm1,%zmm1
  25b444:	vmulps %zmm3,%zmm1,%zmm1
  25b448:	vmulps %zmm3,%zmm1,%zmm1
  25b44c:	vmulps %zmm3,%zmm1,%zmm1
  25b450:	vmulps %zmm3,%zmm1,%zmm1
  25b454:	vmulps %zmm3,%zmm1,%zmm1
  25b458:	vmulps %zmm3,%zmm1,%zmm1
  25b45c:	vmulps %zmm3,%zmm1,%zmm1
  25b460:	vmulps %zmm3,%zmm1,%zmm1
  25b464:	vmulps %zmm3,%zmm1,%zmm1
  25b468:	vmulps %zmm3,%zmm1,%zmm1
  25b46c:	vmulps %zmm3,%zmm1,%zmm1
  25b470:	vmulps %zmm3,%zmm1,%zmm1
  25b474:	vmulps %zmm3,%zmm1,%zmm1
  25b478:	vmulps %zmm3,%zmm1,%zmm1
  25b47c:	vmulps %zmm3,%zmm1,%zmm1
  25b480:	vmulps %zmm3,%zmm1,%zmm1
  25b484:	vmulps %zmm3,%zmm1,%zmm1
  25b488:	vmulps %zmm3,%zmm1,%zmm1
  25b48c:	vmulps %zmm3,%zmm1,%zmm1
