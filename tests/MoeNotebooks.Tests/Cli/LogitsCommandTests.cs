using System.CommandLine;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Cli;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
public sealed class LogitsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_writes_one_tensor_a_sequence_under_the_policy_and_mask_given()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder["model"], TinyModel.Config());
        var tokens = _folder.Write("tokens.json", """{"sequences": [[1, 2, 3], [4]]}""");
        var keep = _folder.Write("keep.json", """{"1": [0, 3, 5]}""");
        (
            await RunAsync(
                _folder["model"],
                "--tokens",
                tokens,
                "--experts",
                "2",
                "--keep",
                keep,
                "--out",
                _folder["out.safetensors"]
            )
        ).ShouldBe((0, string.Empty));
        var (exit, told) = await RunAsync(
            _folder["model"],
            "--tokens",
            tokens,
            "--keep",
            _folder.Write("one.json", """{"1": [0]}"""),
            "--out",
            _folder["one.safetensors"]
        );
        (exit, told.Contains("layers keep 1, so that it uses fewer", StringComparison.Ordinal)).ShouldBe(
            (0, true),
            told
        );
        using var file = SafetensorsFile.Open(_folder["out.safetensors"]);
        file.Metadata["pruned"].ShouldBe(RouterRule.PrunedRule);
        file.Tensors["logits.1"].Shape.ShouldBe([1, 96]);
        using var model = MoeModel.Open(_folder["model"]);
        var mask = MoeNotebooks.Routing.ExpertMask.Parse("keep.json", """{"1": [0, 3, 5]}""");
        Golden.ShouldBeClose(
            file.Read("logits.0"),
            model.Forward(tensor(new long[] { 1, 2, 3 }, [1, 3]), policy: new TopK(2), mask: mask)[0],
            "logits.0",
            1e-6
        );
    }

    [Theory]
    [InlineData("""{"sequences": []}""", 3, "sequences: is empty")]
    [InlineData("""{"sequences": [[1], []]}""", 3, "sequences[1]: is empty")]
    [InlineData("""{"sequences": [[1.5]]}""", 3, "does not hold sequences")]
    [InlineData("""{"sequences": [[96]]}""", 2, "id 96; the vocabulary has 96")]
    [InlineData("[]", 3, "does not hold sequences")]
    public async Task Tokens_that_cannot_be_are_one_line(string tokens, int code, string message)
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        var (exit, error) = await RunAsync(
            _folder["model"],
            "--tokens",
            _folder.Write("tokens.json", tokens),
            "--out",
            _folder["out"]
        );
        exit.ShouldBe(code);
        error.ShouldContain(message);
        File.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, "--dtype: is 'f16'", "--dtype", "f16")]
    [InlineData(2, "--device: is 'tpu'", "--device", "tpu")]
    [InlineData(2, "--memory: is 'lots'", "--memory", "lots")]
    [InlineData(2, "experts: is 9", "--experts", "9")]
    [InlineData(2, "--experts 0: must be at least 1", "--experts", "0")]
    [InlineData(2, "--experts-backend: is 'fast'; it is auto, sorted, grouped or kernels", "--experts-backend", "fast")]
    [InlineData(4, "no such file", "--keep", "no-such-file")]
    public async Task Options_that_cannot_be_are_one_line(int code, string message, string option, string value)
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        var tokens = _folder.Write("tokens.json", """{"sequences": [[1]]}""");
        var (exit, error) = await RunAsync(
            _folder["model"],
            "--tokens",
            tokens,
            "--out",
            _folder["out"],
            option,
            value
        );
        (exit, error.TrimEnd().Contains('\n')).ShouldBe((code, false));
        error.ShouldContain(message);
    }

    private static async Task<(int Exit, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        try
        {
            Console.SetOut(TextWriter.Null);
            Console.SetError(written);
            return (
                await Runner.RunAsync(new RootCommand { LogitsCommand.Create() }, ["logits", .. args]),
                written.ToString()
            );
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
