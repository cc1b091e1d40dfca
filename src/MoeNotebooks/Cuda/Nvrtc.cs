using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cuda;

/// <summary>NVIDIA's run-time compiler, which comes with every CUDA build of libtorch.</summary>
/// <param name="library">The loaded library.</param>
internal sealed unsafe class Nvrtc(nint library)
{
    /// <summary>The variable that names its file where it is not found.</summary>
    public const string Variable = "MOE_NVRTC";

    /// <summary>
    /// Finds it: the file that <see cref="Variable"/> names, one that is loaded already, one beside libtorch or among
    /// its Python packages.
    /// </summary>
    public static Nvrtc? Find()
    {
        foreach (var file in Candidates())
        {
            if (
                NativeLibrary.TryLoad(file, out var library)
                && NativeLibrary.TryGetExport(library, "nvrtcCompileProgram", out _)
            )
            {
                return new Nvrtc(library);
            }
        }

        return null;
    }

    /// <summary>Compiles a source without headers to machine code for a device.</summary>
    /// <exception cref="MoeUsageException">It does not compile; says what the compiler says.</exception>
    public byte[] Compile(string source, int capability)
    {
        var text = Encoding.UTF8.GetBytes(source + "\0");
        nint program;
        fixed (byte* from = text)
        {
            Check(
                ((delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)Export("nvrtcCreateProgram"))(
                    &program,
                    from,
                    null,
                    0,
                    null,
                    null
                ),
                "creating a program",
                null
            );
        }

        try
        {
            nint[] options =
            [
                .. new[]
                {
                    string.Create(CultureInfo.InvariantCulture, $"--gpu-architecture=sm_{capability}"),
                    "--std=c++17",
                }.Select(Marshal.StringToCoTaskMemUTF8),
            ];
            int code;
            fixed (nint* first = options)
            {
                code = ((delegate* unmanaged<nint, int, nint*, int>)Export("nvrtcCompileProgram"))(
                    program,
                    options.Length,
                    first
                );
            }

            Array.ForEach(options, Marshal.FreeCoTaskMem);
            Check(code, "compiling the kit's kernels", Encoding.UTF8.GetString(Read(program, "nvrtcGetProgramLog")));
            return Read(program, "nvrtcGetCUBIN");
        }
        finally
        {
            _ = ((delegate* unmanaged<nint*, int>)Export("nvrtcDestroyProgram"))(&program);
        }
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return [named];
        }

        using var process = Process.GetCurrentProcess();
        string[] loaded = [.. process.Modules.Cast<ProcessModule>().Select(module => module.FileName)];
        var beside = loaded
            .Where(file => Path.GetFileName(file).StartsWith("libtorch_cuda", StringComparison.Ordinal))
            .Select(Path.GetDirectoryName)
            .OfType<string>();
        var folders = beside.SelectMany(folder =>
            new[] { folder }.Concat(PythonPackages(Path.Combine(folder, "..", "..", "nvidia")))
        );
        return
        [
            .. loaded.Where(IsCompiler),
            .. folders.Where(Directory.Exists).SelectMany(Directory.GetFiles).Where(IsCompiler),
            "libnvrtc.so.13",
            "libnvrtc.so.12",
        ];
    }

    private static string[] PythonPackages(string nvidia) =>
        Directory.Exists(nvidia)
            ? [.. Directory.GetDirectories(nvidia).Select(package => Path.Combine(package, "lib"))]
            : [];

    private static bool IsCompiler(string file) =>
        Path.GetFileName(file) is var name
        && name.StartsWith("libnvrtc", StringComparison.Ordinal)
        && !name.Contains("builtins", StringComparison.Ordinal)
        && !name.Contains("static", StringComparison.Ordinal);

    private static void Check(int code, string what, string? log)
    {
        if (code != 0)
        {
            throw new MoeUsageException(
                "cuda",
                string.Create(CultureInfo.InvariantCulture, $"{what}: NVRTC error {code}. {log}")
            );
        }
    }

    /// <summary>What a pair of functions gives: one its size, one its bytes.</summary>
    private byte[] Read(nint program, string what)
    {
        nuint size;
        _ = ((delegate* unmanaged<nint, nuint*, int>)Export(what + "Size"))(program, &size);
        var bytes = new byte[checked((int)size)];
        fixed (byte* to = bytes)
        {
            _ = ((delegate* unmanaged<nint, byte*, int>)Export(what))(program, to);
        }

        return bytes;
    }

    private nint Export(string name) => NativeLibrary.GetExport(library, name);
}
