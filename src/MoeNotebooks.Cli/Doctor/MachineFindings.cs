using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using Architecture = System.Runtime.InteropServices.Architecture;

namespace MoeNotebooks.Cli.Doctor;

/// <summary>
/// What the machine has. What is asked of the system comes in as arguments, so that tests can say what it answers.
/// </summary>
internal static class MachineFindings
{
    private const int NeededSdk = 10;
    private const double Giga = 1e9;
    private const double LittleMemory = 4;
    private const double LittleDisk = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static IEnumerable<Finding> All()
    {
        yield return Sdk(ShortRun.Output(DotnetHost.Path, ["--list-sdks"], Limit));
        yield return Processor(Environment.ProcessorCount, RuntimeInformation.ProcessArchitecture, Features());
        yield return Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, AvailableMemory.Free());
        yield return Disk(Environment.CurrentDirectory, new DriveInfo(Environment.CurrentDirectory).AvailableFreeSpace);
    }

    public static Finding Sdk(string? listed)
    {
        var runtime =
            $"{Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}";
        string[] versions =
        [
            .. (listed ?? string.Empty)
                .Split('\n')
                .Select(line => line.Split(' ')[0])
                .Where(version => version.Length > 0),
        ];
        return versions.Any(version =>
            int.TryParse(version.Split('.')[0], CultureInfo.InvariantCulture, out var major) && major >= NeededSdk
        )
            ? new(".NET", FindingState.Fine, $"{runtime}; SDK {versions[^1]}")
            : new(
                ".NET",
                FindingState.Note,
                $"{runtime}; {(versions.Length == 0 ? "no SDK" : "SDK " + versions[^1])}",
                $"building the kit and running exported notebooks needs the .NET {NeededSdk} SDK: https://dotnet.microsoft.com/download"
            );
    }

    public static Finding Processor(int cores, Architecture architecture, IReadOnlyList<string> features)
    {
        var text =
            features.Count == 0
                ? cores.ToString(CultureInfo.InvariantCulture)
                : $"{cores}; {string.Join(", ", features)}";
        return architecture == Architecture.X64 && !features.Contains("AVX2")
            ? new(
                "cores",
                FindingState.Note,
                text,
                "without AVX2 libtorch multiplies several times slower; in a virtual machine, pass the host's processor through"
            )
            : new("cores", FindingState.Fine, text);
    }

    public static Finding Memory(long total, long free)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{total / Giga:0.0} GB, {free / Giga:0.0} GB free");
        return free / Giga < LittleMemory
            ? new(
                "memory",
                FindingState.Note,
                text,
                $"notebook 01 wants {LittleMemory:0} GB free: use its smaller parameters (moe reproduce --quick), or close other programs; real models take --memory"
            )
            : new("memory", FindingState.Fine, text);
    }

    public static Finding Disk(string folder, long free)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{free / Giga:0.0} GB free at {folder}");
        return free / Giga < LittleDisk
            ? new(
                "disk",
                FindingState.Note,
                text,
                "a whole build takes 0.6 GB, libtorch 0.6 GB in NuGet's cache: make room, or build src/MoeNotebooks.Cli alone (0.15 GB)"
            )
            : new("disk", FindingState.Fine, text);
    }

    private static string[] Features()
    {
        var flags = ProcessorInfo.Flags();
        return
        [
            .. Avx2.IsSupported ? ["AVX2"] : Array.Empty<string>(),
            .. Avx512F.IsSupported ? ["AVX-512"] : Array.Empty<string>(),
            .. new[] { ("avx512_bf16", "bf16 products"), ("amx_bf16", "bf16 matrices (AMX)") }
                .Where(flag => flags.Contains(flag.Item1))
                .Select(flag => flag.Item2),
            .. System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? ["NEON"] : Array.Empty<string>(),
        ];
    }
}
