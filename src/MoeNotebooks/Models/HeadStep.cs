using System.Runtime.InteropServices;
using MoeNotebooks.Configs;
using MoeNotebooks.Cuda;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// What stands between a new token's projections and grouped-query attention: norm of each head, rotation, keys and
/// values into the cache.
/// </summary>
internal static class HeadStep
{
    /// <summary>Runs it.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="config">The attention.</param>
    /// <param name="q">[B, H · d], contiguous.</param>
    /// <param name="k">[B, KV · d], contiguous.</param>
    /// <param name="v">[B, KV · d], contiguous.</param>
    /// <param name="norms">[d] each, of each head's query and key; <see langword="null"/> for none.</param>
    /// <param name="epsilon">The norms'.</param>
    /// <param name="keys">[B, KV, S, d], written at the newest place.</param>
    /// <param name="values">[B, KV, S, d], written at the newest place.</param>
    /// <param name="place">Where the tokens stand.</param>
    /// <returns>[B, H, d], the queries.</returns>
    public static Tensor Run(
        CudaModule module,
        GqaConfig config,
        Tensor q,
        Tensor k,
        Tensor v,
        (Tensor Query, Tensor Key)? norms,
        double epsilon,
        Tensor keys,
        Tensor values,
        DevicePlace place
    )
    {
        var rows = keys.shape[0];
        var query = empty([rows, config.Heads, config.HeadDim], q.dtype, q.device);
        module.Launch(
            "head_step",
            (config.Heads + (2 * config.KeyValueHeads), rows, 1),
            32,
            new Arguments
            {
                Q = DeviceMemory.Address(q),
                K = DeviceMemory.Address(k),
                V = DeviceMemory.Address(v),
                QueryNorm = DeviceMemory.Address(norms?.Query),
                KeyNorm = DeviceMemory.Address(norms?.Key),
                Keys = DeviceMemory.Address(keys),
                Values = DeviceMemory.Address(values),
                Query = DeviceMemory.Address(query),
                Place = place,
                CacheRow = keys.stride(0),
                CacheHead = keys.stride(1),
                Heads = config.Heads,
                KeyHeads = config.KeyValueHeads,
                Width = config.HeadDim,
                Epsilon = (float)epsilon,
                Clip = (float)(config.Clip ?? 0),
            }
        );
        return query;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint Q,
            K,
            V,
            QueryNorm,
            KeyNorm,
            Keys,
            Values,
            Query;
        public DevicePlace Place;
        public long CacheRow,
            CacheHead;
        public int Heads,
            KeyHeads,
            Width;
        public float Epsilon,
            Clip;
    }
}
