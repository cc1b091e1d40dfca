using System.Globalization;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Whether larger mixtures have the weakened batch effect more, or whether something else orders them.
/// </summary>
public static class LargerModelsVerdict
{
    private const double Clear = 1.03; // two factors nearer than this are no order

    /// <summary>
    /// Orders the layers of one machine by size and by sparsity, and looks which order their factors have.
    /// </summary>
    /// <param name="rows">Mixtures beside their twins.</param>
    /// <param name="on">The machine.</param>
    /// <param name="tokens">The batch at which they are compared.</param>
    public static Verdict Of(IReadOnlyList<BatchRow> rows, string on, int tokens = 64)
    {
        ArgumentNullException.ThrowIfNull(rows);
        BatchRow[] layers =
        [
            .. rows.Where(row => row.On == on && row.Tokens == tokens).OrderBy(row => row.LayerParameters),
        ];
        (BatchRow Small, BatchRow Large)[] pairs =
        [
            .. layers.SelectMany((small, i) => layers.Skip(i + 1).Select(large => (small, large))),
        ];
        var bySize = pairs.Count(pair => pair.Large.Factor > Clear * pair.Small.Factor);
        var bySparsity = pairs.Count(pair =>
            pair.Small.ExpertsPerActive < pair.Large.ExpertsPerActive
                ? pair.Large.Factor > Clear * pair.Small.Factor
                : pair.Small.Factor > Clear * pair.Large.Factor
        );
        return new Verdict(
            "Figure 2c, larger models",
            "Larger models reach the weakened batch effect more easily.",
            layers.Length < 2
                ? Text($"Fewer than two layers were measured on one {on} at L = {tokens}.")
                : Text($"Measured on one {on} at L = {tokens}, times the dense twin, smallest layer first: ")
                    + string.Join(
                        "; ",
                        layers.Select(layer =>
                            Text(
                                $"{layer.Layer} ({layer.LayerParameters / 1e9:0.0} billion parameters, n_e / n_a = {layer.ExpertsPerActive:0.#}) {layer.Factor:0.0}, predicted {layer.PredictedFactor:0.0}"
                            )
                        )
                    )
                    + Text(
                        $". The larger layer has the larger factor in {bySize} of {pairs.Length} pairs, the sparser one in {bySparsity}. "
                    )
                    + (
                        bySparsity > bySize
                            ? "Sparsity orders them, not size: a layer that reads more experts than a token uses loses more."
                        : bySize > bySparsity ? "Size orders them better than sparsity."
                        : "Size and sparsity order them alike."
                    ),
            layers.Length < 2 ? Agreement.Undecided
                : bySize == pairs.Length ? Agreement.Agrees
                : bySize > pairs.Length / 2 ? Agreement.AgreesInPart
                : Agreement.Disagrees,
            ResultKind.Measured
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
