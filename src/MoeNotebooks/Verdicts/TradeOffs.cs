using MoeNotebooks.Paper;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>V2-Lite's accuracies of tables 10 and 2, quoted, beside what each row would serve, predicted.</summary>
public sealed class TradeOffs
{
    private readonly PaperSetup _setup;
    private readonly EngineDescription _engine;
    private readonly Workload _workload;

    /// <summary>Predicts every row of the two tables.</summary>
    /// <param name="setup">V2-Lite on some devices.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="workload">The load.</param>
    public TradeOffs(PaperSetup setup, EngineDescription engine, Workload workload)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (_setup, _engine, _workload) = (setup, engine, workload);
        Trained = Predict(ExpertLoad.Uniform(setup.Model));
        Baseline = PaperTables.Table10.Where(row => (row.B, row.H, row.E) == (6, 6, 6)).Average(row => row.Scores.Mean);
        Skipping = [.. PaperTables.Table10.Select(Of)];
        Pruning = [.. PaperTables.Table2.Where(row => row.Experts < setup.Model.Experts).Select(Of)];
    }

    /// <summary>The model as trained.</summary>
    public ServingPrediction Trained { get; }

    /// <summary>Its six-task mean: the mean of the six rows of table 10 that name it (quoted).</summary>
    public double Baseline { get; }

    /// <summary>The 162 allocations of table 10.</summary>
    public IReadOnlyList<TradeOffPoint> Skipping { get; }

    /// <summary>The pruned models of table 2.</summary>
    public IReadOnlyList<TradeOffPoint> Pruning { get; }

    /// <summary>The fastest of all that lose at most so many points.</summary>
    /// <param name="points">Points of the six-task mean.</param>
    public TradeOffPoint Fastest(double points) =>
        Skipping.Concat(Pruning).Where(point => point.Lost <= points).MaxBy(point => point.TokensPerSecond)!;

    /// <summary>Fewer experts per token beside the pruned model that is just as fast.</summary>
    /// <param name="active">Experts per token in every layer.</param>
    /// <returns>The speedup of skipping, and the most experts that may be kept to reach it; <see langword="null"/>
    /// where no pruned model does.</returns>
    public (double Speedup, int? Kept) SameSpeed(int active)
    {
        var wanted = Predict(ExpertLoad.Uniform(_setup.Model, active)).TokensPerSecond;
        var fewest = _setup.Model.TrainedTopK; // fewer would be skipping by another name
        var kept = Enumerable
            .Range(fewest, _setup.Model.Experts - fewest)
            .Reverse()
            .Cast<int?>()
            .FirstOrDefault(n => Predict(ExpertLoad.Uniform(_setup.Model, kept: n)).TokensPerSecond >= wanted);
        return (wanted / Trained.TokensPerSecond, kept);
    }

    private TradeOffPoint Of(AllocationRow row)
    {
        var policy = new Allocation(row.B, row.H, row.E, row.P);
        return Of(
            row.Name,
            false,
            policy.ActiveExperts(_setup.Model.MoeLayers, _setup.Model.TrainedTopK).Average(),
            ExpertLoad.Of(_setup.Model, policy),
            row.Scores
        );
    }

    private TradeOffPoint Of(PruningAccuracyRow row) =>
        Of(
            $"{row.Experts} kept, {row.Method.Replace('_', ' ')}",
            true,
            row.Experts,
            ExpertLoad.Uniform(_setup.Model, kept: row.Experts),
            row.Scores
        );

    private TradeOffPoint Of(
        string name,
        bool pruned,
        double experts,
        IReadOnlyList<ExpertLoad> loads,
        TaskScores scores
    )
    {
        var speed = Predict(loads).TokensPerSecond;
        return new(name, pruned, experts, speed, speed / Trained.TokensPerSecond, scores.Mean, Baseline - scores.Mean)
        {
            Error = scores.StandardError,
        };
    }

    private ServingPrediction Predict(IReadOnlyList<ExpertLoad> loads) =>
        new ServingModel(_setup.Model, _setup.Hardware, _setup.Deployment, _engine, loads).Predict(_workload);
}
