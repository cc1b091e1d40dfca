using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Interchange.Import;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

[References]
public sealed class StoredCurvesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Imported_runs_are_a_curve_that_says_so()
    {
        using (var journal = Journal.Open(_folder["a.db"]))
        {
            Import(journal, "zero-shot", [6]);
            Import(journal, "zero-shot-2-experts", [2]);
            Import(journal, "3-shot", [6]); // other questions: no point of that curve
            Import(journal, "3-shot", null);
        }

        var curve = StoredCurves.Of(_folder["a.db"]).ShouldHaveSingleItem();
        (curve.Name, curve.Trained).ShouldBe(("tiny (imported, lm-eval 0.4.13)", 6));
        curve.Points.Select(point => point.MeanExperts).ShouldBe([6.0, 2.0], ignoreOrder: true);
        curve.Baseline.ShouldBe(curve.Points.Single(point => point.MeanExperts == 6).Accuracy);
        curve.Baseline.ShouldBe(100 * (0.175 + 0.2333333333333333 + 0.3916666666666667 + 0.15 + 0.4833333333333333 + 0.4916666666666667) / 6, 1e-9);
    }

    [Fact]
    public void No_store_is_no_curve_and_a_missing_one_an_error()
    {
        StoredCurves.Of("").ShouldBeEmpty();
        Should.Throw<MoeMissingException>(() => StoredCurves.Of(_folder["none.db"]));
        File.Exists(_folder["none.db"]).ShouldBeFalse();
    }

    private static void Import(Journal journal, string run, int[]? experts)
    {
        foreach (var task in LmEvalImport.Read(Shared.Folder("golden/lm-eval/" + run), "tiny", experts))
        {
            journal.Add(task.Entries);
        }
    }
}
