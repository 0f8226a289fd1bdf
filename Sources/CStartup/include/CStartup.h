#ifndef GRADMARK_CSTARTUP_H
#define GRADMARK_CSTARTUP_H

// Linking this module is enough: see startup.c.

#endif
