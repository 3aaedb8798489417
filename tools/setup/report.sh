# shellcheck shell=bash
# How the set-up talks: one line per step with its time, the whole output in a log, the log's end when a step fails.

weft_log_dir=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/weft/log

say() { printf 'weft: %s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

# run_step TITLE COMMAND...: runs the command silently. On failure shows the end of its output and returns 1.
run_step() {
  local title=$1 log start=$SECONDS
  shift
  mkdir -p "$weft_log_dir"
  log=$(mktemp "$weft_log_dir/step.XXXXXX")
  printf 'weft: %s ... ' "$title" >&2
  if ("$@") >"$log" 2>&1 </dev/null; then
    printf '%s s\n' "$((SECONDS - start))" >&2
    rm -f "$log"
  else
    printf 'failed after %s s\n' "$((SECONDS - start))" >&2
    tail -n 30 "$log" >&2
    say "the whole output is in $log"
    return 1
  fi
}
