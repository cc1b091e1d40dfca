using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Interchange.Import;

namespace MoeNotebooks.Tests.Interchange.Import;

[References]
public sealed class LmEvalImportTests : IDisposable
{
    private const string Date = "2026-11-25T04-11-57.140481";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("zero-shot", 6 * 120)]
    [InlineData("zero-shot-2-experts", 6 * 120)]
    [InlineData("3-shot", 6 * 40)]
    public void A_real_run_becomes_points_with_its_own_numbers(string run, int items)
    {
        var folder = Shared.Folder("golden/lm-eval/" + run);
        var results = JsonNode.Parse(File.ReadAllText(Directory.GetFiles(folder, "results_*.json")[0]))!["results"]!;
        using var journal = Journal.Open(_folder["a.db"]);
        foreach (var task in LmEvalImport.Read(folder, "tiny"))
        {
            journal.Add(task.Entries).ShouldBe(task.Entries.Count);
            journal.Add(task.Entries).ShouldBe(0);
        }

        var tasks = journal.Tasks();
        tasks.Select(task => task.Run.Conditions.Key).Distinct().Count().ShouldBe(1); // one point
        (tasks[0].Run.Imported, tasks[0].Run.ModelName, tasks[0].Run.Conditions.Engine).ShouldBe(
            (true, "tiny", "lm-eval 0.4.13")
        );
        tasks.Sum(task => task.Items).ShouldBe(items);
        foreach (var task in tasks)
        {
            task.Accuracy!.Value.ShouldBe(results[task.Task]!["acc,none"]!.GetValue<double>(), 1e-15);
            task.Accuracy.StandardError!.Value.ShouldBe(
                results[task.Task]!["acc_stderr,none"]!.GetValue<double>(),
                1e-15
            );
            (task.AccuracyNorm?.Value).ShouldBe(results[task.Task]!["acc_norm,none"]?.GetValue<double>());
        }
    }

    [Fact]
    public void Runs_that_differ_in_the_models_arguments_or_shots_stay_apart()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        foreach (
            var task in new[] { "zero-shot", "zero-shot-2-experts", "3-shot" }.SelectMany(run =>
                LmEvalImport.Read(Shared.Folder("golden/lm-eval/" + run))
            )
        )
        {
            journal.Add(task.Entries);
        }

        journal.Tasks().Select(task => task.Run.Conditions.Key).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Experts_that_the_user_names_are_kept()
    {
        Write(Line(0));
        var entry = LmEvalImport.Read(_folder.Path, experts: [2]).ShouldHaveSingleItem().Entries.ShouldHaveSingleItem();

        entry.Run.Conditions.Experts.ShouldBe([2]);
        entry.Run.ModelName.ShouldBe("m");
    }

    [Fact]
    public void A_torn_last_line_is_left_out_and_said()
    {
        Write(Line(0) + "\n" + Line(1)[..40]);

        var task = LmEvalImport.Read(_folder.Path).ShouldHaveSingleItem();
        task.Entries.Count.ShouldBe(1);
        task.Notices.ShouldHaveSingleItem().ShouldEndWith("line 2: the last line is cut off and was left out");
    }

    [Theory]
    [InlineData("{\"doc_id\": 0", "line 1: is not valid JSON")] // torn in the middle
    [InlineData("[]", "line 1: is not an item of a multiple-choice task")]
    [InlineData("{\"doc_id\": 0}", "line 1: is not an item of a multiple-choice task")]
    [InlineData("null", "line 1: is not an item of a multiple-choice task")]
    public void A_wrong_line_is_named(string line, string problem)
    {
        Write(line + "\n" + Line(1));

        Should.Throw<MoeDataException>(() => LmEvalImport.Read(_folder.Path)).Message.ShouldContain(problem);
    }

    [Fact]
    public void A_document_twice_is_one_if_equal_and_else_an_error()
    {
        Write(Line(0) + "\n" + Line(0));
        LmEvalImport.Read(_folder.Path).ShouldHaveSingleItem().Entries.Count.ShouldBe(1);
        Write(Line(0) + "\n" + Line(0).Replace("-1.5", "-7.5", StringComparison.Ordinal));

        Should
            .Throw<MoeDataException>(() => LmEvalImport.Read(_folder.Path))
            .Message.ShouldContain("line 2: repeats document 0 with another answer");
    }

    [Fact]
    public void Samples_of_another_run_are_refused()
    {
        Write(Line(0), accuracy: "0.25");

        Should
            .Throw<MoeDataException>(() => LmEvalImport.Read(_folder.Path))
            .Message.ShouldContain("comes to 1 over 1 items");
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Should
            .Throw<MoeMissingException>(() => LmEvalImport.Read(_folder["nowhere"]))
            .Message.ShouldContain("there is no such folder");
        Should
            .Throw<MoeMissingException>(() => LmEvalImport.Read(_folder.Path))
            .Message.ShouldContain("holds no results_*.json");
        Write(Line(0));
        File.Delete(_folder[$"run/samples_rte_{Date}.jsonl"]);
        Should
            .Throw<MoeMissingException>(() => LmEvalImport.Read(_folder.Path))
            .Message.ShouldContain("Run lm-eval with --log_samples");
    }

    [Theory]
    [InlineData("{", "line 1: is not valid JSON")]
    [InlineData("{}", "results: is missing")]
    [InlineData("{\"results\": []}", "results: is not an object")]
    public void A_wrong_results_file_is_named(string text, string problem)
    {
        _folder.Write($"results_{Date}.json", text);

        Should.Throw<MoeDataException>(() => LmEvalImport.Read(_folder.Path)).Message.ShouldContain(problem);
    }

    [Fact]
    public void Names_from_before_lm_eval_0_4_are_read_with_their_standard_errors()
    {
        Write(Line(0) + "\n" + Line(1) + "\n" + Line(2, "0.0"), accuracy: "0.6666666666666666", name: "acc");
        var task = LmEvalImport.Read(_folder.Path).ShouldHaveSingleItem();
        task.Accuracy.Value.ShouldBe(2 / 3.0, 1e-15);
        task.Accuracy.StandardError!.Value.ShouldBe(1 / 3.0, 1e-15);
    }

    [Fact]
    public void A_group_is_left_out_and_said()
    {
        Write(
            Line(0),
            more: """, "mygroup": {"alias": "mygroup", "acc,none": 0.5}""",
            tail: """ "group_subtasks": {"mygroup": ["rte"], "rte": []},"""
        );
        var task = LmEvalImport.Read(_folder.Path).ShouldHaveSingleItem();
        task.Task.ShouldBe("rte");
        task.Notices.ShouldHaveSingleItem()
            .ShouldEndWith("mygroup: 1 row of a group, left out: its tasks are imported");
    }

    [Fact]
    public void A_run_without_a_task_is_an_error()
    {
        Write(Line(0), name: "perplexity");
        Should
            .Throw<MoeDataException>(() => LmEvalImport.Read(_folder.Path))
            .Message.ShouldContain("hold no task with an accuracy");
    }

    [Fact]
    public void Pythons_bare_words_are_read_at_their_places()
    {
        var broken = Line(1, "NaN").Replace("\"-1.5\"", "\"nan\"", StringComparison.Ordinal);
        Write(
            Line(0).Replace("\"-2.5\"", "\"-inf\"", StringComparison.Ordinal) + "\n" + broken,
            more: """, "x": {"score": -Infinity, "s\"NaN": NaN}""",
            tail: """ "a": Infinity, "b": "a NaN \\\" NaN",""",
            error: "NaN"
        );
        var task = LmEvalImport.Read(_folder.Path).ShouldHaveSingleItem();
        task.Accuracy.ShouldBe(new("acc", 1, null));
        task.Entries[0].Answer.Choices[1].LogLikelihood.ShouldBe(double.NegativeInfinity);
        task.Entries[1].Answer.Failure.ShouldBe("the score is not a number");
        task.Notices.ShouldContain(notice =>
            notice.Contains("acc_stderr,none: not a number; computed from the samples instead")
        );
        task.Notices.ShouldContain(notice =>
            notice.EndsWith("1 item whose score is not a number, kept out of the mean")
        );
        using var journal = Journal.Open(_folder["a.db"]);
        journal.Add(task.Entries).ShouldBe(2);
        var stored = journal.Tasks().ShouldHaveSingleItem();
        (stored.Items, stored.Failures, stored.Accuracy!.Value).ShouldBe((1, 1, 1.0));
    }

    [Theory]
    [InlineData("before-0.4", "")]
    [InlineData("control", "")]
    [InlineData("group-row", "mygroup: 1 row of a group")]
    [InlineData("nan-stderr", "acc_stderr,none: not a number")]
    public void Files_met_elsewhere_are_imported(string name, string notice)
    {
        var task = LmEvalImport.Read(Shared.Folder("cases/import-" + name)).ShouldHaveSingleItem();
        (task.Task, task.Accuracy).ShouldBe(("rte", new("acc", 1, 0)));
        string.Join(' ', task.Notices).ShouldContain(notice);
    }

    private static string Line(int index, string right = "1.0") =>
        $$"""{"doc_id": {{index}}, "filtered_resps": [["-1.5", "True"], ["-2.5", "False"]], "acc": {{right}}, "doc_hash": "d", "prompt_hash": "p", "target_hash": "t"}""";

    private void Write(
        string samples,
        string accuracy = "1.0",
        string name = "acc,none",
        string more = "",
        string tail = "",
        string error = "0.0"
    )
    {
        var errorName = name.Contains(',') ? name.Replace(",", "_stderr,", StringComparison.Ordinal) : name + "_stderr";
        _folder.Write(
            $"run/results_{Date}.json",
            $$"""
            {"results": {"rte": {"alias": "rte", "{{name}}": {{accuracy}}, "{{errorName}}": {{error}} }{{more}} },{{tail}}
             "n-shot": {"rte": 0}, "config": {"model_args": "x"}, "model_name": "m"}
            """
        );
        _folder.Write($"run/samples_rte_{Date}.jsonl", samples);
    }
}
