using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Simulation;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Tests.Performance.Simulation;

public sealed class ServingSimulationTests
{
    private static readonly EngineDescription Engine = EngineDescription.Load(PaperSetup.Engine);
    private static readonly ServingModel Lite = PaperSetup.V2Lite().With(Engine);

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(512)]
    public void Requests_that_come_together_are_as_fast_as_in_closed_form(int requests) =>
        Run(Enumerable.Repeat(new TraceRequest(0, 1024, 1024), requests))
            .TokensPerSecond.ShouldBe(
                Lite.Predict(new Workload(requests)).TokensPerSecond,
                0.01 * Lite.Predict(new Workload(requests)).TokensPerSecond
            );

    [Fact]
    public void One_request_alone_is_a_prefill_and_its_decode_steps()
    {
        var result = Run([new TraceRequest(3, 100, 4)]);
        var (prefill, steps) = (
            Lite.Steps.Prefill(100, 100).Seconds,
            new[] { 101, 102, 103 }.Select(context => Lite.Steps.Decode(1, context).Seconds).ToArray()
        );
        result.TimeToFirstToken!.Mean.ShouldBe(1e3 * prefill, 1e-6);
        result.TimePerOutputToken!.Mean.ShouldBe(1e3 * steps.Average(), 1e-6);
        result.Seconds.ShouldBe(3 + prefill + steps.Sum(), 1e-9);
        result.InterTokenLatency!.Mean.ShouldBe(result.TimePerOutputToken.Mean, 1e-9);
    }

    [Fact]
    public void Time_to_the_first_token_is_no_time_between_tokens()
    {
        var result = Run([new TraceRequest(0, 4000, 2), new TraceRequest(0, 4000, 1)]);
        result.InterTokenLatency!.Mean.ShouldBeLessThan(result.TimeToFirstToken!.Mean / 2);
        Run([new TraceRequest(0, 10, 1)]).TimePerOutputToken.ShouldBeNull(); // an answer of one token has none
    }

    [Fact]
    public void Every_token_is_counted_once()
    {
        var trace = TraceRequest.AtRate(5, 60, 300, 40);
        var result = Run(trace);
        result.Requests.Count.ShouldBe(trace.Count);
        result.Gaps.Sum(gap => gap.Count).ShouldBe(trace.Sum(request => request.OutputTokens - 1L));
        result.Requests.ShouldAllBe(request =>
            request.FirstToken > request.Request.Arrival && request.Finished > request.FirstToken
        );
    }

    [Fact]
    public void Beyond_what_it_can_serve_requests_wait_and_none_is_good()
    {
        Run(TraceRequest.AtRate(1, 120, 1024, 256)).Goodput(1000, 50).ShouldBeGreaterThan(0.7);
        var late = Run(TraceRequest.AtRate(40, 120, 1024, 256));
        late.TimeToFirstToken!.P99.ShouldBeGreaterThan(10_000);
        late.Goodput(1000, 50).ShouldBeLessThan(1);
    }

    [Fact]
    public void A_prompt_longer_than_a_chunk_is_prefilled_in_parts_and_takes_the_same_time_whoever_follows()
    {
        var alone = Run([new TraceRequest(0, 20_000, 1)]);
        alone
            .Requests[0]
            .FirstToken.ShouldBe(
                (2 * Lite.Steps.Prefill(8192, 20_000).Seconds)
                    + Lite.Steps.Prefill(20_000 - (2 * 8192), 20_000).Seconds,
                1e-9
            );
        Run([new TraceRequest(0, 20_000, 1), new TraceRequest(0, 10, 1)]).Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void A_trace_out_of_range_is_refused_with_all_its_problems() =>
        Should
            .Throw<MoeUsageException>(() =>
                Run([new TraceRequest(0, 0, 1), new TraceRequest(-1, 1, 1), new TraceRequest(2, 1, int.MaxValue)])
            )
            .Message.ShouldContain("3 problems");

    private static SimulationResult Run(IEnumerable<TraceRequest> trace) =>
        ServingSimulation.Run(Lite, Engine, [.. trace]);
}
