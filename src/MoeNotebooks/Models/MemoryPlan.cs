using System.Globalization;

namespace MoeNotebooks.Models;

/// <summary>
/// Where each layer goes, so that weights stay within memory: first the accelerator, then main memory, then the file.
/// </summary>
/// <param name="Layers">One place a decoder layer; they run from the first place to the last, so x moves once.</param>
/// <param name="OutsideIsPaged">Whether embedding and output projection stay in the file.</param>
/// <param name="PagedBytes">What is read from the file each time all layers run with all experts.</param>
internal sealed record MemoryPlan(IReadOnlyList<LayerPlacement> Layers, bool OutsideIsPaged, long PagedBytes)
{
    private const double Giga = 1e9;

    /// <summary>Makes a plan.</summary>
    /// <param name="layerBytes">Weights of each layer.</param>
    /// <param name="outsideBytes">Embedding, last norm and output projection.</param>
    /// <param name="workingBytes">Room in main memory that a paged layer needs while it runs.</param>
    /// <param name="deviceBudget">Bytes that weights may take on the accelerator; <see langword="null"/> without
    /// one.</param>
    /// <param name="hostBudget">Bytes that weights may take in main memory.</param>
    public static MemoryPlan Make(
        IReadOnlyList<long> layerBytes,
        long outsideBytes,
        long workingBytes,
        long? deviceBudget,
        long hostBudget
    )
    {
        var device = deviceBudget is { } budget ? Math.Max(0, budget - outsideBytes) : 0;
        var onDevice = Fitting(layerBytes, 0, device);
        var rest = layerBytes.Skip(onDevice).Sum();
        var outside = deviceBudget is null ? outsideBytes : 0;
        if (rest + outside <= hostBudget)
        {
            return new(Places(layerBytes.Count, onDevice, layerBytes.Count), OutsideIsPaged: false, 0);
        }

        var host = Math.Max(0, hostBudget - workingBytes);
        var outsideIsPaged = outside > host;
        host -= outsideIsPaged ? 0 : outside;
        var resident = onDevice + Fitting(layerBytes, onDevice, host);
        return new(
            Places(layerBytes.Count, onDevice, resident),
            outsideIsPaged,
            layerBytes.Skip(resident).Sum() + (outsideIsPaged ? outside / 2 : 0)
        );
    }

    /// <summary>What a user should know; <see langword="null"/> where everything fits.</summary>
    public string? Notice(long totalBytes, long hostBudget)
    {
        var paged = Layers.Count(place => place == LayerPlacement.Paged);
        return paged == 0 && !OutsideIsPaged
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"weights take {totalBytes / Giga:0.00} GB and memory allows {hostBudget / Giga:0.00} GB: {paged} of {Layers.Count} layers stay in the file and are read each time they run; expect a forward pass to take as long as reading up to {PagedBytes / Giga:0.00} GB"
            );
    }

    private static int Fitting(IReadOnlyList<long> layerBytes, int from, long budget)
    {
        var count = 0;
        for (var layer = from; layer < layerBytes.Count && layerBytes[layer] <= budget; layer++, count++)
        {
            budget -= layerBytes[layer];
        }

        return count;
    }

    private static LayerPlacement[] Places(int count, int onDevice, int resident) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(layer =>
                    layer < onDevice ? LayerPlacement.Device
                    : layer < resident ? LayerPlacement.Host
                    : LayerPlacement.Paged
                ),
        ];
}
