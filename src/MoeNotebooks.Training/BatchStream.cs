using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Tokenizer;

namespace MoeNotebooks.Training;

/// <summary>
/// Training batches. The batch of a step depends on the seed and the step alone, so a resumed run reads on where it
/// was. Rows are filled with whole texts, longest first, each into the first row with room for it: some 97 % of the
/// places are used.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="seed">Decides the texts.</param>
/// <param name="rows">Rows per batch.</param>
/// <param name="length">Tokens per row.</param>
internal sealed class BatchStream(World world, MiniTokenizer tokenizer, int seed, int rows, int length)
{
    /// <summary>The batch of a step; safe to call from several threads.</summary>
    /// <param name="step">The step.</param>
    /// <param name="stage">What its texts are like.</param>
    public Batch Make(long step, TextStage stage)
    {
        var texts = new TrainingTexts(world, new Random(HashCode(seed, step)), stage);
        var documents = new List<List<(int Id, float Weight)>>();
        for (var room = rows * length; room > 0; )
        {
            var document = Encode(texts.Next());
            if (document.Count <= length)
            {
                documents.Add(document);
                room -= document.Count;
            }
        }

        var batch = new Batch(rows, length);
        var used = new int[rows];
        foreach (var document in documents.OrderByDescending(d => d.Count))
        {
            var row = Array.FindIndex(used, u => u + document.Count <= length);
            if (row >= 0)
            {
                batch.Put(row, used[row], document);
                used[row] += document.Count;
            }
        }

        batch.Tokens = used.Sum();
        return batch;
    }

    private List<(int Id, float Weight)> Encode(IReadOnlyList<Segment> text)
    {
        List<(int, float)> document = [];
        foreach (var segment in text)
        {
            document.AddRange(tokenizer.Encode(segment.Text).Select(id => (id, segment.Weight)));
        }

        document.Add((0, 1f));
        return document;
    }

    // SplitMix64: neighbouring steps get unrelated seeds
    private static int HashCode(int seed, long step)
    {
        var z = (ulong)step * 0x9E3779B97F4A7C15UL + (ulong)seed * 0xD1B54A32D192ED03UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return (int)((z ^ (z >> 31)) & 0x7FFFFFFF);
    }
}
