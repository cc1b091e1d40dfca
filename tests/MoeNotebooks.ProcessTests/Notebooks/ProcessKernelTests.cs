using System.Text;
using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.ProcessTests.Notebooks;

/// <summary>
/// Real cells in a real process; a process for each group of cells, because starting one costs a second.
/// </summary>
public sealed class ProcessKernelTests
{
    private readonly List<CellOutput> _outputs = [];

    [Fact]
    public async Task Cells_share_variables_and_put_out_text_values_and_errors()
    {
        await using var kernel = new ProcessKernel(Path.GetTempPath());
        (await RunAsync(kernel, "var x = 20; Console.Error.Write(\"é\");")).ShouldBeTrue();
        Text("stderr").ShouldBe("é");
        (
            await RunAsync(
                kernel,
                "using Microsoft.DotNet.Interactive; var d = KernelInvocationContext.Current.Display(\"0 %\", \"text/plain\"); d.Update(\"50 %\"); x + 1"
            )
        ).ShouldBeTrue();
        _outputs.OfType<CellOutput.Replaced>().Single().Data["text/plain"]!.AsArray()[0]!
            .GetValue<string>()
            .ShouldBe("50 %");
        Cell.Text(_outputs.OfType<CellOutput.Shown>().Single(shown => shown.IsResult).Data["text/html"])
            .ShouldContain("21");

        (await RunAsync(kernel, "undefinedName + 1")).ShouldBeFalse();
        _outputs.OfType<CellOutput.Error>().Single().Message.ShouldContain("CS0103");
        (await RunAsync(kernel, "throw new InvalidOperationException(\"no\");")).ShouldBeFalse();
        _outputs
            .OfType<CellOutput.Error>()
            .Single()
            .ShouldSatisfyAllConditions(
                error => error.Name.ShouldBe("System.InvalidOperationException"),
                error => error.Message.ShouldBe("no")
            );
        (await RunAsync(kernel, "Console.ReadLine() ?? \"no keyboard\"")).ShouldBeTrue();
        (await RunAsync(kernel, "x")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_cell_that_ends_the_process_is_told_and_what_it_wrote_is_kept()
    {
        await using var kernel = new ProcessKernel(Path.GetTempPath());
        var died = await Should.ThrowAsync<KernelDiedException>(() =>
            RunAsync(kernel, "Console.WriteLine(\"before\"); Environment.FailFast(\"too bad\");")
        );
        died.Message.ShouldContain("exit code 134");
        Text("stdout").ShouldBe("before\n");
        Text("stderr").ShouldContain("too bad");
        await Should.ThrowAsync<KernelDiedException>(() => RunAsync(kernel, "1"));
    }

    [Fact]
    public async Task A_flood_of_lines_arrives_and_native_output_does_not_break_the_messages()
    {
        await using var kernel = new ProcessKernel(Path.GetTempPath());
        (
            await RunAsync(
                kernel,
                """
                using System.Runtime.InteropServices;
                [DllImport("libc")] static extern int puts(string text);
                [DllImport("libc")] static extern int fflush(IntPtr file);
                puts("from C"); fflush(IntPtr.Zero);
                for (var i = 0; i < 20_000; i++) Console.WriteLine("line");
                """
            )
        ).ShouldBeTrue();
        Text("stdout").Length.ShouldBe("from C\n".Length + 20_000 * "line\n".Length);
    }

    [Fact]
    public async Task A_cell_that_never_ends_can_be_stopped()
    {
        var kernel = new ProcessKernel(Path.GetTempPath());
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<OperationCanceledException>(() =>
            kernel.RunAsync("while (true) { }", _outputs.Add, stop.Token)
        );
        await kernel.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private async Task<bool> RunAsync(ProcessKernel kernel, string source)
    {
        _outputs.Clear();
        return await kernel.RunAsync(source, Keep, TestContext.Current.CancellationToken);
    }

    private void Keep(CellOutput output)
    {
        lock (_outputs)
        {
            _outputs.Add(output);
        }
    }

    private string Text(string stream) =>
        _outputs
            .OfType<CellOutput.Text>()
            .Where(text => text.Stream == stream)
            .Aggregate(new StringBuilder(), (all, text) => all.Append(text.Value))
            .ToString();
}
