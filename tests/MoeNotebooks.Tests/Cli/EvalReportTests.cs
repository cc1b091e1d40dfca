using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Interchange.LmEval;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Interchange.LmEval;

namespace MoeNotebooks.Tests.Cli;

/// <summary>What an evaluation prints, whole.</summary>
public sealed class EvalReportTests
{
    [Fact]
    public void Tasks_are_a_table_a_mean_and_what_was_left_out()
    {
        TaskResult[] results =
        [
            new(EvaluationTasks.ArcChallenge, 0, 120, [new(0, [], 1, 1), new(1, [], 0, 1), new(2, [], double.NaN, 0)]),
            new(EvaluationTasks.BoolQ, 3, 120, [new(0, [], 1, 1)]),
        ];
        Printed(Runs.Some(), results, null)
            .ShouldBe(
                $"""
                org/tiny:1, {new TopK(2)}: 2 active experts, float32, cpu; BOS: added by the post-processor
                {LmEvalTable.Write(results)}mean acc of 2 tasks: 0.7500
                arc_challenge: 1 item whose score is not a number, kept out of the mean
                34.5 s

                """.ReplaceLineEndings("\n")
            );
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(68, false)]
    [InlineData(67, true)]
    public void A_table_wider_than_the_terminal_has_fewer_columns_and_says_so(int? width, bool narrow)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        EvalReport.PrintTable(writer, LmEvalTableTests.Results, width);
        writer
            .ToString()
            .ShouldBe(
                LmEvalTable.Write(LmEvalTableTests.Results, narrow)
                    + (narrow ? "versions and filters: 69 columns or --json\n" : string.Empty)
            );
    }

    [Fact]
    public void A_text_is_its_perplexity_and_how_far_from_the_full_model_it_is()
    {
        var run = Runs.Some() with
        {
            Policy = new Allocation(2, 1, 3, 1),
            ActiveExperts = [2, 3],
            MeasuredExperts = 2.25,
            Mask = new(new Dictionary<int, IReadOnlyList<int>> { [1] = [0, 1], [2] = [0, 2, 3] }),
        };
        Printed(run, [], new TextResult(1000, 4, new("nll", Math.Log(8), 0.01), new("kl", 0.125, null)))
            .ShouldBe(
                $"""
                org/tiny:1, {run.Policy}: active experts 2 3, 2.25 per token on average; pruned to 2 or 3 experts per layer, float32, cpu; BOS: added by the post-processor
                perplexity 8.0000 ± 0.0800 over 1000 tokens in 4 windows
                KL from the full model 0.1250 nats per token
                34.5 s

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void Synthetic_tasks_are_said_to_be_so() =>
        Printed(Runs.Some(), [new(EvaluationTasks.Mini[0], 0, 120, [new(0, [], 1, 1)])], null)
            .ShouldContain("mini_* tasks are synthetic");

    private static string Printed(RunDescription run, TaskResult[] results, TextResult? text)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        EvalReport.Print(writer, run, [], results, text);
        return writer.ToString();
    }
}
