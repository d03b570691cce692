#!/usr/bin/env bash
# Classifiers on CIFAR-10, or a part of it, under equal budget, several seeds each; prints the top-1 of each run and plots the
# mean and spread of the curves.  Two runs at a time with one thread each; a second call goes on where the first one stopped.
#
# Usage: bash tools/experiments/compare_on_cifar10.sh WORK_DIR EPOCHS CONFIG...
#   CONFIG   such as configs/psvit/psvit_small_cifar10.py, whose data lie in data/cifar10
#   SCORE    (variable) score that is printed, by default accuracy/top1
#   SEEDS    (variable) seeds, by default '0 1 2'
set -euo pipefail
if [ $# -lt 3 ]; then
  sed -n '5,8s/^# //p' "$0" >&2
  exit 2
fi
work=$(mkdir -p "$1" && cd "$1" && pwd)
epochs=$2
shift 2
seeds=${SEEDS:-0 1 2}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

python=$(bash tools/setup_env.sh)
. tools/experiments/comparing.sh

run() {
  train "$1" "$2" "${SCORE:-accuracy/top1}" max_epochs="$epochs" train_cfg.max_epochs="$epochs" \
    param_scheduler.1.end="$epochs" train_cfg.val_interval="$(((epochs + 4) / 5))" \
    default_hooks.checkpoint.interval="$epochs"
}

compare "$@"
plot 'loss top1' "$@"
