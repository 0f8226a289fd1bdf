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
// is the most rows that it may have. SSE2 has no register left for that.
#if defined(__AVX512F__)
#define GM_LANES 16
#define GM_TILE_ROWS 8
#define GM_FLAT_TILE_ROWS 4
#elif defined(__AVX__)
#define GM_LANES 8
#define GM_TILE_ROWS 6
#define GM_FLAT_TILE_ROWS 4
#elif defined(__aarch64__)
#define GM_LANES 4
#define GM_TILE_ROWS 8
#define GM_FLAT_TILE_ROWS 4
#else
#define GM_LANES 4
#define GM_TILE_ROWS 4
#define GM_FLAT_TILE_ROWS 0
#endif

typedef float gm_vector __attribute__((ext_vector_type(GM_LANES)));
typedef int gm_integers __attribute__((ext_vector_type(GM_LANES)));

// a·b + c. Rounded once where the target has FMA, twice where it has not.
static inline __attribute__((always_inline)) gm_vector gm_fma(gm_vector a, gm_vector b, gm_vector c) {
#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
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

// The nearest whole number, ties to even, for |a| < 2²²: adding and taking away 1.5·2²³ rounds in
// every instruction set; SSE2 has no rounding instruction.
static inline __attribute__((always_inline)) gm_vector gm_round(gm_vector a) {
  const gm_vector magic = (gm_vector)12582912.0f;
  return (a + magic) - magic;
}

// x·2ⁿ for a whole −252 ≤ n ≤ 254. Two factors, since the exponent field of one ends at 127.
static inline __attribute__((always_inline)) gm_vector gm_scale(gm_vector x, gm_vector n) {
  gm_integers whole = __builtin_convertvector(n, gm_integers);
  gm_integers half = whole >> 1;
  gm_vector first = (gm_vector)((half + 127) << 23);
  gm_vector second = (gm_vector)((whole - half + 127) << 23);
  return x * first * second;
}

// The parts of a positive normal x = m·2ᵉ with √½ ≤ m < √2.
static inline __attribute__((always_inline)) gm_vector gm_exponent(gm_vector x) {
  // 0x3f3504f3 is √½: below it the mantissa belongs to the exponent before.
  gm_integers bits = ((gm_integers)x - 0x3f3504f3) >> 23;
  return __builtin_convertvector(bits, gm_vector);
}

static inline __attribute__((always_inline)) gm_vector gm_mantissa(gm_vector x) {
  gm_integers bits = (gm_integers)x;
  gm_integers exponent = (bits - 0x3f3504f3) & (int)0xff800000;
  return (gm_vector)(bits - exponent);
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

// Transposes a square of lanes × lanes floats: row r of `source`, `stride` floats after row r − 1,
// becomes lane r of every vector of `target`, whose vectors are contiguous.
//
// Each round interleaves row i with row i + lanes/2, which turns the index of an element by one
// bit; after log2(lanes) rounds row and column have changed places. In C, since Swift has no array
// that is sure to stay in registers.
static inline __attribute__((always_inline)) void gm_transpose(const float *source, long stride,
                                                               float *target) {
  gm_vector rows[GM_LANES], turned[GM_LANES];
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) __builtin_memcpy(&rows[i], source + i * stride, sizeof(gm_vector));
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
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) __builtin_memcpy(target + i * GM_LANES, &rows[i], sizeof(gm_vector));
}

// For each lane l the sum of all lanes of Σ x·y over `panels` vectors: x is `x_step` floats further
// in every panel, y begins with row l of neighbouring vectors and is `y_step` floats further. In C,
// since Swift has no array that is sure to stay in registers.
//
// Each round adds the halves of two vectors into one, as a transposition would interleave them, so
// that all sums together take one addition less than there are lanes.
static inline __attribute__((always_inline)) gm_vector gm_row_products(const float *x, long x_step,
                                                                       const float *y, long y_step,
                                                                       long panels) {
  gm_vector sums[GM_LANES];
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) sums[i] = (gm_vector)0.0f;
  for (long panel = 0; panel < panels; panel++) {
    gm_vector left;
    __builtin_memcpy(&left, x + panel * x_step, sizeof(gm_vector));
#pragma clang loop unroll(full)
    for (int i = 0; i < GM_LANES; i++) {
      gm_vector right;
      __builtin_memcpy(&right, y + panel * y_step + i * GM_LANES, sizeof(gm_vector));
      sums[i] = gm_fma(left, right, sums[i]);
    }
  }
#pragma clang loop unroll(full)
  for (int width = GM_LANES / 2; width > 0; width /= 2) {
#pragma clang loop unroll(full)
    for (int i = 0; i < width; i++) {
      sums[i] = __builtin_shufflevector(sums[i], sums[i + width], GM_LOW) +
                __builtin_shufflevector(sums[i], sums[i + width], GM_HIGH);
    }
  }
  return sums[0];
}

// Row `order[l]` of `source`, `columns` floats long, becomes lane l of `columns` vectors of `target`.
static inline __attribute__((always_inline)) void gm_gather_rows(const float *source, long columns,
                                                                 const int *order, float *target) {
  const float *rows[GM_LANES];
#pragma clang loop unroll(full)
  for (int i = 0; i < GM_LANES; i++) rows[i] = source + order[i] * columns;
  for (long column = 0; column < columns; column++) {
    gm_vector values;
#pragma clang loop unroll(full)
    for (int i = 0; i < GM_LANES; i++) values[i] = rows[i][column];
    __builtin_memcpy(target + column * GM_LANES, &values, sizeof(gm_vector));
  }
}

#endif
