using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Evaluation.Journals;

public sealed class ScoringConditionsTests
{
    private static readonly ScoringConditions Plain = JournalTests.Conditions;

    [Fact]
    public void The_key_is_one_canonical_line() =>
        Plain.Key.ShouldBe(
            """{"engine":"moe","scoringVersion":1,"model":"abc","tokenizer":"def","dType":"f32","bosRule":"auto","experts":[6,4,2],"""
                + "\"weights\":\"architectureDefault\",\"pruning\":null,\"fewShot\":0,\"maxLength\":null,\"device\":\"cpu\",\"expertBackend\":null}"
        );

    [Fact]
    public void Every_part_changes_the_key()
    {
        ScoringConditions[] others =
        [
            Plain with
            {
                Engine = "openai",
            },
            Plain with
            {
                ScoringVersion = 2,
            },
            Plain with
            {
                Model = "x",
            },
            Plain with
            {
                Tokenizer = "x",
            },
            Plain with
            {
                DType = "bf16",
            },
            Plain with
            {
                BosRule = "never",
            },
            Plain with
            {
                Experts = [6, 4, 1],
            },
            Plain with
            {
                Experts = null,
            },
            Plain with
            {
                Weights = SkippedWeights.Renormalise,
            },
            Plain with
            {
                Pruning = "{}",
            },
            Plain with
            {
                FewShot = 3,
            },
            Plain with
            {
                Adaptive = "threshold 0.1",
            },
            Plain with
            {
                Adaptive = "threshold 0.2",
            },
            Plain with
            {
                MaxLength = 512,
            },
            Plain with
            {
                Device = "cuda",
            },
            Plain with
            {
                ExpertBackend = "grouped",
            },
            Plain with
            {
                Model = "ab",
                Tokenizer = "cdef",
            },
            Plain with
            {
                Model = "abc\",\"tokenizer\":\"def",
            },
        ];

        others.Select(other => other.Key).Append(Plain.Key).Distinct().Count().ShouldBe(others.Length + 1);
        // A new part needs a line above; DependsOnBatch follows from Adaptive
        typeof(ScoringConditions).GetProperties().Length.ShouldBe(16);
    }

    [Fact]
    public void The_key_can_be_read_back()
    {
        var adaptive = Plain.Under(new RelativeThreshold(0.5), 3, 6);
        ScoringConditions.Parse(Plain.Key).Key.ShouldBe(Plain.Key);
        ScoringConditions.Parse(adaptive.Key).Key.ShouldBe(adaptive.Key);
    }

    [Fact]
    public void Policies_that_come_to_the_same_share_a_key_and_adaptive_ones_do_not()
    {
        string Key(RoutingPolicy policy) => Plain.Under(policy, 3, 6).Key;
        Key(new TopK(6)).ShouldBe(Key(RoutingPolicy.Trained));
        Key(new TopK(2)).ShouldBe(Key(new Allocation(2, 2, 2, 1)));
        RoutingPolicy[] different =
        [
            RoutingPolicy.Trained,
            new TopK(2),
            new TopK(2) { Weights = SkippedWeights.Keep },
            new RelativeThreshold(0.5),
            new RelativeThreshold(0.5, 2),
            new RelativeThreshold(0.4),
            new CumulativeMass(0.5),
            new CumulativeMass(0.5, 6),
            new CumulativeMass(0.5) { Weights = SkippedWeights.Renormalise },
        ];
        different.Select(Key).ShouldBeUnique();
    }
}
