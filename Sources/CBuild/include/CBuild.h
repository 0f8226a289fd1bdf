#ifndef GRADMARK_CBUILD_H
#define GRADMARK_CBUILD_H

// What the program was built from, in the words that .ci/built prints; empty where nobody told the build.
extern const char *const gradmark_built;

#endif
