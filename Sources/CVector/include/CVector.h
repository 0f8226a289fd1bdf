// Vector built-ins that Swift has no word for. Clang imports `gm_vector` as SIMD16<Float>,
// SIMD8<Float> or SIMD4<Float>, so the kernels are written once for every width; each function
// here is one instruction (or a few) where the target has it.
//
// Swift's own `addingProduct` and `rounded` are no substitutes: without hardware FMA the first
// calls libm lane by lane, and the second does so everywhere.

#ifndef GRADMARK_CVECTOR_H
#define GRADMARK_CVECTOR_H

// Lanes of one vector and rows of one register tile. Two vectors a row fill the registers:
//   AVX-512  8×2 of 32 registers hold sums; 2 vectors and a broadcast beside them
//   AVX      6×2 of 16
//   SSE2     4×2 of 16 (no embedded broadcast: each takes a register)
//   NEON     8×2 of 32, the 8×8 tile of published kernels; not measured by us
// A tile of few rows takes three vectors a row, lest its sums wait for themselves: GM_FLAT_TILE_ROWS
// is the most rows that it may have. SSE2 has no register left for that. GM_SPARE_REGISTERS says whether
// a tile leaves the dozen registers of an update beside its sums; NEON's 32 would do, but that was not measured.
// GM_HALF_TILES says whether a last panel that is half empty is worth a tile of half vectors.
#if defined(__AVX512F__)
#define GM_LANES 16
#define GM_TILE_ROWS 8
#define GM_FLAT_TILE_ROWS 4
#define GM_SPARE_REGISTERS 1
#define GM_HALF_TILES 1
#elif defined(__AVX__)
#define GM_LANES 8
#define GM_TILE_ROWS 6
#define GM_FLAT_TILE_ROWS 4
#define GM_SPARE_REGISTERS 0
#define GM_HALF_TILES 0
#elif defined(__aarch64__)
#define GM_LANES 4
#define GM_TILE_ROWS 8
#define GM_FLAT_TILE_ROWS 4
#define GM_SPARE_REGISTERS 0
#define GM_HALF_TILES 0
#else
#define GM_LANES 4
#define GM_TILE_ROWS 4
#define GM_FLAT_TILE_ROWS 0
#define GM_SPARE_REGISTERS 0
#define GM_HALF_TILES 0
#endif

typedef float gm_vector __attribute__((ext_vector_type(GM_LANES)));
typedef float gm_half __attribute__((ext_vector_type(GM_LANES / 2)));
typedef int gm_integers __attribute__((ext_vector_type(GM_LANES)));

