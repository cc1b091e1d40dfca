using System.Text.Json.Nodes;

namespace MoeNotebooks.Datasets;

/// <summary>
/// Turns levels and values back into cells. Values are packed at the front of their array: a level below the column's
/// maximum has none.
/// </summary>
internal static class ParquetLevels
{
    /// <summary>A flat column: a value where the definition level is the maximum, else null.</summary>
    public static IEnumerable<JsonNode?> Scalars(JsonNode?[] values, int[] definition, int max)
    {
        if (definition.Length == 0)
        {
            return values;
        }

        var next = 0;
        return [.. definition.Select(level => level == max ? values[next++] : null)];
    }

    /// <summary>
    /// A list column: repetition level 0 begins a row; below the maximum come a null element, an empty list, a null
    /// list.
    /// </summary>
    public static IEnumerable<JsonNode?> Lists(
        JsonNode?[] values,
        int[] definition,
        int[] repetition,
        int max,
        bool nullableElement
    )
    {
        var rows = new List<JsonNode?>();
        var emptyList = nullableElement ? max - 2 : max - 1;
        var next = 0;
        for (var i = 0; i < definition.Length; i++)
        {
            if (repetition[i] == 0)
            {
                rows.Add(definition[i] >= emptyList ? new JsonArray() : null);
            }

            if (definition[i] > emptyList)
            {
                ((JsonArray)rows[^1]!).Add(definition[i] == max ? values[next++] : null);
            }
        }

        return rows;
    }
}
