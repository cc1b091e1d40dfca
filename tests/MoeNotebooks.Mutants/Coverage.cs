namespace MoeNotebooks.Mutants;

/// <summary>Which places each test reaches, and how long it takes.</summary>
internal sealed class Coverage
{
    private readonly Dictionary<string, (int Milliseconds, HashSet<int> Ids)> tests = [];

    public int Count => tests.Count;

    public int TotalMilliseconds => tests.Values.Sum(test => test.Milliseconds);

    public static Coverage Read(string path)
    {
        var coverage = new Coverage();
        foreach (var line in File.ReadLines(path).Select(line => line.Split(' ')).Where(line => line[0] == "test"))
        {
            var ids = line[3].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
            var before = coverage.tests.GetValueOrDefault(line[1], (0, []));
            coverage.tests[line[1]] = (before.Item1 + int.Parse(line[2]), [.. before.Item2, .. ids]);
        }

        return coverage;
    }

    public bool Reaches(string test, int id) => tests.TryGetValue(test, out var found) && found.Ids.Contains(id);

    public bool IsReached(int id) => tests.Values.Any(test => test.Ids.Contains(id));

    public int Milliseconds(string test) => tests[test].Milliseconds;
}
