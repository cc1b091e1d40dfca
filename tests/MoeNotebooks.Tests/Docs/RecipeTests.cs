using MoeNotebooks.Charts;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Notebooks;
using TorchSharp;

namespace MoeNotebooks.Tests.Docs;

/// <summary>
/// The recipes of CONTRIBUTING.md, followed: a task, a policy, a criterion, a chart and a notebook that the kit does
/// not have.
/// </summary>
public sealed class RecipeTests
{
    [Fact]
    public async Task A_task()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "colours.jsonl",
            """
            {"id": "1", "question": "What colour is the sky?", "choices": {"text": ["blue", "green"], "label": ["A", "B"]}, "answerKey": "A"}
            {"id": "2", "question": "What colour is grass?", "choices": {"text": ["blue", "green"], "label": ["A", "B"]}, "answerKey": "B"}

            """
        );
        var colours = EvaluationTasks.ArcEasy with { Name = "colours", DataName = "colours" };
        var task = await new TaskLoader(new DataFolder(folder.Path)).LoadAsync(
            colours,
            0,
            null,
            TestContext.Current.CancellationToken
        );

        task.Items.Select(item => item.Requests[item.Gold])
            .Select(pair => pair.Context + pair.Continuation)
            .ShouldBe([
                "Question: What colour is the sky?\nAnswer: blue",
                "Question: What colour is grass?\nAnswer: green",
            ]);
        using var model = MoeModel.Open("mini-softmax");
        var sweep = await Sweep.RunAsync(
            model,
            [task],
            [RoutingPolicy.Trained],
            cancellationToken: TestContext.Current.CancellationToken
        );
        sweep.Points.Single().Tasks.Single().Items.Count.ShouldBe(2);
    }

    [Fact]
    public void A_policy()
    {
        using var model = MoeModel.Open("mini-softmax");
        RoutedText Routed(RoutingPolicy policy) =>
            RoutedText.Of(model, "Question: What is the ruvor used for?", policy);
        var (alternating, one, all) = (
            Routed(new EveryOtherToken()),
            Routed(new TopK(1)),
            Routed(RoutingPolicy.Trained)
        );
        var layer = model.MoeLayers[0];
        for (var token = 0; token < all.Tokens.Count; token++)
        {
            // An identity: where it equals policies that are known
            alternating.At(layer, token).ShouldBe((token % 2 == 0 ? all : one).At(layer, token));
        }
    }

    [Fact]
    public void A_criterion()
    {
        using var model = MoeModel.Open("mini-softmax");
        var mask = new FarFromTheMiddle().Choose(model.Config, keep: 2);
        int[] ends = [0, model.Config.Moe.Router.Experts - 1];
        mask.Kept[model.MoeLayers[0]].ShouldBe(ends, ignoreOrder: true);
        var routed = RoutedText.Of(model, "Question:", new TopK(2), mask);
        routed.At(model.MoeLayers[0], 0).Select(slot => slot.Expert).ShouldBe(ends, ignoreOrder: true);
    }

    [Fact]
    public void A_chart()
    {
        var figure = Squares("Squares", 4);
        figure.Series.Single().Y.ShouldBe([1, 4, 9, 16]);
        StaticRenderer.Png(figure)[1..4].ShouldBe("PNG"u8.ToArray());
        ChartHtml.Render(PlotlyRenderer.Render(figure), null, figure.Description).ShouldContain("Squares");
    }

    [Fact]
    public void A_notebook_begins_as_its_neighbours_do()
    {
        // what NotebookLintTests asks of all of them, seen in the newest
        var notebook = Notebook.Load(Path.Combine(NotebookLintTests.Folder, "00-quickstart.ipynb"));
        var code = notebook.CodeCells.ToArray();
        Cell.SourceOf(code[1]).ShouldContain("Session.Start(");
        Cell.HasTag(code[2], "parameters").ShouldBeTrue();
        notebook.Quick.ShouldNotBeEmpty();
        NotebookExport.Write(notebook, "app.cs").ShouldContain("#:project ");
    }

    /// <summary>The newest chart's form: data, axes, no drawing.</summary>
    private static Figure Squares(string title, int count) =>
        new(
            title,
            new Axis("number"),
            new Axis("square"),
            [
                Series.Of(
                    "squares",
                    ResultKind.Predicted,
                    Enumerable.Range(1, count).Select(i => ((double)i, (double)i * i))
                ),
            ]
        );

    /// <summary>Tokens at even places keep all experts, those at odd places the first.</summary>
    private sealed record EveryOtherToken : AdaptivePolicy
    {
        protected override string Name => "every other token";

        public override int[] ActiveExperts(int moeLayers, int trained) =>
            Enumerable.Repeat(trained, moeLayers).ToArray();

        public override torch.Tensor Decide(RankedSlots slots)
        {
            using var scope = torch.NewDisposeScope();
            var even = torch
                .tensor(Enumerable.Range(0, (int)slots.Scores.shape[0]).Select(token => token % 2 == 0).ToArray())
                .unsqueeze(1); // [N, 1]
            return slots.Keep(even.expand(slots.Scores.shape), 1).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Experts are worth more the further their index is from the middle.</summary>
    private sealed record FarFromTheMiddle : PruningCriterion
    {
        public override string Name => "far from the middle";

        public override IReadOnlyList<double> Worth(int layer, int experts) =>
            [.. Enumerable.Range(0, experts).Select(e => Math.Abs(e - ((experts - 1) / 2.0)))];
    }
}
