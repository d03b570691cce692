#!/usr/bin/env bash
# Makes the environment that mmuvp runs in. Progress goes to stderr; the last line, on stdout, is the path
# of the environment's Python, so that other scripts can write:  python=$(bash tools/setup_env.sh)
#
# Usage: bash tools/setup_env.sh [--stack stock|onedl] [--venv DIR]
#   --stack  stock (default): the OpenMMLab packages; onedl: their maintained forks, in .venv-onedl
#   --venv   where to make the environment; default .venv, or the active environment if it meets the pins
#   PYTHON   the interpreter to start from (3.10 to 3.12); default: python3.11 if there is one
# Every version is pinned in requirements/; nothing is pinned here. It keeps to bash 3.2, which macOS has.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
requirements="$root/requirements"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/mmuvp"
log="$cache/setup.log"
python_tag='import sys; print("cp%d%d" % sys.version_info[:2], end="")'
steps=6
step_number=0
step_name='read the arguments'

say() { printf '[%3ds] %s\n' "$SECONDS" "$*" >&2; }

fail() {
  printf '\nSet-up failed in the step "%s": %s\n' "$step_name" "$1" >&2
  [ ! -s "$log" ] || printf 'Full log: %s\n' "$log" >&2
  exit 1
}

begin_step() {
  step_number=$((step_number + 1))
  step_name=$1
  say "($step_number/$steps) $1${2:-}"
}

# Begin a step, and succeed when the requirements that follow its name are met already.
step_is_done() {
  if met "${@:2}"; then
    begin_step "$1" ': done already'
    return 0
  fi
  begin_step "$1"
  return 1
}

parse_arguments() {
  stack=stock
  venv=
  while [ $# -gt 0 ]; do
    case $1 in
      --stack|--venv)
        [ $# -ge 2 ] || fail "$1 needs a value"
        if [ "$1" = --stack ]; then stack=$2; else venv=$2; fi
        shift 2 ;;
      -h|--help) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
      *) fail "unknown argument $1; see --help" ;;
    esac
  done
  case $stack in
    stock) pins="$requirements/mminstall.txt" ;;
    onedl) pins="$requirements/mminstall-onedl.txt" ;;
    *) fail "--stack is stock or onedl, not $stack" ;;
  esac
  mmcv_pin=$(grep -oE '^([a-z]+-)?mmcv==[^ ]+' "$pins")
}

# ---- one command of a step: output to the log, a heartbeat on the terminal, a cause when it fails ----

logged() {
  printf '\n$ %s\n' "$*" >>"$log"
  local started=$SECONDS beat=$SECONDS status=0
  "$@" >>"$log" 2>&1 </dev/null &
  running=$!
  while kill -0 "$running" 2>/dev/null; do
    sleep 0.2
    [ $((SECONDS - beat)) -ge 30 ] || continue
    beat=$SECONDS
    say "      still at it after $((SECONDS - started)) s"
  done
  wait "$running" || status=$?
  running=
  [ "$status" -eq 0 ] || fail "$(explain_failure "$status")"
}

# shellcheck disable=SC2329  # invoked by the trap
stop_running() { [ -z "${running:-}" ] || kill "$running" 2>/dev/null || true; }

explain_failure() {
  local recent
  recent=$(tail -n 200 "$log")
  case $recent in
    *'No space left on device'*) echo 'the disk is full' ;;
    *'name resolution'*|*'Failed to establish a new connection'*|*'Network is unreachable'*|*'Read timed out'*| \
    *'Connection refused'*|*NewConnectionError*|*ConnectTimeout*|*'(from versions: none)'*)
      echo 'the package index cannot be reached (is there a network?)' ;;
    *'No matching distribution found'*)
      printf 'the package index does not offer it: %s\n' "$(grep -o 'No matching distribution.*' <<<"$recent" | tail -n 1)" ;;
    *'ensurepip is not available'*) echo 'this Python lacks the venv module (Debian: apt install python3-venv)' ;;
    *'Killed'*|*'Terminated signal terminated program'*) echo 'the compiler was killed, probably for lack of memory; try MAX_JOBS=1' ;;
    *) printf 'exit status %s: %s\n' "$1" "$(grep -iE 'error' <<<"$recent" | tail -n 1)" ;;
  esac
}

# ---- what is there already ----

unmet() { "$python" -I "$root/tools/misc/check_requirements.py" "$@" 2>&1; }

met() { unmet "$@" >/dev/null; }

installed_version() { "$python" -c "from importlib.metadata import version; print(version('$1'))"; }

python_supported() {
  "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null | grep -qE '^3\.1[0-2]$'
}

choose_python() {
  local candidate
  if [ -n "${PYTHON:-}" ]; then
    python_supported "$PYTHON" || fail "PYTHON=$PYTHON is not a Python of version 3.10, 3.11 or 3.12 (it says: $("$PYTHON" --version 2>&1 || true))"
    echo "$PYTHON"
    return
  fi
  for candidate in python3.11 python3.12 python3.10 python3 python; do
    ! python_supported "$candidate" || { echo "$candidate"; return; }
  done
  fail 'no Python of version 3.10, 3.11 or 3.12 found; install one, or name it: PYTHON=/path/to/python bash tools/setup_env.sh'
}

use_active_environment() {
  local active="${VIRTUAL_ENV:-${CONDA_PREFIX:-}}" missing
  [ -z "$venv" ] && [ -n "$active" ] && [ -x "$active/bin/python" ] || return 1
  python="$active/bin/python"
  if missing=$(python_supported "$python" && unmet "$requirements/torch.txt" "$pins"); then
    return 0
  fi
  say "      the active environment $active does not meet the pins: ${missing%%$'\n'*}"
  return 1
}

