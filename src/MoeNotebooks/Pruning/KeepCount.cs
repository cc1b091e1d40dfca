using System.Globalization;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Pruning;

/// <summary>How many experts a layer keeps: a number, or a percentage of what it has.</summary>
public static class KeepCount
{
    /// <summary>Reads <c>32</c> or <c>50%</c>; halves are rounded up.</summary>
    /// <param name="text">The text.</param>
    /// <param name="experts">Experts of a layer.</param>
    /// <exception cref="MoeUsageException">It is neither; none, or more than there are; or a percentage that rounds to
    /// none, or, below 100, to all.</exception>
    public static int Parse(string text, int experts)
    {
        if (Problem(text) is { } problem)
        {
            throw new MoeUsageException("keep", problem);
        }

        if (Number(text) is { } number)
        {
            return number <= experts
                ? number
                : throw new MoeUsageException("keep", $"is {number}; a layer has {experts} experts");
        }

        var percent = Percent(text)!.Value;
        var count = (int)Math.Round(percent / 100 * experts, MidpointRounding.AwayFromZero);
        return (count == 0 || (count == experts && percent < 100))
            ? throw new MoeUsageException(
                "keep",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"is {text} of {experts} experts, which rounds to {count}: {(count == 0 ? "none" : "all of them")}"
                ),
                "Give a number of experts"
            )
            : count;
    }

    /// <summary>What is wrong with a text for layers of any size; <see langword="null"/> where nothing is.</summary>
    internal static string? Problem(string text) =>
        Number(text) is >= 1 || Percent(text) is > 0 and <= 100
            ? null
            : $"is '{ErrorText.Name(text)}'; it is a number of experts such as 32, at least 1, or a percentage above 0 and up to 100 such as 50%";

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Percent(string text) =>
        text.EndsWith('%')
        && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
            ? percent
            : null;
}
