// Whether the words in CRanks.h are those of an engine: compiled with its mpi.h, it says nothing and ends with 0.

#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "CRanks.h"

#define EQUAL(word, constant) _Static_assert((word) == (constant), #constant)

EQUAL(MPI_THREAD_SERIALIZED, GRADMARK_MPI_THREAD_SERIALIZED);
_Static_assert(MPI_MAX_PROCESSOR_NAME <= GRADMARK_MPI_NAME_BYTES, "GRADMARK_MPI_NAME_BYTES");
_Static_assert(MPI_MAX_LIBRARY_VERSION_STRING <= GRADMARK_MPI_VERSION_BYTES, "GRADMARK_MPI_VERSION_BYTES");

#ifdef OPEN_MPI
EQUAL(sizeof(MPI_Request), GRADMARK_OPEN_MPI_REQUEST_BYTES);
EQUAL(sizeof(MPI_Comm), sizeof(void *));
#define STATUSES_IGNORE GRADMARK_OPEN_MPI_STATUSES_IGNORE
#else
EQUAL(sizeof(MPI_Request), GRADMARK_MPICH_REQUEST_BYTES);
EQUAL(sizeof(MPI_Comm), 4);
EQUAL(MPI_COMM_WORLD, (MPI_Comm)GRADMARK_MPICH_COMM_WORLD);
EQUAL(MPI_BYTE, (MPI_Datatype)GRADMARK_MPICH_BYTE);
EQUAL(MPI_FLOAT, (MPI_Datatype)GRADMARK_MPICH_FLOAT);
EQUAL(MPI_SUM, (MPI_Op)GRADMARK_MPICH_SUM);
#define STATUSES_IGNORE GRADMARK_MPICH_STATUSES_IGNORE
#endif

#define TEXT(...) #__VA_ARGS__
#define EXPANDED(word) TEXT(word)

static int is_wrong(int holds, const char *word) {
  if (!holds) printf("%s is another one in this mpi.h\n", word);
  return !holds;
}

int main(void) {
  int wrong = is_wrong(MPI_STATUSES_IGNORE == (MPI_Status *)STATUSES_IGNORE, "MPI_STATUSES_IGNORE") +
              is_wrong(MPI_STATUS_IGNORE == (MPI_Status *)STATUSES_IGNORE, "MPI_STATUS_IGNORE");
#ifdef OPEN_MPI
  // Macros that take the address of a symbol.
  wrong += is_wrong(strstr(EXPANDED((MPI_COMM_WORLD)), "&(" GRADMARK_OPEN_MPI_COMM_WORLD ")") != NULL, "MPI_COMM_WORLD");
  wrong += is_wrong(strstr(EXPANDED((MPI_BYTE)), "&(" GRADMARK_OPEN_MPI_BYTE ")") != NULL, "MPI_BYTE");
  wrong += is_wrong(strstr(EXPANDED((MPI_FLOAT)), "&(" GRADMARK_OPEN_MPI_FLOAT ")") != NULL, "MPI_FLOAT");
  wrong += is_wrong(strstr(EXPANDED((MPI_SUM)), "&(" GRADMARK_OPEN_MPI_SUM ")") != NULL, "MPI_SUM");
#endif
  return wrong;
}
