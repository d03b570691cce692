#!/usr/bin/env bash
# Self-supervised learners under equal budget, several seeds each; prints the k-NN accuracy of each run's features, and is
# otherwise compare_on_cifar10.sh.
#
# Usage: bash tools/experiments/compare_pretraining.sh WORK_DIR EPOCHS CONFIG...
#   CONFIG   such as configs/co2/moco-v2_small_cifar10.py, whose data lie in data/cifar10
set -euo pipefail
SCORE=knn/top1 bash "$(dirname "${BASH_SOURCE[0]}")/compare_on_cifar10.sh" "$@"
