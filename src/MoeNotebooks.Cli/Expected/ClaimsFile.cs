using System.Globalization;
using System.Text.RegularExpressions;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Cli.Expected;

/// <summary>
/// <c>CLAIMS.md</c>, and what README says was found: expected values stand between marks that name them, such as
/// <c>&lt;!-- 03; verdict; Figure 3a --&gt;agrees&lt;!-- end --&gt;</c> or <c>&lt;!-- 02; token-split; table03 256;
/// Predicted --&gt;</c>, and are written anew from <c>data/expected</c>.
/// </summary>
internal static partial class ClaimsFile
{
    public const string Name = "CLAIMS.md";

    /// <summary>The pages that hold such marks.</summary>
    public static IReadOnlyList<string> Pages { get; } = [Name, "README.md"];

    /// <summary>Writes the file's values anew.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The folder of expected values.</param>
    public static void Update(string path, string expected) =>
        AtomicFile.WriteText(path, Refresh(InputFile.ReadText(path), expected));

    /// <summary>
    /// The text with its values as they are expected now; those of a notebook that nothing is expected of stay.
    /// </summary>
    /// <exception cref="MoeDataException">A mark names what is not expected.</exception>
    public static string Refresh(string text, string expected)
    {
        var notebooks = new Dictionary<string, ExpectedResults?>();
        return Mark()
            .Replace(text, mark =>
            {
                string[] parts = mark.Groups[1].Value.Split(';', StringSplitOptions.TrimEntries);
                if (!notebooks.TryGetValue(parts[0], out var results))
                {
                    notebooks[parts[0]] = results = ExpectedResults.Read(ExpectedResults.File(expected, parts[0]));
                }

                return results is null
                    ? mark.Value
                    : $"<!-- {mark.Groups[1].Value} -->{Value(results, parts)}<!-- end -->";
            });
    }

    private static string Value(ExpectedResults results, string[] parts) =>
        parts switch
        {
            [_, "verdict", var figure] when results.Verdicts.TryGetValue(figure, out var words) => words,
            [_, var table, var row, var column]
                when results.Values.FirstOrDefault(value =>
                    (value.Table, value.Row, value.Column) == (table, row, column)
                )
                    is { } value => string.Create(
                CultureInfo.InvariantCulture,
                $"{Short(value.Value)} ± {value.Tolerance:G2}"
            ),
            _ => throw new MoeDataException(Name, string.Join("; ", parts), "is not among the expected values"),
        };

    /// <summary>Four digits, and never a power of ten.</summary>
    private static string Short(double value) =>
        value.ToString(Math.Abs(value) >= 1000 ? "0" : "G4", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "<!-- ([0-9]{2};[^<>]*?) -->[^<]*<!-- end -->",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Mark();
}
