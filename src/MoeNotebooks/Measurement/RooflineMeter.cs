using TorchSharp;

namespace MoeNotebooks.Measurement;

/// <summary>
/// Measures this machine's roofline. Memory bandwidth of shared machines changes from minute to minute, so a reading
/// belongs beside every measurement that it explains: call <see cref="Read"/> in between, and take the median.
/// </summary>
internal sealed class RooflineMeter : IDisposable
{
    private const int MatrixSize = 1536;
    private readonly TimeProvider _time;
    private readonly torch.Device _device;
    private readonly BandwidthProbe _memory;
    private readonly torch.Tensor _matrix;

    /// <summary>Takes 256 MiB of memory and a matrix.</summary>
    /// <param name="dtype">The type in which layers are measured.</param>
    /// <param name="time">The clock; the system's when <see langword="null"/>.</param>
    /// <param name="device">The device; the CPU when <see langword="null"/>.</param>
    public RooflineMeter(torch.ScalarType dtype, TimeProvider? time = null, torch.Device? device = null)
    {
        (_time, _device) = (time ?? TimeProvider.System, device ?? torch.CPU);
        _memory = new BandwidthProbe(_device, _time);
        _matrix = torch.ones(MatrixSize, MatrixSize, dtype: dtype, device: _device);
        Read(); // the first touches pages and starts threads
    }

    /// <summary>Reads the block once and multiplies the matrix once.</summary>
    public MachineReading Read()
    {
        using var inference = torch.inference_mode();
        using var scope = torch.NewDisposeScope();
        var read = _memory.Read();
        var start = _time.GetTimestamp();
        _ = _matrix.mm(_matrix);
        BatchTimer.Finish(_device);
        var computed = _time.GetElapsedTime(start).TotalSeconds;
        return new MachineReading(read, 2.0 * MatrixSize * MatrixSize * MatrixSize / computed);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        _matrix.Dispose();
    }
}
