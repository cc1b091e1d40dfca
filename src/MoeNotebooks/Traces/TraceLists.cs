using MoeNotebooks.Errors;

namespace MoeNotebooks.Traces;

/// <summary>A list column: its values in one row, and where each row's begin.</summary>
internal sealed record TraceLists<T>(string Path, string Name, T[] Values, int[] Starts)
{
    /// <summary>Reads the starts from the repetition levels, 0 where a list begins.</summary>
    public static TraceLists<T> Of(string path, string name, T[] values, int[] levels, int rows)
    {
        int[] starts = [.. levels.Index().Where(level => level.Item == 0).Select(level => level.Index), values.Length];
        return starts.Length - 1 == rows
            ? new(path, name, values, starts)
            : throw new MoeDataException(
                path,
                $"column {name}",
                $"has {starts.Length - 1} lists; there are {rows} rows"
            );
    }

    /// <summary>The values of some rows.</summary>
    public T[] Of((int From, int To) rows) => Values[Starts[rows.From]..Starts[rows.To]];

    /// <summary>How many values each of some rows has.</summary>
    public int Width((int From, int To) rows)
    {
        var width = Starts[rows.From + 1] - Starts[rows.From];
        for (var row = rows.From; row < rows.To; row++)
        {
            if (Starts[row + 1] - Starts[row] != width)
            {
                throw new MoeDataException(
                    Path,
                    $"column {Name}, row {row}",
                    $"has {Starts[row + 1] - Starts[row]} values; the other tokens of its step and layer have {width}"
                );
            }
        }

        return width;
    }
}
