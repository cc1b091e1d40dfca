using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using Parquet;
using Parquet.Schema;

namespace MoeNotebooks.Traces;

/// <summary>
/// Writes a trace as a Parquet file while it is recorded, so that it never has to fit into memory: <c>step, layer,
/// token, experts</c> and, where they are recorded, <c>weights</c> and <c>logits</c>, the last three as lists. The file
/// appears under its name when <see cref="Complete"/> is called.
/// </summary>
public sealed class TraceWriter : IDisposable
{
    private const int RowsOfGroup = 1 << 16;
    private readonly TraceHeader _header;
    private readonly string _path;
    private readonly string _partial;
    private readonly List<TraceBlock> _waiting = [];
    private readonly TraceDigest _digest = new();
    private FileStream? _stream;
    private ParquetWriter? _writer;
    private ParquetSchema? _schema;
    private long _written;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file; one that is there is replaced when this one is complete.</param>
    /// <param name="header">What the trace is of.</param>
    public TraceWriter(string path, TraceHeader header)
    {
        (_header, _path) = (header, Path.GetFullPath(path));
        _partial = IncompleteName.For(_path);
    }

    /// <summary>Rows so far: one per step, MoE layer and token.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds what a layer decided in a step.</summary>
    /// <param name="block">Recorded like the others: with weights and router outputs, or without.</param>
    public void Add(TraceBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        _waiting.Add(block);
        Rows += block.Tokens.Count;
        if (Rows - _written >= RowsOfGroup)
        {
            Flush();
        }
    }

    /// <summary>Writes what is left and gives the file its name.</summary>
    /// <exception cref="MoeUsageException">Nothing was recorded.</exception>
    public void Complete()
    {
        if (Rows == 0)
        {
            throw new MoeUsageException("trace", "has no token: nothing ran");
        }

        Flush();
        var header = _header.ToJson();
        _writer!.CustomMetadata = new Dictionary<string, string>
        {
            [TraceSchema.HeaderKey] = header,
            [TraceSchema.DigestKey] = _digest.Of(header),
        };
        Close();
        File.Move(_partial, _path, overwrite: true);
    }

    /// <summary>Leaves no part of a file that is not complete.</summary>
    public void Dispose()
    {
        Close();
        _digest.Dispose();
        File.Delete(_partial);
    }

    private void Close()
    {
        Wait(_writer?.DisposeAsync() ?? ValueTask.CompletedTask);
        _stream?.Flush(flushToDisk: true);
        _stream?.Dispose();
        (_writer, _stream) = (null, null);
    }

    private void Flush()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        if (_writer is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _schema = TraceSchema.Of(_waiting[0].Weights is not null, _waiting[0].Logits is not null);
            _stream = new FileStream(_partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            _writer = ParquetWriter
                .CreateAsync(_schema, _stream, new ParquetOptions { CompressionMethod = CompressionMethod.Snappy })
                .GetAwaiter()
                .GetResult();
        }

        WriteGroupAsync().GetAwaiter().GetResult();
        _waiting.Clear();
        _written = Rows;
    }

    private async Task WriteGroupAsync()
    {
        using var group = _writer!.CreateRowGroup();
        var rows = (int)(Rows - _written);
        var (steps, layers, tokens, at) = (new int[rows], new short[rows], new int[rows], 0);
        foreach (var block in _waiting)
        {
            var n = block.Tokens.Count;
            steps.AsSpan(at, n).Fill(block.Step);
            layers.AsSpan(at, n).Fill((short)block.Layer);
            for (var i = 0; i < n; i++)
            {
                tokens[at + i] = block.Tokens[i];
            }

            at += n;
        }

        _digest.Add<int>(TraceSchema.Step, steps);
        _digest.Add<short>(TraceSchema.Layer, layers);
        _digest.Add<int>(TraceSchema.Token, tokens);
        await group.WriteAsync<int>(Leaf(TraceSchema.Step), steps.AsMemory());
        await group.WriteAsync<short>(Leaf(TraceSchema.Layer), layers.AsMemory());
        await group.WriteAsync<int>(Leaf(TraceSchema.Token), tokens.AsMemory());
        await ListAsync<short>(group, TraceSchema.Experts, block => block.Experts, block => block.Slots);
        if (_waiting[0].Weights is not null)
        {
            await ListAsync<float>(group, TraceSchema.Weights, block => block.Weights!, block => block.Slots);
        }

        if (_waiting[0].Logits is not null)
        {
            await ListAsync<float>(group, TraceSchema.Logits, block => block.Logits!, _ => _header.Rule.Experts);
        }
    }

    private async Task ListAsync<T>(
        ParquetRowGroupWriter group,
        string name,
        Func<TraceBlock, T[]> values,
        Func<TraceBlock, int> width
    )
        where T : unmanaged
    {
        var leaf = Leaf(name);
        var length = _waiting.Sum(block => values(block).Length);
        var (all, levels, repeated, at) = (new T[length], new int[length], new int[length], 0);
        Array.Fill(levels, leaf.MaxDefinitionLevel);
        Array.Fill(repeated, 1);
        foreach (var block in _waiting)
        {
            var (some, k) = (values(block), width(block));
            some.CopyTo(all, at);
            for (var row = 0; row < some.Length; row += k)
            {
                repeated[at + row] = 0; // begins a row's list
            }

            at += some.Length;
        }

        _digest.Add<T>(name, all);
        _digest.Add<int>(TraceSchema.Lists(name), repeated);
        await group.WriteAllPartsAsync<T>(
            leaf,
            all.AsMemory(),
            levels.AsMemory(),
            repeated.AsMemory(),
            CancellationToken.None
        );
    }

    private DataField Leaf(string name) => ParquetInput.Leaf(_schema!, name)!;

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
