using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MoeNotebooks.Notebooks;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// Reads the variables of a cell tagged <c>parameters</c>; a comment behind one may state limits: <c>int limit = 0; //
/// 0 to 500</c>.
/// </summary>
internal static partial class NotebookParameter
{
    /// <summary>The variables that a cell declares.</summary>
    public static IEnumerable<ParameterRule> In(string source) =>
        CSharpSyntaxTree
            .ParseText(source, new CSharpParseOptions(kind: SourceCodeKind.Script))
            .GetCompilationUnitRoot()
            .Members.OfType<FieldDeclarationSyntax>()
            .SelectMany(field =>
                field.Declaration.Variables.Select(variable => new ParameterRule(
                    variable.Identifier.ValueText,
                    field.Declaration.Type.ToString(),
                    LimitsIn(field.GetTrailingTrivia().ToString())
                ))
            );

    private static (double Least, double Most)? LimitsIn(string comment) =>
        StatedLimits().Match(comment) is { Success: true } stated
            ? (
                double.Parse(stated.Groups[1].Value, CultureInfo.InvariantCulture),
                double.Parse(stated.Groups[2].Value, CultureInfo.InvariantCulture)
            )
            : null;

    [GeneratedRegex(@"^\s*//\s*(-?[0-9.]*[0-9]) to (-?[0-9.]*[0-9])\b")]
    private static partial Regex StatedLimits();
}
