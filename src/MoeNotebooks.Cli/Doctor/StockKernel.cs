using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Doctor;

/// <summary>
/// Runs one cell with a <c>#r</c> in the kernel that Jupyter and VS Code start: what every notebook's first cell does.
/// </summary>
internal static class StockKernel
{
    private const string Fix =
        "run notebooks with 'moe notebook run' or 'moe reproduce', or as programs: 'moe notebook export NOTEBOOK --out NAME.cs', then 'dotnet run -c Release NAME.cs'";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Starts the kernel in a folder below the tool manifest and waits for the cell's end.</summary>
    /// <param name="folder">The repository.</param>
    /// <param name="library">The DLL that the cell refers to.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<Finding> TryAsync(string folder, string library, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Limit);
        var temporary = Directory.CreateTempSubdirectory("moe-doctor-");
        using var process = Start(folder, temporary.FullName);
        try
        {
            var cell = $"#r \"{library}\"\nMoeNotebooks.Notebooks.Session.Start().ToString()";
            await process.StandardInput.WriteLineAsync(Message(cell).AsMemory(), limit.Token);
            await process.StandardInput.FlushAsync(limit.Token);
            _ = process.StandardError.ReadToEndAsync(limit.Token);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (Ended(line) is { } finding)
                {
                    return finding;
                }
            }

            return new(
                "#r cell",
                FindingState.Wrong,
                "the kernel ended before the cell did",
                "restore it: dotnet tool restore; or " + Fix
            );
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new("#r cell", FindingState.Wrong, $"no answer of the kernel for {Limit.TotalSeconds:0} s", Fix);
        }
        catch (IOException)
        {
            return new(
                "#r cell",
                FindingState.Wrong,
                "the kernel does not start",
                "restore it: dotnet tool restore; or " + Fix
            );
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            temporary.Delete(recursive: true); // with the pipes that a kernel which is killed leaves behind
        }
    }

    /// <summary>What one line of the kernel says of the cell; <see langword="null"/> where the cell goes on.</summary>
    internal static Finding? Ended(string line)
    {
        JsonNode? message;
        try
        {
            message = JsonNode.Parse(line);
        }
        catch (JsonException)
        {
            return null; // a line of another program's
        }

        return message?["command"]?["token"]?.GetValue<string>() != "1"
            ? null
            : message["eventType"]?.GetValue<string>() switch
            {
                "CommandSucceeded" => new("#r cell", FindingState.Fine, "runs in the kernel of Jupyter and VS Code"),
                "CommandFailed" => new(
                    "#r cell",
                    FindingState.Wrong,
                    "fails in the kernel of Jupyter and VS Code: "
                        + ErrorText.Name(
                            (message["event"]?["message"]?.GetValue<string>() ?? "no reason given").Split('\n')[0]
                        ),
                    Fix
                ),
                _ => null,
            };
    }

    private static string Message(string code) =>
        new JsonObject
        {
            ["token"] = "1",
            ["commandType"] = "SubmitCode",
            ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" },
        }.ToJsonString();

    private static Process Start(string folder, string temporary) =>
        Process.Start(
            new ProcessStartInfo(DotnetHost.Path, ["interactive", "stdio", "--default-kernel", "csharp"])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1", ["TMPDIR"] = temporary },
            }
        )!;
}
