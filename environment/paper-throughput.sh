#!/usr/bin/env bash
# Measures one of the paper's tables of throughput on GPUs: an engine is started for every column, shown to run with its number of experts,
# put under the table's loads, and stopped. What was finished is kept: the same command goes on.
#
#   HARDWARE="2 x A800" bash environment/paper-throughput.sh table08 RESULTS      # V2-Lite, 6 to 2 experts per token
#   HARDWARE="8 x H200" bash environment/paper-throughput.sh table09 RESULTS      # V3, 8 to 3
#   HARDWARE="2 x A800" bash environment/paper-throughput.sh table12 RESULTS      # V2-Lite, 64 to 6 experts kept
#   moe loadtest show RESULTS/table08.jsonl --beside table08
#
# ENGINE           sglang or vllm                                      default: sglang
# HARDWARE         what it runs on, for the record                     default: unknown
# MODEL            default: the paper's. For table12 %d stands for the number kept, as in /models/v2-lite-%d (moe prune makes them);
#                  without it random weights stand in for pruned ones
# TENSOR_PARALLEL  default: the paper's, 2 for V2-Lite and 8 for V3
# COUNTS           experts, in place of the paper's, as "6 2"
# PORT, ENGINE_ARGS  see serve-sglang.sh and serve-vllm.sh
# LOADTEST_ARGS    more options of moe loadtest, such as "--requests 64"
# SERVE            the program that starts the engine                  default: serve-$ENGINE.sh beside this file
# START_SECONDS    how long an engine may take to start                default: 1800
# MOE              names the command; default: moe
set -euo pipefail

table=${1:?first argument: table08, table09 or table12} results=${2:?second argument: the folder for results}
here=$(dirname "$(readlink -f "$0")")
moe=${MOE:-moe} engine=${ENGINE:-sglang}
serve=${SERVE:-$here/serve-$engine.sh}
export PORT=${PORT:-30000}
url=http://127.0.0.1:$PORT/v1
case $table in
    table08) columns="6 5 4 3 2" label=na model=deepseek-ai/DeepSeek-V2-Lite devices=2 ;;
    table09) columns="8 6 4 3" label=na model=deepseek-ai/DeepSeek-V3 devices=8 ;;
    table12) columns="64 48 32 24 16 12 8 6" label=ne model=deepseek-ai/DeepSeek-V2-Lite devices=2 ;;
    *) echo "$table is none of table08, table09 and table12" >&2; exit 2 ;;
esac
export TENSOR_PARALLEL=${TENSOR_PARALLEL:-$devices}
pattern=${MODEL:-$model}
mkdir -p "$results"

group=
stop() {
    [ -n "$group" ] || return 0
    kill -TERM -- "-$group" 2> /dev/null || true
    for _ in $(seq 60); do kill -0 -- "-$group" 2> /dev/null || break; sleep 0.5; done
    kill -KILL -- "-$group" 2> /dev/null || true
    group=
}
trap stop EXIT
trap 'exit 130' INT TERM

answers() { curl --silent --fail --max-time 5 --output /dev/null "$url/models"; }

for count in ${COUNTS:-$columns}; do
    name=$table-$label$count
    [ ! -s "$results/$name.jsonl" ] || continue
    if answers; then echo "something answers at $url already: stop it, or set PORT" >&2; exit 4; fi
    if [ $label = na ]; then
        export EXPERTS=$count MODEL=$pattern
        claim=(--experts "$count")
    else
        export KEPT=$count EXPERTS=$((count < 6 ? count : 6)) MODEL=${pattern//%d/$count}
        [ "$MODEL" != "$pattern" ] || export LOAD_FORMAT=dummy
        claim=(--experts "$EXPERTS" --kept "$count")
    fi

    echo "$name: starting the engine ($results/$name.log)"
    echo "$serve, EXPERTS=$EXPERTS KEPT=${KEPT:-}" > "$results/$name.log"
    setsid bash "$serve" >> "$results/$name.log" 2>&1 &
    group=$!
    for ((second = 0; ; second++)); do
        answers && break
        kill -0 "$group" 2> /dev/null && [ "$second" -lt "${START_SECONDS:-1800}" ] || { echo "$name: the engine did not start; see $results/$name.log" >&2; exit 4; }
        sleep 1
    done

    # Refuses where the engine does not show that it runs with this number.
    "$moe" loadtest check --base-url "$url" "${claim[@]}" --log "$results/$name.log"
    rm -f "$results/$name.part"
    # shellcheck disable=SC2086 # LOADTEST_ARGS are several words
    "$moe" loadtest --base-url "$url" "${claim[@]}" --log "$results/$name.log" --like "$table" \
        --hardware "${HARDWARE:-unknown}" --out "$results/$name.part" ${LOADTEST_ARGS:-}
    mv "$results/$name.part" "$results/$name.jsonl"
    stop
done

for count in ${COUNTS:-$columns}; do cat "$results/$table-$label$count.jsonl"; done > "$results/$table.jsonl.new"
mv "$results/$table.jsonl.new" "$results/$table.jsonl"
"$moe" loadtest show "$results/$table.jsonl" --beside "$table"
