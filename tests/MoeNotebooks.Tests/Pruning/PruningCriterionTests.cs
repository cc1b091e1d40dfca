using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Tests.Models;
using TorchSharp;

namespace MoeNotebooks.Tests.Pruning;

public sealed class PruningCriterionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelConfig _config = TinyModel.Parse(TinyModel.Config());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(IndexRule.Even, new[] { 0, 2, 4, 6 })]
    [InlineData(IndexRule.Odd, new[] { 1, 3, 5, 7 })]
    [InlineData(IndexRule.First, new[] { 0, 1, 2, 3 })]
    [InlineData(IndexRule.Last, new[] { 4, 5, 6, 7 })]
    public void Index_rules_keep_what_they_say(IndexRule rule, int[] expected)
    {
        var mask = new ByIndex(rule).Choose(_config, 4);
        mask.Kept.Keys.ShouldBe([1, 2]);
        mask.Kept[1].ShouldBe(expected);
    }

    [Fact]
    public void Chance_depends_on_seed_and_layer_only()
    {
        new ByChance(1).Choose(_config, 4).ShouldBe(new ByChance(1).Choose(_config, 4));
        new ByChance(1).Choose(_config, 4).ShouldNotBe(new ByChance(2).Choose(_config, 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void A_number_that_cannot_be_kept_is_refused(int keep) =>
        Should
            .Throw<MoeUsageException>(() => new ByChance(1).Choose(_config, keep))
            .Message.ShouldContain($"is {keep}; a layer has 8 experts");

    [Fact]
    public void Calibration_counts_every_use_and_its_weight()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var before = LiveTensors.Count;
        var statistics = Calibration.Run(
            model,
            [
                [1, 2, 3],
                [4, 5],
            ],
            cancellation: TestContext.Current.CancellationToken
        );
        LiveTensors.Count.ShouldBe(before);
        statistics.Tokens.ShouldBe(5);
        var (one, two) = (new RecordingObserver(), new RecordingObserver());
        model.Forward(torch.tensor(new long[] { 1, 2, 3 }, [1, 3]), observer: one);
        model.Forward(torch.tensor(new long[] { 4, 5 }, [1, 2]), observer: two);
        foreach (var layer in model.MoeLayers)
        {
            statistics.Counts(layer).Sum().ShouldBe(5 * 3);
            var (counts, sums) = (new long[8], new double[8]);
            foreach (var seen in new[] { one, two })
            {
                foreach (
                    var (expert, weight) in seen.Experts[layer]
                        .data<long>()
                        .ToArray()
                        .Zip(seen.Weights[layer].data<float>().ToArray())
                )
                {
                    counts[expert]++;
                    sums[expert] += weight;
                }
            }

            statistics.Counts(layer).Select(count => (long)count).ShouldBe(counts);
            statistics.WeightSums(layer).Zip(sums).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
        }

        var hard = new ByFormula(CriterionFormula.HardCount, statistics).Choose(_config, 2).Kept[1];
        var worst = Enumerable.Range(0, 8).Except(hard).Max(e => statistics.Counts(1)[e]);
        hard.ShouldAllBe(e => statistics.Counts(1)[e] >= worst);
        new ByFormula(CriterionFormula.SoftCount, statistics).Worth(2, 8).ShouldBe(statistics.WeightSums(2));
    }

    [Fact]
    public void Calibration_counts_the_positions_it_is_given_and_no_others()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var stop = TestContext.Current.CancellationToken;
        var some = Calibration.Run(
            model,
            [
                [1, 2, 3],
                [4, 5],
            ],
            [
                [0, 1],
                [],
            ],
            cancellation: stop
        );
        var alone = Calibration.Run(
            model,
            [
                [1, 2],
            ],
            cancellation: stop
        ); // attention looks back only
        some.Tokens.ShouldBe(2);
        foreach (var layer in model.MoeLayers)
        {
            some.Counts(layer).ShouldBe(alone.Counts(layer));
            some.WeightSums(layer)
                .Zip(alone.WeightSums(layer))
                .ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
        }

        Should
            .Throw<MoeUsageException>(() =>
                Calibration.Run(
                    model,
                    [
                        [1, 2],
                    ],
                    [
                        [2],
                    ],
                    cancellation: stop
                )
            )
            .Message.ShouldContain("names a position outside sequence 0, which has 2 tokens");
        Should
            .Throw<MoeUsageException>(() =>
                Calibration.Run(
                    model,
                    [
                        [1, 2],
                    ],
                    [],
                    cancellation: stop
                )
            )
            .Message.ShouldContain("positions of 0 sequences; there are 1");
    }

    [Fact]
    public void Nothing_to_count_is_refused_and_experts_never_used_are_named()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var stop = TestContext.Current.CancellationToken;
        Should
            .Throw<MoeUsageException>(() => Calibration.Run(model, [], cancellation: stop))
            .Message.ShouldContain("has no text");
        Should
            .Throw<MoeUsageException>(() =>
                Calibration.Run(
                    model,
                    [
                        [1],
                        [],
                    ],
                    cancellation: stop
                )
            )
            .Message.ShouldContain("sequence 1 has no token");
        Should
            .Throw<MoeUsageException>(() =>
                Calibration.Run(
                    model,
                    [
                        [1],
                    ],
                    [
                        [],
                    ],
                    cancellation: stop
                )
            )
            .Message.ShouldContain("names no position");

        var statistics = Calibration.Run(
            model,
            [
                [1],
            ],
            cancellation: stop
        ); // one token uses 3 of 8
        var unused = statistics.NeverUsed(1);
        unused.Count.ShouldBe(5);
        new ByFormula(CriterionFormula.HardCount, statistics)
            .Choose(_config, 4)
            .Kept[1]
            .Except(statistics.Counts(1).Index().Where(e => e.Item > 0).Select(e => e.Index))
            .ShouldBe([unused[0]]);
    }
}
