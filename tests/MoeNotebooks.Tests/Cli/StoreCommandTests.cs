using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Commands;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
public sealed class StoreCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_is_listed_by_model_policy_and_task()
    {
        string[] args = ["mini-softmax", "--tasks", "mini_rte,mini_boolq", "--limit", "3", "--store", _folder["a.db"]];
        (await CommandRun.RunAsync(EvalCommand.Create(), args)).Exit.ShouldBe(0);
        (await CommandRun.RunAsync(EvalCommand.Create(), [.. args, "--experts", "2"])).Exit.ShouldBe(0);

        var (exit, text, error) = await CommandRun.RunAsync(StoreCommand.Create(), "show", _folder["a.db"]);
        exit.ShouldBe(0, error);
        text.ShouldContain("a.db: 12 answers under 2 sets of conditions");
        text.ShouldContain("mini-softmax; 6 active experts; f32; cpu; sorted; moe; begun 20");
        text.ShouldContain("mini-softmax; 2 active experts; f32; cpu; sorted; moe; begun 20");
        text.ShouldContain("  mini_rte: 3 answers, acc ");

        var json = JsonNode.Parse(
            (await CommandRun.RunAsync(StoreCommand.Create(), "show", _folder["a.db"], "--json")).Out
        )!;
        json["tasks"]!.AsArray().Count.ShouldBe(4);
        json["tasks"]![0]!["answers"]!.GetValue<int>().ShouldBe(3);
        json["tasks"]![0]!["conditions"]!["device"]!.GetValue<string>().ShouldBe("cpu");
    }

    [Fact]
    public async Task What_is_no_store_stays_as_it_is()
    {
        (await CommandRun.RunAsync(StoreCommand.Create(), "show", _folder["none.db"])).Exit.ShouldBe(4);
        var file = _folder.Write("text.db", "hello");
        var (exit, _, error) = await CommandRun.RunAsync(StoreCommand.Create(), "show", file);
        exit.ShouldBe(3);
        error.TrimEnd().ShouldNotContain('\n');
        File.ReadAllText(file).ShouldBe("hello");
    }

    [Theory]
    [InlineData(" ")]
    [InlineData(":memory:")]
    [InlineData("file:a.db?mode=memory")]
    public async Task A_store_that_is_no_file_is_refused(string store)
    {
        var (exit, _, error) = await CommandRun.RunAsync(
            EvalCommand.Create(),
            "mini-softmax",
            "--tasks",
            "mini_rte",
            "--limit",
            "1",
            "--store",
            store
        );
        exit.ShouldBe(2);
        error.ShouldContain(store == " " ? "must not be empty" : "which names no file: nothing would be kept");
    }
}
