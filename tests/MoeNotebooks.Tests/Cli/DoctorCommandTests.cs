using System.Text.Json;
using MoeNotebooks.Cli.Commands;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
public sealed class DoctorCommandTests
{
    [Fact]
    public async Task Its_JSON_says_what_its_lines_say()
    {
        var (exit, text, error) = await CommandRun.RunAsync(DoctorCommand.Create(), "mini-softmax", "--json");
        exit.ShouldBe(0, error);
        using var answer = JsonDocument.Parse(text);
        var lines = (await CommandRun.RunAsync(DoctorCommand.Create(), "mini-softmax")).Out;

        var torch = answer.RootElement.GetProperty("libtorch");
        torch.GetProperty("works").GetBoolean().ShouldBeTrue();
        lines.ShouldContain($"{torch.GetProperty("version").GetString()} (says ");
        lines.ShouldContain($"cores     {answer.RootElement.GetProperty("cores").GetInt32()}");
        var model = answer.RootElement.GetProperty("model");
        lines.ShouldContain($"model     {model.GetProperty("folder").GetString()}");
        model.GetProperty("not_finite").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_model_there_is_none_in_its_JSON()
    {
        var (exit, text, error) = await CommandRun.RunAsync(DoctorCommand.Create(), "--json");
        exit.ShouldBe(0, error);
        using var answer = JsonDocument.Parse(text);
        answer.RootElement.GetProperty("model").ValueKind.ShouldBe(JsonValueKind.Null);
    }
}
