#!/usr/bin/env bash
# Runs the CUDA kernels on the CPU against plain references: tests/kernels/run.sh [FAMILY...], all families without names. Needs g++ or clang++ (CXX).
# Prints a line per case and at the end N passed, N failed; exit code 1 if any failed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cuda=${SOURCES:-$here/../../src/MoeNotebooks/Cuda}
compiler=${CXX:-$(command -v g++ || command -v clang++)} || { echo "no g++ and no clang++ here: install one, or name one in CXX" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The sources in the order in which CudaModule.cs hands them to the compiler, with the two instructions that no CPU has replaced.
names=$(sed -n 's/.*string\[\] Sources = \[\(.*\)\];.*/\1/p' "$cuda/CudaModule.cs" | tr -d '",')
[ -n "$names" ] || { echo "$cuda/CudaModule.cs has no list Sources" >&2; exit 2; }
for name in $names; do cat "$cuda/Sources/$name.cu"; done > "$work/sources.cu"
sed -e 's/asm("ld\.global\.nc.*/r = *(const uint4*)p;/' \
    -e '/asm("mma\.sync\.aligned\.m16n8k16/,/;$/c\    emulated::multiply_tiles(c, a0, a1, a2, a3, b0, b1);' "$work/sources.cu" > "$work/kernels.h"
if grep -n 'asm(' "$work/kernels.h" || [ "$(grep -c 'multiply_tiles\|r = \*(const uint4\*)p' "$work/kernels.h")" != 2 ]; then
    echo "the sources have another instruction than the two that this script replaces" >&2
    exit 2
fi

passed=0 failed=0
for family in ${*:-products experts rows attention routing}; do
    # shellcheck disable=SC2086 # FLAGS may be several
    "$compiler" -std=c++17 -O1 -w ${FLAGS:-} -I "$here" -I "$work" "$here/$family.cpp" -o "$work/$family"
    code=0
    "$work/$family" | tee "$work/$family.log" || code=$?
    ok=$(grep -c '^ok ' "$work/$family.log" || true) bad=$(grep -c '^FAILED' "$work/$family.log" || true)
    if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] || [ $((ok + bad)) -eq 0 ]; then
        echo "FAILED $family ended with exit code $code"
        bad=$((bad + 1))
    fi
    passed=$((passed + ok)) failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
