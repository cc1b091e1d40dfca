using Microsoft.Data.Sqlite;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>
/// Opens a journal's file, whatever state it was left in: new, unfinished, damaged, or not a database at all.
/// </summary>
internal static class JournalFile
{
    private const int NotADatabase = 26;
    private const int Corrupt = 11;
    private const int PageSize = 4096;

    /// <summary>
    /// An open connection with current tables; what was found and set aside is added to <paramref name="notices"/>.
    /// </summary>
    public static SqliteConnection Open(string path, JournalOptions options, List<string> notices)
    {
        try
        {
            return Connect(path, options);
        }
        catch (SqliteException error)
            when (options.SetDamagedAside && (error.SqliteErrorCode is NotADatabase or Corrupt))
        {
            notices.Add(SetAside(path, error.SqliteErrorCode == NotADatabase ? "is not a database" : "is damaged"));
            return Connect(path, options);
        }
    }

    /// <summary>Makes sure that there is a file or may be one, and a folder for it.</summary>
    public static void CheckFiles(string path, JournalOptions options)
    {
        var main = new FileInfo(path);
        var log = new FileInfo(path + "-wal");
        if ((!main.Exists || main.Length == 0) && log is { Exists: true, Length: > 0 })
        {
            throw new MoeDataException(
                path,
                string.Empty,
                $"is missing or empty while its write-ahead log ({log.Name}, {log.Length} bytes) is there",
                "Restore the file, or move the log away to begin anew"
            );
        }

        if (!main.Exists && !options.Create)
        {
            throw new MoeMissingException(path, "there is no such store", "Check the path");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MoeDataException(path, string.Empty, "its folder cannot be made: " + error.Message, inner: error);
        }
    }

    private static SqliteConnection Connect(string path, JournalOptions options)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false, // a closed journal leaves no open file behind
                DefaultTimeout = (int)Math.Ceiling(options.Patience.TotalSeconds),
            }.ToString()
        );
        try
        {
            connection.Open();
            JournalSchema.Refuse(connection, path);
            Configure(connection, options);
            JournalSchema.Ensure(connection, path);
            Check(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Write-ahead logging; every commit reaches the disk and, at once, the main file, so that a lost log loses next to
    /// nothing.
    /// </summary>
    private static void Configure(SqliteConnection connection, JournalOptions options)
    {
        JournalSchema.Execute(
            connection,
            $"""
            PRAGMA page_size = {PageSize}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 1; PRAGMA foreign_keys = ON;
            """
        );
        if (options.MaxPages is { } pages)
        {
            JournalSchema.Execute(connection, $"PRAGMA max_page_count = {pages}");
        }
    }

    private static void Check(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(1)";
        if (command.ExecuteScalar() as string is { } found && found != "ok")
        {
            throw new SqliteException(found, Corrupt);
        }

        // conditions that are gone: the next ones would take their number, and their answers with it
        command.CommandText = "PRAGMA foreign_key_check";
        if (command.ExecuteScalar() is not null)
        {
            throw new SqliteException("answers without their conditions", Corrupt);
        }
    }

    private static string SetAside(string path, string why)
    {
        var aside = Enumerable
            .Range(0, int.MaxValue)
            .Select(i => path + (i == 0 ? ".bak" : $".bak{i}"))
            .First(name => !File.Exists(name));
        foreach (var suffix in new[] { "", "-wal", "-shm" }.Where(suffix => File.Exists(path + suffix)))
        {
            File.Move(path + suffix, aside + suffix);
        }

        return ErrorText.Line(
            path,
            string.Empty,
            $"{why}; it was set aside as {Path.GetFileName(aside)} and a new store begun",
            null
        );
    }
}
