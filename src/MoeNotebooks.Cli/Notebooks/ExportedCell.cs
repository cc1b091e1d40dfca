using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// A code cell taken apart for a program, in which using directives stand first, types last, and the value of a last
/// expression is not shown by itself.
/// </summary>
/// <param name="Usings">Its using directives, without those of the notebook program's own library.</param>
/// <param name="Directives">Its <c>#r</c> and <c>#!</c> lines.</param>
/// <param name="Statements">What runs.</param>
/// <param name="Types">The types that it declares.</param>
internal sealed record ExportedCell(
    IReadOnlyList<string> Usings,
    IReadOnlyList<string> Directives,
    string Statements,
    IReadOnlyList<string> Types
)
{
    /// <summary>The library that only a notebook has.</summary>
    private const string HostLibrary = "Microsoft.DotNet.Interactive";

    /// <summary>Takes a cell apart.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="show">The statement that shows an expression's value.</param>
    public static ExportedCell Of(string source, Func<string, string> show)
    {
        var lines = source.Split('\n');
        var code = string.Join('\n', lines.Select(line => IsDirective(line) ? string.Empty : line));
        var root = CSharpSyntaxTree
            .ParseText(code, new CSharpParseOptions(kind: SourceCodeKind.Script))
            .GetCompilationUnitRoot();
        BaseTypeDeclarationSyntax[] types = [.. root.Members.OfType<BaseTypeDeclarationSyntax>()];
        List<TextChange> changes =
        [
            .. root.Usings.Select(directive => new TextChange(directive.FullSpan, string.Empty)),
            .. types.Select(type => new TextChange(type.FullSpan, string.Empty)),
            .. root.DescendantNodes()
                .OfType<ArgumentListSyntax>()
                .Where(NamesTheHost)
                .Select(list => new TextChange(list.Span, "()")),
        ];
        if (LastExpression(root) is { } last)
        {
            changes.Add(new TextChange(last.Span, show(last.ToString())));
        }

        return new(
            [
                .. root
                    .Usings.Where(directive =>
                        directive.Name?.ToString().StartsWith(HostLibrary, StringComparison.Ordinal) != true
                    )
                    .Select(directive => directive.ToString()),
            ],
            [.. lines.Where(IsDirective).Select(line => line.Trim())],
            SourceText.From(code).WithChanges(changes.OrderBy(change => change.Span.Start)).ToString().Trim('\n'),
            [.. types.Select(type => type.ToFullString().Trim('\n'))]
        );
    }

    private static bool IsDirective(string line) =>
        line.TrimStart() is var text
        && (text.StartsWith("#r ", StringComparison.Ordinal) || text.StartsWith("#!", StringComparison.Ordinal));

    /// <summary>
    /// The innermost call that hands over something of the notebook's host: <c>Session.Start(text =>
    /// KernelInvocationContext...)</c>.
    /// </summary>
    private static bool NamesTheHost(ArgumentListSyntax list) =>
        list.Parent
            is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start" }
            }
        && list.ToString().Contains("KernelInvocationContext", StringComparison.Ordinal);

    /// <summary>The expression whose value a notebook shows: the last one, without a semicolon.</summary>
    private static ExpressionSyntax? LastExpression(CompilationUnitSyntax root) =>
        root.Members.LastOrDefault()
            is GlobalStatementSyntax
            {
                Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement
            }
            ? statement.Expression
            : null;
}
