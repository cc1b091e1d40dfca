using System.Globalization;
using System.Numerics;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Commands;

/// <summary>Numbers in one option, as <c>1,4,16</c>.</summary>
internal static class NumberList
{
    /// <summary>Reads them.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="text">What the user wrote; nothing gives an empty list.</param>
    /// <param name="least">The least that each may be.</param>
    /// <param name="most">The most.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static IReadOnlyList<T> Read<T>(string option, string? text, T least, T most, List<string> problems)
        where T : struct, INumber<T>
    {
        var numbers = new List<T>();
        foreach (var part in text?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (
                T.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
            )
            {
                numbers.Add(number);
            }
            else
            {
                problems.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{option}: '{ErrorText.Name(part)}' is no number from {least} to {most}"
                    )
                );
            }
        }

        if (numbers.Distinct().Count() < numbers.Count)
        {
            problems.Add($"{option}: '{ErrorText.Name(text!)}' names one number twice");
        }

        return numbers;
    }
}
