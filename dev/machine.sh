# Functions that set up a Debian machine for the tests; sourced by dev/test.sh and browser/run.sh, does nothing by itself.
# Everything comes from Debian's packages and the npm and cargo registries as the machine has them set up.

# The folder kept between runs, outside every checkout.
cache_folder() { echo "${XDG_CACHE_HOME:-$HOME/.cache}/mingting"; }

# Where cargo builds. In CI each run is a fresh clone, so what was compiled is kept outside it.
target_folder() {
  if [ -n "${CARGO_TARGET_DIR:-}" ]; then echo "$CARGO_TARGET_DIR"
  elif [ "${CI:-}" = true ]; then echo "$(cache_folder)/target"
  else echo "$(git rev-parse --show-toplevel)/target"; fi
}

# A target folder kept for months grows without end: past 30 GB it starts anew.
trim_target() {
  local gigabytes
  gigabytes=$(du -s --block-size=1G "$1" 2>/dev/null | cut -f1)
  if [ "${gigabytes:-0}" -gt 30 ]; then echo "target folder holds $gigabytes GB: starting anew"; rm -rf "${1:?}/debug"; fi
}

need_rust() {
  [ -x "$HOME/.cargo/bin/cargo" ] && PATH="$HOME/.cargo/bin:$PATH"
  command -v cargo >/dev/null || { echo 'cargo is missing: install the Rust toolchain first' >&2; exit 2; }
  command -v cc >/dev/null || { echo 'cc is missing: install a C compiler first (Debian: build-essential)' >&2; exit 2; }
}

# Installs what of the named Debian packages is missing, as root or through sudo.
install_packages() {
  local missing='' name as_root=''
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing="$missing $name"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "As root, first: apt-get install$missing" >&2; exit 2; }
    as_root=sudo
  fi
  echo "installing:$missing"
  # RUNLEVEL=1 keeps the packages from starting their servers: the tests start their own, on loopback, and end them.
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null
  $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends $missing >"${TMPDIR:-/tmp}/mingting-apt.$$" 2>&1 ||
    { tail -n 30 "${TMPDIR:-/tmp}/mingting-apt.$$" >&2; echo "apt-get install$missing failed" >&2; exit 2; }
  rm -f "${TMPDIR:-/tmp}/mingting-apt.$$"
}

# Node.js 20 or later. Debian 12 has 18, so there the npm registry's own Node.js package is put into the cache.
need_node() {
  local own major
  own="$(cache_folder)/node/node_modules/node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')/bin"
  [ -x "$own/node" ] && PATH="$own:$PATH"
  command -v node >/dev/null && command -v npm >/dev/null || install_packages nodejs npm
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  if [ "$major" -lt 20 ]; then
    npm install --prefix "$(cache_folder)/node" --no-audit --no-fund --silent "$(basename "$(dirname "$own")")@20"
    PATH="$own:$PATH"
  fi
}

# The browser journeys' two npm packages, exactly as package-lock.json pins them.
install_browser_packages() {
  local here
  here="$(git rev-parse --show-toplevel)/browser"
  [ "$here/node_modules/.package-lock.json" -nt "$here/package-lock.json" ] && return 0
  (cd "$here" && npm ci --silent)
}

find_deny() {
  command -v cargo-deny || { [ -x "$(cache_folder)/tools/bin/cargo-deny" ] && echo "$(cache_folder)/tools/bin/cargo-deny"; }
}
install_deny() { find_deny >/dev/null || CARGO_TARGET_DIR= cargo install --quiet --debug --locked --root "$(cache_folder)/tools" cargo-deny; }

# A loopback port that nobody listens on.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

# Starts a PostgreSQL that keeps nothing: prints its folder, whose file `url` names it.
# fsync off is right here alone: a test database that dies is thrown away. Collation C is what the hall insists on.
start_postgres() {
  local dir bin port password
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  dir=$(mktemp -d /tmp/mingting-pg.XXXXXX)
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s\n' "$password" >"$dir/password"
  [ "$(id -u)" -ne 0 ] || chown -R postgres "$dir"
  as_postgres "$bin/initdb" -D "$dir/data" -U mingting --pwfile="$dir/password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; return 1; }
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    if as_postgres "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 -s \
      -o "-k $dir -h 127.0.0.1 -p $port -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=128MB -c max_locks_per_transaction=256" \
      start </dev/null >"$dir/start.log" 2>&1; then
      printf '%s' "postgres://mingting:$password@127.0.0.1:$port/postgres" >"$dir/url"
      echo "$dir"
      return 0
    fi
  done
  cat "$dir/start.log" "$dir/server.log" >&2
  return 1
}

stop_postgres() {
  local bin
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  as_postgres "$bin/pg_ctl" -D "$1/data" -m immediate -s stop >/dev/null 2>&1
  rm -rf "${1:?}"
}
