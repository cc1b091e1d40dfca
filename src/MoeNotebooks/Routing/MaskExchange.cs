using MoeNotebooks.Errors;

namespace MoeNotebooks.Routing;

/// <summary>Masks and rankings in the forms of other tools.</summary>
public static class MaskExchange
{
    /// <summary>
    /// Reads a mask in any form: this kit's JSON, one object per line (as vLLM-Ascend's lists of experts), or vLLM's
    /// profile of pruned experts.
    /// </summary>
    /// <param name="path">Where it comes from.</param>
    /// <param name="text">The text.</param>
    /// <param name="experts">Experts of a layer.</param>
    /// <param name="moeLayers">The decoder layers that are MoE layers, ascending.</param>
    /// <param name="first">Keeps so many of each list, the first; <see langword="null"/> for all that are
    /// named.</param>
    /// <exception cref="MoeDataException">It is none of these.</exception>
    /// <exception cref="MoeUsageException">It does not fit the model, or a list is too short.</exception>
    public static ExpertMask Read(
        string path,
        string text,
        int experts,
        IReadOnlyList<int> moeLayers,
        int? first = null
    )
    {
        ArgumentNullException.ThrowIfNull(moeLayers);
        ExpertMask mask;
        if (PruningProfile.IsOne(path, text))
        {
            mask = first is null
                ? PruningProfile.Read(path, text, experts, moeLayers)
                : throw new MoeUsageException(
                    "keep",
                    $"is {first}; a profile of pruned experts ranks none, so that it keeps what it keeps"
                );
        }
        else
        {
            mask = ExpertMask.Parse(path, text);
            if (first is { } count)
            {
                var lists = ExpertLists.Read(path, text);
                if (lists.Count == 0)
                {
                    throw new MoeUsageException("keep", $"is {count}; {path} names no layer");
                }

                var shortest = lists.MinBy(layer => layer.Value.Distinct().Count());
                mask =
                    count <= shortest.Value.Distinct().Count()
                        ? new ExpertMask(
                            lists.ToDictionary(
                                layer => layer.Key,
                                layer => (IReadOnlyList<int>)[.. layer.Value.Distinct().Take(count)]
                            )
                        )
                        : throw new MoeUsageException(
                            "keep",
                            $"is {count}; {path} names {shortest.Value.Distinct().Count()} experts in layer {shortest.Key}"
                        );
            }
        }

        mask.Check(experts, moeLayers);
        return mask;
    }

    /// <summary>Lists of experts, one layer per line: <c>{"0":[106,65,...]}</c>.</summary>
    /// <param name="lists">Decoder layer to experts, in the order that is kept.</param>
    public static string Lines(IReadOnlyDictionary<int, IReadOnlyList<int>> lists) => ExpertLists.Lines(lists);

    /// <summary>vLLM's profile of pruned experts, version 1.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="experts">Experts of a layer.</param>
    /// <param name="moeLayers">The decoder layers that are MoE layers, ascending.</param>
    /// <param name="model">The model's name, which the profile tells.</param>
    public static string Profile(ExpertMask mask, int experts, IReadOnlyList<int> moeLayers, string model)
    {
        ArgumentNullException.ThrowIfNull(mask);
        mask.Check(experts, moeLayers);
        return PruningProfile.Write(mask, experts, moeLayers, model);
    }
}
