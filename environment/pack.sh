#!/bin/sh
# Packs the library and the command moe, then uses both as a stranger would, from a local feed and outside the repository:
# the tool is installed into a folder and asked for its version; a program in one file refers to the library's package.
#     environment/pack.sh [FOLDER]           default: artifacts/packages
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "${1:-$root/artifacts/packages}"
out=$(cd "${1:-$root/artifacts/packages}" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cd "$root"
rm -f "$out"/*.nupkg "$out"/*.snupkg
dotnet pack src/MoeNotebooks -c Release -o "$out"
dotnet pack src/MoeNotebooks.Cli -c Release -o "$out"

version=$(ls "$out" | sed -n 's/^MoeNotebooks\.\([0-9][^/]*\)\.nupkg$/\1/p')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > nuget.config <<EOF
<configuration>
  <packageSources><add key="packed" value="$out" /></packageSources>
</configuration>
EOF

dotnet tool install MoeNotebooks.Tool --version "$version" --tool-path "$work/tools" --add-source "$out" --no-cache
"$work/tools/moe" --version
"$work/tools/moe" info deepseek-v2-lite | head -n 1
"$work/tools/moe" eval mini-softmax --tasks mini_rte --limit 20 | head -n 5

# an older build of the same version in the cache would be taken for this one
rm -rf "$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')/moenotebooks/$version"
cat > app.cs <<EOF
#:package MoeNotebooks@$version
#:property PublishAot=false
using MoeNotebooks.Performance;

double Read(int k) => DistinctExperts.Expected(experts: 64, active: k, tokens: 16);
Console.WriteLine(FormattableString.Invariant(\$"16 tokens read {Read(6):0.0} of 64 experts at 6 per token, {Read(3):0.0} at 3 (predicted)"));
EOF
dotnet run app.cs
echo "packed and used: $(ls "$out" | tr '\n' ' ')"
