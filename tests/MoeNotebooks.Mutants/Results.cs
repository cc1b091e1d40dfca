namespace MoeNotebooks.Mutants;

/// <summary>
/// What became of each mutant, a line each, written as it is known, so that a run that was cut off goes on. Of other
/// sources it is not read.
/// </summary>
internal sealed class Results
{
    private readonly Dictionary<string, string> lines = [];
    private readonly string path;

    /// <param name="path">The file.</param>
    /// <param name="sources">A digest of the mutated sources.</param>
    /// <param name="onlyKilled">Forgets what was not killed: tests were added since.</param>
    public Results(string path, string sources, bool onlyKilled)
    {
        this.path = path;
        var old = File.Exists(path) ? File.ReadAllLines(path) : [];
        foreach (
            var line in old.Skip(1)
                .Select(line => line.Split('\t', 2))
                .Where(line =>
                    old[0] == sources && (!onlyKilled || line[1].StartsWith("killed", StringComparison.Ordinal))
                )
        )
        {
            lines[line[0]] = line[1];
        }

        File.WriteAllLines(path, [sources, .. lines.Select(line => $"{line.Key}\t{line.Value}")]);
    }

    public string? Of(Mutant mutant) => lines.GetValueOrDefault(mutant.Key);

    public void Add(Mutant mutant, string result)
    {
        lines[mutant.Key] = result;
        File.AppendAllLines(path, [$"{mutant.Key}\t{result}"]);
    }
}
