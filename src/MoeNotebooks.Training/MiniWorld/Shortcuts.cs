namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The ways to answer without knowing or reading that the mini world must not reward.</summary>
internal static class Shortcuts
{
    private static readonly char[] Marks = ['.', '?', ',', ' ', '\n', ':'];

    /// <summary>All of them, for a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="seen">Counts of word sequences in training texts.</param>
    public static IEnumerable<Shortcut> Of(MiniTask task, WordSequences seen)
    {
        yield return new("the first place", item => [.. item.Choices.Select((_, place) => (double)-place)]);
        yield return new("length", item => [.. item.Choices.Select(choice => (double)choice.Length)]);
        yield return new("how often training has the choice", item =>
            [.. item.Choices.Select(choice => (double)seen.Count(Words(choice)))]
        );
        yield return new("likelihood by an n-gram model of training", item =>
            [.. Texts(item).Select(seen.LogLikelihood)]
        );
        yield return new("sequences of five words that training has too", item =>
            [.. Texts(item).Select(words => (double)seen.Shared(words))]
        );
        if (task is MiniTask.BoolQ or MiniTask.Rte)
        {
            yield return new("the asked word stands in the passage", item =>
                First(item, Passage(item).Contains(Asked(item)))
            );
            yield return new("the asked word or its opposite comes last", item =>
                First(item, LastOf(item) == Asked(item))
            );
            yield return new("the asked word stands more often than its opposite", item =>
                First(item, Passage(item).Count(w => w == Asked(item)) - Passage(item).Count(w => w == Opposite(item)))
            );
            yield return new("a sentence has all words of the question", item =>
                First(item, Sentences(item).Any(s => Words(item.Second).All(w => w == "is" || s.Contains(w))))
            );
            yield return new("the passage negates", item =>
                First(item, Passage(item).Count(w => w is "not" or "No" or "no"))
            );
            yield return new("who comes first in the passage", item =>
                First(
                    item,
                    Passage(item).First(Passage(item).Intersect(WorldTables.Strangers).Contains)
                        == Words(item.Second).First(WorldTables.Strangers.Contains)
                )
            );
        }
        else if (task != MiniTask.WinoGrande)
        {
            yield return new("words shared with the question", item =>
                [.. item.Choices.Select(choice => (double)Words(choice).Intersect(Words(item.First)).Count())]
            );
        }
        else
        {
            yield return new("how often training names it", item =>
                [.. item.Choices.Select(choice => (double)seen.Count([choice]))]
            );
        }
    }

    /// <summary>A text's words, without its punctuation marks.</summary>
    public static string[] Words(string text) => text.Split(Marks, StringSplitOptions.RemoveEmptyEntries);

    private static double[] First(MiniItem item, bool says) => First(item, says ? 1 : 0);

    // for the choice that says yes
    private static double[] First(MiniItem item, int says) =>
        item.Task == MiniTask.BoolQ ? [0.5 - says, says - 0.5] : [says - 0.5, 0.5 - says];

    private static string[] Passage(MiniItem item) => Words(item.First);

    private static IEnumerable<string[]> Sentences(MiniItem item) =>
        item.First.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(Words);

    private static string Asked(MiniItem item) => Words(item.Second)[^1];

    private static string Opposite(MiniItem item) =>
        WorldTables
            .Traits.SelectMany(t => new[] { (t.Yes.Word, t.No.Word), (t.No.Word, t.Yes.Word) })
            .First(pair => pair.Item1 == Asked(item))
            .Item2;

    private static string? LastOf(MiniItem item) =>
        Passage(item).LastOrDefault(w => w == Asked(item) || w == Opposite(item));

    private static IEnumerable<string[]> Texts(MiniItem item) =>
        item.Requests().Select(request => Words(request.Context + request.Continuation));
}
