using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>What a config means that ties the output projection to the embedding while the file holds both.</summary>
internal static class TiedHead
{
    private const long PieceRows = 4096;

    /// <summary>As in Transformers 5: where the two differ, the stored projection is used, which is told.</summary>
    public static ModelConfig Resolve(Checkpoint checkpoint, ModelConfig config) =>
        config.TieEmbeddings && checkpoint.Contains(ModelParameters.HeadName) && !IsEmbedding(checkpoint)
            ? config with
            {
                TieEmbeddings = false,
                Notices =
                [
                    .. config.Notices,
                    $"{config.Path}: ties {ModelParameters.HeadName} to the embedding, but the files hold another one; the stored one is used, as in Transformers 5",
                ],
            }
            : config;

    private static bool IsEmbedding(Checkpoint checkpoint)
    {
        if (!checkpoint.Contains(ModelParameters.EmbeddingName))
        {
            return true; // which is missing, and said so elsewhere
        }

        var (head, table) = (
            checkpoint.Entry(ModelParameters.HeadName),
            checkpoint.Entry(ModelParameters.EmbeddingName)
        );
        if (
            !head.DType.IsReal()
            || !table.DType.IsReal()
            || EightBitFloats.Contain(head.DType)
            || EightBitFloats.Contain(table.DType)
            || head.Shape.Count != 2
            || !head.Shape.SequenceEqual(table.Shape)
        )
        {
            return false;
        }

        using var scope = NewDisposeScope();
        var (a, b) = (checkpoint.Map(head.Name), checkpoint.Map(table.Name)); // [V, h]
        for (var row = 0L; row < head.Shape[0]; row += PieceRows)
        {
            using var piece = NewDisposeScope();
            var count = Math.Min(PieceRows, head.Shape[0] - row);
            if (!a.narrow(0, row, count).eq(b.narrow(0, row, count)).all().item<bool>())
            {
                return false;
            }
        }

        return true;
    }
}