// a·b + c. Rounded once where the target has FMA, twice where it has not.
static inline __attribute__((always_inline)) gm_vector gm_fma(gm_vector a, gm_vector b, gm_vector c) {
#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

static inline __attribute__((always_inline)) gm_half gm_fma_half(gm_half a, gm_half b, gm_half c) {
#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

// Half a vector, loaded; and stored with zeros behind it, as a whole one.
static inline __attribute__((always_inline)) gm_half gm_load_half(const float *source) {
  gm_half half;
  __builtin_memcpy(&half, source, sizeof(half));
  return half;
}
static inline __attribute__((always_inline)) void gm_store_half(gm_half a, float *target) {
  gm_half zeros = (gm_half)0.0f;
  __builtin_memcpy(target, &a, sizeof(a));
  __builtin_memcpy(target + GM_LANES / 2, &zeros, sizeof(zeros));
}

static inline __attribute__((always_inline)) gm_vector gm_sqrt(gm_vector a) {
  return __builtin_elementwise_sqrt(a);
}

// The larger and the smaller; a NaN in `a` stays.
static inline __attribute__((always_inline)) gm_vector gm_max(gm_vector a, gm_vector b) {
  return a < b ? b : a;
}

static inline __attribute__((always_inline)) gm_vector gm_min(gm_vector a, gm_vector b) {
  return a > b ? b : a;
}

// The same, where NaN in either stays.
static inline __attribute__((always_inline)) gm_vector gm_maximum(gm_vector a, gm_vector b) {
  return b == b ? (a < b ? b : a) : b;
}

static inline __attribute__((always_inline)) gm_vector gm_minimum(gm_vector a, gm_vector b) {
  return b == b ? (a > b ? b : a) : b;
}

// x < y ? a : b, lane by lane.
static inline __attribute__((always_inline)) gm_vector gm_select_less(gm_vector x, gm_vector y, gm_vector a,
                                                                        gm_vector b) {
  return x < y ? a : b;
}

// x = y ? a : b, lane by lane.
static inline __attribute__((always_inline)) gm_vector gm_select_equal(gm_vector x, gm_vector y, gm_vector a,
                                                                         gm_vector b) {
  return x == y ? a : b;
}

static inline __attribute__((always_inline)) gm_vector gm_abs(gm_vector a) {
  return __builtin_elementwise_abs(a);
}

// 1.5·2²³: added to a number of at most 2²², it leaves the nearest whole one, ties to even, in the
// lowest bits, and taken away again, that number: SSE2 has no rounding instruction.
#define GM_ROUNDING 12582912.0f

// x·2ⁿ for a whole −252 ≤ n ≤ 254. Two factors, since the exponent field of one ends at 127.
static inline __attribute__((always_inline)) gm_vector gm_scale(gm_vector x, gm_vector n) {
  gm_integers whole = __builtin_convertvector(n, gm_integers);
  gm_integers half = whole >> 1;
  gm_vector first = (gm_vector)((half + 127) << 23);
  gm_vector second = (gm_vector)((whole - half + 127) << 23);
  return x * first * second;
}

// The exponent e of a positive normal x = m·2ᵉ with √½ ≤ m < √2; a meaningless number for others.
static inline __attribute__((always_inline)) gm_vector gm_exponent(gm_vector x) {
  // 0x3f3504f3 is √½: below it the mantissa belongs to the exponent before.
  gm_integers bits = ((gm_integers)x - 0x3f3504f3) >> 23;
  return __builtin_convertvector(bits, gm_vector);
}

// m − 1 for the same x, exact before the subtraction; NaN for NaN. It comes from a product, since
// m's own bits, taken out of x's, would make a number of NaN.
static inline __attribute__((always_inline)) gm_vector gm_mantissa_less_one(gm_vector x) {
  gm_integers exponent = ((gm_integers)x - 0x3f3504f3) & (int)0xff800000;
  gm_vector inverse_power = (gm_vector)(0x3f800000 - exponent);
  return gm_fma(x, inverse_power, (gm_vector)-1.0f);
}

// |a| with the sign of b.
static inline __attribute__((always_inline)) gm_vector gm_copy_sign(gm_vector a, gm_vector b) {
  gm_integers sign = (gm_integers)b & (int)0x80000000;
  return (gm_vector)(((gm_integers)a & 0x7fffffff) | sign);
}

// The lanes added up, halves first: a fixed order, which is part of every result.
static inline __attribute__((always_inline)) float gm_sum(gm_vector a) {
#if GM_LANES == 16
  float __attribute__((ext_vector_type(8))) eight = a.lo + a.hi;
#elif GM_LANES == 8
  gm_vector eight = a;
#endif
#if GM_LANES >= 8
  float __attribute__((ext_vector_type(4))) four = eight.lo + eight.hi;
#else
  gm_vector four = a;
#endif
  float __attribute__((ext_vector_type(2))) two = four.lo + four.hi;
  return two.x + two.y;
}

// The largest lane.
static inline __attribute__((always_inline)) float gm_largest(gm_vector a) {
  return __builtin_reduce_max(a);
}

// 0, 1, 2, …
static inline __attribute__((always_inline)) gm_vector gm_lane_numbers(void) {
  gm_vector lane;
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) lane[i] = i;
  return lane;
}

// 1 in the first `count` lanes, 0 in the others.
static inline __attribute__((always_inline)) gm_vector gm_mask(int count) {
  return gm_lane_numbers() < (float)count ? (gm_vector)1.0f : (gm_vector)0.0f;
}

#if GM_LANES == 16
#define GM_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define GM_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif GM_LANES == 8
#define GM_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define GM_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#else
#define GM_LOW 0, 4, 1, 5
#define GM_HIGH 2, 6, 3, 7
#endif

// Transposes a square of lanes × lanes floats: row r of `rows` becomes lane r of every vector.
//
// Each round interleaves row i with row i + lanes/2, which turns the index of an element by one
// bit; after log2(lanes) rounds row and column have changed places. In C, since Swift has no array
// that is sure to stay in registers.
static inline __attribute__((always_inline)) void gm_turn(gm_vector rows[GM_LANES]) {
  gm_vector turned[GM_LANES];
#pragma clang loop unroll(full)
  for (int width = 1; width < GM_LANES; width *= 2) {
#pragma clang loop unroll(full)
    for (int i = 0; i < GM_LANES / 2; i++) {
      turned[2 * i] = __builtin_shufflevector(rows[i], rows[i + GM_LANES / 2], GM_LOW);
      turned[2 * i + 1] = __builtin_shufflevector(rows[i], rows[i + GM_LANES / 2], GM_HIGH);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < GM_LANES; i++) rows[i] = turned[i];
  }
}

// The same from `source`, whose rows are `stride` floats apart, to the contiguous vectors of `target`.
static inline __attribute__((always_inline)) void gm_transpose(const float *source, long stride,
                                                               float *target) {
  gm_vector rows[GM_LANES];
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) __builtin_memcpy(&rows[i], source + i * stride, sizeof(gm_vector));
  gm_turn(rows);
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) __builtin_memcpy(target + i * GM_LANES, &rows[i], sizeof(gm_vector));
}

