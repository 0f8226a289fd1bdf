# Made by hand, for the rules of check-asm: tiles of half vectors beside those of whole ones.
# finds: gradmark: half Tile<1, 1>.compute beside an update holds 0 vector multiply-adds of at least 1
# finds: gradmark: Tile<1, 2>.compute holds 0 vector multiply-adds of at least 2

000000000025b000 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$0__$0_s5SIMD8VySfGAA02NoI0VTt3g5>:
  25b010:	vfmadd231ps (%rax),%ymm2,%ymm0

000000000025b100 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$0__$0_s5SIMD8VySfGAA14TrailingUpdateVTt3g5>:
  25b110:	vmulps %ymm3,%ymm1,%ymm1

000000000025b200 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$0__$0_s6SIMD16VySfGAA02NoI0VTt3g5>:
  25b210:	vfmadd231ps (%rax),%zmm2,%zmm0

000000000025b300 <$s7Kernels4TileO7compute_3row5panel6besideySPyAA15ProductOperandsVG_S2iqd__ztAA0B9CompanionRd__lFZ$0__$1_s6SIMD16VySfGAA02NoI0VTt3g5>:
  25b310:	vfmadd231ps (%rax),%ymm2,%ymm0
