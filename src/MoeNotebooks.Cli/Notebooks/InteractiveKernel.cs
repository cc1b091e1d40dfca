using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using MoeNotebooks.Charts;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>.NET Interactive's C# kernel in this process. Its only user is <see cref="KernelProcess"/>.</summary>
/// <remarks>The project is archived upstream: nothing outside this file refers to it.</remarks>
internal sealed class InteractiveKernel : INotebookKernel
{
    private readonly CompositeKernel _kernel;

    public InteractiveKernel()
    {
        var csharp = new CSharpKernel();
        _kernel = new CompositeKernel { csharp.UseKernelHelpers() };
        _kernel.DefaultKernelName = csharp.Name;
    }

    public async Task<bool> RunAsync(string source, Action<CellOutput> output, CancellationToken stop)
    {
        var failed = false;
        using var events = _kernel.KernelEvents.Subscribe(@event =>
        {
            // a command reports its failure once for itself and once for each parent
            if (@event is CommandFailed && failed)
            {
                return;
            }

            failed |= @event is CommandFailed;
            if (Translate(@event) is { } translated)
            {
                output(translated);
            }
        });
        await _kernel.SendAsync(new SubmitCode(source), stop);
        return !failed;
    }

    public ValueTask DisposeAsync()
    {
        _kernel.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CellOutput? Translate(KernelEvent @event) =>
        @event switch
        {
            StandardOutputValueProduced e => new CellOutput.Text("stdout", TextOf(e)),
            StandardErrorValueProduced e => new CellOutput.Text("stderr", TextOf(e)),
            ReturnValueProduced { FormattedValues.Count: > 0 } e => new CellOutput.Shown(
                e.ValueId,
                IsResult: true,
                Data(e)
            ),
            DisplayedValueProduced { FormattedValues.Count: > 0 } e => new CellOutput.Shown(
                e.ValueId,
                IsResult: false,
                Data(e)
            ),
            DisplayedValueUpdated { ValueId: { } id } e => new CellOutput.Replaced(id, Data(e)),
            CommandFailed e => ErrorOf(e),
            _ => null,
        };

    private static CellOutput.Error ErrorOf(CommandFailed failed)
    {
        var error = failed.Exception;
        var text = error?.StackTrace is null ? failed.Message : error.ToString();
        return new CellOutput.Error(
            error?.GetType().FullName ?? "Error",
            error?.Message ?? failed.Message,
            text.ReplaceLineEndings("\n").Split('\n')
        );
    }

    private static string TextOf(DisplayEvent e) => string.Concat(e.FormattedValues.Select(value => value.Value));

    private static JsonObject Data(DisplayEvent e)
    {
        var data = new JsonObject();
        foreach (var value in e.FormattedValues)
        {
            data[value.MimeType] = Value(value.MimeType, value.Value);
        }

        return data;
    }

    private static JsonNode? Value(string mimeType, string value)
    {
        if (mimeType is "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal))
        {
            try
            {
                return JsonNode.Parse(value);
            }
            catch (JsonException)
            {
                return value;
            }
        }

        // base64 stays one string
        return mimeType.StartsWith("image/", StringComparison.Ordinal) && mimeType != "image/svg+xml"
            ? value
            : Cell.Lines(PlotlyScript.RemoveFrom(value));
    }
}
