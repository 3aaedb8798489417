# shellcheck shell=bash
# The npm packages of web/, exactly those of its lock file. A stamp holds the lock file's checksum of the last install.

ensure_npm_packages() {
  local web=$weft_root/web stamp=$weft_root/web/node_modules/.weft-installed sum
  sum=$(sha256sum <"$web/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || return 0
  run_step "Installing the npm packages of web/" npm ci --prefix "$web" --no-audit --no-fund ||
    fail "the npm packages of web/ are missing; they need network once: npm ci --prefix '$web'"
  echo "$sum" >"$stamp"
}
