# shellcheck shell=bash
# What the scripts beside it share: packages, builds, words to the user. It is sourced; after that
# the current folder is the top of the tree, so the scripts can be called from anywhere.

set -euo pipefail

B2A_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
B2A_CALLED_FROM=$PWD # for arguments that are paths
cd "$B2A_ROOT"
B2A_BINARY=$B2A_ROOT/build/release/src/batchai-to-amlcompute
# The system's Python first: the packages below belong to it.
if [[ -x /usr/bin/python3 ]]; then B2A_PYTHON=/usr/bin/python3; else B2A_PYTHON=python3; fi
export B2A_ROOT B2A_CALLED_FROM B2A_BINARY B2A_PYTHON

b2a_build_packages=(cmake ninja-build g++ libcli11-dev nlohmann-json3-dev libyaml-cpp-dev
                    libfmt-dev libssl-dev libcurl4-openssl-dev libpugixml-dev)
# shellcheck disable=SC2034 # for the scripts that run tests
b2a_test_packages=(catch2 libcpp-httplib-dev openssl clang-format-14 clang-tidy-14 shellcheck groff man-db git
                   python3 python3-yaml python3-venv openmpi-bin libopenmpi-dev)

say() { printf '\n== %s\n' "$*"; }

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

package_missing() {
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true) != installed ]]
}

# Debian packages, only those that are missing; nothing is asked and nothing is fetched otherwise.
install_packages() {
    local package missing=() as_root=()
    command -v dpkg-query >/dev/null || die "needs Debian's package manager; install by hand: $*"
    for package in "$@"; do
        if package_missing "$package"; then missing+=("$package"); fi
    done
    if [[ ${#missing[@]} -eq 0 ]]; then return 0; fi
    say "Installing packages: ${missing[*]}"
    if [[ $EUID -ne 0 ]]; then
        command -v sudo >/dev/null || die "needs root or sudo to install: ${missing[*]}"
        as_root=(sudo)
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    "${as_root[@]}" apt-get -qq update </dev/null
    "${as_root[@]}" apt-get -qq -y --no-install-recommends install "${missing[@]}" </dev/null
}

# A build by a preset of CMakePresets.json. CMake and Ninja do only what changed since the last time.
# build_preset PRESET TARGET… -- CMAKE-ARGUMENT…
build_preset() {
    local preset=$1 targets=()
    shift
    while [[ $# -gt 0 && $1 != -- ]]; do
        targets+=("$1")
        shift
    done
    if [[ ${1:-} == -- ]]; then shift; fi
    if command -v ccache >/dev/null && [[ -z ${CMAKE_CXX_COMPILER_LAUNCHER:-} ]]; then
        export CMAKE_CXX_COMPILER_LAUNCHER=ccache
    fi
    cmake --preset "$preset" --log-level=WARNING "$@" >/dev/null
    cmake --build --preset "$preset" -j "$(nproc)" ${targets[@]:+--target "${targets[@]}"}
}

# The program as users get it; the demo, the end to end tests and the bench run this one.
build_release() {
    install_packages "${b2a_build_packages[@]}"
    build_preset release batchai-to-amlcompute
}
