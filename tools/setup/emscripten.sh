# shellcheck shell=bash
# A current Emscripten. Debian 12's own is from 2022, so the packages of a later Debian are unpacked into a folder of the
# user's, with their own C library beside them: no root needed, and the system does not change.
#
# The folder appears in one rename and counts as whole only with its `ready` file; what a broken run had downloaded is
# used by the next. An emcc >= 4 that is already on the PATH makes all of this unnecessary.

emscripten_oldest=4
toolchain_suite=forky # the Debian release that the packages come from
toolchain_recipe=1    # part of the folder's name: raise it when this file makes something else

toolchain_dir() {
  realpath -m "${WEFT_TOOLCHAIN:-${XDG_CACHE_HOME:-${HOME:?set HOME or WEFT_TOOLCHAIN}/.cache}/weft/toolchain-$toolchain_suite-$toolchain_recipe}"
}

recent_emcc_on_path() {
  local version
  version=$(emcc --version 2>/dev/null | sed -n '1s/.* \([0-9][0-9]*\)\.[0-9].*/\1/p')
  [ "${version:-0}" -ge "$emscripten_oldest" ]
}

# Whether use_emscripten would have to build the private toolchain.
toolchain_missing() {
  ! recent_emcc_on_path && [ ! -e "$(toolchain_dir)/ready" ]
}

# Afterwards `emcc` on the PATH is recent, or the script has ended with advice.
use_emscripten() {
  local dir
  recent_emcc_on_path && return
  dir=$(toolchain_dir)
  [ -e "$dir/ready" ] || build_toolchain "$dir"
  unset EM_CONFIG EM_CACHE EM_LLVM_ROOT EM_BINARYEN_ROOT # they would point at another Emscripten
  export PATH="$dir/usr/share/emscripten:$PATH"
  # Each call of em++ starts Python, and some machines have a slow script in its place.
  : "${EMSDK_PYTHON:=$(python3 -c 'import sys; print(sys.executable)')}"
  export EMSDK_PYTHON
}

build_toolchain() {
  local dir=$1 work=$1.partial
  mkdir -p "$work" || fail "cannot write $work; WEFT_TOOLCHAIN names another folder for Emscripten"
  exec {toolchain_lock}>"$dir.lock"
  flock "$toolchain_lock"
  [ ! -e "$dir/ready" ] || return 0 # another set-up made it while this one waited

  local otherwise="or put an emcc >= $emscripten_oldest on the PATH"
  local advice="Emscripten is missing; run this again with network, $otherwise"
  rm -rf "$dir" "$work/root"
  write_apt_config "$work" || fail "found no Debian mirror in this machine's apt sources. $advice"
  run_step "Emscripten: reading package lists" private_apt "$work" update --error-on=any || fail "$advice"
  run_step "Emscripten: downloading packages" \
    private_apt "$work" install --yes --download-only --no-install-recommends emscripten || fail "$advice"
  run_step "Emscripten: unpacking" unpack_packages "$work" || fail "make room for 1.2 GB in $dir, $otherwise"
  run_step "Emscripten: adapting to its folder" relocate "$work/root" "$dir" || fail "please report this, $otherwise"
  mv "$work/root" "$dir"
  run_step "Emscripten: compiling its C++ library and a first program" try_emscripten "$dir" ||
    fail "please report this, $otherwise"
  touch "$dir/ready"
  rm -rf "$work"
  flock --unlock "$toolchain_lock"
}

# An apt of our own: it has one source, believes that nothing is installed, and keeps all its files in $1.
write_apt_config() {
  local work=$1 mirror
  mirror=$(debian_mirror) && [ -n "$mirror" ] || return 1
  mkdir -p "$work"/{state/lists/partial,cache/archives/partial}
  : >"$work/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $toolchain_suite main" >"$work/sources.list"
  cat >"$work/apt.conf" <<CONFIG
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "-";
Dir::Etc::PreferencesParts "-";
Dir::State "$work/state";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Sandbox::User "$(id -un)";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Default-Release;
CONFIG
}

# The mirror that this machine installs from, whatever the format of its source files.
debian_mirror() {
  local release
  release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' "Release: $release" | sed -n 1p
}

private_apt() {
  local work=$1
  shift
  apt-get --config-file "$work/apt.conf" "$@"
}

unpack_packages() {
  local work=$1
  mkdir -p "$work/root" &&
    find "$work/cache/archives" -name '*.deb' -print0 |
    xargs -0 -P "$(nproc)" -I PACKAGE dpkg-deb --extract PACKAGE "$work/root" &&
    rm -rf "$work/root"/usr/share/{doc,man,locale,info}
}

# relocate ROOT HOME: the programs under ROOT will run from HOME, with the loader and the libraries that came with them.
relocate() {
  local root=$1 home=$2 loader llvm libraries program
  llvm=$(cd "$root" && ls -d usr/lib/llvm-* | sort -V | tail -n 1)
  loader=$(cd "$root" && ls usr/lib/*-linux-gnu*/ld-linux*.so.*)
  libraries=$home/$(dirname "$loader"):$home/$llvm/lib
  for program in "$root/$llvm"/bin/* "$root"/usr/bin/wasm*; do
    is_elf "$program" || continue
    patchelf --set-interpreter "$home/$loader" --force-rpath --set-rpath "$libraries" "$program" || return
  done
  # These two name a search path of their own, which would hide that of the programs.
  for program in "$root/$(dirname "$loader")"/lib{LLVM,clang-cpp}.so.*; do
    is_elf "$program" || continue
    patchelf --force-rpath --set-rpath "$libraries" "$program" || return
  done
  cp "$weft_setup_dir/emscripten_config.py" "$root/usr/share/emscripten/.emscripten" &&
    sed -i "s|@llvm@|$llvm|" "$root/usr/share/emscripten/.emscripten" &&
    ln -s ../nodejs "$root/usr/share/emscripten/node_modules"
}

is_elf() {
  [ -f "$1" ] && [ ! -L "$1" ] && [ "$(head -c 4 "$1" | tail -c 3)" = ELF ]
}

# A program with exceptions, compiled, optimised and run: needs every tool, and fills the cache of compiled libraries.
try_emscripten() {
  local dir=$1 scratch
  scratch=$(mktemp -d) || return
  env -u EM_CONFIG -u EM_CACHE "$dir/usr/share/emscripten/em++" -std=c++23 -O2 -fexceptions \
    "$weft_setup_dir/first_program.cpp" -o "$scratch/first_program.js" &&
    [ "$(node "$scratch/first_program.js")" = "it works" ] &&
    rm -r "$scratch"
}
