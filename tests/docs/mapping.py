"""Holds the mapping table of README.md and the manual page of section 7 to the rules.

usage: mapping.py PRINT_RULES [--update]     --update writes both anew
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
MANUAL = ROOT / "man/batchai-to-amlcompute-mapping.7"
BEGIN, END = "<!-- mapping: made by scripts/update-docs -->\n", "<!-- mapping: end -->\n"
TITLES = {"job": "Jobs", "cluster": "Clusters", "file server": "File servers",
          "workspace": "Workspaces", "experiment": "Experiments",
          "configuration": "configuration.json of the recipes",
          "around": "Beside the fields of any of them"}


def groups(lines):
    """Rows of one kind that say the same, together: (kind, keys, output, class, why)."""
    found = {}
    for line in lines:
        kind, key, output, cls, why = line.split("\t")
        found.setdefault((kind, output, cls, why), []).append(key)
    return [(kind, keys, output, cls, why) for (kind, output, cls, why), keys in found.items()]


def of_kind(rows, kind):
    return [row for row in rows if row[0] == kind]


def markdown(rows):
    out = []
    for kind, title in TITLES.items():
        out.append(f"\n**{title}**\n\n| key | becomes | how |\n|---|---|---|\n")
        for _, keys, output, cls, why in of_kind(rows, kind):
            names = ", ".join(f"`{key}`" for key in keys)
            goes = f"`{output}`" if output else ""
            out.append(f"| {names} | {goes} | {cls}{': ' + why if why else ''} |\n")
    return "".join(out)


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\\&" + text if text.startswith(".") else text  # else it would be a request


def page(rows, version):
    out = [f'.TH BATCHAI\\-TO\\-AMLCOMPUTE\\-MAPPING 7 2026-11 "{version}" "Mapping"\n',
           ".nh\n.ad l\n",
           ".SH NAME\nbatchai\\-to\\-amlcompute\\-mapping \\- what each key of Azure Batch AI becomes\n",
           ".SH DESCRIPTION\n"
           "Each key of a definition, where it goes, and how much of its meaning arrives:\n"
           ".BR exact ,\n.BR rewritten ,\n.BR defaulted ,\n.BR dropped ,\n.BR approximated ,\n"
           ".B manual\nor\n.BR error .\nThe class is the usual one; a report says the one of its file.\n"]
    for kind, title in TITLES.items():
        out.append(f".SS {roff(title)}\n")
        for _, keys, output, cls, why in of_kind(rows, kind):
            out.append(".TP\n" + ".br\n".join(f".B {roff(key)}\n" for key in keys))
            goes = f"{roff(output)}; " if output else ""
            out.append(f"{goes}{cls}{': ' + roff(why) if why else ''}.\n")
    out.append(".SH SEE ALSO\n.BR batchai\\-to\\-amlcompute (1)\n")
    return "".join(out)


def main(arguments):
    lines = subprocess.run([arguments[0]], check=True, capture_output=True,
                           encoding="utf-8").stdout.splitlines()
    rows = groups(lines)
    version = (ROOT / "man/batchai-to-amlcompute.1").read_text("utf-8").split('"')[1]
    readme = README.read_text("utf-8")
    head, _, rest = readme.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not end:
        print("README.md has no place for the mapping table")
        return 1
    wanted = {README: head + BEGIN + markdown(rows) + "\n" + END + tail, MANUAL: page(rows, version)}
    stale = [path for path, text in wanted.items()
             if not path.exists() or path.read_text("utf-8") != text]
    if "--update" in arguments:
        for path in stale:
            path.write_text(wanted[path], "utf-8")
        return 0
    for path in stale:
        print(f"{path.relative_to(ROOT)} is not what the rules say; scripts/update-docs writes it anew")
    result = subprocess.run(["groff", "-man", "-ww", "-z", str(MANUAL)], check=False,
                            capture_output=True, encoding="utf-8")
    if result.returncode or result.stderr:
        print(f"groff: {result.stderr}")
        return 1
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
