using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
[References]
public sealed class GenerateCommandTests
{
    private const string Prompt = "The earth goes";

    [Fact]
    public async Task The_text_on_standard_output_is_what_the_library_generates()
    {
        var (exit, text, error) = await RunAsync(LmEvalGolden.Model, Prompt, "--max-new-tokens", "9", "--experts", "2");
        exit.ShouldBe(0, error);
        using var model = MoeModel.Open(LmEvalGolden.Model, new ModelOptions { Notify = _ => { } });
        var tokenizer = TokenizerJson.Load(LmEvalGolden.Model);
        var options = new GenerationOptions { MaxNewTokens = 9, StopIds = [tokenizer.EosId ?? -1] };
        var expected = Generator.Generate(
            model,
            [
                [.. tokenizer.Encode(Prompt, addSpecialTokens: true)],
            ],
            options,
            new TopK(2),
            cancellation: TestContext.Current.CancellationToken
        )[0];
        text.ShouldBe(tokenizer.Decode(expected, skipSpecialTokens: true) + Environment.NewLine);
        error.ShouldContain("of prompt, the first new one after");
        error.ShouldContain("tokens/s");
        error.ShouldContain("2 over");
    }

    [Fact]
    public async Task A_seed_decides_what_chance_gives_and_a_policy_and_a_mask_come_from_files()
    {
        using var folder = new TemporaryFolder();
        var policy = folder.Write("policy.json", """{"policy":"cumulativeMass","p":0.5}""");
        var mask = folder.Write("mask.json", """{"1": [0, 1, 2, 3, 4, 5, 6]}""");
        string[] args =
        [
            LmEvalGolden.Model,
            Prompt,
            "--max-new-tokens",
            "12",
            "--temperature",
            "3",
            "--policy",
            policy,
            "--mask",
            mask,
        ];
        var first = await RunAsync([.. args, "--seed", "1"]);
        first.Exit.ShouldBe(0, first.Error);
        first.Error.ShouldContain("mass 0.5");
        (await RunAsync([.. args, "--seed", "1"])).Out.ShouldBe(first.Out);
        (await RunAsync([.. args, "--seed", "2"])).Out.ShouldNotBe(first.Out);
    }

    [Theory]
    [InlineData(2, "--temperature -1", "--temperature", "-1")]
    [InlineData(2, "--max-new-tokens 0", "--max-new-tokens", "0")]
    [InlineData(2, "do not fit in", "--max-new-tokens", "1000000")]
    [InlineData(
        2,
        "--experts and --allocation: only one of them can hold",
        "--experts",
        "1",
        "--allocation",
        "1,1,1,1"
    )]
    [InlineData(4, "none.json: there is no such file", "--mask", "none.json")]
    public async Task What_cannot_be_done_is_said_in_one_line(int code, string message, params string[] args)
    {
        var (exit, text, error) = await RunAsync([LmEvalGolden.Model, Prompt, .. args]);
        exit.ShouldBe(code, error);
        error.ShouldContain(message);
        error.TrimEnd().ShouldNotContain('\n');
        text.ShouldBeEmpty();
    }

    private static Task<(int Exit, string Out, string Error)> RunAsync(params string[] args) =>
        CommandRun.RunAsync(GenerateCommand.Create(), args);
}
