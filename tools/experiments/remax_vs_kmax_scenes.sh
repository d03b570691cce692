#!/usr/bin/env bash
# kMaX-DeepLab and ReMaX on scenes under equal budget, three seeds each; prints the PQ of each and plots the mean and
# spread of the curves.  One process for each core; 3 x 2 runs of 600 iterations take about
# 20 minutes on two cores.
#
# Usage: bash tools/experiments/remax_vs_kmax_scenes.sh [WORK_DIR] [ITERATIONS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=${1:-work_dirs/remax_vs_kmax_scenes}
iterations=${2:-600}
python=$(bash tools/setup_env.sh)
export OMP_NUM_THREADS=1 MPLBACKEND=Agg
mkdir -p "$work"
run() {
  local name=$1 seed=$2
  "$python" tools/train.py "configs/$name.py" --work-dir "$work/$(basename "$name")/seed$seed" --resume \
    --cfg-options randomness.seed="$seed" max_iters="$iterations" train_cfg.max_iters="$iterations" \
    param_scheduler.1.end="$iterations" train_cfg.val_interval="$((iterations / 6))" \
    default_hooks.checkpoint.interval="$((iterations / 2))" >"$work/$(basename "$name")-$seed.log" 2>&1
  echo "$name, seed $seed: $(grep -o 'pq/PQ: [0-9.]*' "$work/$(basename "$name")-$seed.log" | tail -n 1)"
}

for seed in 0 1 2; do
  run kmax_deeplab/kmax_r18_scenes "$seed" &
  run remax/remax_r18_scenes "$seed" &
  wait
done
curves=()
for name in kmax_r18_scenes remax_r18_scenes; do
  curves+=("$name=$(echo "$work/$name"/seed{0,1,2} | tr ' ' ',')")
done
"$python" tools/analysis_tools/plot_curves.py "${curves[@]}" --keys PQ PQ_th PQ_st --out "$work/curves.png"
