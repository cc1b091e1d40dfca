using MoeNotebooks.Progress;
using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>
/// Looks through all weights of a checkpoint once, a piece at a time, without keeping them in memory.
/// </summary>
internal static class CheckpointHealth
{
    private const long PieceElements = 4 << 20;

    /// <summary>
    /// Finds the tensors that hold NaN or infinity. They load all the same: this is a report, not an error.
    /// </summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The tensors found, in the order of their names.</returns>
    public static IReadOnlyList<UnhealthyTensor> Scan(
        Checkpoint checkpoint,
        IProgressReporter progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(progress);
        using var step = progress.Begin("Looking through the weights", checkpoint.TensorBytes >> 20, "MB");
        var found = new List<UnhealthyTensor>();
        var bytes = 0L;
        foreach (var name in checkpoint.Names.Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Look(checkpoint, checkpoint.Entry(name)) is { } unhealthy)
            {
                found.Add(unhealthy);
            }

            checkpoint.Release([name]);
            var before = bytes >> 20;
            bytes += checkpoint.Entry(name).ByteLength;
            step.Advance((bytes >> 20) - before);
        }

        return found;
    }

    private static UnhealthyTensor? Look(Checkpoint checkpoint, TensorEntry entry)
    {
        if (!entry.DType.IsReal())
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var flat = checkpoint.Map(entry.Name).view(-1); // [elements]
        var isByte = EightBitFloats.Contain(entry.DType);
        var (notANumber, infinite) = (0L, 0L);
        for (var done = 0L; done < flat.shape[0]; done += PieceElements)
        {
            using var pieceScope = NewDisposeScope();
            var piece = flat.narrow(0, done, Math.Min(PieceElements, flat.shape[0] - done));
            piece = isByte ? EightBitFloats.Convert(piece, entry.DType, ScalarType.Float32) : piece;
            notANumber += Count(piece.isnan());
            infinite += Count(piece.isinf());
        }

        return notANumber + infinite == 0 ? null : new UnhealthyTensor(entry.Name, notANumber, infinite);
    }

    private static long Count(Tensor flags) => flags.sum().item<long>();
}
