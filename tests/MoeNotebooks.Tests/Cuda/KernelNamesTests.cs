using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MoeNotebooks.Cuda;
using MoeNotebooks.Tests.Structure;

namespace MoeNotebooks.Tests.Cuda;

/// <summary>
/// Kernels are found by name when they are first needed, on a GPU: here names are compared with the sources.
/// </summary>
public sealed class KernelNamesTests
{
    private static readonly IReadOnlyList<string> Launched =
    [
        .. SourceFolders.Files().SelectMany(file => Names(file.Text)).Distinct(),
    ];

    [Fact]
    public void Every_name_that_is_launched_is_a_kernel()
    {
        Launched.Count.ShouldBeGreaterThan(10);
        foreach (var pattern in Launched)
        {
            KernelSource.Kernels.Keys.ShouldContain(
                kernel => Matches(kernel, pattern),
                $"no kernel is called {pattern}"
            );
        }
    }

    [Fact]
    public void Every_kernel_is_launched()
    {
        foreach (var kernel in KernelSource.Kernels.Keys)
        {
            Launched.ShouldContain(pattern => Matches(kernel, pattern), $"nothing launches {kernel}");
        }
    }

    [Fact]
    public void Attention_says_it_runs_for_the_widths_that_have_a_kernel()
    {
        long[] widths = [64, 96, 128, 192, 256, 512, 576];
        foreach (var (keys, values) in widths.SelectMany(keys => widths.Select(values => (keys, values))))
        {
            DeviceAttention
                .CanRun(keys, values)
                .ShouldBe(KernelSource.Kernels.ContainsKey($"attend_{keys}_{values}"), $"{keys}, {values}");
        }
    }

    [Theory]
    [InlineData("module.Launch(\"gated\", grid, 32, a);", "gated")]
    [InlineData("module.Launch($\"product{tiles}\", grid, 32, a);", "product.+")]
    [InlineData("module.Launch(f32 ? \"one\" : \"other\", grid, 32, a);", "one other")]
    [InlineData("var name = f32 ? \"one\" : \"other\"; module.Launch(name, grid, 32, a);", "one other")]
    [InlineData("graph.Launch(); Launch(module, \"text\", heads: 1);", "")]
    public void Every_way_to_name_a_kernel_is_seen(string code, string names) =>
        Names($"class C {{ void M() {{ {code} }} }}").ShouldBe(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // The strings in the first argument of .Launch(name, grid, threads, arguments); where that is a variable, those of
    // its method.
    private static IEnumerable<string> Names(string code) =>
        from call in CSharpSyntaxTree.ParseText(code).GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        where
            call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Launch" }
            && call.ArgumentList.Arguments.Count == 4
        let name = call.ArgumentList.Arguments[0].Expression
        from text in name is IdentifierNameSyntax
            ? Texts(name.FirstAncestorOrSelf<MethodDeclarationSyntax>()!)
            : Texts(name)
        select text;

    private static IEnumerable<string> Texts(SyntaxNode node) =>
        node.DescendantNodesAndSelf()
            .Select(part =>
                part switch
                {
                    InterpolatedStringExpressionSyntax text => string.Concat(
                        text.Contents.Select(piece =>
                            piece is InterpolatedStringTextSyntax plain ? plain.TextToken.Text : ".+"
                        )
                    ),
                    LiteralExpressionSyntax text when text.IsKind(SyntaxKind.StringLiteralExpression) =>
                        text.Token.ValueText,
                    _ => null,
                }
            )
            .OfType<string>();

    private static bool Matches(string kernel, string pattern) => Regex.IsMatch(kernel, $"^(?:{pattern})$");
}
