using MoeNotebooks.Native;

namespace MoeNotebooks.Cli.Doctor;

/// <summary>The notebook kernel: whether Jupyter and VS Code find it, whether its program is there.</summary>
internal static class KernelFindings
{
    private const string Spec = ".net-csharp/kernel.json";

    public static Finding Now() =>
        Jupyter([.. Folders()], Path.Combine(NuGetFolders.Packages, "microsoft.dotnet-interactive"));

    /// <summary>What was found.</summary>
    /// <param name="folders">Where kernelspecs are looked for.</param>
    /// <param name="tool">Where NuGet keeps the kernel's program.</param>
    public static Finding Jupyter(IReadOnlyList<string> folders, string tool)
    {
        var spec = folders.Select(folder => Path.Combine(folder, "kernels", Spec)).FirstOrDefault(File.Exists);
        var program = Directory.Exists(tool);
        var text = (spec, program) switch
        {
            ({ } path, true) => $"kernel .net-csharp known by {path}",
            ({ } path, false) => $"kernel .net-csharp known by {path}, but its program is not restored",
            (null, true) => "kernel not known to Jupyter and VS Code; its program is restored",
            _ => "kernel not known to Jupyter and VS Code, its program not restored",
        };
        return spec is not null && program
            ? new("Jupyter", FindingState.Fine, text)
            : new(
                "Jupyter",
                FindingState.Note,
                text,
                "environment/install-jupyter-kernel.sh (Windows: .ps1) does both; 'moe reproduce', 'moe notebook run' and exported notebooks need neither"
            );
    }

    private static IEnumerable<string> Folders()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return
        [
            .. (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? string.Empty).Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            ),
            OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
            : Path.Combine(home, ".local", "share", "jupyter"),
            "/usr/local/share/jupyter",
            "/usr/share/jupyter",
        ];
    }
}
