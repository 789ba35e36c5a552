#!/usr/bin/env python3
"""Runs a command several times and prints the medians: wall seconds, CPU seconds, peak MiB.

usage: measure.py RUNS COMMAND…     the exit codes 0 and 4 (findings) are fine
"""

import os
import statistics
import sys
import time


def once(argv):
    begin = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawnp(argv[0], argv, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 4):
        sys.exit(f"{argv}: status {status}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    runs = [once(sys.argv[2:]) for _ in range(int(sys.argv[1]))]
    print("%.4f %.4f %.1f" % tuple(statistics.median(column) for column in zip(*runs)))


if __name__ == "__main__":
    main()
