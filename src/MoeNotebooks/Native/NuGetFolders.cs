using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MoeNotebooks.Native;

/// <summary>
/// Where NuGet keeps packages, and in them the native libraries that this library was built for, once anything on this
/// machine has restored them.
/// </summary>
internal static class NuGetFolders
{
    private const string LibtorchVersion = "2.10.0"; // as Directory.Packages.props says; a test compares

    /// <summary>The folder of all packages.</summary>
    public static string Packages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>libtorch's folder and its binding's, whether they exist or not.</summary>
    public static IEnumerable<string> All() => All(Packages);

    /// <summary>The same below a given folder.</summary>
    internal static IEnumerable<string> All(string packages)
    {
        var system =
            OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : "linux";
        var platform = $"{system}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
        var binding = typeof(torch).Assembly.GetName().Version!;
        yield return Path.Combine(
            packages,
            "libtorch-cpu-" + platform,
            LibtorchVersion,
            "runtimes",
            platform,
            "native"
        );
        yield return Path.Combine(
            packages,
            "torchsharp",
            string.Create(CultureInfo.InvariantCulture, $"{binding.Major}.{binding.Minor}.{binding.Build}"),
            "runtimes",
            platform,
            "native"
        );
    }
}
