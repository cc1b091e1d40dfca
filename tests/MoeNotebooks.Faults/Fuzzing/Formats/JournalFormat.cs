using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>The answer store: opened as an evaluation does, read, added to, and brought into another one.</summary>
internal sealed class JournalFormat : FuzzFormat
{
    private const int Items = 40;
    private readonly JournalSpoiler _spoiler;

    public JournalFormat()
    {
        _spoiler = new(Path.Combine(Folder, "spoilt.db"));
        var path = Path.Combine(Folder, "example.db");
        using (var journal = Journal.Open(path))
        {
            foreach (var run in new[] { 0, 1 })
            {
                journal.Add([
                    .. Enumerable
                        .Range(0, Items)
                        .Select(item => new JournalEntry(
                            JournalWriter.Run(run),
                            "task",
                            JournalWriter.Answer(run, item)
                        )),
                ]);
            }
        }

        Examples = [File.ReadAllBytes(path)];
    }

    public override IReadOnlyList<byte[]> Examples { get; }

    public override byte[] Spoil(byte[] input, IReadOnlyList<byte[]> others, Random random) =>
        _spoiler.Spoil(input, others, random);

    public override void Use(byte[] input)
    {
        foreach (var left in Directory.EnumerateFiles(Folder, "used.db*"))
        {
            File.Delete(left);
        }

        var path = Write("used.db", input);
        using (var journal = Journal.Open(path))
        {
            foreach (var task in journal.Tasks())
            {
                journal.Read(task.Run.Conditions, task.Task);
            }

            journal.Read(JournalWriter.Run(0).Conditions, "task");
            journal.Add([new JournalEntry(JournalWriter.Run(2), "task", JournalWriter.Answer(2, 0))]);
            Require(journal.Read(JournalWriter.Run(2).Conditions, "task").Count == 1, "what was added is not there");
        }

        using var other = Journal.Open(Path.Combine(Folder, "used.db.merged"));
        JournalMerge.Into(other, path);
    }
}
