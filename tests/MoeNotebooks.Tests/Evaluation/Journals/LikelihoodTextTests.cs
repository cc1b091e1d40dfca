using System.Text.Json;
using CsCheck;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Tests.Evaluation.Journals;

public sealed class LikelihoodTextTests
{
    [Fact]
    public void Every_double_comes_back_to_the_bit() =>
        Gen.Select(Gen.Double, Gen.Bool.Nullable())
            .Select(pair => new LikelihoodResult(pair.Item1, pair.Item2))
            .Array[0, 5]
            .Sample(choices => LikelihoodText.Read(LikelihoodText.Write(choices)).ShouldBe(choices));

    [Fact]
    public void It_is_plain_JSON() =>
        LikelihoodText
            .Write([new(-12.5, false), new(double.NegativeInfinity, true), new(-1, null)])
            .ShouldBe("""[[-12.5,0],["-Infinity",1],[-1,null]]""");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[[1]]")]
    [InlineData("[[1,2]]")]
    [InlineData("[[null,1]]")]
    [InlineData("[[1,0,0]]")]
    [InlineData("[null]")]
    [InlineData("{}")]
    public void Anything_else_is_refused(string text) => Should.Throw<JsonException>(() => LikelihoodText.Read(text));
}