// Floats in a cache line of the machines that are known here.
#define GM_LINE 16

// Asks for the cache line of `address` in the second-level cache; reads nothing, so any address will do.
static inline __attribute__((always_inline)) void gm_prefetch(const float *address) {
  __builtin_prefetch(address, 0, 2);
}

// Pairs of neighbours, in two granules: single lanes within every 128 bits, and 128 bits as a whole.
// Adding the even ones of two vectors to the odd ones halves both into one, in their order.
#if GM_LANES == 16
#define GM_EVEN 0, 2, 16, 18, 4, 6, 20, 22, 8, 10, 24, 26, 12, 14, 28, 30
#define GM_ODD 1, 3, 17, 19, 5, 7, 21, 23, 9, 11, 25, 27, 13, 15, 29, 31
#define GM_EVEN_QUARTERS 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27
#define GM_ODD_QUARTERS 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31
#elif GM_LANES == 8
#define GM_EVEN 0, 2, 8, 10, 4, 6, 12, 14
#define GM_ODD 1, 3, 9, 11, 5, 7, 13, 15
#define GM_EVEN_QUARTERS 0, 1, 2, 3, 8, 9, 10, 11
#define GM_ODD_QUARTERS 4, 5, 6, 7, 12, 13, 14, 15
#else
#define GM_EVEN 0, 2, 4, 6
#define GM_ODD 1, 3, 5, 7
#endif

// The sums of all lanes of as many vectors as there are lanes: lane l of the result is that of vector l.
//
// Each round adds neighbouring halves of two vectors into one, so that all sums together take one
// addition less than there are lanes.
static inline __attribute__((always_inline)) gm_vector gm_lane_sums(gm_vector sums[GM_LANES]) {
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES / 2; i++) {
    sums[i] = __builtin_shufflevector(sums[2 * i], sums[2 * i + 1], GM_EVEN) +
              __builtin_shufflevector(sums[2 * i], sums[2 * i + 1], GM_ODD);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES / 4; i++) {
    sums[i] = __builtin_shufflevector(sums[2 * i], sums[2 * i + 1], GM_EVEN) +
              __builtin_shufflevector(sums[2 * i], sums[2 * i + 1], GM_ODD);
  }
