#!/usr/bin/env bash
# Starts vLLM on this machine's GPUs with a number of experts per token, and with a report of it and of cached tokens.
#
#   EXPERTS=4 TENSOR_PARALLEL=2 bash environment/serve-vllm.sh
#
# MODEL            a name on the hub or a folder                       default: deepseek-ai/DeepSeek-V2-Lite
# PORT             where it listens, on this machine only              default: 30000
# TENSOR_PARALLEL  GPUs that share every matrix                        default: 1
# EXPERTS          experts per token (the paper's n_a)                 default: 6
# KEPT             experts in every layer (n_e), of a pruned MODEL, or of random weights with LOAD_FORMAT=dummy
# LOAD_FORMAT      auto, or dummy: random weights, nothing is read     default: auto
# ENGINE_ARGS      more arguments of vllm serve
set -euo pipefail

override="{\"num_experts_per_tok\": ${EXPERTS:-6}${KEPT:+, \"n_routed_experts\": $KEPT}}"
export VLLM_SERVER_DEV_MODE=1 # /server_info, with the configuration as the engine took it; loopback only, for it has more such doors
# shellcheck disable=SC2086 # ENGINE_ARGS are several words
exec vllm serve "${MODEL:-deepseek-ai/DeepSeek-V2-Lite}" --trust-remote-code --load-format "${LOAD_FORMAT:-auto}" \
    --host 127.0.0.1 --port "${PORT:-30000}" --tensor-parallel-size "${TENSOR_PARALLEL:-1}" \
    --hf-overrides "$override" --enable-prompt-tokens-details ${ENGINE_ARGS:-}
