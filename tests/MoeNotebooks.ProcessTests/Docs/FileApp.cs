using System.Diagnostics;

namespace MoeNotebooks.ProcessTests.Docs;

/// <summary>
/// Runs <c>dotnet</c> as a stranger would; tests that build so are in the collection "builds", one after the other.
/// </summary>
internal static class FileApp
{
    public static async Task<(int Exit, string Output)> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder };
        foreach (
            var name in start
                .Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase))
                .ToArray()
        )
        {
            start.Environment.Remove(name); // those of the build that runs this test
        }

        var (exit, output, errors) = await ChildRun.RunAsync(start);
        return (exit, output + errors);
    }
}
