#!/usr/bin/env bash
# Configs on scenes under equal budget, several seeds each; prints the PQ of each run and plots the mean and spread of the
# curves.  Two runs at a time with one thread each; a second call goes on where the first one stopped.
#
# Usage: bash tools/experiments/compare_on_scenes.sh WORK_DIR ITERATIONS SIZE CONFIG...
#   SIZE     side of the images in pixels
#   CONFIG   such as configs/remax/remax_r18_scenes.py
#   SEEDS    (variable) seeds, by default '0 1 2'
set -euo pipefail
if [ $# -lt 4 ]; then
  sed -n '5,8s/^# //p' "$0" >&2
  exit 2
fi
work=$(mkdir -p "$1" && cd "$1" && pwd)
iterations=$2
size=$3
shift 3
seeds=${SEEDS:-0 1 2}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

python=$(bash tools/setup_env.sh)
. tools/experiments/comparing.sh
data="$work/scenes"
"$python" tools/dataset_converters/make_scenes.py "$data" --difficulty easy --size "$size" >"$work/scenes.log" 2>&1

run() {
  local padded="($((size + 1)),$((size + 1)))"
  train "$1" "$2" pq/PQ max_iters="$iterations" train_cfg.max_iters="$iterations" \
    param_scheduler.1.end="$iterations" train_cfg.val_interval="$((iterations / 5))" \
    default_hooks.checkpoint.interval="$iterations" \
    {train,val}_dataloader.dataset.data_root="$data" {train,val}_dataloader.dataset.spec.{width,height}="$size" \
    train_dataloader.dataset.pipeline.3.size="$padded" val_dataloader.dataset.pipeline.2.size="$padded" \
    val_evaluator.ann_file="$data/annotations/panoptic_val.json" \
    val_evaluator.seg_prefix="$data/annotations/panoptic_val"
}

compare "$@"
plot 'PQ PQ_th PQ_st' "$@"
