namespace MoeNotebooks.Training;

/// <summary>Rows of token ids, the next token of each place, and how much that counts.</summary>
/// <param name="rows">Rows.</param>
/// <param name="length">Tokens per row.</param>
internal sealed class Batch(int rows, int length)
{
    public int Rows => rows;

    public int Length => length;

    /// <summary>[rows * length]; a row begins with the token that ends texts.</summary>
    public long[] Ids { get; } = new long[rows * length];

    /// <summary>[rows * length]</summary>
    public long[] Targets { get; } = new long[rows * length];

    /// <summary>[rows * length]</summary>
    public float[] Weights { get; } = new float[rows * length];

    /// <summary>Places used.</summary>
    public int Tokens { get; set; }

    /// <summary>The rows of several batches of one length, as one.</summary>
    public static Batch Join(IReadOnlyList<Batch> parts)
    {
        var joined = new Batch(parts.Sum(part => part.Rows), parts[0].Length)
        {
            Tokens = parts.Sum(part => part.Tokens),
        };
        var at = 0;
        foreach (var part in parts)
        {
            part.Ids.CopyTo(joined.Ids, at);
            part.Targets.CopyTo(joined.Targets, at);
            part.Weights.CopyTo(joined.Weights, at);
            at += part.Ids.Length;
        }

        return joined;
    }

    /// <summary>Writes a text so that its first token is predicted at <paramref name="at"/>.</summary>
    public void Put(int row, int at, List<(int Id, float Weight)> document)
    {
        for (var i = 0; i < document.Count; i++)
        {
            var place = row * length + at + i;
            Targets[place] = document[i].Id;
            Weights[place] = document[i].Weight;
            if (at + i + 1 < length)
            {
                Ids[place + 1] = document[i].Id;
            }
        }
    }
}
