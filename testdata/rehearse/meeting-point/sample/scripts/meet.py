"""A process group the way torch.distributed makes one with init_method tcp://: the first rank
listens at the address, the others come, all get everybody's number."""

import argparse
import os
import socket
import sys
import time
from urllib.parse import urlparse


def gather(url, rank, world, mine):
    place = urlparse(url)
    if place.scheme != "tcp":
        sys.exit("no tcp:// in %s" % url)
    if rank != 0:
        end = time.monotonic() + 10
        while True:
            try:
                line = socket.create_connection((place.hostname, place.port), timeout=10)
                break
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        with line:
            line.sendall(b"%d %d\n" % (rank, mine))
            return [int(word) for word in line.makefile().readline().split()]
    numbers, lines = {0: mine}, []
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((place.hostname, place.port))
    server.listen()
    server.settimeout(10)
    while len(numbers) < world:
        line, _ = server.accept()
        lines.append(line)
        other, number = line.makefile().readline().split()
        numbers[int(other)] = int(number)
    everybody = [numbers[i] for i in range(world)]
    for line in lines:
        line.sendall((" ".join(map(str, everybody)) + "\n").encode())
        line.close()
    return everybody


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rank", type=int)
    parser.add_argument("--world-size", type=int)
    parser.add_argument("--dist-url")
    parser.add_argument("--out")
    args = parser.parse_args()
    if os.environ["WORLD_SIZE"] != str(args.world_size):
        sys.exit("WORLD_SIZE is %s" % os.environ["WORLD_SIZE"])
    found = gather(args.dist_url, args.rank, args.world_size, 7 * (args.rank + 1))
    print("rank %d of %d: %s" % (args.rank, args.world_size, found), flush=True)
    if args.rank == 0:
        with open(os.path.join(args.out, "numbers.txt"), "w") as out:
            print(found, file=out)
