using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Search;
using MoeNotebooks.Tests.Cli;
using MoeNotebooks.Tests.Models;

namespace MoeNotebooks.Tests.Search;

/// <summary>The split, the data-free sensitivity, and a search from end to end.</summary>
[Collection("console")]
public sealed class StructureSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_question_is_about_is_on_one_side_in_all_tasks_and_every_question_on_one()
    {
        var tasks = await new TaskLoader().LoadAsync(EvaluationTasks.Mini, limit: 60, cancellationToken: Stop);
        var split = QuestionSplit.Of(tasks);
        foreach (var (task, sides) in tasks.Zip(split.Development.Zip(split.Test)))
        {
            sides.First.Items.Concat(sides.Second.Items).OrderBy(item => item.Index).ShouldBe(task.Items);
        }

        string?[] Labels(IReadOnlyList<PreparedTask> side) =>
            [.. side.SelectMany(task => task.Items).Select(item => item.Cluster).Distinct()];
        Labels(split.Development).Intersect(Labels(split.Test)).ShouldBeEmpty();
        QuestionSplit
            .Of(await new TaskLoader().LoadAsync(EvaluationTasks.Mini, limit: 30, cancellationToken: Stop))
            .Development[0]
            .Items.Select(item => item.Index)
            .ShouldBeSubsetOf(split.Development[0].Items.Select(item => item.Index)); // whatever the limit
    }

    [Fact]
    public void Without_data_more_experts_lose_less_and_all_lose_nothing()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var before = LiveTensors.Count;
        var losses = LayerLosses.WithoutData(model, seed: 5);
        LiveTensors.Count.ShouldBe(before);
        losses.Losses.Count.ShouldBe(model.MoeLayers.Count);
        losses.Trained.ShouldBe(model.Config.Moe.Router.TrainedTopK);
        foreach (var layer in losses.Losses)
        {
            layer[^1].ShouldBe(0);
            layer[0].ShouldBeGreaterThan(layer[1]);
            layer[1].ShouldBeGreaterThan(0);
        }

        LayerLosses.WithoutData(model, seed: 5).Losses[0].ShouldBe(losses.Losses[0]);
        LayerLosses.WithoutData(model, seed: 6).Losses[0].ShouldNotBe(losses.Losses[0]);
    }

    [Fact]
    public async Task A_search_writes_an_allocation_that_other_commands_take_and_says_what_looking_cost()
    {
        string[] arguments =
        [
            "mini-softmax",
            "--budget",
            "50%",
            "--tasks",
            "mini_rte,mini_arc_easy",
            "--limit",
            "40",
            "--out",
            _folder["half.json"],
            "--store",
            _folder["a.db"],
        ];
        foreach (var method in new[] { "lexi", "evolutionary" })
        {
            var (exit, text, error) = await CommandRun.RunAsync(
                SearchCommand.Create(),
                [.. arguments, "--method", method, "--population", "4", "--generations", "1"]
            );
            exit.ShouldBe(0, error);
            text.ShouldContain("questions never seen: ");
            text.ShouldContain(method == "lexi" ? "corrected for 1 allocation looked at" : " allocations looked at");
            text.ShouldContain("the luck of the choice");
        }

        var policy = RoutingPolicyJson.Read(File.ReadAllText(_folder["half.json"])).ShouldBeOfType<PerLayer>();
        using var model = MoeModel.Open("mini-softmax");
        policy.K.Sum().ShouldBeLessThanOrEqualTo(model.MoeLayers.Count * model.Config.Moe.Router.TrainedTopK / 2);
        model.Route(policy);
        (await CommandRun.RunAsync(SearchCommand.Create(), "mini-softmax", "--budget", "1")).Exit.ShouldBe(2);
    }
}
