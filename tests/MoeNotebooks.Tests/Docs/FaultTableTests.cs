using MoeNotebooks.Faults.Table;

namespace MoeNotebooks.Tests.Docs;

/// <summary>
/// The committed table of faults is the one that the program would write, as far as that is known without making them
/// happen.
/// </summary>
public sealed class FaultTableTests
{
    [Fact]
    public void Its_rows_are_the_programs()
    {
        var rows = File.ReadLines(Path.Combine(Shared.Repository, "tests", "MoeNotebooks.Faults", "faults.md"))
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .ToArray();
        string[] known = [.. FaultTable.Rows];
        rows.Length.ShouldBe(known.Length, "write it anew: its first lines say how");
        rows.Zip(known).ShouldAllBe(pair => pair.First.StartsWith(pair.Second, StringComparison.Ordinal));
    }
}
