#!/usr/bin/env bash
# check-layers must find each violation that is planted here, and pass a tree without any.
# usage: test_check_layers.sh CHECK-LAYERS
set -euo pipefail

check=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# plant FILE INCLUDE WORDS: the tree with one include is refused with these words.
plant() {
    rm -rf "$tree/src"
    mkdir -p "$tree/src/$(dirname "$1")"
    printf '#include %s\n' "$2" >"$tree/src/$1"
    local output status=0
    output=$("$check" "$tree/src") || status=$?
    if [[ $status -ne 1 || $output != *"$1:1: "*"$3"* ]]; then
        printf 'planted %s in %s: exit %d, said: %s\n' "$2" "$1" "$status" "$output"
        exit 1
    fi
}

plant base/a.hpp '"document/document.hpp"' "base may not include document"
plant aml/a.cpp '"batchai/model.hpp"' "aml may not include batchai"
plant translate/toolkits/a.cpp '"emit/yaml.hpp"' "translate may not include emit"
plant emit/a.cpp '"report/report.hpp"' "emit may not include report"
plant document/a.cpp '"cli/cli.hpp"' "document may not include cli"
plant bundle/a.cpp '"term/table.hpp"' "bundle may not include term"
plant report/a.cpp '"../base/error.hpp"' "is not named from src/"
plant stray/a.cpp '<string>' "folder stray is not in the table"
plant document/json_reader.cpp '<yaml-cpp/yaml.h>' "yaml-cpp may not be included here"
plant emit/arm.hpp '<nlohmann/json.hpp>' "nlohmann may not be included here"
plant translate/a.cpp '<nlohmann/json_fwd.hpp>' "nlohmann may not be included here"
plant bundle/a.cpp '<CLI/CLI.hpp>' "CLI may not be included here"
plant translate/a.cpp '<openssl/sha.h>' "openssl may not be included here"
plant base/a.cpp '<boost/any.hpp>' "library boost is not in the table"
plant rest/a.cpp '"document/document.hpp"' "rest may not include document"
plant rest/a.cpp '"identity/identity.hpp"' "rest may not include identity"
plant identity/way.cpp '<openssl/evp.h>' "openssl may not be included here"
plant rest/loop.cpp '<curl/curl.h>' "curl may not be included here"
plant rest/a.hpp '<pugixml.hpp>' "pugixml.hpp may not be included here"
plant translate/a.cpp '<sys/stat.h>' "belongs to the edge"

rm -rf "$tree/src"
mkdir -p "$tree/src"
if "$check" "$tree/src" >/dev/null; then
    echo "an empty tree passed"
    exit 1
fi

mkdir -p "$tree/src"/{base,document,emit,rest,cli}
printf '#include "base/a.hpp"\n#include <openssl/sha.h>\n#include <string>\n' >"$tree/src/base/a.cpp"
printf '#include "base/a.hpp"\n#include <yaml-cpp/yaml.h>\n' >"$tree/src/document/yaml_reader.cpp"
printf '#include <nlohmann/json_fwd.hpp>\n#include "aml/aml.hpp"\n' >"$tree/src/emit/arm.hpp"
printf '#include <curl/curl.h>\n#include "base/a.hpp"\n' >"$tree/src/rest/curl_transport.cpp"
printf '#include <pugixml.hpp>\n' >"$tree/src/rest/a.cpp"
printf '#include <CLI/CLI.hpp>\n#include "bundle/bundle.hpp"\n' >"$tree/src/cli/app.cpp"
printf '#include "cli/cli.hpp"\n' >"$tree/src/main.cpp"
"$check" "$tree/src"
