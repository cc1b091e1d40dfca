using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MoeNotebooks.Mutants;

/// <summary>
/// Writes every change of a file into it at once, each behind its switch: <c>a + b</c> becomes <c>(On(7) ? (a - b) : (a
/// + b))</c>. Changes that do not compile are left out when the file is written again (<paramref name="leftOut"/>).
/// </summary>
internal sealed class Mutator(string file, SemanticModel model, int firstId, IReadOnlySet<int> leftOut)
    : CSharpSyntaxRewriter
{
    private readonly List<Mutant> found = [];
    private int next = firstId;

    public IReadOnlyList<Mutant> Found => found;

    /// <summary>
    /// One more than the last id used, those left out included: ids do not move when one is left out.
    /// </summary>
    public int Next => next;

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is null || IsConstantOrText(node))
        {
            return node;
        }

        var visited = base.Visit(node);
        return node switch
        {
            ExpressionSyntax expression when IsWhole(expression) => Switched(expression, (ExpressionSyntax)visited!),
            StatementSyntax statement => Switched(statement, (StatementSyntax)visited!),
            _ => visited,
        };
    }

    // Constants cannot be switched while the program runs, and what an error says is not looked at here.
    private static bool IsConstantOrText(SyntaxNode node) =>
        node
            is AttributeListSyntax
                or ParameterListSyntax
                or EnumDeclarationSyntax
                or PatternSyntax
                or CaseSwitchLabelSyntax
                or TypeSyntax
                and not NameSyntax
                or UsingDirectiveSyntax
        || (node is FieldDeclarationSyntax field && field.Modifiers.Any(SyntaxKind.ConstKeyword))
        || (node is LocalDeclarationStatementSyntax local && local.Modifiers.Any(SyntaxKind.ConstKeyword))
        || (node is ExpressionSyntax && node.Parent is ThrowStatementSyntax or ThrowExpressionSyntax)
        || (
            node is ExpressionSyntax step && node.Parent is ForStatementSyntax loop && loop.Incrementors.Contains(step)
        );

    // Not the part of a?.b after the question mark, not a name within a longer one, not a statement's own expression.
    private static bool IsWhole(ExpressionSyntax node) =>
        node.Parent
            is not (
                ExpressionStatementSyntax
                or NameColonSyntax
                or NameEqualsSyntax
                or ConditionalAccessExpressionSyntax
            )
        && !node.GetFirstToken().IsKind(SyntaxKind.DotToken)
        && !(node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == node)
        && !(node.Parent is MemberAccessExpressionSyntax member && (member.Name == node || node is SimpleNameSyntax));

    private ExpressionSyntax Switched(ExpressionSyntax node, ExpressionSyntax visited)
    {
        var text = visited.WithoutTrivia().ToString();
        foreach (var change in Changes.Of(node, model))
        {
            if (Add(node, change) is { } id)
            {
                text = $"({Switch.On(id)} ? ({change}) : ({text}))";
            }
        }

        if (Changes.IsCallThatDeclares(node, model) && Add(node, $"!({node})") is { } turned)
        {
            text = $"({text} ^ {Switch.On(turned)})";
        }

        if (text == visited.WithoutTrivia().ToString())
        {
            return visited;
        }

        // (byte)(On(7) ? 2 : 1): a choice of two constants is no constant.
        var type = model.GetTypeInfo(node);
        var cast =
            node is LiteralExpressionSyntax
            && type.ConvertedType is { } converted
            && !SymbolEqualityComparer.Default.Equals(type.Type, converted)
                ? $"({converted.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})"
                : "";
        return SyntaxFactory.ParseExpression($"({cast}{text})").WithTriviaFrom(visited);
    }

    private StatementSyntax Switched(StatementSyntax node, StatementSyntax visited)
    {
        var text = visited.WithoutTrivia().ToString();
        foreach (var change in Changes.Of(node))
        {
            if (Add(node, change) is { } id)
            {
                text =
                    change == ""
                        ? $"if (!{Switch.On(id)}) {{ {text} }}"
                        : $"if ({Switch.On(id)}) {{ {change} }} else {{ {text} }}";
            }
        }

        return text == visited.WithoutTrivia().ToString()
            ? visited
            : SyntaxFactory.ParseStatement(text).WithTriviaFrom(visited);
    }

    private int? Add(SyntaxNode node, string change)
    {
        var id = next++;
        if (leftOut.Contains(id))
        {
            return null;
        }

        found.Add(
            new Mutant(
                id,
                file,
                node.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
                node.ToString(),
                change == "" ? "(left out)" : change,
                RunsOnce(node)
            )
        );
        return id;
    }

    private static bool RunsOnce(SyntaxNode node) =>
        node.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault() is { } member
        && member.Modifiers.Any(SyntaxKind.StaticKeyword)
        && !node.Ancestors().Any(outer => outer is LambdaExpressionSyntax)
        && member
            is FieldDeclarationSyntax
                or ConstructorDeclarationSyntax
                or PropertyDeclarationSyntax { Initializer: not null };
}
