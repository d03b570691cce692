#!/usr/bin/env bash
# Set-up, lint, then every test. Exits with an error when a check or a test fails, or when no test ran.
#
# Usage: bash tools/run_tests.sh [--fast] [--stack stock|onedl] [pytest arguments]
#   --fast   leave out the tests that train or benchmark (marked slow)
#   --stack  the packages to test on; see tools/setup_env.sh
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

stack=stock
selection=()
while [ $# -gt 0 ]; do
  case $1 in
    --fast) selection=(-m 'not slow'); shift ;;
    --stack) stack=${2:?--stack needs a value}; shift 2 ;;
    -h|--help) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) break ;;
  esac
done

python=$(bash tools/setup_env.sh --stack "$stack")

echo "Lint: ruff check ." >&2
"$python" -m ruff check .

# Tests run side by side, one thread each: that is faster on small tensors than one test with many threads.
export OMP_NUM_THREADS=1 MPLBACKEND=Agg
echo "Tests: pytest ${selection[*]+${selection[*]} }$*" >&2
exec "$python" -m pytest -n "${PYTEST_WORKERS:-2}" --dist worksteal ${selection[@]+"${selection[@]}"} "$@"
