// The start of a program to carry: runs the one of ../libexec that was built for the best CPU that this
// one is. It is compiled for the least, with LEVELS, the names of the programs, the least first.

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sysexits.h>
#include <unistd.h>

static const char *const levels[] = {LEVELS};
enum { level_count = sizeof levels / sizeof *levels };

// Whether this CPU has what programs of that name need; see the x86-64 psABI, section 3.1.1. Feature by feature,
// as the libgcc of old systems, which this is linked with, knows no levels and says no to each. It knows neither
// F16C nor LZCNT nor MOVBE, which no CPU with AVX2, FMA and BMI2 lacks.
static int is_supported(const char *level) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  int is_v2 = __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.2");
  int is_v3 = is_v2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
              __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  int is_v4 = is_v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
              __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
              __builtin_cpu_supports("avx512vl");
  if (strcmp(level, "x86-64-v2") == 0) return is_v2;
  if (strcmp(level, "x86-64-v3") == 0) return is_v3;
  if (strcmp(level, "x86-64-v4") == 0) return is_v4;
#endif
  // The least: it says itself what is missing.
  return strcmp(level, levels[0]) == 0;
}

int main(int count, char **words) {
  (void)count;
  // Where there is no /proc, by the path that the program was started by.
  char self[PATH_MAX], program[PATH_MAX + 64];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length >= 0) {
    self[length] = 0;
  } else if (realpath((const char *)getauxval(AT_EXECFN), self) == NULL) {
    fprintf(stderr, "gradmark: cannot tell where this program lies: %s\n", strerror(errno));
    return EX_OSERR;
  }
  // …/bin/gradmark
  for (int level = 0; level < 2; level++) *strrchr(self, '/') = 0;
  int best = 0;
  for (int level = 1; level < level_count; level++)
    if (is_supported(levels[level])) best = level;
  snprintf(program, sizeof program, "%s/libexec/gradmark-%s", self, levels[best]);
  execv(program, words);
  fprintf(stderr, "gradmark: cannot start %s: %s; unpack the whole archive again\n", program, strerror(errno));
  return EX_UNAVAILABLE;
}
