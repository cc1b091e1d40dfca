using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>How fast a device reads its memory now: a plain sum over more than its caches hold.</summary>
internal sealed class BandwidthProbe : IDisposable
{
    private const long BlockBytes = 256L << 20;
    private readonly TimeProvider _time;
    private readonly Tensor _block;

    /// <summary>Takes 256 MiB of memory, or several times as much.</summary>
    /// <param name="device">The device.</param>
    /// <param name="time">The clock.</param>
    /// <param name="times">How many times.</param>
    public BandwidthProbe(Device device, TimeProvider time, int times = 1)
    {
        _time = time;
        // Summing f32 is limited by memory alone; summing bf16 would also convert.
        _block = ones(BlockBytes / sizeof(float) * times, ScalarType.Float32, device).DetachFromDisposeScope();
        Read(); // the first touches pages and starts threads
    }

    /// <summary>Bytes per second.</summary>
    public double Read()
    {
        using var scope = NewDisposeScope();
        BatchTimer.Finish(_block.device);
        var start = _time.GetTimestamp();
        _ = _block.sum();
        BatchTimer.Finish(_block.device);
        return _block.numel() * sizeof(float) / _time.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _block.Dispose();
}
