using System.ComponentModel;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Data.Analysis;

namespace MoeNotebooks.Results;

/// <summary>A table's cells as they are, before they are written for people (HTML) or programs (CSV).</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows, each with one value per column; <see langword="null"/> for an empty cell.</param>
internal sealed partial record TableContent(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>
    /// The columns' names for people: "Median microseconds per token" for a property of that name, or what its
    /// [DisplayName] says.
    /// </summary>
    public IReadOnlyList<string> Headings { get; private init; } = Columns;

    public static TableContent Of(DataFrame frame)
    {
        var rows = new List<object?[]>();
        for (var row = 0L; row < frame.Rows.Count; row++)
        {
            rows.Add([.. frame.Columns.Select(column => column[row])]);
        }

        return new TableContent([.. frame.Columns.Select(column => column.Name)], rows);
    }

    /// <summary>One column per public property, in the order they are declared.</summary>
    public static TableContent Of<T>(IEnumerable<T> records)
    {
        var properties = typeof(T)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .ToArray();
        return new TableContent(
            [.. properties.Select(property => property.Name)],
            [.. records.Select(record => properties.Select(property => property.GetValue(record)).ToArray())]
        )
        {
            Headings =
            [
                .. properties.Select(property =>
                    property.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName
                    ?? Hump().Replace(property.Name, match => " " + match.Value.ToLowerInvariant())
                ),
            ],
        };
    }

    [GeneratedRegex("(?<=[a-z0-9])[A-Z](?=[a-z])")]
    private static partial Regex Hump();
}
