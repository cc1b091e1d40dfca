using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace MoeNotebooks.Cli.Commands;

/// <summary>Limits on the values of options, checked while the command line is read.</summary>
internal static class OptionChecks
{
    /// <summary>
    /// Refuses numbers outside a range, and NaN; what is no number at all is refused by the parser itself.
    /// </summary>
    public static Option<T> Within<T>(this Option<T> option, T least, T most)
        where T : INumber<T>
    {
        option.Validators.Add(result => Check(result, least, most));
        return option;
    }

    /// <summary>The same for an option that may be left out.</summary>
    public static void Check<T>(OptionResult result, T least, T most)
        where T : INumber<T>
    {
        foreach (var token in result.Tokens)
        {
            if (
                T.TryParse(token.Value, CultureInfo.InvariantCulture, out var value)
                && !(value >= least && value <= most)
            )
            {
                result.AddError(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{result.Option.Name} {token.Value}: must be {Range(least, most)}"
                    )
                );
            }
        }
    }

    // a limit that only says how the number is kept is nobody's concern
    private static string Range<T>(T least, T most)
        where T : INumber<T> =>
        most is int.MaxValue or long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"at least {least}")
            : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");

    /// <summary>One of an enumeration's names in small letters, and no number in their place.</summary>
    public static Option<T> Named<T>(this Option<T> option)
        where T : struct, Enum =>
        option.AcceptOnlyFromAmong([.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())]);

    /// <summary>Refuses a text that is empty or only blanks.</summary>
    public static Option<string> NotEmpty(this Option<string> option)
    {
        option.Validators.Add(result => Check(result, option.Name));
        return option;
    }

    private static void Check(OptionResult result, string name)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"{name}: must not be empty");
        }
    }
}
