using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>How layers are timed.</summary>
/// <param name="Tokens">Batch sizes; every repeat goes through them in a random order of its own.</param>
/// <param name="Repeats">Timed runs of each layer at each batch size, after one that does not count.</param>
/// <param name="Precision">The type of weights and activations.</param>
/// <param name="Seed">Seed of weights, tokens and orders.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>; the clock stops once the device has finished.</param>
public sealed record LatencyOptions(
    IReadOnlyList<int> Tokens,
    int Repeats = 5,
    WeightPrecision Precision = WeightPrecision.BFloat16,
    long Seed = 1,
    string Device = "cpu"
)
{
    /// <summary>Powers of two from 1 to a largest batch.</summary>
    /// <param name="largest">The largest batch size.</param>
    public static IReadOnlyList<int> PowersOfTwo(int largest) =>
        [.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(tokens => tokens <= largest)];

    /// <summary>Checks everything at once.</summary>
    /// <exception cref="MoeUsageException">A batch size or the repeats are below 1, or there is no such
    /// device.</exception>
    public void Validate()
    {
        List<string> problems =
        [
            .. Tokens.Where(tokens => tokens < 1).Select(tokens => $"tokens holds {tokens}; the least is 1"),
        ];
        if (Tokens.Count == 0)
        {
            problems.Add("tokens is empty; give at least one batch size");
        }

        if (Repeats < 1)
        {
            problems.Add($"repeats is {Repeats}; the least is 1");
        }

        if (Device is not ("cpu" or "cuda"))
        {
            problems.Add($"device is '{ErrorText.Name(Device)}'; it is cpu or cuda");
        }
        else if (Device == "cuda" && !cuda.is_available())
        {
            problems.Add("device is cuda; the loaded libtorch sees no GPU ('moe doctor' says what it is)");
        }

        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("layer timing", problems);
        }
    }

    /// <summary>The type of weights and activations.</summary>
    internal ScalarType DType => Precision == WeightPrecision.Float32 ? ScalarType.Float32 : ScalarType.BFloat16;

    /// <summary>Where layers lie.</summary>
    internal Device Place => new(Device);

    /// <summary>
    /// The batch sizes in the order of one repeat, so that no size always follows the same other one.
    /// </summary>
    /// <param name="repeat">The repeat; -1 for the one that does not count.</param>
    internal int[] Order(int repeat)
    {
        int[] order = [.. Tokens];
        new Random(unchecked((int)((Seed * 1_000_003) + repeat))).Shuffle(order);
        return order;
    }

    /// <summary>
    /// A seed of its own for each batch: batches that share tokens would hit the same experts, and count as one.
    /// </summary>
    internal long BatchSeed(int repeat, int tokens) => Seed + ((repeat + 2L) << 32) + tokens;
}
