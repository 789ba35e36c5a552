"""Adds numbers the way a TensorFlow script with between-graph replication adds gradients: workers
send what they have to the parameter server, and read the total when all have. The server serves for
ever, as tf.train.Server.join() does."""

import argparse
import os
import socket
import time


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--job_name", choices=["ps", "worker"], required=True)
    parser.add_argument("--task_index", type=int, required=True)
    parser.add_argument("--ps_hosts", type=lambda text: text.split(","), required=True)
    parser.add_argument("--worker_hosts", type=lambda text: text.split(","), required=True)
    parser.add_argument("--data_dir")
    parser.add_argument("--model_dir")
    return parser.parse_args()


def address(host):
    name, _, port = host.rpartition(":")
    return name, int(port)


def listen(host):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(address(host))
    server.listen()
    return server


def ask(host, words):
    """One line to a server that may not be up yet, one line back."""
    end = time.monotonic() + 10
    while True:
        try:
            with socket.create_connection(address(host), timeout=10) as line:
                line.sendall((words + "\n").encode())
                return line.makefile().readline().strip()
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def serve(args):
    server = listen(args.ps_hosts[args.task_index])
    print("serving", flush=True)
    sums = {}
    while True:
        line, _ = server.accept()
        with line:
            words = line.makefile().readline().split()
            if words[0] == "add":
                sums[words[1]] = int(words[2])
            ready = len(sums) == len(args.worker_hosts)
            line.sendall(("%d\n" % sum(sums.values()) if ready else "wait\n").encode())


def work(args):
    # A worker has an address of its own, as TensorFlow's has.
    own = listen(args.worker_hosts[args.task_index])
    server = args.ps_hosts[0]
    with open(os.path.join(args.data_dir, "part-%d.txt" % args.task_index)) as part:
        mine = sum(int(line) for line in part)
    answer = ask(server, "add %d %d" % (args.task_index, mine))
    while answer == "wait":
        time.sleep(0.1)
        answer = ask(server, "total")
    print("total %s" % answer, flush=True)
    if args.task_index == 0:
        with open(os.path.join(args.model_dir, "total.txt"), "w") as out:
            out.write(answer + "\n")
    own.close()


if __name__ == "__main__":
    options = arguments()
    serve(options) if options.job_name == "ps" else work(options)
