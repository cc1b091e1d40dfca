namespace MoeNotebooks.Cuda;

/// <summary>
/// Work on the device, recorded once and started with one call as often as wanted: the same kernels on the same memory.
/// </summary>
internal sealed unsafe class CudaGraph : IDisposable
{
    private const int Relaxed = 2;
    private readonly CudaStream _stream;
    private readonly nint _executable;

    private CudaGraph(CudaStream stream, nint executable, int nodes) =>
        (_stream, _executable, Nodes) = (stream, executable, nodes);

    /// <summary>Kernels and copies in it.</summary>
    public int Nodes { get; }

    /// <summary>Records what an action sends to the stream; nothing runs yet.</summary>
    public static CudaGraph Record(CudaStream stream, Action action)
    {
        using var turn = stream.Use();
        CudaDriver.Check(CudaDriver.StreamBeginCapture(stream.Handle, Relaxed), "beginning to record");
        try
        {
            action();
        }
        catch
        {
            if (CudaDriver.StreamEndCapture(stream.Handle, out var unfinished) == 0)
            {
                _ = CudaDriver.GraphDestroy(unfinished);
            }

            throw;
        }

        // Refused where the action waited for the device
        CudaDriver.Check(CudaDriver.StreamEndCapture(stream.Handle, out var graph), "recording a step");
        nuint nodes = 0;
        CudaDriver.Check(CudaDriver.GraphGetNodes(graph, null, ref nodes), "counting what was recorded");
        CudaDriver.Check(CudaDriver.GraphInstantiate(out var executable, graph, 0), "preparing what was recorded");
        CudaDriver.Check(CudaDriver.GraphDestroy(graph), "freeing a record");
        return new(stream, executable, (int)nodes);
    }

    /// <summary>Starts it, behind what the stream has to do.</summary>
    public void Launch() =>
        CudaDriver.Check(CudaDriver.GraphLaunch(_executable, _stream.Handle), "starting a recorded step");

    public void Dispose()
    {
        _stream.Wait();
        _ = CudaDriver.GraphExecDestroy(_executable);
    }
}
