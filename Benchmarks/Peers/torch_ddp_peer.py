"""PyTorch over ranks: eager, in DistributedDataParallel with Gloo, each rank on its part of every batch.

A launcher of MPI starts the ranks and tells them who they are; nothing else of MPI is used. Gloo takes the
network that the host's name stands for, or the one that GLOO_SOCKET_IFNAME names. One process is plain PyTorch.
"""

import itertools
import os
import sys
from datetime import timedelta

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

import peer
from torch_peer import Torch

# What launchers call a rank, and how many there are: Open MPI, MPICH, Slurm.
LAUNCHERS = [
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
]


def launched():
    """The number of this rank, and of all."""
    for rank, size in LAUNCHERS:
        if rank in os.environ and size in os.environ:
            return int(os.environ[rank]), int(os.environ[size])
    return 0, 1


class TorchDDP(Torch):
    version = f"PyTorch {torch.__version__}, DistributedDataParallel over Gloo"
    rank, count = launched()
    # The first rank talks for all.
    answers = rank == 0

    def __init__(self, task, threads, form):
        if self.count > 1:
            # Ranks wait for requests for as long as others have their turns.
            dist.init_process_group(
                "gloo",
                init_method=f"file://{sys.argv[4]}",
                rank=self.rank,
                world_size=self.count,
                timeout=timedelta(hours=12),
            )
        size = task.batch_size
        self.part = slice(size * self.rank // self.count, size * (self.rank + 1) // self.count)
        super().__init__(task, threads, form)
        if self.count > 1:
            self.weigh_loss(size)
            if "normalization" in task.kinds:
                self.difference = "a rank takes the statistics of its own part of a batch alone"
            if size < self.count:
                self.difference = f"a batch of {size} has no sample for each of {self.count} ranks"

    def weigh_loss(self, size):
        """Has the mean over ranks, which DistributedDataParallel takes, be that over samples."""
        weight = (self.part.stop - self.part.start) * self.count / size
        mean = self.loss
        self.loss = lambda inputs, targets: weight * mean(inputs, targets)

    def shared(self, network):
        if self.count == 1 or not any(one.requires_grad for one in network.parameters()):
            return network
        return DistributedDataParallel(network)

    def own(self, batch):
        return batch[self.part]

    def losses(self, steps):
        if self.count == 1:
            return super().losses(steps)
        losses = []
        for penalty, loss in self.proven(steps):
            dist.all_reduce(loss)
            losses.append(penalty + loss.item() / self.count)
        return losses

    def timed(self, steps):
        if self.count > 1:
            dist.barrier()
        return super().timed(steps)

    @classmethod
    def requests(cls):
        """Those of the first rank, for all."""
        if cls.count == 1:
            yield from sys.stdin
            return
        lines = iter(sys.stdin) if cls.rank == 0 else itertools.repeat(None)
        while True:
            told = [next(lines, None)]
            dist.broadcast_object_list(told)
            if told[0] is None:
                dist.destroy_process_group()
                return
            yield told[0]


if __name__ == "__main__":
    peer.serve(TorchDDP)
