// The transforms of minimal filtering F(4×4, 3×3): 4×4 outputs of a convolution with 3×3 taps from 6×6
// inputs by 36 products in place of 144. A product of polynomials is one of their values at points; here
// 0, ±√½, ±√2 and ∞, whose powers stay close to 1: the sums of the transforms' absolute elements, which
// bound the error, are half as large as with the usual 0, ±1, ±2 and ∞ along each axis (24.9 against 48).
//
//   outputs y = Aᵀ·(G·g·Gᵀ ∘ Bᵀ·d·B)·A     inputs d [6][6], kernel g [3][3], y [4][4]
//   gradient of the kernel Gᵀ·(A·dy·Aᵀ ∘ Bᵀ·d·B)·G, the transpose of the same map
//
// Every lane is a channel of its own. Columns are transformed first, then rows, so that the row of a
// tile's 6×6 values is written as soon as it is there. In C, since Swift has no array that is sure to
// stay in registers.
//
// Source: “Fast Algorithms for Convolutional Neural Networks”, CVPR 2016; the choice of points after
// “Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks”, ACM TOMS
// 46(4), 2020.

#ifndef GRADMARK_WINOGRAD_H
#define GRADMARK_WINOGRAD_H

#define GM_ROOT_HALF 0.70710678118654752f
#define GM_ROOT_TWO 1.41421356237309505f

// The numbers at `from` and `to` lie `step` vectors apart.

// Bᵀ: six inputs to six values.
static inline __attribute__((always_inline)) void gm_winograd_inputs(const gm_vector *d, int step, gm_vector *v) {
  gm_vector d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step];
  v[0] = gm_fma(d2, (gm_vector)-2.5f, d[0] + d4);
  gm_vector even = gm_fma(d2, (gm_vector)-2.0f, d4);
  gm_vector odd = gm_fma(d1, (gm_vector)-GM_ROOT_TWO, d3 * GM_ROOT_HALF);
  v[1] = even + odd;
  v[2] = even - odd;
  even = gm_fma(d2, (gm_vector)-0.5f, d4);
  odd = gm_fma(d1, (gm_vector)-GM_ROOT_HALF, d3 * GM_ROOT_TWO);
  v[3] = even + odd;
  v[4] = even - odd;
  v[5] = gm_fma(d3, (gm_vector)-2.5f, d1 + d[5 * step]);
}

// Aᵀ: six values to four outputs.
static inline __attribute__((always_inline)) void gm_winograd_outputs(const gm_vector *m, int step, gm_vector *y) {
  gm_vector even = m[step] + m[2 * step], odd = m[step] - m[2 * step];
  gm_vector far_even = m[3 * step] + m[4 * step], far_odd = m[3 * step] - m[4 * step];
  y[0] = m[0] + even + far_even;
  y[1] = gm_fma(far_odd, (gm_vector)GM_ROOT_TWO, odd * GM_ROOT_HALF);
  y[2] = gm_fma(far_even, (gm_vector)2.0f, even * 0.5f);
  y[3] = gm_fma(far_odd, (gm_vector)(2 * GM_ROOT_TWO), gm_fma(odd, (gm_vector)(GM_ROOT_HALF / 2), m[5 * step]));
}

// A: the gradient by four outputs to that by six values.
static inline __attribute__((always_inline)) void gm_winograd_output_gradient(const gm_vector *y, int step,
                                                                            gm_vector *m) {
  gm_vector y0 = y[0], y1 = y[step], y2 = y[2 * step], y3 = y[3 * step];
  gm_vector even = gm_fma(y2, (gm_vector)0.5f, y0), odd = gm_fma(y3, (gm_vector)0.5f, y1);
  m[0] = y0;
  m[1] = gm_fma(odd, (gm_vector)GM_ROOT_HALF, even);
  m[2] = gm_fma(odd, (gm_vector)-GM_ROOT_HALF, even);
  even = gm_fma(y2, (gm_vector)2.0f, y0);
  odd = gm_fma(y3, (gm_vector)2.0f, y1);
  m[3] = gm_fma(odd, (gm_vector)GM_ROOT_TWO, even);
  m[4] = gm_fma(odd, (gm_vector)-GM_ROOT_TWO, even);
  m[5] = y3;
}

