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
        ArgumentNullException.ThrowIfNull(target);
        using var other = Journal.Open(source, new JournalOptions { Create = false, SetDamagedAside = false });
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
