using Microsoft.Extensions.Time.Testing;
using MoeNotebooks.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class NotebookReporterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _shown = [];
    private readonly List<string> _replaced = [];

    [Fact]
    public void A_step_shorter_than_two_seconds_leaves_nothing_behind()
    {
        using (var step = Reporter().Begin("Scoring", 10, "items"))
        {
            _time.Advance(TimeSpan.FromSeconds(1.9));
            step.Advance(10);
        }

        _shown.ShouldBeEmpty();
    }

    [Fact]
    public void A_longer_one_shows_one_line_and_replaces_it_at_most_twice_a_second()
    {
        using (var step = Reporter().Begin("Scoring", 100, "items"))
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            for (var i = 0; i < 20; i++)
            {
                step.Advance();
                _time.Advance(TimeSpan.FromSeconds(0.1));
            }
        }

        _shown.ShouldBe(["░░░░░░░░░░░░░░░░░░░░ Scoring: 1 of 100 items, 0.3 items/s, 0:03 gone, 4:57 left"]);
        _replaced.Count.ShouldBe(4);
        _replaced[^1].ShouldBe("████░░░░░░░░░░░░░░░░ Scoring: 20 of 100 items, 4.0 items/s, 0:05 gone, 0:20 left");
    }

    private NotebookReporter Reporter() =>
        new(
            text =>
            {
                _shown.Add(text);
                return _replaced.Add;
            },
            _time
        );
}
