using Microsoft.Extensions.Time.Testing;
using MoeNotebooks.Cli;
using Spectre.Console.Testing;

namespace MoeNotebooks.Tests.Cli;

public sealed class SpectreReporterTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestConsole _console = new TestConsole().Interactive().EmitAnsiSequences();

    public void Dispose() => _console.Dispose();

    [Theory]
    [InlineData(60, "40 %, 0:04 left: Scoring [a] requests")]
    [InlineData(160, "Scoring [a] requests: 4 of 10 items, 1.3 items/s, 0:03 gone, 0:04 left")]
    public async Task A_step_of_more_than_two_seconds_is_drawn_and_then_removed(int width, string line)
    {
        _console.Profile.Width = width;
        using (var step = new SpectreReporter(_console, _time).Begin("Scoring [a] requests", 10, "items"))
        {
            step.Advance(4);
            _time.Advance(TimeSpan.FromSeconds(3));
            await DrawnAsync(line);
        }

        _console.Output.ShouldContain("Scoring [a] requests: 4 of 10 items"); // what remains of it
        Count("\u001b[?25l").ShouldBe(Count("\u001b[?25h")); // the cursor is shown as often as it was hidden
    }

    [Fact]
    public async Task A_step_whose_first_item_takes_long_is_drawn_too()
    {
        using var step = new SpectreReporter(_console, _time).Begin("Loading", 0, "layers");
        _time.Advance(TimeSpan.FromSeconds(3));
        await DrawnAsync("Loading");
    }

    [Fact]
    public async Task Between_the_rows_of_a_table_no_line_stays()
    {
        using (var step = new SpectreReporter(_console, _time, leavesLines: false).Begin("Load 4", 8, "requests"))
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            await DrawnAsync("Load 4");
        }

        _console.Output.ShouldNotContain("0 of 8 requests");
    }

    [Fact]
    public void A_short_step_leaves_nothing_behind()
    {
        using (var step = new SpectreReporter(_console, _time).Begin("Scoring", 10, "items"))
        {
            _time.Advance(TimeSpan.FromSeconds(1.9));
            step.Advance(10);
        }

        _console.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Steps_within_steps_are_drawn_together()
    {
        _console.Profile.Width = 160;
        var reporter = new SpectreReporter(_console, _time);
        using (var outer = reporter.Begin("Notebook", 2, "cells"))
        using (var inner = reporter.Begin("Sweeping", 10, "answers"))
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            await DrawnAsync("Notebook");
            await DrawnAsync("Sweeping");
        }

        Count("\u001b[?25l").ShouldBe(Count("\u001b[?25h"));
    }

    private int Count(string text) => _console.Output.Split(text).Length - 1;

    private async Task DrawnAsync(string line)
    {
        for (var waited = 0; !_console.Output.Contains(line, StringComparison.Ordinal); waited++)
        {
            waited.ShouldBeLessThan(500, _console.Output);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
