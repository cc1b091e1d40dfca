using System.Text.Json.Serialization;

namespace MoeNotebooks.Server.Answers;

/// <summary>A message, or a piece of one.</summary>
internal sealed record ChatText(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
    string Content
);
