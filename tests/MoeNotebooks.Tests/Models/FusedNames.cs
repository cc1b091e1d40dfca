using MoeNotebooks.Checkpoints;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>Renames a checkpoint's tensors to the form in which Transformers 5 holds experts in memory.</summary>
internal static class FusedNames
{
    public static IEnumerable<NamedTensor> Fuse(IEnumerable<NamedTensor> tensors)
    {
        var all = tensors.ToDictionary(
            t =>
                t.Name.Replace("block_sparse_moe", "mlp", StringComparison.Ordinal)
                    .Replace(".w1.", ".gate_proj.", StringComparison.Ordinal)
                    .Replace(".w3.", ".up_proj.", StringComparison.Ordinal)
                    .Replace(".w2.", ".down_proj.", StringComparison.Ordinal),
            t => t.Value
        );
        foreach (var (name, value) in all.Where(pair => !pair.Key.Contains(".experts.", StringComparison.Ordinal)))
        {
            yield return new(name, value);
        }

        foreach (
            var layer in all
                .Keys.Where(name => name.Contains(".experts.0.gate", StringComparison.Ordinal))
                .Select(name => name[..name.IndexOf(".0.gate", StringComparison.Ordinal)])
        )
        {
            var count = Enumerable
                .Range(0, 1000)
                .TakeWhile(e => all.ContainsKey($"{layer}.{e}.up_proj.weight"))
                .Count();
            Tensor Each(Func<int, Tensor> one) => stack([.. Enumerable.Range(0, count).Select(one)]);
            yield return new(
                layer + ".gate_up_proj",
                Each(e => cat([all[$"{layer}.{e}.gate_proj.weight"], all[$"{layer}.{e}.up_proj.weight"]], 0))
            );
            yield return new(layer + ".down_proj", Each(e => all[$"{layer}.{e}.down_proj.weight"]));
        }
    }
}
