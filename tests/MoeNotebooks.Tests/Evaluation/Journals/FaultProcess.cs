using System.Diagnostics;

namespace MoeNotebooks.Tests.Evaluation.Journals;

/// <summary>The process that tests start in order to kill it.</summary>
internal static class FaultProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "MoeNotebooks.Faults.dll");

    public static string[] Journal(string file, int runs, int items, int batch) =>
        ["journal", file, $"{runs}", $"{items}", $"{batch}"];

    /// <summary>One that waits to be killed after so many commits.</summary>
    public static string[] JournalUpTo(int commits, string file, int runs, int items, int batch) =>
        [.. Journal(file, runs, items, batch), $"{commits}"];

    public static Process Start(string[] arguments, string? shellPrefix = null)
    {
        var start = shellPrefix is null
            ? new ProcessStartInfo("dotnet", [Program, .. arguments])
            : new ProcessStartInfo("bash", ["-c", $"{shellPrefix}; exec dotnet \"$0\" \"$@\"", Program, .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // maps a file larger than ulimit allows
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // killed, it would leave its pipes in the temporary folder
        return Process.Start(start)!;
    }

    public static async Task<(int ExitCode, string Error)> RunAsync(string[] arguments, string? shellPrefix = null)
    {
        using var process = Start(arguments, shellPrefix);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
