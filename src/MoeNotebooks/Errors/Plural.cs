using System.Globalization;

namespace MoeNotebooks.Errors;

/// <summary>Numbers of things in words: 1 answer, 2 answers.</summary>
internal static class Plural
{
    /// <summary>The number and the word, which gets an s for any number but one.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one of them.</param>
    public static string Of(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");
}
