#!/usr/bin/env bash
# kMaX-DeepLab and ReMaX on scenes under equal budget, three seeds each; prints the PQ of each and plots the mean and
# spread of the curves.  Two runs at a time with one thread each.
#
# Usage: bash tools/experiments/remax_vs_kmax_scenes.sh [WORK_DIR] [ITERATIONS] [SIZE]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=${1:-work_dirs/remax_vs_kmax_scenes}
iterations=${2:-1000}
size=${3:-128}
python=$(bash tools/setup_env.sh)
export OMP_NUM_THREADS=1 MPLBACKEND=Agg
mkdir -p "$work"
data="$work/scenes"

run() {
  local name=$1 seed=$2
  local run_name
  run_name=$(basename "$name")
  "$python" tools/train.py "configs/$name.py" --work-dir "$work/$run_name/seed$seed" --resume --cfg-options \
    randomness.seed="$seed" max_iters="$iterations" train_cfg.max_iters="$iterations" \
    param_scheduler.1.end="$iterations" train_cfg.val_interval="$((iterations / 5))" \
    default_hooks.checkpoint.interval="$iterations" \
    train_dataloader.dataset.data_root="$data" val_dataloader.dataset.data_root="$data" \
    {train,val}_dataloader.dataset.spec.{width,height}="$size" \
    train_dataloader.dataset.pipeline.3.size="($((size + 1)),$((size + 1)))" \
    val_dataloader.dataset.pipeline.2.size="($((size + 1)),$((size + 1)))" \
    val_evaluator.ann_file="$data/annotations/panoptic_val.json" \
    val_evaluator.seg_prefix="$data/annotations/panoptic_val" >"$work/$run_name-$seed.log" 2>&1
  echo "$name, seed $seed: $(grep -o 'pq/PQ: [0-9.]*' "$work/$run_name-$seed.log" | tail -n 1)"
}

for seed in 0 1 2; do
  run kmax_deeplab/kmax_r18_scenes "$seed" &
  run remax/remax_r18_scenes "$seed" &
  wait
done
seeds_of() { echo "$1=$work/$1/seed0,$work/$1/seed1,$work/$1/seed2"; }
"$python" tools/analysis_tools/plot_curves.py "$(seeds_of kmax_r18_scenes)" "$(seeds_of remax_r18_scenes)" \
  --keys PQ PQ_th PQ_st --out "$work/curves.png"
