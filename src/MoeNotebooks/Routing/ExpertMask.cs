using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Routing;

/// <summary>
/// Which experts of which MoE layers are kept; layers that are not named keep all. Its JSON form is
/// <c>{"3": [0, 5, ...], ...}</c>: decoder layer, as in tensor names, to experts. Read is also one such object per
/// line.
/// </summary>
public sealed record ExpertMask
{
    /// <summary>Creates a mask.</summary>
    /// <param name="kept">Decoder layer to the experts it keeps, in any order.</param>
    public ExpertMask(IReadOnlyDictionary<int, IReadOnlyList<int>> kept) =>
        Kept = new SortedDictionary<int, IReadOnlyList<int>>(
            kept.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<int>)[.. pair.Value.Distinct().Order()])
        ).AsReadOnly();

    /// <summary>Decoder layer to the experts it keeps, ascending.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<int>> Kept { get; }

    /// <summary>Reads the JSON form.</summary>
    /// <param name="path">Where the text comes from.</param>
    /// <param name="json">The text.</param>
    /// <exception cref="MoeDataException">It is not that.</exception>
    public static ExpertMask Parse(string path, string json)
    {
        try
        {
            return new ExpertMask(ExpertLists.Read(path, json));
        }
        catch (Exception error)
            when (error is InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                "is not a mask: " + StrictJson.Reason(error),
                "It is {\"LAYER\": [EXPERT, ...], ...}",
                error
            );
        }
    }

    /// <summary>The JSON form on one line; equal masks give equal text.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(Kept, RoutingJson.Default.IReadOnlyDictionaryInt32IReadOnlyListInt32);

    /// <summary>SHA-256 of <see cref="ToJson"/>, so that results under equal masks can be told from others.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));

    /// <summary>The experts that a MoE layer keeps, ascending: all where the mask does not name it.</summary>
    /// <param name="layer">The decoder layer.</param>
    /// <param name="experts">Routed experts of a MoE layer.</param>
    internal IReadOnlyList<int> KeptIn(int layer, int experts) =>
        Kept.GetValueOrDefault(layer) ?? [.. Enumerable.Range(0, experts)];

    /// <summary>Makes sure that the mask fits a model.</summary>
    /// <param name="experts">Routed experts of a MoE layer.</param>
    /// <param name="moeLayers">The decoder layers that are MoE layers, ascending.</param>
    /// <exception cref="MoeUsageException">It names a layer or an expert that is not there, or keeps none; says all
    /// that is wrong.</exception>
    public void Check(int experts, IReadOnlyList<int> moeLayers)
    {
        var problems = new List<string>();
        foreach (var (layer, kept) in Kept)
        {
            problems.AddRange(
                moeLayers.Contains(layer)
                    ? []
                    : [$"layer {layer} is no MoE layer; those are {moeLayers[0]} to {moeLayers[^1]}"]
            );
            problems.AddRange(kept.Count > 0 ? [] : [$"layer {layer} keeps no expert; at least 1 is needed"]);
            problems.AddRange(
                kept.Where(e => e < 0 || e >= experts)
                    .Select(e => $"layer {layer} keeps expert {e}; there are {experts}, counted from 0")
            );
        }

        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("keep", problems);
        }
    }

    /// <summary>What this mask does to a model, in sentences, where it is not plain: layers of different numbers,
    /// tokens that find fewer experts than they use as trained.</summary>
    /// <param name="rule">The model's rule.</param>
    public IEnumerable<string> Notices(RouterRule rule)
    {
        var counts = Kept.Values.Select(kept => kept.Count).Distinct().Order().ToArray();
        if (counts.Length > 1)
        {
            yield return $"layers keep different numbers of experts, from {counts[0]} to {counts[^1]} of {rule.Experts}: this works as a mask, not as a checkpoint";
        }

        var found = Kept
            .Values.Select(kept =>
                Enumerable
                    .Range(0, rule.Groups)
                    .Select(group => kept.Count(e => e / (rule.Experts / rule.Groups) == group))
                    .Order()
                    .Take(rule.TopGroups)
                    .Sum()
            )
            .DefaultIfEmpty(rule.Experts)
            .Min();
        if (found < rule.TrainedTopK)
        {
            var groups =
                rule.Groups == 1 ? string.Empty : $"the {rule.TopGroups} of {rule.Groups} groups that it may use hold ";
            yield return $"a token uses {rule.TrainedTopK} experts as trained; {groups}{(rule.Groups == 1 ? $"layers keep {found}" : $"{found} at worst")}, so that it uses fewer";
        }
    }

    /// <summary>Equal when they keep the same experts.</summary>
    /// <param name="other">The other mask.</param>
    public bool Equals(ExpertMask? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => ToJson();
}
