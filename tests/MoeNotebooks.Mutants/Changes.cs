using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxKind;

namespace MoeNotebooks.Mutants;

/// <summary>
/// What an expression or a statement is changed into, as source text; none where no change is worth trying.
/// </summary>
internal static class Changes
{
    private static readonly Dictionary<SyntaxKind, string[]> Operators = new()
    {
        [AddExpression] = ["-"],
        [SubtractExpression] = ["+"],
        [MultiplyExpression] = ["/"],
        [DivideExpression] = ["*"],
        [ModuloExpression] = ["*"],
        [LessThanExpression] = ["<=", ">="],
        [LessThanOrEqualExpression] = ["<", ">"],
        [GreaterThanExpression] = [">=", "<="],
        [GreaterThanOrEqualExpression] = [">", "<"],
        [EqualsExpression] = ["!="],
        [NotEqualsExpression] = ["=="],
        [LogicalAndExpression] = ["||"],
        [LogicalOrExpression] = ["&&"],
        [BitwiseAndExpression] = ["|"],
        [BitwiseOrExpression] = ["&"],
        [LeftShiftExpression] = [">>"],
        [RightShiftExpression] = ["<<"],
        [AddAssignmentExpression] = ["-="],
        [SubtractAssignmentExpression] = ["+="],
        [MultiplyAssignmentExpression] = ["/="],
        [DivideAssignmentExpression] = ["*="],
    };

    private static readonly Dictionary<string, string> Methods = new[]
    {
        ("Min", "Max"),
        ("MinBy", "MaxBy"),
        ("Floor", "Ceiling"),
        ("First", "Last"),
        ("FirstOrDefault", "LastOrDefault"),
        ("Any", "All"),
        ("Take", "Skip"),
        ("OrderBy", "OrderByDescending"),
        ("Order", "OrderDescending"),
        ("ThenBy", "ThenByDescending"),
        ("StartsWith", "EndsWith"),
        ("ge", "gt"),
        ("le", "lt"),
        ("Plus", "Minus"),
        ("Times", "Over"),
        ("argmax", "argmin"),
        ("amax", "amin"),
        ("Union", "Intersect"),
    }
        .SelectMany(pair => new[] { pair, (pair.Item2, pair.Item1) })
        .ToDictionary(pair => pair.Item1, pair => pair.Item2);

    private static readonly HashSet<string> TakesKey =
    [
        "GetProperty",
        "TryGetProperty",
        "ContainsKey",
        "TryGetValue",
        "Contains",
        "StartsWith",
        "EndsWith",
        "Equals",
    ];

    // A copy would declare the same variable twice: such expressions stay as they are (but see IsCallThatDeclares).
    public static IEnumerable<string> Of(ExpressionSyntax node, SemanticModel model) =>
        node switch
        {
            _ when Declares(node) => [],
            BinaryExpressionSyntax { RawKind: var kind } binary when kind == (int)CoalesceExpression => binary.Right
            is ThrowExpressionSyntax
                ? []
                : [binary.Right.ToString()],
            BinaryExpressionSyntax binary when IsText(model.GetTypeInfo(binary).Type) => [],
            BinaryExpressionSyntax binary when Operators.TryGetValue(binary.Kind(), out var others) => others.Select(
                other => $"{binary.Left} {other} {binary.Right}"
            ),
            PrefixUnaryExpressionSyntax { RawKind: (int)LogicalNotExpression or (int)UnaryMinusExpression } unary =>
            [
                unary.Operand.ToString(),
            ],
            LiteralExpressionSyntax literal => Literal(literal),
            IsPatternExpressionSyntax or SwitchExpressionSyntax => [.. Patterns(node), .. Negated(node, model)],
            InvocationExpressionSyntax call => [.. Calls(call), .. Negated(node, model)],
            IdentifierNameSyntax or MemberAccessExpressionSyntax when Decides(node) => Negated(node, model),
            _ => [],
        };