#if GM_LANES >= 8
#pragma clang loop unroll(full)
  for (int width = GM_LANES / 8; width > 0; width /= 2) {
#pragma clang loop unroll(full)
    for (int i = 0; i < width; i++) {
      sums[i] = __builtin_shufflevector(sums[2 * i], sums[2 * i + 1], GM_EVEN_QUARTERS) +
                __builtin_shufflevector(sums[2 * i], sums[2 * i + 1], GM_ODD_QUARTERS);
    }
  }
#endif
  return sums[0];
}

// For each lane l the sum of all lanes of Σ x·y over `panels` vectors, at least one: x is `x_step`
// floats further in every panel, y begins with row l of neighbouring vectors and is `y_step` floats
// further. In C, since Swift has no array that is sure to stay in registers.
static inline __attribute__((always_inline)) gm_vector gm_row_products(const float *x, long x_step,
                                                                       const float *y, long y_step,
                                                                       long panels) {
  gm_vector sums[GM_LANES], left, right;
  __builtin_memcpy(&left, x, sizeof(gm_vector));
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) {
    __builtin_memcpy(&right, y + i * GM_LANES, sizeof(gm_vector));
    sums[i] = left * right;
  }
  while (--panels > 0) {
    x += x_step;
    y += y_step;
    __builtin_memcpy(&left, x, sizeof(gm_vector));
#pragma clang loop unroll(full)
    for (int i = 0; i < GM_LANES; i++) {
      __builtin_memcpy(&right, y + i * GM_LANES, sizeof(gm_vector));
      sums[i] = gm_fma(left, right, sums[i]);
    }
  }
  return gm_lane_sums(sums);
}

// Adds the products of two neighbouring vectors of x and half as many rows, so that a row serves two sums.
static inline __attribute__((always_inline)) void gm_add_half_products(const float *x, const float *y,
                                                                       gm_vector sums[GM_LANES]) {
  gm_vector first, second, right;
  __builtin_memcpy(&first, x, sizeof(gm_vector));
  __builtin_memcpy(&second, x + GM_LANES, sizeof(gm_vector));
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES / 2; i++) {
    __builtin_memcpy(&right, y + i * GM_LANES, sizeof(gm_vector));
    sums[i] = gm_fma(first, right, sums[i]);
    sums[i + GM_LANES / 2] = gm_fma(second, right, sums[i + GM_LANES / 2]);
  }
}

// The same for two neighbouring vectors of x and the first half of the rows: the lower half of the lanes is of
// the first vector, the upper half of the second.
static inline __attribute__((always_inline)) gm_vector gm_half_row_products(const float *x, long x_step,
                                                                            const float *y, long y_step,
                                                                            long panels) {
  gm_vector sums[GM_LANES], first, second, right;
  __builtin_memcpy(&first, x, sizeof(gm_vector));
  __builtin_memcpy(&second, x + GM_LANES, sizeof(gm_vector));
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES / 2; i++) {
    __builtin_memcpy(&right, y + i * GM_LANES, sizeof(gm_vector));
    sums[i] = first * right;
    sums[i + GM_LANES / 2] = second * right;
  }
  while (--panels > 0) {
    x += x_step;
    y += y_step;
    gm_add_half_products(x, y, sums);
  }
  return gm_lane_sums(sums);
}

