using static TorchSharp.torch;

namespace MoeNotebooks.Training;

/// <summary>
/// While it lives, libtorch's operations on this thread use one thread. OpenMP keeps the number for each thread by itself, so a
/// pool's thread that worked for others before has theirs, and sums in another order.
/// </summary>
internal sealed class OneThread : IDisposable
{
    private readonly int _before = get_num_threads();

    public OneThread() => set_num_threads(1);

    public void Dispose() => set_num_threads(_before);
}
