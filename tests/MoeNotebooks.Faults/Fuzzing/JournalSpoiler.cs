using Microsoft.Data.Sqlite;

namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>
/// Spoils a store: pages zeroed, exchanged and cut, and, by SQL, cells of other kinds, and tables and marks that are
/// not ours.
/// </summary>
internal sealed class JournalSpoiler(string path)
{
    private const int Page = 4096;
    private static readonly string[] AnswerColumns =
    [
        "condition",
        "task",
        "item",
        "item_index",
        "choices",
        "accuracy",
        "accuracy_norm",
        "failure",
    ];
    private static readonly string[] ConditionColumns = ["id", "key", "model_name", "first_utc", "imported", "details"];

    private static readonly object?[] Odd =
    [
        null,
        0L,
        -1L,
        1L,
        2L,
        (1L << 31),
        long.MaxValue,
        long.MinValue,
        0.5,
        double.PositiveInfinity,
        1e308,
        "",
        "NaN",
        "[]",
        "[[null,0]]",
        "[[-1.5,2]]",
        "[[1e400,1]]",
        "{}",
        "\ud800",
        "9999-99-99",
        new byte[] { 1, 2, 3 },
        "\0\u001b[31m\n",
    ];

    private static readonly string[] Structure =
    [
        "DROP TABLE claim",
        "DROP TABLE answer",
        "DROP TABLE condition",
        "ALTER TABLE answer DROP COLUMN failure",
        "ALTER TABLE condition RENAME COLUMN details TO other",
        "ALTER TABLE answer RENAME TO answers",
        "CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM answer; END",
        "CREATE TABLE more (a)",
        "DELETE FROM condition",
        "PRAGMA application_id = 0",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 1",
        "PRAGMA user_version = 99",
        "PRAGMA user_version = -1",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 99 WHERE name = 'answer'",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE answer (x)' WHERE name = 'answer'",
        "DROP TABLE answer; CREATE VIEW answer AS SELECT * FROM condition",
    ];

    public byte[] Spoil(byte[] store, IReadOnlyList<byte[]> others, Random random) =>
        random.Next(5) switch
        {
            0 => ByteSpoiler.Spoil(store, others, random),
            1 => Pages(store, random),
            _ => BySql(store, random),
        };

    private static byte[] Pages(byte[] store, Random random)
    {
        var pages = store.Length / Page;
        if (pages < 2)
        {
            return store;
        }

        var spoilt = store.ToArray();
        var (from, to) = (random.Next(pages) * Page, random.Next(pages) * Page);
        switch (random.Next(3))
        {
            case 0:
                store.AsSpan(from, Page).CopyTo(spoilt.AsSpan(to));
                return spoilt;
            case 1:
                spoilt.AsSpan(to, Page).Clear();
                return spoilt;
            default:
                return spoilt[..(pages - 1 > 0 ? Page * random.Next(1, pages) : Page)];
        }
    }

    private byte[] BySql(byte[] store, Random random)
    {
        File.WriteAllBytes(path, store);
        using (
            var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
            )
        )
        {
            connection.Open();
            try
            {
                Execute(
                    connection,
                    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF"
                );
                Change(connection, random);
            }
            catch (SqliteException)
            {
                // too spoilt for this change already
            }
        }

        return File.ReadAllBytes(path);
    }

    private static void Change(SqliteConnection connection, Random random)
    {
        if (random.Next(4) == 0)
        {
            Execute(connection, Structure[random.Next(Structure.Length)]);
            return;
        }

        var isAnswer = random.Next(2) == 0;
        var (table, key, columns) = isAnswer
            ? ("answer", "item", AnswerColumns)
            : ("condition", "id", ConditionColumns);
        var column = columns[random.Next(columns.Length)];
        var row = $"(SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {random.Next(8)})";
        var value = Odd[random.Next(Odd.Length)];
        if (random.Next(3) == 0)
        {
            using var read = connection.CreateCommand();
            read.CommandText = $"SELECT {column} FROM {table} WHERE {key} = {row}";
            value = read.ExecuteScalar() is string text
                ? System.Text.Encoding.UTF8.GetString(
                    JsonSpoiler.Spoil(System.Text.Encoding.UTF8.GetBytes(text), ["[[-1,0]]"u8.ToArray()], random)
                )
                : value;
        }

        Execute(connection, $"UPDATE {table} SET {column} = $value WHERE {key} = {row}", value);
    }

    private static void Execute(SqliteConnection connection, string sql, object? value = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$value", value ?? DBNull.Value);
        command.ExecuteNonQuery();
    }
}
