using System.Text;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>Routing traces: read, counted, decided anew.</summary>
internal sealed class TraceFormat : FuzzFormat
{
    public TraceFormat()
    {
        var bare = Example(logits: false);
        Examples = [bare, Example(logits: true), Unsigned(bare), Unsigned(Example(logits: true))];
    }

    public override IReadOnlyList<byte[]> Examples { get; }

    public override long Constant => 64 << 20;

    public override byte[] Spoil(byte[] input, IReadOnlyList<byte[]> others, Random random) =>
        ParquetSpoiler.Spoil(input, others, random);

    public override void Use(byte[] input)
    {
        var trace = RoutingTrace.ReadAsync(Write("read.parquet", input)).GetAwaiter().GetResult();
        trace.Summary();
        if (trace.HasLogits)
        {
            trace.Replay(new TopK(1));
        }
    }

    private byte[] Example(bool logits)
    {
        var path = Path.Combine(Folder, "example.parquet");
        new RoutingTrace(TinyRouter.Header, TinyRouter.Blocks(logits)).Write(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Without the digest under which every changed value would be refused.</summary>
    private static byte[] Unsigned(byte[] file)
    {
        var name = Encoding.ASCII.GetBytes(TraceSchema.DigestKey);
        var unsigned = file.ToArray();
        for (int at; (at = unsigned.AsSpan().IndexOf(name)) >= 0; )
        {
            unsigned[at] = (byte)'X';
        }

        return unsigned;
    }
}
