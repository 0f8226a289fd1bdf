// The one file that is compiled anew when the commit is another one.

#include "CBuild.h"

#ifndef GRADMARK_BUILT
#define GRADMARK_BUILT ""
#endif

const char *const gradmark_built = GRADMARK_BUILT;
