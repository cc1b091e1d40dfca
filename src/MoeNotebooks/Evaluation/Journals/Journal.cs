using System.Globalization;
using Microsoft.Data.Sqlite;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>
/// The results journal: a SQLite file with one row per answered question. What was committed survives a kill at any
/// time, several processes may use one file together, and a question that is there is never asked again.
/// </summary>
/// <remarks>The file needs a disk with working locks. On a network file system one machine at a time may use it, and
/// others are refused: give each machine a file of its own and merge them.</remarks>
public sealed class Journal : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly StoreOwner _owner;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, long> _conditions = [];
    private readonly Lock _gate = new();

    private Journal(
        string path,
        SqliteConnection connection,
        StoreOwner owner,
        TimeProvider time,
        IReadOnlyList<string> notices
    ) => (Path, _connection, _owner, _time, Notices) = (path, connection, owner, time, notices);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What was found wrong and set aside when the file was opened, in sentences to be shown.</summary>
    public IReadOnlyList<string> Notices { get; }

    internal SqliteConnection Connection => _connection;

    /// <summary>Opens a journal, or makes one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How.</param>
    /// <exception cref="MoeDataException">A newer schema, another program's database, a log without its file, a folder
    /// that cannot be written. A damaged file is set aside instead, and <see cref="Notices"/> says so.</exception>
    /// <exception cref="MoeUsageException">The path names no file.</exception>
    /// <exception cref="MoeMissingException">The file is missing and is not to be made.</exception>
    public static Journal Open(string path, JournalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (
            string.IsNullOrWhiteSpace(path)
            || path.StartsWith(':')
            || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
        )
        {
            // SQLite would take these for a database in memory, or for an address
            throw new MoeUsageException(
                "store",
                $"is '{ErrorText.Name(path)}', which names no file: nothing would be kept",
                "Name a file, such as answers.db"
            );
        }

        options ??= new JournalOptions();
        var notices = new List<string>();
        return JournalErrors.Translate(path, "opening the store", () =>
        {
            JournalFile.CheckFiles(path, options);
            var owner = StoreOwner.Take(path, options.Disk(path));
            try
            {
                return new Journal(path, JournalFile.Open(path, options, notices), owner, options.Time, notices);
            }
            catch
            {
                owner.Dispose();
                throw;
            }
        });
    }

    /// <summary>Writes answers, all or none. An answer that is there stays; one takes the place of a failure. What
    /// depends on more than its key says (<see cref="ScoringConditions.DependsOnBatch"/>) is left out.</summary>
    /// <param name="entries">The answers.</param>
    /// <returns>How many were new.</returns>
    /// <exception cref="MoeDataException">The disk is full or cannot be written, or an answer contradicts the one that
    /// is there.</exception>
    public int Add(IReadOnlyCollection<JournalEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        entries = [.. entries.Where(entry => !entry.Run.Conditions.DependsOnBatch)];
        if (entries.Count == 0)
        {
            return 0;
        }

        lock (_gate)
        {
            return JournalErrors.Translate(
                Path,
                $"saving {entries.Count} answers (about {Kilobytes(entries)} KB)",
                () =>
                {
                    using var transaction = _connection.BeginTransaction();
                    using var writer = new AnswerWriter(_connection, Path);
                    var added = entries.Sum(entry =>
                        writer.Write(ConditionId(entry.Run), entry.Task, entry.Answer) ? 1 : 0
                    );
                    transaction.Commit();
                    _owner.Renew();
                    return added;
                }
            );
        }
    }

    /// <summary>The answers that are there, failures among them.</summary>
    /// <param name="conditions">Under which conditions.</param>
    /// <param name="task">Of which task.</param>
    /// <returns>Answers by the digest of their question; none where they depend on more than the key says, though an
    /// older version kept some.</returns>
    public IReadOnlyDictionary<string, StoredAnswer> Read(ScoringConditions conditions, string task)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        if (conditions.DependsOnBatch)
        {
            return new Dictionary<string, StoredAnswer>();
        }

        lock (_gate)
        {
            return JournalErrors.Translate(Path, "reading " + task, () =>
                AnswerReader.Read(_connection, Path, conditions.Key, task)
            );
        }
    }

    /// <summary>What the journal holds, by conditions and task, imported runs among them.</summary>
    public IReadOnlyList<StoredTask> Tasks()
    {
        lock (_gate)
        {
            return JournalErrors.Translate(Path, "reading", () => AnswerReader.Tasks(_connection, Path));
        }
    }

    /// <summary>Says that this process does a unit of work. A claim saves double work and protects nothing: whoever
    /// finds one left over by a process that died does the work all the same, only last.</summary>
    /// <param name="unit">The unit's name.</param>
    /// <param name="owner">The process's own mark.</param>
    /// <returns>Whether nobody else had claimed it.</returns>
    public bool TryClaim(string unit, string owner) =>
        Write(
            "INSERT INTO claim (unit, owner) VALUES ($unit, $owner) ON CONFLICT (unit) DO NOTHING",
            ("$unit", unit),
            ("$owner", owner)
        ) > 0;

    /// <summary>Takes a claim back; the unit is done.</summary>
    /// <param name="unit">The unit's name.</param>
    public void Release(string unit) => Write("DELETE FROM claim WHERE unit = $unit", ("$unit", unit));

    /// <summary>A number that changes when another process or connection has written.</summary>
    public long OthersVersion()
    {
        lock (_gate)
        {
            return JournalErrors.Translate(Path, "reading", () =>
                JournalSchema.Number(_connection, "PRAGMA data_version")
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _owner.Dispose();
    }

    internal long ConditionId(JournalRun run)
    {
        var key = run.Conditions.Key;
        if (_conditions.TryGetValue(key, out var known))
        {
            return known;
        }

        using var command = _connection.CreateCommand();
        command.CommandText = """
            INSERT INTO condition (key, model_name, first_utc, imported, details) VALUES ($key, $model, $utc, $imported, $details)
                ON CONFLICT (key) DO NOTHING;
            SELECT id FROM condition WHERE key = $key
            """;
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$model", run.ModelName);
        command.Parameters.AddWithValue(
            "$utc",
            _time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
        );
        command.Parameters.AddWithValue("$imported", run.Imported ? 1 : 0);
        command.Parameters.AddWithValue("$details", run.Details);
        return _conditions[key] = (long)command.ExecuteScalar()!;
    }

    private int Write(string sql, params IReadOnlyList<(string Name, string Value)> values)
    {
        lock (_gate)
        {
            return JournalErrors.Translate(Path, "writing", () =>
            {
                using var command = _connection.CreateCommand();
                command.CommandText = sql;
                foreach (var (name, value) in values)
                {
                    command.Parameters.AddWithValue(name, value);
                }

                return command.ExecuteNonQuery();
            });
        }
    }

    private static long Kilobytes(IReadOnlyCollection<JournalEntry> entries) =>
        (entries.Sum(entry => 150L + (40L * entry.Answer.Choices.Count)) + 1023) / 1024;
}
