#!/usr/bin/env bash
# Starts a demonstration hall of its own on a free port, drives it with a real browser, ends it.
#
#   browser/run.sh                    all journeys
#   browser/run.sh journey nojs       those whose file name begins so
#   MINGTING_BINARY=path              a binary built before, instead of building one
#   MINGTING_READY=file               a demonstration hall that runs already (`mingting demo --ready-file file`)
#
# Screenshots land in browser/shots/, which git ignores. Look at them: no test sees whether a page is calm.
set -euo pipefail
exec </dev/null
cd "$(dirname "$0")/.."
root=$PWD
. dev/machine.sh
need_node
install_browser_packages

data=$(mktemp -d "${TMPDIR:-/tmp}/mingting-demo.XXXXXX")
hall=''
ending() {
  local code=$?
  if [ -n "$hall" ]; then
    kill -TERM "$hall" 2>/dev/null || true
    for _ in $(seq 50); do kill -0 "$hall" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$hall" 2>/dev/null || true
  fi
  if [ $code -ne 0 ] && [ -f "$data/hall.log" ]; then echo '-- the last lines of the hall --'; tail -n 40 "$data/hall.log"; fi
  rm -rf "$data"
  exit $code
}
trap ending EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -z "${MINGTING_READY:-}" ]; then
  if [ -z "${MINGTING_BINARY:-}" ]; then
    need_rust
    export CARGO_TARGET_DIR=$(target_folder)
    cargo build ${CI:+--locked} -p server --bin mingting
    MINGTING_BINARY=$CARGO_TARGET_DIR/debug/mingting
  fi
  export MINGTING_READY=$data/ready.json
  "$MINGTING_BINARY" demo --data "$data/hall" --port 0 --ready-file "$MINGTING_READY" >"$data/hall.log" 2>&1 &
  hall=$!
  # The development build hashes passwords slowly and fills a demonstration year: minutes on a busy machine, not a failure.
  for _ in $(seq 3000); do
    [ -s "$MINGTING_READY" ] && break
    kill -0 "$hall" 2>/dev/null || { echo 'the hall ended before it was ready' >&2; exit 1; }
    sleep 0.1
  done
  [ -s "$MINGTING_READY" ] || { echo 'the hall was not ready within five minutes' >&2; exit 1; }
fi
export MINGTING_STATE=$data/state
mkdir -p "$MINGTING_STATE" browser/shots

tests=''
if [ $# -eq 0 ]; then tests=$(ls browser/*.test.mjs)
else for name in "$@"; do tests="$tests $(ls browser/"$name"*.test.mjs)"; done; fi
# One file at a time: two cores carry one browser and the hall well, and no more.
node --test --test-concurrency=1 $tests