    /// <summary>The statement changed, or "" for left out.</summary>
    public static IEnumerable<string> Of(StatementSyntax node) =>
        node switch
        {
            ExpressionStatementSyntax when Declares(node) => [],
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax set }
                when Operators.TryGetValue(set.Kind(), out var others) =>
            [
                .. others.Select(other => $"{set.Left} {other} {set.Right};"),
                "",
            ],
            ExpressionStatementSyntax { Expression: PostfixUnaryExpressionSyntax step } =>
            [
                $"{step.Operand}{(step.IsKind(PostIncrementExpression) ? "--" : "++")};",
            ],
            ExpressionStatementSyntax
            or ThrowStatementSyntax
            or ContinueStatementSyntax
            or YieldStatementSyntax { Expression: not null } => [""],
            ReturnStatementSyntax { Expression: null } => [""],
            _ => [],
        };

    private static IEnumerable<string> Literal(LiteralExpressionSyntax literal) =>
        literal.Kind() switch
        {
            TrueLiteralExpression => ["false"],
            FalseLiteralExpression => ["true"],
            NumericLiteralExpression => [More(literal)],
            StringLiteralExpression when IsKey(literal) => ["\"~\""],
            _ => [],
        };

    private static string More(LiteralExpressionSyntax number) =>
        number.Token.Value switch
        {
            int value => (value + 1).ToString(CultureInfo.InvariantCulture),
            long value => $"{value + 1}L",
            double value => FormattableString.Invariant($"{value + 1:R}d"),
            float value => FormattableString.Invariant($"{value + 1:R}f"),
            decimal value => FormattableString.Invariant($"{value + 1}m"),
            _ => $"{number} + 1",
        };

    private static bool IsKey(LiteralExpressionSyntax text) =>
        text.Parent is ArgumentSyntax { Parent: { } list }
        && (
            list is BracketedArgumentListSyntax
            || (
                list.Parent
                    is InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var name }
                    }
                && TakesKey.Contains(name)
            )
        );

    private static IEnumerable<string> Calls(InvocationExpressionSyntax call)
    {
        var name = call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name,
            SimpleNameSyntax simple => simple,
            _ => null,
        };
        if (name is IdentifierNameSyntax { Identifier.Text: var text } && Methods.TryGetValue(text, out var other))
        {
            yield return call.ReplaceNode(name, SyntaxFactory.IdentifierName(other)).ToString();
        }
    }

    // A pattern's numbers are constants, so the whole test is written a second time with one of them changed.
    private static IEnumerable<string> Patterns(ExpressionSyntax whole)
    {
        var own = whole.DescendantNodes(node =>
            node == whole || node is not (IsPatternExpressionSyntax or SwitchExpressionSyntax)
        );
        foreach (var pattern in own.OfType<PatternSyntax>())
        {
            foreach (
                var other in pattern switch
                {
                    RelationalPatternSyntax relation => Relations(relation),
                    ConstantPatternSyntax
                    {
                        Expression: LiteralExpressionSyntax { RawKind: (int)NumericLiteralExpression } number
                    } => [More(number)],
                    BinaryPatternSyntax both =>
                    [
                        $"{both.Left} {(both.IsKind(AndPattern) ? "or" : "and")} {both.Right}",
                    ],
                    _ => Array.Empty<string>(),
                }
            )
            {
                yield return whole
                    .ToString()
                    .Remove(pattern.SpanStart - whole.SpanStart, pattern.Span.Length)
                    .Insert(pattern.SpanStart - whole.SpanStart, other);
            }
        }
    }

    private static string[] Relations(RelationalPatternSyntax relation) =>
        relation.OperatorToken.Text switch
        {
            "<" => [$"<= {relation.Expression}", $">= {relation.Expression}"],
            "<=" => [$"< {relation.Expression}", $"> {relation.Expression}"],
            ">" => [$">= {relation.Expression}", $"<= {relation.Expression}"],
            _ => [$"> {relation.Expression}", $"< {relation.Expression}"],
        };

    private static IEnumerable<string> Negated(ExpressionSyntax node, SemanticModel model) =>
        model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_Boolean
        && node.Parent is not PrefixUnaryExpressionSyntax and not ExpressionStatementSyntax
            ? [$"!({node})"]
            : [];

    private static bool Decides(ExpressionSyntax node) =>
        node.Parent switch
        {
            IfStatementSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or BinaryExpressionSyntax => true,
            ConditionalExpressionSyntax choice => choice.Condition == node,
            _ => false,
        };

    /// <summary>
    /// Whether <c>out var x</c> in it makes a variable that is used after it; its negation then is <c>call ^ true</c>.
    /// </summary>
    public static bool IsCallThatDeclares(ExpressionSyntax node, SemanticModel model) =>
        node is InvocationExpressionSyntax
        && Declares(node)
        && node.Parent is not ExpressionStatementSyntax
        && model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_Boolean;

    private static bool Declares(SyntaxNode node) =>
        node.DescendantNodes(inner => inner is not (LambdaExpressionSyntax or SwitchExpressionArmSyntax))
            .Any(inner => inner is SingleVariableDesignationSyntax);

    private static bool IsText(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_String;
}
