using CsCheck;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class SampleSizeTests
{
    [Fact]
    public void Connors_published_example() => // p01 = 0.45, p10 = 0.05, 5 %, power 80 %
        SampleSize.ItemsToSee(points: 40, discordance: 0.5).ShouldBe(23);

    [Fact]
    public void One_point_at_ten_percent_discordance_needs_thousands_of_items() =>
        SampleSize.ItemsToSee(points: 1, discordance: 0.10).ShouldBe(7847); // by hand: (1.95996 x 0.316228 + 0.84162 x 0.316070)^2 / 0.0001 = 7846.5

    [Fact]
    public void The_two_questions_are_each_others_inverse() =>
        Gen.Select(Gen.Double[0.02, 0.9], Gen.Double[0.1, 0.9], Gen.Double[0.5, 0.95])
            .Sample(
                (discordance, part, power) =>
                {
                    var items = SampleSize.ItemsToSee(100 * discordance * part, discordance, power);
                    SampleSize
                        .PointsSeenWith(Math.Max(2, items), discordance, power)!
                        .Value.ShouldBeLessThanOrEqualTo((100 * discordance * part) + 1e-6);
                }
            );

    [Fact]
    public void The_promised_power_is_there_when_simulated()
    {
        var items = SampleSize.ItemsToSee(points: 5, discordance: 0.12);
        var random = new Random(3);
        var seen = 0;
        for (var trial = 0; trial < 1500; trial++)
        {
            int gained = 0,
                lost = 0;
            for (var i = 0; i < items; i++)
            {
                var u = random.NextDouble();
                gained += u < 0.085 ? 1 : 0;
                lost += u is >= 0.085 and < 0.12 ? 1 : 0;
            }

            seen += Math.Abs(gained - lost) >= 1.959964 * Math.Sqrt(gained + lost) ? 1 : 0;
        }

        (seen / 1500.0).ShouldBe(0.8, 0.04);
    }

    [Fact]
    public void Too_few_items_show_nothing() => SampleSize.PointsSeenWith(5, 0.05).ShouldBeNull();

    [Fact]
    public void Impossible_questions_are_refused()
    {
        Should.Throw<MoeUsageException>(() => SampleSize.ItemsToSee(6, 0.05)).Message.ShouldContain("at most 5");
        Should.Throw<MoeUsageException>(() => SampleSize.ItemsToSee(0, 0.05));
        Should.Throw<MoeUsageException>(() => SampleSize.ItemsToSee(double.NaN, 0.05));
        var all = Should.Throw<MoeUsageException>(() => SampleSize.ItemsToSee(1, 2, power: 1, level: 0));
        all.Message.ShouldContain("3 problems");
    }

    [Fact]
    public void The_other_way_round_the_examples_give_their_differences_back()
    {
        SampleSize.PointsSeenWith(7847, 0.10)!.Value.ShouldBe(1, 1e-4);
        SampleSize.PointsSeenWith(7846, 0.10)!.Value.ShouldBeGreaterThan(1);
        SampleSize.PointsSeenWith(23, 0.5)!.Value.ShouldBeInRange(39, 40); // 23 was rounded up
        SampleSize.PointsSeenWith(2, 0.999).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => SampleSize.PointsSeenWith(1, 0.5));
    }

    [Fact]
    public void Two_models_may_disagree_on_every_item_and_differ_as_much_as_they_disagree()
    {
        SampleSize.ItemsToSee(100, 1).ShouldBe(4); // by hand: (1.95996 x 1 + 0.84162 x 0)^2 = 3.84
        SampleSize.ItemsToSee(20, 0.2).ShouldBe(37); // (1.95996 x 0.447214 + 0.84162 x 0.4)^2 / 0.04 = 36.8
    }

    [Theory]
    [InlineData(0, 0.8, 0.05, "discordance 0 is not between 0 and 1")]
    [InlineData(0.1, 1, 0.05, "power 1 is not between 0 and 1")]
    [InlineData(0.1, 0, 0.05, "power 0 is not between 0 and 1")]
    [InlineData(0.1, 0.8, 1, "level 1 is not between 0 and 1")]
    [InlineData(0.1, 0.8, 0, "level 0 is not between 0 and 1")]
    public void What_is_no_share_is_refused_either_way(double discordance, double power, double level, string problem)
    {
        Should
            .Throw<MoeUsageException>(() => SampleSize.ItemsToSee(1, discordance, power, level))
            .Message.ShouldBe("sample size: " + problem);
        Should
            .Throw<MoeUsageException>(() => SampleSize.PointsSeenWith(100, discordance, power, level))
            .Message.ShouldBe("sample size: " + problem);
    }
}
