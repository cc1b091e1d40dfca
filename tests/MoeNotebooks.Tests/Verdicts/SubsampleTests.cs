using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation.Sweeps;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>
/// Less data must not give a stronger verdict: the same sweep, judged on all of its questions and on some of them.
/// </summary>
public sealed class SubsampleTests
{
    private static readonly RoutingPolicy[] Policies =
    [
        RoutingPolicy.Trained,
        new TopK(1),
        new TopK(2),
        new TopK(5),
        new Allocation(6, 1, 1, 3),
        new Allocation(1, 1, 6, 3),
        new Allocation(6, 1, 1, 1),
        new Allocation(1, 6, 6, 1),
        new Allocation(6, 6, 1, 3),
        new Allocation(1, 6, 6, 3),
    ];

    [Fact]
    public async Task Fewer_questions_find_a_real_difference_less_often_and_never_the_other_way()
    {
        var sweep = await SweepAsync();
        var (parts, wholes) = (
            Judged(sweep, 20, ascendingGain: 0.035, samples: 60),
            Judged(sweep, 500, ascendingGain: 0.035, samples: 12)
        );

        // Descending allocations are not best, and 3,000 questions show it
        wholes.ShouldAllBe(whole => whole == Agreement.Disagrees);
        parts.Count(part => part == Agreement.Disagrees).ShouldBeLessThan(45);
        parts.Count(part => part is Agreement.Agrees or Agreement.AgreesInPart).ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_difference_neither_many_nor_few_questions_find_one_more_often_than_the_level_says()
    {
        var sweep = await SweepAsync();
        Judged(sweep, 20, ascendingGain: 0, samples: 80)
            .Count(part => part != Agreement.Undecided)
            .ShouldBeLessThanOrEqualTo(9); // 4 of 80 expected at most
        Judged(sweep, 500, ascendingGain: 0, samples: 40)
            .Count(whole => whole != Agreement.Undecided)
            .ShouldBeLessThanOrEqualTo(6); // 2 of 40
    }

    [Fact]
    public async Task No_loss_in_few_questions_is_not_called_within_one_percent()
    {
        var sweep = await SweepAsync();
        MiniVerdicts.ModerateCut(Mini(Answered(sweep, 20, 0, seed: 3))).Agreement.ShouldBe(Agreement.Undecided);
        MiniVerdicts.ModerateCut(Mini(Answered(sweep, 4000, 0, seed: 3))).Agreement.ShouldBe(Agreement.Agrees);
    }

    private static Agreement[] Judged(SweepResult sweep, int items, double ascendingGain, int samples) =>
        [
            .. Enumerable
                .Range(0, samples)
                .Select(sample => Directions(Answered(sweep, items, ascendingGain, seed: 100 + sample)).Agreement),
        ];

    private static Verdict Directions(SweepResult sweep) =>
        DirectionVerdict.OfItems(Mini(sweep), descendingClaimed: true);

    private static MiniSkipping Mini(SweepResult sweep) => MiniSkipping.Of(sweep, sweep.CompareWith(sweep.Points[0]));

    private static Task<SweepResult> SweepAsync() =>
        Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(tasks: 6, items: 2),
            Policies,
            cancellationToken: TestContext.Current.CancellationToken
        );

    /// <summary>
    /// The sweep's points with drawn answers: nine of ten right, each question about one of 144 things, wrong where the
    /// thing is hard.
    /// </summary>
    private static SweepResult Answered(SweepResult sweep, int items, double ascendingGain, int seed)
    {
        var random = new Random(seed);
        var questions = Enumerable
            .Range(0, 6 * items)
            .Select(_ => (Cluster: $"thing {random.Next(144)}", Luck: random.NextDouble()))
            .ToArray();
        return sweep with
        {
            Points =
            [
                .. sweep.Points.Select(point =>
                    point with
                    {
                        Tasks = [.. point.Tasks.Select((task, t) => task with { Items = Items(point, t) })],
                    }
                ),
            ],
        };

        ItemResult[] Items(SweepPoint point, int task)
        {
            var (first, last) = (point.Experts[0], point.Experts[^1]);
            var chance = 0.93 - (first > last ? ascendingGain : 0);
            return
            [
                .. questions
                    .Skip(task * items)
                    .Take(items)
                    .Select(
                        (question, i) =>
                            new ItemResult(
                                i,
                                [],
                                (random.Next(25) == 0 ? random.NextDouble() : question.Luck) < chance ? 1 : 0,
                                null
                            )
                            {
                                Cluster = question.Cluster,
                            }
                    ),
            ];
        }
    }
}
