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
export OMP_NUM_THREADS=1 MPLBACKEND=Agg
data="$work/scenes"
"$python" tools/dataset_converters/make_scenes.py "$data" --difficulty easy --size "$size" >"$work/scenes.log" 2>&1

run() {
  local config=$1 seed=$2 name padded="($((size + 1)),$((size + 1)))"
  name=$(basename "$config" .py)
  "$python" tools/train.py "$config" --work-dir "$work/$name/seed$seed" --resume --cfg-options \
    randomness.seed="$seed" max_iters="$iterations" train_cfg.max_iters="$iterations" \
    param_scheduler.1.end="$iterations" train_cfg.val_interval="$((iterations / 5))" \
    default_hooks.checkpoint.interval="$iterations" \
    {train,val}_dataloader.dataset.data_root="$data" {train,val}_dataloader.dataset.spec.{width,height}="$size" \
    train_dataloader.dataset.pipeline.3.size="$padded" val_dataloader.dataset.pipeline.2.size="$padded" \
    val_evaluator.ann_file="$data/annotations/panoptic_val.json" \
    val_evaluator.seg_prefix="$data/annotations/panoptic_val" >"$work/$name-$seed.log" 2>&1 ||
    { echo "$name, seed $seed failed: see $work/$name-$seed.log" >&2; return 1; }
  echo "$name, seed $seed: $(grep -o 'pq/PQ: [0-9.]*' "$work/$name-$seed.log" | tail -n 1)"
}

waiting=()
for seed in $seeds; do
  for config in "$@"; do
    run "$config" "$seed" &
    waiting+=($!)
    if [ ${#waiting[@]} -eq 2 ]; then
      wait "${waiting[0]}"
      wait "${waiting[1]}"
      waiting=()
    fi
  done
done
for process in ${waiting[@]+"${waiting[@]}"}; do wait "$process"; done

curves=()
for config in "$@"; do
  name=$(basename "$config" .py)
  folders=
  for seed in $seeds; do folders="$folders,$work/$name/seed$seed"; done
  curves+=("$name=${folders#,}")
done
"$python" tools/analysis_tools/plot_curves.py ${curves[@]+"${curves[@]}"} --keys PQ PQ_th PQ_st --out "$work/curves.png"
