using CsCheck;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Sweeps;

namespace MoeNotebooks.Tests.Evaluation.Sweeps;

public sealed class SweepShardTests
{
    [Fact]
    public void Every_unit_is_in_exactly_one_shard() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 1000])
            .Sample(
                (count, unit) =>
                    Enumerable
                        .Range(1, count)
                        .Count(index => SweepShard.Parse($"{index}/{count}").Holds(unit))
                        .ShouldBe(1)
            );

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("-1/4")]
    [InlineData("1/4/2")]
    [InlineData("1/99999999999")]
    [InlineData("a/b")]
    public void Anything_else_is_refused(string text) =>
        Should.Throw<MoeUsageException>(() => SweepShard.Parse(text)).Message.ShouldContain("i/n with i from 1 to n");
}
