using System.Text;
using MoeNotebooks.Files;

namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// Writes what the kit ships of the mini world: the six test sets, the six dev sets and a sample of the training text.
/// </summary>
public static class MiniWorldFiles
{
    /// <summary>The folder of the dev sets, inside that of the test sets.</summary>
    public const string DevFolder = "dev";

    /// <summary>The name of the sample.</summary>
    public const string SampleName = "training-sample.txt";

    private const int SampleSize = 400;

    /// <summary>Writes the files; the same world gives the same bytes.</summary>
    /// <param name="world">The world.</param>
    /// <param name="folder">Where they go.</param>
    /// <returns>The files written.</returns>
    public static IReadOnlyList<string> Write(World world, string folder)
    {
        ArgumentNullException.ThrowIfNull(world);
        var files = Texts(world).Select(file => (Path: Path.Combine(folder, file.Name), file.Text)).ToArray();
        foreach (var (path, text) in files)
        {
            AtomicFile.WriteText(path, text);
        }

        return [.. files.Select(file => file.Path)];
    }

    /// <summary>Name, relative to the folder, and content of every file.</summary>
    /// <param name="world">The world.</param>
    public static IEnumerable<(string Name, string Text)> Texts(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        foreach (var (split, folder) in new[] { (FactSplit.Test, ""), (FactSplit.Dev, DevFolder) })
        {
            foreach (var task in Enum.GetValues<MiniTask>())
            {
                yield return (
                    Path.Combine(folder, task.FileName() + ".jsonl"),
                    Lines(MiniDataSet.Make(world, task, split).Select(MiniItemJson.Line))
                );
            }
        }

        var texts = new TrainingTexts(world, new Random(world.Seed + 2000));
        yield return (
            SampleName,
            Lines(Enumerable.Range(0, SampleSize).Select(_ => string.Concat(texts.Next().Select(s => s.Text)) + "\n"))
        );
    }

    private static string Lines(IEnumerable<string> lines) =>
        lines.Aggregate(new StringBuilder(), (text, line) => text.Append(line).Append('\n')).ToString();
}
