using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace MoeNotebooks.Native;

/// <summary>
/// Gives the process one FSharp.Core. Plotly.NET 6.0.0 was built against 10.1, some of its dependencies against
/// older ones; a notebook host resolves each request on its own and may answer with different copies (the stock
/// dotnet-interactive 1.0.712001 with its own 10.0 and with ours), which ends in MissingMethodException.
/// Loading this assembly only adds answers to questions that the host cannot answer itself; the process is left as it
/// is.
/// </summary>
internal static class HostAssemblies
{
    // A module initializer is the point: it must run before any Plotly.NET or TorchSharp code
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Install()
    {
        AssemblyLoadContext.Default.Resolving += ResolveFSharpCore;
        PackagedNative.Install();
        TorchNative.Install();
    }
#pragma warning restore CA2255

    /// <summary>Asked where the host has no FSharp.Core, or an older one than requested.</summary>
    private static Assembly? ResolveFSharpCore(AssemblyLoadContext context, AssemblyName name)
    {
        if (name.Name != "FSharp.Core" || name.Version is null)
        {
            return null;
        }

        try
        {
            return context.LoadFromAssemblyName(new AssemblyName("FSharp.Core")); // the host's, whatever its version
        }
        catch (FileNotFoundException)
        {
            var ours = Path.Combine(
                Path.GetDirectoryName(typeof(HostAssemblies).Assembly.Location)!,
                "FSharp.Core.dll"
            );
            return File.Exists(ours) ? context.LoadFromAssemblyPath(ours) : null;
        }
    }
}
