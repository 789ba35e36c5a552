"""clang-tidy over src. Most of its time goes into the standard library's headers, once for each file,
so files of one folder are looked at together: a file of `#include "….cpp"` lines, where the analyzer
too takes each of them for code. What is said of such a batch is said again file by file, so that
nothing is an artefact of it.

usage: tidy.py COMPILE_DB STAMPS     STAMPS: a folder; what passed there is not looked at again until
                                     one of its files, their headers of ours, the flags or .clang-tidy
                                     change
"""

import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIDY = "clang-tidy-14"
LARGEST = 12  # files of a batch
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
# What a file declares at its outermost level, apart from members: names that two files of a batch
# must not both have. Too many only make a batch smaller.
DECLARED = [
    re.compile(r"^(?:class|struct|enum class|enum|union) (\w+)", re.MULTILINE),
    re.compile(r"^using (\w+) =", re.MULTILINE),
    re.compile(r"^(?![#}/ ]|using |namespace |template).*?(?<![\w:])(\w+)\(", re.MULTILINE),
    re.compile(r"^(?:static |inline )?(?:constexpr|const) [^(=;]*?(\w+)(?:\[\w*\])? ?[={;]", re.MULTILINE),
    re.compile(r"^(?:static |inline )?(?:constexpr|const) auto (\w+)", re.MULTILINE),
]


USED = re.compile(r"^using ((?:\w+::)+(\w+));", re.MULTILINE)


def names(file, known):
    """What the names that the file itself declares stand for, and those of the headers that it reaches
    in its folder."""
    seen = set()
    reached(file, seen)
    own, around = {}, {}
    for one in seen:
        if one not in known:
            text = one.read_text("utf-8")
            known[one] = {name: str(one) for pattern in DECLARED for name in pattern.findall(text)}
            known[one].update((name, whole) for whole, name in USED.findall(text))
        if one == file:
            own = known[one]
        elif one.parent == file.parent:
            around.update(known[one])
    # What a header declares and the file defines is one thing.
    return {name: what for name, what in own.items() if name not in around}, around


def meet(some, others):
    return any(others.get(name, what) != what for name, what in some.items())


def batches(files):
    """Files of one folder of src, in order, each where its names meet no others."""
    out = []
    known = {}
    for file in files:
        folder = file.relative_to(ROOT / "src").parts[0]
        own, around = names(file, known)
        for batch in out:
            if (batch["folder"] == folder and len(batch["files"]) < LARGEST
                    and not meet(own, batch["own"] | batch["around"]) and not meet(batch["own"], around)):
                batch["files"].append(file)
                batch["own"] |= own
                batch["around"] |= around
                break
        else:
            out.append({"folder": folder, "files": [file], "own": own, "around": around})
    return [batch["files"] for batch in out]


def reached(file, seen):
    """The file and those of our headers that it reaches."""
    if file in seen or not file.is_file():
        return
    seen.add(file)
    for name in INCLUDE.findall(file.read_text("utf-8")):
        reached(ROOT / "src" / name, seen)


class Run:
    def __init__(self, database, stamps):
        self.commands = {Path(e["file"]): e for e in json.loads((database / "compile_commands.json").read_text())}
        self.stamps = stamps
        self.config = (ROOT / ".clang-tidy").read_bytes()
        stamps.mkdir(parents=True, exist_ok=True)

    def files(self):
        return sorted(f for f in self.commands if f.is_relative_to(ROOT / "src"))

    def stamp(self, files):
        seen = set()
        for file in files:
            reached(file, seen)
        digest = hashlib.sha256(self.config)
        for file in files:
            digest.update(self.commands[file]["command"].encode())
        for file in sorted(seen):
            digest.update(file.read_bytes())
        return self.stamps / digest.hexdigest()

    def tidy(self, files):
        """What clang-tidy says, empty for nothing."""
        entry = self.commands[files[0]]
        with tempfile.TemporaryDirectory() as folder:
            source = files[0]
            if len(files) > 1:
                source = Path(folder) / "batch.cpp"
                source.write_text("".join(
                    f'#include "{file}" // NOLINT(bugprone-suspicious-include)\n' for file in files))
            command = entry["command"].replace(str(files[0]), str(source))
            (Path(folder) / "compile_commands.json").write_text(
                json.dumps([dict(entry, command=command, file=str(source))]))
            done = subprocess.run(
                [TIDY, "--quiet", "-p", folder, f"--config-file={ROOT / '.clang-tidy'}",
                 r"--header-filter=/src/([^/]+/)+[^/]*\.[ch]pp$", str(source)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, check=False)
            return done.stdout if done.returncode else ""

    def look(self, files):
        stamp = self.stamp(files)
        if stamp.exists():
            return ""
        said = self.tidy(files)
        if said and len(files) > 1:
            said = "".join(self.look([file]) for file in files)
        if not said:
            stamp.touch()
        return said


def main():
    run = Run(Path(sys.argv[1]), Path(sys.argv[2]))
    found = False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(run.look, sorted(batches(run.files()), key=len, reverse=True)):
            if said:
                found = True
                print(said, end="", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
