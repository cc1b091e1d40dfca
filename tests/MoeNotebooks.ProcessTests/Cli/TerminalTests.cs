using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MoeNotebooks.ProcessTests.Cli;

/// <summary>
/// Commands at a real terminal of 60 columns: bars are drawn, Ctrl-C stops with 130, and the cursor is there again.
/// </summary>
public sealed partial class TerminalTests : IDisposable
{
    private const string Bar = " left: ";
    private const string Loaded = "libtorch_cpu"; // the process has it, and has said nothing yet
    private readonly TemporaryFolder _folder = new();
    private Process? _terminal;

    public void Dispose()
    {
        if (_terminal is { HasExited: false }) // a test that failed leaves nothing that goes on computing
        {
            _terminal.Kill(entireProcessTree: true);
            _terminal.WaitForExit();
        }

        _terminal?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("train mini-softmax --tokens 3000000 --out OUT", Bar)]
    [InlineData("train mini-softmax --minutes 10 --out OUT", Loaded)] // while it learns its tokenizer
    [InlineData("eval mini-softmax --tasks mini --batch-tokens 64", Bar)]
    [InlineData("eval mini-softmax --tasks mini", Loaded)] // while the model is opened
    [InlineData("sweep SPEC --store OUT", Bar)]
    [InlineData("reproduce --only 04 --out OUT", "cell ")]
    public async Task Control_C_stops_it(string line, string phase)
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/script"),
            "needs script (util-linux), which gives a command a terminal"
        );
        var terminal = Start(line);
        var seen = new StringBuilder();
        var reading = ReadAsync(terminal, seen);
        for (
            var waited = 0;
            !(phase == Loaded ? Maps(Seen(seen)) : Seen(seen)).Contains(phase, StringComparison.Ordinal);
            waited++
        )
        {
            terminal.HasExited.ShouldBeFalse(Seen(seen));
            waited.ShouldBeLessThan(1200, Seen(seen));
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await Task.Delay(phase == Loaded ? 100 : 300, TestContext.Current.CancellationToken);
        await terminal.StandardInput.WriteAsync('\u0003');
        await terminal.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await terminal
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await reading;

        terminal.ExitCode.ShouldBe(130, Seen(seen));
        Seen(seen).ShouldContain("moe: stopped");
        Seen(seen).ShouldNotContain("   at ");
        Seen(seen).ShouldNotContain("\u001b[3"); // NO_COLOR
        Seen(seen)
            .LastIndexOf("\u001b[?25l", StringComparison.Ordinal)
            .ShouldBeLessThanOrEqualTo(Seen(seen).LastIndexOf("\u001b[?25h", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_break_between_words_and_no_progress_stays_in_a_table()
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/script"),
            "needs script (util-linux), which gives a command a terminal"
        );
        var terminal = Start(
            "loadtest mini-softmax --concurrency 1,2 --requests 4 --warmup 0 --input 3 --output 200 --slo tpot=1000"
        );
        var seen = new StringBuilder();
        var reading = ReadAsync(terminal, seen);
        await terminal
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        await reading;

        terminal.ExitCode.ShouldBe(0, Seen(seen));
        var lines = Seen(seen)
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => !line.Contains('\u001b'))
            .ToArray(); // bars come and go
        lines.ShouldAllBe(line => line.Length < 60);
        lines.ShouldContain("experts: set in this process");
        Seen(seen).ShouldNotContain(" of 4 requests"); // as the last line of a step says
    }

    private Process Start(string line)
    {
        var spec = _folder.Write(
            "spec.json",
            """{"model": "mini-softmax", "tasks": ["mini"], "published": "table10"}"""
        );
        var moe = Path.Combine(AppContext.BaseDirectory, "moe.dll");
        // a shell that started the tests in the background has Ctrl-C ignored by all that they start
        var command =
            $"stty cols 60 rows 20; echo READY $$; exec env --default-signal=INT dotnet '{moe}' {line.Replace("OUT", _folder["out"], StringComparison.Ordinal).Replace("SPEC", spec, StringComparison.Ordinal)}";
        return _terminal = Process.Start(
            new ProcessStartInfo("/usr/bin/script", ["-qec", command, "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                Environment = { ["TERM"] = "xterm-256color", ["NO_COLOR"] = "1" },
                WorkingDirectory = Shared.Repository,
            }
        )!;
    }

    private static async Task ReadAsync(Process terminal, StringBuilder seen)
    {
        var buffer = new char[4096];
        while (await terminal.StandardOutput.ReadAsync(buffer) is > 0 and var read)
        {
            lock (seen)
            {
                seen.Append(buffer, 0, read);
            }
        }
    }

    /// <summary>The files that the process whose number it said has mapped.</summary>
    private static string Maps(string seen) =>
        ReadyAs().Match(seen) is { Success: true } ready && File.Exists($"/proc/{ready.Groups[1].Value}/maps")
            ? File.ReadAllText($"/proc/{ready.Groups[1].Value}/maps")
            : string.Empty;

    [GeneratedRegex(@"READY (\d+)\s")]
    private static partial Regex ReadyAs();

    private static string Seen(StringBuilder seen)
    {
        lock (seen)
        {
            return seen.ToString();
        }
    }
}
