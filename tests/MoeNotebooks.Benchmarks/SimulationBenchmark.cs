using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Simulation;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Benchmarks;

/// <summary>
/// The cost model's own speed: a simulated hour, how it grows with requests and with layers that differ, and the
/// validation. In processor time, of which other work on the machine takes nothing.
/// </summary>
internal static class SimulationBenchmark
{
    private const double Rate = 10; // requests per second
    private const int Seconds = 3600;
    private const int Input = 1024;
    private const int Output = 128;

    public static void Run(TextWriter output)
    {
        var (setup, engine) = (PaperSetup.V2Lite(), EngineDescription.Load(PaperSetup.Engine));
        // Compiled, and compiled again for speed, before it is timed
        Simulate(setup, engine, ExpertLoad.Uniform(setup.Model), Seconds);
        var hour = Simulate(setup, engine, ExpertLoad.Uniform(setup.Model), Seconds);
        output.WriteLine(
            $"simulated hour of {Rate} requests per second, V2-Lite on two A800, layers alike: {hour:0.00} s (limit 5 s)"
        );
        foreach (var times in new[] { 2, 4 })
        {
            output.WriteLine(
                $"{times} hours: {Simulate(setup, engine, ExpertLoad.Uniform(setup.Model), times * Seconds) / hour:0.00} times as long"
            );
        }

        var thirteen = Simulate(setup, engine, Different(setup.Model, 13), Seconds);
        output.WriteLine(
            $"the same hour, 13 kinds of layers: {thirteen:0.00} s; 26 kinds: {Simulate(setup, engine, Different(setup.Model, 26), Seconds) / thirteen:0.00} times as long"
        );

        var before = Environment.CpuUsage.TotalTime;
        var cells = PaperValidation.Run().Cells.Count;
        output.WriteLine(
            $"fitting and predicting {cells} published throughputs: {(Environment.CpuUsage.TotalTime - before).TotalSeconds:0.00} s (limit 10 s)"
        );
    }

    /// <summary>Every kind of layer has favourites of its own, so that no two can be computed as one.</summary>
    private static ExpertLoad[] Different(ServedModel model, int kinds) =>
        [
            .. Enumerable
                .Range(0, kinds)
                .Select(kind => new ExpertLoad(model.Experts, model.TrainedTopK, model.MoeLayers / kinds)
                {
                    Popularity =
                    [
                        .. Enumerable.Range(0, model.Experts).Select(expert => 1.0 + ((expert + kind) % model.Experts)),
                    ],
                }),
        ];

    private static double Simulate(
        PaperSetup setup,
        EngineDescription engine,
        IReadOnlyList<ExpertLoad> experts,
        int seconds
    )
    {
        var model = new ServingModel(
            setup.Model,
            HardwareCatalog.Load(setup.Hardware.Name),
            setup.Deployment,
            engine,
            experts
        );
        var trace = TraceRequest.AtRate(Rate, seconds, Input, Output, seed: 1);
        var before = Environment.CpuUsage.TotalTime;
        _ = ServingSimulation.Run(model, engine, trace);
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }
}
