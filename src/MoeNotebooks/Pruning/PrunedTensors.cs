using System.Globalization;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>
/// The tensors of a checkpoint without pruned experts, experts numbered anew; what is unchanged stays in the mapped
/// file.
/// </summary>
internal sealed class PrunedTensors(Checkpoint checkpoint, ModelConfig config, ExpertMask mask)
{
    private readonly Dictionary<string, ModelPart> _parts = config
        .Parameters()
        .ToDictionary(spec => spec.Name, spec => spec.Part);

    public IEnumerable<NamedTensor> All() => checkpoint.Names.Select(Pruned).OfType<NamedTensor>();

    private NamedTensor? Pruned(string name)
    {
        if (LayerOf(name) is not { } layer || !mask.Kept.TryGetValue(layer, out var kept))
        {
            return Entry(name, name, keep: null);
        }

        if (ExpertOf(name) is { } expert)
        {
            var place = kept.Index()
                .Where(pair => pair.Item == expert)
                .Select(pair => (int?)pair.Index)
                .FirstOrDefault();
            return place is null ? null : Entry(name, Renumbered(name, expert, place.Value), keep: null);
        }

        var stacked = _parts.GetValueOrDefault(name) == ModelPart.Router || IsFused(name) || IsRouterAlias(name);
        return Entry(name, name, stacked ? kept : null);
    }

    private NamedTensor Entry(string name, string newName, IReadOnlyList<int>? keep)
    {
        var entry = checkpoint.Entry(name);
        var mapped = checkpoint.Map(name);
        return new(
            newName,
            keep is null ? mapped : mapped.index_select(0, tensor(keep.Select(e => (long)e).ToArray())),
            entry.DType
        );
    }

    private static int? LayerOf(string name) =>
        name.Split('.') is ["model", "layers", var layer, ..] && int.TryParse(layer, out var n) ? n : null;

    private static string Renumbered(string name, int from, int to) =>
        name.Replace(
            $".experts.{from}.",
            string.Create(CultureInfo.InvariantCulture, $".experts.{to}."),
            StringComparison.Ordinal
        );

    private static int? ExpertOf(string name)
    {
        var parts = name.Split('.');
        var at = Array.IndexOf(parts, "experts");
        return at >= 0 && at + 1 < parts.Length && int.TryParse(parts[at + 1], out var expert) ? expert : null;
    }

    private static bool IsFused(string name) =>
        name.EndsWith(".experts.gate_up_proj", StringComparison.Ordinal)
        || name.EndsWith(".experts.down_proj", StringComparison.Ordinal);

    private static bool IsRouterAlias(string name) => name.EndsWith(".mlp.gate.weight", StringComparison.Ordinal);
}
