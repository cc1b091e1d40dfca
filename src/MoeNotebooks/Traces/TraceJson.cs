using System.Text.Json.Serialization;
using MoeNotebooks.Files;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Traces;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    AllowDuplicateProperties = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(CamelCase<Scoring>), typeof(CamelCase<GroupScore>)]
)]
[JsonSerializable(typeof(TraceHeader))]
internal sealed partial class TraceJson : JsonSerializerContext;
