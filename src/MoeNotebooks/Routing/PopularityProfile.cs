using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Routing;

/// <summary>How often each expert of each MoE layer was used: what a cost model needs to know of real routing. Its JSON
/// form is <c>{"model": "NAME", "experts": 64, "layers": {"1": [120, 3, ...], ...}}</c>: decoder layer to one count per
/// expert.</summary>
/// <param name="Model">The model.</param>
/// <param name="Experts">Experts of a layer, E.</param>
/// <param name="Layers">Decoder layer to how many tokens used each expert, [E].</param>
public sealed record PopularityProfile(string Model, int Experts, IReadOnlyDictionary<int, IReadOnlyList<long>> Layers)
{
    /// <summary>Reads the JSON form.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MoeMissingException">There is no such file.</exception>
    /// <exception cref="MoeDataException">It is no profile, or a layer has another number of experts, counts below 0,
    /// or none above.</exception>
    public static PopularityProfile Read(string path)
    {
        try
        {
            var profile = JsonSerializer.Deserialize(
                StrictJson.ReadFile(path, InputFile.Largest),
                RoutingJson.Default.PopularityProfile
            ) ?? throw new JsonException("is null");
            var wrong = profile
                .Layers.Where(layer =>
                    layer.Value is null
                    || layer.Value.Count != profile.Experts
                    || layer.Value.Any(count => count < 0)
                    || layer.Value.All(count => count == 0)
                )
                .ToArray();
            return profile.Layers.Count == 0 ? throw new MoeDataException(path, "layers", "has no layer")
                : wrong.Length == 0 ? profile
                : throw new MoeDataException(
                    path,
                    $"layer {wrong[0].Key}",
                    $"has {wrong[0].Value?.Count ?? 0} counts, the least {(wrong[0].Value ?? []).DefaultIfEmpty().Min()}; it must have {profile.Experts} from 0 on, not all 0"
                );
        }
        catch (JsonException error)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                "is no popularity profile: " + StrictJson.Reason(error),
                "moe trace show FILE --popularity OUT.json writes one",
                error
            );
        }
    }

    /// <summary>The JSON form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RoutingJson.Default.PopularityProfile);
}
