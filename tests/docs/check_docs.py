"""Holds README.md and the manual page to the program: examples run, results shown are real, options
and exit codes are those there are.

usage: check_docs.py PROGRAM [--update]     --update writes the results into README.md
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
MANUAL = ROOT / "man/batchai-to-amlcompute.1"
NAME = "batchai-to-amlcompute"

# A fenced block of README.md with a comment above that says what it is:
#   check: write FILE    the block is that file
#   check: run           its lines are run and succeed
#   check: shows FILE    the block is what a run has written
BLOCK = re.compile(
    r"<!-- check: (?P<what>write|run|shows)(?: (?P<file>\S+))? -->\n"
    r"```\w*\n(?P<text>.*?)```\n",
    re.DOTALL,
)

CLUSTER = """{"properties": {"vmSize": "STANDARD_NC6",
  "scaleSettings": {"manual": {"targetNodeCount": 2}},
  "userAccountSettings": {"adminUserName": "demo", "adminUserSshPublicKey": "ssh-rsa AAAAfake"}}}
"""


class Checks:
    def __init__(self, program):
        self.program = Path(program).resolve()
        self.problems = []

    def expect(self, fits, problem):
        if not fits:
            self.problems.append(problem)

    def run(self, line, folder):
        """A line of shell with the program, and nothing of the user's, in its environment."""
        environment = {"PATH": f"{self.program.parent}:/usr/bin:/bin", "HOME": folder}
        return subprocess.run(
            ["bash", "-ec", line], cwd=folder, env=environment, check=False,
            capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL,
        )

    def example(self, line, folder, where):
        result = self.run(line, folder)
        self.expect(
            result.returncode == 0,
            f"{where}: exit {result.returncode} of: {line}\n{result.stdout}{result.stderr}",
        )

    def help(self, *command):
        return self.run(f"{NAME} {' '.join(command)} --help", "/").stdout


def check_readme(checks, update):
    text = README.read_text(encoding="utf-8")
    kinds = [block["what"] for block in BLOCK.finditer(text)]
    checks.expect({"write", "run", "shows"} <= set(kinds), "README.md: no example is marked")
    job = ""
    with tempfile.TemporaryDirectory() as folder:

        def visit(block):
            nonlocal job
            if block["what"] == "write":
                job = block["text"]
                (Path(folder) / block["file"]).write_text(job, encoding="utf-8")
            elif block["what"] == "run":
                checks.example(block["text"], folder, "README.md")
            else:
                path = Path(folder) / block["file"]
                made = path.read_text(encoding="utf-8") if path.exists() else ""
                checks.expect(made, f"README.md: no run writes {block['file']}")
                if made and update:
                    return block[0].replace(f"\n{block['text']}```\n", f"\n{made}```\n")
                checks.expect(
                    made == block["text"],
                    f"README.md: {block['file']} is not what the program writes; "
                    "tests/docs/check_docs.py PROGRAM --update corrects it",
                )
            return block[0]

        updated = BLOCK.sub(visit, text)
    if update and updated != text:
        README.write_text(updated, encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        checks.expect((ROOT / target).exists(), f"README.md: {target} does not exist")
    for script in re.findall(r"\./(scripts/\S+)", text):
        checks.expect(os.access(ROOT / script, os.X_OK), f"README.md: {script} cannot be run")
    return job


def plain(roff):
    """The text of a line of the manual without its escapes."""
    return re.sub(r"\\f.|\\[&~|]", lambda m: " " if m[0] == r"\~" else "", roff).replace(
        r"\-", "-").replace(r"\e", "\\")


def section(manual, title):
    match = re.search(rf"^\.SH {title}\n(.*?)(?=^\.SH |\Z)", manual, re.DOTALL | re.MULTILINE)
    return match[1] if match else ""


def check_examples(checks, manual, job):
    examples = re.findall(r"^\.EX\n(.*?)^\.EE$", section(manual, "EXAMPLES"), re.DOTALL | re.MULTILINE)
    checks.expect(len(examples) >= 3, "manual: hardly any examples")
    with tempfile.TemporaryDirectory() as folder:
        definitions = Path(folder) / "definitions"
        definitions.mkdir()
        (definitions / "train.json").write_text(job, encoding="utf-8")
        (definitions / "cluster.json").write_text(CLUSTER, encoding="utf-8")
        for example in examples:
            checks.example(plain(example), folder, "manual")


def check_options(checks, manual):
    """The manual names every option that the program has, and no other."""
    long_option = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
    commands = re.findall(r"^\.B[I]? ([a-z\\~-]+?)(?:\\~)? ?(?:PATH|FILE|SIZE)", section(manual, "COMMANDS"), re.MULTILINE)
    commands = [plain(command).split() for command in commands]
    checks.expect(["convert"] in commands, "manual: no command convert")
    real = set(long_option.findall(checks.help()))
    for command in commands:
        text = checks.help(*command)
        checks.expect(text, f"{' '.join(command)} --help prints nothing")
        real |= set(long_option.findall(text))
    heads = re.findall(r"^\.TP\n(.*)$", section(manual, "OPTIONS"), re.MULTILINE)
    told = set(long_option.findall("\n".join(plain(head) for head in heads)))
    checks.expect(told == real, f"manual: options missing {sorted(real - told)}, "
                                f"options there are not {sorted(told - real)}")


# The options of one command, as its --help has them, between two lines of a page:
#   .\\" options: cluster create
#   .\\" options: end
OPTIONS = re.compile(r'(^\.\\" options: (?!end)(.+)\n)(.*?)(^\.\\" options: end$)', re.DOTALL | re.MULTILINE)


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def own_options(text):
    """Names, kind of value and description of the options that are the command's own: what stands
    in other groups of its --help is told elsewhere."""
    group = re.search(r"^Options:\n(.*?)(?=^\S|\Z)", text, re.DOTALL | re.MULTILINE)
    found = []
    for line in (group[1] if group else "").splitlines():
        head = re.match(r"  (-\S+)(?: ([A-Z]\S*(?: in \[.*?\])?(?: \.\.\.)?))?(?: Excludes: \S+(?: --\S+)*)?(?: REQUIRED)?(?:\s{2,}(.*)|\s*|\s(.*))$", line)
        if head:
            found.append([head[1].split(","), head[2] or "", head[3] or head[4] or ""])
        elif line.strip():
            found[-1][2] = (found[-1][2] + " " + line.strip()).strip()
    return [option for option in found if option[0] != ["-h", "--help"]]


def options_as_roff(text):
    lines = []
    for names, value, what in own_options(text):
        choices = re.search(r"\{(.*)\}", value)
        value = choices[1].replace(",", "|") if choices else re.match(r"[A-Z]*", value)[0]
        lines += [".TP", f'.BI "{roff(", ".join(names))}" " {roff(value)}"' if value
                  else f'.B "{roff(", ".join(names))}"', roff(what) + "."]
    return "".join(line + "\n" for line in lines)


def check_page(checks, path, update):
    """A page of commands that ask Azure: its options are those of --help, its examples are
    understood. They are not run: that takes an account."""
    page = path.read_text(encoding="utf-8")
    updated = OPTIONS.sub(
        lambda m: m[1] + options_as_roff(checks.help(*m[2].split())) + m[4], page)
    checks.expect(len(OPTIONS.findall(page)) >= 3, f"{path.name}: hardly any options")
    checks.expect(updated == page or update,
                  f"{path.name}: options are not those of --help; "
                  "tests/docs/check_docs.py PROGRAM --update corrects it")
    if update and updated != page:
        path.write_text(updated, encoding="utf-8")
    ladder = (ROOT / "src/base/error.hpp").read_text(encoding="utf-8")
    for code in re.findall(r"^\.TP\n\.B (\d+)$", section(page, "EXIT STATUS"), re.MULTILINE):
        checks.expect(f" = {code}" in ladder, f"{path.name}: there is no exit code {code}")
    examples = re.findall(r"^\.EX\n(.*?)^\.EE$", section(page, "EXAMPLES"), re.DOTALL | re.MULTILINE)
    checks.expect(len(examples) >= 3, f"{path.name}: hardly any examples")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "cluster.json").write_text(CLUSTER, encoding="utf-8")
        for example in examples:
            check_unasked(checks, plain(example), folder, path.name)
    version = checks.run(f"{NAME} --version", "/").stdout.strip()
    checks.expect(f'"{version}"' in page.splitlines()[0], f"{path.name}: not of {version}")


