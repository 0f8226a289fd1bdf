// What the operating system and the CPU offer and Swift has no word for.

#ifndef GRADMARK_CPLATFORM_H
#define GRADMARK_CPLATFORM_H

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// Tells the core that this is a spin loop: Swift has no such intrinsic.
static inline void gradmark_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Has the calling thread take subnormal numbers, operands and results, as 0, and returns its state before.
static inline uint64_t gradmark_flush_subnormals(void) {
#if defined(__x86_64__)
  // The bits of MXCSR for "denormals are zero" and "flush to zero".
  uint32_t before, after;
  __asm__ volatile("stmxcsr %0" : "=m"(before));
  after = before | 0x8040;
  __asm__ volatile("ldmxcsr %0" : : "m"(after) : "memory");
  return before;
#elif defined(__aarch64__)
  // The bit FZ of FPCR.
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | 1 << 24) : "memory");
  return before;
#else
  return 0;
#endif
}

// Takes the state back that `gradmark_flush_subnormals` returned.
static inline void gradmark_restore_subnormals(uint64_t state) {
#if defined(__x86_64__)
  uint32_t before = (uint32_t)state;
  __asm__ volatile("ldmxcsr %0" : : "m"(before) : "memory");
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(state) : "memory");
#endif
}

// Sleeps while `*word` is `expected`. `syscall` is variadic, which Swift cannot call.
static inline void gradmark_futex_wait(void *word, uint32_t expected) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, (void *)0, (void *)0, 0);
}

// Wakes up to so many of the threads that sleep on `word`.
static inline void gradmark_futex_wake(void *word, int32_t threads) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, threads, (void *)0, (void *)0, 0);
}

// The CPUs that the calling thread may run on: bit i % 64 of word i / 64 for CPU i, 0 beyond the
// kernel's mask. Returns 0, or an errno: EINVAL where `words` are too few. CPU_SET and its kind are
// macros, and cpu_set_t ends at CPU 1023.
static inline int gradmark_get_affinity(uint64_t *mask, size_t words) {
  for (size_t i = 0; i < words; i++) mask[i] = 0;
  return syscall(SYS_sched_getaffinity, 0, words * sizeof *mask, mask) < 0 ? errno : 0;
}

// Restricts the calling thread, and the threads that it makes from now on, to some CPUs. Returns 0,
// or an errno: EINVAL where the mask holds none that exists and is allowed.
static inline int gradmark_set_affinity(const uint64_t *mask, size_t words) {
  return syscall(SYS_sched_setaffinity, 0, words * sizeof *mask, mask) < 0 ? errno : 0;
}

// Opens a new file that has no name, so that it is gone as soon as nobody has it open: in `folder`,
// which may be null, or in memory where that folder cannot hold one. Returns a descriptor, or -1 with
// errno. O_TMPFILE is a macro of GNU sources only: 020000000 and O_DIRECTORY on every architecture.
static inline int gradmark_open_anonymous(const char *folder) {
  int file = folder ? open(folder, 020000000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0600) : -1;
  return file >= 0 ? file : (int)syscall(SYS_memfd_create, "gradmark", 1u /* MFD_CLOEXEC */);
}

// Has the kernel send this process a signal when the thread that started it ends, also where the process goes
// on as another program. Returns 0, or an errno.
static inline int gradmark_end_with_parent(int signal) {
  return prctl(PR_SET_PDEATHSIG, signal) != 0 ? errno : 0;
}

// Has processes become this one's children when their parents end, wherever between the two they were started.
// Returns 0, or an errno.
static inline int gradmark_adopt_orphans(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 ? errno : 0;
}

// `fork`, which Swift does not offer, as it knows nothing of threads: for a process that has only one.
static inline int gradmark_fork(void) { return fork(); }

// The CPU that the calling thread runs on at this moment, or -1. The library's `sched_getcpu` is
// declared for GNU sources only.
static inline int gradmark_current_cpu(void) {
  unsigned cpu;
  return syscall(SYS_getcpu, &cpu, (void *)0, (void *)0) < 0 ? -1 : (int)cpu;
}

// The file that some code was loaded from, or NULL. The library's `dladdr` is declared for GNU sources only.
int gradmark_dladdr(const void *address, void *information) __asm__("dladdr");
static inline const char *gradmark_file_of_code(const void *address) {
  struct {
    const char *file;
    void *base;
    const char *symbol;
    void *symbol_address;
  } information;
  return gradmark_dladdr(address, &information) != 0 ? information.file : (const char *)0;
}

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
// The compiler and its version, such as `Swift 6.3.1`.
static const char *const gradmark_compiler = GRADMARK_STRING(GRADMARK_COMPILER);

#endif
