using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Interchange.LmEval;

namespace MoeNotebooks.Tests.Interchange.LmEval;

public sealed class LmEvalTableTests
{
    private static readonly ItemResult[] Items = [new(0, [], 1, 1), new(1, [], 0, 1), new(2, [], 0, 0)];

    public static IReadOnlyList<TaskResult> Results { get; } =
    [new(EvaluationTasks.ArcChallenge, 0, 120, Items), new(EvaluationTasks.BoolQ, 3, 120, Items[..1])];

    [Fact]
    public void The_table_is_lm_evals() =>
        LmEvalTable
            .Write(Results)
            .ShouldBe(
                """
                |    Tasks    |Version|Filter|n-shot| Metric |   |Value |   |Stderr|
                |-------------|------:|------|-----:|--------|---|-----:|---|-----:|
                |arc_challenge|      1|none  |     0|acc     |↑  |0.3333|±  |0.3333|
                |             |       |none  |     0|acc_norm|↑  |0.6667|±  |0.3333|
                |boolq        |      2|none  |     3|acc     |↑  |1.0000|±  |   N/A|

                """.ReplaceLineEndings("\n")
            );

    [Fact]
    public void A_narrow_table_keeps_what_says_something_of_the_run() =>
        LmEvalTable
            .Write(Results, narrow: true)
            .ShouldBe(
                """
                |    Tasks    |n-shot| Metric |Value |Stderr|
                |-------------|-----:|--------|-----:|-----:|
                |arc_challenge|     0|acc     |0.3333|0.3333|
                |             |     0|acc_norm|0.6667|0.3333|
                |boolq        |     3|acc     |1.0000|   N/A|

                """.ReplaceLineEndings("\n")
            );
}
