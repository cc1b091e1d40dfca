using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>
/// Runs one layer once and reads the clock: from before the layer is asked to after its device has finished.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class BatchTimer(TimeProvider clock)
{
    /// <summary>Runs a batch of random tokens.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="tokens">Tokens of the batch.</param>
    /// <param name="seed">Their seed.</param>
    /// <param name="pattern">Who chooses the experts.</param>
    /// <returns>Seconds, and the different experts that were hit.</returns>
    public (double Seconds, int Distinct) Run(
        RandomLayer layer,
        int tokens,
        long seed,
        RoutingPattern pattern = RoutingPattern.Router
    )
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed, CPU);
        var x = randn(tokens, layer.Shape.Hidden, generator: random).to_type(layer.DType).to(layer.Device);
        Finish(layer.Device);
        using var hit = new HitExperts();
        var start = clock.GetTimestamp();
        _ = layer.Forward(x, hit, pattern);
        Finish(layer.Device);
        var seconds = clock.GetElapsedTime(start).TotalSeconds;
        return (seconds, layer.Shape.IsDense ? 1 : hit.Count()); // counted after the clock has stopped
    }

    /// <summary>Waits for a device; a CPU has finished when a call returns.</summary>
    /// <param name="device">The device.</param>
    internal static void Finish(Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize();
        }
    }
}
