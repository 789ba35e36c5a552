"""Shards that meet as Caffe2's do through a FileStoreHandler: each leaves a file in a folder that
all see, and waits for those of the others."""

import argparse
import os
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--num_shards", type=int)
parser.add_argument("--shard_id", type=int)
parser.add_argument("--run_id")
parser.add_argument("--file_store_path")
parser.add_argument("--out")
args = parser.parse_args()


def place(shard):
    return os.path.join(args.file_store_path, "%s-%d" % (args.run_id, shard))


with open(place(args.shard_id) + ".new", "w") as own:
    own.write(str(100 + args.shard_id))
os.rename(place(args.shard_id) + ".new", place(args.shard_id))
end = time.monotonic() + 10
while not all(os.path.exists(place(i)) for i in range(args.num_shards)):
    if time.monotonic() > end:
        sys.exit("not all shards came")
    time.sleep(0.05)
found = [open(place(i)).read() for i in range(args.num_shards)]
print("shard %d found %s" % (args.shard_id, found), flush=True)
with open(os.path.join(args.out, "shard-%d.txt" % args.shard_id), "w") as out:
    out.write(" ".join(found) + "\n")
