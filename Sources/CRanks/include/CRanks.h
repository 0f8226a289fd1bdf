// What engines of MPI call by the same names and have different words for. They are opened at run time, so that
// no header of theirs is there to say it; .ci/ranks compares every line with both mpi.h.

#ifndef GRADMARK_CRANKS_H
#define GRADMARK_CRANKS_H

// Handles of Open MPI are addresses of symbols.
#define GRADMARK_OPEN_MPI_COMM_WORLD "ompi_mpi_comm_world"
#define GRADMARK_OPEN_MPI_BYTE "ompi_mpi_byte"
#define GRADMARK_OPEN_MPI_FLOAT "ompi_mpi_float"
#define GRADMARK_OPEN_MPI_SUM "ompi_mpi_op_sum"
#define GRADMARK_OPEN_MPI_STATUSES_IGNORE 0
#define GRADMARK_OPEN_MPI_REQUEST_BYTES 8

// Handles of MPICH, and of the engines that share its ABI, are numbers of 32 bits.
#define GRADMARK_MPICH_COMM_WORLD 0x44000000
#define GRADMARK_MPICH_BYTE 0x4c00010d
#define GRADMARK_MPICH_FLOAT 0x4c00040a
#define GRADMARK_MPICH_SUM 0x58000003
#define GRADMARK_MPICH_STATUSES_IGNORE 1
#define GRADMARK_MPICH_REQUEST_BYTES 4

// The same in both.
#define GRADMARK_MPI_THREAD_SERIALIZED 2
#define GRADMARK_MPI_NAME_BYTES 256
#define GRADMARK_MPI_VERSION_BYTES 8192

#endif
