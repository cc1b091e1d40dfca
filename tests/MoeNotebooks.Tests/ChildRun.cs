using System.Diagnostics;

namespace MoeNotebooks.Tests;

/// <summary>Another program, run to its end.</summary>
internal static class ChildRun
{
    /// <summary>Its exit code and what it said.</summary>
    /// <param name="start">What to start; its streams need not be redirected yet.</param>
    /// <param name="limit">How long it may take; <see langword="null"/> for as long as the test.</param>
    public static async Task<(int Exit, string Out, string Error)> RunAsync(
        ProcessStartInfo start,
        TimeSpan? limit = null
    )
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var stop = TestContext.Current.CancellationToken;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop).WaitAsync(limit ?? Timeout.InfiniteTimeSpan, stop);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A script that stands for the command <c>moe</c>, as it was built.</summary>
    public static string WriteMoe(TemporaryFolder folder, string name = "moe") =>
        WriteScript(folder, name, $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "moe.dll")}' \"$@\"");

    /// <summary>A shell script that can be started.</summary>
    public static string WriteScript(TemporaryFolder folder, string name, string body)
    {
        var path = folder.Write(name, "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
