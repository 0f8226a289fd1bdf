// Refuses to start on a CPU that lacks what the program was built for. It runs before main and
// uses baseline instructions only, since main itself may already use the missing ones.

#include "CStartup.h"

#if defined(__x86_64__)

#include <unistd.h>

#define EX_SOFTWARE_UNAVAILABLE 69

__attribute__((target("arch=x86-64"), noinline)) static void write_text(const char *text) {
  unsigned long length = 0;
  while (text[length] != 0) length++;
  long ignored = write(2, text, length);
  (void)ignored;
}

__attribute__((target("arch=x86-64"), noinline)) static void refuse(const char *feature) {
  write_text("gradmark: this binary was built for a CPU with ");
  write_text(feature);
  write_text(", which this one lacks; build it here with 'make build', or anywhere with "
             "'make build TARGET_CPU=x86-64'.\n");
  _exit(EX_SOFTWARE_UNAVAILABLE);
}

#define REQUIRE(feature) \
  if (!__builtin_cpu_supports(feature)) refuse(feature)

__attribute__((constructor(101), target("arch=x86-64"))) static void check_cpu(void) {
  __builtin_cpu_init();
#ifdef __SSE4_2__
  REQUIRE("sse4.2");
#endif
#ifdef __AVX__
  REQUIRE("avx");
#endif
#ifdef __AVX2__
  REQUIRE("avx2");
#endif
#ifdef __FMA__
  REQUIRE("fma");
#endif
#ifdef __BMI2__
  REQUIRE("bmi2");
#endif
#ifdef __AVX512F__
  REQUIRE("avx512f");
#endif
#ifdef __AVX512BW__
  REQUIRE("avx512bw");
#endif
#ifdef __AVX512DQ__
  REQUIRE("avx512dq");
#endif
#ifdef __AVX512VL__
  REQUIRE("avx512vl");
#endif
#ifdef __AVX512VBMI__
  REQUIRE("avx512vbmi");
#endif
#ifdef __AVX512VBMI2__
  REQUIRE("avx512vbmi2");
#endif
#ifdef __AVX512VNNI__
  REQUIRE("avx512vnni");
#endif
#ifdef __AVX512BF16__
  REQUIRE("avx512bf16");
#endif
#ifdef __GFNI__
  REQUIRE("gfni");
#endif
}

#endif
