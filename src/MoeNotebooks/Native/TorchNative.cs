using System.Runtime.InteropServices;
using System.Runtime.Loader;
using MoeNotebooks.Errors;
using TorchSharp;

namespace MoeNotebooks.Native;

/// <summary>
/// Finds TorchSharp's native libraries in the folders listed in torch.folders.txt (written by the build), or in the
/// folder that MOE_LIBTORCH names, in every host: console, stock notebook kernel, headless notebook host.
/// </summary>
public static class TorchNative
{
    private const string Chosen = "MOE_LIBTORCH";
    private const string Binding = "LibTorchSharp";
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Loaded = [];
    private static readonly string[] BeforeTheBinding = ["c10", "torch_cpu", "torch"];
    private static bool _installed;

    /// <summary>
    /// Prepares the process for tensors: where libtorch is found, what it reads from the environment when it loads, how
    /// its memory is kept. Opening a model, starting a notebook's session and every command do this; a program that
    /// uses TorchSharp before any of them calls it first. Loads nothing itself; only the first call does anything.
    /// </summary>
    /// <exception cref="MoeMissingException">MOE_LIBTORCH names a folder that holds no libtorch.</exception>
    public static void Prepare()
    {
        Install();
        // Refused here: the loader would hide the reason among its own
        Array.ForEach(BeforeTheBinding, name => Find(FileName(name)));
        NativeEnvironment.Prepare();
    }

    /// <summary>
    /// Says where libtorch is found, and changes nothing else. Called when this assembly is first used.
    /// </summary>
    internal static void Install()
    {
        lock (Gate)
        {
            if (_installed)
            {
                return;
            }

            // TorchSharp asks by name ("torch_cpu", then "LibTorchSharp"); what the host does not find comes here.
            AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly)!.ResolvingUnmanagedDll += (_, name) =>
                Resolve(name);
            _installed = true;
        }
    }

    private static nint Resolve(string name)
    {
        if (name is not ("torch_cpu" or "torch_cuda" or Binding))
        {
            return 0;
        }

        lock (Gate)
        {
            if (!Loaded.TryGetValue(name, out var handle) && Find(FileName(name)) is { } path)
            {
                handle = name == Binding ? LoadBinding(path) : NativeLibrary.Load(path);
                Loaded[name] = handle;
            }

            return handle;
        }
    }

    /// <summary>
    /// Loaded by full path and in this order, the libraries find one another by name, although they lie in two folders.
    /// </summary>
    private static nint LoadBinding(string path)
    {
        foreach (var needed in BeforeTheBinding.Select(FileName).Select(Find).OfType<string>())
        {
            NativeLibrary.Load(needed);
        }

        return NativeLibrary.Load(GlibcxxRelaxer.PathToLoad(path));
    }

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? name + ".dll"
        : OperatingSystem.IsMacOS() ? $"lib{name}.dylib"
        : $"lib{name}.so";

    /// <summary>
    /// A libtorch that the user names is the only one; the binding may lie there or where the build found it.
    /// </summary>
    /// <exception cref="MoeMissingException">The folder named does not hold it: another one must not take its place
    /// unseen.</exception>
    private static string? Find(string fileName)
    {
        if (Environment.GetEnvironmentVariable(Chosen) is not { Length: > 0 } chosen)
        {
            return First(Folders(), fileName);
        }

        return First([Path.Combine(chosen, "lib"), chosen], fileName)
            ?? (fileName == FileName(Binding) ? First(Folders(), fileName) : null)
            ?? (
                fileName == FileName("torch_cuda")
                    ? null
                    : throw new MoeMissingException(
                        chosen,
                        $"{Chosen} names this folder, and neither it nor its lib folder holds {fileName}",
                        "Name the folder of an unpacked libtorch, or leave the variable unset"
                    )
            );
    }

    private static string? First(IEnumerable<string> folders, string fileName) =>
        folders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    /// <summary>Those that the build noted; then, for an installed tool or a package, NuGet's own.</summary>
    private static IEnumerable<string> Folders()
    {
        var list = Path.Combine(Path.GetDirectoryName(typeof(TorchNative).Assembly.Location)!, "torch.folders.txt");
        return [.. File.Exists(list) ? File.ReadLines(list) : [], .. NuGetFolders.All()];
    }
}
