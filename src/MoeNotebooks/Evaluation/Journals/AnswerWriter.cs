using Microsoft.Data.Sqlite;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>Writes rows of one transaction.</summary>
internal sealed class AnswerWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly SqliteCommand _insert;

    public AnswerWriter(SqliteConnection connection, string path)
    {
        (_connection, _path, _insert) = (connection, path, connection.CreateCommand());
        _insert.CommandText = """
            INSERT INTO answer (condition, task, item, item_index, choices, accuracy, accuracy_norm, failure)
                VALUES ($condition, $task, $item, $index, $choices, $accuracy, $norm, $failure)
                ON CONFLICT (condition, task, item) DO UPDATE SET item_index = excluded.item_index, choices = excluded.choices,
                    accuracy = excluded.accuracy, accuracy_norm = excluded.accuracy_norm, failure = excluded.failure
                    WHERE answer.failure IS NOT NULL
            """;
        foreach (
            var name in new[] { "$condition", "$task", "$item", "$index", "$choices", "$accuracy", "$norm", "$failure" }
        )
        {
            _insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        }
    }

    /// <returns>Whether a row was written.</returns>
    public bool Write(long condition, string task, StoredAnswer answer)
    {
        object?[] values =
        [
            condition,
            task,
            answer.Item,
            answer.Index,
            LikelihoodText.Write(answer.Choices),
            answer.Accuracy,
            answer.AccuracyNorm,
            answer.Failure,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            _insert.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        if (_insert.ExecuteNonQuery() > 0)
        {
            return true;
        }

        RefuseContradiction(condition, task, answer);
        return false;
    }

    public void Dispose() => _insert.Dispose();

    private void RefuseContradiction(long condition, string task, StoredAnswer answer)
    {
        var there = AnswerReader.One(_connection, _path, condition, task, answer.Item);
        if (answer.Succeeded && !there.Agrees(answer))
        {
            throw new MoeDataException(
                _path,
                $"{task}, item {answer.Index}",
                $"holds the answer {LikelihoodText.Write(there.Choices)} and is given {LikelihoodText.Write(answer.Choices)} under one key",
                "Two engines or models share a name: keep their stores apart"
            );
        }
    }
}
