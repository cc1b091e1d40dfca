using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Routing;

/// <summary>
/// Lists of experts by decoder layer, as text: <c>{"3": [5, 0, ...], ...}</c>, or one such object per line.
/// </summary>
internal static class ExpertLists
{
    /// <summary>Reads them, each in its order.</summary>
    /// <exception cref="MoeDataException">It is not JSON, or a profile of what is pruned.</exception>
    /// <exception cref="FormatException">A layer is no number, or (other exceptions of reading JSON) an expert is
    /// none.</exception>
    public static Dictionary<int, IReadOnlyList<int>> Read(string path, string text)
    {
        if (PruningProfile.IsOne(path, text))
        {
            throw new MoeDataException(
                path,
                PruningProfile.Field,
                "lists the experts that are pruned, MoE layer by MoE layer; a mask lists those that are kept",
                $"Make it one: moe prune MODEL --mask {path} --mask-out MASK.json"
            );
        }

        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        var roots =
            lines.Length > 1 && lines.All(line => line.StartsWith('{') && line.EndsWith('}'))
                ? lines.Select((line, i) => StrictJson.Parse(path, line, $"line {i + 1}"))
                : [StrictJson.Parse(path, text)];
        var lists = new Dictionary<int, IReadOnlyList<int>>();
        foreach (var layer in roots.SelectMany(root => root.EnumerateObject()))
        {
            lists.Add(
                int.Parse(layer.Name, NumberStyles.None, CultureInfo.InvariantCulture),
                [.. layer.Value.EnumerateArray().Select(expert => expert.GetInt32())]
            );
        }

        return lists;
    }

    /// <summary>One line per layer, ascending, each list in its order.</summary>
    public static string Lines(IReadOnlyDictionary<int, IReadOnlyList<int>> lists) =>
        string.Concat(
            lists
                .OrderBy(layer => layer.Key)
                .Select(layer =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{{\"{layer.Key}\":[{string.Join(',', layer.Value)}]}}\n"
                    )
                )
        );
}
