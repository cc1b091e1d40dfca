using Microsoft.Data.Sqlite;

namespace MoeNotebooks.Tests.Evaluation.Journals;

/// <summary>Plain SQL on a file, as another program would use it.</summary>
internal static class Sql
{
    public static void Run(string path, string sql) => Text(path, sql);

    public static string? Text(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
