using MoeNotebooks.Models;

namespace MoeNotebooks.Inference.Batching;

/// <summary>How many tokens keys and values have room for.</summary>
internal static class CacheRoom
{
    private const int Share = 4;

    /// <summary>All that can be asked for, or what fits in a quarter of the memory that is free now.</summary>
    public static long Tokens(MoeModel model, int requests, int context)
    {
        var perToken = new ModelSize(model.Config).CacheBytes(
            model.DType == TorchSharp.torch.ScalarType.BFloat16 ? 2 : 4
        );
        return Math.Clamp(AvailableMemory.ForWeights() / Share / perToken, context, (long)requests * context);
    }
}
