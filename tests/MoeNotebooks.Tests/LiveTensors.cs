using TorchSharp;

namespace MoeNotebooks.Tests;

/// <summary>Counts tensors that this thread made and has not disposed; tests on other threads do not disturb it.</summary>
internal static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
}
