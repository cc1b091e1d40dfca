namespace MoeNotebooks.Search;

/// <summary>
/// A population of allocations of exactly the budget's size. A generation keeps its best quarter; the others are
/// children of two of those, layer by layer from either, brought back to the budget by chance, and then moved by one
/// expert from one layer to another.
/// </summary>
internal static class EvolutionarySearch
{
    public static async Task<int[]> ChooseAsync(
        IAllocationScores scores,
        int moeLayers,
        int trained,
        SearchOptions options
    )
    {
        var random = new Random(options.Seed);
        var even = ExpertBudget.Even(moeLayers, options.Budget);
        int[][] population =
        [
            even,
            .. Enumerable
                .Range(1, options.Population - 1)
                .Select(_ => Moved(even, 1 + random.Next(options.Budget), trained, random)),
        ];
        for (var generation = 0; ; generation++)
        {
            var found = await scores.OfAsync(population);
            int[][] ranked =
            [
                .. Enumerable.Range(0, population.Length).OrderByDescending(i => found[i]).Select(i => population[i]),
            ];
            if (generation == options.Generations)
            {
                return ranked[0];
            }

            var parents = ranked
                .DistinctBy(experts => string.Join(',', experts))
                .Take(Math.Max(2, options.Population / 4))
                .ToArray();
            population =
            [
                .. parents,
                .. Enumerable
                    .Range(0, options.Population - parents.Length)
                    .Select(_ => Child(parents, options.Budget, trained, random)),
            ];
        }
    }

    private static int[] Child(int[][] parents, int budget, int trained, Random random)
    {
        var (mother, father) = (parents[random.Next(parents.Length)], parents[random.Next(parents.Length)]);
        int[] child = [.. mother.Zip(father, (a, b) => random.Next(2) == 0 ? a : b)];
        while (child.Sum() != budget)
        {
            var (layer, step) = (random.Next(child.Length), Math.Sign(budget - child.Sum()));
            child[layer] = Math.Clamp(child[layer] + step, 1, trained);
        }

        return Moved(child, 1, trained, random);
    }

    /// <summary>So many times one expert from one layer to another, where both allow it.</summary>
    private static int[] Moved(int[] experts, int times, int trained, Random random)
    {
        int[] moved = [.. experts];
        for (; times > 0; times--)
        {
            var (from, to) = (random.Next(moved.Length), random.Next(moved.Length));
            if (from != to && moved[from] > 1 && moved[to] < trained)
            {
                (moved[from], moved[to]) = (moved[from] - 1, moved[to] + 1);
            }
        }

        return moved;
    }
}
