using System.Globalization;
using System.Text.Json.Nodes;

namespace MoeNotebooks.Cli.Expected;

/// <summary>Something that a run found otherwise than it should.</summary>
/// <param name="Notebook">The notebook.</param>
/// <param name="What">The value's or the verdict's name.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Found">What was found.</param>
internal sealed record Departure(string Notebook, string What, string Expected, string Found)
{
    public const string Nothing = "nothing";

    /// <summary>Compares what was found with what was expected.</summary>
    public static IEnumerable<Departure> Between(ExpectedResults expected, ExpectedResults found)
    {
        foreach (var (figure, words) in expected.Verdicts)
        {
            var now = found.Verdicts.GetValueOrDefault(figure, Nothing);
            if (now != words)
            {
                yield return new(expected.Notebook, "verdict on " + figure, words, now);
            }
        }

        var values = found.Values.ToLookup(value => value.Name);
        foreach (var value in expected.Values)
        {
            var now = values[value.Name].FirstOrDefault();
            if (now is null || !(Math.Abs(now.Value - value.Value) <= value.Tolerance))
            {
                yield return new(
                    expected.Notebook,
                    value.Name,
                    Text($"{value.Value:G6} ± {value.Tolerance:G3}"),
                    now is null ? Nothing : Text($"{now.Value:G6}")
                );
            }
        }
    }

    public JsonObject Json() =>
        new()
        {
            ["notebook"] = Notebook,
            ["what"] = What,
            ["expected"] = Expected,
            ["found"] = Found,
        };

    public override string ToString() => $"{Notebook}, {What}: expected {Expected}, found {Found}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
