using System.Text.Json.Nodes;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// Which notebooks are run, with which parameters; everything that can be refused is refused here, before the first
/// runs.
/// </summary>
internal static class ReproducePlan
{
    public static IReadOnlyList<Notebook> Make(ReproduceOptions options)
    {
        var notebooks = Files(options).Select(Notebook.Load).ToArray();
        CheckParameters(options.Parameters.Keys, notebooks);
        foreach (var notebook in notebooks)
        {
            NotebookReferences.Check(notebook);
            NotebookParameters.Inject(notebook, Values(notebook, options));
        }

        return notebooks;
    }

    private static List<string> Files(ReproduceOptions options)
    {
        var all = Directory.Exists(options.Notebooks)
            ? Directory.GetFiles(options.Notebooks, "*.ipynb").Order(StringComparer.Ordinal).ToList()
            : throw new MoeMissingException(options.Notebooks, "there is no such folder of notebooks");
        if (all.Count == 0)
        {
            throw new MoeMissingException(options.Notebooks, "holds no notebooks (*.ipynb)");
        }

        foreach (var only in options.Only.Where(only => !all.Exists(file => Matches(file, only))))
        {
            throw new MoeUsageException(
                "--only " + ErrorText.Name(only),
                "no notebook's name begins so",
                "There are " + string.Join(", ", all.Select(Path.GetFileNameWithoutExtension))
            );
        }

        return options.Only.Count == 0 ? all : all.FindAll(file => options.Only.Any(only => Matches(file, only)));
    }

    private static bool Matches(string file, string only) =>
        Path.GetFileNameWithoutExtension(file)
            .StartsWith(Path.GetFileNameWithoutExtension(only), StringComparison.OrdinalIgnoreCase);

    private static void CheckParameters(IEnumerable<string> given, IReadOnlyList<Notebook> notebooks)
    {
        var known = notebooks.SelectMany(NotebookParameters.NamesIn).Distinct().ToArray();
        foreach (var name in given.Where(name => !known.Contains(name)))
        {
            throw new MoeUsageException(
                "-p " + ErrorText.Name(name),
                $"no notebook has such a parameter{Suggestion.DidYouMean(name, known)}",
                "There are " + string.Join(", ", known)
            );
        }
    }

    private static Dictionary<string, JsonNode?> Values(Notebook notebook, ReproduceOptions options)
    {
        var names = NotebookParameters.NamesIn(notebook);
        var values = options.Quick
            ? notebook.Quick.ToDictionary(pair => pair.Key, pair => pair.Value?.DeepClone())
            : [];
        foreach (var (name, value) in options.Parameters.Where(pair => names.Contains(pair.Key)))
        {
            values[name] = value?.DeepClone();
        }

        return values;
    }
}
