using System.Runtime.InteropServices;
using MoeNotebooks.Cuda;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Inference;

/// <summary>
/// A decode step on a CUDA device that is recorded as a graph and played again: one call for the host, whatever number
/// of kernels. The first steps run as they are, because libtorch prepares things when it does them first.
/// </summary>
/// <remarks>
/// A recorded step does the same to the same memory. What changes from one to the next, ids, positions and cache,
/// therefore lies in tensors that stay where they are, and so does the result.
/// </remarks>
internal sealed class RecordedStep : IDisposable
{
    /// <summary>Steps before one is recorded.</summary>
    public const int WarmUps = 3;

    private readonly Func<Tensor> _step;
    private readonly KvCache _cache;
    private readonly Tensor _result; // [B, V], f32
    private CudaGraph? _graph;
    private int _run;

    /// <summary>Prepares.</summary>
    /// <param name="step">Does a step and gives [B, V], f32; counts in the cache.</param>
    /// <param name="cache">The cache that it counts in.</param>
    /// <param name="result">[B, V], f32, where results are left.</param>
    public RecordedStep(Func<Tensor> step, KvCache cache, Tensor result)
    {
        (_step, _cache, _result) = (step, cache, result);
        cuda.synchronize(); // what the step reads was made on the default stream
    }

    /// <summary>Kernels and copies of the recorded step; <see langword="null"/> before there is one.</summary>
    public int? Nodes => _graph?.Nodes;

    /// <summary>Sends what this thread does to the steps' stream until the result is disposed of.</summary>
    public static CudaStream.Turn Use() => CudaStream.OfSteps.Use();

    /// <summary>Does a step, behind those before it; the result is in the same tensor each time.</summary>
    public void Run()
    {
        if (_graph is not null)
        {
            _cache.Advance(1);
        }
        else if (_run++ == WarmUps)
        {
            Record();
        }

        if (_graph is null)
        {
            Play();
        }
        else
        {
            _graph.Launch();
        }
    }

    public void Dispose()
    {
        CudaStream.OfSteps.Wait();
        _graph?.Dispose();
    }

    private void Play()
    {
        using var scope = NewDisposeScope();
        _result.copy_(_step());
    }

    /// <summary>Where that fails, as when memory is short, steps go on as they are.</summary>
    private void Record()
    {
        var length = _cache.Length;
        try
        {
            // The host has counted the step, the device has still to do it
            _graph = CudaGraph.Record(CudaStream.OfSteps, Play);
        }
        catch (Exception error) when (error is MoeException or ExternalException)
        {
            _cache.Truncate(length);
        }
    }
}