// The same for two neighbouring vectors of x and half as many rows, so that a row serves two sums: the
// lower half of the lanes is of the first vector, the upper half of the second. On the way it asks for the
// cache lines at `ahead`, `lines` of them, `ahead_step` floats further in every panel: a few at a time, since
// more than a core can have under way would stop it.
static inline __attribute__((always_inline)) gm_vector gm_row_pair_products(const float *x, long x_step,
                                                                            const float *y, long y_step,
                                                                            long panels,
                                                                            const float *const ahead[], long lines,
                                                                            long ahead_step) {
  gm_vector sums[GM_LANES];
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) sums[i] = (gm_vector)0.0f;
  for (long place = 0; panels > 0; panels--) {
    gm_add_half_products(x, y, sums);
#pragma clang loop unroll(disable)
    for (long line = 0; line < lines; line++) gm_prefetch(ahead[line] + place);
    x += x_step;
    y += y_step;
    place += ahead_step;
  }
  return gm_lane_sums(sums);
}

// Stores the lower half of `a` at `target` and the upper one a vector further, or adds them to what is there.
static inline __attribute__((always_inline)) void gm_store_halves(gm_vector a, float *target, int adds) {
  float __attribute__((ext_vector_type(GM_LANES / 2))) low = a.lo, high = a.hi, before;
  if (adds) {
    __builtin_memcpy(&before, target, sizeof(before));
    low = before + low;
    __builtin_memcpy(&before, target + GM_LANES, sizeof(before));
    high = before + high;
  }
  __builtin_memcpy(target, &low, sizeof(low));
  __builtin_memcpy(target + GM_LANES, &high, sizeof(high));
}

// Stores the first `count` lanes of either half, each with zeros behind it as a whole vector.
static inline __attribute__((always_inline)) void gm_part_halves(gm_vector a, int count, float *low, float *high) {
  const gm_vector zeros = (gm_vector)0.0f;
  gm_vector mask = gm_mask(count), upper = zeros;
  upper.lo = a.hi;
  a = mask > 0.0f ? a : zeros;
  upper = mask > 0.0f ? upper : zeros;
  __builtin_memcpy(low, &a, sizeof(a));
  __builtin_memcpy(high, &upper, sizeof(upper));
}

// Neighbours of two vectors in turns, within every 128 bits: the first two of each, and the last two.
#if GM_LANES == 16
#define GM_LOW_IN_QUARTERS 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define GM_HIGH_IN_QUARTERS 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
#elif GM_LANES == 8
#define GM_LOW_IN_QUARTERS 0, 8, 1, 9, 4, 12, 5, 13
#define GM_HIGH_IN_QUARTERS 2, 10, 3, 11, 6, 14, 7, 15
#else
#define GM_LOW_IN_QUARTERS GM_LOW
#define GM_HIGH_IN_QUARTERS GM_HIGH
#endif

// The 128-bit quarters of a vector, from as many addresses as it has.
typedef float gm_quarter __attribute__((ext_vector_type(4)));
static inline __attribute__((always_inline)) gm_vector gm_load_quarters(const float *const rows[], long step,
                                                                        long column) {
  gm_quarter quarters[GM_LANES / 4];
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES / 4; i++)
    __builtin_memcpy(&quarters[i], rows[i * step] + column, sizeof(gm_quarter));
#if GM_LANES == 16
  return __builtin_shufflevector(
      __builtin_shufflevector(quarters[0], quarters[1], 0, 1, 2, 3, 4, 5, 6, 7),
      __builtin_shufflevector(quarters[2], quarters[3], 0, 1, 2, 3, 4, 5, 6, 7), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
      10, 11, 12, 13, 14, 15);
#elif GM_LANES == 8
  return __builtin_shufflevector(quarters[0], quarters[1], 0, 1, 2, 3, 4, 5, 6, 7);
#else
  return quarters[0];
#endif
}

