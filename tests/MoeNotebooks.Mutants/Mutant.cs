namespace MoeNotebooks.Mutants;

/// <summary>
/// One change of the source: at <paramref name="Line"/> (from 1) of a file, <paramref name="Original"/> becomes
/// <paramref name="Replacement"/>.
/// </summary>
/// <param name="AtStart">In code that runs once a process (static initialisers): such a mutant has to be on from the
/// process's start.</param>
internal sealed record Mutant(int Id, string File, int Line, string Original, string Replacement, bool AtStart)
{
    /// <summary>What a results file calls it: the same as long as its file is.</summary>
    public string Key => $"{Id} {File}:{Line}";

    public override string ToString() => $"{File}:{Line}  {OneLine(Original)}  =>  {OneLine(Replacement)}";

    private static string OneLine(string code) =>
        string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
