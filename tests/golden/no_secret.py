#!/usr/bin/env python3
"""Nothing that the cases' inputs plant as a secret stands in what is written, printed or reported.

usage: no_secret.py testdata/convert

A planted secret is the value of a key that holds one, or one of PLANTED (parts of command lines).
"""
import json
import os
import sys

KEYS = {"accountKey", "password", "adminUserPassword", "instrumentationKey"}
PLANTED = ["Zm9v" * 21, "YmFy" * 21, "abcDEF123%3D", "hunter2hunter2", "planted-secret-value"]


def planted(node, key="", under_secrets=False):
    if isinstance(node, dict):
        for k, v in node.items():
            yield from planted(v, k, under_secrets or k == "secrets")
    elif isinstance(node, list):
        for v in node:
            yield from planted(v, key, under_secrets)
    elif isinstance(node, str) and (key in KEYS or (under_secrets and key == "value")):
        if not node.startswith("<") and len(node) >= 12:  # shorter ones occur by chance
            yield node


def main():
    root = sys.argv[1]
    secrets = set()
    for folder, _, files in os.walk(root):
        if "/in" in folder[len(root):]:
            for name in files:
                try:
                    with open(os.path.join(folder, name), encoding="utf-8-sig") as f:
                        secrets.update(planted(json.load(f)))
                except (ValueError, UnicodeDecodeError):
                    pass
    secrets.update(PLANTED)
    looked = 0
    bad = 0
    for folder, _, files in os.walk(root):
        if "/in" in folder[len(root):] or "/before" in folder[len(root):]:
            continue
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                content = f.read()
            looked += 1
            for secret in secrets:
                if secret.encode() in content:
                    bad += 1
                    print(f"{path}: holds a planted secret")
    print(f"{len(secrets)} planted secrets, {looked} files, {bad} hits")
    return 1 if bad or len(secrets) < 6 or looked < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