// The first `count` of four columns of as many rows as there are lanes, one row a lane: row 4q + i comes into
// quarter q of vector i, and squares of four are turned within the quarters.
static inline __attribute__((always_inline)) void gm_gather_four(const float *const rows[GM_LANES], long column,
                                                                 long count, float *target) {
  gm_vector square[4], turned[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) square[i] = gm_load_quarters(rows + i, 4, column);
#pragma clang loop unroll(full)
  for (int round = 0; round < 2; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 2; i++) {
      turned[2 * i] = __builtin_shufflevector(square[i], square[i + 2], GM_LOW_IN_QUARTERS);
      turned[2 * i + 1] = __builtin_shufflevector(square[i], square[i + 2], GM_HIGH_IN_QUARTERS);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) square[i] = turned[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    if (i >= count) break;
    __builtin_memcpy(target + i * GM_LANES, &square[i], sizeof(gm_vector));
  }
}

// Two columns: neighbours move together, and are parted as vectors.
static inline __attribute__((always_inline)) void gm_gather_two(const float *const rows[GM_LANES], long column,
                                                                float *target) {
  typedef double gm_pairs __attribute__((ext_vector_type(GM_LANES / 2)));
  gm_pairs first, second;
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES / 2; i++) {
    // Rows 4q and 4q + 1 into quarter q of the one, the two behind them into that of the other.
    const float *row = rows[i / 2 * 4 + i % 2] + column, *other = rows[i / 2 * 4 + i % 2 + 2] + column;
    double pair, otherPair;
    __builtin_memcpy(&pair, row, sizeof(pair));
    __builtin_memcpy(&otherPair, other, sizeof(otherPair));
    first[i] = pair;
    second[i] = otherPair;
  }
  gm_vector even = __builtin_shufflevector((gm_vector)first, (gm_vector)second, GM_EVEN);
  gm_vector odd = __builtin_shufflevector((gm_vector)first, (gm_vector)second, GM_ODD);
  __builtin_memcpy(target, &even, sizeof(even));
  __builtin_memcpy(target + GM_LANES, &odd, sizeof(odd));
}

// Row `order[l]` of `source`, `columns` floats long, becomes lane l of `columns` vectors of `target`. A
// vector of floats behind the last row is there to be read.
//
// Squares are turned as whole vectors while more than half of their columns count, then four columns, two, and
// one: every load brings all that is left of a row.
static inline __attribute__((always_inline)) void gm_gather_rows(const float *source, long columns,
                                                                 const int *order, float *target) {
  const float *rows[GM_LANES];
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) rows[i] = source + order[i] * columns;
  long column = 0;
  for (; columns - column > GM_LANES / 2; column += GM_LANES) {
    gm_vector square[GM_LANES];
#pragma clang loop unroll(full)
    for (int i = 0; i < GM_LANES; i++) __builtin_memcpy(&square[i], rows[i] + column, sizeof(gm_vector));
    gm_turn(square);
#pragma clang loop unroll(full)
    for (int i = 0; i < GM_LANES; i++) {
      if (column + i >= columns) break;
      __builtin_memcpy(target + (column + i) * GM_LANES, &square[i], sizeof(gm_vector));
    }
  }
  for (; columns - column > 2; column += 4)
    gm_gather_four(rows, column, columns - column, target + column * GM_LANES);
  if (columns - column == 2) {
    gm_gather_two(rows, column, target + column * GM_LANES);
  } else if (columns - column == 1) {
    gm_vector values;
#pragma clang loop unroll(full)
    for (int i = 0; i < GM_LANES; i++) values[i] = rows[i][column];
    __builtin_memcpy(target + column * GM_LANES, &values, sizeof(gm_vector));
  }
}

// The lanes of a in which the mask is 1, 0 in the others whatever stands there: a product with the mask
// would keep their NaN.
static inline __attribute__((always_inline)) gm_vector gm_masked(gm_vector a, gm_vector mask) {
  return mask > 0.0f ? a : (gm_vector)0.0f;
}

// The first `count` lanes of a, 0 in the others whatever stands there.
static inline __attribute__((always_inline)) gm_vector gm_first(gm_vector a, int count) {
  return gm_lane_numbers() < (float)count ? a : (gm_vector)0.0f;
}

