using TorchSharp;

namespace MoeNotebooks.Tests;

/// <summary>Counts tensors for tests of leaks.</summary>
internal static class LiveTensors
{
    /// <summary>Tensors that this thread made and has not disposed; tests on other threads do not disturb it.</summary>
    public static long Count => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>
    /// Tensors of all threads, after what earlier tests left to the collector is gone: it would go in the middle of the
    /// count.
    /// </summary>
    public static long Settled()
    {
        GC.GetTotalMemory(forceFullCollection: true);
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
