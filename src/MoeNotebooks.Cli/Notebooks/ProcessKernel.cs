using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Notebooks;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// A kernel in a process of its own: a cell that crashes, or that will not stop, takes only that process with it, and
/// a notebook's memory is given back at its end.
/// </summary>
internal sealed class ProcessKernel : INotebookKernel
{
    private readonly Process _process;
    private readonly Task _errors;
    private volatile Action<CellOutput>? _output;

    /// <summary>Starts the process in a folder: paths in cells begin there, as in Jupyter.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="store">The file in which the notebook's sweeps keep their answers; <see langword="null"/> for the
    /// one of this process's environment, if any.</param>
    public ProcessKernel(string folder, string? store = null)
    {
        _process = Process.Start(StartInfo(folder, store))
            ?? throw new InvalidOperationException("The kernel's process did not start.");
        _errors = CopyErrorsAsync();
    }

    public async Task<bool> RunAsync(string source, Action<CellOutput> output, CancellationToken stop)
    {
        _output = output;
        try
        {
            return await SendAsync(source, stop) && await ReceiveAsync(output, stop) is { } succeeded
                ? succeeded
                : throw await DiedAsync();
        }
        finally
        {
            _output = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _errors;
        _process.Dispose();
    }

    private async Task<bool> SendAsync(string source, CancellationToken stop)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonValue.Create(source).ToJsonString().AsMemory(), stop);
            await _process.StandardInput.FlushAsync(stop);
            return true;
        }
        catch (IOException)
        {
            return false; // it died between two cells
        }
    }

    /// <summary>Passes outputs on until the cell's end; <see langword="null"/> where the process ended first.</summary>
    private async Task<bool?> ReceiveAsync(Action<CellOutput> output, CancellationToken stop)
    {
        var emptyLine = false;
        while (await _process.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            if (line.StartsWith(KernelProcess.Mark))
            {
                emptyLine = false; // it only ended the line before
                var message = JsonSerializer.Deserialize(line.AsSpan(1), CellOutputJson.Default.CellOutput)!;
                if (message is CellOutput.End end)
                {
                    return end.Succeeded;
                }

                output(message);
                continue;
            }

            if (emptyLine)
            {
                output(new CellOutput.Text("stdout", "\n"));
            }

            emptyLine = line.Length == 0;
            if (!emptyLine)
            {
                output(new CellOutput.Text("stdout", line + "\n"));
            }
        }

        return null;
    }

    private async Task<KernelDiedException> DiedAsync()
    {
        await _process.WaitForExitAsync();
        await _errors;
        return new KernelDiedException(_process.ExitCode);
    }

    /// <summary>What native code and the runtime itself write as errors belongs to the cell that runs.</summary>
    private async Task CopyErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _output?.Invoke(new CellOutput.Text("stderr", line + "\n"));
        }
    }

    private static ProcessStartInfo StartInfo(string folder, string? store)
    {
        var start = new ProcessStartInfo(DotnetHost.Path)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(typeof(ProcessKernel).Assembly.Location);
        start.ArgumentList.Add("kernel");
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        // Killed at its end, it would leave what it opens for debuggers in the temporary folder
        start.Environment.TryAdd("DOTNET_EnableDiagnostics", "0");
        if (store is not null)
        {
            start.Environment[Session.StoreVariable] = store;
        }

        return start;
    }
}
