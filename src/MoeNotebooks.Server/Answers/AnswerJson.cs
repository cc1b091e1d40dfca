using System.Text.Json.Serialization;

namespace MoeNotebooks.Server.Answers;

/// <summary>How answers are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CompletionAnswer))]
[JsonSerializable(typeof(ChatAnswer))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelEntry))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(ServerInfo))]
internal sealed partial class AnswerJson : JsonSerializerContext;
