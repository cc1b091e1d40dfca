using System.Text.Json.Nodes;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Tests.Evaluation.Tasks;

public sealed class FewShotExamplesTests
{
    [Fact]
    public void Where_examples_come_from_the_evaluated_split_a_question_is_never_its_own_example()
    {
        var documents = Documents(6);
        var examples = new FewShotExamples(EvaluationTasks.ArcEasy, documents, 5, fromEvaluated: true);
        foreach (var document in documents)
        {
            var text = examples.Next(document);
            text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5);
            text.ShouldNotContain(document.Text("question"));
        }
    }

    [Fact]
    public void None_are_asked_for_by_default() =>
        new FewShotExamples(EvaluationTasks.ArcEasy, [], 0, fromEvaluated: true).Next(Documents(1)[0]).ShouldBeEmpty();

    [Fact]
    public void Too_few_documents_are_named() =>
        Should
            .Throw<MoeUsageException>(() =>
                new FewShotExamples(EvaluationTasks.Rte, Documents(3), 3, fromEvaluated: false).Next(Documents(1)[0])
            )
            .Message.ShouldBe("--num-fewshot: 3 needs 4 documents to draw from, rte has 3");

    private static TaskDocument[] Documents(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new TaskDocument(
                    "a.jsonl",
                    $"line {i + 1}",
                    new JsonObject
                    {
                        ["id"] = $"{i}",
                        ["question"] = $"Number {i}?",
                        ["choices"] = new JsonObject
                        {
                            ["text"] = new JsonArray("x", "y"),
                            ["label"] = new JsonArray("A", "B"),
                        },
                        ["answerKey"] = "B",
                    }
                )),
        ];
}
