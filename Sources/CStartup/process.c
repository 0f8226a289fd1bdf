// Makes the world that main counts on, before main: what a caller may have taken away.

// For fopencookie.
#define _GNU_SOURCE

#include "CStartup.h"

#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

static char **arguments;

// The C library hands main's arguments to constructors, too; Swift reads them from /proc, which may
// not be there.
__attribute__((constructor(102))) static void keep_arguments(int count, char **words) {
  (void)count;
  arguments = words;
}

const char *gradmark_argument(int index) { return arguments[index]; }

const char *gradmark_program_path(void) { return (const char *)getauxval(AT_EXECFN); }

// A file that takes the place of a closed standard stream would get what is meant for that stream.
// Opened the wrong way round, so that reading and writing fail as they do where it is closed.
__attribute__((constructor(103))) static void open_standard_streams(void) {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
    if (fcntl(stream, F_GETFD) < 0) open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

// A reader that goes away, and a file that may not grow, are errors of the call that writes: nothing
// that has been measured is to be lost for them.
__attribute__((constructor(104))) static void fail_in_place_of_ending(void) {
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
}

// The least stack that Swift's runtime gets by with, four times over.
enum { least_stack = 256 * 1024 };

static void end(const char *sentence) {
  ssize_t ignored = write(STDERR_FILENO, sentence, strlen(sentence));
  (void)ignored;
  _exit(EX_OSERR);
}

__attribute__((constructor(105))) static void check_stack(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < least_stack)
    end("gradmark: the stack may not reach 256 KiB, which is the least; raise it with "
        "'ulimit -s 8192'.\n");
}

// Swift cannot go on without memory that it asks for: its runtime tells how much that was in these
// words, and aborts.
static const char refused_words[] = "Fatal error: failed to allocate ";
static char refused_bytes[24];

// Keeps the number, which belongs into the one sentence that is told; all else goes through.
static ssize_t tell(void *stream, const char *text, size_t length) {
  (void)stream;
  const size_t start = sizeof refused_words - 1;
  if (length > start && memcmp(text, refused_words, start) == 0) {
    size_t digits = 0;
    for (; digits < sizeof refused_bytes - 1 && start + digits < length; digits++) {
      if (!isdigit((unsigned char)text[start + digits])) break;
      refused_bytes[digits] = text[start + digits];
    }
    return (ssize_t)length;
  }
  const ssize_t count = write(STDERR_FILENO, text, length);
  return count < 0 ? 0 : count;
}

// A rank's watchdog, for which SIGTERM is held back, knows what the rank was at: it is told, and has some seconds to say
// so. Engines of MPI abort where they find another rank gone.
static void tell_watchdog(void) {
  sigset_t held;
  if (pthread_sigmask(SIG_BLOCK, NULL, &held) != 0 || sigismember(&held, SIGTERM) != 1) return;
  const struct timespec patience = {.tv_sec = 5};
  if (sigqueue(getpid(), SIGTERM, (union sigval){.sival_int = SIGABRT}) == 0)
    nanosleep(&patience, NULL);
}

static void explain_abort(int signal) {
  (void)signal;
  if (!refused_bytes[0]) tell_watchdog();
  static char sentence[320];
  char *rest = stpcpy(sentence, "gradmark: aborted, as where memory runs out");
  if (refused_bytes[0]) rest = stpcpy(stpcpy(stpcpy(rest, ": "), refused_bytes), " bytes were refused");
  stpcpy(rest, "; take smaller batches or fewer threads, or raise the limit on memory (ulimit -v, or "
               "that of the control group).\n");
  end(sentence);
}

static void explain_end_of_time(int signal) {
  (void)signal;
  end("gradmark: the CPU time that this process may take is over; raise it (ulimit -t).\n");
}

__attribute__((constructor(106))) static void explain_ends(void) {
  FILE *told = fopencookie(NULL, "w", (cookie_io_functions_t){.write = tell});
  if (told) {
    setvbuf(told, NULL, _IONBF, 0);
    stderr = told;
  }
  signal(SIGABRT, explain_abort);
  signal(SIGXCPU, explain_end_of_time);
}
