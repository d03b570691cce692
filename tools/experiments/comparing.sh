# What comparisons share; to be sourced after `work`, `seeds` and `python` are set and `run CONFIG SEED` is defined.
# Two runs at a time with one thread each, or with `at_once=1`, one with two threads.

# Runs every config with every seed.
# Usage: compare CONFIG...
compare() {
  local config seed process waiting=() at_once=${at_once:-2}
  export OMP_NUM_THREADS=$((2 / at_once)) MPLBACKEND=Agg
  for seed in $seeds; do
    for config in "$@"; do
      run "$config" "$seed" &
      waiting+=($!)
      if [ ${#waiting[@]} -eq "$at_once" ]; then
        for process in ${waiting[@]+"${waiting[@]}"}; do wait "$process"; done
        waiting=()
      fi
    done
  done
  for process in ${waiting[@]+"${waiting[@]}"}; do wait "$process"; done
}

# Plots the mean and spread of the curves.
# Usage: plot 'KEY...' CONFIG...
plot() {
  local keys=$1 config curves=()
  shift
  for config in "$@"; do curves+=("$(repetitions "$config")"); done
  # shellcheck disable=SC2086  # several keys are several words
  "$python" tools/analysis_tools/plot_curves.py ${curves[@]+"${curves[@]}"} --keys $keys --out "$work/curves.png"
}

# Prints the name of a config and the folders of its runs, one a seed, as NAME=DIR,DIR.
repetitions() {
  local name seed folders=
  name=$(basename "$1" .py)
  for seed in $seeds; do folders="$folders,$work/$name/seed$seed"; done
  echo "$name=${folders#,}"
}

# Trains one config into the folder of its seed, and prints the last value of its score, which is in the log of an
# earlier call if there is nothing left to train.  With `limit=SECONDS` it stops then, and its last checkpoint counts.
# Usage: train CONFIG SEED SCORE [OPTION=VALUE...]
train() {
  local config=$1 seed=$2 score=$3 name log
  shift 3
  name=$(basename "$config" .py)
  log="$work/$name-$seed.log"
  ${limit:+timeout "$limit"} "$python" tools/train.py "$config" --work-dir "$work/$name/seed$seed" --resume \
    --cfg-options randomness.seed="$seed" "$@" >>"$log" 2>&1 || [ $? -eq 124 ] ||
    { echo "$name, seed $seed failed: see $log" >&2; return 1; }
  echo "$name, seed $seed: $(grep -o "$score: [0-9.]*" "$log" | tail -n 1)"
}
