using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Tests.Evaluation.Journals;

public sealed class JournalMergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_halves_make_a_whole_and_merging_twice_changes_nothing()
    {
        var run = JournalTests.Run with
        {
            ModelName = "imported",
            Imported = true,
            Conditions = JournalTests.Conditions with { Engine = "lm-eval" },
        };
        Store("1.db", JournalTests.Entry("a"), JournalTests.Entry("b", task: "boolq"));
        Store("2.db", JournalTests.Entry("b", task: "boolq"), JournalTests.Entry("c", run: run));
        using var whole = Journal.Open(_folder["whole.db"]);

        JournalMerge.Into(whole, _folder["1.db"]).ShouldBe((2, 0));
        JournalMerge.Into(whole, _folder["2.db"]).ShouldBe((1, 1));
        JournalMerge.Into(whole, _folder["2.db"]).ShouldBe((0, 2));
        whole.Tasks().Count.ShouldBe(3);
        whole.Tasks().ShouldContain(task => task.Run.Imported && task.Run.ModelName == "imported");
    }

    [Fact]
    public void Stores_that_contradict_each_other_are_refused()
    {
        Store("1.db", JournalTests.Entry("a", -1));
        Store("2.db", JournalTests.Entry("a", -2));
        using var whole = Journal.Open(_folder["1.db"]);

        Should
            .Throw<MoeDataException>(() => JournalMerge.Into(whole, _folder["2.db"]))
            .Message.ShouldContain("under one key");
    }

    [Fact]
    public void A_source_is_only_read()
    {
        _folder.Write("bad.db", "no database");
        using var whole = Journal.Open(_folder["whole.db"]);

        Should
            .Throw<MoeDataException>(() => JournalMerge.Into(whole, _folder["bad.db"]))
            .Message.ShouldContain("the file is not a database");
        Should.Throw<MoeMissingException>(() => JournalMerge.Into(whole, _folder["none.db"]));
        File.ReadAllText(_folder["bad.db"]).ShouldBe("no database");
    }

    private void Store(string name, params JournalEntry[] entries)
    {
        using var journal = Journal.Open(_folder[name]);
        journal.Add(entries);
    }
}
