namespace MoeNotebooks.Evaluation.Journals;

/// <summary>Brings the stores of several machines together.</summary>
internal static class JournalMerge
{
    /// <summary>
    /// Copies every answer of <paramref name="source"/> that <paramref name="target"/> lacks; the source is only read.
    /// </summary>
    /// <param name="target">Where to.</param>
    /// <param name="source">The other store's file.</param>
    /// <returns>How many answers were new, and how many both had.</returns>
    /// <exception cref="Errors.MoeDataException">The two contradict each other, or the source is damaged.</exception>
    public static (int Added, int Known) Into(Journal target, string source)
    {
        using var other = Open(source);
        return Into(target, other);
    }

    /// <summary>Opens a store to read: one that is missing or damaged is refused, and stays as it is.</summary>
    /// <param name="source">Its file.</param>
    public static Journal Open(string source) =>
        Journal.Open(source, new JournalOptions { Create = false, SetDamagedAside = false });

    /// <summary>The same with a store that is open.</summary>
    public static (int Added, int Known) Into(Journal target, Journal other)
    {
        ArgumentNullException.ThrowIfNull(target);
        int added = 0,
            seen = 0;
        foreach (var stored in other.Tasks())
        {
            JournalEntry[] entries =
            [
                .. other
                    .Read(stored.Run.Conditions, stored.Task)
                    .Values.Select(answer => new JournalEntry(stored.Run, stored.Task, answer)),
            ];
            added += target.Add(entries);
            seen += entries.Length;
        }

        return (added, seen - added);
    }
}
