#ifndef GRADMARK_CPLATFORM_H
#define GRADMARK_CPLATFORM_H

// What Swift has no word for on Linux. Inline functions only: nothing here is linked.

#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// MARK: Waiting

// Tells the core that it spins: it saves power and leaves a sibling thread its share. Swift has no
// spin hint.
static inline void gradmark_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

// Sleeps while the 32-bit word at `word` equals `expected`; a negative timeout waits for ever.
// Returns 0 when woken, else an errno: EAGAIN where the word differed, EINTR, ETIMEDOUT.
// There is no futex in Glibc, and Swift cannot call the variadic syscall().
static inline int gradmark_futex_wait(
    const void *word, uint32_t expected, int64_t timeout_nanoseconds) {
  struct timespec limit = {
      .tv_sec = timeout_nanoseconds / 1000000000, .tv_nsec = timeout_nanoseconds % 1000000000};
  long result = syscall(
      SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, timeout_nanoseconds < 0 ? NULL : &limit, NULL,
      0);
  return result == 0 ? 0 : errno;
}

// Wakes up to `count` threads that sleep on `word`; returns how many.
static inline int gradmark_futex_wake(const void *word, int32_t count) {
  return (int)syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

// MARK: CPUs

// The bit mask of the CPUs that the calling thread may run on, bit i of word i / 64 for CPU i;
// bits beyond the kernel's mask are 0. Returns 0, or an errno (EINVAL where `words` is too few).
// CPU_SET and its kind are macros, and cpu_set_t ends at CPU 1023.
static inline int gradmark_get_affinity(uint64_t *mask, size_t words) {
  for (size_t i = 0; i < words; i++) mask[i] = 0;
  return syscall(SYS_sched_getaffinity, 0, words * sizeof *mask, mask) < 0 ? errno : 0;
}

// Restricts the calling thread, and threads that it makes from now on, to the CPUs in `mask`.
// Returns 0, or an errno (EINVAL where the mask holds no CPU that exists and is allowed).
static inline int gradmark_set_affinity(const uint64_t *mask, size_t words) {
  return syscall(SYS_sched_setaffinity, 0, words * sizeof *mask, mask) < 0 ? errno : 0;
}

// How many CPUs the calling thread may run on, or 0 where the mask cannot be read. A cgroup's
// quota is not in it.
static inline int gradmark_usable_cpus(void) {
  uint64_t mask[128];  // 8,192 CPUs: the most that Linux can be built for
  if (gradmark_get_affinity(mask, 128) != 0) return 0;
  int count = 0;
  for (int i = 0; i < 128; i++) count += __builtin_popcountll(mask[i]);
  return count;
}

// MARK: The build

// What the build was told, as bare words, so that no shell has to carry quotes: for instance
// -DGRADMARK_TARGET_CPU=x86-64-v3. Swift sees no macro that is passed on the command line.
#define GRADMARK_WORDS(...) #__VA_ARGS__
#define GRADMARK_STRING(...) GRADMARK_WORDS(__VA_ARGS__)

#ifndef GRADMARK_TARGET_CPU
#define GRADMARK_TARGET_CPU unknown
#endif
#ifndef GRADMARK_BUILD_FLAGS
#define GRADMARK_BUILD_FLAGS unknown
#endif
#ifndef GRADMARK_COMPILER
#define GRADMARK_COMPILER unknown
#endif

// The CPU that the program was built for, by the compiler's name.
static const char *const gradmark_target_cpu = GRADMARK_STRING(GRADMARK_TARGET_CPU);
// The flags that the build added.
static const char *const gradmark_build_flags = GRADMARK_STRING(GRADMARK_BUILD_FLAGS);
// The compiler, as `swift --version` names it.
static const char *const gradmark_compiler = GRADMARK_STRING(GRADMARK_COMPILER);

// The vector extensions that the compiler was free to use, each followed by a space.
static const char *const gradmark_target_features = ""
#ifdef __SSE4_2__
    "sse4.2 "
#endif
#ifdef __AVX__
    "avx "
#endif
#ifdef __AVX2__
    "avx2 "
#endif
#ifdef __FMA__
    "fma "
#endif
#ifdef __AVX512F__
    "avx512f "
#endif
#ifdef __AVX512DQ__
    "avx512dq "
#endif
#ifdef __AVX512BW__
    "avx512bw "
#endif
#ifdef __AVX512VL__
    "avx512vl "
#endif
#ifdef __ARM_NEON
    "neon "
#endif
#ifdef __ARM_FEATURE_SVE
    "sve "
#endif
    ;

#endif
