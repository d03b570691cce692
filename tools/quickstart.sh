#!/usr/bin/env bash
# From nothing to a panoptic model: set-up, make scenes, train ReMaX, test it, write pictures and a learning curve.
# After set-up this takes about ten minutes on two cores. A second run goes on where the first one stopped.
#
# Usage: bash tools/quickstart.sh [WORK_DIR]       (default: work_dirs/quickstart)
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

config=configs/remax/remax_r18_scenes.py
data=data/scenes
work=${1:-work_dirs/quickstart}
log="$work/quickstart.log"
pictures="$work/pictures"
step=0

announce() {
  step=$((step + 1))
  echo
  echo "[$step/6] $1"
}

# Run a command with its output in the log; show what the filter picks of it, and on failure the log's last lines.
logged() {
  local filter=$1
  shift
  if ! "$@" 2>&1 | tee -a "$log" | "$filter"; then
    echo
    echo "Failed: $*" >&2
    tail -n 15 "$log" >&2
    echo "Full log: $log" >&2
    exit 1
  fi
}

nothing() { cat >/dev/null; }

# Of mmengine's log: every 15 seconds the iteration, the time left and the loss, and the PQ of every validation.
training_progress() {
  local line shown=-15
  local train='\(train\) +(\[[^a-z]*\]).* eta: ([^ ]+(,? day[^ ]* [^ ]+)?) .* loss: ([^ ]+)' validation='\(val\).*/PQ: ([^ ]+)'
  while IFS= read -r line; do
    if [[ $line =~ $validation ]]; then
      echo "      validation: PQ ${BASH_REMATCH[1]}"
    elif [ $((SECONDS - shown)) -ge 15 ] && [[ $line =~ $train ]]; then
      echo "      training ${BASH_REMATCH[1]}  loss ${BASH_REMATCH[4]}  time left ${BASH_REMATCH[2]}"
      shown=$SECONDS
    fi
  done
}

announce 'Set-up'
python=$(bash tools/setup_env.sh)
mkdir -p "$work"
: >"$log"
if [ -z "${OMP_NUM_THREADS:-}" ]; then
  OMP_NUM_THREADS=$("$python" -c 'import os; print(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())')
fi
export OMP_NUM_THREADS MPLBACKEND=Agg

announce "Make scenes in $data"
logged nothing "$python" tools/dataset_converters/make_scenes.py "$data" --difficulty easy --size 128

announce "Train ReMaX with $config"
logged training_progress "$python" tools/train.py "$config" --work-dir "$work" --resume
checkpoint=$(cat "$work/last_checkpoint")

announce "Test $checkpoint"
logged nothing "$python" tools/test.py "$config" "$checkpoint" --work-dir "$work/test" --out "$work/test/predictions.pkl"

announce "Draw predictions into $pictures"
logged nothing "$python" tools/visualize.py "$config" "$checkpoint" --dataset val --out-dir "$pictures"

announce 'Draw the learning curve'
logged nothing "$python" tools/analysis_tools/plot_curves.py "$work" --keys loss PQ --smooth 10 --out "$work/curve.png"

echo
echo "PQ on held-out scenes:  $("$python" -c '
import json, sys
scores = json.load(open(sys.argv[1]))
print(next(round(value, 1) for name, value in scores.items() if name.split("/")[-1] == "PQ"))' "$work/test/predictions.json")"
echo "Pictures:               $pictures"
echo "Learning curve:         $work/curve.png"
echo "Checkpoint:             $checkpoint"
echo "Log:                    $log"
