#ifndef GRADMARK_CSTARTUP_H
#define GRADMARK_CSTARTUP_H

// What this module does before main it does for being linked: see startup.c and process.c.

// A word that the program was started with, its name first; null behind the last one.
const char *gradmark_argument(int index);

// The path that the program was started by, which may be relative to the folder that was current then.
const char *gradmark_program_path(void);

#endif
