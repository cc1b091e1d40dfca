using System.Text;
using System.Text.Json.Nodes;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Collects one cell's outputs in nbformat; text beyond a limit is counted, not kept.</summary>
internal sealed class CellOutputs(JsonObject cell, int executionCount)
{
    /// <summary>Characters of console text kept of a cell.</summary>
    public const int MostText = 1_000_000;

    private readonly Lock _gate = new();
    private readonly JsonArray _outputs = Cell.OutputsOf(cell);
    private readonly Dictionary<string, JsonObject> _shown = [];
    private readonly StringBuilder _text = new();
    private JsonObject? _stream;
    private long _kept;
    private long _dropped;

    /// <summary>The last error, if the cell failed.</summary>
    public CellOutput.Error? Error { get; private set; }

    public void Add(CellOutput output)
    {
        lock (_gate)
        {
            switch (output)
            {
                case CellOutput.Text text:
                    AddText(text);
                    return;
                case CellOutput.Shown shown:
                    AddShown(shown);
                    return;
                case CellOutput.Replaced replaced when _shown.TryGetValue(replaced.Id, out var old):
                    old["data"] = replaced.Data.DeepClone();
                    return;
                case CellOutput.Error error:
                    AddError(error);
                    return;
            }
        }
    }

    /// <summary>Writes what is still pending into the cell.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            EndStream();
            if (_dropped > 0)
            {
                var note =
                    $"[{_dropped.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} more characters were written and are left out]\n";
                _outputs.Add(
                    new JsonObject
                    {
                        ["output_type"] = "stream",
                        ["name"] = "stderr",
                        ["text"] = Cell.Lines(note),
                    }
                );
                _dropped = 0;
            }
        }
    }

    private void AddText(CellOutput.Text text)
    {
        var keep = (int)Math.Min(text.Value.Length, MostText - _kept);
        _kept += keep;
        _dropped += text.Value.Length - keep;
        if (keep == 0)
        {
            return;
        }

        if (_stream is null || Cell.Text(_stream["name"]) != text.Stream)
        {
            EndStream();
            _stream = new JsonObject { ["output_type"] = "stream", ["name"] = text.Stream };
            _outputs.Add(_stream);
        }

        _text.Append(text.Value.AsSpan(0, keep));
    }

    private void AddShown(CellOutput.Shown shown)
    {
        EndStream();
        var output = new JsonObject { ["output_type"] = shown.IsResult ? "execute_result" : "display_data" };
        if (shown.IsResult)
        {
            output["execution_count"] = executionCount;
        }

        output["data"] = shown.Data.DeepClone();
        output["metadata"] = new JsonObject();
        _outputs.Add(output);
        if (shown.Id is not null)
        {
            _shown[shown.Id] = output;
        }
    }

    private void AddError(CellOutput.Error error)
    {
        EndStream();
        Error = error;
        _outputs.Add(
            new JsonObject
            {
                ["output_type"] = "error",
                ["ename"] = error.Name,
                ["evalue"] = error.Message,
                ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
            }
        );
    }

    private void EndStream()
    {
        if (_stream is not null)
        {
            _stream["text"] = Cell.Lines(_text.ToString());
            _stream = null;
            _text.Clear();
        }
    }
}
