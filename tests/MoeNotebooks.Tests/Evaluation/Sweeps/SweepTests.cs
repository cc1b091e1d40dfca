using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation.Journals;

namespace MoeNotebooks.Tests.Evaluation.Sweeps;

public sealed class SweepTests : IDisposable
{
    private static readonly RoutingPolicy[] Policies =
    [
        RoutingPolicy.Trained,
        new TopK(2),
        new Allocation(6, 4, 2, 2),
        new PerLayer([6, 4, 2]),
        new TopK(6),
        new Allocation(2, 2, 2, 1),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly SweepOptions _small = new() { TokensInUnit = 30 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Allocations_that_come_to_the_same_are_computed_once()
    {
        var scorer = new FakeSweep();
        var sweep = await Sweep.RunAsync(scorer, FakeSweep.Tasks(), Policies, _small, Stop);

        scorer.Calls.ShouldAllBe(call => call.Policies == 3); // 6,6,6 and 2,2,2 and 6,4,2
        scorer.Calls.Sum(call => call.Requests).ShouldBe(2 * 20 * 2);
        sweep.Points.Select(point => point.Policy).ShouldBe(Policies);
        sweep.Points[2].Mean.ShouldBe(sweep.Points[3].Mean);
        sweep.Points[2].MeanExperts.ShouldBe(4);
        (sweep.Computed, sweep.Reused, sweep.Missing).ShouldBe((3 * 40, 0, 0));
    }

    [Fact]
    public async Task The_numbers_do_not_depend_on_how_the_work_is_cut_or_on_other_policies()
    {
        var whole = await Sweep.RunAsync(new FakeSweep(), FakeSweep.Tasks(), Policies, cancellationToken: Stop);
        foreach (var (policy, point) in Policies.Zip(whole.Points))
        {
            var alone = await Sweep.RunAsync(
                new FakeSweep(),
                FakeSweep.Tasks(),
                [policy],
                new SweepOptions { TokensInUnit = 1 },
                Stop
            );
            Items(alone.Points[0]).ShouldBe(Items(point));
        }
    }

    [Fact]
    public async Task What_is_in_the_journal_is_not_computed_again()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        var options = _small with { Journal = journal };
        await Sweep.RunAsync(new FakeSweep(), FakeSweep.Tasks(), Policies[..2], options, Stop);
        var second = new FakeSweep();
        var sweep = await Sweep.RunAsync(second, FakeSweep.Tasks(), Policies, options, Stop);

        second.Calls.ShouldAllBe(call => call.Policies == 1); // 6,4,2 is new
        (sweep.Computed, sweep.Reused).ShouldBe((40, 80));
        var third = new FakeSweep();
        (await Sweep.RunAsync(third, FakeSweep.Tasks(), Policies, options, Stop)).Computed.ShouldBe(0);
        third.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopping_keeps_what_was_finished_and_the_next_run_ends_it()
    {
        var plain = await Sweep.RunAsync(new FakeSweep(), FakeSweep.Tasks(), Policies, _small, Stop);
        using var journal = Journal.Open(_folder["a.db"]);
        using var stop = new CancellationTokenSource();
        var stopped = new FakeSweep
        {
            BeforeCall = call =>
            {
                if (call == 3)
                {
                    stop.Cancel();
                }
            },
        };

        await Should.ThrowAsync<OperationCanceledException>(() =>
            Sweep.RunAsync(stopped, FakeSweep.Tasks(), Policies, _small with { Journal = journal }, stop.Token)
        );
        stopped.Calls.Count.ShouldBe(4); // the one under way was finished
        journal.Tasks().Sum(task => task.Items).ShouldBe(stopped.Calls.Sum(call => call.Requests / 2 * call.Policies));
        var resumed = await Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(),
            Policies,
            _small with
            {
                Journal = journal,
            },
            Stop
        );
        resumed.Points.Select(Items).ShouldBe(plain.Points.Select(Items));
    }

    [Fact]
    public async Task Answers_that_depend_on_the_batch_are_neither_kept_nor_taken_from_a_store()
    {
        RoutingPolicy[] policies = [RoutingPolicy.Trained, new BatchPiggyback(2), new BatchBudget(3)];
        using var journal = Journal.Open(_folder["a.db"]);
        var options = _small with { Journal = journal };
        (await Sweep.RunAsync(new FakeSweep(), FakeSweep.Tasks(), policies, options, Stop)).Computed.ShouldBe(3 * 40);
        journal.Tasks().Select(task => task.Run.Conditions.Adaptive).ShouldAllBe(adaptive => adaptive == null);
        var again = await Sweep.RunAsync(new FakeSweep(), FakeSweep.Tasks(), policies, options, Stop);
        (again.Computed, again.Reused, again.Points.Count).ShouldBe((2 * 40, 40, 3));

        var stored = journal.Tasks()[0].Run;
        stored.Conditions.DependsOnBatch.ShouldBeFalse();
        var batched = new FakeSweep().Describe(policies[1], 0);
        // An older version kept such answers
        ScoringConditions.Parse(batched.Conditions.Key).DependsOnBatch.ShouldBeTrue();
        journal.Add([new(batched, "t", new("digest", 0, [new(-1, true)], 1))]).ShouldBe(0);
        Sql.Text(_folder["a.db"], "SELECT count(*) FROM condition").ShouldBe("1");
        (
            await Should.ThrowAsync<MoeUsageException>(() =>
                Sweep.RunAsync(new FakeSweep(), FakeSweep.Tasks(), policies, options with { Shard = new(1, 2) }, Stop)
            )
        ).Message.ShouldContain("parts of a sweep cannot be merged");
    }

    [Fact]
    public async Task What_is_counted_while_computing_is_told_only_of_all_answers()
    {
        RoutingPolicy[] policies = [RoutingPolicy.Trained, new RelativeThreshold(0.5)];
        using var journal = Journal.Open(_folder["a.db"]);
        var tasks = FakeSweep.Tasks();
        var options = _small with { Journal = journal };
        var scorer = new FakeSweep { Counted = 4.5 };
        var few = (await Sweep.RunAsync(scorer, [tasks[0]], policies, options, Stop)).Points[1];
        few.MeasuredExperts.ShouldBe(4.5);
        few.IsUpperBound.ShouldBeFalse();
        var more = (await Sweep.RunAsync(scorer, tasks, policies, options, Stop)).Points[1];
        // The first task's answers were found
        (more.MeasuredExperts, more.DistinctExperts, more.IsUpperBound).ShouldBe((null, null, true));
    }

    [Fact]
    public async Task Shards_merged_are_the_whole()
    {
        using var whole = Journal.Open(_folder["whole.db"]);
        for (var shard = 1; shard <= 3; shard++)
        {
            using var own = Journal.Open(_folder[$"{shard}.db"]);
            var part = await Sweep.RunAsync(
                new FakeSweep(),
                FakeSweep.Tasks(),
                Policies,
                _small with
                {
                    Journal = own,
                    Shard = new(shard, 3),
                },
                Stop
            );
            part.Missing.ShouldBeGreaterThan(0);
            part.Points.ShouldBeEmpty();
        }

        for (var shard = 1; shard <= 3; shard++)
        {
            JournalMerge.Into(whole, _folder[$"{shard}.db"]).Known.ShouldBe(0); // no answer twice
        }

        var scorer = new FakeSweep();
        var sweep = await Sweep.RunAsync(scorer, FakeSweep.Tasks(), Policies, _small with { Journal = whole }, Stop);
        scorer.Calls.ShouldBeEmpty();
        sweep.Points.Count.ShouldBe(Policies.Length);
    }

    [Fact]
    public async Task Two_processes_on_one_store_share_the_work()
    {
        using Journal first = Journal.Open(_folder["a.db"]),
            second = Journal.Open(_folder["a.db"]);
        using var both = new Barrier(2);
        void Meet(int call) // they go on together, call by call, until one has nothing left
        {
            both.SignalAndWait(TimeSpan.FromSeconds(2), Stop);
        }

        FakeSweep a = new() { BeforeCall = Meet },
            b = new() { BeforeCall = Meet };
        var sweeps = await Task.WhenAll(
            Task.Run(() => Sweep.RunAsync(a, FakeSweep.Tasks(), Policies, _small with { Journal = first }, Stop), Stop),
            Task.Run(() => Sweep.RunAsync(b, FakeSweep.Tasks(), Policies, _small with { Journal = second }, Stop), Stop)
        );

        var units = SweepUnit.Cut(FakeSweep.Tasks(), 30).Count;
        (a.Calls.Count + b.Calls.Count).ShouldBeInRange(units, units + 1); // at most the last one twice
        Math.Min(a.Calls.Count, b.Calls.Count).ShouldBeGreaterThan(0); // how evenly depends on the machine's load
        sweeps[0].Points.Select(Items).ShouldBe(sweeps[1].Points.Select(Items));
    }

    [Fact]
    public async Task A_claim_left_by_a_process_that_died_holds_nothing_up()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        using var stop = new CancellationTokenSource();
        var dies = new FakeSweep { BeforeCall = _ => throw new InvalidOperationException("power cut") };
        await Should.ThrowAsync<InvalidOperationException>(() =>
            Sweep.RunAsync(dies, FakeSweep.Tasks(), Policies, _small with { Journal = journal }, stop.Token)
        );
        Sql.Text(_folder["a.db"], "SELECT count(*) FROM claim").ShouldBe("1");

        var sweep = await Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(),
            Policies,
            _small with
            {
                Journal = journal,
            },
            Stop
        );
        sweep.Missing.ShouldBe(0);
        Sql.Text(_folder["a.db"], "SELECT count(*) FROM claim").ShouldBe("0");
    }

    [Fact]
    public async Task Every_point_is_compared_with_the_baseline_and_equal_ones_are_one_comparison()
    {
        var sweep = await Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(items: 200),
            Policies,
            cancellationToken: Stop
        );
        var comparisons = sweep.CompareWith(sweep.Find(RoutingPolicy.Trained));

        comparisons.Select(comparison => comparison.Name).ShouldBe(Policies.Select(policy => policy.ToString()!));
        (comparisons[0].Mean.Difference, comparisons[0].Finding).ShouldBe((0.0, Finding.NonInferior));
        comparisons[4].Mean.ShouldBe(comparisons[0].Mean); // k = 6 is what it was trained with
        comparisons[2].Mean.ShouldBe(comparisons[3].Mean);
        // Two were tried, not five
        comparisons[1].CorrectedP.ShouldBeLessThanOrEqualTo(Math.Min(1, 2 * comparisons[1].Mean.PValue));
        Should.Throw<MoeUsageException>(() => sweep.Find(new TopK(1))).Message.ShouldContain("k=1 is not among");
    }

    [Fact]
    public async Task Nothing_to_sweep_is_an_error() =>
        (
            await Should.ThrowAsync<MoeUsageException>(() =>
                Sweep.RunAsync(new FakeSweep(), [], [], cancellationToken: Stop)
            )
        ).Message.ShouldContain("at least one task and one policy, has 0 and 0");

    private static string Items(SweepPoint point) =>
        string.Join(
            ';',
            point
                .Tasks.SelectMany(task => task.Items)
                .Select(item =>
                    $"{item.Index} {LikelihoodText.Write(item.Choices)} {item.Accuracy} {item.AccuracyNorm}"
                )
        );
}
