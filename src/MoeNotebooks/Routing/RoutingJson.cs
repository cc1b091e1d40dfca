using System.Text.Json.Serialization;
using MoeNotebooks.Files;

namespace MoeNotebooks.Routing;

/// <summary>
/// The JSON form of policies, without reflection: an ahead-of-time or file-based program can read and write them too.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true, // writers that sort keys put "k" before "policy"
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(CamelCase<SkippedWeights>), typeof(CamelCase<AllocationRounding>)]
)]
[JsonSerializable(typeof(RoutingPolicy))]
[JsonSerializable(typeof(PopularityProfile))]
[JsonSerializable(typeof(IReadOnlyDictionary<int, IReadOnlyList<int>>))]
internal sealed partial class RoutingJson : JsonSerializerContext;
