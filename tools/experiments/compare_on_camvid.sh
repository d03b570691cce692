#!/usr/bin/env bash
# Segmentors on CamVid under equal budget; tests each with sliding windows, at one scale and at several with flips, and
# writes table.md, curves.png, and pictures of the truth beside the prediction into WORK_DIR/CONFIG/SEED/pictures.  A
# second call goes on where the first one stopped.
#
# Usage: bash tools/experiments/compare_on_camvid.sh WORK_DIR ITERATIONS CONFIG...
#   CONFIG   such as configs/setr/setr-pup_small_camvid.py, whose data lie in data/camvid
#   SEEDS    (variable) seeds, by default 0
#   AT_ONCE  (variable) runs at a time: 1, with two threads, which is the default, or 2, with one thread each
#   MINUTES  (variable) time of a training, validation included, after which its last checkpoint counts; by default none
set -euo pipefail
if [ $# -lt 3 ]; then
  sed -n '6,10s/^# //p' "$0" >&2
  exit 2
fi
work=$(mkdir -p "$1" && cd "$1" && pwd)
iterations=$2
shift 2
seeds=${SEEDS:-0}
at_once=${AT_ONCE:-1}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

python=$(bash tools/setup_env.sh)
. tools/experiments/comparing.sh

run() {
  local config=$1 seed=$2 folder score
  folder="$work/$(basename "$config" .py)/seed$seed"
  train_in_time "$folder" "$config" "$seed"
  score "$folder/single" "$config" "$folder" --show-dir "$folder/pictures"
  score "$folder/multi" "$config" "$folder" --tta
}

# Trains what is left to train, and adds the seconds that it takes to a file.
train_in_time() {
  local folder=$1 start=$SECONDS spent=0 warm_up=$(((iterations + 11) / 12)) part=$(((iterations + 4) / 5)) limit=
  shift
  [ ! -f "$folder/seconds" ] || spent=$(awk '{ sum += $1 } END { print sum }' "$folder/seconds")
  if [ -n "${MINUTES:-}" ]; then limit=$((MINUTES * 60 - spent)); fi
  if [ -f "$folder/iter_$iterations.pth" ] || [ "${limit:-1}" -le 0 ]; then return; fi
  mkdir -p "$folder"
  (
    trap 'echo $((SECONDS - start)) >>"$folder/seconds"' EXIT
    train "$@" mIoU train_cfg.max_iters="$iterations" train_cfg.val_interval="$part" \
      param_scheduler.0.end="$warm_up" param_scheduler.1.begin="$warm_up" param_scheduler.1.end="$iterations" \
      default_hooks.checkpoint.interval="$(((part + 3) / 4))"
  )
}

# Tests the last checkpoint of a run, if that was not done yet.
# Usage: score TEST_DIR CONFIG RUN_DIR [ARGUMENT...]
score() {
  local test=$1 config=$2 checkpoint
  [ -f "$3/last_checkpoint" ] || { echo "$config left no checkpoint in its time" >&2; return 1; }
  checkpoint=$(cat "$3/last_checkpoint")
  shift 3
  if [ -f "$test/checkpoint" ] && [ "$(cat "$test/checkpoint")" = "$checkpoint" ]; then return; fi
  "$python" tools/test.py "$config" "$checkpoint" --work-dir "$test" "$@" >"$test.log" 2>&1 ||
    { echo "$config was not tested: see $test.log" >&2; return 1; }
  echo "$checkpoint" >"$test/checkpoint"
}

compare "$@"
runs=()
for config in "$@"; do runs+=("$(repetitions "$config")"); done
"$python" -W ignore tools/analysis_tools/tabulate_segmentors.py ${runs[@]+"${runs[@]}"} --out "$work/table.md"
plot 'loss mIoU' "$@"
