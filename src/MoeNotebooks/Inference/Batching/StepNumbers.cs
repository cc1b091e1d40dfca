using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Inference.Batching;

/// <summary>
/// Whole numbers that change from step to step: written on the host, read as a tensor, in memory that stays.
/// </summary>
/// <param name="most">How many there can be.</param>
internal sealed class StepNumbers(int most) : IDisposable
{
    private readonly long[] _numbers = new long[most];
    private readonly Tensor _tensor = zeros([most], ScalarType.Int64).DetachFromDisposeScope();

    public long this[int at]
    {
        set => _numbers[at] = value;
    }

    /// <summary>The first so many, until the next call; a view.</summary>
    public Tensor Tensor(int count)
    {
        _numbers.AsSpan(0, count).CopyTo(MemoryMarshal.Cast<byte, long>(_tensor.bytes));
        return _tensor.narrow(0, 0, count);
    }

    public void Dispose() => _tensor.Dispose();
}
