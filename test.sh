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
dotnet test "$solution" -c Release --no-build --nologo 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

summary=$(awk '/Failed: *[0-9]+, Passed: *[0-9]+, Skipped: *[0-9]+/ {
  gsub(/,/, ""); for (i = 1; i < NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1) } }
  END { printf "%d passed, %d failed, %d skipped", p, f, s }' "$log")
if [ "$status" -ne 0 ] && [[ "$summary" == *" 0 failed"* ]]; then
  summary="${summary/ 0 failed/ 1 failed}" # a test process that died counts as a failure
fi
[ ! -f artifacts/rooms.txt ] || cat artifacts/rooms.txt # what the architecture test counted
echo "$summary"
exit "$status"
