using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Interchange.LmEval;

namespace MoeNotebooks.Tests.Interchange.LmEval;

public sealed class LmEvalTableTests
{
    [Fact]
    public void The_table_is_lm_evals()
    {
        ItemResult[] items = [new(0, [], 1, 1), new(1, [], 0, 1), new(2, [], 0, 0)];
        TaskResult[] results =
        [
            new(EvaluationTasks.ArcChallenge, 0, 120, items),
            new(EvaluationTasks.BoolQ, 3, 120, items[..1]),
        ];
        LmEvalTable.Write(results).ShouldBe(
            """
            |    Tasks    |Version|Filter|n-shot| Metric |   |Value |   |Stderr|
            |-------------|------:|------|-----:|--------|---|-----:|---|-----:|
            |arc_challenge|      1|none  |     0|acc     |↑  |0.3333|±  |0.3333|
            |             |       |none  |     0|acc_norm|↑  |0.6667|±  |0.3333|
            |boolq        |      2|none  |     3|acc     |↑  |1.0000|±  |   N/A|

            """.ReplaceLineEndings("\n"));
    }
}
