using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>How fast a device reads its memory now: a plain sum over more than its caches hold.</summary>
internal sealed class BandwidthProbe : IDisposable
{
    private const long BlockBytes = 256L << 20;
    private const int OnAccelerator = 8; // times as much
    private readonly TimeProvider _time;
    private readonly Tensor _block;

    public BandwidthProbe(Device device, TimeProvider time)
    {
        _time = time;
        // Summing f32 is limited by memory alone; summing bf16 would also convert.
        _block = ones(BlockBytes / sizeof(float) * (device.type == TorchSharp.DeviceType.CPU ? 1 : OnAccelerator), ScalarType.Float32, device).DetachFromDisposeScope();
        Read(); // the first touches pages and starts threads
    }

    /// <summary>Bytes per second.</summary>
    public double Read()
    {
        using var scope = NewDisposeScope();
        var start = _time.GetTimestamp();
        _ = _block.sum().item<float>();
        return _block.numel() * sizeof(float) / _time.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _block.Dispose();
}
