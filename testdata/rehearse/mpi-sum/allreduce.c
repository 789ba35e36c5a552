/* Each rank brings a number; all get the sum, by MPI. Rank 0 writes it down. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    MPI_Init(&argc, &argv);
    int rank = 0, size = 0, local = 0, sum = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (argc > 3 && atoi(argv[3]) == rank) {
        fprintf(stderr, "rank %d gives up\n", rank);
        return 3; /* without MPI_Finalize, as a crash */
    }
    const char *said = getenv("OMPI_COMM_WORLD_LOCAL_RANK");
    local = said != NULL ? atoi(said) : -1;
    int mine = atoi(argv[1]) + rank;
    MPI_Allreduce(&mine, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    printf("rank %d of %d, %d on its node: sum %d\n", rank, size, local, sum);
    if (rank == 0) {
        FILE *out = fopen(argv[2], "w");
        if (out == NULL) {
            MPI_Abort(MPI_COMM_WORLD, 4);
        }
        fprintf(out, "%d\n", sum);
        fclose(out);
    }
    MPI_Finalize();
    return 0;
}
