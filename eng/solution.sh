#!/usr/bin/env bash
# Says which solution can be built here: all, or all but the Elsa projects where Elsa's packages cannot be restored; then it says why, on standard error.
cd "$(dirname "$0")/.."
if reason=$(dotnet restore tests/Retention.Workflows.Elsa.Tests --nologo -v quiet 2>&1 && dotnet restore tests/Retention.Workflows.Elsa.Runtime.Tests --nologo -v quiet 2>&1); then
  echo Retention.Workflows.sln
else
  reason=$(grep -o 'NU[0-9]*: [^[]*' <<<"$reason" | grep -m1 Elsa || grep -m1 -o 'error.*' <<<"$reason")
  echo "The Elsa projects are left out: Elsa 3.6.3 cannot be restored here (${reason:-no reason was given})." >&2
  echo Retention.Workflows.WithoutElsa.slnf
fi
