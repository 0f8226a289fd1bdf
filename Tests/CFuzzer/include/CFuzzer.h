#pragma once

#include <stddef.h>
#include <stdint.h>

// libFuzzer's door for programs with a main of their own; it is linked in by -sanitize=fuzzer.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
