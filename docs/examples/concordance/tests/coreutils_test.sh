#!/bin/sh
# The program's numbers are those of tr, grep, sort and uniq, on ordinary and on nasty files; and what
# it cannot index it names.
#
# usage: coreutils_test.sh PROGRAM FOLDER...   the folders hold ordinary text
set -u
export LC_ALL=C
program=$1
shift
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}

# same_counts NAME FILES PATH...: the program, given the paths, counts what coreutils count in the
# files that are listed, one in a line, in FILES.
same_counts() {
  name=$1 files=$2
  shift 2
  while read -r file; do cat "$file"; echo; done < "$files" |
    tr A-Z a-z | grep -ao '[a-z][a-z]*' | sort | uniq -c | sort -k1,1nr -k2,2 > "$work/expected"
  "$program" --top 4000000000 "$@" > "$work/output" 2> "$work/errors"
  awk 'NF == 2 && $1 ~ /^[0-9]/ { printf "%7d %s\n", $1, $2 }' "$work/output" > "$work/found"
  awk '{ printf "%7d %s\n", $1, $2 }' "$work/expected" | cmp - "$work/found" || fail "$name: the counts"
  awk '{ words += $1 } END { printf "%d %d\n", words, NR }' "$work/expected" > "$work/expected_sums"
  awk '/^words/ { words = $2 } /^distinct/ { print words, $2 }' "$work/output" |
    cmp - "$work/expected_sums" || fail "$name: the sums"
  documents=$(awk '/^documents/ { print $2 }' "$work/output")
  [ "$documents" -eq "$(wc -l < "$files")" ] || fail "$name: $documents documents"
}

says() {
  grep -q -- "$2" "$work/errors" || fail "$1: does not say '$2' but: $(cat "$work/errors")"
}

# ---- Ordinary text -------------------------------------------------------------------------------

find "$@" ! -type d ! \( -type l ! -xtype f \) > "$work/list"
same_counts 'folders of text' "$work/list" "$@"

# ---- Nasty files ---------------------------------------------------------------------------------

nasty=$work/nasty
mkdir -p "$nasty/deep/er" "$nasty/folder.txt"
: > "$nasty/empty"
printf 'no final newline' > "$nasty/no_newline"
printf 'dos\r\nlines\r\n\r\n' > "$nasty/crlf"
printf 'caf\303\251s na\303\257ve \342\202\254uro \360\237\230\200smile' > "$nasty/utf8"
printf 'A-Z@a[b`c{d}e_f0g1h' > "$nasty/borders"
printf '\357\273\277bom\n' > "$nasty/bom"
awk 'BEGIN { for (i = 0; i < 1000000; ++i) printf "ten bytes " }' > "$nasty/one_line"
head -c 3000000 /dev/zero | tr '\0' 'Q' > "$nasty/one_word"
awk 'BEGIN { for (i = 0; i < 300000; ++i) print "line", i, "of many\tWith a Tab" }' > "$nasty/many_lines"
printf 'a name with blanks' > "$nasty/deep/er/a  name (with) blanks"
ln -s no_newline "$nasty/link_to_file"
find "$nasty" -type f -o -type l > "$work/list"

ln -s .. "$nasty/deep/er/up"
ln -s nowhere "$nasty/dangling"
ln -s round "$nasty/round"
mkfifo "$nasty/pipe"
printf 'nul \0 inside' > "$nasty/nul"
printf 'latin \351t\351' > "$nasty/latin1"
same_counts 'nasty files' "$work/list" "$nasty"
for name in dangling round pipe nul latin1; do says 'nasty files' "skipped $nasty/$name: "; done
[ "$(wc -l < "$work/errors")" -eq 5 ] || fail "nasty files: $(cat "$work/errors")"

echo "$nasty/empty" > "$work/list"
same_counts 'an empty file' "$work/list" "$nasty/empty"
same_counts 'a file given twice' "$work/list" "$nasty/empty" "$nasty/empty"

# ---- Exit codes ----------------------------------------------------------------------------------

# exits CODE ARGUMENT...
exits() {
  expected=$1
  shift
  "$program" "$@" > "$work/output" 2> "$work/errors"
  code=$?
  [ $code -eq "$expected" ] || fail "$*: exit code $code"
}

exits 0 "$nasty/gone" "$nasty/crlf"
says 'a file that is not there' "skipped $nasty/gone: No such file or directory"
exits 1 "$nasty/gone"
says 'nothing but a file that is not there' 'nothing to index'
exits 1 "$nasty/nul"
exits 1 "$nasty/folder.txt"
exits 2
exits 2 --top many "$nasty/crlf"
exits 2 --find 'two words' "$nasty/crlf"
says 'a word that is none' 'not a word'
exits 2 --what "$nasty/crlf"
exits 0 --help

# ---- Hits ----------------------------------------------------------------------------------------

printf 'One cat, two Cats.\nA CAT\there\nconcatenate\n' > "$work/cats"
printf 'the cat' > "$work/more"
exits 0 --find cat "$work/cats" "$work/more"
cat > "$work/expected" <<TEXT
$work/cats:1  One [cat], two Cats.
$work/cats:2    A [CAT] here
$work/more:1  the [cat]
TEXT
cmp "$work/expected" "$work/output" || fail 'hits'
exits 0 --find many "$nasty/many_lines"
[ "$(wc -l < "$work/output")" -eq 300000 ] || fail 'all hits'
tail -n 1 "$work/output" | grep -q ":300000 .*299999 of \[many\] With a Tab" || fail 'the last hit'

[ $failures -eq 0 ] && echo 'all as expected'
exit $failures
