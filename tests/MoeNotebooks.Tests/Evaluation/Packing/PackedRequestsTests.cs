using CsCheck;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Packing;

namespace MoeNotebooks.Tests.Evaluation.Packing;

public sealed class PackedRequestsTests
{
    private static readonly Gen<int[]> Ids = Gen.Int[1, 3].Array[1, 12]; // few ids, so that much is shared

    [Fact]
    public void Every_request_finds_its_own_tokens_positions_and_predictions()
    {
        var requests = Gen.Select(Ids, Ids).Select(pair => new LikelihoodRequest(pair.Item1, pair.Item2)).List[1, 30];
        Gen.Select(requests, Gen.Int[12, 30], Gen.Int[1, 80])
            .Sample(
                (list, maxLength, tokens) =>
                {
                    var packed = PackedRequests.Pack(list, maxLength, tokens);
                    var answers = Enumerable
                        .Range(0, packed.BatchCount)
                        .Select(b => Answers(packed.Batch(b), tokens))
                        .ToArray();
                    packed.Unpack(answers).ShouldBe(list.Select(request => Expected(request, maxLength)));
                },
                iter: 500
            );
    }

    [Fact]
    public void What_choices_share_is_computed_once_and_identical_requests_too()
    {
        int[] question = [1, 2, 3, 4, 5, 6];
        LikelihoodRequest[] requests =
        [
            new(question, [7, 8, 9]),
            new(question, [7, 8, 10]),
            new(question, [11]),
            new(question, [7, 8, 9]),
        ];
        var packed = PackedRequests.Pack(requests, 100, 100);
        packed.DistinctCount.ShouldBe(3);
        packed.TokenCount.ShouldBe(8); // the question, then 7 8: last tokens are predicted, never read
        packed.BatchCount.ShouldBe(1);
        packed.RequestsIn(0).ShouldBe(3);
    }

    [Fact]
    public void Batches_are_bounded_by_tokens_and_a_longer_row_stands_alone()
    {
        var requests = Enumerable
            .Range(0, 20)
            .Select(i => new LikelihoodRequest([.. Enumerable.Range(100 * i, i < 19 ? 10 : 50)], [1]))
            .ToArray();
        var packed = PackedRequests.Pack(requests, 100, 30);
        packed.BatchCount.ShouldBe(1 + 7);
        packed.Batch(0).Width.ShouldBe(50);
        Enumerable.Range(1, 7).ShouldAllBe(b => packed.Batch(b).Rows * packed.Batch(b).Width <= 30);
    }

    [Fact]
    public void A_context_too_long_is_cut_from_the_left()
    {
        var batch = PackedRequests.Pack([new([1, 2, 3, 4, 5], [6, 7])], 4, 100).Batch(0);
        batch.Tokens.ShouldBe([3, 4, 5, 6]);
        batch.PredictionTargets.ShouldBe([6, 7]);
    }

    [Fact]
    public void Requests_that_cannot_be_scored_are_refused()
    {
        Should
            .Throw<MoeUsageException>(() => PackedRequests.Pack([new([], [1])], 4, 100))
            .Message.ShouldContain("0 tokens of context");
        Should
            .Throw<MoeUsageException>(() => PackedRequests.Pack([new([1], [])], 4, 100))
            .Message.ShouldContain("0 to score");
        Should
            .Throw<MoeUsageException>(() => PackedRequests.Pack([new([1], [1, 2, 3, 4, 5])], 4, 100))
            .Message.ShouldContain("scores 5 tokens, the model takes 4");
    }

    // A stand-in for a model: what it says about a token depends on every token before it, their positions, and the
    // token predicted.
    private static LikelihoodResult[] Answers(PackedBatch batch, int tokens)
    {
        (batch.Rows == 1 || batch.Rows * batch.Width <= tokens).ShouldBeTrue();
        batch.Wanted.Distinct().Count().ShouldBe(batch.Wanted.Length);
        var next = 0;
        return
        [
            .. batch.Sequences.Select(sequence =>
            {
                double sum = 0;
                for (var i = 0; i < sequence.Count; i++, next++)
                {
                    sum += Say(
                        Seen(batch, batch.Wanted[batch.PredictionRows[next]]),
                        (int)batch.PredictionTargets[next]
                    );
                }

                return new LikelihoodResult(sum, false);
            }),
        ];
    }

    private static int[] Seen(PackedBatch batch, long place)
    {
        var row = (int)(place / batch.Width);
        var seen = Enumerable.Range(0, batch.Width).Where(key => batch.Mask[(place * batch.Width) + key]).ToArray();
        seen.Select(key => batch.Positions[(row * batch.Width) + key])
            .ShouldBe(Enumerable.Range(0, seen.Length).Select(i => (long)i));
        return [.. seen.Select(key => (int)batch.Tokens[(row * batch.Width) + key])];
    }

    private static LikelihoodResult Expected(LikelihoodRequest request, int maxLength)
    {
        int[] whole = [.. request.Context, .. request.Continuation];
        var start = Math.Max(0, whole.Length - maxLength - 1);
        double sum = 0;
        for (var i = request.Context.Length; i < whole.Length; i++)
        {
            sum += Say(whole[start..i], whole[i]);
        }

        return new(sum, false);
    }

    private static double Say(int[] seen, int target) =>
        -(seen.Aggregate(17L, (hash, id) => ((hash * 31) + id) % 1_000_003) + target);
}
