#!/usr/bin/env bash
# Runs every test of the hall. On a fresh Debian with a Rust toolchain and a C compiler it installs the rest itself.
#
#   dev/test.sh                everything
#   dev/test.sh --fast         without the browser
#   dev/test.sh --only STEP    one step: fmt clippy deny tests doctests browser (may be given more than once)
#   dev/test.sh --with-deny    builds cargo-deny once (some minutes) into the cache folder, then as above
#
# What it sets for the tests:
#   MINGTING_TEST_POSTGRES  a throw-away PostgreSQL that ends with this script
#   MINGTING_DATA           the folder of real published data (default ../shared/data); tests that need it say when they skip
# Never: touches a PostgreSQL that was there before, writes into the checkout when CI=true, waits for input.
set -euo pipefail
exec </dev/null
cd "$(dirname "$0")/.."
root=$PWD
. dev/machine.sh

fast='' only='' with_deny=''
while [ $# -gt 0 ]; do
  case "$1" in
    --fast) fast=yes ;;
    --only) only="$only ${2:?--only needs the name of a step}"; shift ;;
    --with-deny) with_deny=yes ;;
    -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    *) echo "dev/test.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done
for step in $only; do
  case "$step" in fmt | clippy | deny | tests | doctests | browser) ;; *) echo "dev/test.sh: no step is called $step" >&2; exit 2 ;; esac
done

wanted() {
  if [ -n "$only" ]; then case " $only " in *" $1 "*) return 0 ;; *) return 1 ;; esac; fi
  [ "$1" != browser ] || [ -z "$fast" ]
}

passed=0 failed=0 skipped=0 lines='' began=$SECONDS
note() { lines="$lines$(printf '  %-9s %-8s %5ss  %s' "$1" "$2" "$3" "${4:-}")"$'\n'; }
skip() { skipped=$((skipped + 1)); note "$1" skipped 0 "$2"; printf '\n== %s: skipped: %s\n' "$1" "$2"; }
step() {
  local name=$1 from=$SECONDS; shift
  wanted "$name" || return 0
  printf '\n== %s: %s\n' "$name" "$*"
  if "$@"; then passed=$((passed + 1)); note "$name" passed $((SECONDS - from))
  else failed=$((failed + 1)); note "$name" FAILED $((SECONDS - from)) "$*"; fi
}

postgres=''
ending() {
  local code=$?
  [ -z "$postgres" ] || stop_postgres "$postgres" || true
  exit $code
}
trap ending EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- what the tests need -------------------------------------------------------------------------------------------
need_rust
packages=''
if wanted tests || wanted doctests; then
  # pdfsig, pdftotext, qpdf and openssl are the outside judges of our PDFs and seals.
  packages="$packages postgresql poppler-utils qpdf openssl libxml2-utils"
  # Real servers for mail that comes in and goes out, and the virus scanner with a signature of our own.
  packages="$packages dovecot-imapd python3-aiosmtpd clamav-daemon"
fi
wanted browser && packages="$packages chromium fonts-noto-cjk fonts-noto-core poppler-utils"
# `mingting bench` measures beside nginx; a short run of it is one of the tests.
wanted tests && packages="$packages nginx-light wrk"
from=$SECONDS
install_packages $packages
wanted browser && need_node && install_browser_packages
export CARGO_TARGET_DIR=$(target_folder)
mkdir -p "$CARGO_TARGET_DIR"
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-never}
locked=''
if [ "${CI:-}" = true ]; then
  locked=--locked
  export CARGO_INCREMENTAL=0 # a fresh clone each time: incremental data would only fill the disk
  trim_target "$CARGO_TARGET_DIR"
fi
# Password hashing at a toy cost, so that the tests wait for the hall and not for argon2.
export MINGTING_TEST_CHEAP_PASSWORDS=1
export MINGTING_DATA=${MINGTING_DATA:-$(cd .. && pwd)/shared/data}
[ -d "$MINGTING_DATA" ] || echo "No real data in $MINGTING_DATA: tests that need it say that they skip."
note install passed $((SECONDS - from))
echo "target folder: $CARGO_TARGET_DIR"

# --- the steps -----------------------------------------------------------------------------------------------------
step fmt cargo fmt --all --check
step clippy cargo clippy $locked --workspace --all-targets -- -D warnings

if wanted deny; then
  [ -z "$with_deny" ] || install_deny
  if deny=$(find_deny); then step deny "$deny" --offline --log-level error check --hide-inclusion-graph bans licenses sources
  else skip deny 'cargo-deny is not installed; dev/test.sh --with-deny builds it once'; fi
fi

if wanted tests || wanted doctests; then
  if [ -n "${MINGTING_TEST_POSTGRES:-}" ]; then echo "PostgreSQL: the one MINGTING_TEST_POSTGRES names"
  else
    postgres=$(start_postgres)
    export MINGTING_TEST_POSTGRES=$(cat "$postgres/url")
    echo "PostgreSQL: throw-away cluster in $postgres"
  fi
fi
if cargo nextest --version >/dev/null 2>&1; then step tests cargo nextest run $locked --workspace --no-fail-fast
else step tests cargo test $locked --workspace --no-fail-fast --lib --bins --tests; fi
step doctests cargo test $locked --workspace --no-fail-fast --doc
step browser browser/run.sh

# --- the summary ---------------------------------------------------------------------------------------------------
printf '\n%s' "$lines"
printf '  %-9s %-8s %5ss\n\n' total '' $((SECONDS - began))
echo "steps: $passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
