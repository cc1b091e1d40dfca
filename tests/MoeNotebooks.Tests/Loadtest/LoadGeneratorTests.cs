using Microsoft.Extensions.Time.Testing;
using MoeNotebooks.Loadtest;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Tests.Loadtest;

public sealed class LoadGeneratorTests
{
    [Fact]
    public async Task A_closed_loop_keeps_its_places_taken()
    {
        var time = new FakeTimeProvider();
        var target = new ScriptedTarget(time, _ => [1, 2]);

        var timings = await RunAsync(time, target, new LoadStep(3, null, 7));

        target.Most.ShouldBe(3);
        timings.Select(one => one.Due).Order().ShouldBe([0, 0, 0, 3, 3, 3, 6], 0.01);
        timings.ShouldAllBe(one =>
            Math.Abs(one.TimeToFirstToken!.Value - 1) < 0.01 && Math.Abs(one.TimePerOutputToken!.Value - 2) < 0.01
        );
        timings.Max(one => one.Finished).ShouldBe(9, 0.01);
    }

    [Fact]
    public async Task An_open_loop_sends_when_arrivals_are_due_whatever_becomes_of_those_before()
    {
        var time = new FakeTimeProvider();
        var step = new LoadStep(null, 2, 6);
        var target = new ScriptedTarget(time, _ => [100]); // slower than they come

        var timings = await RunAsync(time, target, step);

        timings.Select(one => one.Due).ShouldBe(step.Arrivals(5));
        target.Most.ShouldBe(6);
        timings.ShouldAllBe(one => one.Latency >= 100 && one.Latency < 100.1);
    }

    [Fact]
    public async Task A_request_that_fails_is_noted_and_its_place_goes_on()
    {
        var time = new FakeTimeProvider();
        var timings = await RunAsync(time, new ScriptedTarget(time, n => n == 1 ? [] : [1]), new LoadStep(1, null, 3));

        timings.Select(one => one.Error).ShouldBe([null, "no", null]);
        timings.Select(one => one.Due).ShouldBe([0, 1, 1], 0.01);
    }

    [Fact]
    public void Arrivals_are_seeded_ascending_and_come_at_the_rate()
    {
        var step = new LoadStep(null, 4, 4000);
        var arrivals = step.Arrivals(1);

        arrivals.ShouldBe(step.Arrivals(1));
        arrivals.ShouldNotBe(step.Arrivals(2));
        arrivals.ShouldBe(arrivals.Order());
        arrivals[^1].ShouldBe(1000, 50); // 4000 gaps of 1/4 s, 3 standard errors
        ((double)arrivals.Zip(arrivals.Skip(1), (a, b) => b - a).Count(gap => gap > 0.25)).ShouldBe(4000 / Math.E, 100); // exponential, not regular
    }

    [Fact]
    public void Prompts_are_never_given_twice_and_begin_differently()
    {
        int[] tokens = [.. Enumerable.Range(100, 500)];
        var prompts = new RandomPrompts(tokens, 6, 3);

        int[][] all = [.. prompts.Take(40), .. prompts.Take(400)];

        all.Select(prompt => prompt[0]).Distinct().Count().ShouldBe(all.Length);
        all.ShouldAllBe(prompt => prompt.Length == 6 && prompt.All(id => id >= 100 && id < 600));
        new RandomPrompts(tokens, 6, 3).Take(40).ShouldBe(all[..40]);
        new RandomPrompts(tokens, 6, 4).Take(40).ShouldNotBe(all[..40]);
    }

    private static async Task<IReadOnlyList<RequestTiming>> RunAsync(
        FakeTimeProvider time,
        ScriptedTarget target,
        LoadStep step
    )
    {
        int[][] prompts = [.. Enumerable.Range(0, step.Requests).Select(i => new[] { i })];
        var run = new LoadGenerator(target, 2, time).RunAsync(
            step,
            prompts,
            5,
            ProgressReporter.Silent.Begin("test", 0, "requests"),
            TestContext.Current.CancellationToken
        );
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        return await run;
    }
}
