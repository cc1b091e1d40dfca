using MoeNotebooks.Tests.Evaluation.Journals;

namespace MoeNotebooks.ProcessTests.Server;

/// <summary>What needs a process of its own: MKL's mode, and a count of tensors that nothing else disturbs.</summary>
[Collection("threads")]
public sealed class ServeProcessTests
{
    private static readonly string Model = Path.Combine(Shared.Repository, "data", "models", "mini-softmax");

    /// <summary>
    /// The form of a minute: <c>dotnet run --project tests/MoeNotebooks.Faults -c Release -- soak
    /// data/models/mini-softmax 60</c>.
    /// </summary>
    [Fact]
    public async Task Sixty_four_streams_with_cancellations_fail_nowhere_differ_nowhere_and_leave_nothing()
    {
        var (exit, said) = await RunAsync("soak", Model, "5");
        exit.ShouldBe(0, said);
        said.ShouldContain(" 0 of them different from alone");
        said.ShouldContain(" 0 failed, 0 tensors left");
    }

    [Fact]
    public async Task In_f32_neither_tokens_nor_the_bits_of_their_log_probabilities_depend_on_neighbours()
    {
        var (exit, said) = await RunAsync("neighbours", Model, "f32");
        exit.ShouldBe(0, said);
        Assert.SkipUnless(
            said.Contains("rows independent: True", StringComparison.Ordinal),
            $"this machine's libtorch has no such mode: {said}"
        );
        said.ShouldContain("same tokens: 48 of 48 requests; same log-probability to the bit: 1152 of 1152 tokens");
    }

    private static async Task<(int Exit, string Said)> RunAsync(params string[] arguments)
    {
        using var process = FaultProcess.Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + error);
    }
}
