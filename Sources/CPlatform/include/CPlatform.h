// What the operating system and the CPU offer and Swift has no word for.

#ifndef GRADMARK_CPLATFORM_H
#define GRADMARK_CPLATFORM_H

#include <linux/futex.h>
#include <stdint.h>
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

// Sleeps while `*word` is `expected`. `syscall` is variadic, which Swift cannot call.
static inline void gradmark_futex_wait(void *word, uint32_t expected) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, (void *)0, (void *)0, 0);
}

// Wakes all threads that sleep on `word`.
static inline void gradmark_futex_wake(void *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, (void *)0, (void *)0, 0);
}

#endif
