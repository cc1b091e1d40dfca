using System.Runtime.InteropServices;

namespace MoeNotebooks.Native;

/// <summary>
/// Settings that libtorch and its OpenMP read from the C environment when they load. .NET's own
/// <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes only a managed copy, so setenv is called.
/// </summary>
internal static partial class NativeEnvironment
{
    // malloc.h: M_ARENA_MAX, M_MMAP_THRESHOLD (at most 32 MiB), M_TRIM_THRESHOLD, M_TOP_PAD.
    private const int MallocArenas = -8;
    private const int MallocMapFrom = -3;
    private const int MallocTrimFrom = -1;
    private const int MallocGrowBy = -2;
    private const int LargestMapFrom = 32 << 20;
    private static int s_isPrepared;

    /// <summary>Sets what the user has not set. What libtorch reads as it loads has no effect later.</summary>
    public static void Prepare()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref s_isPrepared, 1) == 1)
        {
            return;
        }

        // Idle OpenMP threads spin this many rounds, then sleep: short enough for a machine that does other work too.
        _ = SetEnv("GOMP_SPINCOUNT", "2000", overwrite: 0);
        // Large tensors on huge pages: fewer page faults when weights stream through.
        _ = SetEnv("THP_MEM_ALLOC_ENABLE", "1", overwrite: 0);
        KeepFreedMemory();
    }

    /// <summary>Sets a variable that the user has not set.</summary>
    public static void Set(string name, string value)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetEnv(name, value, overwrite: 0);
        }
    }

    /// <summary>
    /// Lets glibc keep freed memory. By default every result over 128 KB is mapped afresh and given back, and the page
    /// faults cost more than the arithmetic: an RMSNorm of [4096, 128] takes 6.7 ms instead of 0.6 ms.
    /// </summary>
    private static void KeepFreedMemory()
    {
        try
        {
            _ = MallOpt(MallocArenas, 1);
            _ = MallOpt(MallocMapFrom, LargestMapFrom);
            _ = MallOpt(MallocTrimFrom, int.MaxValue);
            _ = MallOpt(MallocGrowBy, LargestMapFrom);
        }
        catch (EntryPointNotFoundException)
        {
            // another C library than glibc, with rules of its own
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
