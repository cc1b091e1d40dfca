namespace MoeNotebooks.Evaluation.Journals;

/// <summary>Gathers one task's rows under one set of conditions, in the order of the items.</summary>
internal sealed class TaskTally(JournalRun run, string task, DateTimeOffset? begun)
{
    private readonly List<double> _accuracy = [];
    private readonly List<double> _norm = [];
    private int _failures;

    public void Add(double? accuracy, double? norm, bool failed)
    {
        _failures += failed ? 1 : 0;
        _accuracy.AddRange(!failed && accuracy is { } right ? [right] : []);
        _norm.AddRange(!failed && norm is { } rightNorm ? [rightNorm] : []);
    }

    public StoredTask Sum() =>
        new(
            run,
            task,
            _accuracy.Count,
            _failures,
            _accuracy.Count > 0 ? Metric.Mean("acc", _accuracy) : null,
            _norm.Count > 0 ? Metric.Mean("acc_norm", _norm) : null
        )
        {
            Begun = begun,
        };
}
