using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>
/// Answers in memory: a row for each different policy, [row][task][item]. Policies that come to the same share a row.
/// </summary>
internal sealed class AnswerTable
{
    private readonly IReadOnlyList<EncodedTask> _tasks;
    private readonly List<RoutingPolicy> _policyOfRow = [];
    private readonly List<JournalRun[]> _runs = []; // [row][task]
    private readonly List<ItemResult?[][]> _answers = [];
    private readonly HashSet<int> _found = []; // rows of which some answer was not computed here
    private readonly int[] _rowOfPolicy;
    private readonly string[][] _digests; // [task][item]

    public AnswerTable(
        ILikelihoodScorer scorer,
        IReadOnlyList<EncodedTask> tasks,
        IReadOnlyList<RoutingPolicy> policies
    )
    {
        _tasks = tasks;
        _digests = [.. tasks.Select(task => task.Prepared.Items.Zip(task.Requests, Digest).ToArray())];
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        _rowOfPolicy =
        [
            .. policies.Select(policy =>
            {
                JournalRun[] runs = [.. tasks.Select(task => scorer.Describe(policy, task.Prepared.FewShot))];
                if (!rows.TryGetValue(runs[0].Conditions.Key, out var row))
                {
                    rows.Add(runs[0].Conditions.Key, row = rows.Count);
                    _policyOfRow.Add(policy);
                    _runs.Add(runs);
                    _answers.Add([.. tasks.Select(task => new ItemResult?[task.Requests.Count])]);
                }

                return row;
            }),
        ];
    }

    public int Rows => _answers.Count;

    /// <summary>Answers there are, and answers there are not.</summary>
    public long Count => _answers.Sum(row => row.Sum(task => (long)task.Count(item => item is not null)));

    public long Missing => _answers.Sum(row => row.Sum(task => (long)task.Count(item => item is null)));

    /// <summary>Names this set of allocations.</summary>
    public string Fingerprint =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _runs.Select(run => run[0].Conditions.Key))))
        )[..16];

    public RoutingPolicy PolicyOf(int row) => _policyOfRow[row];

    public JournalRun RunOf(int row, int task) => _runs[row][task];

    public JournalRun Run(int policy) => _runs[_rowOfPolicy[policy]][0];

    public string Digest(int task, int item) => _digests[task][item];

    public bool Has(int row, int task, int item) => _answers[row][task][item] is not null;

    public void Set(int row, int task, int item, ItemResult result) => _answers[row][task][item] = result;

    public int MissingIn(SweepUnit unit) => _answers.Sum(row => unit.Items.Count(item => row[unit.Task][item] is null));

    public int[] RowsMissing(SweepUnit unit) =>
        [.. Enumerable.Range(0, Rows).Where(row => unit.Items.Any(item => !Has(row, unit.Task, item)))];

    public int[] ItemsMissing(SweepUnit unit) =>
        [.. unit.Items.Where(item => Enumerable.Range(0, Rows).Any(row => !Has(row, unit.Task, item)))];

    public bool Complete(int policy) => _answers[_rowOfPolicy[policy]].All(task => task.All(item => item is not null));

    /// <summary>
    /// Whether every answer under a policy was computed in this run, so that what is counted while computing is of all
    /// of them.
    /// </summary>
    public bool IsAllComputed(int policy) => !_found.Contains(_rowOfPolicy[policy]);

    public TaskResult Result(int policy, int task)
    {
        var prepared = _tasks[task].Prepared;
        return new(
            prepared.Task,
            prepared.FewShot,
            prepared.OriginalCount,
            [.. _answers[_rowOfPolicy[policy]][task].Select(item => item!)]
        );
    }

    /// <summary>Takes over what a journal has; failures count as missing.</summary>
    public void Fill(Journal journal)
    {
        for (var row = 0; row < Rows; row++)
        {
            for (var task = 0; task < _tasks.Count; task++)
            {
                Fill(row, task, journal.Read(_runs[row][task].Conditions, _tasks[task].Prepared.Task.Name));
            }
        }
    }

    private void Fill(int row, int task, IReadOnlyDictionary<string, StoredAnswer> stored)
    {
        for (var item = 0; stored.Count > 0 && item < _digests[task].Length; item++)
        {
            if (
                _answers[row][task][item] is null
                && stored.TryGetValue(_digests[task][item], out var answer)
                && answer.Succeeded
            )
            {
                _answers[row][task][item] = answer.ToItemResult(_tasks[task].Prepared.Items[item]);
                _found.Add(row);
            }
        }
    }

    private static string Digest(EvaluationItem item, LikelihoodRequest[] requests) =>
        ItemDigest.Of(requests, item.Gold, [.. item.Choices.Select(PythonText.Length)]);
}
