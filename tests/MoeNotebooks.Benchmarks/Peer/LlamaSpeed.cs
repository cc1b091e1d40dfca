using LLama;
using LLama.Abstractions;
using LLama.Common;
using LLama.Native;

namespace MoeNotebooks.Benchmarks.Peer;

/// <summary>llama.cpp, by LLamaSharp, with a number of experts per token.</summary>
internal sealed class LlamaSpeed : ISpeed
{
    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;

    public LlamaSpeed(string gguf, int k, int context, int sequences, int threads)
    {
        var parameters = new ModelParams(gguf)
        {
            ContextSize = (uint)context,
            SeqMax = (uint)sequences,
            Threads = threads,
            BatchThreads = threads,
            BatchSize = 512,
            UBatchSize = 512,
            GpuLayerCount = 0,
        };
        parameters.MetadataOverrides.Add(new MetadataOverride("olmoe.expert_used_count", k));
        _weights = LLamaWeights.LoadFromFile(parameters);
        _context = _weights.CreateContext(parameters);
    }

    /// <summary>Keeps llama.cpp's own messages out of the results.</summary>
    public static void Quiet() => NativeLibraryConfig.All.WithLogCallback((_, _) => { });

    public float[] Prompt(int[] ids)
    {
        Clear();
        var batch = new LLamaBatch();
        for (var i = 0; i < ids.Length; i++)
        {
            batch.Add(ids[i], i, LLamaSeqId.Zero, i == ids.Length - 1);
        }

        Run(batch);
        return _context.NativeHandle.GetLogitsIth(ids.Length - 1).ToArray();
    }

    public void Decode(int[][] ids)
    {
        Clear();
        var batch = new LLamaBatch();
        for (var position = 0; position < ids.Length; position++)
        {
            batch.Clear();
            for (var row = 0; row < ids[position].Length; row++)
            {
                batch.Add(ids[position][row], position, (LLamaSeqId)row, true);
            }

            Run(batch);
        }
    }

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
    }

    private void Clear() => _context.NativeHandle.MemoryClear(true);

    private void Run(LLamaBatch batch)
    {
        if (_context.Decode(batch) is not DecodeResult.Ok and var result)
        {
            throw new InvalidOperationException($"llama.cpp: {result}");
        }
    }
}
