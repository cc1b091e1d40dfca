using CsCheck;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Tests.Evaluation.Journals;

public sealed class ItemDigestTests
{
    private static readonly Gen<LikelihoodRequest> Request = Gen.Select(
            Gen.Int[0, 3].Array[1, 3],
            Gen.Int[0, 3].Array[1, 3]
        )
        .Select(pair => new LikelihoodRequest(pair.Item1, pair.Item2));

    [Fact]
    public void Only_equal_questions_share_a_digest() =>
        Gen.Select(Request.Array[1, 3], Gen.Int[0, 1], Gen.Int[1, 2].Array[1, 3])
            .Array[2]
            .Sample(pair =>
            {
                var same =
                    pair[0].Item1.SequenceEqual(pair[1].Item1)
                    && pair[0].Item2 == pair[1].Item2
                    && pair[0].Item3.SequenceEqual(pair[1].Item3);
                (Digest(pair[0]) == Digest(pair[1])).ShouldBe(same);
            });

    [Fact]
    public void Where_context_ends_matters() =>
        ItemDigest.Of([new([1, 2], [3])], 0, [1]).ShouldNotBe(ItemDigest.Of([new([1], [2, 3])], 0, [1]));

    [Fact]
    public void The_digest_stays_what_it_is() => // stores of other days depend on it
        ItemDigest
            .Of([new([1, 2], [3]), new([1, 2], [4, 5])], 1, [3, 7])
            .ShouldBe("6adb28dbaa78e74939ee60f09083db7021bc5c76f055bb031cdd353b2ef601cc");

    private static string Digest((LikelihoodRequest[] Requests, int Gold, int[] Lengths) question) =>
        ItemDigest.Of(question.Requests, question.Gold, question.Lengths);
}
