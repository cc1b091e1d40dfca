using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks.Peer;

/// <summary>This kit with a number of experts per token; the model stays the caller's.</summary>
internal sealed class OurSpeed(MoeModel model, int k) : ISpeed
{
    public float[] Prompt(int[] ids)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var cache = model.CreateCache(1, ids.Length);
        using var context = new AttentionContext { Cache = cache };
        var hidden = model.Run(tensor(ids, [1, ids.Length], ScalarType.Int64), context, model.Route(new TopK(k)));
        return model.Logits(hidden.select(1, -1)).to_type(ScalarType.Float32).data<float>().ToArray();
    }

    public void Decode(int[][] ids)
    {
        using var scope = NewDisposeScope();
        using var cache = model.CreateCache(ids[0].Length, ids.Length);
        using var step = new DecodeStep(model, cache, new int[ids[0].Length], model.Route(new TopK(k)));
        foreach (var tokens in ids)
        {
            step.Take(tokens);
            using var logits = step.Run();
            step.TakeBest(logits);
        }
    }

    public void Dispose()
    {
        // the model is the caller's
    }
}
