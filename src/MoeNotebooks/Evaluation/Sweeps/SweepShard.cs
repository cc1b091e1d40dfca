using System.Globalization;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>Which part of a sweep this machine does.</summary>
/// <param name="Index">The part, from 1 to <paramref name="Count"/>.</param>
/// <param name="Count">Parts in all.</param>
public readonly record struct SweepShard(int Index, int Count)
{
    /// <summary>All of it.</summary>
    public static SweepShard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="MoeUsageException">It is not that.</exception>
    public static SweepShard Parse(string text)
    {
        var parts = (text ?? string.Empty).Split('/');
        return
            parts.Length == 2
            && Number(parts[0]) is { } index
            && Number(parts[1]) is { } count
            && index >= 1
            && index <= count
            ? new(index, count)
            : throw new MoeUsageException(
                "--shard",
                $"is '{ErrorText.Name(text ?? string.Empty)}'; it is i/n with i from 1 to n"
            );
    }

    /// <summary>Whether a unit of work is this machine's; units go round in turn, so that parts are alike.</summary>
    /// <param name="unit">The unit, from 0.</param>
    public bool Holds(int unit) => unit % Count == Index - 1;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