// G: three taps to six values.
static inline __attribute__((always_inline)) void gm_winograd_kernel(const gm_vector *g, int step, gm_vector *u) {
  gm_vector g0 = g[0], g1 = g[step], g2 = g[2 * step];
  gm_vector even = gm_fma(g2, (gm_vector)0.5f, g0) * (-2.0f / 3), odd = g1 * (-2 * GM_ROOT_HALF / 3);
  u[0] = g0;
  u[1] = even + odd;
  u[2] = even - odd;
  even = gm_fma(g2, (gm_vector)2.0f, g0) * (1.0f / 6);
  odd = g1 * (GM_ROOT_TWO / 6);
  u[3] = even + odd;
  u[4] = even - odd;
  u[5] = g2;
}

// Gᵀ: the gradient by six values to that by three taps.
static inline __attribute__((always_inline)) void gm_winograd_kernel_gradient(const gm_vector *u, int step,
                                                                            gm_vector *g) {
  gm_vector even = u[step] + u[2 * step], odd = u[step] - u[2 * step];
  gm_vector far_even = u[3 * step] + u[4 * step], far_odd = u[3 * step] - u[4 * step];
  g[0] = gm_fma(far_even, (gm_vector)(1.0f / 6), gm_fma(even, (gm_vector)(-2.0f / 3), u[0]));
  g[1] = gm_fma(far_odd, (gm_vector)(GM_ROOT_TWO / 6), odd * (-2 * GM_ROOT_HALF / 3));
  g[2] = gm_fma(far_even, (gm_vector)(1.0f / 3), gm_fma(even, (gm_vector)(-1.0f / 3), u[5 * step]));
}

// One of them along both axes of a square of `from`² vectors, which becomes one of `to`². The source has
// `row_step` floats from a row to the next and `column_step` from a column to the next; those of the target
// go to `store`, a statement about the row y, the column x and the vector `value`.
#define GM_WINOGRAD_SQUARE(transform, from, to, source, row_step, column_step, store)          \
  do {                                                                                       \
    gm_vector square[from][from], half[to][from];                                            \
    _Pragma("clang loop unroll(full)") for (int y = 0; y < from; y++) {                      \
      _Pragma("clang loop unroll(full)") for (int x = 0; x < from; x++) {                    \
        __builtin_memcpy(&square[y][x], (source) + y * (row_step) + x * (column_step),       \
                         sizeof(gm_vector));                                                 \
      }                                                                                      \
    }                                                                                        \
    _Pragma("clang loop unroll(full)") for (int x = 0; x < from; x++) {                      \
      gm_vector column[to];                                                                  \
      transform(&square[0][x], from, column);                                                \
      _Pragma("clang loop unroll(full)") for (int y = 0; y < to; y++) half[y][x] = column[y]; \
    }                                                                                        \
    _Pragma("clang loop unroll(full)") for (int y = 0; y < to; y++) {                        \
      gm_vector row[to];                                                                     \
      transform(&half[y][0], 1, row);                                                        \
      _Pragma("clang loop unroll(full)") for (int x = 0; x < to; x++) {                      \
        gm_vector value = row[x];                                                            \
        store;                                                                               \
      }                                                                                      \
    }                                                                                        \
  } while (0)

// Bᵀ·d·B of a tile of inputs, whose rows are `row_step` floats apart; value (y, x) goes to place 6·y + x,
// `step` floats from the one before.
static inline __attribute__((always_inline)) void gm_winograd_input_tile(const float *source, long row_step,
                                                                       float *target, long step) {
  GM_WINOGRAD_SQUARE(gm_winograd_inputs, 6, 6, source, row_step, GM_LANES,
                   __builtin_memcpy(target + (6 * y + x) * step, &value, sizeof(gm_vector)));
}

