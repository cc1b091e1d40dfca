using System.Runtime.InteropServices;

namespace MoeNotebooks.Cli;

/// <summary>The <c>dotnet</c> that belongs to the runtime this process runs on.</summary>
internal static class DotnetHost
{
    /// <summary>Its file.</summary>
    public static string Path { get; } =
        System.IO.Path.GetFullPath(
            System.IO.Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(),
                "..",
                "..",
                "..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"
            )
        );
}
