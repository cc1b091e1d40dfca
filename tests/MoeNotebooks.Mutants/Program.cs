using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Mutants;

// Usage: dotnet run --project tests/MoeNotebooks.Mutants -c Release -- AREA|all [--again] [--list]: after the tests
// were built.
// --again tries again what was not killed; --list only says what would be tried. Results: artifacts/mutants.
if (args is ["worker", var own, var job, var coverage])
{
    await Worker.RunAsync(Area.All.Single(area => area.Folder == own), job, coverage);
    return 0;
}

var chosen = args is ["all", ..] ? Area.All : [.. Area.All.Where(area => args.Contains(area.Folder))];
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"Name an area: {string.Join(", ", Area.All.Select(area => area.Folder))}, or all.");
    return 2;
}

var root = Directory.GetCurrentDirectory();
var tests = Path.Combine(root, "tests/MoeNotebooks.Tests/bin/Release/net10.0");
var call = CompilerCall.Ask(Path.Combine(root, "src/MoeNotebooks/MoeNotebooks.csproj"));
foreach (var area in chosen)
{
    var start = Path.Combine(root, "src/MoeNotebooks", area.Folder) + "/";
    var library = new MutatedLibrary(call.Compilation);
    var files = call
        .Compilation.SyntaxTrees.Where(tree => tree.FilePath.StartsWith(start, StringComparison.Ordinal))
        .OrderBy(tree => tree.FilePath, StringComparer.Ordinal)
        .ToArray();
    var mutated = library.Mutate(files);
    if (args.Contains("--list"))
    {
        Console.WriteLine(
            $"{string.Join('\n', library.Mutants)}\n{library.Mutants.Count} mutants in {area.Folder}; {library.LeftOut} more did not compile"
        );
        continue;
    }

    var folder = RunFolder.Prepare(
        tests,
        Path.Combine(root, $"tests/MoeNotebooks.Tests/bin/Mutants/{area.Name}"),
        mutated,
        call
    );
    Directory.CreateDirectory(Path.Combine(root, "artifacts/mutants"));
    var file = Path.Combine(root, "artifacts/mutants", area.Name);
    var sources = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(library.Mutants))));
    var results = new Results(file + ".tsv", sources, args.Contains("--again"));
    var supervisor = new Supervisor(folder, area);
    supervisor.Cover(file + ".coverage", library.Mutants.Max(mutant => mutant.Id) + 1);
    var reached = Coverage.Read(file + ".coverage");
    Console.WriteLine(
        $"{area.Folder}: {library.Mutants.Count} mutants ({library.LeftOut} more did not compile), {reached.Count} tests in {reached.TotalMilliseconds / 1000.0:0.0} s"
    );

    var open = library.Mutants.Where(mutant => results.Of(mutant) is null).ToArray();
    foreach (var mutant in open.Where(mutant => !mutant.AtStart && !reached.IsReached(mutant.Id)))
    {
        results.Add(mutant, "not covered");
    }

    supervisor.Try(
        [.. open.Where(mutant => !mutant.AtStart && reached.IsReached(mutant.Id))],
        file + ".coverage",
        results.Add
    );
    foreach (var mutant in open.Where(mutant => mutant.AtStart))
    {
        results.Add(mutant, supervisor.TryOnce(mutant, reached.TotalMilliseconds));
    }

    Report.Write(Console.Out, area, library.Mutants, results);
}

return 0;
