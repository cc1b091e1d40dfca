using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Routing;

/// <summary>
/// The JSON form of a policy, such as <c>{"policy":"allocation","b":6,"h":4,"e":2,"p":13,"rounding":"halfToEven",
/// "weights":"architectureDefault"}</c>: the same policy always gives the same text, so it can be a key.
/// </summary>
public static class RoutingPolicyJson
{
    /// <summary>The policy as one line of JSON.</summary>
    /// <param name="policy">The policy.</param>
    /// <exception cref="MoeUsageException">It is a policy of the caller's own, which has no JSON name.</exception>
    public static string Write(RoutingPolicy policy)
    {
        try
        {
            return JsonSerializer.Serialize(policy, RoutingJson.Default.RoutingPolicy);
        }
        catch (NotSupportedException)
        {
            throw new MoeUsageException(
                "policy",
                $"{policy} has no JSON name, so that results under it cannot be kept or shared",
                "Name it at RoutingPolicy"
            );
        }
    }

    /// <summary>Reads a policy.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">Where it comes from, for errors.</param>
    /// <exception cref="MoeDataException">It is not the JSON form of a policy.</exception>
    public static RoutingPolicy Read(string json, string path = "policy")
    {
        try
        {
            return JsonSerializer.Deserialize(json, RoutingJson.Default.RoutingPolicy)
                ?? throw new MoeDataException(
                    path,
                    string.Empty,
                    "is null; a routing policy is an object with a field 'policy'"
                );
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or MoeUsageException)
        {
            throw new MoeDataException(
                path,
                "policy",
                StrictJson.Reason(error),
                $"Policies are {string.Join(", ", Names)}: docs/policies.md",
                error
            );
        }
    }

    private static IEnumerable<string> Names =>
        typeof(RoutingPolicy)
            .GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(known => (string)known.TypeDiscriminator!);
}
