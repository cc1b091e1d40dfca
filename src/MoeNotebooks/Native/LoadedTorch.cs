using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MoeNotebooks.Native;

/// <summary>
/// The libtorch in this process, by its own account: TorchSharp's version string is a constant of TorchSharp, whatever
/// is loaded.
/// </summary>
/// <param name="Path">The library's file.</param>
/// <param name="Version">What the library says of itself, or a file beside it; <see langword="null"/> where neither
/// does.</param>
/// <param name="Source">Who said the version.</param>
internal sealed partial record LoadedTorch(string Path, string? Version, string Source)
{
    /// <summary>
    /// The one that is loaded; <see langword="null"/> before the first tensor, or where this system does not list a
    /// process's libraries.
    /// </summary>
    public static LoadedTorch? Find()
    {
        using var process = Process.GetCurrentProcess();
        var path = process
            .Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .FirstOrDefault(file => System.IO.Path.GetFileNameWithoutExtension(file) is "libtorch_cpu" or "torch_cpu");
        return path is null ? null : Of(path, Exported(path));
    }

    /// <summary>
    /// What is known of a library: the number that it exports, or else what its distribution notes beside it.
    /// </summary>
    internal static LoadedTorch Of(string path, ulong? exported)
    {
        if (exported is { } number)
        {
            return new(path, FromNumber(number), "the library");
        }

        var root = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, ".."));
        var zip = System.IO.Path.Combine(root, "build-version"); // of pytorch.org's archives
        var wheel = System.IO.Path.Combine(root, "version.py"); // of Python packages
        return File.Exists(zip) ? new(path, File.ReadAllText(zip).Trim(), zip)
            : File.Exists(wheel) && PythonVersion().Match(File.ReadAllText(wheel)) is { Success: true } found
                ? new(path, found.Groups[1].Value, wheel)
            : new(path, null, "nobody");
    }

    /// <summary>Major, minor and patch in the three highest bytes, as torch/headeronly/version.h packs them.</summary>
    internal static string FromNumber(ulong number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number >> 56}.{(number >> 48) & 0xff}.{(number >> 40) & 0xff}");

    /// <summary>
    /// The number that libtorch 2.9 and later export from C; asked of the library that is loaded already.
    /// </summary>
    private static ulong? Exported(string path) =>
        NativeLibrary.TryLoad(path, out var library)
        && NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out var symbol)
            ? Marshal.GetDelegateForFunctionPointer<AbiVersion>(symbol)()
            : null;

    [GeneratedRegex("""__version__\s*=\s*['"]([^'"]+)['"]""")]
    private static partial Regex PythonVersion();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate ulong AbiVersion();
}
