using System.Text.Json.Serialization;

namespace MoeNotebooks.Server.Requests;

/// <summary>How requests are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 32
)]
[JsonSerializable(typeof(CompletionBody))]
[JsonSerializable(typeof(ChatBody))]
internal sealed partial class RequestJson : JsonSerializerContext;
