#!/usr/bin/env bash
# Tests on several GPUs, or processes where there is no GPU: dist_test.sh CONFIG CHECKPOINT GPUS [arguments of test.py]
# A training-free model takes "" as its CHECKPOINT.
# On several machines, set NNODES, NODE_RANK and MASTER_ADDR on each.
set -euo pipefail
if [ $# -lt 3 ]; then
    echo "usage: $0 CONFIG CHECKPOINT GPUS [arguments of test.py]" >&2
    exit 2
fi
tools=$(dirname "${BASH_SOURCE[0]}")
export PYTHONPATH="$tools/..${PYTHONPATH:+:$PYTHONPATH}"
exec python -m torch.distributed.run \
    --nnodes="${NNODES:-1}" --node_rank="${NODE_RANK:-0}" --nproc_per_node="$3" \
    --master_addr="${MASTER_ADDR:-127.0.0.1}" --master_port="${PORT:-29500}" \
    "$tools/test.py" "$1" ${2:+"$2"} --launcher pytorch "${@:4}"
