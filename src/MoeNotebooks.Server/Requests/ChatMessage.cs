using System.Text.Json;

namespace MoeNotebooks.Server.Requests;

/// <summary>A message.</summary>
/// <param name="Role">system, user or assistant.</param>
/// <param name="Content">A text, or a list of parts of type text.</param>
internal sealed record ChatMessage(string? Role, JsonElement? Content);
