using Microsoft.Extensions.Time.Testing;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Tests.Evaluation.Journals;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal static ScoringConditions Conditions { get; } =
        new()
        {
            Engine = "moe",
            Model = "abc",
            Tokenizer = "def",
            DType = "f32",
            BosRule = "auto",
            Device = "cpu",
            Experts = [6, 4, 2],
        };

    internal static JournalRun Run { get; } = new(Conditions, "mini");

    internal static JournalEntry Entry(
        string item,
        double likelihood = -1,
        string task = "rte",
        JournalRun? run = null
    ) => new(run ?? Run, task, new(item, 0, [new(likelihood, true), new(-9, false)], 1));

    [Fact]
    public void What_is_written_is_read_by_the_next_process()
    {
        var answer = new StoredAnswer("i", 7, [new(-0.1, true), new(double.NegativeInfinity, false)], 1, 0);
        using (var journal = Journal.Open(_folder["a.db"]))
        {
            journal.Add([new(Run, "rte", answer)]).ShouldBe(1);
        }

        using var again = Journal.Open(_folder["a.db"]);
        var read = again.Read(Conditions, "rte").ShouldHaveSingleItem().Value;
        read.Choices.ShouldBe(answer.Choices);
        (read with { Choices = answer.Choices }).ShouldBe(answer);
        again.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void Another_model_policy_task_or_item_is_a_miss()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        journal.Add([Entry("i")]);

        journal.Read(Conditions with { Model = "abd" }, "rte").ShouldBeEmpty();
        journal.Read(Conditions with { Experts = [6, 4, 4] }, "rte").ShouldBeEmpty();
        journal.Read(Conditions, "boolq").ShouldBeEmpty();
        journal.Read(Conditions, "rte").ShouldNotContainKey("j");
    }

    [Fact]
    public void A_failure_is_counted_apart_and_gives_way_to_an_answer_but_never_the_reverse()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        var failed = new StoredAnswer("i", 0, [], null, null, "HTTP 500");
        journal.Add([new(Run, "rte", failed), Entry("j")]).ShouldBe(2);

        var before = journal.Tasks().ShouldHaveSingleItem();
        (before.Items, before.Failures, before.Accuracy!.Value).ShouldBe((1, 1, 1.0));
        journal.Add([Entry("i"), new(Run, "rte", failed with { Item = "j" })]).ShouldBe(1);
        var after = journal.Tasks().ShouldHaveSingleItem();
        (after.Items, after.Failures).ShouldBe((2, 0));
    }

    [Fact]
    public void An_empty_failure_text_is_still_a_failure()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        journal.Add([new(Run, "rte", new StoredAnswer("i", 0, [], null, null, string.Empty))]);

        journal.Read(Conditions, "rte")["i"].Succeeded.ShouldBeFalse();
        journal.Tasks().ShouldHaveSingleItem().Accuracy.ShouldBeNull();
    }

    [Fact]
    public void The_same_answer_twice_is_one_and_a_contradiction_is_refused()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        journal.Add([Entry("i", -1.0)]).ShouldBe(1);
        journal.Add([Entry("i", -1.0001)]).ShouldBe(0); // rounding of another batch
        journal.Read(Conditions, "rte")["i"].Choices[0].LogLikelihood.ShouldBe(-1.0);

        var error = Should.Throw<MoeDataException>(() => journal.Add([Entry("new"), Entry("i", -3)]));
        error.Message.ShouldContain("rte, item 0: holds the answer [[-1,1],[-9,0]] and is given [[-3,1],[-9,0]]");
        journal.Read(Conditions, "rte").ShouldNotContainKey("new"); // all or none
    }

    [Fact]
    public void Means_and_standard_errors_come_from_the_rows()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        journal.Add([
            .. Enumerable
                .Range(0, 120)
                .Select(i => new JournalEntry(
                    Run,
                    "arc_easy",
                    new($"i{i}", i, [new(-1, false)], i < 21 ? 1 : 0, i < 26 ? 1 : 0)
                )),
        ]);

        var task = journal.Tasks().ShouldHaveSingleItem();
        (task.Accuracy!.Name, task.Accuracy.Value, task.AccuracyNorm!.Name).ShouldBe(("acc", 0.175, "acc_norm"));
        task.Accuracy.StandardError!.Value.ShouldBe(0.03483152730096182, 1e-15);
        task.AccuracyNorm.StandardError!.Value.ShouldBe(0.03776555522604267, 1e-15);
        task.Run.Conditions.Key.ShouldBe(Conditions.Key);
    }

    [Fact]
    public void Times_are_UTC_whatever_the_clock_does()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 29, 2, 30, 0, TimeSpan.FromHours(2)));
        using (var journal = Journal.Open(_folder["a.db"], new JournalOptions { Time = time }))
        {
            journal.Add([Entry("i")]);
        }

        Sql.Text(_folder["a.db"], "SELECT first_utc FROM condition").ShouldBe("2026-03-29T00:30:00.0000000Z");
    }

    [Fact]
    public void Two_processes_write_one_store_at_the_same_time()
    {
        using var first = Journal.Open(_folder["a.db"]);
        using var second = Journal.Open(_folder["a.db"]);

        Parallel.For(0, 40, i => (i % 2 == 0 ? first : second).Add([Entry($"i{i / 2}"), Entry($"own{i}")]));

        first.Read(Conditions, "rte").Count.ShouldBe(60);
        second.Read(Conditions, "rte").Count.ShouldBe(60);
    }

    [Fact]
    public void A_row_that_someone_broke_is_named()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        journal.Add([Entry("i")]);
        Sql.Run(_folder["a.db"], "UPDATE answer SET choices = 'oops'");

        Should
            .Throw<MoeDataException>(() => journal.Read(Conditions, "rte"))
            .Message.ShouldContain("rte, item i: is not an answer");
    }
}
