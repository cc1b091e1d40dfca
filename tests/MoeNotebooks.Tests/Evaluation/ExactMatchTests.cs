using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Evaluation;

/// <summary>Answers in the model's own words, against writing each by itself.</summary>
public sealed class ExactMatchTests
{
    [Fact]
    public async Task A_batch_writes_what_each_question_alone_would_and_only_the_right_text_counts()
    {
        using var model = MoeModel.Open("mini-softmax");
        var tasks = await new TaskLoader().LoadAsync(
            [EvaluationTasks.Mini[1], EvaluationTasks.Mini[2]],
            limit: 6,
            cancellationToken: TestContext.Current.CancellationToken
        );
        EncodedTask[] encoded = [.. tasks.Select(task => EncodedTask.From(task, model.Tokenizer))];
        foreach (
            var (task, result) in encoded.Zip(
                ExactMatch.Run(model, encoded, new TopK(2), cancellationToken: TestContext.Current.CancellationToken)
            )
        )
        {
            foreach (var (i, item) in task.Prepared.Items.Index())
            {
                var alone = Generator.Generate(
                    model,
                    item.Requests[0].Context,
                    new GenerationOptions { MaxNewTokens = 12 },
                    new TopK(2),
                    cancellation: TestContext.Current.CancellationToken
                );
                alone.TrimStart().ShouldStartWith(result.Written[i]);
                result.Matches[i].ShouldBe(result.Written[i] == item.Choices[item.Gold] ? 1 : 0);
            }

            result.PairWith(result).Differences.ShouldBeEmpty();
            result.Mean.Value.ShouldBe(result.Matches.Average());
        }
    }

    [Fact]
    public async Task Sentences_with_a_gap_have_no_answer_to_write()
    {
        using var model = MoeModel.Open("mini-softmax");
        var gap = EvaluationTasks.Mini.Single(task => !ExactMatch.Applies(task));
        var task = await new TaskLoader().LoadAsync(gap, 0, 2, TestContext.Current.CancellationToken);
        Should
            .Throw<MoeUsageException>(() => ExactMatch.Run(model, [EncodedTask.From(task, model.Tokenizer)]))
            .Message.ShouldContain("no answer can be written");
    }
}
