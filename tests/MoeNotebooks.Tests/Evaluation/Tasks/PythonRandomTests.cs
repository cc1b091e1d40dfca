using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Tests.Evaluation.Tasks;

/// <summary>Expected values printed by CPython 3.11.</summary>
public sealed class PythonRandomTests
{
    [Fact]
    public void Bits_are_CPythons()
    {
        var random = new PythonRandom(1234);
        Enumerable.Range(0, 3).Select(_ => random.NextUInt32()).ShouldBe([4150886329u, 3342196574u, 1892932127u]);
    }

    [Theory]
    [InlineData(1234u, 40, 3, new[] { 28, 7, 0 }, new[] { 5, 37, 2 })]
    [InlineData(1234u, 21, 5, new[] { 14, 3, 0, 2, 1 }, new[] { 2, 3, 11, 7, 0 })]
    [InlineData(1234u, 22, 5, new[] { 14, 3, 0, 2, 18 }, new[] { 1, 21, 2, 3, 11 })]
    [InlineData(1234u, 1119, 6, new[] { 902, 239, 15, 185, 71, 171 }, new[] { 201, 726, 484, 35, 63, 32 })]
    [InlineData(1234u, 100, 8, new[] { 99, 56, 14, 0, 11, 74, 4, 85 }, new[] { 88, 10, 12, 98, 45, 30, 2, 3 })]
    [InlineData(0u, 9427, 4, new[] { 6311, 6890, 663, 4242 }, new[] { 8376, 7961, 6634, 4969 })]
    [InlineData(
        4294967295u,
        277,
        25,
        new[]
        {
            104,
            110,
            267,
            149,
            174,
            195,
            143,
            181,
            254,
            210,
            32,
            111,
            70,
            244,
            258,
            187,
            83,
            31,
            169,
            19,
            193,
            224,
            145,
            186,
            65,
        },
        new[]
        {
            35,
            0,
            230,
            106,
            33,
            121,
            195,
            242,
            214,
            84,
            145,
            256,
            247,
            22,
            202,
            163,
            41,
            126,
            253,
            221,
            243,
            271,
            233,
            180,
            89,
        }
    )]
    public void Samples_are_CPythons(uint seed, int population, int count, int[] first, int[] second)
    {
        var random = new PythonRandom(seed);
        random.Sample(population, count).ShouldBe(first);
        random.Sample(population, count).ShouldBe(second);
    }

    [Fact]
    public void The_generator_still_agrees_after_it_has_refilled_its_state()
    {
        var random = new PythonRandom(7);
        var sum = Enumerable.Range(0, 2000).Sum(_ => (long)random.NextUInt32());
        sum.ShouldBe(4170787962687L);
    }

    [Fact]
    public void More_than_there_are_cannot_be_drawn() =>
        Should
            .Throw<MoeUsageException>(() => new PythonRandom(1).Sample(3, 4))
            .Message.ShouldContain("4 cannot be drawn from 3");
}