// 2ⁿ⁺⁶⁴ from n + GM_ROUNDING, for a whole −190 ≤ n ≤ 63.
static inline __attribute__((always_inline)) gm_vector gm_raised_power(gm_vector rounded) {
  return (gm_vector)(((gm_integers)rounded << 23) + ((127 + 64) << 23));
}

// n + 1.5·2²³ and r, where x = n·ln 2 + r with |r| ≤ ln 2 / 2.
static inline __attribute__((always_inline)) gm_vector gm_rounded_power(gm_vector x) {
  return gm_fma(x, (gm_vector)1.44269504f, (gm_vector)GM_ROUNDING);
}
static inline __attribute__((always_inline)) gm_vector gm_rest_of_power(gm_vector x, gm_vector rounded) {
  gm_vector n = rounded - (gm_vector)GM_ROUNDING;
  // ln 2 in two parts: the first has few enough bits that n times it is exact.
  gm_vector r = gm_fma(n, (gm_vector)-0.693359375f, x);
  return gm_fma(n, (gm_vector)0.00021219444f, r);
}

// P(r), where eʳ = 1 + r·(1 + r·P(r)) for |r| ≤ ln 2 / 2; it is 1·10⁻⁸ off, a sixth of half an ulp.
static inline __attribute__((always_inline)) gm_vector gm_exponential_series(gm_vector r) {
  gm_vector p = (gm_vector)0.0013926214f;
  p = gm_fma(p, r, (gm_vector)0.008363203f);
  p = gm_fma(p, r, (gm_vector)0.041666556f);
  p = gm_fma(p, r, (gm_vector)0.16666577f);
  return gm_fma(p, r, (gm_vector)0.5f);
}

// 2⁶⁴·eˣ within 2 ulp for x ≤ 40, NaN for NaN; the least number below x = −104.
//
// A single product scales it, where eˣ itself, which may be subnormal, takes two.
static inline __attribute__((always_inline)) gm_vector gm_raised_exponential(gm_vector x) {
  const gm_vector one = (gm_vector)1.0f;
  x = gm_max(x, (gm_vector)-104.0f);
  gm_vector rounded = gm_rounded_power(x);
  gm_vector r = gm_rest_of_power(x, rounded);
  gm_vector power = gm_fma(gm_fma(gm_exponential_series(r), r, one), r, one);
  return power * gm_raised_power(rounded);
}

// Replaces `count` vectors x side by side by 2⁶⁴·eˣ⁻ᵗᵒᵖ, and returns their sum, one chain in ascending order. In C,
// since LLVM unrolls Swift's loop: two bodies with a dozen constants do not fit into the registers of AVX2.
static inline __attribute__((always_inline)) gm_vector gm_raise_vectors(float *x, long count, gm_vector top) {
  gm_vector sum = (gm_vector)0.0f, vector;
#pragma clang loop unroll(disable)
  for (const float *end = x + count * GM_LANES; x < end; x += GM_LANES) {
    __builtin_memcpy(&vector, x, sizeof(gm_vector));
    vector = gm_raised_exponential(vector - top);
    __builtin_memcpy(x, &vector, sizeof(gm_vector));
    sum = sum + vector;
  }
  return sum;
}

// Adds one step of depth to sums of products: `rows` ≤ 2 weights, `w_row_step` apart, times `panels` ≤ 4 vectors.
static inline __attribute__((always_inline)) void gm_add_lane_products(const float *x, long x_step, const float *w,
                                                                       long w_row_step, gm_vector sums[2][4],
                                                                       int rows, int panels) {
  gm_vector vector;
#pragma clang loop unroll(full)
  for (int panel = 0; panel < 4; panel++) {
    if (panel >= panels) break;
    __builtin_memcpy(&vector, x + panel * x_step, sizeof(gm_vector));
    sums[0][panel] = gm_fma(vector, (gm_vector)w[0], sums[0][panel]);
    if (rows > 1) sums[1][panel] = gm_fma(vector, (gm_vector)w[w_row_step], sums[1][panel]);
  }
}

