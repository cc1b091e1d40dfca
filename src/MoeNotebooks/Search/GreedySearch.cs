namespace MoeNotebooks.Search;

/// <summary>
/// From the trained number downwards: each round takes one expert from the layer where the whole model then scores
/// best.
/// </summary>
internal static class GreedySearch
{
    public static async Task<int[]> ChooseAsync(
        IAllocationScores scores,
        int moeLayers,
        int trained,
        SearchOptions options
    )
    {
        int[] experts = [.. Enumerable.Repeat(trained, moeLayers)];
        while (experts.Sum() > options.Budget)
        {
            int[][] fewer =
            [
                .. Enumerable
                    .Range(0, moeLayers)
                    .Where(layer => experts[layer] > 1)
                    .Select(layer => experts.Select((k, i) => i == layer ? k - 1 : k).ToArray()),
            ];
            var found = await scores.OfAsync(fewer);
            experts = fewer[Enumerable.Range(0, fewer.Length).MaxBy(i => found[i])];
        }

        return experts;
    }
}
