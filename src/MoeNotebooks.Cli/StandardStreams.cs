using System.Runtime.InteropServices;

namespace MoeNotebooks.Cli;

/// <summary>
/// A program may be started with its standard output or error closed (<c>>&amp;-</c>). The number is then given to the
/// next file that is opened, here one of the runtime's own, and what is printed would go there.
/// </summary>
internal static partial class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;
    private const int GetFlags = 1; // fcntl.h: F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>Sends what is printed to a closed stream nowhere; to be called before anything is printed.</summary>
    public static void Guard()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (!IsInherited(Output))
        {
            Console.SetOut(TextWriter.Null);
        }

        if (!IsInherited(Error))
        {
            Console.SetError(TextWriter.Null);
        }
    }

    /// <summary>
    /// What a parent left open has no close-on-exec mark, or it would not be open; every file of the runtime has.
    /// </summary>
    private static bool IsInherited(int descriptor) =>
        Fcntl(descriptor, GetFlags) is var flags and >= 0 && (flags & CloseOnExec) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command);
}
