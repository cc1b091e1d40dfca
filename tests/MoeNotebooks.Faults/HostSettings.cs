using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MoeNotebooks.Notebooks;

namespace MoeNotebooks.Faults;

/// <summary>What a process looks like from C after the library is loaded, and after it is used.</summary>
public static partial class HostSettings
{
    private static readonly string[] Names = ["GOMP_SPINCOUNT", "THP_MEM_ALLOC_ENABLE"];

    /// <summary>Writes a line after loading and one after a session has started.</summary>
    public static void Tell()
    {
        RuntimeHelpers.RunModuleConstructor(typeof(Session).Module.ModuleHandle);
        Console.WriteLine("loaded: " + Settings());
        Session.Start();
        Console.WriteLine("started: " + Settings());
    }

    private static string Settings() =>
        string.Join(' ', Names.Select(name => $"{name}={Marshal.PtrToStringUTF8(GetEnv(name)) ?? "-"}"));

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnv(string name);
}
