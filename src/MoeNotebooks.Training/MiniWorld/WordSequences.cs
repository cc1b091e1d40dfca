namespace MoeNotebooks.Training.MiniWorld;

/// <summary>How often sequences of up to five words occur in training texts.</summary>
internal sealed class WordSequences
{
    private const int Longer = 5;
    private const double BackOff = 0.4;

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly long _words;

    /// <summary>Counts the texts that training would read first.</summary>
    /// <param name="world">The world.</param>
    /// <param name="texts">How many.</param>
    public WordSequences(World world, int texts)
    {
        var training = new TrainingTexts(world, new Random(world.Seed + 3000));
        for (var i = 0; i < texts; i++)
        {
            var words = Shortcuts.Words(string.Concat(training.Next().Select(segment => segment.Text)));
            _words += words.Length;
            for (var at = 0; at < words.Length; at++)
            {
                for (var n = 1; n <= Math.Min(Longer, words.Length - at); n++)
                {
                    var key = string.Join(' ', words.AsSpan(at, n)!);
                    _counts[key] = _counts.GetValueOrDefault(key) + 1;
                }
            }
        }
    }

    /// <summary>How often the words stand one after another; of more than five the last five.</summary>
    public int Count(IReadOnlyList<string> words) =>
        _counts.GetValueOrDefault(string.Join(' ', words.TakeLast(Longer)));

    /// <summary>How many of the text's sequences of five words training has too.</summary>
    public int Shared(string[] words) =>
        Enumerable.Range(0, Math.Max(0, words.Length - Longer + 1)).Count(at => Count(words[at..(at + Longer)]) > 0);

    /// <summary>
    /// The logarithm of how likely a text is to an n-gram model of the training texts that backs off to shorter
    /// sequences.
    /// </summary>
    public double LogLikelihood(string[] words) =>
        Enumerable.Range(0, words.Length).Sum(at => Math.Log(Next(words, at)));

    private double Next(string[] words, int at)
    {
        var penalty = 1.0;
        for (var n = Math.Min(Longer, at + 1); n > 1; n--, penalty *= BackOff)
        {
            if (Count(words[(at + 1 - n)..(at + 1)]) is var whole and > 0)
            {
                return penalty * whole / Count(words[(at + 1 - n)..at]);
            }
        }

        return penalty * (Count([words[at]]) + 1.0) / _words;
    }
}
