#!/usr/bin/env bash
# check-purity must find each impurity that is planted in a library here, and pass a pure one.
# usage: test_check_purity.sh CHECK-PURITY COMPILER
set -euo pipefail

check=$1
compiler=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

compile() { # compile SOURCE OPTION…: impure.a from it
    local source=$1
    shift
    rm -f impure.a impure.o
    "$compiler" -std=c++20 "$@" -c "$source" -o impure.o
    ar rc impure.a impure.o
}

cat >impure.cpp <<'CODE'
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sys/socket.h>
int impure(const char* p, sockaddr* address, unsigned length) {
    std::FILE* f = std::fopen(p, "r");
    std::fprintf(f, "%s %u", p, length);
    std::ifstream in(p);
    std::ofstream out(p);
    std::cout << "x";
    std::cerr << "x";
    const int handle = open(p, O_RDONLY) + socket(AF_INET, SOCK_STREAM, 0);
    std::random_device device;
    return connect(handle, address, length) + static_cast<int>(device()) +
           static_cast<int>(std::time(nullptr)) + (std::getenv(p) != nullptr) +
           static_cast<int>(std::chrono::system_clock::now().time_since_epoch().count()) +
           static_cast<int>(std::chrono::steady_clock::now().time_since_epoch().count()) +
           static_cast<int>(std::filesystem::exists(p)) + std::rand();
}
CODE

expect() {
    if ! grep -qE "^impure\.a: $1" said.txt; then
        printf 'not found: %s; said:\n' "$1"
        cat said.txt
        exit 1
    fi
}

for flags in "-O0" "-O2 -D_FORTIFY_SOURCE=2"; do
    # shellcheck disable=SC2086 # two words
    compile impure.cpp $flags
    if "$check" impure.a >said.txt; then
        echo "the impure library passed"
        exit 1
    fi
    for symbol in fopen '(__)?fprintf(_chk)?$' 'std::basic_ifstream' 'std::basic_ofstream' \
        'std::cout' 'std::cerr' '(__)?open(64)?(_2)?$' socket connect 'std::random_device' time getenv \
        'std::chrono::_V2::system_clock::now' 'std::chrono::_V2::steady_clock::now' \
        'std::filesystem::' rand; do
        expect "$symbol"
    done
done

cat >pure.cpp <<'CODE'
#include <map>
#include <sstream>
#include <string>
std::string pure(const std::map<std::string, int>& times) {
    std::ostringstream text; // words such as time, open and read in names must not count
    for (const auto& [name, count] : times) { text << name << count; }
    return text.str();
}
bool opening_time(const std::string& read) { return read.starts_with("getenv"); }
CODE
compile pure.cpp -O1
"$check" impure.a