require_disk_space() {
  local needed_mb=$1 folder=$2 free_mb
  free_mb=$(df -Pm "$folder" | awk 'NR == 2 {print $4}')
  [ "$free_mb" -ge "$needed_mb" ] || fail "$folder has $free_mb MB free; $needed_mb MB are needed"
}

# ---- the steps ----

find_environment() {
  begin_step 'find or make the environment'
  if use_active_environment; then
    say "      using the active environment $(dirname "$(dirname "$python")")"
    return
  fi
  if [ -z "$venv" ]; then
    venv="$root/.venv"
    [ "$stack" = stock ] || venv="$root/.venv-$stack"
  fi
  python="$venv/bin/python"
  if [ -e "$venv" ]; then
    [ ! -x "$python" ] || ! python_supported "$python" || { say "      using $venv"; return; }
    fail "$venv has no working Python of version 3.10 to 3.12; remove that folder and start again"
  fi
  local base
  base=$(choose_python) || exit 1
  [ -n "$(mmcv_wheels "$("$base" -c "$python_tag")")" ] || require_compiler
  require_disk_space 9000 "$(dirname "$venv")"
  say "      making $venv with $("$base" --version 2>&1)"
  logged "$base" -m venv "$venv"
}

install_build_tools() {
  step_is_done 'install build tools' "$requirements/build.txt" || pip_install -r "$requirements/build.txt"
}

install_torch() {
  step_is_done 'install PyTorch, about a minute' "$requirements/torch.txt" || pip_install -r "$requirements/torch.txt"
}

pip_install() { logged "$python" -m pip --disable-pip-version-check install --progress-bar off "$@"; }

# CUDA ops need a GPU and a compiler of the CUDA version that PyTorch was built with; otherwise the ops are for the CPU.
ops_device() {
  local release=none
  ! command -v nvcc >/dev/null || release=$(nvcc --version | sed -n 's/.*release \([0-9]*\)\..*/\1/p')
  "$python" - "$release" <<'PY'
import sys

import torch

if torch.cuda.is_available() and (torch.version.cuda or '').split('.')[0] == sys.argv[1]:
    print(f'cu{torch.version.cuda.replace(".", "")}-sm{"%d%d" % torch.cuda.get_device_capability()}')
else:
    print('cpu')
PY
}

# The built wheels lie in one folder for each mmcv, Python, PyTorch and device that they were built for.
mmcv_wheels() {
  find "$cache/wheels" -path "$cache/wheels/${mmcv_pin/==/-}-$1*" ! -path '*.partial/*' -name '*.whl' 2>/dev/null
}

install_mmcv() {
  ! step_is_done "install $mmcv_pin with compiled ops" <(echo "$mmcv_pin") || return 0
  local build
  build=$("$python" -c "$python_tag")-torch$(installed_version torch)-$(ops_device 2>>"$log") ||
    fail 'PyTorch is installed but cannot be imported'
  [ -n "$(mmcv_wheels "$build")" ] || build_mmcv "$build"
  pip_install --no-deps "$(mmcv_wheels "$build")"
}

require_compiler() {
  command -v "${CXX:-c++}" >/dev/null || command -v g++ >/dev/null || fail \
    "no C++ compiler found, and mmcv's ops must be compiled (Debian: apt install g++; elsewhere: set CXX)"
}

# pip's own cache does not know which PyTorch a wheel was built against, so it is not used; the wheel moves to its place
# only when it is complete.
build_mmcv() {
  local build=$1 wheels="$cache/wheels/${mmcv_pin/==/-}-$1" hide_gpu=()
  require_compiler
  require_disk_space 2000 "$cache"
  say "      compiling for $build: about 9 minutes on two cores, once per machine"
  rm -rf "$wheels.partial"
  mkdir -p "$wheels.partial"
  [[ $build != *-cpu ]] || hide_gpu=(CUDA_VISIBLE_DEVICES=)
  logged env MMCV_WITH_OPS=1 CFLAGS=-g0 CXXFLAGS=-g0 LDFLAGS=-s "PATH=$(dirname "$python"):$PATH" \
    ${hide_gpu[@]+"${hide_gpu[@]}"} \
    "$python" -m pip --disable-pip-version-check wheel --no-cache-dir --no-build-isolation --no-deps \
    --no-binary "${mmcv_pin%%==*}" -w "$wheels.partial" "$mmcv_pin"
  rm -rf "$wheels"
  mv "$wheels.partial" "$wheels"
}

install_stack() {
  local files=("$pins" "$requirements/runtime.txt" "$requirements/tests.txt") file
  local arguments=(-c "$requirements/torch.txt" -c "$requirements/build.txt")
  ! step_is_done "install the $stack stack and the test tools" "${files[@]}" || return 0
  for file in "${files[@]}"; do arguments+=(-r "$file"); done
  pip_install "${arguments[@]}"
}

install_mmuvp() {
  step_is_done 'install mmuvp, editable' --checkout "$root" || pip_install --no-build-isolation --no-deps -e "$root"
}

main() {
  parse_arguments "$@"
  mkdir -p "$cache" || fail "cannot write to $cache; set XDG_CACHE_HOME"
  if command -v flock >/dev/null; then
    exec 9>"$cache/lock"
    flock -n 9 || { say 'another set-up is running; waiting for it'; flock 9; }
  fi
  : >"$log"
  trap stop_running EXIT
  find_environment
  install_build_tools
  install_torch
  install_mmcv
  install_stack
  install_mmuvp
  say "ready, with the $stack stack"
  echo "$python"
}

main "$@"
exit
