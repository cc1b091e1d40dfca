using System.Text.Json;

namespace MoeNotebooks.Cli.Commands.WhatIf;

/// <summary>
/// The JSON that <c>moe whatif</c> writes: one object per line, names in the style of the paper's files.
/// </summary>
internal static class WhatIfJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Options);
}
