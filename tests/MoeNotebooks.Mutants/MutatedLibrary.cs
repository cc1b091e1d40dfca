using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MoeNotebooks.Mutants;

/// <summary>
/// Compiles a library with all changes of some of its files in it, leaving out those that do not compile.
/// </summary>
internal sealed class MutatedLibrary(CSharpCompilation original)
{
    private readonly Dictionary<SyntaxTree, (SyntaxTree Tree, IReadOnlyList<Mutant> Mutants)> written = [];
    private readonly HashSet<int> leftOut = [];

    public IReadOnlyList<Mutant> Mutants =>
        [.. written.Values.SelectMany(file => file.Mutants).OrderBy(mutant => mutant.Id)];

    /// <summary>How many changes did not compile.</summary>
    public int LeftOut => leftOut.Count;

    public CSharpCompilation Mutate(IEnumerable<SyntaxTree> files)
    {
        var firsts = new Dictionary<SyntaxTree, int>();
        var next = 0;
        foreach (var file in files)
        {
            firsts[file] = next;
            next = Write(file, next);
        }

        var options = (CSharpParseOptions)firsts.Keys.First().Options;
        var switches = CSharpSyntaxTree.ParseText(Switch.Source, options, "MutantSwitch.cs", System.Text.Encoding.UTF8);
        for (var round = 0; round < 30; round++)
        {
            var compilation = written.Aggregate(original.AddSyntaxTrees(switches), (all, file) =>
                all.ReplaceSyntaxTree(file.Key, file.Value.Tree)
            );
            var broken = written
                .Where(file => LeaveOut(file.Value.Tree, compilation))
                .Select(file => file.Key)
                .ToArray();
            if (broken.Length == 0)
            {
                return compilation;
            }

            foreach (var file in broken)
            {
                Write(file, firsts[file]);
            }
        }

        throw new InvalidOperationException("Some changes do not compile, and which cannot be found.");
    }

    private int Write(SyntaxTree file, int first)
    {
        var mutator = new Mutator(Path.GetFileName(file.FilePath), original.GetSemanticModel(file), first, leftOut);
        var text = mutator.Visit(file.GetRoot())!.ToFullString();
        written[file] = (
            CSharpSyntaxTree.ParseText(
                text,
                (CSharpParseOptions)file.Options,
                file.FilePath,
                System.Text.Encoding.UTF8
            ),
            mutator.Found
        );
        return mutator.Next;
    }

    // The changes next around an error are to blame; where none is around it, all those in the same statement, or else
    // member.
    private bool LeaveOut(SyntaxTree tree, CSharpCompilation compilation)
    {
        var errors = compilation
            .GetSemanticModel(tree)
            .GetDiagnostics()
            .Where(found => found.Severity == DiagnosticSeverity.Error)
            .ToArray();
        foreach (var error in errors)
        {
            var before = leftOut.Count;
            foreach (
                var around in tree.GetRoot()
                    .FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true)
                    .AncestorsAndSelf()
            )
            {
                leftOut.UnionWith(Ids(around));
                if (leftOut.Count > before)
                {
                    break;
                }
            }

            if (leftOut.Count == before && errors.Length == 1)
            {
                throw new InvalidOperationException($"The library does not compile: {error}");
            }
        }

        return errors.Length > 0;
    }

    private static IEnumerable<int> Ids(SyntaxNode node)
    {
        var calls = node switch
        {
            ConditionalExpressionSyntax choice => [choice.Condition],
            IfStatementSyntax choice =>
            [
                choice.Condition is PrefixUnaryExpressionSyntax not ? not.Operand : choice.Condition,
            ],
            StatementSyntax or MemberDeclarationSyntax => node.DescendantNodes(),
            _ => [],
        };
        return calls
            .OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression.ToString() == $"global::{Switch.TypeName}.On")
            .Select(call => int.Parse(call.ArgumentList.Arguments[0].ToString()));
    }
}
