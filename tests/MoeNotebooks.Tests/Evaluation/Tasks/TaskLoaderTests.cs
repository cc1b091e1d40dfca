using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Hub;

namespace MoeNotebooks.Tests.Evaluation.Tasks;

[References]
public sealed class TaskLoaderTests : IDisposable
{
    private const string Line =
        """{"id": "a", "question": "q", "choices": {"text": ["x", "y"], "label": ["A", "B"]}, "answerKey": "B"}"""
        + "\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("zero-shot")]
    [InlineData("3-shot")]
    public async Task Every_prompt_and_target_is_lm_evals(string run)
    {
        Shared.NeedPublishedTexts();
        var golden = new LmEvalGolden(run);
        var loader = new TaskLoader(new DataFolder(LmEvalGolden.Data));
        foreach (var task in EvaluationTasks.Published)
        {
            var prepared = await loader.LoadAsync(
                task,
                golden.FewShot,
                golden.Limit,
                TestContext.Current.CancellationToken
            );
            var samples = golden.Samples(task.Name);
            prepared.OriginalCount.ShouldBe(120);
            prepared.Items.Count.ShouldBe(samples.Length);
            foreach (var (item, sample) in prepared.Items.Zip(samples))
            {
                item.Index.ShouldBe(sample.GetProperty("doc_id").GetInt32());
                item.Target.ShouldBe(sample.GetProperty("target").GetString());
                item.Requests.ShouldBe(
                    sample
                        .GetProperty("arguments")
                        .EnumerateObject()
                        .Select(argument => new PromptPair(
                            argument.Value.GetProperty("arg_0").GetString()!,
                            argument.Value.GetProperty("arg_1").GetString()!
                        ))
                );
            }
        }
    }

    [Theory]
    [InlineData("arc_easy/test.jsonl")]
    [InlineData("arc_easy.jsonl")]
    [InlineData("ARC-Easy/test-00000-of-00001.parquet")]
    [InlineData("ai2_arc/ARC-Easy/test-00000-of-00001.parquet")]
    [InlineData("allenai/ai2_arc/ARC-Easy/test-00000-of-00001.parquet")]
    [InlineData("arc_easy/test.parquet")]
    public async Task Every_layout_is_found(string file)
    {
        _folder.Write(
            file,
            file.EndsWith("jsonl", StringComparison.Ordinal)
                ? System.Text.Encoding.UTF8.GetBytes(Line)
                : await Datasets.ParquetSamples.ArcAsync(1)
        );
        var prepared = await LoadAsync();
        prepared.Items.Count.ShouldBe(1);
        prepared.Files.ShouldBe([_folder[file]]);
        prepared.DataDigest.Length.ShouldBe(64);
    }

    [Fact]
    public async Task Shards_are_read_in_order_and_all_of_them_must_be_there()
    {
        _folder.Write("ARC-Easy/test-00000-of-00002.parquet", await Datasets.ParquetSamples.ArcAsync(2));
        (await Should.ThrowAsync<MoeDataException>(() => LoadAsync())).Message.ShouldContain(
            "belongs to 00002 files, 1 of them are here"
        );

        _folder.Write("ARC-Easy/test-00001-of-00002.parquet", await Datasets.ParquetSamples.ArcAsync(1));
        (await Should.ThrowAsync<MoeDataException>(() => LoadAsync())).Message.ShouldContain("ids must differ");
    }

    [Fact]
    public async Task A_task_that_is_nowhere_is_missing_and_says_what_was_looked_for()
    {
        var error = await Should.ThrowAsync<MoeMissingException>(() => LoadAsync());
        error.Message.ShouldContain(
            "holds no arc_easy: looked for arc_easy/test.parquet, arc_easy.jsonl and ARC-Easy/test-00000-of-00001.parquet"
        );
        Should
            .Throw<MoeMissingException>(() => new DataFolder(_folder["none"]))
            .Message.ShouldContain("there is no such folder");
    }

