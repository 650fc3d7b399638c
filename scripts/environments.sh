#!/usr/bin/env bash
# Build .venv (coach, Python 3.12 or 3.11) and .venv-rasa (Python 3.10) from the pinned requirements.
# Does nothing for an environment that is up to date. Every failure says how to repair it.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
fail() { printf '\n%s\n  %s\n' "$1" "$2" >&2; exit 2; }

find_uv() {
  if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then uv=uv; return; fi
  uv=.tools/bin/uv
  [ -x "$uv" ] && return
  say "installing uv into .tools"
  command -v python3 >/dev/null 2>&1 || fail "C101 There is no python3." "Install Python 3.11 or newer, or uv itself."
  python3 -m venv .tools >.tools.log 2>&1 ||
    fail "C101 python3 cannot make virtual environments." "On Debian: apt-get install python3-venv. Log: .tools.log"
  .tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt >>.tools.log 2>&1 ||
    fail "C102 uv could not be installed." "$(reason .tools.log)"
  rm -f .tools.log
}

reason() { # the likely cause, read from a log
  if grep -qiE 'no space left' "$1"; then say "The disk is full: the two environments need 4 GB. Free some and run again."
  elif grep -qiE 'dns|connect|network|resolve|timed? ?out|unreachable' "$1"; then say "No network to the package index: check the connection or set UV_INDEX_URL to a mirror, then run again. Log: $1"
  elif grep -qiE 'hash' "$1"; then say "A package is not the one that was pinned (hash mismatch): do not install it; ask who runs your mirror. Log: $1"
  else say "The log says why: $1"; fi
}

environment() { # folder, requirements, python versions in order of preference
  local folder=$1 requirements=$2 stamp; shift 2
  stamp=$(cat "$requirements" pyproject.toml | cksum)
  if [ -x "$folder/bin/python" ] && [ "$(cat "$folder/.stamp" 2>/dev/null)" = "$stamp" ]; then return; fi
  mkdir -p .run
  local log=.run/install-${folder#.}.log version made=
  say "building $folder (log: $log)"
  for version in "$@"; do
    if "$uv" venv --quiet --clear --python "$version" "$folder" >"$log" 2>&1; then made=$version; break; fi
  done
  [ -n "$made" ] || fail "C103 No Python $* was found for $folder." \
    "Install it, for example: uv python install $1, or pyenv install $1. Log: $log"
  "$uv" pip sync --quiet --python "$folder/bin/python" --require-hashes "$requirements" >>"$log" 2>&1 ||
    fail "C102 The packages of $folder could not be installed." "$(reason "$log")"
  if [ "$folder" = .venv ]; then
    "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e . >>"$log" 2>&1 ||
      fail "C102 The postcoach command could not be installed." "$(reason "$log")"
  fi
  printf '%s' "$stamp" >"$folder/.stamp"
}

find_uv
environment .venv requirements/coach.txt 3.12 3.11
environment .venv-rasa requirements/rasa.txt 3.10
.venv/bin/python -m bot.encoder
