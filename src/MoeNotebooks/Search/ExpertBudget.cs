using System.Globalization;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Search;

/// <summary>How many experts a token may use over all MoE layers together.</summary>
public static class ExpertBudget
{
    /// <summary>Reads a budget.</summary>
    /// <param name="text">A number of experts over all MoE layers together, or a share of the trained number such as
    /// <c>50%</c>, rounded down.</param>
    /// <param name="moeLayers">MoE layers of the model.</param>
    /// <param name="trained">Experts per token as trained.</param>
    /// <exception cref="MoeUsageException">It is neither.</exception>
    public static int Parse(string text, int moeLayers, int trained)
    {
        ArgumentNullException.ThrowIfNull(text);
        var percent = text.EndsWith('%');
        return
            double.TryParse(
                percent ? text[..^1] : text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number > 0
            && (percent ? number <= 100 : number % 1 == 0 && number <= (double)moeLayers * trained)
            ? (int)Math.Floor(percent ? (number / 100 * moeLayers * trained) + 1e-9 : number)
            : throw new MoeUsageException(
                "--budget",
                $"is '{ErrorText.Name(text)}'; it is a number of experts over all MoE layers together, {moeLayers} to {moeLayers * trained}, or a share such as 50%"
            );
    }

    /// <summary>The budget spread as evenly as whole numbers allow: the allocation that a search has to beat.</summary>
    /// <param name="moeLayers">MoE layers.</param>
    /// <param name="budget">Experts over all of them.</param>
    public static int[] Even(int moeLayers, int budget) =>
        [
            .. Enumerable
                .Range(1, moeLayers)
                .Select(layer => (layer * budget / moeLayers) - ((layer - 1) * budget / moeLayers)),
        ];
}
