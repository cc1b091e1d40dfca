using Microsoft.Data.Sqlite;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>Turns SQLite's errors into ours.</summary>
internal static class JournalErrors
{
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>Runs an action on the journal.</summary>
    /// <param name="path">The journal's file.</param>
    /// <param name="doing">What is done, with its size: "saving 12 answers (about 3 KB)".</param>
    /// <param name="action">The action.</param>
    public static T Translate<T>(string path, string doing, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException error)
        {
            throw new MoeDataException(path, doing, Reason(error), NextStep(error.SqliteErrorCode), error);
        }
    }

    private static string Reason(SqliteException error) =>
        error.SqliteErrorCode switch
        {
            Full => "the disk is full or the file's limit reached; what was saved before is intact",
            InputOutput =>
                $"the disk refused to write or read (SQLite code {error.SqliteExtendedErrorCode}); what was saved before is intact",
            ReadOnly or CannotOpen => "the file or its folder cannot be written",
            Busy => "another process has been writing for too long",
            Corrupt => "the file is damaged",
            NotADatabase => "the file is not a database",
            _ => error.Message,
        };

    private static string NextStep(int code) =>
        code switch
        {
            Full or InputOutput => "Free space, then run the same command again: it goes on where it stopped",
            ReadOnly or CannotOpen => "Give a file in a folder that can be written",
            Corrupt or NotADatabase => "Compute its answers again, or restore it from a copy",
            _ => "Run the same command again: it goes on where it stopped",
        };
}
