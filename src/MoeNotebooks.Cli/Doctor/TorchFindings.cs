using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MoeNotebooks.Cli.Commands;

namespace MoeNotebooks.Cli.Doctor;

/// <summary>libtorch, the C++ runtime that it needs, and the GPU.</summary>
internal static partial class TorchFindings
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>What became of loading it.</summary>
    /// <param name="report">What it says of itself; <see langword="null"/> where it does not load.</param>
    /// <param name="failure">Why it does not load.</param>
    public static Finding Torch(TorchReport? report, string? failure) =>
        report switch
        {
            null => new(
                "libtorch",
                FindingState.Wrong,
                $"does not load: {failure}",
                "build again (dotnet build src/MoeNotebooks.Cli -c Release), which restores it; or name one of your own: MOE_LIBTORCH=FOLDER"
            ),
            { Works: false } => new(
                "libtorch",
                FindingState.Wrong,
                report.Text + "; it miscalculates",
                "the sum of four ones is not four: name another libtorch with MOE_LIBTORCH"
            ),
            _ => new("libtorch", FindingState.Fine, report.Text),
        };

    /// <summary>
    /// Which symbols this system's C++ library has, on Linux: what an older system lacks is named by its version.
    /// </summary>
    /// <param name="library">The bytes of libstdc++.so.6 as text; <see langword="null"/> where there is none.</param>
    public static Finding Runtime(string? library)
    {
        if (library is null)
        {
            return new(
                "C++",
                FindingState.Wrong,
                "no libstdc++.so.6",
                "install it: apt install libstdc++6, or dnf install libstdc++"
            );
        }

        var newest = Symbols()
            .Matches(library)
            .Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
            .DefaultIfEmpty()
            .Max();
        return newest < 26
            ? new(
                "C++",
                FindingState.Wrong,
                $"libstdc++.so.6 up to GLIBCXX_3.4.{newest}",
                "libtorch 2.10 needs GLIBCXX_3.4.26: a system of 2020 or later (Debian 11, Ubuntu 20.04)"
            )
            : new("C++", FindingState.Fine, $"libstdc++.so.6 up to GLIBCXX_3.4.{newest}");
    }

    /// <summary>The GPUs that there are, and whether libtorch sees them.</summary>
    /// <param name="listed">What <c>nvidia-smi -L</c> says; <see langword="null"/> without it.</param>
    /// <param name="seen">Whether libtorch sees one.</param>
    public static Finding Gpu(string? listed, bool seen)
    {
        string[] names =
        [
            .. (listed ?? string.Empty)
                .Split('\n')
                .Where(line => line.StartsWith("GPU ", StringComparison.Ordinal))
                .Select(line => Uuid().Replace(line, string.Empty).Trim()),
        ];
        return (names.Length > 0, seen) switch
        {
            (true, true) => new("GPU", FindingState.Fine, string.Join("; ", names) + "; libtorch sees it"),
            (true, false) => new(
                "GPU",
                FindingState.Note,
                string.Join("; ", names) + "; this libtorch does not see it",
                "build with -p:Device=cuda, or name a libtorch with CUDA: MOE_LIBTORCH=FOLDER (environment/README.md)"
            ),
            (false, true) => new("GPU", FindingState.Fine, "libtorch sees one"),
            _ => new("GPU", FindingState.Fine, "none; the CPU does all of it"),
        };
    }

    public static IEnumerable<Finding> All()
    {
        TorchReport? report = null;
        string? failure = null;
        try
        {
            Native.TorchNative.Prepare();
            report = TorchReport.Make();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            failure = Failure.Of(error, stopRequested: false).Line;
        }

        yield return Torch(report, failure);
        if (OperatingSystem.IsLinux())
        {
            yield return Runtime(CxxLibrary());
        }

        yield return Gpu(ShortRun.Output("nvidia-smi", ["-L"], Limit), report?.Cuda == true);
    }

    private static string? CxxLibrary()
    {
        var folder =
            RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        var path = new[] { $"/usr/lib/{folder}", $"/lib/{folder}", "/usr/lib64", "/lib64", "/usr/lib" }
            .Select(place => Path.Combine(place, "libstdc++.so.6"))
            .FirstOrDefault(File.Exists);
        return path is null ? null : System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
    }

    [GeneratedRegex(@"GLIBCXX_3\.4\.(\d+)")]
    private static partial Regex Symbols();

    [GeneratedRegex(@"\s*\(UUID:[^)]*\)")]
    private static partial Regex Uuid();
}
