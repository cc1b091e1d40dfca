using MoeNotebooks.Configs;
using MoeNotebooks.Models;
using MoeNotebooks.Performance;

namespace MoeNotebooks.Measurement;

/// <summary>
/// Bytes that a decode step must read: the weights that all tokens use, those of the experts that a batch hits, and the
/// caches.
/// </summary>
internal static class StepBytes
{
    /// <summary>Counts, with routing uniform: D = E (1 - (1 - k/E)^B) experts of each layer are hit.</summary>
    /// <param name="config">The model.</param>
    /// <param name="batch">Sequences together, B.</param>
    /// <param name="k">Experts per token.</param>
    /// <param name="kept">Experts kept in a layer, E.</param>
    /// <param name="cached">Tokens in each sequence's cache.</param>
    /// <param name="bytesPerNumber">2 for bf16.</param>
    public static double Of(ModelConfig config, int batch, int k, int kept, double cached, int bytesPerNumber)
    {
        ArgumentNullException.ThrowIfNull(config);
        var size = new ModelSize(config);
        var expert = size.Of(ModelPart.Routed) / (double)config.Moe.Router.Experts; // of all layers together
        var table = config.TieEmbeddings ? 0 : (double)config.VocabularySize * config.HiddenSize; // the head is read whole, the embedding by rows
        var common = size.Total - size.Of(ModelPart.Routed) - table + ((double)batch * config.HiddenSize);
        return (bytesPerNumber * (common + (DistinctExperts.Expected(kept, k, batch) * expert)))
            + (batch * cached * size.CacheBytes(bytesPerNumber));
    }
}
