# shellcheck shell=bash
# The Debian packages, by what they are for. Installed only when missing; nothing is ever removed.

packages_for() {
  case $1 in
    build) echo g++ cmake ninja-build git ca-certificates python3 libboost-context1.81-dev googletest ;;
    toolchain) echo patchelf ;; # gives the private Emscripten its own libraries
    node) node_packages ;;
    browser) echo chromium fonts-dejavu-core ;;
    interop) echo python3-cbor2 ;; # another reader of the message format
    sanitizers) echo clang-19 libclang-rt-19-dev ;; # gcc 12's ThreadSanitizer dies at 8,128 fibers
    bench) echo libboost-fiber1.81-dev ;;
    peers) peer_packages ;;
    format) echo clang-format-19 ;;
    *) fail "there is no package group '$1'" ;;
  esac
}

# A node >= 18 on the PATH is used as it is; Debian's is 18.20. npm is a package of its own there.
node_packages() {
  has_node || echo nodejs
  command -v npm >/dev/null || echo npm
}

# What the benchmarks compare with, beyond Boost: Go, Erlang, and Tokio with any cargo that is on the PATH.
peer_packages() {
  echo golang-go erlang-base librust-tokio-dev
  command -v cargo >/dev/null || echo cargo
}

has_node() {
  command -v node >/dev/null && node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'
}

# missing_packages PACKAGE...: those that are not installed, one a line.
missing_packages() {
  local installed
  installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p') || true
  printf '%s\n' "$@" | grep -vxF -e "$installed" || true
}

# ensure_packages GROUP...: afterwards every package of the groups is installed, or the script has ended with advice.
ensure_packages() {
  local group wanted=() missing
  command -v dpkg-query >/dev/null || fail "this set-up installs Debian packages, and this machine has no dpkg." \
    "With the tools at hand use CMake directly: cmake --workflow --preset native"
  for group in "$@"; do
    # shellcheck disable=SC2207  # package names hold no spaces
    wanted+=($(packages_for "$group"))
  done
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
  has_node || fail "'node' on the PATH ($(command -v node || echo none)) is older than version 18"
}

install_packages() {
  local as_root=() removed
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
    [ -t 0 ] || as_root+=(--non-interactive)
    command -v sudo >/dev/null || advise_packages "there is no sudo here to install them with" "$@"
    "${as_root[@]}" true || advise_packages "sudo does not let you install them" "$@"
  fi
  run_step "Reading the package lists" "${as_root[@]}" apt-get update --error-on=any ||
    say "going on with the lists that are there"
  removed=$(apt-get --simulate --no-install-recommends install "$@" | sed -n 's/^Remv \([^ ]*\).*/\1/p') || true
  [ -z "$removed" ] || advise_packages "apt would remove these for them, which is yours to decide: ${removed//$'\n'/ }" "$@"
  run_step "Installing ${*}" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-remove --no-install-recommends "$@" ||
    advise_packages "apt-get failed" "$@"
}

# advise_packages REASON PACKAGE...: says what is missing and how to get it, and ends the script.
advise_packages() {
  local reason=$1
  shift
  say "missing packages: $*"
  say "$reason"
  say "to install them: sudo apt-get update && sudo apt-get install --no-install-recommends $*"
  exit 1
}