def check_unasked(checks, line, folder, where):
    """Without a subscription the command ends before it asks, once it has understood its line and
    read its files."""
    result = checks.run(line, folder)
    missing = "no subscription is named" in result.stderr or "azureml/compute" in line
    checks.expect(result.returncode in (2, 3) and missing, f"{where}: {line}{result.stderr}")


def check_azure_of_readme(checks):
    text = README.read_text(encoding="utf-8")
    block = re.search(r"^## In Azure\n.*?^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    checks.expect(block, "README.md: nothing on Azure")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "cluster.json").write_text(CLUSTER, encoding="utf-8")
        for line in block[1].splitlines():
            check_unasked(checks, line.split("  #")[0] + "\n", folder, "README.md")


def check_exits(checks, manual):
    header = (ROOT / "src/base/error.hpp").read_text(encoding="utf-8")
    ladder = set(re.findall(r"^ {4}\w+ = (\d+)", header, re.MULTILINE))
    in_manual = set(re.findall(r"^\.TP\n\.B (\d+)$", section(manual, "EXIT STATUS"), re.MULTILINE))
    in_readme = set(re.findall(r"^\| (\d+) \|", README.read_text(encoding="utf-8"), re.MULTILINE))
    checks.expect(in_manual == in_readme and in_manual,
                  f"exit codes of the manual {in_manual}, of README.md {in_readme}")
    checks.expect(in_manual <= ladder, f"exit codes that are not in base/error.hpp: {in_manual - ladder}")


def check_version(checks, manual):
    version = checks.run(f"{NAME} --version", "/").stdout.strip()
    checks.expect(f'"{version}"' in manual.splitlines()[0], f"manual: not of {version}")


def check_roff(checks):
    for page in sorted(MANUAL.parent.glob("*.1")):
        result = subprocess.run(["groff", "-man", "-ww", "-z", str(page)], check=False,
                                capture_output=True, encoding="utf-8")
        checks.expect(result.returncode == 0 and not result.stderr, f"groff: {result.stderr}")


def main(arguments):
    checks = Checks(arguments[0])
    manual = MANUAL.read_text(encoding="utf-8")
    job = check_readme(checks, "--update" in arguments)
    check_examples(checks, manual, job)
    check_options(checks, manual)
    check_exits(checks, manual)
    check_version(checks, manual)
    for page in ("cluster", "workspace"):
        check_page(checks, MANUAL.parent / f"{NAME}-{page}.1", "--update" in arguments)
    check_azure_of_readme(checks)
    check_roff(checks)
    for problem in checks.problems:
        print(problem)
    return 1 if checks.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
