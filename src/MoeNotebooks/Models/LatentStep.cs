using System.Runtime.InteropServices;
using MoeNotebooks.Configs;
using MoeNotebooks.Cuda;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// What stands between a new token's projections and latent attention: norm and rotation, into the cache and the query.
/// </summary>
internal static class LatentStep
{
    /// <summary>Runs it.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="config">The attention.</param>
    /// <param name="q">[B, H · (n + p)], by rows.</param>
    /// <param name="kv">[B, r + p], by rows.</param>
    /// <param name="norm">[r].</param>
    /// <param name="epsilon">The norm's.</param>
    /// <param name="cache">[B, S, r + p], written at the newest place.</param>
    /// <param name="query">[B, H, r + p], the last p of each head written.</param>
    /// <param name="place">Where the tokens stand.</param>
    public static void Run(
        CudaModule module,
        MlaConfig config,
        Tensor q,
        Tensor kv,
        Tensor norm,
        double epsilon,
        Tensor cache,
        Tensor query,
        DevicePlace place
    )
    {
        DeviceMemory.AreRows(q, out var qRow);
        DeviceMemory.AreRows(kv, out var kvRow);
        module.Launch(
            "latent_step",
            (query.shape[0], 2, 1),
            256,
            new Arguments
            {
                Q = DeviceMemory.Address(q),
                Kv = DeviceMemory.Address(kv),
                Norm = DeviceMemory.Address(norm),
                Cache = DeviceMemory.Address(cache),
                Query = DeviceMemory.Address(query),
                Place = place,
                QRow = qRow,
                KvRow = kvRow,
                CacheRow = cache.stride(0),
                Heads = config.Heads,
                Nope = config.NopeDim,
                Rope = config.Rope.Dim,
                Latent = config.LatentDim,
                Epsilon = (float)epsilon,
            }
        );
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint Q,
            Kv,
            Norm,
            Cache,
            Query;
        public DevicePlace Place;
        public long QRow,
            KvRow,
            CacheRow;
        public int Heads,
            Nope,
            Rope,
            Latent;
        public float Epsilon;
    }
}
