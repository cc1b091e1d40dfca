using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>Reads rows, trusting none of them.</summary>
internal static class AnswerReader
{
    private const string Columns = "item, item_index, choices, accuracy, accuracy_norm, failure";

    public static IReadOnlyDictionary<string, StoredAnswer> Read(
        SqliteConnection connection,
        string path,
        string key,
        string task
    )
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT {Columns} FROM answer WHERE task = $task AND condition = (SELECT id FROM condition WHERE key = $key)
            """;
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$task", task);
        using var rows = command.ExecuteReader();
        var answers = new Dictionary<string, StoredAnswer>(StringComparer.Ordinal);
        while (rows.Read())
        {
            var answer = Answer(rows, path, task);
            answers.Add(answer.Item, answer);
        }

        return answers;
    }

    public static StoredAnswer One(SqliteConnection connection, string path, long condition, string task, string item)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT {Columns} FROM answer WHERE condition = $condition AND task = $task AND item = $item";
        command.Parameters.AddWithValue("$condition", condition);
        command.Parameters.AddWithValue("$task", task);
        command.Parameters.AddWithValue("$item", item);
        using var rows = command.ExecuteReader();
        rows.Read();
        return Answer(rows, path, task);
    }

    public static IReadOnlyList<StoredTask> Tasks(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT c.key, c.model_name, c.imported, c.details, a.task, a.accuracy, a.accuracy_norm, a.failure, c.first_utc
            FROM answer a JOIN condition c ON c.id = a.condition ORDER BY a.condition, a.task, a.item_index
            """;
        using var rows = command.ExecuteReader();
        var tasks = new Dictionary<(string Key, string Task), TaskTally>();
        while (rows.Read())
        {
            var key = (rows.GetString(0), rows.GetString(4));
            if (!tasks.TryGetValue(key, out var tally))
            {
                tasks.Add(key, tally = new TaskTally(Run(rows, path), key.Item2, Begun(rows.GetString(8))));
            }

            tally.Add(Number(rows, 5), Number(rows, 6), failed: !rows.IsDBNull(7));
        }

        return [.. tasks.Values.Select(tally => tally.Sum())];
    }

    private static DateTimeOffset? Begun(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begun)
            ? begun
            : null;

    private static JournalRun Run(SqliteDataReader rows, string path)
    {
        try
        {
            return new(
                ScoringConditions.Parse(rows.GetString(0)),
                rows.GetString(1),
                rows.GetInt64(2) == 1,
                rows.GetString(3)
            );
        }
        catch (JsonException error)
        {
            throw new MoeDataException(path, "condition", "is not the JSON of scoring conditions", inner: error);
        }
    }

    private static StoredAnswer Answer(SqliteDataReader row, string path, string task)
    {
        try
        {
            return new(
                row.GetString(0),
                row.GetInt32(1),
                LikelihoodText.Read(row.GetString(2)),
                Number(row, 3),
                Number(row, 4),
                row.IsDBNull(5) ? null : row.GetString(5)
            );
        }
        catch (Exception error)
            when (error is JsonException or InvalidCastException or FormatException or OverflowException)
        {
            throw new MoeDataException(
                path,
                $"{task}, item {row.GetValue(0)}",
                "is not an answer: " + StrictJson.Reason(error),
                inner: error
            );
        }
    }

    private static double? Number(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetDouble(column);
}
