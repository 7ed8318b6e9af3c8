#!/usr/bin/env bash
# Packs the packages, restores them into empty projects as a user would, and runs the code of README and docs there as it stands.
# Needs a Release build: ./test.sh, or dotnet build -c Release. Fails when a project does not build or run, or writes no e-mail.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

solution=$(eng/solution.sh 2>/dev/null)
version=0.1.0-try.$(date +%s) # a version of its own, since restored packages are cached by version
packages=$root/artifacts/packages
work=$(mktemp -d)
cache=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: *//; s,/$,,')
web=
clean() {
  [ -z "$web" ] || kill "$web" 2>/dev/null || true
  rm -rf "$work" "$cache"/retention.workflows*/"$version" # the cache keeps each version that was ever restored
}
trap clean EXIT

echo "Packing $version"
rm -rf "$packages"
dotnet pack "$solution" -c Release --no-build --nologo -v quiet -o "$packages" -p:PackageVersion="$version"

# The sources of this machine, and the folder with the packages. A mapping of packages to sources would hide that folder.
{
  echo '<configuration><packageSources><clear />'
  dotnet nuget list source --format short | sed -n 's/^E *\(.*\)$/\1/p' | awk '{ printf "<add key=\"source%d\" value=\"%s\" />\n", NR, $1 }'
  echo "<add key=\"packed\" value=\"$packages\" />"
  echo '</packageSources><packageSourceMapping><clear /></packageSourceMapping></configuration>'
} > "$work/nuget.config"

# Prints the Nth block of a language from a page.
block() { # page, language, number
  awk -v language="$2" -v number="$3" '
    inside && /^```/ { exit }
    inside { print }
    !inside && $0 == "```" language && ++seen == number { inside = 1 }' "$1"
}

# Makes a project with the packages it names.
project() { # folder, SDK, package[=version] ...
  local folder=$work/$1 sdk=$2
  shift 2
  mkdir -p "$folder"
  {
    echo "<Project Sdk=\"$sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>"
    echo '<ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable><TreatWarningsAsErrors>true</TreatWarningsAsErrors>'
    echo '<WarningsNotAsErrors>NU1900;NU1905;NU1603</WarningsNotAsErrors></PropertyGroup><ItemGroup>'
    for package in "$@"; do
      case $package in
        *=*) echo "<PackageReference Include=\"${package%%=*}\" Version=\"${package#*=}\" />" ;;
        *) echo "<PackageReference Include=\"$package\" Version=\"$version\" />" ;;
      esac
    done
    echo '</ItemGroup><ItemGroup>'
    [ -z "${ITEM:-}" ] || echo "$ITEM"
    echo '</ItemGroup></Project>'
  } > "$folder/$(basename "$folder").csproj"
}

# Writes the files that a block of "name  content" lines lists.
templates() { # folder
  mkdir -p "$work/$1/Templates"
  while read -r name content; do
    [ -z "$name" ] || printf '%s\n' "$content" > "$work/$1/Templates/$name"
  done
}

version_of() { sed -n "s/.*PackageVersion Include=\"$1\" Version=\"\([0-9.]*\)\".*/\1/p" Directory.Packages.props; }
extensions=$(sed -n 's/.*<MicrosoftExtensionsVersion>\(.*\)<\/MicrosoftExtensionsVersion>.*/\1/p' Directory.Packages.props)

mail_in() { # what, folder
  find "$2" -name '*.eml' | grep -q . || { echo "$1 wrote no e-mail."; exit 1; }
  echo "$1: $(find "$2" -name '*.eml' | wc -l) e-mail(s)"
}

echo "Console: README.md"
ITEM=$(block README.md xml 1) project Console Microsoft.NET.Sdk Retention.Workflows.Sqlite Retention.Workflows.Channels Retention.Workflows.Email "Microsoft.Extensions.Hosting=$extensions"
block README.md csharp 1 > "$work/Console/Program.cs"
block README.md text 1 | templates Console
(cd "$work/Console" && dotnet run -v quiet)
mail_in Console "$work/Console"

echo "Worker: docs/getting-started.md"
page=docs/getting-started.md
ITEM=$(block $page xml 1) project Worker Microsoft.NET.Sdk.Worker Retention.Workflows.Sqlite Retention.Workflows.Channels Retention.Workflows.Email "Microsoft.Extensions.Hosting=$extensions"
{
  echo 'using Retention.Workflows; using static Retention.Workflows.Period;'
  echo 'var builder = Host.CreateApplicationBuilder(args); var folder = AppContext.BaseDirectory;'
  block $page csharp 2
  echo 'using var host = builder.Build(); var client = host.Services.GetRequiredService<IRetentionClient>();'
  echo 'var (orderNumber, orderedAt) = ("4711", DateTimeOffset.UtcNow.AddDays(-1));'
  block $page csharp 3
  echo 'await client.EnrollAsync(Comeback.Name, new CustomerId("c-1001"));'
  echo 'await host.Services.GetRequiredService<IRetentionEngine>().RunDueAsync();'
  block $page csharp 1
} > "$work/Worker/Program.cs"
block $page text 1 | templates Worker
(cd "$work/Worker" && dotnet run -v quiet)
mail_in Worker "$work/Worker"

