using System.Runtime.InteropServices;

namespace MoeNotebooks.Native;

/// <summary>
/// Settings that libtorch and its OpenMP read from the C environment when they load. .NET's own
/// <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes only a managed copy, so setenv is called.
/// </summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets what the user has not set. No effect once libtorch is loaded.</summary>
    public static void Prepare()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Idle OpenMP threads spin this many rounds, then sleep: short enough for a machine that does other work too.
        _ = SetEnv("GOMP_SPINCOUNT", "2000", overwrite: 0);
        // Large tensors on huge pages: fewer page faults when weights stream through.
        _ = SetEnv("THP_MEM_ALLOC_ENABLE", "1", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
