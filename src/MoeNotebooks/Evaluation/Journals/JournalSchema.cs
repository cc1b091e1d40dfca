using Microsoft.Data.Sqlite;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>The tables, and the steps that brought them here: step i turns schema i into schema i + 1.</summary>
internal static class JournalSchema
{
    /// <summary>Marks the file as ours ("moeJ"), so that no other program's database is ever written to.</summary>
    public const int ApplicationId = 0x6d6f654a;

    private static readonly string[] Steps =
    [
        """
            CREATE TABLE condition (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, model_name TEXT NOT NULL, first_utc TEXT NOT NULL);
            CREATE TABLE answer (
                condition INTEGER NOT NULL REFERENCES condition (id), task TEXT NOT NULL, item TEXT NOT NULL, item_index INTEGER NOT NULL,
                choices TEXT NOT NULL, accuracy REAL, accuracy_norm REAL, failure TEXT,
                PRIMARY KEY (condition, task, item)) WITHOUT ROWID;
            """,
        """
            ALTER TABLE condition ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE condition ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
            CREATE TABLE claim (unit TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;
            """,
        // Keys name the device from here on; answers from before stay to be read, and are never taken for those of a
        // known one.
        """
            UPDATE condition SET key = json_insert(key, '$.device', 'not recorded', '$.expertBackend', NULL);
            """,
    ];

    private static readonly Lazy<string> Expected = new(() =>
    {
        using var fresh = new SqliteConnection("Data Source=:memory:");
        fresh.Open();
        Array.ForEach(Steps, step => Execute(fresh, step));
        return Tables(fresh);
    });

    public static int Current => Steps.Length;

    /// <summary>Refuses another program's file and a newer schema; changes nothing.</summary>
    public static void Refuse(SqliteConnection connection, string path)
    {
        // First: another process may make them now, mark included
        var tables = Number(connection, "SELECT count(*) FROM sqlite_master");
        if (tables > 0 && Number(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                "is another program's SQLite database",
                "Give a file of this kit's own"
            );
        }

        var version = Number(connection, "PRAGMA user_version");
        if (version < 0 || version > Current)
        {
            throw new MoeDataException(
                path,
                "schema",
                $"is version {version}, this program knows 0 to {Current}",
                "Use the newer program, or another file"
            );
        }
    }

    /// <summary>
    /// Makes or migrates the tables, in one transaction, and refuses others: a flipped bit, a trigger that takes
    /// answers away.
    /// </summary>
    public static void Ensure(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction(); // immediate: two processes never migrate at once
        var version = Number(connection, "PRAGMA user_version");
        for (var step = version; step < Current; step++)
        {
            Execute(connection, Steps[step]);
        }

        if (version < Current)
        {
            Execute(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Current}");
        }

        if (Tables(connection) != Expected.Value)
        {
            throw new MoeDataException(
                path,
                "schema",
                "its tables are not as this program makes them",
                "Restore it from a copy, or give another file"
            );
        }

        transaction.Commit();
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql) => (long)Value(connection, sql)!;

    /// <summary>All that the file declares, but for what SQLite adds by itself, without white space.</summary>
    private static string Tables(SqliteConnection connection) =>
        string.Concat(
            (
                (string)
                    Value(
                        connection,
                        "SELECT coalesce(group_concat(sql, ';'), '') FROM (SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name)"
                    )!
            ).Where(c => !char.IsWhiteSpace(c))
        );

    private static object? Value(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