// A·dy·Aᵀ of a tile of the outputs' gradient, likewise.
static inline __attribute__((always_inline)) void gm_winograd_output_gradient_tile(const float *source,
                                                                                 long row_step, float *target,
                                                                                 long step) {
  GM_WINOGRAD_SQUARE(gm_winograd_output_gradient, 4, 6, source, row_step, GM_LANES,
                   __builtin_memcpy(target + (6 * y + x) * step, &value, sizeof(gm_vector)));
}

// Aᵀ·m·A + start: the first `rows` and `columns` of a tile of outputs, or those added to what is there.
static inline __attribute__((always_inline)) void gm_winograd_output_tile(const float *source, long step,
                                                                        gm_vector start, float *target,
                                                                        long row_step, int rows, int columns,
                                                                        int adds) {
  GM_WINOGRAD_SQUARE(gm_winograd_outputs, 6, 4, source, 6 * step, step, if (y < rows && x < columns) {
    float *place = target + y * row_step + x * GM_LANES;
    gm_vector before = start;
    if (adds) __builtin_memcpy(&before, place, sizeof(gm_vector));
    value = before + value;
    __builtin_memcpy(place, &value, sizeof(gm_vector));
  });
}

// G·g·Gᵀ of a kernel whose taps are `tap_step` floats apart.
static inline __attribute__((always_inline)) void gm_winograd_kernel_tile(const float *source, long tap_step,
                                                                        float *target, long step) {
  GM_WINOGRAD_SQUARE(gm_winograd_kernel, 3, 6, source, 3 * tap_step, tap_step,
                   __builtin_memcpy(target + (6 * y + x) * step, &value, sizeof(gm_vector)));
}

// Gᵀ·du·G: the gradient of such a kernel.
static inline __attribute__((always_inline)) void gm_winograd_kernel_gradient_tile(const float *source, long step,
                                                                                 float *target,
                                                                                 long tap_step) {
  GM_WINOGRAD_SQUARE(gm_winograd_kernel_gradient, 6, 3, source, 6 * step, step,
                   __builtin_memcpy(target + (3 * y + x) * tap_step, &value, sizeof(gm_vector)));
}

// Copies the places of a square of `size`² vectors that lie within `rows` and `columns`, zeros into the others.
static inline __attribute__((always_inline)) void gm_cut_tile(const float *source, long row_step, int size,
                                                              int first_row, int rows, int first_column,
                                                              int columns, float *target) {
  for (int y = 0; y < size; y++) {
    for (int x = 0; x < size; x++) {
      gm_vector value = (gm_vector)0.0f;
      if (y >= first_row && y < rows && x >= first_column && x < columns) {
        __builtin_memcpy(&value, source + y * row_step + x * GM_LANES, sizeof(gm_vector));
      }
      __builtin_memcpy(target + (size * y + x) * GM_LANES, &value, sizeof(gm_vector));
    }
  }
}

// The same transforms of tiles that reach beyond the image: rows and columns before the first ones and from
// `rows` and `columns` on count as 0.
static inline __attribute__((always_inline)) void gm_winograd_input_edge(const float *source, long row_step,
                                                                       int first_row, int rows,
                                                                       int first_column, int columns,
                                                                       float *target, long step) {
  float tile[36 * GM_LANES];
  gm_cut_tile(source, row_step, 6, first_row, rows, first_column, columns, tile);
  gm_winograd_input_tile(tile, 6 * GM_LANES, target, step);
}

static inline __attribute__((always_inline)) void gm_winograd_output_gradient_edge(const float *source,
                                                                                 long row_step, int rows,
                                                                                 int columns, float *target,
                                                                                 long step) {
  float tile[16 * GM_LANES];
  gm_cut_tile(source, row_step, 4, 0, rows, 0, columns, tile);
  gm_winograd_output_gradient_tile(tile, 4 * GM_LANES, target, step);
}

#endif
