using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>A sweep under way: what is answered, what is missing, and in which order it is done.</summary>
internal sealed class SweepRun
{
    private readonly ILikelihoodScorer _scorer;
    private readonly IReadOnlyList<EncodedTask> _tasks;
    private readonly IReadOnlyList<RoutingPolicy> _policies;
    private readonly SweepOptions _options;
    private readonly AnswerTable _answers;
    private readonly IReadOnlyList<SweepUnit> _units;
    private readonly string _owner = Guid.NewGuid().ToString("N");
    private long? _seen;
    private long _computed;
    private long _reused;

    public SweepRun(
        ILikelihoodScorer scorer,
        IReadOnlyList<EncodedTask> tasks,
        IReadOnlyList<RoutingPolicy> policies,
        SweepOptions options
    )
    {
        (_scorer, _tasks, _policies, _options) = (scorer, tasks, policies, options);
        _answers = new AnswerTable(scorer, tasks, policies);
        _units = [.. SweepUnit.Cut(tasks, options.TokensInUnit).Where((_, index) => options.Shard.Holds(index))];
    }

    /// <summary>
    /// Does what is missing. First what nobody else has begun, then what others began and have not finished.
    /// </summary>
    public async Task ComputeAsync(CancellationToken cancellationToken)
    {
        Refresh();
        _reused = _answers.Count;
        var missing = _units.Sum(unit => (long)_answers.MissingIn(unit));
        using var progress = _options.Progress.Begin($"Sweeping {_answers.Rows} policies", missing, "answers");
        foreach (var claiming in _options.Journal is null ? [false] : new[] { true, false })
        {
            foreach (var unit in _units.Where(unit => _answers.MissingIn(unit) > 0))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (claiming && !_options.Journal!.TryClaim(Name(unit), _owner))
                {
                    continue;
                }

                Refresh();
                progress.Advance(await ComputeAsync(unit, cancellationToken));
                _options.Journal?.Release(Name(unit));
            }
        }
    }

    public SweepResult Result()
    {
        var points = _policies.Select(
            (policy, p) =>
                _answers.Complete(p)
                    ? new SweepPoint(policy, _answers.Run(p), [.. _tasks.Select((_, t) => _answers.Result(p, t))])
                    {
                        MeasuredExperts = _answers.IsAllComputed(p) ? _scorer.MeanExperts(policy) : null,
                        DistinctExperts = _answers.IsAllComputed(p) ? _scorer.DistinctExperts(policy) : null,
                    }
                    : null
        );
        return new([.. points.OfType<SweepPoint>()], _answers.Missing, _computed, _reused);
    }

    private async Task<int> ComputeAsync(SweepUnit unit, CancellationToken cancellationToken)
    {
        int[] rows = _answers.RowsMissing(unit),
            items = _answers.ItemsMissing(unit);
        if (rows.Length == 0)
        {
            return 0;
        }

        var task = _tasks[unit.Task];
        LikelihoodRequest[] requests = [.. items.SelectMany(item => task.Requests[item])];
        var likelihoods = await _scorer.ScoreAsync(
            requests,
            [.. rows.Select(_answers.PolicyOf)],
            ProgressReporter.Silent,
            cancellationToken
        );
        var entries = new List<JournalEntry>();
        for (var r = 0; r < rows.Length; r++)
        {
            entries.AddRange(Judge(unit.Task, rows[r], items, likelihoods[r]));
        }

        _options.Journal?.Add(entries);
        _computed += entries.Count;
        return entries.Count;
    }

    private IEnumerable<JournalEntry> Judge(int task, int row, int[] items, IReadOnlyList<LikelihoodResult> likelihoods)
    {
        var (encoded, next) = (_tasks[task], 0);
        foreach (var item in items)
        {
            LikelihoodResult[] choices =
            [
                .. Enumerable.Range(next, encoded.Requests[item].Length).Select(i => likelihoods[i]),
            ];
            next += choices.Length;
            if (!_answers.Has(row, task, item))
            {
                var result = ItemScoring.Score(
                    encoded.Prepared.Items[item],
                    choices,
                    encoded.Prepared.Task.LengthNormalised
                );
                _answers.Set(row, task, item, result);
                yield return new(
                    _answers.RunOf(row, task),
                    encoded.Prepared.Task.Name,
                    StoredAnswer.From(_answers.Digest(task, item), result)
                );
            }
        }
    }

    private void Refresh()
    {
        if (_options.Journal is { } journal && journal.OthersVersion() is var version && version != _seen)
        {
            _seen = version;
            _answers.Fill(journal);
        }
    }

    /// <summary>The unit's name for all processes that do the same work.</summary>
    private string Name(SweepUnit unit) =>
        $"{_tasks[unit.Task].Prepared.Task.Name} {_answers.Digest(unit.Task, unit.Items[0])} {_answers.Fingerprint}";
}
