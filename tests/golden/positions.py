"""The leaves of a JSON or YAML text: JSON pointer → (line, column) of the value.

A leaf is a scalar, null among them, or an empty container. Lines and columns count from 1, columns
in code points; a byte order mark is not counted. Of duplicate keys the last one counts.
"""

import bisect
import json
import re

import yaml


class Unreadable(Exception):
    pass


def escape(key):
    return key.replace("~", "~0").replace("/", "~1")


class Json:
    """A strict reader that knows where it stands. Python's own json module decodes the scalars."""

    SPACE = re.compile(r"[ \t\r\n]*")
    STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
    SCALAR = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")

    def __init__(self, text):
        self.text = text
        self.at = 0
        self.starts = [0] + [found.end() for found in re.finditer(r"\r\n|\n|\r", text)]
        self.found = {}

    def leaves(self):
        self.value("")
        self.space()
        if self.at != len(self.text):
            raise Unreadable(f"text after the value at {self.position(self.at)}")
        return self.found

    def position(self, at):
        line = bisect.bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1

    def space(self):
        self.at = self.SPACE.match(self.text, self.at).end()

    def take(self, pattern, what):
        match = pattern.match(self.text, self.at)
        if not match:
            raise Unreadable(f"no {what} at {self.position(self.at)}")
        self.at = match.end()
        return match.group()

    def next_is(self, character):
        self.space()
        if self.text[self.at : self.at + 1] != character:
            return False
        self.at += 1
        return True

    def demand(self, character):
        if not self.next_is(character):
            raise Unreadable(f"no {character} at {self.position(self.at)}")

    def forget(self, pointer):
        """An earlier member of the same name, with all below it."""
        for known in [p for p in self.found if p == pointer or p.startswith(pointer + "/")]:
            del self.found[known]

    def value(self, pointer):
        self.space()
        begin = self.at
        if self.next_is("{"):
            if not self.members(pointer):
                self.found[pointer] = self.position(begin)
        elif self.next_is("["):
            if not self.items(pointer):
                self.found[pointer] = self.position(begin)
        else:
            if self.text[begin : begin + 1] == '"':
                self.take(self.STRING, "string")
            else:
                self.take(self.SCALAR, "value")
            self.found[pointer] = self.position(begin)

    def members(self, pointer):
        if self.next_is("}"):
            return False
        seen = set()
        while True:
            self.space()
            key = json.loads(self.take(self.STRING, "key"))
            below = f"{pointer}/{escape(key)}"
            if key in seen:
                self.forget(below)
            seen.add(key)
            self.demand(":")
            self.value(below)
            if self.next_is("}"):
                return True
            self.demand(",")

    def items(self, pointer):
        if self.next_is("]"):
            return False
        index = 0
        while True:
            self.value(f"{pointer}/{index}")
            index += 1
            if self.next_is("]"):
                return True
            self.demand(",")


def yaml_leaves(text):
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise Unreadable(str(error)) from error
    if root is None:
        raise Unreadable("no document")
    found = {}

    def walk(node, pointer):
        if isinstance(node, yaml.MappingNode) and node.value:
            last = {}
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise Unreadable(f"a key that is no scalar below {pointer or '/'}")
                last[key.value] = value
            for key, value in last.items():
                walk(value, f"{pointer}/{escape(key)}")
        elif isinstance(node, yaml.SequenceNode) and node.value:
            for index, value in enumerate(node.value):
                walk(value, f"{pointer}/{index}")
        else:
            found[pointer] = (node.start_mark.line + 1, node.start_mark.column + 1)

    walk(root, "")
    return found


def json_leaves(text):
    try:
        return Json(text).leaves()
    except RecursionError as error:
        raise Unreadable("too deep") from error


def leaves(data, name):
    """Of a file's bytes. JSON unless the name or the text says YAML."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(str(error)) from error
    if name.lower().endswith((".yml", ".yaml")):
        return yaml_leaves(text)
    try:
        return json_leaves(text)
    except Unreadable:
        if text.lstrip()[:1] in "{[":
            raise
        return yaml_leaves(text)
