using System.Text.Json;

namespace MoeNotebooks.Tests;

/// <summary>
/// A question that the shipped mini models understand, whatever world they were trained on. What they answer is for a
/// test to ask them, not to know beforehand.
/// </summary>
internal static class MiniQuestion
{
    /// <summary>The first question of the shipped set in ARC-Easy's form.</summary>
    public static string Text { get; } = First();

    /// <summary>The question as the models are asked it.</summary>
    public static string Prompt { get; } = $"Question: {Text}\nAnswer:";

    private static string First()
    {
        using var json = JsonDocument.Parse(
            File.ReadLines(Path.Combine(Shared.Repository, "data", "mini", "arc_easy.jsonl")).First()
        );
        return json.RootElement.GetProperty("question").GetString()!;
    }
}
