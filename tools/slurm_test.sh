#!/usr/bin/env bash
# Tests on a Slurm cluster: slurm_test.sh PARTITION JOB_NAME CONFIG CHECKPOINT [arguments of test.py]
# A training-free model takes "" as its CHECKPOINT.
# Environment: GPUS (8), GPUS_PER_NODE (8), CPUS_PER_TASK (5), SRUN_ARGS.
set -euo pipefail
if [ $# -lt 4 ]; then
    echo "usage: $0 PARTITION JOB_NAME CONFIG CHECKPOINT [arguments of test.py]" >&2
    exit 2
fi
tools=$(dirname "${BASH_SOURCE[0]}")
export PYTHONPATH="$tools/..${PYTHONPATH:+:$PYTHONPATH}"
gpus=${GPUS:-8}
gpus_per_node=${GPUS_PER_NODE:-8}
# shellcheck disable=SC2086  # SRUN_ARGS holds several arguments
exec srun --partition="$1" --job-name="$2" --ntasks="$gpus" \
    --ntasks-per-node="$((gpus < gpus_per_node ? gpus : gpus_per_node))" \
    --gres="gpu:$((gpus < gpus_per_node ? gpus : gpus_per_node))" \
    --cpus-per-task="${CPUS_PER_TASK:-5}" --kill-on-bad-exit=1 ${SRUN_ARGS:-} \
    python -u "$tools/test.py" "$3" ${4:+"$4"} --launcher slurm "${@:5}"
