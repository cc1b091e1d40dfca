using MoeNotebooks.Errors;

namespace MoeNotebooks.Search;

/// <summary>The allocation of least loss within a budget, exactly, where losses of layers add up.</summary>
public static class BudgetProgramme
{
    /// <summary>
    /// Solves by a table over layers and budgets: best(l, b) = min over k of best(l - 1, b - k) + loss(l, k).
    /// </summary>
    /// <param name="losses">What each layer alone loses.</param>
    /// <param name="budget">Experts over all MoE layers, at most.</param>
    /// <returns>Experts of each MoE layer; of equal ones that with the fewest experts in the last layers.</returns>
    /// <exception cref="MoeUsageException">The budget is less than one expert per layer.</exception>
    public static int[] Solve(LayerLosses losses, int budget)
    {
        ArgumentNullException.ThrowIfNull(losses);
        var (layers, most) = (losses.Losses.Count, losses.Trained);
        if (budget < layers)
        {
            throw new MoeUsageException(
                "budget",
                $"is {budget} experts over all MoE layers; {layers} layers use at least {layers}"
            );
        }

        budget = Math.Min(budget, layers * most);
        var best = new double[layers + 1, budget + 1]; // [layers decided, experts spent at most]
        var chosen = new int[layers + 1, budget + 1];
        for (var layer = 1; layer <= layers; layer++)
        {
            for (var spent = 0; spent <= budget; spent++)
            {
                best[layer, spent] = double.PositiveInfinity;
                for (var k = 1; k <= Math.Min(most, spent); k++)
                {
                    var loss = best[layer - 1, spent - k] + losses.Losses[layer - 1][k - 1];
                    if (loss < best[layer, spent])
                    {
                        (best[layer, spent], chosen[layer, spent]) = (loss, k);
                    }
                }
            }
        }

        var experts = new int[layers];
        for (int layer = layers, left = budget; layer > 0; left -= experts[layer - 1], layer--)
        {
            experts[layer - 1] = chosen[layer, left];
        }

        return experts;
    }
}
