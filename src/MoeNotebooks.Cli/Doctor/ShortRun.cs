using System.Diagnostics;

namespace MoeNotebooks.Cli.Doctor;

/// <summary>Other programs asked for a few lines.</summary>
internal static class ShortRun
{
    /// <summary>
    /// What a program says on standard output; <see langword="null"/> where there is none, it fails, or takes too long.
    /// </summary>
    public static string? Output(string program, IEnumerable<string> arguments, TimeSpan limit)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    RedirectStandardInput = true,
                }
            )!;
            process.StandardInput.Close();
            _ = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            return process.ExitCode == 0 ? output.Result : null;
        }
        catch (Exception error)
            when (error is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