// c[r] = Σ x·w for `rows` ≤ 2 rows over `panels` ≤ 4 vectors side by side, both constants: x is the
// next vector in every step of depth, at least one, and `x_step` floats further in every panel; so is c
// in every row. In C, since LLVM unrolls Swift's loops eight times, which costs more than a short sum; two steps a
// turn halve what counting them takes, a fourth of all instructions.
static inline __attribute__((always_inline)) void gm_lane_products(const float *x, long x_step, long depth,
                                                                   const float *w, long w_depth_step,
                                                                   long w_row_step, float *c, long c_step,
                                                                   int rows, int panels) {
  gm_vector sums[2][4], vector;
#pragma clang loop unroll(full)
  for (int panel = 0; panel < 4; panel++) {
    if (panel >= panels) break;
    __builtin_memcpy(&vector, x + panel * x_step, sizeof(gm_vector));
    sums[0][panel] = vector * w[0];
    if (rows > 1) sums[1][panel] = vector * w[w_row_step];
  }
  x += GM_LANES;
  w += w_depth_step;
#pragma clang loop unroll(disable)
  for (; depth > 2; depth -= 2) {
    gm_add_lane_products(x, x_step, w, w_row_step, sums, rows, panels);
    gm_add_lane_products(x + GM_LANES, x_step, w + w_depth_step, w_row_step, sums, rows, panels);
    x += 2 * GM_LANES;
    w += 2 * w_depth_step;
  }
  if (depth > 1) gm_add_lane_products(x, x_step, w, w_row_step, sums, rows, panels);
#pragma clang loop unroll(full)
  for (int panel = 0; panel < 4; panel++) {
    if (panel >= panels) break;
    __builtin_memcpy(c + panel * c_step, &sums[0][panel], sizeof(gm_vector));
    if (rows > 1) __builtin_memcpy(c + panel * c_step + GM_LANES, &sums[1][panel], sizeof(gm_vector));
  }
}

// Σ x² over `count` floats, whole vectors of them, in double precision: half a vector's lanes are one
// chain each, in ascending order; these are added up from the first to the last.
static inline __attribute__((always_inline)) double gm_sum_of_squares(const float *x, long count) {
  typedef double gm_doubles __attribute__((ext_vector_type(GM_LANES / 2)));
  gm_doubles low = (gm_doubles)0.0, high = (gm_doubles)0.0;
  for (long i = 0; i < count; i += GM_LANES) {
    gm_doubles first = __builtin_convertvector(gm_load_half(x + i), gm_doubles);
    gm_doubles second = __builtin_convertvector(gm_load_half(x + i + GM_LANES / 2), gm_doubles);
    low += first * first;
    high += second * second;
  }
  double sum = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES / 2; i++) sum += low[i];
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES / 2; i++) sum += high[i];
  return sum;
}

// x·scale in the lanes whose hash is at least `least`, 0 in the others; lane l has the hash of first + l
// under a key of two words. The rounds are a published mixing function of 32 bits with a bias near 0, the
// second word of the key enters behind the first of them.
static inline __attribute__((always_inline)) gm_vector gm_dropout(gm_vector x, float scale, unsigned first,
                                                                  unsigned key, unsigned salt,
                                                                  unsigned least) {
  typedef unsigned gm_bits __attribute__((ext_vector_type(GM_LANES)));
  gm_bits h;
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) h[i] = i;
  h = h + first + key;
  h ^= h >> 17;
  h *= 0xed5ad4bbu;
  h ^= h >> 11;
  h += salt;
  h *= 0xac4c1b51u;
  h ^= h >> 15;
  h *= 0x31848babu;
  h ^= h >> 14;
  return h >= least ? x * scale : (gm_vector)0.0f;
}

#include "Winograd.h"

#endif
