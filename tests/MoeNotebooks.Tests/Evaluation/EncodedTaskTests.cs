using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Packing;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Tests.Evaluation;

public sealed class EncodedTaskTests
{
    private static readonly ScoringLimits Limits = new(8, PackedBatch.WidestRow);

    [Fact]
    public void What_cannot_be_scored_is_named_before_the_run_all_at_once()
    {
        var task = Task(new([1], [2]), new([], [2]), new([1, 2], []), new([1], [.. Enumerable.Range(0, 9)]));
        var message = Should.Throw<MoeDataException>(() => EncodedTask.Check([task], Limits)).Message;
        message.ShouldContain(
            "3 problems: (1) mini_rte, rte.jsonl, line 2, choice 1: the question is white space alone"
        );
        message.ShouldContain("(2) mini_rte, rte.jsonl, line 3, choice 1: the choice adds no token to the question");
        message.ShouldContain("(3) mini_rte, rte.jsonl, line 4, choice 1: the choice has 9 tokens, the model takes 8");
        EncodedTask.Check([Task(new LikelihoodRequest([1], [2]))], Limits);
    }

    [Fact]
    public void A_document_too_long_to_compute_is_refused_and_never_overflows()
    {
        var task = Task(new LikelihoodRequest(new int[46_341], [2]));
        Should
            .Throw<MoeDataException>(() => EncodedTask.Check([task], Limits with { MaxLength = 163_840 }))
            .Message.ShouldContain("it has 46341 tokens, 46340 can be computed at once; give a shorter --max-length");
        EncodedTask.Check([task], Limits); // cut to 8
        Should
            .Throw<MoeUsageException>(() => PackedRequests.Pack(task.Requests[0], 163_840, 2048))
            .Message.ShouldContain("46340 can be computed at once");
    }

    [Fact]
    public void A_large_batch_never_has_a_mask_beyond_an_array()
    {
        var requests = Enumerable
            .Range(0, 300)
            .Select(i => new LikelihoodRequest([.. Enumerable.Range(0, 2048).Select(t => (i * 7) + t)], [1]))
            .ToArray();
        var packed = PackedRequests.Pack(requests, 4096, 1 << 20); // 512 rows of 2,048 would be 2^31 places
        packed.BatchCount.ShouldBeGreaterThan(4);
        packed.Batch(0).Mask.Length.ShouldBeLessThanOrEqualTo(1 << 28);
    }

    [Fact]
    public void Cut_items_are_counted_as_lm_eval_cuts_them()
    {
        // Of n + 1 tokens the last is only predicted
        var task = Task(new([.. Enumerable.Range(0, 8)], [9]), new([.. Enumerable.Range(0, 9)], [9]));
        task.CutItems(Limits).ShouldBe([1]);
        task.CutItems(new ScoringLimits(null)).ShouldBeEmpty();
    }

    [Fact]
    public void A_model_tells_what_it_was_not_trained_for()
    {
        var trained = new TrainedFor(6, 0);
        trained.Notices([Task(new LikelihoodRequest([1, 2, 3], [4]))]).ShouldBeEmpty();
        var asked = Task(new LikelihoodRequest([1, 2, 3], [4]), new([.. Enumerable.Range(0, 8)], [9])) with { };
        trained
            .Notices([asked with { Prepared = asked.Prepared with { FewShot = 3 } }])
            .ShouldBe([
                "mini_rte: with 3 examples before each question, trained with 0; 1 of 2 prompts longer than the 6 tokens of a row in training: the model never saw such, its scores say little",
            ]);
    }

    [Theory]
    [InlineData("""{"row_tokens": 128, "examples_before_a_question": 0}""", true)]
    [InlineData("""{"row_tokens": null}""", false)]
    [InlineData("[]", false)]
    public void The_record_is_read_strictly(string text, bool right)
    {
        using var folder = new TemporaryFolder();
        TrainedFor.Read(folder.Path).ShouldBeNull();
        folder.Write(TrainedFor.FileName, text);
        if (right)
        {
            TrainedFor.Read(folder.Path).ShouldBe(new(128, 0));
        }
        else
        {
            Should.Throw<MoeDataException>(() => TrainedFor.Read(folder.Path));
        }
    }

    [Fact]
    public void The_mini_model_has_a_record() =>
        TrainedFor.Read(Path.Combine(Shared.Repository, "data/models/mini-softmax")).ShouldBe(new(128, 0));

    /// <summary>One question per request.</summary>
    private static EncodedTask Task(params LikelihoodRequest[] requests)
    {
        var task = EvaluationTasks.Mini[4];
        var items = requests
            .Select(
                (_, i) =>
                    new EvaluationItem(
                        task.Name,
                        i,
                        new TaskDocument("rte.jsonl", $"line {i + 1}", []),
                        [new("q", " a")],
                        ["a"],
                        0,
                        "0"
                    )
            )
            .ToArray();
        return new(
            new PreparedTask(task, 0, items.Length, items, "digest", []),
            [.. requests.Select(request => new[] { request })],
            []
        );
    }
}
