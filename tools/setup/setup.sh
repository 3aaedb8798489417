# shellcheck shell=bash
# Brings a machine to where it can build and run: `set_up PURPOSE...`. Checks first, installs only what is missing;
# when all is there it takes a fraction of a second and needs no network.
weft_setup_dir=$(dirname "${BASH_SOURCE[0]}")
. "$weft_setup_dir/report.sh"
. "$weft_setup_dir/packages.sh"
. "$weft_setup_dir/emscripten.sh"
. "$weft_setup_dir/npm.sh"

# set_up PURPOSE...: demo, browser, test, bench, peers or format. Puts emcc on the PATH. Ends the script when something is amiss.
set_up() {
  local purpose groups=(build node)
  for purpose in "$@"; do
    case $purpose in
      demo) ;;
      browser) groups+=(browser) ;;
      test) groups+=(browser sanitizers format interop) ;;
      bench) groups+=(browser bench) ;;
      peers) groups+=(bench peers) ;;
      format) groups+=(format) ;;
      *) fail "there is nothing to set up for '$purpose'" ;;
    esac
  done
  ! toolchain_missing || groups+=(toolchain)
  ensure_packages "${groups[@]}"
  use_emscripten
  ensure_npm_packages
}
