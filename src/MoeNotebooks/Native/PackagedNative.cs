using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace MoeNotebooks.Native;

/// <summary>
/// Finds the other packages' native libraries (SkiaSharp's, SQLite's) under <c>runtimes/RID/native</c> next to this
/// assembly. An application finds them by its deps.json; a notebook host, which loads this assembly by path, does not.
/// </summary>
internal static class PackagedNative
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(PackagedNative).Assembly.Location)!;
    private static readonly ConditionalWeakTable<AssemblyLoadContext, object> Searched = [];

    /// <summary>Adds the search; loads nothing itself.</summary>
    /// <remarks>
    /// A script host may give every assembly a load context of its own, and the native library is looked for through
    /// the context of the assembly that asks: so each context gets the search when an assembly of our folder is loaded
    /// in it.
    /// </remarks>
    public static void Install()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => Search(loaded.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Search(assembly);
        }
    }

    private static void Search(Assembly assembly)
    {
        if (
            !assembly.IsDynamic
            && Path.GetDirectoryName(assembly.Location) == Folder
            && AssemblyLoadContext.GetLoadContext(assembly) is { } context
            && Searched.TryAdd(context, Folder)
        )
        {
            context.ResolvingUnmanagedDll += (_, name) => Resolve(name);
        }
    }

    private static nint Resolve(string name)
    {
        var runtimes = Path.Combine(Folder, "runtimes");
        var files =
            from platform in Platforms()
            from file in FileNames(name)
            select Path.Combine(runtimes, platform, "native", file);
        foreach (var file in files.Where(File.Exists))
        {
            if (NativeLibrary.TryLoad(file, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }

    private static string[] FileNames(string name) =>
        OperatingSystem.IsWindows() ? [name + ".dll"]
        : OperatingSystem.IsMacOS() ? [$"lib{name}.dylib", name + ".dylib"]
        : [$"lib{name}.so", name + ".so"];

    /// <summary>The names under which packages file this platform, the exact one first.</summary>
    private static string[] Platforms()
    {
        var system =
            OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : "linux";
        return [$"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", system];
    }
}
