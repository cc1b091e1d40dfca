using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>A variable of a cell tagged <c>parameters</c>; a comment behind it may state limits: <c>int limit = 0; // 0 to 500</c>.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its type as written.</param>
/// <param name="Limits">The least and the most that a number may be, in a list each of them; <see langword="null"/> where nothing is stated.</param>
internal sealed partial record NotebookParameter(string Name, string Type, (double Least, double Most)? Limits)
{
    /// <summary>The variables that a cell declares.</summary>
    public static IEnumerable<NotebookParameter> In(string source) =>
        CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(kind: SourceCodeKind.Script))
            .GetCompilationUnitRoot().Members
            .OfType<FieldDeclarationSyntax>()
            .SelectMany(field => field.Declaration.Variables.Select(variable =>
                new NotebookParameter(variable.Identifier.ValueText, field.Declaration.Type.ToString(), LimitsIn(field.GetTrailingTrivia().ToString()))));

    /// <summary>What is wrong with a value, before anything runs; <see langword="null"/> where nothing is, or where only the compiler can tell.</summary>
    public string? Problem(JsonNode? value)
    {
        var (type, list) = Type.EndsWith("[]", StringComparison.Ordinal) ? (Type[..^2], true) : (Type, false);
        var fits = list ? value is JsonArray items && items.All(item => Fits(type, item)) : Fits(type, value);
        return fits ? null : $"is {ErrorText.Name(value?.ToJsonString() ?? "null")}; it is {(list ? "a list, each " : string.Empty)}{Words(type)}{LimitsInWords()}";
    }

    private bool Fits(string type, JsonNode? value) => type switch
    {
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "bool" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "int" => value is JsonValue number && number.TryGetValue<int>(out var whole) && Within(whole),
        "double" => value is JsonValue number && number.TryGetValue<double>(out var any) && double.IsFinite(any) && Within(any),
        _ => true,
    };

    private bool Within(double value) => Limits is not { } limits || (value >= limits.Least && value <= limits.Most);

    private static string Words(string type) => type switch
    {
        "string" => "a text",
        "bool" => "true or false",
        "int" => "a whole number",
        _ => "a number",
    };

    private string LimitsInWords() =>
        Limits is { } limits ? string.Create(CultureInfo.InvariantCulture, $" from {limits.Least} to {limits.Most}") : string.Empty;

    private static (double Least, double Most)? LimitsIn(string comment) => StatedLimits().Match(comment) is { Success: true } stated
        ? (double.Parse(stated.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(stated.Groups[2].Value, CultureInfo.InvariantCulture))
        : null;

    [GeneratedRegex(@"^\s*//\s*(-?[0-9.]*[0-9]) to (-?[0-9.]*[0-9])\b")]
    private static partial Regex StatedLimits();
}
