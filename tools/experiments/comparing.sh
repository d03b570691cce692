# What comparisons share; to be sourced after `work`, `seeds` and `python` are set and `run CONFIG SEED` is defined.

# Runs every config with every seed, two at a time with one thread each, then plots the mean and spread of the curves.
# Usage: compare 'KEY...' CONFIG...
compare() {
  local keys=$1 config seed process name folders waiting=() curves=()
  shift
  export OMP_NUM_THREADS=1 MPLBACKEND=Agg
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

  for config in "$@"; do
    name=$(basename "$config" .py)
    folders=
    for seed in $seeds; do folders="$folders,$work/$name/seed$seed"; done
    curves+=("$name=${folders#,}")
  done
  # shellcheck disable=SC2086  # several keys are several words
  "$python" tools/analysis_tools/plot_curves.py ${curves[@]+"${curves[@]}"} --keys $keys --out "$work/curves.png"
}

# Trains one config into the folder of its seed, and prints the last value of its score, which is in the log of an
# earlier call if there is nothing left to train.
# Usage: train CONFIG SEED SCORE [OPTION=VALUE...]
train() {
  local config=$1 seed=$2 score=$3 name log
  shift 3
  name=$(basename "$config" .py)
  log="$work/$name-$seed.log"
  "$python" tools/train.py "$config" --work-dir "$work/$name/seed$seed" --resume \
    --cfg-options randomness.seed="$seed" "$@" >>"$log" 2>&1 ||
    { echo "$name, seed $seed failed: see $log" >&2; return 1; }
  echo "$name, seed $seed: $(grep -o "$score: [0-9.]*" "$log" | tail -n 1)"
}
