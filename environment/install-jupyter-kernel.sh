#!/bin/sh
# Makes the notebook kernel, pinned in dotnet-tools.json, known to Jupyter and VS Code for this user.
# Needs the .NET SDK; neither Python nor Jupyter. Run it again after the repository was moved or updated: it replaces what it wrote.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
case "$(uname -s)" in
    Darwin) data="$HOME/Library/Jupyter" ;;
    *) data="${XDG_DATA_HOME:-$HOME/.local/share}/jupyter" ;;
esac
data="${JUPYTER_DATA_DIR:-$data}"
target="$data/kernels/.net-csharp"

cd "$root"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet tool restore

mkdir -p "$data/kernels"
unfinished=$(mktemp -d "$data/kernels/.unfinished.XXXXXX")
trap 'rm -rf "$unfinished"' EXIT
cp environment/jupyter/kernels/.net-csharp/kernel.json "$unfinished/"
chmod 755 "$unfinished"
rm -rf "$target"
mv "$unfinished" "$target"

echo "kernel .net-csharp: $target"
if [ ! -f src/MoeNotebooks/bin/Release/net10.0/MoeNotebooks.dll ]; then
    echo "next, the library that notebooks refer to: dotnet build MoeNotebooks.sln -c Release"
fi
echo "then start Jupyter or VS Code inside $root; 'moe doctor --all' tries a cell"
