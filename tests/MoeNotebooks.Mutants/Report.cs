namespace MoeNotebooks.Mutants;

/// <summary>The score: killed of all. Time-outs and crashes are not kills; what no test reaches counts.</summary>
internal static class Report
{
    private static readonly string[] Kinds = ["killed", "survived", "not covered", "timeout", "crashed"];

    public static void Write(TextWriter to, Area area, IReadOnlyList<Mutant> mutants, Results results)
    {
        foreach (var mutant in mutants.Where(mutant => Kind(mutant) != "killed"))
        {
            to.WriteLine($"  {Kind(mutant), -11}  {mutant}");
        }

        to.WriteLine(
            $"{area.Folder, -34} {"mutants", 8} {string.Join(' ', Kinds.Select(kind => $"{kind, 11}"))}   score"
        );
        foreach (var file in mutants.GroupBy(mutant => mutant.File))
        {
            Line(file.Key, [.. file]);
        }

        Line("all", mutants);

        void Line(string name, IReadOnlyList<Mutant> some) =>
            to.WriteLine(
                $"{name, -34} {some.Count, 8} {string.Join(' ', Kinds.Select(kind => $"{some.Count(mutant => Kind(mutant) == kind), 11}"))}   {(double)some.Count(mutant => Kind(mutant) == "killed") / some.Count:0.0 %}"
            );

        string Kind(Mutant mutant) =>
            Kinds.First(kind => results.Of(mutant)!.StartsWith(kind, StringComparison.Ordinal));
    }
}