echo "Web: docs/aspnetcore.md"
page=docs/aspnetcore.md
ITEM='' project Web Microsoft.NET.Sdk.Web Retention.Workflows.Sqlite Retention.Workflows.Channels Retention.Workflows.Email
{
  echo 'using Retention.Workflows; using Retention.Workflows.Channels; using static Retention.Workflows.Period;'
  echo 'var builder = WebApplication.CreateBuilder(args);'
  block $page csharp 1
  block $page csharp 2
  echo 'var app = builder.Build();'
  block $page csharp 3
  for number in 4 5 6 7; do block $page csharp $number; done
  echo 'await app.RunAsync();'
  echo 'internal sealed class Welcome : IJourney { public static JourneyName Name => new("welcome");'
  echo 'public static void Define(JourneyBuilder journey) { journey.Enroll.On("registered"); journey.Steps.RecordEvent("greet", "greeted").Wait("rest", Days(1)); } }'
} > "$work/Web/Program.cs"
(cd "$work/Web" && dotnet build -v quiet --nologo)
port=$((20000 + RANDOM % 20000))
(cd "$work/Web" && Retention__PrivacyKey=a-key-that-is-long-enough-for-a-test-0123456789 Retention__Database="$work/web.db" \
  exec dotnet bin/Debug/net10.0/Web.dll --urls "http://127.0.0.1:$port") > "$work/web.log" 2>&1 &
web=$!
for _ in $(seq 60); do
  health=$(curl -fs "http://127.0.0.1:$port/health" || true)
  [ "$health" = Healthy ] && break
  sleep 1
done
[ "$health" = Healthy ] || { cat "$work/web.log"; echo "The web application is not healthy: $health"; exit 1; }
answer=$(curl -fs -X POST -H 'Content-Type: application/json' "http://127.0.0.1:$port/events" \
  -d '[{"id":"r-1","customer":"c-1","name":"registered","at":"'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'"}]')
kill "$web"
web=
[ "$answer" = '["Stored"]' ] || { echo "The event was not stored: $answer"; exit 1; }
echo "Web: healthy, event stored"

echo "Tests: README.md and eng/packed-tests"
ITEM='' project Tests Microsoft.NET.Sdk Retention.Workflows.Sqlite Retention.Workflows.Channels Retention.Workflows.Email Retention.Workflows.Testing \
  "xunit.v3=$(version_of xunit.v3)" "Microsoft.Extensions.Hosting=$extensions"
{
  echo 'using Retention.Workflows; using Retention.Workflows.Testing; using Xunit; using static Retention.Workflows.Period;'
  echo 'public sealed class ReadmeTests {'
  block README.md csharp 2
  echo '}'
  block README.md csharp 1 | sed -n '/^internal sealed class WinBack/,$p'
} > "$work/Tests/ReadmeTests.cs"
cp eng/packed-tests/*.cs "$work/Tests/"
(cd "$work/Tests" && dotnet run -v quiet)

echo "Import: docs/import.md"
ITEM='' project Import Microsoft.NET.Sdk Retention.Workflows.Import "Microsoft.Extensions.Hosting=$extensions"
{
  echo 'using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting;'
  echo 'using Retention.Workflows; using Retention.Workflows.Import;'
  echo 'var builder = Host.CreateApplicationBuilder(args);'
  echo 'builder.Services.AddRetentionWorkflows(retention => retention.Store.UseInMemory());'
  echo 'using var host = builder.Build(); var client = host.Services.GetRequiredService<IRetentionClient>();'
  echo 'var path = Path.Combine(AppContext.BaseDirectory, "orders.csv");'
  echo 'File.WriteAllText(path, "Name,Email,Currency,Total,Created at\n#1,ada@shop.example,EUR,50.00,2025-05-01 12:00:00 +0200\n");'
  block docs/import.md csharp 1
  echo 'if (result.Stored != 1) throw new InvalidOperationException("The order was not stored.");'
} > "$work/Import/Program.cs"
(cd "$work/Import" && dotnet run -v quiet)

echo "Tool: retention"
dotnet tool install Retention.Workflows.Tool --version "$version" --tool-path "$work/tool" --configfile "$work/nuget.config" >/dev/null
printf '%s' '{"name":"comeback","enroll":{"trigger":{"kind":"daily","at":"09:00"}},"steps":[{"name":"rest","kind":"wait","period":"P1D"}]}' \
  > "$work/comeback.json"
"$work/tool/retention" validate "$work/comeback.json"
"$work/tool/retention" draw "$work/comeback.json" --as mermaid | grep -q '^flowchart'
