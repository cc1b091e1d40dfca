using MoeNotebooks.Errors;

namespace MoeNotebooks.Measurement;

/// <summary>How layers are timed.</summary>
/// <param name="Tokens">Batch sizes.</param>
/// <param name="Repeats">Timed runs of each layer at each batch size, after one that does not count.</param>
/// <param name="Precision">The type of weights and activations.</param>
/// <param name="Seed">Seed of weights and tokens.</param>
public sealed record LatencyOptions(
    IReadOnlyList<int> Tokens, int Repeats = 5, WeightPrecision Precision = WeightPrecision.BFloat16, long Seed = 1)
{
    /// <summary>Powers of two from 1 to a largest batch.</summary>
    /// <param name="largest">The largest batch size.</param>
    public static IReadOnlyList<int> PowersOfTwo(int largest) =>
        [.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(tokens => tokens <= largest)];

    /// <summary>Checks everything at once.</summary>
    /// <exception cref="MoeUsageException">A batch size or the repeats are below 1.</exception>
    public void Validate()
    {
        List<string> problems = [.. Tokens.Where(tokens => tokens < 1).Select(tokens => $"tokens holds {tokens}; the least is 1")];
        if (Tokens.Count == 0)
        {
            problems.Add("tokens is empty; give at least one batch size");
        }

        if (Repeats < 1)
        {
            problems.Add($"repeats is {Repeats}; the least is 1");
        }

        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("layer timing", problems);
        }
    }
}
