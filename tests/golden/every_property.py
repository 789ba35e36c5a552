"""Every property that Batch AI's objects had is understood: documents are made of our own list of
them, converted, and counted from outside.

usage: every_property.py PROGRAM LIST FOLDER

For each kind and version: one document with all properties that the version had (a job for each of
its toolkits), and one for each property by itself. No property may be an unknown key. Where
REFERENCE_DIR names a folder with corpus/schemas, each property of the published schemas is in the
list.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import count_fates

VERSIONS = {"2017-09-01-preview": "01", "2018-03-01": "03", "2018-05-01": "05"}
TOOLKITS = ["cntkSettings", "pyTorchSettings", "tensorFlowSettings", "caffeSettings", "caffe2Settings",
            "chainerSettings", "customToolkitSettings", "customMpiSettings", "horovodSettings"]
# Of two properties that exclude each other a document has the first.
EXCLUDED = [("cntkSettings.pythonScriptFilePath", "cntkSettings.configFilePath"),
            ("caffeSettings.pythonScriptFilePath", "caffeSettings.configFilePath"),
            ("scaleSettings.autoScale", "scaleSettings.manual"),
            (".accountKey", ".accountKeySecretReference"), (".password", ".passwordSecretReference"),
            (".value", ".valueSecretReference"),
            (".instrumentationKey", ".instrumentationKeySecretReference")]
LEAST = {"job": {"nodeCount": 1, "stdOutErrPathPrefix": "x", "customToolkitSettings": {"commandLine": "ls"},
                 "containerSettings": {"imageSourceRegistry": {"image": "ubuntu:18.04"}}},
         "cluster": {"vmSize": "STANDARD_NC4AS_T4_V3"},
         "fileserver": {"dataDisks": {"diskCount": 1}}}
# Slips of the published schemas, which our list does not repeat.
SLIPS = {"location", "mountVolumes.description", "nodeSetup.mountVolumes.description"}


def put(document, path, value):
    """Puts the value at "a.b[].c"; a list has one item."""
    head, _, rest = path.partition(".")
    is_list = head.endswith("[]")
    key = head.removesuffix("[]")
    if not rest:
        document[key] = [value] if is_list else value
        return
    if is_list:
        put(document.setdefault(key, [{}])[0], rest, value)
    else:
        put(document.setdefault(key, {}), rest, value)


def exists(since, version):
    number = VERSIONS[version]
    return since == "all" or (number <= "03" if since == "-03" else number >= since)


def read(path):
    rows = []
    for line in pathlib.Path(path).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, since, name, value = line.split(" ", 3)
            rows.append((kind, since, name, json.loads(value)))
    return rows


def toolkit_of(path):
    head = path.partition(".")[0]
    return head if head in TOOLKITS else None


def excluded(path, paths):
    for first, second in EXCLUDED:
        at = path.find(second)
        if at >= 0 and (at == 0 or second.startswith(".")):
            twin = path[:at] + first
            if any(other.startswith(twin) and other != path for other in paths):
                return True
    return False


def documents(rows):
    """Name and content: whole ones, then one for each property."""
    for version in VERSIONS:
        schema = f"https://example.org/BatchAI/schemas/{version}/"
        for kind, file in (("job", "job.json"), ("cluster", "cluster.json"), ("fileserver", "nfs.json")):
            known = [(p, v) for k, since, p, v in rows if k == kind and exists(since, version)]
            names = [p for p, _ in known]
            present = sorted({toolkit_of(p) for p in names} - {None}) or [None]
            for toolkit in present:
                body = {}
                for path, value in known:
                    if toolkit_of(path) in (None, toolkit) and not excluded(path, names):
                        put(body, path, value)
                yield (f"whole/{version}-{kind}-{toolkit or 'all'}.json",
                       {"$schema": schema + file, "properties": body})
            for number, (path, value) in enumerate(known):
                body = json.loads(json.dumps(LEAST[kind]))
                if toolkit_of(path):
                    del body["customToolkitSettings"]
                put(body, path, value)
                yield (f"single/{version}-{kind}-{number:03}.json",
                       {"$schema": schema + file, "properties": body})


def schema_paths(schema, root, path, out, seen=()):
    if "$ref" in schema:
        reference = schema["$ref"]
        found = root.get("definitions", {}).get(reference.rsplit("/", 1)[-1])
        if found is not None and reference not in seen:
            schema_paths(found, root, path, out, (*seen, reference))
        elif found is None and not reference.endswith("expression"):
            out.add((path, True))  # defined in another file
        return
    for word in ("oneOf", "anyOf", "allOf"):
        for one in schema.get(word, []):
            schema_paths(one, root, path, out, seen)
    if schema.get("type") == "array":
        schema_paths(schema.get("items", {}), root, path + "[]", out, seen)
    elif isinstance(schema.get("properties"), dict):
        for key, one in schema["properties"].items():
            if isinstance(one, dict):
                schema_paths(one, root, f"{path}.{key}" if path else key, out, seen)
    elif path and schema.get("type") not in (None, "object"):
        out.add((path, False))


def check_published(rows, reference):
    faults = []
    for file in sorted((reference / "corpus" / "schemas").glob("*/*.json")):
        kind = {"cluster": "cluster", "nfs": "fileserver"}.get(file.stem, "job")
        listed = [p for k, since, p, _ in rows if k == kind and exists(since, file.parent.name)]
        root = json.loads(file.read_text("utf-8"))
        found = set()
        schema_paths(root, root, "", found)
        for path, open_end in found:
            path = path.removeprefix("properties.")
            if path in SLIPS or path.startswith("$") or path == "properties":
                continue
            prefix = path + ("" if open_end or path.endswith("sourceVault") else "")
            if not any(p == prefix or p.startswith((prefix + ".", prefix + "[")) for p in listed):
                faults.append(f"{file.parent.name}/{file.name}: {path} is not in our list")
    return faults


def main():
    program, listing, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    rows = read(listing)
    shutil.rmtree(folder, ignore_errors=True)
    expected = {}
    for name, content in documents(rows):
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
        expected[name] = content
    run = subprocess.run([program, "convert", str(folder / "in"), "-d", str(folder / "out")],
                         stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                         timeout=240, env={"PATH": "/usr/bin:/bin"})
    if run.returncode not in (0, 4):
        print(run.stdout[-4000:], run.stderr[-4000:])
        return 1
    count = count_fates.Count(folder / "out", [folder / "in"])
    faults = count.run(None)
    whole_dropped = whole_fields = 0
    for entry in count.report["files"]:
        if entry["kind"] == "unknown":
            faults.append(f"{entry['path']}: of no kind that is read")
        for fate in entry["fates"]:
            if fate["rule"] in ("any.unknown-key", "any.other-version", "any.wrong-type"):
                faults.append(f"{entry['path']}#{fate['pointer']}: {fate['rule']}")
            if entry["path"].startswith("whole/"):
                whole_fields += 1
                whole_dropped += fate["class"] == "dropped"
        for finding in entry["findings"]:
            if finding["class"] == "error" and entry["path"].startswith("whole/"):
                faults.append(f"{entry['path']}: {finding['code']} {finding['message']}")
    reference = os.environ.get("REFERENCE_DIR")
    if reference and (pathlib.Path(reference) / "corpus/schemas").is_dir():
        faults += check_published(rows, pathlib.Path(reference))
    for fault in faults[:60]:
        print(fault)
    print(count.summary())
    print(f"{len(rows)} properties, {len(expected)} documents; "
          f"of {whole_fields} fields in whole ones {whole_dropped} are dropped")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