    [Fact]
    public async Task What_the_cache_lacks_comes_from_the_hub_once()
    {
        using var hub = new Hub.FakeHub { Kind = "datasets", Id = "allenai/ai2_arc" };
        foreach (var split in new[] { "train", "test" })
        {
            hub.Files[$"ARC-Easy/{split}-00000-of-00001.parquet"] = await Datasets.ParquetSamples.ArcAsync(
                split == "test" ? 2 : 6
            );
        }

        hub.Files["ARC-Challenge/test-00000-of-00001.parquet"] = [1];
        var loader = new TaskLoader(
            null,
            new HubOptions { Cache = new HubCache(_folder.Path), Endpoint = hub.Address }
        );
        for (var i = 0; i < 2; i++)
        {
            var prepared = await loader.LoadAsync(
                EvaluationTasks.ArcEasy,
                2,
                null,
                TestContext.Current.CancellationToken
            );
            prepared.Items.Count.ShouldBe(2);
            prepared.Items[0].Requests[0].Context.Split("Question:").Length.ShouldBe(4);
            hub.CountOf("GET /datasets/allenai/ai2_arc/resolve/").ShouldBe(2);
        }
    }

    [Theory]
    [InlineData(
        "\"answerKey\": \"B\"",
        "\"answerKey\": \"C\"",
        "line 1, field answerKey: names no choice: 'C' is not among A, B"
    )]
    [InlineData("[\"x\", \"y\"]", "[\"x\", \"\"]", "line 1, field choices.text[1]: is an empty choice")]
    [InlineData("[\"x\", \"y\"]", "[\"x\", \"x\"]", "line 1, field choices.text[1]: repeats choice 0")]
    [InlineData("[\"x\", \"y\"]", "[]", "line 1, field choices.text: has 0 choices, at least 2 are needed")]
    [InlineData("[\"x\", \"y\"]", "[\"x\", \"y\", \"z\"]", "line 1, field choices.label: has 2 labels for 3 choices")]
    [InlineData("[\"x\", \"y\"]", "[\"x\", null]", "line 1, field choices.text[1]: must be a string")]
    [InlineData("{\"text\"", "{\"texts\"", "line 1, field choices.text: is missing")]
    public async Task D69_a_question_without_a_right_answer_is_named(string was, string now, string message)
    {
        var path = _folder.Write("arc_easy.jsonl", Line.Replace(was, now));
        var error = await Should.ThrowAsync<MoeDataException>(() => LoadAsync());
        error.Message.ShouldStartWith(path);
        error.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData(
        "boolq",
        """{"question": "q", "passage": "p", "idx": 0, "label": 2}""",
        "field label: names no choice: 2 is not 0 to 1"
    )]
    [InlineData(
        "boolq",
        """{"question": "q", "passage": "p", "idx": 0, "label": -1}""",
        "field label: names no choice: -1 is not 0 to 1"
    )]
    [InlineData(
        "winogrande",
        """{"sentence": "a _ b", "option1": "x", "option2": "y", "answer": ""}""",
        "field answer: names no choice: '' is not 1 or 2"
    )]
    [InlineData(
        "winogrande",
        """{"sentence": "a b", "option1": "x", "option2": "y", "answer": "1"}""",
        "field sentence: has no gap '_'"
    )]
    [InlineData(
        "winogrande",
        """{"sentence": "a _ ", "option1": "x", "option2": "y", "answer": "1"}""",
        "field sentence: has nothing after the gap '_'"
    )]
    public async Task D69_the_other_forms_check_their_answers_too(string name, string line, string message)
    {
        _folder.Write(name + ".jsonl", line);
        (await Should.ThrowAsync<MoeDataException>(() => LoadAsync(name: name))).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData(-1, null, "--num-fewshot")]
    [InlineData(0, 0, "--limit")]
    public async Task Numbers_out_of_range_are_refused(int fewShot, int? limit, string option) =>
        (await Should.ThrowAsync<MoeUsageException>(() => LoadAsync(fewShot, limit))).Message.ShouldStartWith(option);

    private Task<PreparedTask> LoadAsync(int fewShot = 0, int? limit = null, string name = "arc_easy") =>
        new TaskLoader(new DataFolder(_folder.Path)).LoadAsync(
            EvaluationTasks.Select([name])[0],
            fewShot,
            limit,
            TestContext.Current.CancellationToken
        );
}
