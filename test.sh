#!/usr/bin/env bash
# Builds everything and runs all tests. Installs what the tests need where it may (Debian, as root); what stays missing makes
# the tests that need it skip, with a reason. Ends with a line "N passed, N failed, N skipped"; fails when a test fails.
set -uo pipefail
cd "$(dirname "$0")"

install_tools() {
  local missing=()
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql)
  [ -x /usr/sbin/smtp-sink ] || missing+=(postfix)
  /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || missing+=(python3-aiosmtpd)
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null 2>&1
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || echo "Could not install ${missing[*]}; the tests that need them are skipped."
  else
    echo "Not installed: ${missing[*]}; the tests that need them are skipped."
  fi
}

install_tools
solution=$(eng/solution.sh)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build "$solution" -c Release --nologo -v quiet || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

# Runs a test program; a program that hangs is ended after this many seconds, with status 124 or 137.
limit=1500
run_tests() { # program
  local bounded=(timeout --kill-after=30 "$limit")
  command -v timeout >/dev/null || bounded=()
  "${bounded[@]}" "$1" -noLogo -noColor -longRunning 300 </dev/null
}

# Each test project is a program. It ends with "Total: N, Errors: N, Failed: N, Skipped: N, ...".
passed=0 failed=0 skipped=0 broken=()
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  folder=artifacts/bin/$name/release
  grep -qF "$name.csproj" "$solution" && [ -f "$folder/xunit.v3.core.dll" ] || continue
  echo "Testing $name"
  run_tests "$folder/$name" >"$log" 2>&1
  status=$?
  grep -vE '^(Ok, passed|  (Discover|Start|Finish))' "$log"
  read -r total wrong left < <(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+),.*/\1 \2+\3 \4/p' "$log" | tail -n 1)
  wrong=$((${wrong:-0})) total=${total:-0} left=${left:-0}
  [ "$status" -eq 0 ] || [ "$wrong" -gt 0 ] || wrong=1 # a test process that died counts as a failure
  while read -r test; do broken+=("$name: $test"); done < <(sed -nE 's/^ *(.*) \[FAIL\]$/\1/p' "$log")
  if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
    slow=$(sed -nE "s/.*\[Long Running Test\] '([^']*)'.*/\1/p" "$log" | tail -n 5 | sort -u | tr '\n' ' ')
    broken+=("$name: ended after $limit s; the last long-running tests: ${slow:-none}")
  elif [ "$wrong" -gt 0 ] && [ "$status" -ne 0 ] && ! grep -qE '\[FAIL\]$' "$log"; then
    broken+=("$name: ended with exit code $status")
  fi
  passed=$((passed + total - left - wrong)) failed=$((failed + wrong)) skipped=$((skipped + left))
done
[ "$passed" -ge 0 ] || passed=0
summary="$passed passed, $failed failed, $skipped skipped"
[ ! -f artifacts/rooms.txt ] || cat artifacts/rooms.txt # what the architecture test counted
for test in "${broken[@]}"; do echo "Failed: $test"; done
echo "$summary"
[ "$failed" -eq 0 ]
