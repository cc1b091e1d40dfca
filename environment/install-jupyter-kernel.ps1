# Makes the notebook kernel, pinned in dotnet-tools.json, known to Jupyter and VS Code for this user.
# Needs the .NET SDK; neither Python nor Jupyter. Run it again after the repository was moved or updated: it replaces what it wrote.
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$data = if ($env:JUPYTER_DATA_DIR) { $env:JUPYTER_DATA_DIR }
    elseif ($env:APPDATA) { Join-Path $env:APPDATA 'jupyter' }
    else { Join-Path $HOME '.local/share/jupyter' }
$target = Join-Path $data 'kernels/.net-csharp'

Push-Location $root
try {
    $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
    $env:DOTNET_NOLOGO = '1'
    dotnet tool restore
    if ($LASTEXITCODE -ne 0) { throw 'dotnet tool restore failed' }

    New-Item -ItemType Directory -Force $target | Out-Null
    Copy-Item -Force environment/jupyter/kernels/.net-csharp/kernel.json $target

    Write-Output "kernel .net-csharp: $target"
    if (-not (Test-Path src/MoeNotebooks/bin/Release/net10.0/MoeNotebooks.dll)) {
        Write-Output 'next, the library that notebooks refer to: dotnet build MoeNotebooks.sln -c Release'
    }
    Write-Output "then start Jupyter or VS Code inside $root; 'moe doctor --all' tries a cell"
}
finally {
    Pop-Location
}
